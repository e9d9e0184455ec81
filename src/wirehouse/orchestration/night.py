"""One run from its first look at the files to its record: the state that its stages share."""

import logging
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from wirehouse import project
from wirehouse.audit import check_block_on, preload
from wirehouse.errors import EnvironmentProblemError, WirehouseError
from wirehouse.orchestration.inputs import RunOptions, find_sources
from wirehouse.orchestration.sweep import sweep_state, write_report
from wirehouse.orchestration.workers import Workers
from wirehouse.redaction import redact
from wirehouse.report.record import RunRecord, new_record, read_records
from wirehouse.schema import FATES
from wirehouse.settings import Settings
from wirehouse.sources.source import Source
from wirehouse.warehouse.connect import disk_problem, refusal
from wirehouse.warehouse.ledger import Published, read_run
from wirehouse.warehouse.state import State
from wirehouse.warehouse.stored import read_overrides

STOPPED = "Stopped from outside, by a person, the service or the machine. The next run takes up what it had read."
CLOCK_SLACK = timedelta(days=1)  # clocks are set right by minutes, and a zone is no reason: all times are UTC


@dataclass
class Night:
    """A run at work: its settings, its sources, what is published now, and the record it fills."""

    settings: Settings
    options: RunOptions
    sources: list[Source]
    state: State
    published: Published
    overrides: pl.DataFrame
    started_at: datetime
    record: RunRecord
    has_news: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    workers: Workers | None = None

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to a stage's cost; batches at work at the same time add up."""
        started = time.perf_counter()
        try:
            yield
        except Exception as error:  # Prefect keeps what it says in its database
            if redact(str(error)) == str(error):
                raise
            problem = f"{type(error).__name__} in the stage {name}: {error}."
            raise EnvironmentProblemError(problem, "Nothing was published; run again.") from None
        finally:
            workers = self.workers
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            peak += sum(workers.peaks.values()) if workers and not workers.is_ended else 0
            with self._cost(name) as cost:
                cost["duration_seconds"] = round(cost["duration_seconds"] + time.perf_counter() - started, 3)
                cost["peak_rss_mb"] = round(peak, 1)

    @contextmanager
    def _cost(self, stage: str) -> Iterator[dict[str, Any]]:
        """A stage's row in the record, for one thread at a time."""
        with self.lock:
            row = next((one for one in self.record.stages if one["stage"] == stage), None)
            if row is None:
                row = {"stage": stage, "duration_seconds": 0.0, "peak_rss_mb": 0.0, "row_count": None}
                self.record.stages.append(row)
            yield row

    def work(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a stage's function in a worker, or here where the night has none."""
        workers = self.workers
        return workers.call(function, *arguments) if workers else function(*arguments)

    def end_workers(self) -> None:
        """Their memory is wanted for what comes after the batches; a batch that waits still is refused by them."""
        if self.workers and not self.workers.is_ended:
            self.workers.end()

    def count_rows(self, stage: str, count: int) -> int:
        """Note how many rows a stage worked on."""
        with self._cost(stage) as cost:
            cost["row_count"] = (cost["row_count"] or 0) + count
        return count


def _nothing(_: object) -> None:
    """For a run that nobody watches."""


@dataclass(frozen=True)
class FlowRun:
    """Who watches a run: its name and id in Prefect, what to do with flow runs that have ended unheard (their ids, and
    whether they came to a good end), and what at its own end.
    """

    name: str | None = None
    id: str | None = None
    at_start: Callable[[dict[str, bool]], object] = _nothing
    at_end: Callable[["Night"], object] = _nothing


def warm_up() -> None:
    """Do the audit's imports in the background, which take seconds once a process; a second call adds nothing."""
    threading.Thread(target=preload, name="warm-up", daemon=True).start()


@contextmanager
def open_night(settings: Settings, arguments: list[str], options: RunOptions, flow_run: FlowRun) -> Iterator[Night]:
    """Take the warehouse's lock and read what is published; at the end, however it ends, write the run's record.

    Raises what stands against starting: no such source, a warehouse that is none, another run at work.
    """
    check_block_on(settings.block_on, project.expectations(), project.sql() / "checks")
    state = State(settings.warehouse.resolve())
    find_sources(settings, arguments, options, state.warehouse)
    state.prepare()
    with state.locked(options.wait):
        night = _begin(state, settings, arguments, options, flow_run)
        try:
            _write(night)
            yield night
        except BaseException as error:
            night.end_workers()
            told, record = _told(error, night), night.record
            ended = "failed" if isinstance(told, Exception) else "cancelled"
            record.status = ended if record.status == "running" else record.status
            record.messages.append(str(told) if isinstance(told, Exception) else STOPPED)
            with suppress(OSError):  # a disk that is full must not hide what went wrong
                _close(night, flow_run.at_end)
            if told is error:
                raise
            raise told from error
        try:
            _close(night, flow_run.at_end)
        except OSError as error:
            raise _told(error, night) from error


def _begin(state: State, settings: Settings, arguments: list[str], options: RunOptions, flow_run: FlowRun) -> Night:
    """A night under the lock. All is read again there: another run may have published in between."""
    started_at = datetime.now(UTC)
    record = new_record(started_at, flow_run_name=flow_run.name, flow_run_id=flow_run.id, kind=options.kind)
    sources, published = find_sources(settings, arguments, options, state.warehouse)
    if options.kind == "nightly":  # the others look at part of what came: no night to judge the next ones by
        record.sources = [source.name for source in sources]
    _check_clock(started_at, published.newest_run_at)
    record.articles, record.copies = published.articles, published.copies
    state.clear_leftovers()
    flow_run.at_start(_settle_dead_runs(state, settings.keep_runs))
    overrides = read_overrides(state.warehouse)
    return Night(settings, options, sources, state, published, overrides, started_at, record)


def _told(error: BaseException, night: Night) -> BaseException:
    """What the disk or the system refuses as one sentence, which says so if it was refused behind the rename."""
    folder = night.state.folder
    told = refusal(error, folder) if isinstance(error, OSError) else disk_problem(error, folder) or error
    if night.record.published and isinstance(told, WirehouseError):
        return EnvironmentProblemError(f"Version {night.record.version} is published, but: {told.message}", told.hint)
    return told


def _check_clock(now: datetime, newest_run_at: datetime | None) -> None:
    """Raise `EnvironmentProblemError` for a clock that stands before the last run: it would hold back all as future."""
    if newest_run_at is not None and now < newest_run_at - CLOCK_SLACK:
        raise EnvironmentProblemError(
            f"The clock says {now:%Y-%m-%d %H:%M}, and the last run was on {newest_run_at:%Y-%m-%d %H:%M} (UTC).",
            "Set the clock; if it was the last run's that was wrong, go back to the version before it.",
        )


def _settle_dead_runs(state: State, keep: int) -> dict[str, bool]:
    """Under the lock nobody else runs: a record that says so is that of a run whose process was killed.

    One that was killed behind the rename did publish: what it published says so, or, where a restore has undone that,
    what is kept of it. Returns the flow runs that Prefect may still take for running, and whether they came to a good
    end: the dead ones, and the last, whose process may have been killed between its record and the end it had to tell.
    """
    records = read_records(state.path("runs"))
    last = {record.flow_run_id: record.status in {"published", "unchanged"} for record in records[:1]}
    dead = [record for record in records if record.status == "running"]
    for record in dead:
        record.status = "failed"
        if row := _published_row(state, record.run_id):
            record.status, record.version, record.finished_at = "published", row["version"], row["finished_at"]
            record.discovered, record.gone = row["discovered_count"], row["gone_count"]
            record.fates = {fate: row[f"{fate}_count"] for fate in FATES}
        record.messages.append("Its process ended without a word: killed, or the machine went down.")
        record.write(state.path("runs"), keep)
    ended = last | dict.fromkeys((record.flow_run_id for record in dead), False)
    return {flow_run_id: is_good for flow_run_id, is_good in ended.items() if flow_run_id}


def _published_row(state: State, run_id: str) -> dict[str, Any]:
    for path in (state.warehouse, *state.kept_versions().values()):
        with suppress(EnvironmentProblemError):  # a kept version that is damaged is not in the way of a run
            if row := read_run(path, run_id):
                return row
    return {}


def _close(night: Night, at_end: Callable[[Night], object]) -> None:
    """Write the record and the page, tell Prefect, and write the record again. It depends on neither of the two."""
    sweep_state(night.state, night.settings, night.record)
    night.record.finished_at = datetime.now(UTC).isoformat()
    _write(night)
    write_report(night.state, night.settings, night.record)
    try:
        at_end(night)
    except Exception:
        # Whatever the server answered: the run is over, its data safe, and its record says so.
        logging.getLogger("wirehouse").warning("The run's artifacts could not be created.", exc_info=True)
    _write(night)


def _write(night: Night) -> None:
    night.record.write(night.state.path("runs"), night.settings.keep_runs)
