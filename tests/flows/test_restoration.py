"""Characters that one record lost and another has: through whole runs, in any order."""

import json
from dataclasses import replace
from random import Random

import duckdb
import numpy as np
import pytest

from tests.faults.content import LOGICAL, read_lines
from tests.flows.test_duplicates import dated, story
from wirehouse.duplicates import fingerprints
from wirehouse.orchestration import batches, commit

pytestmark = pytest.mark.usefixtures("critical_suites")

TEXT = (
    story(1)
    + "\n\nThe minister, Mr Holková of Plzeň, said the bridge near Dvůr Králové would be opened for all in the spring."
    "\n\nNobody had asked for it – not even the town – before the flood of that year, an engineer of the county said."
)
LOST = (
    TEXT.replace("Holková", "Holkov\ufffd").replace("Plzeň", "Plze\ufffd").replace("ů", "\ufffd").replace("é", "\ufffd")
)
LOST = LOST.replace("–", "\ufffd")
LOST_ONE = "\ufffd"
OTHER = TEXT.replace("Holková", "Holkové")
FILES = {
    "a.txt": dated(3, LOST),
    "b.txt": dated(5, TEXT),
    "c.txt": dated(4, f"{TEXT}\n\nIt said no more of any of this."),
    "d.txt": dated(6, story(2)),
}


def rows(warehouse, sql):
    con = duckdb.connect(str(warehouse), read_only=True)
    try:
        return con.sql(sql).fetchall()
    finally:
        con.close()


def logical(warehouse):
    wanted = {name: sql for name, sql in LOGICAL.items() if name != "records"}  # files of two folders differ in time
    more = ("news.article_evidence", "news.bodies", "news.damaged_texts")
    return read_lines(warehouse, wanted, {name: f"from {name}" for name in more})


EVIDENCE = """
    select count(*) from news.article_evidence
    where rule = 'copied_characters'
        and article_id in (select article_id from news.article_versions where source_uri = 'a.txt')
    """
BODY = (
    "select body, replacement_char_count, repairs from news.article_versions where is_current and source_uri = 'a.txt'"
)


def test_what_one_record_lost_another_has(run_night, make_files, tmp_path):
    raw = make_files(FILES)
    run_night(raw)
    warehouse = tmp_path / "warehouse.duckdb"
    ((body, left, repairs),) = rows(warehouse, BODY)
    assert (body, left) == (TEXT, 0)
    assert "copied_characters" in repairs
    ((value, before, after),) = rows(
        warehouse, "select value, before, after from news.article_evidence where rule = 'copied_characters'"
    )
    assert value.startswith("6 characters of ")
    assert "Holkov\ufffd of Plze\ufffd" in before
    assert "Holková of Plzeň" in after
    assert rows(warehouse, "select source_uri from news.copies") == [("b.txt",)]  # a.txt is the older of the equals


@pytest.mark.long
@pytest.mark.parametrize("order", ["abc", "cab"])
def test_any_order_of_nights_gives_the_same(run_night, run_flow, make_files, tmp_path, order):
    run_night(make_files(FILES, folder="once/raw"), warehouse=tmp_path / "once.duckdb")
    expected = logical(tmp_path / "once.duckdb")
    for name in ("d", *order):
        raw = make_files({f"{name}.txt": FILES[f"{name}.txt"]})
        run_night(raw)
    assert logical(tmp_path / "warehouse.duckdb") == expected
    assert run_flow("rebuild")["status"] == "unchanged"


HISTORY = [
    # what comes, and how the text is to stand from then on
    ({"a.txt": FILES["a.txt"]}, LOST),
    ({"c.txt": FILES["c.txt"]}, TEXT),
    ({"e.txt": dated(7, OTHER)}, TEXT.replace("Holková", "Holkov\ufffd")),
    ({"e.txt": dated(7, story(3))}, TEXT),
    ({"c.txt": dated(4, TEXT[: TEXT.index("Nobody had asked")])}, TEXT.replace("–", "\ufffd")),
    ({"c.txt": dated(4, f"{LOST} Not in any of this.")}, LOST),
    ({"b.txt": FILES["b.txt"]}, TEXT),
]


@pytest.mark.long
def test_what_it_has_is_what_the_others_have_now(run_night, run_flow, make_files, tmp_path):
    """Donors come, disagree, are changed, are damaged themselves: it has what one night over all of it would give."""
    warehouse = tmp_path / "warehouse.duckdb"
    for files, expected in HISTORY:
        raw = make_files(files)
        run_night(raw)
        ((body, left, repairs),) = rows(warehouse, BODY)
        assert (body, left) == (expected, expected.count("\ufffd"))
        assert ("copied_characters" in repairs) == (expected != LOST)
        assert rows(warehouse, EVIDENCE) == [(int(expected != LOST),)]
    assert rows(warehouse, "select change from news.article_versions where source_uri = 'a.txt' order by version") == [
        ("first",), *[("restored",)] * 6
    ]  # fmt: skip
    run_night(raw, warehouse=tmp_path / "once.duckdb")
    assert logical(tmp_path / "once.duckdb") == logical(warehouse)
    assert run_flow("rebuild")["status"] == "unchanged"


HELD = " date 2024-01-05 \n\n\n\nTwo words\n"
TWO_LOST = TEXT.replace("Králové", "Králov\ufffd\ufffd")  # a donor has one character for them
APART = f"{TEXT.replace('Králové', 'Králova')} More of it was told later that day."
FEED = {"id": "a", "title": "Title", "date": "2024-01-03", "text": LOST}
NIGHTS = {
    "a revision is held back while its donor comes": [
        {"a.txt": dated(3, TWO_LOST)},
        {"a.txt": HELD, "c.txt": FILES["c.txt"]},
        {"e.txt": dated(7, APART)},
        {"e.txt": dated(7, story(3))},
        {"a.txt": dated(3, TWO_LOST)},
    ],
    "a revision is held back while its donor loses the same": [
        {"a.txt": FILES["a.txt"], "c.txt": FILES["c.txt"]},
        {"a.txt": HELD, "c.txt": dated(4, f"{LOST} Not in any of this.")},
        {"d.txt": FILES["d.txt"]},
        {"a.txt": FILES["a.txt"]},
    ],
    "a record moves while its donor comes": [
        {"x.jsonl": json.dumps(FEED)},
        {
            "x.jsonl": f"{json.dumps({**FEED, 'id': 'z', 'text': story(5)})}\n{json.dumps(FEED)}",
            "c.txt": FILES["c.txt"],
        },
    ],
}
STANDING = """
    select source_uri, record_no, body, replacement_char_count, repairs
    from news.article_versions where is_current order by all
    """
TAKEN = """
    select source_uri, repairs, pieces, rule
    from news.article_versions
    left join news.damaged_texts using (article_id)
    left join (from news.article_evidence where rule = 'copied_characters') using (article_id)
    where is_current and (
        coalesce(len(pieces) > 0, false) <> (rule is not null)
        or list_contains(coalesce(repairs, []), 'copied_characters') <> (rule is not null)
        or exists (from unnest(pieces) as t(piece) where substr(body, piece.at + 1, len(piece.put)) <> piece.put)
    )
    """


@pytest.mark.parametrize(
    "nights",
    [pytest.param(nights, marks=[pytest.mark.long] * (len(nights) > 3), id=name) for name, nights in NIGHTS.items()],
)
def test_what_was_given_and_what_stands_agree_every_night(run_night, make_files, tmp_path, nights):
    now = ""
    for number, files in enumerate(nights):
        raw = make_files(files)
        run_night(raw)
        assert rows(tmp_path / "warehouse.duckdb", TAKEN) == []
        now = files.get("a.txt", now)
        if now != HELD:
            once = tmp_path / f"once-{number}.duckdb"
            run_night(raw, warehouse=once)
            assert rows(tmp_path / "warehouse.duckdb", STANDING) == rows(once, STANDING)
            assert logical(tmp_path / "warehouse.duckdb") == logical(once)


@pytest.mark.long
def test_the_anchors_of_another_method_are_made_anew(run_night, run_flow, make_files, tmp_path, monkeypatch):
    """And what was put in is known still: what the texts were is told by that alone."""
    raw = make_files({"a.txt": FILES["a.txt"], "c.txt": FILES["c.txt"]})
    run_night(raw)
    find_anchors = fingerprints._find_anchors
    monkeypatch.setattr(
        fingerprints,
        "_find_anchors",
        lambda shingles: find_anchors(replace(shingles, hashes=shingles.hashes ^ np.uint64(0x5555000000AAAA54))),
    )
    for module in (commit, batches):
        monkeypatch.setattr(module, "METHOD_VERSION", "next")
    for number, files in enumerate([{"d.txt": FILES["d.txt"]}, {"e.txt": dated(7, OTHER)}, {"e.txt": FILES["d.txt"]}]):
        raw = make_files(files)
        run_night(raw)
        run_night(raw, warehouse=tmp_path / f"once-{number}.duckdb")
        assert logical(tmp_path / "warehouse.duckdb") == logical(tmp_path / f"once-{number}.duckdb")
    assert run_flow("rebuild")["status"] == "unchanged"


def test_of_donors_that_differ_in_their_quotes_the_curly_one_speaks(run_night, make_files, tmp_path):
    body = TEXT.replace("Nobody had", "Nobody’s been told, and none had")
    files = {"a.txt": body.replace("’", LOST_ONE), "b.txt": body.replace("’", "'"), "c.txt": body}
    run_night(make_files({name: dated(9 - number, text) for number, (name, text) in enumerate(files.items())}))
    assert rows(tmp_path / "warehouse.duckdb", BODY)[0][0] == body


CROWD = [f"{number:02}.txt" for number in range(28)]


@pytest.mark.long
def test_the_nearest_of_a_crowd_are_the_same_whatever_came_first(run_night, make_files, tmp_path):
    """More donors than are asked: in random order, changed, copied, and back again."""
    random = Random(5)
    fresh = iter(random.sample(CROWD, len(CROWD)))
    texts = {}
    for number in range(7):
        files = {"a.txt": dated(3, LOST)} if number == 1 else {}
        for name in [next(fresh) for _ in range(4)] + (random.sample(sorted(texts), 3) if number in (3, 5) else []):
            body = TEXT if random.random() < 0.8 else OTHER
            files[name] = dated(4, f"{body}\n\nSo much for note {random.randrange(20)} of the county.")
        texts |= files
        texts.pop("a.txt", None)
        raw = make_files(files)
        run_night(raw)
        if number:
            run_night(raw, warehouse=tmp_path / f"once-{number}.duckdb")
            assert logical(tmp_path / "warehouse.duckdb") == logical(tmp_path / f"once-{number}.duckdb"), number
    assert rows(tmp_path / "warehouse.duckdb", "select len(donor_ids) from news.damaged_texts") == [(16,)]
