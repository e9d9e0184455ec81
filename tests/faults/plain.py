"""The flows of `flows/` without Prefect: the same recipes, each task a plain call in the same order.

A flow run under Prefect costs seconds and a server; what the faults break is below it. A task's function is its
`fn`, a flow's too, and tasks stand in the flow's module and in `wirehouse.orchestration.tasks` by name: there they are
replaced by objects that call them.
"""

import importlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from prefect import Task

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


def plain_flow(name: str, workers: int = 2) -> Callable[..., dict[str, Any]]:
    """The flow `flows/<name>.py` as a plain function. Replaces the tasks of this process for good."""
    module = importlib.import_module(f"flows.{name}")
    pool = ThreadPoolExecutor(workers)
    for place in (tasks, module):
        for key, value in vars(place).copy().items():
            if isinstance(value, Task):
                setattr(place, key, PlainTask(value, pool))
    setattr(module, "watched", FlowRun)  # noqa: B010 - a name of that module
    function: Callable[..., dict[str, Any]] = getattr(module, name).fn
    return function
