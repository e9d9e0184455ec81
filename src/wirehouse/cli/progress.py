"""The bar of a run on a terminal: the stage at work and its time; of the files how many, how fast, how long still."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from wirehouse.orchestration.progress import listening


@contextmanager
def progress_bar() -> Iterator[None]:
    """Show the runs of the block on standard error, where that is a terminal; in a pipe nothing. It leaves no trace."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - not for a pipe
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[files]}"), TimeElapsedColumn())
    console, left = Console(stderr=True), TimeRemainingColumn(compact=True)
    bar = Progress(*columns, left, console=console, transient=True, redirect_stdout=False)
    with _shown(bar):
        bar.add_task("starting Prefect", total=None, files="")

        def show(stage: str, done: float, total: int) -> None:
            if stage != bar.tasks[0].description:
                bar.remove_task(bar.tasks[0].id)
                bar.add_task(stage, total=total or None, files="")
            if total:
                task = bar.tasks[0]
                rate = f", {done / (task.elapsed or 1):,.0f} a second" if done else ""
                bar.update(task.id, completed=done, files=f"{done:,.0f} of {total:,} files{rate}")

        with listening(show):
            yield


@contextmanager
def _shown(bar: Any) -> Iterator[None]:
    """Show a bar; a terminal that went away meanwhile must not spoil what was done."""
    with suppress(OSError):
        bar.start()
    try:
        yield
    finally:
        with suppress(OSError):
            bar.stop()
