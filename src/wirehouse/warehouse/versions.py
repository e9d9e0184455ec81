"""The published versions that are kept: which there are, which one is published, and going back to one."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from wirehouse.errors import ConfigurationError, EnvironmentProblemError
from wirehouse.warehouse.connect import attached, disk_errors, open_published
from wirehouse.warehouse.load import count_articles
from wirehouse.warehouse.migrate import check_version
from wirehouse.warehouse.publish import fsync, link_or_copy
from wirehouse.warehouse.state import State, disk_bytes


@dataclass(frozen=True)
class Version:
    """One published version. `disk_bytes` is what its removal would free; `problem` says why it cannot be read."""

    version: int
    is_published: bool
    byte_count: int
    disk_bytes: int
    published_at: datetime | None = None
    run_id: str | None = None
    articles: int | None = None
    copies: int | None = None
    problem: str | None = None


def published_number(state: State) -> int:
    """The number of the published version; 0 where there is none.

    Told by the inode where the version is kept, so that a damaged file has its number too. Raises
    `EnvironmentProblemError` for a file that is no warehouse.
    """
    if not state.warehouse.exists():
        return 0
    same = [number for number, path in state.kept_versions().items() if state.is_published(path)]
    return same[0] if same else int(_look_into(state.warehouse)["version"])


def list_versions(state: State) -> list[Version]:
    """The published version and those kept beside it, the newest first."""
    published = published_number(state)
    paths = state.kept_versions()
    if published:
        paths.setdefault(published, state.warehouse)
    return [_describe(state, number, paths[number], number == published) for number in sorted(paths, reverse=True)]


def _describe(state: State, number: int, path: Path, is_published: bool) -> Version:
    taken = 0 if state.is_published(path) and path != state.warehouse else disk_bytes(path)
    size = path.stat().st_size
    try:
        found = _look_into(path)
    except EnvironmentProblemError as error:
        found = {"problem": error.message}
    return Version(**{**found, "version": number}, is_published=is_published, byte_count=size, disk_bytes=taken)


def _look_into(path: Path) -> dict[str, Any]:
    """A file's version, the run that made it, when that was ready, its articles and copies.

    Raises `EnvironmentProblemError` for what is no warehouse, or cannot be read.
    """
    try:
        with open_published(path) as con:
            rows: list[dict[str, Any]] = con.sql(
                "select version, run_id, finished_at as published_at from ops.runs where version is not null "
                "order by version desc limit 1"
            ).pl().to_dicts()  # fmt: skip
            articles, copies = count_articles(con)
    except duckdb.Error as error:
        raise EnvironmentProblemError(f"{path} is damaged: {str(error).splitlines()[0]}", "Check the disk.") from None
    if not rows:
        raise EnvironmentProblemError(f"{path} holds no published version.", "Check where the file comes from.")
    return {**rows[0], "articles": articles, "copies": copies}


def find_version(state: State, name: str, *, kept_only: bool = False) -> Path:
    """The file that `name` means: a number, as 12 or v12, `published`, or `refused` for the last refused candidate.

    Raises `ConfigurationError` that says what there is.
    """
    known = {str(number): path for number, path in state.kept_versions().items()}
    if not kept_only:
        others = {"published": state.warehouse, "refused": state.path("refused") / "warehouse.duckdb"}
        known |= {other: path for other, path in others.items() if path.exists()}
    wanted = re.sub(r"^v?0*(?=\d)", "", name)
    if not known:
        raise ConfigurationError(f"No version of {state.warehouse} is kept.", "`wirehouse run FOLDER` makes the first.")
    if wanted not in known:
        raise ConfigurationError(f"There is no version {name} of {state.warehouse}.", f"There are {', '.join(known)}.")
    return known[wanted]


def restore(state: State, path: Path, sql: Path) -> dict[str, Any]:
    """Make a kept version the published file again, under the lock; returns its version, run_id, articles and
    copies, and as `instead_of` the number of the one that was published until now, 0 if none was.

    What is published now is kept first, should it not be. Raises `EnvironmentProblemError` for a version that this
    installation cannot read.
    """
    found = _look_into(path)
    with open_published(path) as con:
        check_version(con, sql)
    try:
        published = published_number(state)
    except EnvironmentProblemError as error:  # nobody's loss but the user's, who may want to know what it was
        raise EnvironmentProblemError(error.message, "Move it away and restore again; nothing was changed.") from None
    with disk_errors(state.folder):
        if published:
            link_or_copy(state.warehouse, state.version_path(published))
        again = state.path("next") / "restored.duckdb"
        again.unlink(missing_ok=True)
        link_or_copy(path, again)
        again.rename(state.warehouse)
        fsync(state.warehouse.parent)
    return {**found, "instead_of": published}


def recover_texts(con: duckdb.DuckDBPyConnection, state: State, published: int) -> int:
    """Bring the raw texts that only undone versions hold into an open candidate; returns how many.

    A restore takes back what was made of the texts, never the texts (law 6): they come back as texts that are not
    current, as those that a revision replaced. The newest version kept has all that were ever read, for each run after
    a restore did this; a warehouse begun anew (`published` is 0) takes over nothing.
    """
    newest = max(state.kept_versions(), default=0)
    if not 0 < published < newest:
        return 0
    with attached(con, state.version_path(newest), "undone"):
        columns = con.sql(
            """
            select column_name from duckdb_columns()
            where schema_name = 'raw' and table_name = 'records' and column_name <> 'is_current'
            group by column_name having count(distinct database_name) = 2
            """
        ).fetchall()  # fmt: skip
        count: int = con.execute(
            f"""
            insert into raw.records by name

            select {", ".join(name for (name,) in columns)}, false as is_current

            from undone.raw.records

            anti join raw.records as o using (article_id, content_sha256)
            """
        ).fetchall()[0][0]
    return count
