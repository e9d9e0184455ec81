"""Rebuild, backfill and replay: what was read once, parsed again."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.faults.content import query
from tests.flows.texts import END, LEAD, MORE, article
from wirehouse.errors import ConfigurationError, WarehouseBusyError
from wirehouse.orchestration import batches, commit, inputs, shards
from wirehouse.report.record import RunRecord, read_records
from wirehouse.warehouse.state import State

pytestmark = pytest.mark.usefixtures("critical_suites")


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


@pytest.fixture
def newer_parser(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make the parser another one: it has another version, and gives every article that mentions ferries a title."""

    def install() -> None:
        from wirehouse.transform import articles

        older = articles.detect_language

        def titled(frame):
            import polars as pl

            found = older(frame)
            return found.with_columns(
                title=pl.when(pl.col("body").str.contains("Ferries")).then(pl.lit("Pier")).otherwise("title")
            )

        monkeypatch.setattr(articles, "detect_language", titled)
        for module in (articles, batches, commit, inputs):
            if hasattr(module, "PARSER_VERSION"):
                monkeypatch.setattr(module, "PARSER_VERSION", "next")

    return install


FILES = {
    "one.txt": article(),
    "two.txt": article("2024-03-05", MORE, LEAD),
    "undated.txt": f"{LEAD}\n\n{MORE} {END}\n",
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "legacy.txt": article("2024-03-06", "The café of the pier’s keeper opens again.", MORE).encode("cp1252"),
    "feed.jsonl": '{"id": "n-1", "date": "2024-03-07", "text": "' + END + '"}\n{"id": "n-2", \n',
}


@pytest.mark.long
def test_rebuild_with_the_same_parser_changes_nothing(run_night, run_flow, make_files, warehouse):
    run_night(make_files(FILES))
    digest = hashlib.sha256(warehouse.read_bytes()).hexdigest()
    summary = run_flow("rebuild")
    assert (summary["status"], summary["published"]) == ("unchanged", False)
    assert summary["fates"] | {"unchanged": 4, "quarantined": 3} == summary["fates"]
    assert summary["discovered"] == sum(summary["fates"].values())
    assert hashlib.sha256(warehouse.read_bytes()).hexdigest() == digest


def test_rebuild_with_a_newer_parser_makes_versions_of_what_really_changed(
    run_night, run_flow, make_files, warehouse, newer_parser
):
    raw = make_files(FILES)
    run_night(raw)
    (raw / "two.txt").unlink()
    run_night(raw)
    for path in raw.iterdir():
        path.unlink()  # the source is not needed
    newer_parser()
    summary = run_flow("rebuild")
    assert summary["fates"] | {"revised": 2, "unchanged": 2, "quarantined": 3} == summary["fates"]
    changes = "select source_uri, change, title from news.article_versions where is_current and version > 1 order by 1"
    assert query(warehouse, changes) == [("feed.jsonl", "reparsed", "Pier"), ("one.txt", "reparsed", "Pier")]
    gone = "select source_uri from news.articles where source_gone_at is not null"
    assert query(warehouse, gone) == [("two.txt",)]
    assert query(warehouse, "select status, count(*) from ops.quarantine group by status") == [("open", 3)]
    assert {row[0] for row in query(warehouse, "select parser_version from ops.files")} == {"next"}


@pytest.mark.long
def test_after_a_rebuild_the_next_night_finds_nothing_to_do(run_night, run_flow, make_files, newer_parser):
    raw = make_files(FILES)
    run_night(raw)
    newer_parser()
    run_flow("rebuild")
    assert run_night(raw)["status"] == "unchanged"


def test_backfill_reads_the_files_of_its_days_and_equals_a_rebuild(
    run_night, run_flow, make_files, warehouse, newer_parser
):
    raw = make_files({**FILES, "three.txt": article("2024-04-01", END, LEAD)})
    run_night(raw)
    newer_parser()
    summary = run_flow("backfill", sources=[str(raw)], first=date(2024, 3, 1), last=date(2024, 3, 31))
    assert summary["fates"] | {"revised": 2, "unchanged": 2, "quarantined": 1} == summary["fates"]
    content = "select source_uri, record_no, title, body, version from news.articles order by all"
    march = [row for row in query(warehouse, content) if row[0] != "three.txt"]
    run_flow("rebuild")
    assert [row for row in query(warehouse, content) if row[0] != "three.txt"] == march


@pytest.mark.long
def test_a_backfill_of_what_is_as_it_was_leaves_the_bytes_alone(run_night, run_flow, make_files, warehouse):
    raw = make_files(FILES)
    run_night(raw)
    before = warehouse.read_bytes()
    days = {"sources": [str(raw)], "first": date(2024, 3, 1), "last": date(2024, 3, 31)}
    summary = run_flow("backfill", **days)
    assert (summary["status"], summary["fates"]["unchanged"], warehouse.read_bytes() == before) == (
        "unchanged",
        4,
        True,
    )
    make_files({"one.txt": article("2024-03-04", LEAD, "The board has since put the opening off to the spring.")})
    assert run_flow("backfill", **days)["fates"]["revised"] == 1


@pytest.mark.long
def test_backfill_of_days_without_files_does_nothing(run_night, run_flow, make_files, warehouse):
    raw = make_files(FILES)
    run_night(raw)
    before = warehouse.read_bytes()
    summary = run_flow("backfill", sources=[str(raw)], first=date(2020, 1, 1), last=date(2020, 1, 2))
    assert (summary["status"], summary["discovered"]) == ("unchanged", 0)
    assert warehouse.read_bytes() == before


def test_a_date_given_by_hand_is_kept_with_its_text(run_night, run_flow, make_files, warehouse):
    raw = make_files(FILES)
    run_night(raw)
    (held,) = query(warehouse, "select quarantine_id from ops.quarantine where reason = 'no_date'")
    summary = run_flow("replay", quarantine_ids=[held[0][:8]], given_date=date(2024, 2, 29))
    assert (summary["fates"]["new"], summary["discovered"]) == (1, 1)
    dated = """
        select published_date::varchar, published_source, e.rule
        from news.articles join news.article_evidence as e using (article_id)
        where source_uri = 'undated.txt' and e.field = 'published_date'
        """
    assert query(warehouse, dated) == [("2024-02-29", "fixed", "given_by_hand")]
    assert query(warehouse, "select status from ops.quarantine where reason = 'no_date'") == [("resolved",)]
    assert query(warehouse, "select field, value from ops.overrides") == [("published_date", "2024-02-29")]
    assert run_flow("rebuild")["status"] == "unchanged"
    make_files({"undated.txt": f"{LEAD}\n\n{MORE} {END}\n\n{LEAD}\n"})  # another text, of which nobody said anything
    assert run_night(raw)["quarantined_by_reason"] == {"no_date": 1}


@pytest.mark.long
def test_a_reason_that_was_accepted_holds_nothing_back(run_night, run_flow, make_files, warehouse):
    run_night(
        make_files({"one.txt": article(), "short.txt": " date 2024-03-04 \n\nHarbor board meets again\n\nTwo words."})
    )
    summary = run_flow("replay", reason="body_too_short", accept=True)
    assert summary["fates"]["new"] == 1
    assert query(warehouse, "select body from news.articles where source_uri = 'short.txt'") == [("Two words.",)]
    assert run_flow("rebuild")["status"] == "unchanged"


def test_replay_after_a_fix_in_the_settings(run_night, run_flow, make_files, warehouse, tmp_path):
    raw = make_files(FILES)
    run_night(raw)
    (tmp_path / "wirehouse.toml").write_text('[sources.raw]\ndate_from = "fixed:2024-01-01"\n')
    assert run_flow("replay", reason="no_date")["fates"]["new"] == 1
    run_flow("replay")  # the others are held back as before, but were looked at with the new setting
    assert run_flow("replay")["status"] == "unchanged"
    assert run_night(raw)["fates"]["revised"] == 0


def test_replay_of_nothing_says_so(run_night, run_flow, make_files):
    run_night(make_files({"one.txt": article()}))
    with pytest.raises(ConfigurationError, match="No such record is held back"):
        run_flow("replay", quarantine_ids=["ffff"])


def test_a_killed_runs_plan_is_finished_with_its_shards(run_night, make_files, warehouse, monkeypatch):
    monkeypatch.setenv("WIREHOUSE_BATCH_FILES", "2")
    raw = make_files({f"{name}.txt": article("2024-03-04", f"{LEAD} Notice {name}.", MORE) for name in "bcdefg"})

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(commit, "pass_gate_1", die)
        with pytest.raises(KeyboardInterrupt):
            run_night(raw)
    kept = {path.name: path.stat().st_mtime_ns for path in State(warehouse).path("shards").glob("*.records.parquet")}
    assert len(kept) == 3
    make_files({"a.txt": article("2024-03-05", f"{LEAD} Notice a.", END)})  # shifts every batch of a plan made anew
    made: list[str] = []
    writing = shards._writing
    monkeypatch.setattr(shards, "_writing", lambda path, schema: (made.append(path.name), writing(path, schema))[1])
    assert run_night(raw)["fates"]["new"] == 7
    assert [name for name in made if name.endswith(".records.parquet") and name in kept] == []
    assert len([name for name in made if name.endswith(".records.parquet")]) == 1


def test_a_dead_run_is_settled_in_the_record_and_in_prefect(watch_night, make_files, warehouse):
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import LogFilter
    from prefect.logging.handlers import APILogHandler
    from prefect.states import Running

    raw = make_files({"one.txt": article()})
    watch_night(raw)
    state = State(warehouse)
    earlier = read_records(state.path("runs"))[0]
    with get_client(sync_client=True) as client:
        flow_run = client.read_flow_run(earlier.flow_run_id)
        client.set_flow_run_state(flow_run.id, Running(), force=True)
        RunRecord("20200101T000000-dead", "2020-01-01T00:00:00+00:00", "1", flow_run_id=str(flow_run.id)).write(
            state.path("runs"), 10
        )
        watch_night(raw)
        assert client.read_flow_run(flow_run.id).state.name == "Crashed"
        APILogHandler().flush()
        said = {line.message for line in client.read_logs(LogFilter(flow_run_id={"any_": [flow_run.id]}))}
    assert {"1 file", "1 record", "1 article and 0 copies", "Published version 1: 1 new"} <= said
    dead = read_records(state.path("runs"))[-1]
    assert (dead.run_id, dead.status) == ("20200101T000000-dead", "failed")


@pytest.mark.parametrize(
    ("status", "end"), [("published", "Completed"), pytest.param("refused", "Crashed", marks=pytest.mark.long)]
)
def test_a_run_killed_when_its_record_was_written_does_not_stay_running(
    watch_night, make_files, warehouse, status, end
):
    from prefect.client.orchestration import get_client
    from prefect.states import Running

    raw = make_files({"one.txt": article()})
    watch_night(raw)
    folder = State(warehouse).path("runs")
    last = read_records(folder)[0]
    last.status = status
    last.write(folder, 10)
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(last.flow_run_id, Running(), force=True)
        watch_night(raw)
        assert client.read_flow_run(last.flow_run_id).state.name == end


@pytest.mark.long
def test_a_run_waits_for_another_when_asked_to(run_night, make_files, warehouse):
    raw = make_files({"one.txt": article()})
    state = State(warehouse)
    state.prepare()
    hold = (
        "import fcntl, sys, time; lock = open(sys.argv[1], 'a+'); fcntl.flock(lock, fcntl.LOCK_EX); "
        "print('held', flush=True); time.sleep(2)"
    )
    holder = subprocess.Popen([sys.executable, "-c", hold, str(state.path("lock"))], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(WarehouseBusyError, match="--wait"):
        run_night(raw)
    assert run_night(raw, wait=30)["published"]
    holder.wait()
    holder.stdout.close()


@pytest.mark.long
def test_unread_formats_are_taken_up_when_a_reader_comes(run_night, run_flow, make_files, warehouse, monkeypatch):
    from wirehouse.readers import registry

    raw = make_files({"one.txt": article(), "note.md": article("2024-03-08", END, MORE)})
    old = time.time() - 7200
    os.utime(raw / "note.md", (old, old))
    run_night(raw)
    assert query(warehouse, "select reason from ops.quarantine") == [("unsupported_format",)]
    monkeypatch.setattr(registry, "UNSUPPORTED_SUFFIXES", ())
    assert run_flow("replay", reason="unsupported_format")["fates"]["new"] == 1
    assert query(warehouse, "select published_date::varchar from news.articles where source_uri = 'note.md'") == [
        ("2024-03-08",)
    ]


@pytest.mark.long
def test_a_rebuild_parses_what_a_feed_has_lost_beside_what_has_its_number_now(
    run_night, run_flow, make_files, warehouse, newer_parser
):
    records = ({"id": name, "date": "2024-03-07", "text": text} for name, text in (("old", LEAD), ("new", MORE)))
    lines = (json.dumps(record) + "\n" for record in records)
    raw = make_files({"feed.jsonl": next(lines)})
    run_night(raw)
    make_files({"feed.jsonl": next(lines)})
    run_night(raw)
    newer_parser()
    assert run_flow("rebuild")["fates"]["unchanged"] == 2
    numbers = "select record_no, source_gone_at is not null from news.articles order by 2"
    assert query(warehouse, numbers) == [(1, False), (1, True)]
