"""Drift on a night without news: the rules of gate 2 over the published file, for there is no candidate to ask."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from wirehouse.warehouse.connect import attach, has_table
from wirehouse.warehouse.load import run_steps


def find_drift(
    published: Path, sql: Path, runs: pl.DataFrame, rules: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """The rows that each rule finds, by its name; nothing for a file that an older version wrote.

    `runs` has the columns run_id, started_at, status and sources: tonight's run first, then those of earlier nights
    that published nothing, and which the file therefore does not know.
    """
    with closing(duckdb.connect()) as con:
        con.execute("set timezone = 'UTC'")
        attach(con, published, "published")
        if not has_table(con, "profiles"):
            return {}
        con.execute("attach ':memory:' as tonight; create schema tonight.stage; create schema ops")
        con.register("unpublished", runs)
        con.execute("create table tonight.stage.run as select run_id from unpublished limit 1")
        con.execute("create view ops.profiles as from published.ops.profiles")
        columns = ", ".join(runs.columns)
        con.execute(f"create table ops.runs as select {columns} from published.ops.runs union all from unpublished")
        run_steps(con, sql / "drift")
        return {name: con.sql(query).pl().to_dicts() for name, query in rules.items()}
