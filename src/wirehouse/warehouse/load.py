"""Tonight's records into the candidate, in one transaction with the ledger; the statements are in `sql/`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl


def hold_back(con: duckdb.DuckDBPyConnection, sql: Path) -> int:
    """Quarantine the staged records that broke a critical rule of gate 1; returns how many."""
    run_steps(con, sql / "gate_1")
    count: int = con.sql("select count(*) from tonight.stage.held where rule <> 'read'").fetchall()[0][0]
    return count


def run_steps(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Run a folder's statements in the order of their names."""
    for path in sorted(folder.glob("*.sql")):
        con.execute(path.read_text(encoding="utf-8"))


def has_changes(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a run that parses again would change anything."""
    return any(con.sql("from tonight.stage.changes").fetchall()[0])


def touch_everything(con: duckdb.DuckDBPyConnection) -> None:
    """Let gate 2 look at every article, not only at what tonight touched."""
    con.execute(
        "create or replace table tonight.stage.touched as select article_id from news.article_versions where is_current"
    )
    con.execute("create or replace table tonight.stage.touched_stories as select story_id from news.stories")


def count_fates(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Tonight's records of the files that were read, by fate."""
    return dict(con.sql("select fate, count(*) from fates group by fate").fetchall())


def count_by_source(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Tonight's looked-at records of each source, by quarantine reason; the others under `accepted`."""
    rows = con.sql(
        """
        select source, case when fate = 'quarantined' then reason else 'accepted' end as outcome, count(*)
        from fates where fate <> 'unreadable'
        group by all order by source, count(*) desc, outcome
        """
    ).fetchall()
    found: dict[str, dict[str, int]] = {}
    for source, outcome, count in rows:
        found.setdefault(source, {})[outcome] = count
    return found


def count_articles(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """The articles and the copies of the version being made."""
    row = con.sql("select count(*), coalesce(sum(record_count - 1), 0)::bigint from news.bodies").fetchall()[0]
    return row[0], row[1]


def store_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert a run's own few rows (its record, checks, costs) into an `ops` table."""
    if rows:
        frame = pl.DataFrame(rows, infer_schema_length=None)
        con.register("rows_to_store", frame)
        con.execute(f"insert into {table} by name from rows_to_store")
        con.unregister("rows_to_store")
