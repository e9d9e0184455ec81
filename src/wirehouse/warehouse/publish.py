"""Copy, flush, rename: how the next version comes to be, and becomes the published one."""

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path

from wirehouse.warehouse.connect import disk_errors
from wirehouse.warehouse.state import State

FICLONE = 0x40049409  # ioctl of Linux: share the blocks instead of copying them, where the file system can
# A client in its default read-write mode fails at once instead of locking the others out. For everybody but whom the
# umask keeps out, as it stands in the mode of a file that was made anew.
READ_ONLY = 0o444


def copy_published(state: State, run_id: str) -> Path:
    """The path of tonight's candidate: a copy of the published file, or a path where a first one can be made."""
    candidate = state.path("next") / f"{run_id}.duckdb"
    with disk_errors(state.folder):
        if state.warehouse.exists():
            clone(state.warehouse, candidate)
    return candidate


def clone(source: Path, target: Path) -> None:
    """Copy a file, sharing its blocks where the file system can."""
    with source.open("rb") as read, target.open("wb") as write:
        try:
            fcntl.ioctl(write.fileno(), FICLONE, read.fileno())
        except OSError:
            shutil.copyfileobj(read, write, 16 * 1024 * 1024)


def publish(state: State, candidate: Path) -> None:
    """Make a closed, checkpointed candidate the published file.

    Every byte is on disk before the rename, and the rename is the only moment that readers can notice. Whatever goes
    wrong behind it, the version is published: that is for `settle`.
    """
    with disk_errors(state.folder):
        fsync(candidate)
        candidate.chmod(candidate.stat().st_mode & READ_ONLY)
        candidate.rename(state.warehouse)


def settle(state: State, version: int) -> None:
    """Have the rename on disk as well, and keep what is published as a version."""
    with disk_errors(state.folder):
        fsync(state.warehouse.parent)
    keep_published(state, version)


def keep_published(state: State, version: int) -> None:
    """Keep the published file as a version, by a hard link, unless it is kept already.

    Behind the rename, for what never was published must not be among the versions; so a run first looks whether its
    predecessor was killed in between. A file system without hard links keeps none rather than copies of everything.
    """
    kept = state.version_path(version)
    if not kept.exists():
        with suppress(OSError):
            kept.hardlink_to(state.warehouse)
            fsync(kept.parent)


def link_or_copy(source: Path, target: Path) -> None:
    """Let `target`, unless it is there, be another name of a published file; where that is impossible, a copy."""
    if target.exists():
        return
    try:
        target.hardlink_to(source)
    except OSError:
        unfinished = target.with_suffix(".part")
        try:
            clone(source, unfinished)
            fsync(unfinished)
            unfinished.chmod(unfinished.stat().st_mode & READ_ONLY)
            unfinished.rename(target)
        finally:
            unfinished.unlink(missing_ok=True)


def keep_refused(state: State, candidate: Path) -> Path:
    """Put a refused candidate aside, in the place of the one before it, where it can be looked at."""
    refused = state.path("refused") / "warehouse.duckdb"
    with disk_errors(state.folder):
        candidate.rename(refused)
    return refused


def fsync(path: Path) -> None:
    """Wait until a file, or a folder's entries, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
