"""`wirehouse sql`: one statement against the published file."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from wirehouse import project
from wirehouse.cli.output import print_table, say
from wirehouse.errors import ConfigurationError
from wirehouse.settings import load_settings
from wirehouse.warehouse.query import fetch

MOST_ROWS = 50  # of a table for a person; csv and json print everything


def run_sql(query: str, warehouse: Path | None, form: str, parameters: Sequence[str] = ()) -> None:
    """Run it and print the rows as `table`, `csv` or `json` (a list of objects; times in ISO 8601, UTC).

    `query` is a statement or the name of a file in `sql/queries/`; `parameters` are `name=value`, for a `$name` in it.
    """
    if form not in ("table", "csv", "json"):
        raise ConfigurationError(f"--format is table, csv or json, not {form!r}.")
    if not all("=" in parameter for parameter in parameters):
        raise ConfigurationError("--param is NAME=VALUE.", "As in `wirehouse sql as_of --param at=2026-11-20`.")
    if query.isidentifier() and (path := project.sql() / "queries" / f"{query}.sql").exists():
        query = path.read_text(encoding="utf-8")
    named = dict(parameter.split("=", 1) for parameter in parameters)
    frame = fetch(load_settings(warehouse=warehouse).warehouse.resolve(), query, named)
    if form == "json":
        print(json.dumps(frame.to_dicts(), ensure_ascii=False, default=str))
    elif form == "csv":
        sys.stdout.write(_flat(frame).write_csv())
    else:
        print_table("", frame.head(MOST_ROWS).to_dicts(), frame.columns)
        if frame.height > MOST_ROWS:
            say(f"{frame.height:,} rows, {MOST_ROWS} shown; --format csv prints all.")


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists and structs as JSON, for a CSV cell is text."""
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    binary = [name for name, dtype in frame.schema.items() if dtype == pl.Binary]
    return frame.with_columns(pl.col(binary).bin.encode("hex")).with_columns(
        pl.Series(name, [json.dumps(value, ensure_ascii=False, default=str) for value in frame[name].to_list()])
        for name in nested
    )
