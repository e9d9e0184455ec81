"""Read the source files of some days again, unchanged or not."""

from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow

from wirehouse.orchestration import tasks
from wirehouse.orchestration.inputs import RunOptions
from wirehouse.orchestration.night import open_night
from wirehouse.settings import load_settings


@flow(name="backfill", task_runner=tasks.RUNNER, persist_result=False)
def backfill(
    first: date, last: date, sources: list[str] | None = None, warehouse: Path | None = None, wait: float = 0.0
) -> dict[str, Any]:
    """Read the files dated from `first` to `last` again; only what really changed becomes a version.

    Args:
        first: The first day.
        last: The last day, which is included.
        sources: `[name=]path` or names from wirehouse.toml; without any the settings' sources.
        warehouse: The published file; without one the settings'.
        wait: Seconds to wait for another run on the same warehouse to end.
    """
    options = RunOptions(kind="backfill", dates=(first, last), wait=wait)
    with open_night(load_settings(warehouse=warehouse), sources or [], options, tasks.watched()) as night:
        found = tasks.discover_files(night)
        batches = tasks.plan_batches(night, found)
        tasks.read_batches(night, batches)
        if tasks.stage_records(night, found, batches):
            tasks.publish_next_version(night, found, batches)
    return night.record.summary()
