"""What a warehouse holds, as lines of text that can be compared, and what must be true of it in any case.

Knows DuckDB alone, so that a reader's process starts in a tenth of a second.
"""

import hashlib
import json
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

LOGICAL: dict[str, str] = {
    "articles": """
        select * exclude (run_id, first_loaded_at, loaded_at, source_gone_at, version, parser_version),
            source_gone_at is not null as is_gone
        from news.articles""",
    "copies": "select * exclude (run_id) from news.copies",
    "links": "select * exclude (run_id) from news.links",
    "stories": "select * from news.stories",
    "records": "select * exclude (run_id, first_seen_at) from raw.records",
}
"""The logical content of law 2: `news.articles`, `copies`, `links`, `stories` and `raw.records` without `run_id`, the
times of loading, `valid_*`, `version` and `parser_version`. Of `source_gone_at` it counts whether it is set."""

BOOKS: dict[str, str] = {
    "versions": """
        select * exclude (run_id, first_loaded_at, loaded_at, source_gone_at, valid_from, valid_to),
            source_gone_at is not null as is_gone, valid_to is null as is_open
        from news.article_versions""",
    "evidence": "select * from news.article_evidence",
    "bodies": "select * from news.bodies",
    "quarantine": "select * exclude (quarantine_id, run_id) from ops.quarantine",
    "overrides": "select * exclude (run_id) from ops.overrides",
    "ledger": "select * exclude (run_id, read_at, gone_at), gone_at is not null as is_gone from ops.files",
    "sources": "select source from ops.sources",
}
"""The rest of what a warehouse knows, history included: compared after the same sequence of nights only."""


def read_lines(warehouse: Path, *groups: Mapping[str, str]) -> Counter[str]:
    """Every row of these queries as a line, with how often it is there. Raises what DuckDB raises."""
    query = "\nunion all\n".join(
        f"select '{name} ' || content::varchar as line from ({sql}) as content"
        for group in groups
        for name, sql in group.items()
    )
    con = duckdb.connect(str(warehouse), read_only=True)
    try:
        con.execute("set timezone = 'UTC'")
        return Counter(line for (line,) in con.sql(query).fetchall())
    finally:
        con.close()


def digest(lines: Counter[str]) -> str:
    """One hash of them all."""
    return hashlib.sha256("\n".join(sorted(lines.elements())).encode()).hexdigest()[:16]


def query(warehouse: Path, sql: str) -> list[tuple]:
    """The rows of one query to a published file."""
    con = duckdb.connect(str(warehouse), read_only=True)
    try:
        return con.sql(sql).fetchall()
    finally:
        con.close()


def lost_and_doubled(expected: Counter[str], seen: Counter[str]) -> tuple[int, int]:
    """How many expected rows are not there, and how many rows are there that were not expected, or too often."""
    return (expected - seen).total(), (seen - expected).total()


def state_folder(warehouse: Path) -> Path:
    """The state folder of a warehouse."""
    return warehouse.with_name(f"{warehouse.stem}.state")


def run_records(warehouse: str | Path) -> set[Path]:
    """The records of its runs: a run that has written its own has begun."""
    return set((state_folder(Path(warehouse)) / "runs").glob("*.json"))


def find_faults(warehouse: Path) -> list[str]:
    """What is not as it must be after a run that ended well, whatever happened before; nothing where all is."""
    state = state_folder(warehouse)
    left = [path for name in ("next", "shards", "plans") for path in (state / name).iterdir()]
    left += [*state.rglob("*.part"), *warehouse.parent.glob("*.wal"), *state.rglob("*.wal")]
    found = [f"left behind: {path.relative_to(state.parent)}" for path in left]
    if stat.S_IMODE(warehouse.stat().st_mode) != 0o444:
        found.append(f"mode {stat.S_IMODE(warehouse.stat().st_mode):o}")
    found += [f"the sum of fates: {row}" for row in query(warehouse, UNEVEN_FATES)]
    return found + list(_differing_records(warehouse, state))


UNEVEN_FATES = """
    select run_id, discovered_count
    from ops.runs
    where status in ('published', 'unchanged') and discovered_count <> new_count + revised_count + unchanged_count
        + copy_count + quarantined_count + unreadable_count
    """


def _differing_records(warehouse: Path, state: Path) -> Iterable[str]:
    """Runs of which their record and the warehouse do not tell the same."""
    in_warehouse = {
        row[0]: row[1:] for row in query(warehouse, "select run_id, status, version, discovered_count from ops.runs")
    }
    for path in (state / "runs").glob("*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["status"] == "running":
            yield f"{record['run_id']} is still running"
        version = record["version"] if record["status"] == "published" else None
        told = (record["status"], version, record["discovered"])
        row = in_warehouse.get(record["run_id"])
        if row and row != told and row != ("undone", *told[1:]):  # undone by a restore; the record is of the run itself
            yield f"{record['run_id']}: record {told}, warehouse {row}"
