"""The flows of `flows/` without Prefect: the same recipes, each task a plain call in the same order.

A flow run under Prefect costs a second and a server; what most tests and all faults are about is below it. A task's
function is its `fn`, a flow's too. Both modules are loaded a second time, and in these copies each task is replaced by
an object that calls its function: nothing of a process's real flows is touched.
"""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from prefect import Task

from wirehouse import project
from wirehouse.orchestration import tasks
from wirehouse.orchestration.night import FlowRun


class PlainTask:
    """A task's function, called as the flows call tasks."""

    def __init__(self, task: Task[..., Any], pool: ThreadPoolExecutor) -> None:
        self.run, self.pool = task.fn, pool

    def __call__(self, *arguments: Any) -> Any:
        return self.run(*arguments)

    def submit(self, *arguments: Any, wait_for: tuple[Future[Any], ...] = (), **_: Any) -> Future[Any]:
        """Run in the pool when `wait_for` is done, as Prefect's thread runner does."""

        def run() -> Any:
            for earlier in wait_for:
                earlier.result()
            return self.run(*arguments)

        return self.pool.submit(run)


def plain_flow(name: str, workers: int = 2, pool: ThreadPoolExecutor | None = None) -> Callable[..., dict[str, Any]]:
    """The flow `flows/<name>.py` as a plain function, its batches in so many threads, or in those of `pool`."""
    pool = pool or ThreadPoolExecutor(workers)
    plain_tasks = _load(Path(tasks.__file__))
    with _instead_of(tasks.__name__, plain_tasks):
        module = _load(project.flows() / f"{name}.py")
    for key, value in vars(plain_tasks).copy().items():
        if isinstance(value, Task):
            setattr(plain_tasks, key, PlainTask(value, pool))
    vars(plain_tasks)["watched"] = FlowRun
    function: Callable[..., dict[str, Any]] = getattr(module, name).fn
    return function


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"plain_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def _instead_of(name: str, module: ModuleType) -> Iterator[None]:
    real = sys.modules[name]
    package, _, attribute = name.rpartition(".")
    sys.modules[name] = module
    setattr(sys.modules[package], attribute, module)
    try:
        yield
    finally:
        sys.modules[name] = real
        setattr(sys.modules[package], attribute, real)
