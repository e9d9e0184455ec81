"""The places where a run can be made to die or to fail, by name. The code under test knows nothing of them.

Two kinds. Whatever changes a file of the warehouse or of its state folder (a name is `rename shards/records`: the call
and the place), with a point in the middle of what is written in pieces; and the functions and SQL files that a run
consists of.
"""

import importlib
import os
import shutil
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from wirehouse import project

FUNCTIONS: dict[str, tuple[str, str]] = {
    "prepare": ("wirehouse.warehouse.state", "State.prepare"),
    "record": ("wirehouse.report.record", "RunRecord.write"),
    "discover": ("wirehouse.orchestration.stages", "discover"),
    "plan": ("wirehouse.orchestration.stages", "write_plan"),
    "extract": ("wirehouse.orchestration.shards", "extract"),
    "transform": ("wirehouse.orchestration.shards", "transform"),
    "fingerprint": ("wirehouse.orchestration.shards", "fingerprint"),
    "stage": ("wirehouse.orchestration.commit", "attach_stage"),
    "copy": ("wirehouse.warehouse.publish", "copy_published"),
    "migrate": ("wirehouse.warehouse.migrate", "migrate"),
    "gate": ("wirehouse.orchestration.commit", "run_suites"),
    "hold back": ("wirehouse.warehouse.load", "hold_back"),
    "store": ("wirehouse.warehouse.load", "store_rows"),
    "data docs": ("wirehouse.orchestration.commit", "build_data_docs"),
    "costs": ("wirehouse.orchestration.commit", "store_costs"),
    "publish": ("wirehouse.warehouse.publish", "publish"),
    "settle": ("wirehouse.warehouse.publish", "settle"),
    "begin": ("duckdb", "DuckDBPyConnection.begin"),
    "commit": ("duckdb", "DuckDBPyConnection.commit"),
    "checkpoint": ("duckdb", "DuckDBPyConnection.execute"),
}
STEPS = ("stage", "compare", "load", "match", "after_load")
"""Folders of `sql/` whose files are points of their own, before they are executed."""


@dataclass(frozen=True)
class Fault:
    """Die, or raise OSError(`error`), at the `nth` time that a run comes to the point; before, during or after it.

    The point `*` is any: the `nth` of all that are passed.
    """

    point: str
    when: str = "before"
    nth: int = 1
    error: int | None = None


class Points:
    """Within the block a run on `warehouse` passes the points; `seen` counts how often each was passed."""

    def __init__(self, warehouse: Path, fault: Fault | None, die: Callable[[], Any]) -> None:
        self.warehouse, self.fault, self.die = warehouse, fault, die
        self.state = warehouse.with_name(f"{warehouse.stem}.state")
        self.seen: Counter[tuple[str, str]] = Counter()
        self.is_struck = False
        self._lock = threading.Lock()
        self._replaced: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> Self:
        for point, (module, attribute) in FUNCTIONS.items():
            *owners, name = attribute.split(".")
            owner = importlib.import_module(module)
            for one in owners:
                owner = getattr(owner, one)
            self._wrap(owner, name, lambda *given, point=point: _of_call(point, *given))
        for name, at in {"rename": 1, "hardlink_to": 0, "chmod": 0, "unlink": 0, "mkdir": 0}.items():
            self._wrap(Path, name, lambda *given, name=name, at=at: self._of_path(name, given[at]))
        self._wrap(Path, "write_text", lambda path, *_: self._of_path("write", path), _write_half)
        self._wrap(Path, "read_text", _of_step)
        self._wrap(shutil, "copyfileobj", self._of_clone, _copy_half)
        self._wrap(os, "fsync", lambda number: self._of_path("fsync", Path(f"/proc/self/fd/{number}").readlink()))
        return self

    def __exit__(self, *_: object) -> None:
        for owner, name, real in reversed(self._replaced):
            setattr(owner, name, real)

    def _wrap(
        self, owner: Any, name: str, name_of: Callable[..., str | None], half: Callable[..., Any] | None = None
    ) -> None:
        real = getattr(owner, name)

        def passed(*given: Any, **options: Any) -> Any:
            point = name_of(*given)
            if point is None:
                return real(*given, **options)
            self._pass(point, "before")
            if half and self._is_hit(point, "during"):
                half(*given)
                self._strike()
            result = real(*given, **options)
            self._pass(point, "after")
            return result

        self._replaced.append((owner, name, real))
        setattr(owner, name, passed)

    def _pass(self, point: str, when: str) -> None:
        if self._is_hit(point, when):
            self._strike()

    def _is_hit(self, point: str, when: str) -> bool:
        with self._lock:
            self.seen[point, when] += 1
            fault = self.fault
            if fault is None or (self.is_struck and fault.error):
                return False
            if fault.point == "*":
                is_hit = self.seen.total() == fault.nth
            else:
                is_hit = (fault.point, fault.when, fault.nth) == (point, when, self.seen[point, when])
            self.is_struck = self.is_struck or is_hit
            return self.is_struck  # whoever is dead does nothing more, in none of its threads

    def _strike(self) -> None:
        if self.fault and self.fault.error:
            raise OSError(self.fault.error, os.strerror(self.fault.error))
        self.die()

    def _of_clone(self, _: Any, target: Any, *__: Any) -> str | None:
        name = getattr(target, "name", None)  # others copy streams that have none
        return self._of_path("clone", name) if isinstance(name, str) else None

    def _of_path(self, call: str, path: Path | str) -> str | None:
        """`call place`; None for what is no file of this warehouse."""
        path = Path(os.path.abspath(path))  # noqa: PTH100 - nothing must be looked up on the disk
        if path == self.warehouse:
            return f"{call} published"
        if path in (self.warehouse.parent, self.state):
            return f"{call} folder"
        if not path.is_relative_to(self.state):
            return None
        place, *rest = path.relative_to(self.state).parts
        return f"{call} {place}/{path.name.split('.')[1]}" if place == "shards" and rest else f"{call} {place}"


def _of_call(point: str, *given: Any) -> str | None:
    if point == "gate":
        return "gate 1" if "stage.articles" in given[1] else "gate 2"
    if point == "store":
        return f"store {given[1]}"
    if point == "checkpoint":
        return point if given[1] == "checkpoint" else None
    return point


def _of_step(path: Path, *_: object) -> str | None:
    is_step = path.suffix == ".sql" and path.parent.name in STEPS and path.is_relative_to(project.sql())
    return f"sql {path.parent.name}/{path.stem}" if is_step else None


def _write_half(path: Path, text: str, *_: object) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text[: len(text) // 2])


def _copy_half(source: Any, target: Any, *_: object) -> None:
    target.write(source.read(os.fstat(source.fileno()).st_size // 2))
    target.flush()
