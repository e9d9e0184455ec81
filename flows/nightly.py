"""The nightly flow: raw article files in, the next version of the warehouse out."""

from pathlib import Path
from typing import Any

from prefect import flow

from wirehouse.orchestration import tasks
from wirehouse.orchestration.inputs import RunOptions
from wirehouse.orchestration.night import open_night
from wirehouse.settings import load_settings


@flow(name="nightly", task_runner=tasks.RUNNER, persist_result=False)
def nightly(
    sources: list[str] | None = None,
    warehouse: Path | None = None,
    full: bool = False,
    verify: bool = False,
    moved: bool = False,
    data_docs: bool = False,
    gone_share: float | None = None,
    wait: float = 0.0,
) -> dict[str, Any]:
    """Load what is new, check it, publish it.

    Args:
        sources: `[name=]path` or names from wirehouse.toml; without any the settings' sources, else the sample.
        warehouse: The published file; without one the settings', data/warehouse.duckdb by default.
        full: Let gate 2 check the whole warehouse, not only what tonight touched.
        verify: Hash every file instead of trusting its size and time.
        moved: The sources lie elsewhere than before.
        data_docs: Build the pages of the checks, though nothing failed.
        gone_share: Largest share of a source that may have vanished.
        wait: Seconds to wait for another run on the same warehouse to end.
    """
    settings = load_settings(warehouse=warehouse, gone_share=gone_share)
    options = RunOptions(full=full, verify=verify, moved=moved, data_docs=data_docs, wait=wait)
    with open_night(settings, sources or [], options, tasks.watched()) as night:
        found = tasks.discover_files(night)
        batches = tasks.plan_batches(night, found)
        tasks.read_batches(night, batches)
        if tasks.stage_records(night, found, batches) or full:
            tasks.publish_next_version(night, found, batches)
    return night.record.summary()
