"""Full-text search by DuckDB's fts extension, from its wheel.

The index is a file of its own in the state folder, made by the first search of a version: 4 s and 10 MB for 6,000
articles. DuckDB cannot add to one, so in the published file it would cost every night the words of all articles.
"""

import importlib.util
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from wirehouse import project
from wirehouse.warehouse.connect import attach, check_is_warehouse, open_published, quoted
from wirehouse.warehouse.state import State

WHEEL = "duckdb_extension_fts"
NAMES = "search_index.fts_main_texts"  # where DuckDB puts what belongs to the index of a table called `texts`
ABANDONED_SECONDS = 3600  # nobody works so long on an index


@contextmanager
def open_searching(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file with `news.search` by the index, which is made where this version has none yet.

    Where that cannot be, a warning says why, and `news.search` is the published file's own, a plain match of words.
    """
    with open_published(path):  # what is wrong with the file is told there
        pass
    con = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        attach(con, path, "warehouse")
        con.execute("set timezone = 'UTC'; use warehouse")
        check_is_warehouse(con, path)
        try:
            load_fts(con)
            attach(con, _index(con, State(path)), "search_index")
        except (duckdb.Error, OSError) as error:
            _warn(error)
        else:
            _use_index(con)
        yield con
    finally:
        con.close()


def load_fts(con: duckdb.DuckDBPyConnection) -> None:
    """Load the extension: its wheel's, else one that was installed for DuckDB. Raises `duckdb.Error`."""
    found = importlib.util.find_spec(WHEEL)
    for folder in found.submodule_search_locations or () if found else ():
        path = Path(folder) / "extensions" / f"v{duckdb.__version__}" / "fts.duckdb_extension"
        if path.exists():
            con.execute(f"load {quoted(path)}")
            return
    con.execute("load fts")


def _index(con: duckdb.DuckDBPyConnection, state: State) -> Path:
    """The index of the published version. Others are removed: a version that comes back is indexed again."""
    folder = state.path("search")
    version = con.sql("select max(version) from ops.runs").fetchone()
    path = folder / f"v{version[0] if version else 0:06d}.duckdb"
    if path.exists():
        return path
    folder.mkdir(exist_ok=True)
    unfinished = folder / f"{path.stem}.{os.getpid()}.part"
    try:
        con.execute(f"attach {quoted(unfinished)} as unfinished; use unfinished")
        for step in sorted((project.sql() / "search").glob("0*.sql")):
            con.execute(step.read_text(encoding="utf-8"))
        con.execute("use warehouse; detach unfinished")
        unfinished.rename(path)
    finally:
        con.execute("use warehouse; detach database if exists unfinished")
        unfinished.unlink(missing_ok=True)
    for old in folder.iterdir():
        if old != path and (old.suffix == ".duckdb" or old.stat().st_mtime < time.time() - ABANDONED_SECONDS):
            old.unlink(missing_ok=True)
    return path


def _use_index(con: duckdb.DuckDBPyConnection) -> None:
    """Let `news.search` be found before the published file's. A schema is looked for only where the path names it."""
    schemas = con.sql("from duckdb_schemas() select schema_name where database_name = 'warehouse' and not internal")
    own = [f"warehouse.{name}" for (name,) in schemas.fetchall()]
    con.execute("create schema memory.news")
    con.execute("set search_path = '{}'".format(",".join(["memory.news", *own, "warehouse.main", NAMES])))
    con.execute((project.sql() / "search" / "rank_by_words.sql").read_text(encoding="utf-8"))


def _warn(error: Exception) -> None:
    why = f"no index could be made ({str(error).splitlines()[0]})"
    if "fts" in str(error):
        why = f"DuckDB's fts extension is missing (pip install duckdb-extension-fts=={duckdb.__version__})"
    logging.getLogger("wirehouse").warning("news.search is a plain match of words here: %s.", why)
