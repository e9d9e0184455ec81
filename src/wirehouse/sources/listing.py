"""What lies under a source's root: every file once, with its size and time, or the reason it cannot be read."""

import errno
import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import fsspec
import polars as pl

from wirehouse.errors import EnvironmentProblemError
from wirehouse.redaction import redact, reveal
from wirehouse.schema import storable_ns
from wirehouse.sources.source import IGNORED_NAMES, Source

# By links that fan out, a tree of a hundred folders can be walked in 2**50 ways.
MOST_VISITS = 16
HASHED_NAME = re.compile(r"~[0-9a-f]{16}~")
LISTING = pl.Schema(
    {"source_uri": pl.String, "byte_count": pl.Int64, "mtime_ns": pl.Int64, "problem": pl.String, "path": pl.Binary}
)


class Entry(NamedTuple):
    """One file as the listing found it; `path` is the real one, in bytes, where `uri` could not keep it."""

    uri: str
    size: int = 0
    mtime_ns: int = 0
    problem: str | None = None
    path: bytes | None = None


def list_files(source: Source) -> pl.DataFrame:
    """Every file of a source, sorted by `source_uri`.

    Columns as in `LISTING`: bytes, nanoseconds since 1970 (0 where the store tells no time), `problem` one of the
    unreadable reasons or null. Raises `EnvironmentProblemError` where the root itself cannot be listed.
    """
    if source.only is not None:
        entries = iter([_local_entry(source.path_of(source.only), source.only)])
    else:
        entries = _local_entries(source) if source.is_local else _remote_entries(source)
    return pl.DataFrame(list(entries), schema=LISTING, orient="row").sort("source_uri")


def _local_entries(source: Source) -> Iterator[Entry]:
    root = source.root
    inside = None if source.follow_links else os.path.realpath(root)
    # An explicit stack: a tree nested deeper than Python's recursion limit is still a tree.
    pending: list[tuple[str, str, frozenset[tuple[int, int]]]] = [(root, "", frozenset({_identity(root)}))]
    visits: Counter[tuple[int, int]] = Counter()
    while pending:
        folder, prefix, ancestors = pending.pop()
        try:
            with os.scandir(folder) as found:
                children = [child for child in found if child.name not in IGNORED_NAMES]
        except OSError as error:
            if not prefix:
                raise EnvironmentProblemError(
                    f"Cannot list the folder {root}: {error.strerror}.", "Check that it is there and readable."
                ) from None
            yield _problem(prefix.rstrip("/"), folder, _os_reason(error))
            continue
        folders = []
        for child in children:
            if inside and child.is_symlink() and not Path(os.path.realpath(child.path)).is_relative_to(inside):
                yield _problem(prefix + child.name, child.path, "link_outside")
            elif _is_folder(child):
                folders.append((child.path, prefix + child.name))
            else:
                yield _local_entry(child.path, prefix + child.name)
        for path, uri in sorted(folders, key=itemgetter(1)):  # in one order: the last of many links are not followed
            identity = _identity(path)
            visits[identity] += 1
            if identity in ancestors or visits[identity] > MOST_VISITS:
                yield _problem(uri, path, "link_loop")
            else:
                pending.append((path, uri + "/", ancestors | {identity}))


def _is_folder(child: os.DirEntry[str]) -> bool:
    try:
        return child.is_dir()
    except OSError:  # a link that points to itself
        return False


def _identity(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - a path that may be no valid text
    except OSError:
        return (-1, -1)
    return status.st_dev, status.st_ino


def _local_entry(path: str, uri: str) -> Entry:
    try:
        status = os.stat(path)  # noqa: PTH116 - one call a file, on a path that may be no valid text
    except OSError as error:
        return _problem(uri, path, _os_reason(error))
    if not stat.S_ISREG(status.st_mode):
        return _problem(uri, path, "not_a_file")
    shown = _readable(uri)
    return Entry(
        shown, status.st_size, storable_ns(status.st_mtime_ns), None, None if shown == uri else os.fsencode(path)
    )


def _problem(uri: str, path: str, reason: str) -> Entry:
    return Entry(_readable(uri), 0, 0, reason, os.fsencode(path))


def _readable(uri: str) -> str:
    """A name that is no valid UTF-8 with its odd bytes written as `\\xNN`, for tables hold text only.

    A hash in front of it tells it from a file that is really called so; a file whose real name begins like that gets
    one too, so that nobody can give two files one name.
    """
    raw = os.fsencode(uri)
    shown = raw.decode("utf-8", "backslashreplace")
    folder, slash, name = shown.rpartition("/")
    if shown == uri and not HASHED_NAME.match(name):
        return uri
    return f"{folder}{slash}~{hashlib.sha256(raw).hexdigest()[:16]}~{name}"


def _os_reason(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "link_loop"
    if error.errno == errno.ENAMETOOLONG:
        return "path_too_long"
    if isinstance(error, PermissionError):
        return "permission_denied"
    return "vanished" if isinstance(error, FileNotFoundError | NotADirectoryError) else "io_error"


def _remote_entries(source: Source) -> Iterator[Entry]:
    try:
        file_system, base = fsspec.core.url_to_fs(reveal(source.root))
        found: dict[str, dict[str, Any]] = file_system.find(base, detail=True)
    except Exception as error:
        # fsspec drivers raise their own library's errors; all of them mean that the store cannot be listed.
        raise EnvironmentProblemError(
            f"Cannot list {source.root}: {error}.", "Check the URL, the network and the credentials."
        ) from None
    base = redact(base.rstrip("/") + "/")
    for key, info in found.items():
        if key.rsplit("/", 1)[-1] not in IGNORED_NAMES:
            yield _remote_entry(redact(key).removeprefix(base), info)


def _remote_entry(uri: str, info: dict[str, Any]) -> Entry:
    if info.get("type", "file") != "file":  # a device, behind a driver for a file system
        return Entry(uri, problem="not_a_file")
    shown = uri.encode("utf-8", "backslashreplace").decode()
    if shown != uri:
        return Entry(shown, problem="io_error")
    return Entry(uri, int(info.get("size") or 0), storable_ns(_remote_mtime(info)))


def _remote_mtime(info: dict[str, Any]) -> int:
    for key in ("mtime", "LastModified", "last_modified", "updated", "created"):
        value = info.get(key)
        if isinstance(value, datetime):
            return int(value.timestamp() * 1_000_000_000)
        if isinstance(value, int | float):
            return int(value * 1_000_000_000)
    return 0
