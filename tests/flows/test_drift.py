"""Drift in a run: what it brings is counted, what is unusual is said, and refused only where a setting says so."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.faults.content import query
from wirehouse.errors import AuditRefusedError, ConfigurationError
from wirehouse.report.record import read_records
from wirehouse.warehouse.state import State

LONG = " ".join(f"Sentence {n} of the harbor board's report names pier {n} and its keeper." for n in range(12))
SHORT = "The harbor board has withdrawn its report on the piers."


def article(body: str, dateline: str = "") -> str:
    return f" date 2024-03-04 \n\n\n\n{dateline}{body}\n"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def warned(warehouse: Path) -> set[str]:
    """The checks that the newest run's record has as failed."""
    newest = read_records(State(warehouse).path("runs"))[0]
    return {check["check"] for check in newest.checks if check["status"] == "failed"}


@pytest.mark.long
def test_profile_counts_what_arrived(run_night, make_files, warehouse):
    raw = make_files({
        "post/a.txt": article(LONG, "PORT AMSEL, March 4 (AP) - "),
        "post/b.txt": article(SHORT),
        "times/undated.txt": SHORT + "\n\n" + LONG,
        "times/empty.txt": "",
    })  # fmt: skip
    run_night(raw)
    rows = query(warehouse, "select publisher, field, value, record_count from ops.profiles where field <> 'language'")
    assert sorted(rows) == [
        ("post", "dateline", "absent", 1),
        ("post", "dateline", "present", 1),
        ("post", "outcome", "accepted", 2),
        ("post", "published_date", "present", 2),
        ("times", "dateline", "absent", 1),
        ("times", "outcome", "empty", 1),
        ("times", "outcome", "no_date", 1),
        ("times", "published_date", "absent", 1),
    ]
    assert query(warehouse, "select sources from ops.runs") == [(["raw"],)]


@pytest.mark.long
def test_what_is_read_again_did_not_arrive(run_night, make_files, warehouse, tmp_path):
    raw = make_files({"2024/a.txt": LONG})
    run_night(raw)
    (tmp_path / "wirehouse.toml").write_text('[sources.raw]\ndate_from = "fixed:2024-01-02"\n')
    assert run_night(raw)["fates"]["new"] == 1
    assert query(warehouse, "select sum(record_count) from ops.profiles where field = 'outcome'") == [(1,)]


def test_shrunk_file_is_told_and_published(run_night, make_files, warehouse):
    raw = make_files({"a.txt": article(LONG)})
    run_night(raw)
    make_files({"a.txt": article(SHORT)})
    summary = run_night(raw)
    words = query(warehouse, "select word_count from news.article_versions order by version")
    message = f"Shrunk: a.txt of source raw had {words[0][0]} words, has {words[1][0]} now."
    assert (summary["published"], summary["messages"]) == (True, [message])
    assert query(warehouse, "select message from ops.runs order by started_at") == [(None,), (message,)]
    assert warned(warehouse) == {"assert_revision_keeps_half_its_words"}


@pytest.mark.long
def test_block_on_makes_a_warning_refuse(run_night, make_files, warehouse, monkeypatch):
    raw = make_files({"a.txt": article(LONG)})
    run_night(raw)
    before = warehouse.read_bytes()
    make_files({"a.txt": article(SHORT)})
    monkeypatch.setenv("WIREHOUSE_BLOCK_ON", json.dumps(["assert_revision_keeps_half_its_words"]))
    with pytest.raises(AuditRefusedError, match=r"assert_revision_keeps_half_its_words.*WIREHOUSE_BLOCK_ON='\[\]'"):
        run_night(raw)
    assert warehouse.read_bytes() == before
    monkeypatch.setenv("WIREHOUSE_BLOCK_ON", "[]")
    assert run_night(raw)["published"]


def test_block_on_an_unknown_check_is_told_before_anything_is_read(run_night, make_files, warehouse, monkeypatch):
    monkeypatch.setenv("WIREHOUSE_BLOCK_ON", json.dumps(["assert_publisher_volume_is_usua"]))
    with pytest.raises(ConfigurationError, match=r"is_usua, which.*assert_publisher_volume_is_usual,"):
        run_night(make_files({"a.txt": article(LONG)}))
    assert not warehouse.exists()


@pytest.mark.long
def test_mass_of_one_body_is_told(run_night, make_files, warehouse):
    raw = make_files({f"post/{n}.txt": article(SHORT) for n in range(12)})
    summary = run_night(raw)
    assert summary["published"]
    assert [message.split(":")[0] for message in summary["messages"]] == ["One body 12 times tonight from post"]


def put_history(warehouse: Path, nights: int, count: int) -> None:
    """As if a run on each night before had brought so many records; the run that made the file is one of them."""
    warehouse.chmod(0o644)
    con = duckdb.connect(str(warehouse))
    start = datetime.now(UTC).replace(microsecond=0)
    for age in range(nights, 0, -1):
        then = start - timedelta(days=age)
        con.execute(
            "insert into ops.runs by name select * replace ($1 as run_id, $2 as started_at) from ops.runs limit 1",
            [f"past{age}", then],
        )
        con.execute(
            "insert into ops.profiles select $1, $2::date, 'raw', 'post', 'outcome', 'accepted', $3",
            [f"past{age}", then.date(), count],
        )
    con.execute("delete from ops.profiles where run_id not like 'past%'")
    con.close()
    warehouse.chmod(0o444)


@pytest.mark.long
def test_silence_is_told_on_a_night_without_news(run_night, make_files, warehouse):
    raw = make_files({"post/a.txt": article(LONG)})
    run_night(raw)
    put_history(warehouse, 40, 180)
    digest = hashlib.sha256(warehouse.read_bytes()).hexdigest()
    summary = run_night(raw)
    assert (summary["status"], summary["checks"]["warned"]) == ("unchanged", 1)
    assert [message.split(",")[0] for message in summary["messages"]] == ["Silence of source raw: no record tonight"]
    assert hashlib.sha256(warehouse.read_bytes()).hexdigest() == digest
    # The next night brings the usual, and the silent one enters ops with it.
    make_files({"post/b.txt": article(SHORT)})
    summary = run_night(raw)
    assert summary["messages"][0].startswith("Volume of source raw: 1 record tonight, 180 is usual")
    assert query(warehouse, "select count(*) from ops.runs where status = 'unchanged'") == [(1,)]


@pytest.mark.long
def test_backfill_and_rebuild_are_neither_judged_nor_history(run_night, run_flow, make_files, warehouse):
    raw = make_files({"post/a.txt": article(LONG)})
    run_night(raw)
    put_history(warehouse, 40, 180)
    backfill = run_flow("backfill", sources=[str(raw)], first=date(2024, 3, 1), last=date(2024, 3, 31))
    rebuild = run_flow("rebuild")
    assert [one["messages"] for one in (backfill, rebuild)] == [[], []]
    runs = read_records(State(warehouse).path("runs"))
    assert [(run.kind, run.sources) for run in runs[:2]] == [("rebuild", []), ("backfill", [])]
