"""Records over several nights: changed, moved, gone, come back, mended, told apart."""

import json
import os
import time
from pathlib import Path

import pytest

from tests.faults.content import query
from tests.flows.texts import END, LEAD, MORE, article
from wirehouse.errors import EnvironmentProblemError

pytestmark = pytest.mark.usefixtures("critical_suites")


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def test_changed_file_becomes_a_version(run_night, make_files, warehouse):
    raw = make_files({"one.txt": article()})
    run_night(raw)
    make_files({"one.txt": article("2024-03-04", LEAD, "The board has since put the opening off to the spring.")})
    summary = run_night(raw)
    assert summary["fates"]["revised"] == 1
    assert query(warehouse, "select version, change, is_current from news.article_versions order by version") == [
        (1, "first", False),
        (2, "edited", True),
    ]
    assert query(warehouse, "select count(*), count(*) filter (where is_current) from raw.records") == [(2, 1)]


@pytest.mark.long
def test_text_that_comes_back_is_not_stored_twice(run_night, make_files, warehouse):
    raw = make_files({"one.txt": article()})
    run_night(raw)
    make_files({"one.txt": article("2024-03-04", LEAD, END)})
    run_night(raw)
    make_files({"one.txt": article()})
    os.utime(raw / "one.txt", (time.time() - 7200, time.time() - 7200))
    run_night(raw)
    assert query(warehouse, "select count(*) from raw.records") == [(2,)]
    assert query(warehouse, "select max(version) from news.article_versions") == [(3,)]
    assert query(warehouse, "select body from news.articles")[0][0].startswith("The harbor board")


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(("a.txt", "b.txt"), id="in order", marks=pytest.mark.long),
        pytest.param(("b.txt", "a.txt"), id="later one first"),
    ],
)
def test_the_smallest_of_equal_bodies_is_the_article_in_any_order(run_night, make_files, warehouse, order):
    raw = make_files({order[0]: article()})
    run_night(raw)
    make_files({order[1]: article()})
    summary = run_night(raw)
    assert query(warehouse, "select source_uri from news.articles") == [("a.txt",)]
    assert query(warehouse, "select source_uri from news.copies") == [("b.txt",)]
    # The fate is the record's own: the earlier file that arrives second is the article, and new.
    assert summary["fates"]["copy" if order[1] == "b.txt" else "new"] == 1


def test_gone_file_keeps_its_article_marked_until_it_comes_back(run_night, make_files, warehouse):
    files = {f"{name}.txt": article("2024-03-04", f"{LEAD} Notice {name}.", MORE) for name in "abc"}
    raw = make_files(files)
    run_night(raw)
    (raw / "b.txt").unlink()
    run_night(raw)
    gone = "select source_uri from news.articles where source_gone_at is not null"
    assert query(warehouse, gone) == [("b.txt",)]
    make_files({"b.txt": files["b.txt"]})
    summary = run_night(raw)
    assert query(warehouse, gone) == []
    assert summary["fates"]["unchanged"] == 3


def test_mass_vanishing_is_refused(run_night, make_files):
    raw = make_files({f"{name}.txt": article("2024-03-04", f"{LEAD} Notice {name}.") for name in "abc"})
    run_night(raw)
    for name in "ab":
        (raw / f"{name}.txt").unlink()
    with pytest.raises(EnvironmentProblemError, match="2 of the 3 known files"):
        run_night(raw)
    assert run_night(raw, gone_share=1)["published"]


@pytest.mark.long
def test_json_lines_records_have_keys_of_their_own(run_night, make_files, warehouse):
    line = (
        '{"id": "n-1", "headline": "Pier opens", "text": "%s", "date": "2024-03-04T10:00:00+02:00", "by": "Ada Venn"}\n'
    )
    raw = make_files({"feed.jsonl": line % LEAD})
    run_night(raw)
    other = (line % MORE).replace("n-1", "n-2")
    make_files({"feed.jsonl": other + line % LEAD})
    summary = run_night(raw)
    assert summary["fates"] | {"new": 1, "unchanged": 1} == summary["fates"]
    rows = query(
        warehouse,
        """
        select record_key, title, authors, published_at::varchar
        from news.articles join raw.records using (article_id) order by 1
        """,
    )
    assert rows == [
        ("n-1", "Pier opens", ["Ada Venn"], "2024-03-04 08:00:00+00"),
        ("n-2", "Pier opens", ["Ada Venn"], "2024-03-04 08:00:00+00"),
    ]  # fmt: skip


def feed(*records: dict[str, str]) -> str:
    return "".join(json.dumps({"date": "2024-03-04", **record}) + "\n" for record in records)


@pytest.mark.long
def test_a_moved_record_changes_its_number_and_who_is_the_article(run_night, make_files, tmp_path):
    """Whatever the nights were, the content is that of one night over the last state of the files."""
    a, b, c = ({"id": name, "text": text} for name, text in (("a", LEAD), ("b", LEAD), ("c", MORE)))
    raw = make_files({"feed.jsonl": feed(a, b)})
    run_night(raw)
    make_files({"feed.jsonl": feed(c, b, a)})
    summary = run_night(raw)
    at_once = tmp_path / "at-once.duckdb"
    run_night(raw, warehouse=at_once)
    content = "select record_no, title, body from news.articles order by all"
    numbers = "select record_key, record_no, content_sha256 from raw.records where is_current order by all"
    assert summary["fates"] | {"new": 1, "unchanged": 2} == summary["fates"]
    for sql in (content, numbers, "select record_no from news.copies"):
        assert query(tmp_path / "warehouse.duckdb", sql) == query(at_once, sql)


@pytest.mark.long
def test_a_record_that_leaves_its_feed_is_gone_until_it_comes_back(run_night, make_files, warehouse):
    a, b = {"id": "a", "text": LEAD}, {"id": "b", "text": MORE}
    raw = make_files({"feed.jsonl": feed(a, b)})
    run_night(raw)
    gone = "select record_key from news.articles join raw.records using (article_id) where source_gone_at is not null"
    make_files({"feed.jsonl": feed(a)})
    run_night(raw)
    assert query(warehouse, gone) == [("b",)]
    make_files({"feed.jsonl": feed(b, a)})
    run_night(raw)
    assert query(warehouse, gone) == []


@pytest.mark.long
def test_a_mended_line_settles_what_was_held_back(run_night, make_files, warehouse):
    raw = make_files({"feed.jsonl": feed({"id": "a", "text": LEAD}) + '{"id": "b", \n'})
    run_night(raw)
    assert query(warehouse, "select reason, status from ops.quarantine") == [("malformed_record", "open")]
    make_files({"feed.jsonl": feed({"id": "a", "text": LEAD}, {"id": "b", "text": MORE})})
    run_night(raw)
    assert query(warehouse, "select status from ops.quarantine") == [("superseded",)]
    assert query(warehouse, "select count(*) from raw.records where is_current") == [(2,)]


def test_a_revision_held_back_leaves_the_old_version_with_its_text(run_night, make_files, warehouse):
    raw = make_files({"one.txt": article(), "two.txt": article("2024-03-05", MORE, END)})
    run_night(raw)
    make_files({"one.txt": " date 2024-03-04 \n\nTitle alone"})
    summary = run_night(raw)
    assert summary["quarantined_by_reason"] == {"no_body": 1}
    kept = """
        select v.is_current, r.is_current
        from news.article_versions as v join raw.records as r using (article_id, content_sha256)
        """
    assert sorted(query(warehouse, kept)) == [(True, False), (True, True)]


def test_a_file_that_cannot_be_opened_is_news_once(run_night, make_files, warehouse, monkeypatch):
    from wirehouse.readers import payload

    def refuse(path, limits, root):
        if str(path).endswith("secret.txt"):
            raise PermissionError(13, "Permission denied")
        return whole(path, limits, root)

    whole = payload._read_local
    monkeypatch.setattr(payload, "_read_local", refuse)
    raw = make_files({"one.txt": article(), "secret.txt": article("2024-03-05", MORE, END)})
    first = run_night(raw)
    assert first["fates"] | {"new": 1, "unreadable": 1} == first["fates"]
    assert run_night(raw)["status"] == "unchanged"
    monkeypatch.setattr(payload, "_read_local", whole)
    assert run_night(raw)["fates"]["new"] == 1


def test_odd_ids_and_names_are_records_like_others(run_night, make_files, warehouse):
    lines = feed(*({"id": name, "text": f"{LEAD} {number}"} for number, name in enumerate(["a", "a", "a~2", "a"])))
    deep = '{"id": ' + "[" * 900 + "]" * 900 + ', "date": "2024-03-04", "text": "' + MORE + '"}\n'
    raw = make_files({"feed.jsonl": "\ufeff" + lines + deep, "it's [odd]*?.txt": article()}, "it's [raw]*?")
    (raw / "2446.txt").write_text(article("2024-03-06", END, LEAD))
    os.utime(raw / "2446.txt", (15032385535, 15032385535))
    summary = run_night(raw)
    assert summary["fates"]["new"] == 7
    keys = query(warehouse, "select record_key from raw.records where source_uri = 'feed.jsonl' order by record_no")
    assert [key for (key,) in keys] == ["a", "a~2", "a~2~2", "a~3", "5"]
