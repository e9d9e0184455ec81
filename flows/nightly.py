"""The nightly flow: raw article files in, the next version of the warehouse out."""

from pathlib import Path
from typing import Any, cast

from prefect import flow, runtime
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from wirehouse.orchestration.commit import open_next_version
from wirehouse.orchestration.night import RunOptions, open_night
from wirehouse.orchestration.stages import clear_shards
from wirehouse.orchestration.tasks import (
    check_records,
    check_tables,
    discover_files,
    extract_batch,
    fingerprint_batch,
    follow,
    load_records,
    match_records,
    plan_batches,
    publish_version,
    report_run,
    stage_records,
    transform_batch,
)
from wirehouse.settings import load_settings

# Two batches at a time: while one reads its files, the other's text is with Polars, which uses all cores itself.
RUNNER = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=2))


@flow(name="nightly", task_runner=RUNNER, persist_result=False)
def nightly(
    sources: list[str] | None = None,
    warehouse: Path | None = None,
    full: bool = False,
    verify: bool = False,
    moved: bool = False,
    data_docs: bool = False,
    gone_share: float | None = None,
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
    """
    settings = load_settings(warehouse=warehouse, gone_share=gone_share)
    options = RunOptions(full=full, verify=verify, moved=moved, data_docs=data_docs)
    with open_night(settings, sources or [], options, runtime.flow_run.name, at_end=report_run) as night:
        found = discover_files(night)
        batches = plan_batches(night, found)
        read = [extract_batch.submit(night, batch) for batch in batches]
        split = follow(transform_batch, night, batches, read)
        signed = follow(fingerprint_batch, night, batches, split)
        # Each stage's results in order: a failed one is raised as itself, not as its successors' missing input.
        for future in (*read, *split, *signed):
            future.result()
        has_news = stage_records(night, found, batches)
        if has_news or full:
            with open_next_version(night, found, batches) as candidate:
                check_records(candidate)
                load_records(candidate)
                match_records(candidate)
                check_tables(candidate)
                if has_news:
                    publish_version(candidate)
        clear_shards(night, batches)
    return night.record.summary()
