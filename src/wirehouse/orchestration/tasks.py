"""The stages as Prefect tasks: one a stage and batch, never one a file, for a task costs 10 to 100 ms.

What the tasks do is in the modules beside this one, and runs without Prefect as well.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from prefect import Task, get_client, get_run_logger, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.context import TaskRunContext
from prefect.events import emit_event
from prefect.futures import PrefectFuture
from prefect.states import Completed, Crashed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from wirehouse.errors import WirehouseError
from wirehouse.orchestration import alarms, commit, shards, stages
from wirehouse.orchestration.artifacts import Progress, publish_artifacts
from wirehouse.orchestration.batches import Batch
from wirehouse.orchestration.environment import DRIFT_EVENT, SERVED, TAG
from wirehouse.orchestration.night import FlowRun, Night, warm_up
from wirehouse.orchestration.old_runs import forget_old_runs
from wirehouse.orchestration.progress import tell
from wirehouse.orchestration.server import END_SECONDS
from wirehouse.orchestration.workers import CORES, LONGEST_CALL, take_workers
from wirehouse.report.summary import checks_line, counted, headline, holdings, outcome, unusual
from wirehouse.sources.discovery import Discovery
from wirehouse.warehouse.connect import disk_problem

# As many batches at a time as there are cores: each is with a worker, or, of a small night, with Polars.
RUNNER = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=CORES))
# Results travel in memory or as shards. Prefect would keep its own for ever: they never expire.
PLAIN: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}


def may_pass(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Whether trying again can help: stores and networks have moments; a full disk and our own refusals do not pass."""
    error = state.result(raise_on_failure=False)
    return not isinstance(error, WirehouseError) and disk_problem(error, Path()) is None


# A shard that is there is not made again, so a retry costs only what is missing.
RETRIED: dict[str, Any] = {"retries": 2, "retry_delay_seconds": [5, 30], "retry_condition_fn": may_pass}
# Listing goes to networks and mounts, which may hang; so does reading, where a worker is ended: see `Workers.call`.
# In a thread of the task runner Prefect's time-out interrupts nothing that waits, and warns of that for each task.
BOUNDED: dict[str, Any] = {"timeout_seconds": 2 * LONGEST_CALL}
UNTOLD = "Its process ended without a word."
BATCH = " {batch.label}"  # behind the name of a run of a batch's task
P = ParamSpec("P")
R = TypeVar("R")


Says = Callable[[Night, Any], str]
"""What a stage's log line says, of the night and of what the stage returned."""


def _stage(
    name: str, says: Says | None = None, *, label: str = "", **options: Any
) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Make a task of a stage, given a night or its candidate first: its time is that stage's cost."""

    def make(function: Callable[P, R]) -> Task[P, R]:
        @wraps(function)
        def run(*arguments: P.args, **named: P.kwargs) -> R:
            night: Any = getattr(arguments[0], "night", arguments[0])
            if not label:  # of the batches' stages several are at work at a time
                tell(name)
            with night.stage(name):
                result = function(*arguments, **named)
            if says and TaskRunContext.get():  # the tests call a task's function without Prefect
                get_run_logger().info(says(night, result))
            return result

        return task(name=name, task_run_name=name + label, **{**PLAIN, **options})(run)

    return make


def _records(_: Night, count: int) -> str:
    return counted(count, "record")


@_stage("discover", lambda _, found: counted(sum(one.files.height for one in found), "file"), **BOUNDED)
def discover_files(night: Night) -> list[Discovery]:
    """List every source and compare it with the ledger."""
    found = stages.discover(night)
    night.count_rows("discover", sum(one.files.height for one in found))
    return found


@_stage("plan", lambda _, batches: counted(len(batches), "batch", "batches"))
def plan_batches(night: Night, found: Sequence[Discovery]) -> list[Batch]:
    """Write tonight's plan of batches."""
    batches = stages.plan_night(night, found)
    night.workers = take_workers(batches, night.settings.workers)
    if batches:
        warm_up()
    return batches


@_stage("plan", lambda _, planned: counted(len(planned[1]), "batch", "batches"))
def plan_stored_batches(night: Night) -> tuple[list[Discovery], list[Batch]]:
    """The batches of a run over the warehouse's own records, and their sources."""
    found, batches = stages.plan_stored(night)
    night.workers = take_workers(batches, night.settings.workers)
    return found, batches


@_stage("extract", _records, label=BATCH, **RETRIED)
def extract_batch(night: Night, batch: Batch) -> int:
    """Bytes to records."""
    folder = night.state.path("shards")
    return night.count_rows("extract", night.work(shards.extract, folder, batch, night.state.warehouse))


@_stage("transform", _records, label=BATCH)
def transform_batch(night: Night, batch: Batch) -> int:
    """Records to fields."""
    return night.count_rows("transform", night.work(shards.transform, night.state.path("shards"), batch))


@_stage("fingerprint", _records, label=BATCH)
def fingerprint_batch(night: Night, batch: Batch) -> int:
    """Fields to signatures."""
    return night.count_rows("fingerprint", night.work(shards.fingerprint, night.state.path("shards"), batch))


def read_batches(night: Night, batches: Sequence[Batch]) -> None:
    """Take every batch through extract, transform and fingerprint, in the flow's task runner.

    A stage of a batch starts when the stage before it has ended for the same batch.
    """
    read = [extract_batch.submit(night, batch) for batch in batches]
    split = [
        transform_batch.submit(night, batch, wait_for=[done], return_state=False)
        for batch, done in zip(batches, read, strict=True)
    ]
    signed = [
        fingerprint_batch.submit(night, batch, wait_for=[done], return_state=False)
        for batch, done in zip(batches, split, strict=True)
    ]
    # Each stage's results in order: a failed one is raised as itself, not as its successors' missing input.
    futures = (*read, *split, *signed)
    progress = Progress(len(futures))
    sizes = [max(batch.files.height, batch.stored.height) for batch in batches]
    done_files, all_files = 0.0, sum(sizes)
    tell("reading", done_files, all_files)
    for done, future in enumerate(futures, start=1):
        future.result()
        progress.tell(done)
        done_files += sizes[(done - 1) % len(sizes)] / 3  # a file is done when all three stages are
        tell("reading", done_files, all_files)
    night.end_workers()


@_stage("stage", lambda _, has_news: "there is news" if has_news else "nothing is new")
def stage_records(night: Night, found: Sequence[Discovery], batches: Sequence[Batch]) -> bool:
    """Count what came in; returns whether there is anything new to load."""
    has_news = stages.count_discovered(night, found, batches)
    if not has_news and not night.options.full:
        alarms.watch_quiet_night(night)
    return has_news


check_records = _stage("gate 1", lambda _, held: f"{counted(held, 'record')} held back")(commit.pass_gate_1)
load_records = _stage("load")(commit.load_records)
match_records = _stage("match", lambda night, _: holdings(night.record))(commit.match_records)
check_tables = _stage("gate 2", lambda night, _: f"both gates: {checks_line(night.record)}")(commit.pass_gate_2)
publish_version = _stage("publish")(commit.publish_version)


def publish_next_version(night: Night, found: Sequence[Discovery], batches: Sequence[Batch]) -> None:
    """Tonight's shards through both gates into the next version, and that to the readers."""
    with commit.open_next_version(night, found, batches) as candidate:
        check_records(candidate)
        load_records(candidate)
        match_records(candidate)
        check_tables(candidate)
        publish_version(candidate)


def watched() -> FlowRun:
    """The flow run at work: its name, its id, and what Prefect is told when the night begins and ends.

    It gets our tag here, and not where it is made: its tasks would have it too, and each would ask the server for a
    slot under the tag's concurrency limit, which took up to 2 seconds of a run while all cores were at work.
    """
    if served_by := os.environ.get(SERVED):
        _end_with(int(served_by))
    name = f"{runtime.flow_run.flow_name} {datetime.now().astimezone():%Y-%m-%d}"
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(runtime.flow_run.id), name=name, tags={TAG, *runtime.flow_run.tags})
    return FlowRun(name, runtime.flow_run.id, settle_ended, report_run)


def _end_with(served_by: int) -> None:
    """Let a served run end when its service is gone, which nobody would tell it; Ctrl-C is for the service alone."""

    def watch() -> None:
        while os.getppid() == served_by:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(END_SECONDS)  # its own end would tell a server that is gone, again and again
        os._exit(1)

    if os.getppid() == served_by:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=watch, name="service", daemon=True).start()


def settle_ended(ended: Mapping[str, bool]) -> None:
    """Tell Prefect the end of these flow runs, a good one or a crash, where it has not heard of any.

    A killed process could not tell it, and its run would hold a slot for ever. One that is about to tell it still may.
    """
    if not ended:
        return
    with get_client(sync_client=True) as client:
        for flow_run_id, is_good in ended.items():
            with suppress(Exception):  # forgotten by the server, or another server's: nothing there holds a slot
                run = client.read_flow_run(UUID(flow_run_id))
                if run.state and not run.state.is_final():
                    end: State[Any] = Completed(message=UNTOLD) if is_good else Crashed(message=UNTOLD)
                    client.set_flow_run_state(run.id, end, force=True)


@_stage("report", lambda night, _: headline(night.record))
def report_run(night: Night) -> None:
    """What the Prefect UI shows of the run: its name, its artifacts, and an event where an alarm is due."""
    record = night.record
    with get_client(sync_client=True) as client:
        client.set_flow_run_name(UUID(record.flow_run_id), f"{record.flow_run_name} · {outcome(record)}")
    publish_artifacts(record, night.state.warehouse)
    if drift := unusual(record):
        text = "\n".join(record.messages)
        resource = {"prefect.resource.id": f"wirehouse.run.{record.run_id}", "prefect.resource.name": record.run_id}
        emit_event(DRIFT_EVENT, resource, payload={"checks": drift, "text": text})
    if night.record.published:
        forget_old_runs(night.settings.keep_prefect_days)
