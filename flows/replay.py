"""Try again what was held back, after a fix or with what a person says of it."""

from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow

from wirehouse.orchestration import tasks
from wirehouse.orchestration.inputs import HeldBack, RunOptions
from wirehouse.orchestration.night import open_night
from wirehouse.settings import load_settings


@flow(name="replay", task_runner=tasks.RUNNER, persist_result=False)
def replay(
    quarantine_ids: list[str] | None = None,
    reason: str | None = None,
    given_date: date | None = None,
    accept: bool = False,
    warehouse: Path | None = None,
    wait: float = 0.0,
) -> dict[str, Any]:
    """Parse quarantined records again from their stored texts; what passes becomes an article or a copy.

    Args:
        quarantine_ids: Which ones, by id or the beginning of one; without any all that are open.
        reason: Only those held back for this reason.
        given_date: Their date of publication, given by hand and kept with the text.
        accept: Let them pass the rule that held them back; kept with the text.
        warehouse: The published file; without one the settings'.
        wait: Seconds to wait for another run on the same warehouse to end.
    """
    asked = HeldBack(tuple(quarantine_ids or ()), reason, given_date, accept)
    options = RunOptions(kind="replay", held_back=asked, wait=wait)
    with open_night(load_settings(warehouse=warehouse), [], options, tasks.watched()) as night:
        found, batches = tasks.plan_stored_batches(night)
        tasks.read_batches(night, batches)
        tasks.publish_next_version(night, found, batches)
    return night.record.summary()
