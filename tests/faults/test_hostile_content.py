"""Texts made to harm whoever shows them: a database, a browser, a terminal, a spreadsheet. They stay what they say."""

import csv
import io
import json
import os
import re
import time
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.faults.content import query
from tests.faults.plain import plain_flow
from tests.flows.texts import LEAD, MORE, article
from tests.reading import read_batch
from wirehouse.cli.main import app
from wirehouse.errors import EnvironmentProblemError
from wirehouse.orchestration import night
from wirehouse.readers import json_lines
from wirehouse.readers.payload import Limits
from wirehouse.readers.reading import FileToRead, ReadOptions, article_id
from wirehouse.report.page import write_page
from wirehouse.report.record import read_records
from wirehouse.warehouse.state import State

SEEN = datetime(2024, 3, 5, tzinfo=UTC)

EVIL = {
    "sql": "'; drop table news.articles; --",
    "sql2": '"); delete from raw.records; select ("',
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "attribute": "\" onmouseover=\"alert(1)\" x='",
    "link": "[x](javascript:alert(1)) ![i](http://evil.example/i.png)",
    "markdown": "**b** `c` | cell\n# Heading\n> quote",
    "template": "$title ${HOME} {{7*7}} {0} %s %(x)s {% raw %}",
    "formula": "=HYPERLINK(\"http://evil.example\")",
    "formula2": "@SUM(1+1)*cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "terminal": "\x1b]0;owned\x07\x1b[31m red \x9b31m",
    "direction": "\u202egnp.exe\u202c \u2066hidden\u2069",
    "nul": "before\x00after",
    "controls": "".join(map(chr, range(1, 32))),
    "rich": "[bold red]x[/] [link=http://evil.example]y[/link]",
    "surrogate": "half \ud83d of a smile",
    "noncharacter": "\ufffe\uffff\U0010ffff",
    "combining": "Z" + "\u0301" * 500,
    "long": "long " * 5000,
}  # fmt: skip


def record(name: str, text: str, **fields: Any) -> str:
    """One line of JSON with the text in every field that we read."""
    body = f"{LEAD} {text} {MORE} ({name})"
    values = {
        "id": f"{name} {text}", "title": text, "body": body, "author": [text, text], "url": text, "publisher": text,
        "date": "2024-03-04", "updated": text, "language": text,
    }  # fmt: skip
    return json.dumps({**values, **fields}) + "\n"


def headed(name: str, text: str) -> bytes:
    flat = " ".join(text.split())
    lines = f"Title: {flat}\nDate: 2024-03-04\nAuthor: {flat}\nURL: {flat}\nSource: {flat}\nUpdated: {flat}\n"
    story = f"{lines}\n{flat.upper()}, March 4 ({flat}) - {LEAD}\n\n{text}\n\n{MORE} {name}\n\n-{flat}"
    return story.encode("utf-8", "replace")


def wirehouse(*arguments: str) -> str:
    """What a command prints; it must end well."""
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Any]]:
    """A source whose name, file names and fields are all made to harm: its folder, warehouse, second night.

    The first night has some of it, in other words, so that there is something to compare.
    """
    top = tmp_path_factory.mktemp("evil")
    raw = top / "<img src=x onerror=alert(1)> '; drop table x; -- [l](javascript:x) `c` | $x {y}\n# H"
    raw.mkdir()
    warehouse, nightly = top / "warehouse.duckdb", plain_flow("nightly")
    early = {name: record(name, text, title=f"{text} first", url=f"{text} then") for name, text in EVIL.items()}
    (raw / "feed.jsonl").write_text("".join(early.values()))
    nightly(sources=[str(raw)], warehouse=warehouse)
    (raw / "feed.jsonl").write_text("".join(record(name, text) for name, text in EVIL.items()))
    undated = "".join(record(name, text, date=text) for name, text in EVIL.items())
    (raw / "undated.jsonl").write_text(undated)
    (raw / "markup.jsonl").write_text(record("markup", f"<p>{EVIL['image']}</p><a href='x'>y</a>"))
    for name, text in EVIL.items():
        (raw / f"{name}.txt").write_bytes(headed(name, text))
        shown = "".join(text.replace("/", "").replace("\x00", ""))[:60].encode("utf-8", "replace").decode()
        (raw / f"{shown} {name}").write_bytes(headed(f"{name} in a file", text))
    for path in raw.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return raw, warehouse, nightly(sources=[str(raw)], warehouse=warehouse, data_docs=True)


def test_every_record_has_its_fate_and_the_next_night_is_unchanged(evil, run_night):
    raw, warehouse, summary = evil
    assert summary["status"] == "published"
    assert sum(summary["fates"].values()) == summary["discovered"] == 2 * len(EVIL) + 2 * len(EVIL) + 1
    assert summary["fates"]["unreadable"] == 0
    again = run_night(raw, warehouse=warehouse)
    assert (again["status"], again["fates"]["unchanged"]) == ("unchanged", summary["discovered"])


def test_the_texts_are_kept_word_for_word_and_no_table_is_harmed(evil):
    _, warehouse, summary = evil
    (count,) = query(warehouse, "select count(*) from raw.records where is_current")[0]
    assert count == summary["discovered"]
    titles = {title for (title,) in query(warehouse, "select title from news.article_versions")}
    # The others are held back as markup, or have characters that are composed, decoded or taken out.
    for name in ("sql", "sql2", "link", "markdown", "template", "formula", "formula2", "minus", "rich", "long"):
        assert " ".join(EVIL[name].split()) in titles, name
    assert not [title for title in titles if title is not None and title != " ".join(title.split())]
    bodies = " ".join(body for (body,) in query(warehouse, "select body from news.article_versions"))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", bodies)


class Elements(HTMLParser):
    """The elements of a page, and the handlers of events in their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script":
            self.scripts.append(data)


def test_the_pages_of_the_checks_show_them_and_run_none(evil):
    _, warehouse, _ = evil
    folder = State(warehouse).path("data_docs")
    pages = list(folder.rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        elements = Elements()
        elements.feed(page.read_text())
        assert not [tag for tag, attributes in elements.found if attributes.keys() & {"onerror", "onmouseover"}]
        assert not [script for script in elements.scripts if "alert(1)" in script]
        assert not [
            tag for tag, attributes in elements.found if (attributes.get("href") or "").startswith("javascript:a")
        ]


CHART = """-- One
-- {form}: all of them
select value as "<img src=x>", {rest} from (select unnest([{texts}]) as value)
"""
FORMS = {"bars": "1 as n", "columns": "value as series, 1 as n", "map": "1.5 as latitude, 2.5 as longitude, 1 as n"}


def test_the_report_shows_them_and_runs_none(evil, tmp_path):
    _, warehouse, _ = evil
    record = read_records(State(warehouse).path("runs"))[0]
    record.messages += EVIL.values()
    texts = ", ".join("'{}'".format(text.replace("'", "''").replace("\x00", "")) for text in EVIL.values())
    for form, rest in FORMS.items():
        chart = CHART.format(form=form, rest=rest, texts=texts)
        (tmp_path / f"{form}.sql").write_text(chart, "utf-8", "replace")
    shown = write_page(record, warehouse, tmp_path, tmp_path, 5).read_text()
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 6  # the message, each form's drawing and table
    for text in (shown, Path(record.report).read_text()):
        elements = Elements()
        elements.feed(text)
        tags = [tag for tag, _ in elements.found]
        assert tags.count("script") == 1
        assert not {"img", "iframe", "object", "base", "form"} & set(tags)
        assert tags.count("b") == len(re.findall(r"<b>[\d,.]+</b>", text))
        assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
        assert not [one for _, one in elements.found if re.match(r"\s*(javascript|data):", one.get("href") or "")]
        assert not SPEAKS.search(re.sub("<pre.*?</pre>", "", text, flags=re.DOTALL))  # queries have their line breaks


def test_the_artifacts_show_them_and_mean_nothing(evil, watch_night, make_files):
    from prefect.client.orchestration import get_client

    raw, _, _ = evil
    message = watch_night(make_files({"undated.txt": LEAD}, raw.name))["messages"][0]
    assert "drop table x" in message
    with get_client(sync_client=True) as client:
        shown = [str(one.data) for one in client.read_artifacts() if "drop table x" in str(one.data)]
    assert shown
    for text in shown:
        assert "<img" not in text
        assert not re.search(r"(?<!\\)[\[`|](?:l\]|c| \$x)|^# H", text, re.MULTILINE)


COMMANDS = [
    ("quarantine", "list", "--all"), ("quarantine", "list", "--json"), ("status",), ("plan", "RAW"),
    ("status", "--json"), ("sql", "select * from news.articles order by 1"), ("sql", "from ops.quarantine"),
    ("sql", "from ops.fates"),
    ("sql", "select * from news.article_versions", "--format", "json"), ("versions",), ("versions", "--json"),
    ("diff", "1", "2"), ("diff", "1", "2", "--json"), ("quarantine", "show", "HELD"), ("explain", "ARTICLE"),
]  # fmt: skip
SPEAKS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command)[:40])
def test_no_command_lets_a_text_speak_to_the_terminal(evil, command):
    raw, warehouse, _ = evil
    held = query(warehouse, "select max(quarantine_id) from ops.quarantine where status = 'open'")[0][0]
    article_id = query(warehouse, "select article_id from news.article_versions where title like '%owned%'")[0][0]
    parts = {"RAW": str(raw), "HELD": held, "ARTICLE": article_id}
    shown = wirehouse(*(parts.get(part, part) for part in command), "--warehouse", str(warehouse))
    assert SPEAKS.findall(shown) == []
    if "json" in " ".join(command):
        json.loads(shown.splitlines()[-1])


def test_csv_holds_no_formula_unless_asked_to_leave_texts_alone(evil):
    _, warehouse, _ = evil
    columns = "title, url, authors, -5 as number, '-5.5' as printed, title as \"=x\""
    ask = ("sql", f"select {columns} from news.article_versions", "--format", "csv", "--warehouse", str(warehouse))
    rows = list(csv.reader(io.StringIO(wirehouse(*ask))))
    assert {tuple(row[3:5]) for row in rows[1:]} == {("-5", "-5.5")}
    cells = [cell for row in rows for cell in row[:3] + row[5:]]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]
    assert f"'{EVIL['formula']}" in cells
    assert EVIL["formula"] in [
        cell for row in csv.reader(io.StringIO(wirehouse(*ask, "--keep-formulas"))) for cell in row
    ]


# JSON


def ids(*lines: str | bytes, most: int = 1000) -> list[tuple[str | None, str | None]]:
    """The own id and the problem of each record of a file of JSON Lines."""
    data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return [(piece.own_id, piece.problem) for piece in json_lines.split(data, {}, most)]


@pytest.mark.parametrize(
    ("line", "own_id"),
    [
        ('{"id": 18446744073709551615}', "18446744073709551615"),
        ('{"id": 18446744073709551616}', "18446744073709551616"),
        ('{"id": 123456789012345678901234567890}', "123456789012345678901234567890"),
        ('{"id": -9223372036854775809}', "-9223372036854775809"),
        ('{"id": 12345678901234567.5}', "12345678901234567.5"),
        ('{"id": 1e400}', "1e400"),
        (f'{{"id": {"9" * 5000}}}', "9" * 5000),
        ('{"id": "a\\ud83d"}', "a\ufffd"),
        ('{"id": "\\ud83d\\ude00"}', "\U0001f600"),
        ('{"id": 7, "score": NaN}', "7"),
        ('{"id": NaN}', None),
        ('{"id": 7, "title": "caf\xe9"}'.encode("latin-1"), "7"),
        ('{"id": [[[[[[["deep"]]]]]]]}', "deep"),
        ('{"id": 1, "id": 2}', "2"),
        ('{"id": true}', None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_id_keeps_its_digits_and_an_odd_line_its_record(line, own_id):
    assert ids(line) == [(own_id, None)]


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "{" + "[" * 2000 + "]" * 2000 + "}",
        '{"a": 1',
        "no",
        '{"a": "\x01"}',
        b'{"\xff": 1}',
    ],
    ids=["lists", "objects", "closed", "cut", "words", "control", "bytes"],
)
def test_a_line_that_is_no_json_is_held_back_and_the_next_is_read(line):
    assert ids(line, '{"id": 1}') == [(None, "malformed_record"), ("1", None)]


def test_records_beyond_the_limit_are_one_record_with_all_their_text():
    lines = [f'{{"id": {number}}}' for number in range(10)]
    pieces = json_lines.split("\n\n \n".join(lines).encode(), {}, 4)
    assert [piece.problem for piece in pieces] == [None] * 4 + ["too_many_records"]
    assert pieces[-1].data.split() == [word.encode() for line in lines[4:] for word in line.split()]


def test_a_text_beyond_the_limit_is_kept_whole_and_held_back(tmp_path):
    text = f"{LEAD}\n\n" * 20_000
    (tmp_path / "feed.jsonl").write_text(json.dumps({"id": 1, "body": text}) + '\n{"id": 2, "body": "short"}\n')
    (tmp_path / "story.txt").write_text(text)
    files = [FileToRead(name, str(tmp_path / name), 1, 1) for name in ("feed.jsonl", "story.txt")]
    records = read_batch(files, ReadOptions("raw", "auto", {}, Limits(10**7), SEEN)).records
    assert records["problem"].to_list() == ["too_large", None, "too_large"]
    assert records["text"][2] == text
    assert "max_record_mib" in records["problem_detail"][0]


def test_a_file_of_one_id_is_read_in_proportion(tmp_path):
    """Each id was looked for from `1~2` on again: 22,000 of them took half a minute."""
    (tmp_path / "feed.jsonl").write_text('{"id": 1}\n' * 30_000 + '{"id": "1~2"}\n')
    started = time.process_time()
    options = ReadOptions("raw", "auto", {}, Limits(10**7), SEEN)
    records = read_batch([FileToRead("feed.jsonl", str(tmp_path / "feed.jsonl"), 1, 1)], options).records
    assert records["article_id"].n_unique() == 30_001
    assert time.process_time() - started < 3


def test_no_two_records_can_be_given_one_id():
    parts = [
        "a",
        "b\x1fc",
        "b",
        "c\x1fd",
        "c",
        "d",
        "a\x1fb",
        "a\x1e",
        "\x1e1b",
        "\x1fb",
        "a\x1e0",
        "",
        "\x1f",
        "\x1e",
        "1",
    ]
    keys = [(source, uri, key) for source in parts for uri in parts for key in parts]
    assert len({article_id(*key) for key in keys}) == len(keys)


# limits, and the clock


@pytest.mark.long
def test_a_limit_that_is_raised_is_tried_again_the_next_night(run_night, make_files, monkeypatch):
    big = article() + "".join(f"\n{LEAD[:40]} by decree {number} of it.\n" for number in range(20_000))
    raw = make_files({"big.txt": big, "feed.jsonl": record("a", "x") + record("b", "y")})
    monkeypatch.setenv("WIREHOUSE_MAX_FILE_MIB", "1")
    monkeypatch.setenv("WIREHOUSE_MAX_FILE_RECORDS", "1")
    monkeypatch.setenv("WIREHOUSE_MAX_RECORD_MIB", "4")
    assert run_night(raw)["quarantined_by_reason"] == {"too_large": 1, "too_many_records": 1}
    monkeypatch.delenv("WIREHOUSE_MAX_FILE_RECORDS")
    summary = run_night(raw)
    assert (summary["fates"]["new"], summary["quarantined_by_reason"]) == (1, {"too_large": 1})
    monkeypatch.delenv("WIREHOUSE_MAX_FILE_MIB")
    assert run_night(raw)["fates"]["new"] == 1


@pytest.mark.long
def test_a_clock_that_was_set_back_is_refused_in_one_sentence(run_night, make_files, monkeypatch):
    class Earlier(datetime):
        now = classmethod(lambda cls, tz=None: cls(2001, 1, 1, tzinfo=tz))

    raw = make_files({"one.txt": article()})
    run_night(raw)
    make_files({"two.txt": article("2024-03-05")})
    with monkeypatch.context() as patched:
        patched.setattr(night, "datetime", Earlier)
        with pytest.raises(EnvironmentProblemError, match="The clock says 2001-01-01 00:00, and the last run was on"):
            run_night(raw)
    assert run_night(raw)["fates"]["copy"] == 1
