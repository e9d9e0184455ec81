"""Parse everything again from the warehouse's own records, without the source files."""

from pathlib import Path
from typing import Any

from prefect import flow

from wirehouse.orchestration import tasks
from wirehouse.orchestration.inputs import RunOptions
from wirehouse.orchestration.night import open_night
from wirehouse.settings import load_settings


@flow(name="rebuild", task_runner=tasks.RUNNER, persist_result=False)
def rebuild(warehouse: Path | None = None, full: bool = True, wait: float = 0.0) -> dict[str, Any]:
    """Parse every current record again, with the parser and the settings of today; only what changed becomes a version.

    Args:
        warehouse: The published file; without one the settings'.
        full: Let gate 2 check the whole warehouse.
        wait: Seconds to wait for another run on the same warehouse to end.
    """
    options = RunOptions(kind="rebuild", full=full, wait=wait)
    with open_night(load_settings(warehouse=warehouse), [], options, tasks.watched()) as night:
        found, batches = tasks.plan_stored_batches(night)
        tasks.read_batches(night, batches)
        tasks.publish_next_version(night, found, batches)
    return night.record.summary()
