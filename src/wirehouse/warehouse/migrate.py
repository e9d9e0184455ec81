"""Schema: migrations forward only, then the views and the comments that SQL can make again at any time."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import duckdb

from wirehouse.errors import ConfigurationError, EnvironmentProblemError
from wirehouse.warehouse.connect import NEWER, has_table, quoted

MODELS = "models and dictionary"  # the name under which their common hash stands in ops.migrations
SCHEMAS = ("news", "marts")  # models of the second may read those of the first


def migrate(con: duckdb.DuckDBPyConnection, sql: Path) -> list[str]:
    """Bring the open candidate to this version's schema; returns the names of what was applied.

    Raises `ConfigurationError` where an applied migration's file has changed since, and
    `EnvironmentProblemError` where the file knows migrations that this version does not.
    """
    check_version(con, sql)
    applied = _applied(con)
    done = []
    for path in sorted((sql / "migrations").glob("*.sql")):
        name, text = path.stem, path.read_text(encoding="utf-8")
        if name not in applied:
            con.begin()
            con.execute(text)
            _record(con, name, text)
            con.commit()
            done.append(name)
        elif applied[name] != _sha256(text):
            raise ConfigurationError(
                f"The migration {path.name} was changed after it was applied.",
                "Put it back as it was and write a new migration.",
            )
    if _sha256(_models(sql)) != applied.get(MODELS):
        _apply_models(con, sql)
        done.append(MODELS)
    return done


def _applied(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    known = has_table(con, "migrations")
    return dict(con.sql("select name, sha256 from ops.migrations").fetchall()) if known else {}


def check_version(con: duckdb.DuckDBPyConnection, sql: Path) -> None:
    """Raise `EnvironmentProblemError` where an open warehouse is of a newer version than this installation."""
    files = {path.stem for path in (sql / "migrations").glob("*.sql")}
    if unknown := sorted(_applied(con).keys() - files - {MODELS}):
        raise EnvironmentProblemError(
            f"The warehouse {NEWER}: it has the migration {unknown[-1]}.", "Update this installation."
        )


def model_files(sql: Path) -> list[Path]:
    """The models in the order in which they build on each other: by schema, then by name."""
    return [path for schema in SCHEMAS for path in sorted((sql / "models" / schema).glob("*.sql"))]


def _macro_files(sql: Path) -> list[Path]:
    return sorted((sql / "macros").glob("*.sql"))


def _models(sql: Path) -> str:
    paths = (*model_files(sql), *_macro_files(sql), sql / "dictionary.toml")
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _apply_models(con: duckdb.DuckDBPyConnection, sql: Path) -> None:
    con.begin()
    for path in model_files(sql):
        select = path.read_text(encoding="utf-8")
        con.execute(f"create or replace view {path.parent.name}.{path.stem} as {select}")
    for path in _macro_files(sql):
        con.execute(path.read_text(encoding="utf-8"))
    _apply_comments(con, tomllib.loads((sql / "dictionary.toml").read_text(encoding="utf-8")))
    con.execute("delete from ops.migrations where name = ?", [MODELS])
    _record(con, MODELS, _models(sql))
    con.commit()


def _apply_comments(con: duckdb.DuckDBPyConnection, dictionary: dict[str, Any]) -> None:
    """Comment every table and column. A name means the same in every table, but where a table says otherwise."""
    views = {f"{schema}.{name}" for schema, name in con.sql(
        "select schema_name, view_name from duckdb_views() where not internal"
    ).fetchall()}  # fmt: skip
    columns = con.sql(
        """
        select schema_name || '.' || table_name as relation, column_name
        from duckdb_columns()
        where database_name = current_database() and schema_name in ('raw', 'news', 'ops', 'marts')
        """
    ).fetchall()
    for relation in sorted({relation for relation, _ in columns}):
        kind = "view" if relation in views else "table"
        con.execute(f"comment on {kind} {relation} is {quoted(dictionary['tables'][relation])}")
    for relation, column in columns:
        own = dictionary.get(relation, {})
        text = own.get(column) or dictionary["columns"][column]
        con.execute(f'comment on column {relation}."{column}" is {quoted(text)}')


def _record(con: duckdb.DuckDBPyConnection, name: str, text: str) -> None:
    con.execute("insert into ops.migrations values (?, ?, now())", [name, _sha256(text)])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
