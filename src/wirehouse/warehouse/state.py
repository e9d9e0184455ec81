"""The state folder beside a warehouse: what is in it, who works on it, and what a run leaves there.

warehouse.duckdb            what readers open
warehouse.state/lock        held by the run at work
                shards/     Parquet files, named by what went into them
                plans/      the plan of batches of a run that has not ended
                next/       the candidate being written, and its spill files
                refused/    the last candidate that the audit refused
                versions/   what was published, as hard links
                runs/       one JSON record a run
                reports/    one page a run
                search/     the index of the words, of one version (made by the first search)
                data_docs/  Great Expectations' pages
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wirehouse.errors import ConfigurationError, EnvironmentProblemError, WarehouseBusyError
from wirehouse.warehouse.connect import disk_errors

SCHEMA_NAMES = frozenset({"raw", "news", "ops", "marts", "main", "temp", "system", "tonight"})
LOCK_POLL_SECONDS = 0.5
# What a run works on is for its user alone; what came of it, for whom the umask lets in.
FOLDERS = dict.fromkeys(("shards", "plans", "next"), 0o700) | dict.fromkeys(
    ("refused", "versions", "runs", "reports"), 0o777
)


def _flock(lock: IO[str]) -> bool:
    """Whether the lock could be had at once."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class State:
    """The paths of one warehouse."""

    warehouse: Path

    @property
    def folder(self) -> Path:
        """The state folder, on the file system of the warehouse: a rename must not cross file systems."""
        return self.warehouse.with_name(f"{self.warehouse.stem}.state")

    def path(self, name: str) -> Path:
        """A folder or file of the state."""
        return self.folder / name

    def version_path(self, number: int) -> Path:
        """Where a published version is kept."""
        return self.path("versions") / f"v{number:06d}.duckdb"

    def kept_versions(self) -> dict[int, Path]:
        """The versions that are kept, by number, the oldest first."""
        paths = self.path("versions").glob("v*.duckdb")
        return dict(sorted((int(path.stem[1:]), path) for path in paths if path.stem[1:].isdigit()))

    def is_published(self, path: Path) -> bool:
        """Whether a file is the published one, under whatever name."""
        return self.warehouse.exists() and path.samefile(self.warehouse)

    def prepare(self) -> None:
        """Make the folders. Raises `EnvironmentProblemError` where that is not allowed, or they are another's."""
        if self.warehouse.stem in SCHEMA_NAMES:
            raise ConfigurationError(
                f"A warehouse cannot be called {self.warehouse.name}: DuckDB would take it for a schema.",
                "Give it another name.",
            )
        owner, name_of_warehouse = self.path("warehouse"), self.warehouse.name.encode(errors="replace").decode()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, mode in FOLDERS.items():
                self.path(name).mkdir(mode, exist_ok=True)
            if not owner.exists():
                write_whole(owner, name_of_warehouse)  # half a name would belong to nobody
            owned_by = owner.read_text(encoding="utf-8") or name_of_warehouse
            probe = self.path("next") / f"probe-{os.getpid()}"
            probe.write_bytes(b"x")
            probe.unlink(missing_ok=True)
        except OSError as error:
            raise EnvironmentProblemError(
                f"Cannot write in {self.folder}: {error.strerror}.",
                "Give a folder that can be written, with --warehouse FILE, or free some space.",
            ) from None
        if owned_by != name_of_warehouse:
            raise ConfigurationError(
                f"{self.folder} is the state of {owned_by}, not of {self.warehouse.name}.", "Give it another name."
            )

    @contextmanager
    def locked(self, wait: float = 0.0) -> Iterator[None]:
        """Hold the warehouse for one run, after `wait` seconds at most. The lock dies with the process.

        Raises `WarehouseBusyError` where another process holds it, and whatever the operating system refuses in the
        meantime as an `EnvironmentProblemError`.
        """
        with disk_errors(self.folder), self.path("lock").open("a+") as lock:
            until = time.monotonic() + wait
            while not _flock(lock):
                if time.monotonic() >= until:
                    lock.seek(0)
                    holder = lock.read().strip() or "unknown"
                    raise WarehouseBusyError(
                        f"Another run (process {holder}) works on {self.warehouse}.",
                        "Run again when it has ended, or with --wait SECONDS.",
                    )
                time.sleep(min(LOCK_POLL_SECONDS, wait))
            lock.seek(0)
            lock.truncate()
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def clear_leftovers(self) -> None:
        """Remove what a dead run left of its candidate; its shards and its plan stay, for they can be used."""
        for path in self.path("next").iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def write_whole(path: Path, text: str, *, keep: int | None = None) -> None:
    """Write a file whole or not at all, and let the oldest of its kind beside it go beyond `keep`. Raises `OSError`."""
    unfinished = path.with_suffix(".part")
    try:
        unfinished.write_text(text, encoding="utf-8", errors="replace")
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.rename(path)
    for old in sorted(path.parent.glob(f"*{path.suffix}"))[:-keep] if keep else ():
        old.unlink()


def disk_bytes(path: Path) -> int:
    """What a file really takes of the disk: POSIX counts blocks of 512 bytes, whatever the file system's own are."""
    return path.stat().st_blocks * 512
