import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.faults.content import query
from tests.flows.texts import END, LEAD, MORE, article
from wirehouse.errors import AuditRefusedError, ConfigurationError, EnvironmentProblemError, WarehouseBusyError
from wirehouse.warehouse.state import State

pytestmark = pytest.mark.usefixtures("critical_suites")


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def test_first_run_loads_and_second_leaves_the_bytes_alone(run_night, make_files, warehouse):
    raw = make_files({"one.txt": article(), "two.txt": article("2024-03-05", MORE, END)})
    first = run_night(raw)
    digest = hashlib.sha256(warehouse.read_bytes()).hexdigest()
    second = run_night(raw)
    assert (first["published"], first["fates"]["new"], first["version"]) == (True, 2, 1)
    assert (second["published"], second["fates"]["unchanged"], second["status"]) == (False, 2, "unchanged")
    assert (second["articles"], second["version"]) == (2, 1)
    assert hashlib.sha256(warehouse.read_bytes()).hexdigest() == digest
    assert warehouse.stat().st_mode & 0o777 == 0o444


QUARANTINED = {
    "empty": ("empty.txt", b""),
    "not_text": ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    "unsupported_format": ("page.html", b"<!doctype html><html><body><p>Text</p></body></html>"),
    "damaged_archive": ("cut.txt.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03abc"),
    "malformed_record": ("feed.jsonl", b'{"title": "x", "body": \n'),
    "no_body": ("title.txt", b" date 2024-03-04 \n\nHarbor board meets again"),
    "body_too_short": ("short.txt", b" date 2024-03-04 \n\nHarbor board meets again\n\nTwo words."),
    "no_date": ("undated.txt", f"{LEAD}\n\n{MORE}\n".encode()),
    "future_date": ("future.txt", article("2099-01-01").encode()),
    "markup_left": ("markup.txt", article("2024-03-04", f"<p>{LEAD}</p>", f'<a href="x">{MORE}</a>').encode()),
}


def test_each_kind_of_bad_file_is_held_back_with_its_reason(run_night, make_files, warehouse):
    raw = make_files({"good.txt": article(), **dict(QUARANTINED.values())})
    summary = run_night(raw)
    assert summary["fates"] | {"new": 1, "quarantined": len(QUARANTINED)} == summary["fates"]
    found = dict(query(warehouse, "select source_uri, reason from ops.quarantine where status = 'open'"))
    assert found == {name: reason for reason, (name, _) in QUARANTINED.items()}
    assert query(warehouse, "select count(*) from raw.records") == [(1 + len(QUARANTINED),)]
    assert run_night(raw)["fates"]["unchanged"] == 1 + len(QUARANTINED)


def test_too_large_file_keeps_its_beginning_and_hash(run_night, make_files, warehouse, monkeypatch):
    monkeypatch.setenv("WIREHOUSE_MAX_FILE_MIB", "1")
    big = article().encode() * 6000
    run_night(make_files({"big.txt": big, "good.txt": article()}))
    row = query(
        warehouse, "select content_sha256, byte_count, length(text) from raw.records where source_uri = 'big.txt'"
    )
    assert row == [(hashlib.sha256(big).hexdigest(), len(big), 65536)]
    assert query(warehouse, "select reason from ops.quarantine") == [("too_large",)]


def test_what_cannot_be_read_is_a_fate_and_stops_nothing(run_night, make_files, warehouse):
    raw = make_files({"good.txt": article(), "deep/er.txt": article("2024-03-05", MORE, END)})
    (raw / "deep" / "loop").symlink_to(raw)
    (raw / "nowhere.txt").symlink_to(raw / "not-there")
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(os.path.relpath(raw / "sock"))
        summary = run_night(raw)
        again = run_night(raw)
    assert summary["fates"] | {"new": 2, "unreadable": 3} == summary["fates"]
    assert sorted(query(warehouse, "select source_uri, reason from ops.fates where fate = 'unreadable'")) == [
        ("deep/loop", "link_loop"), ("nowhere.txt", "vanished"), ("sock", "not_a_file"),
    ]  # fmt: skip
    assert again["status"] == "unchanged"
    assert again["fates"] | {"unchanged": 2, "unreadable": 3} == again["fates"]


def test_held_back_source_says_which_setting_helps_and_the_setting_does(run_night, make_files, warehouse, tmp_path):
    raw = make_files({"2024/03/04/one.txt": f"{LEAD}\n\n{MORE}\n"})
    summary = run_night(raw)
    assert summary["quarantined_by_reason"] == {"no_date": 1}
    assert "[sources.raw] with date_from" in summary["messages"][0]
    (tmp_path / "wirehouse.toml").write_text('[sources.raw]\ndate_from = "path:%Y/%m/%d"\n')
    assert run_night(raw)["fates"]["new"] == 1
    assert query(warehouse, "select published_date::varchar, published_source from news.articles") == [
        ("2024-03-04", "path")
    ]
    assert query(warehouse, "select status from ops.quarantine") == [("resolved",)]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [('date_from = "fixed:2020-02-29"', ("2020-02-29", "fixed")), ('require_date = "warn"', (None, None))],
    ids=["fixed", "warn"],
)
def test_date_settings(run_night, make_files, warehouse, tmp_path, setting, expected):
    raw = make_files({"one.txt": f"{LEAD}\n\n{MORE}\n"})
    (tmp_path / "wirehouse.toml").write_text(f"[sources.raw]\n{setting}\n")
    run_night(raw)
    assert query(warehouse, "select published_date::varchar, published_source from news.articles") == [expected]


@pytest.mark.long
def test_a_sources_country_settles_dates_zones_and_places(run_night, make_files, warehouse, tmp_path):
    raw = make_files({"one.txt": f"Date: 04/05/2024\n\nNEWCASTLE, May 4 - {LEAD}\n\n{MORE}\n"})
    assert run_night(raw)["quarantined_by_reason"] == {"no_date": 1}
    (tmp_path / "wirehouse.toml").write_text('[sources.raw]\ncountry = "AU"\n')
    run_night(raw)
    assert query(warehouse, "select published_date::varchar, country_code, round(latitude) from news.articles") == [
        ("2024-05-04", "AU", -33.0)
    ]
    rules = query(warehouse, "select field, rule, before from news.article_evidence where rule like '%publisher%'")
    assert sorted(rules) == [
        ("country_code", "publisher_home", "Newcastle"),
        ("latitude", "publisher_home", "Newcastle"),
        ("published_date", "day_order_of_publisher_country", "04/05/2024"),
    ]


def test_shards_of_a_refused_or_killed_run_do_not_stay(run_night, make_files, warehouse):
    raw = make_files({"one.txt": article()})
    state = State(warehouse)
    state.prepare()
    (state.path("shards") / "0123456789.records.parquet").write_bytes(b"of a batch that is in no plan any more")
    (state.path("plans") / "old.json").write_text("{}")
    run_night(raw)
    assert [*state.path("shards").iterdir(), *state.path("plans").iterdir(), *state.path("next").iterdir()] == []


def test_data_docs_that_cannot_be_built_are_told_and_spoil_nothing(run_night, make_files, monkeypatch):
    def fail(*_, **__):
        raise KeyError("outcomes")

    monkeypatch.setattr("wirehouse.orchestration.commit.build_data_docs", fail)
    summary = run_night(make_files({"one.txt": article()}), data_docs=True)
    assert summary["published"]
    assert [one for one in summary["messages"] if "Data Docs could not be built: 'outcomes'" in one]


def test_broken_matcher_is_refused_by_gate_2(run_night, make_files, warehouse, monkeypatch):
    from wirehouse.duplicates import fingerprints
    from wirehouse.orchestration import shards

    raw = make_files({"a.txt": article("2024-03-05", MORE, END)})
    run_night(raw)
    before = warehouse.read_bytes()

    def unequal(articles):
        signed = fingerprints.add_signatures(articles)
        return signed.with_columns(body_hash=signed["article_id"])

    monkeypatch.setattr(shards, "add_signatures", unequal)
    make_files({"b.txt": article(), "c.txt": article()})
    with pytest.raises(AuditRefusedError, match="assert_articles_have_distinct_bodies"):
        run_night(raw)
    assert warehouse.read_bytes() == before
    refused = State(warehouse).path("refused") / "warehouse.duckdb"
    assert query(refused, "select status from ops.runs order by started_at") == [("published",), ("refused",)]
    assert query(
        refused, "select distinct check_name from ops.checks where status = 'failed' and severity = 'critical'"
    ) == [("assert_articles_have_distinct_bodies",)]
    monkeypatch.setattr(shards, "add_signatures", fingerprints.add_signatures)
    assert run_night(raw)["fates"] | {"new": 1, "copy": 1, "unchanged": 1} == run_night_counts(warehouse)


def run_night_counts(warehouse: Path) -> dict[str, int]:
    """The fates of the newest run as `ops.runs` has them."""
    names = ("new", "revised", "copy", "quarantined", "unchanged", "unreadable")
    columns = ", ".join(f"{name}_count" for name in names)
    row = query(warehouse, f"select {columns} from ops.runs order by started_at desc limit 1")[0]
    return dict(zip(names, row, strict=True))


def test_same_name_with_another_root_is_refused_unless_moved(run_night, make_files, tmp_path):
    raw = make_files({"one.txt": article()})
    run_night(raw)
    other = tmp_path / "elsewhere" / "raw"
    other.parent.mkdir()
    raw.rename(other)
    with pytest.raises(ConfigurationError, match="--moved"):
        run_night(other)
    assert run_night(other, moved=True)["fates"]["unchanged"] == 1


def test_second_run_at_the_same_time_is_told_so(run_night, make_files, warehouse):
    raw = make_files({"one.txt": article()})
    state = State(warehouse)
    state.prepare()
    with state.locked(), pytest.raises(WarehouseBusyError, match="Another run"):
        run_night(raw)


def test_open_reader_keeps_its_version_and_a_new_process_sees_the_newest(run_night, make_files, warehouse):
    raw = make_files({"one.txt": article()})
    run_night(raw)
    reader = duckdb.connect(str(warehouse), read_only=True)
    count = "select count(*) from news.articles"
    make_files({"two.txt": article("2024-03-05", MORE, END)})
    run_night(raw)
    assert reader.sql(count).fetchall() == [(1,)]
    code = f"import duckdb; print(duckdb.connect({str(warehouse)!r}, read_only=True).sql('{count}').fetchall())"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    reader.close()
    assert seen.stdout.strip() == "[(2,)]"


@pytest.mark.parametrize("mebibytes", [1, 6], ids=["shards do not fit", "candidate does not fit"])
def test_full_disk_is_one_sentence_and_loses_nothing(run_night, make_files, tmp_path, mebibytes):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(small)], check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        texts = [
            " ".join(hashlib.sha256(f"{name} {word}".encode()).hexdigest() for word in range(60))
            for name in range(1200)
        ]
        raw = make_files({f"{name}.txt": article("2024-03-04", LEAD, text) for name, text in enumerate(texts)})
        with pytest.raises(EnvironmentProblemError, match="is full"):
            run_night(raw, warehouse=small / "w.duckdb")
        assert not (small / "w.duckdb").exists()
        assert list((small / "w.state" / "next").iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_every_table_and_column_has_a_comment(run_night, make_files, warehouse):
    run_night(make_files({"one.txt": article()}))
    missing = query(
        warehouse,
        """
        select schema_name || '.' || table_name || '.' || column_name from duckdb_columns()
        where schema_name in ('raw', 'news', 'ops', 'marts') and comment is null
        union all
        select table_name from duckdb_tables() where comment is null and schema_name in ('raw', 'news', 'ops', 'marts')
        """,
    )
    assert missing == []


def test_workers_and_threads_make_the_same_rows(run_night, make_files, tmp_path, monkeypatch):
    raw = make_files(
        {f"{number}.txt": article(f"2024-03-{number:02}", LEAD, f"{number} {MORE}") for number in range(1, 9)}
    )
    monkeypatch.setenv("WIREHOUSE_BATCH_FILES", "3")
    rows = []
    for count in ("0", "2"):
        monkeypatch.setenv("WIREHOUSE_WORKERS", count)
        run_night(raw, warehouse=tmp_path / f"{count}.duckdb")
        rows.append(
            query(
                tmp_path / f"{count}.duckdb",
                "select article_id, body, body_hash, language from news.articles order by 1",
            )
        )
    assert len(rows[0]) == 8
    assert rows[0] == rows[1]
