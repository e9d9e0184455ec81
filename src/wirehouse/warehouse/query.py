"""Questions to the published file: read-only, in UTC, answers as Polars frames."""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from wirehouse import project
from wirehouse.errors import ConfigurationError
from wirehouse.warehouse.connect import open_published
from wirehouse.warehouse.search import open_searching

SEARCHES = re.compile(r"\bsearch\s*\(", re.IGNORECASE)


def fetch(warehouse: Path, query: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """The rows of one query; `$name` in it stands for a parameter. `news.search` in it goes by the index.

    Raises `ConfigurationError` with DuckDB's own words where the query is not right.
    """
    opened = open_searching if SEARCHES.search(query) else open_published
    with opened(warehouse) as con:
        return _fetch(con, query, parameters)


def fetch_each(warehouse: Path, queries: Mapping[str, str]) -> dict[str, pl.DataFrame | str]:
    """The rows of several queries by their names, of one version; in DuckDB's words why, where one is not right."""
    found: dict[str, pl.DataFrame | str] = {}
    with open_published(warehouse) as con:
        for name, query in queries.items():
            try:
                found[name] = _fetch(con, query)
            except ConfigurationError as error:
                found[name] = error.message
    return found


def _fetch(con: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
    try:
        if is_copy(query):  # DuckDB tells a relation nothing of it
            rows = con.execute(query, dict(parameters or {})).fetchall()
            return pl.DataFrame(rows, schema=[name for name, *_ in con.description or ()], orient="row")
        found = con.sql(query, params=dict(parameters)) if parameters else con.sql(query)
        if found is None:
            return pl.DataFrame()
        try:
            return found.execute().pl()  # by itself `pl` executes as well, but hears no Ctrl-C meanwhile
        except Exception as error:
            # DuckDB says so in one way or the other
            if isinstance(error, duckdb.InterruptException) or isinstance(error.__cause__, KeyboardInterrupt):
                raise KeyboardInterrupt from None
            # Polars and Arrow know fewer values than DuckDB (intervals, the year 99999): as text all can be shown.
            return found.select("columns(*)::varchar").pl()
    except duckdb.Error as error:
        raise ConfigurationError(f"DuckDB says: {error}") from None


def is_copy(statement: str) -> bool:
    """Whether a statement writes rows to a file: its answer is their `Count`."""
    return any(one.type == duckdb.StatementType.COPY for one in _parse(statement)[-1:])


def is_statement(text: str) -> bool:
    """Whether DuckDB can parse it."""
    return bool(_parse(text))


def missing_values(statement: str, parameters: Mapping[str, Any]) -> list[str]:
    """The `$name`s of a statement for which there is no value."""
    return sorted({name for one in _parse(statement) for name in one.named_parameters} - parameters.keys())


def _parse(statement: str) -> list[duckdb.Statement]:
    try:
        return duckdb.extract_statements(statement)
    except duckdb.Error:  # running it says what is wrong with it
        return []


def unknown_question(name: str) -> ConfigurationError:
    """What to say of a name that `sql/queries/` does not have."""
    folder = project.sql() / "queries"
    known = sorted(path.stem for path in folder.glob("*.sql"))
    near = difflib.get_close_matches(name, known)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(known)}."
    return ConfigurationError(f"No question {name!r} in {folder}.", hint)


def read_question(name: str) -> str | None:
    """The statement of that name in `sql/queries/`, if there is one."""
    path = project.sql() / "queries" / f"{name}.sql"
    return path.read_text(encoding="utf-8") if name.isidentifier() and path.exists() else None


def purpose(question: str) -> str:
    """What a question's first line says of it, as a sentence."""
    return f"It gives {question.splitlines()[0].removeprefix('-- ')}."


def ask(warehouse: Path, question: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of a question in `sql/queries/`, as dictionaries."""
    statement = read_question(question)
    assert statement, f"{question} is none of sql/queries/"
    rows: list[dict[str, Any]] = fetch(warehouse, statement, parameters).to_dicts()
    return rows
