"""Opening the published file and its candidate, with one clear sentence where that is not possible."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from wirehouse.errors import EnvironmentProblemError

NEWER = "was written by a newer Wirehouse"
CANDIDATE = "candidate"  # the name under which the next version is attached while it is written
# 1.2 brought zstd for long texts: 20,000 articles take 59 MB where the default of 1.0 takes 217, for 0.6 s more.
STORAGE_VERSION = "v1.2.0"
# Rows that are compressed and written together, and lie in memory until they are. DuckDB's default is 122,880, 1 GB of
# articles. A batch's records (`Settings.batch_files`) fit in one: three that together fill two are merged at every
# checkpoint, which doubled the time and the size of a first load.
ROW_GROUP_SIZE = 3 * 2048


@contextmanager
def open_published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the published file, in UTC.

    Raises `EnvironmentProblemError` where there is none, or it is no warehouse.
    """
    if not path.exists():
        raise EnvironmentProblemError(
            f"No warehouse at {path}.", "`wirehouse run FOLDER` makes one; --warehouse FILE names another."
        )
    with translated(path):
        con = duckdb.connect(str(path), read_only=True)
    try:
        con.execute("set timezone = 'UTC'")
        check_is_warehouse(con, path)
        yield con
    finally:
        con.close()


@contextmanager
def open_candidate(path: Path, temp_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection to the next version, which no reader knows of yet. Its spill files go to `temp_folder`.

    The file is attached as `CANDIDATE` and in use; a cursor of the connection must `use` it as well.
    """
    with translated(path):
        con = duckdb.connect(config={"temp_directory": str(temp_folder)})
        con.execute("set timezone = 'UTC'")
        # Nothing here relies on the order of a bulk insert, and keeping it costs memory.
        con.execute("set preserve_insertion_order = false")
        options = f"storage_version '{STORAGE_VERSION}', row_group_size {ROW_GROUP_SIZE}"
        con.execute(f"attach {quoted(path)} as {CANDIDATE} ({options})")
        con.execute(f"use {CANDIDATE}")
    try:
        yield con
    finally:
        con.close()


@contextmanager
def attached(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> Iterator[None]:
    """A finished file beside what `con` has open, for the time of the block: as `attach` does it."""
    attach(con, path, name)
    try:
        yield
    finally:
        con.execute(f"detach {name}")


def attach(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """A finished file beside what `con` has open, read-only, under the name of a database."""
    with translated(path):
        con.execute(f"attach {quoted(path)} as {name} (read_only)")


def quoted(text: str | Path) -> str:
    """A text or a path as a literal of SQL."""
    return "'" + str(text).replace("'", "''") + "'"


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """DuckDB's errors about the file and the disk as one sentence with the next step; others pass through."""
    try:
        yield
    except (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException) as error:
        text = str(error)
        if "newer version" in text or "version number" in text:
            raise EnvironmentProblemError(
                f"{path} {NEWER} or DuckDB.", "Update this installation; nothing was changed."
            ) from None
        if "not a valid DuckDB" in text:
            raise EnvironmentProblemError(
                f"{path} is not a DuckDB file.", "Name another with --warehouse; nothing was changed."
            ) from None
        if problem := disk_problem(error, path.parent):
            raise problem from None
        if "lock" in text.lower():
            raise EnvironmentProblemError(
                f"{path} is open for writing elsewhere.", "Close the client that opened it read-write."
            ) from None
        first_line = text.splitlines()[0]
        raise EnvironmentProblemError(f"Cannot use {path}: {first_line}", "Check the file and the disk.") from None


def disk_problem(error: BaseException, folder: Path) -> EnvironmentProblemError | None:
    """The one sentence for an error that says, in whatever library's words, that the disk is full or read-only."""
    text = str(error)
    if "No space left on device" in text or "Disk quota exceeded" in text:
        return EnvironmentProblemError(f"The disk under {folder} is full.", "Free some space and run again.")
    if "Read-only file system" in text:
        return EnvironmentProblemError(
            f"The disk under {folder} is read-only.", "Give a folder that can be written, with --warehouse FILE."
        )
    return None


def refusal(error: OSError, folder: Path) -> EnvironmentProblemError:
    """What the operating system refuses as one sentence. `folder`: where, if the error does not say that itself."""
    return disk_problem(error, folder) or EnvironmentProblemError(
        f"Cannot go on: {error.filename or folder}: {error.strerror or error}.",
        "Check the disk and the permissions, then run again.",
    )


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Whatever the operating system refuses within the block, as `refusal` tells it; other errors pass through."""
    try:
        yield
    except OSError as error:
        raise refusal(error, folder) from error


def check_is_warehouse(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise `EnvironmentProblemError` for a DuckDB file that Wirehouse did not make."""
    if not has_table(con, "migrations"):
        raise EnvironmentProblemError(
            f"{path} is a DuckDB file, but no Wirehouse warehouse.", "Name another file with --warehouse."
        )


def has_table(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether `ops` of what is open has a table of this name: a file of an older version has fewer."""
    query = "from duckdb_tables() where schema_name = 'ops' and table_name = ?"
    return con.execute(query, [name]).fetchone() is not None
