"""One run from its first look at the files to its record: the state that its stages share."""

import logging
import resource
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wirehouse import project
from wirehouse.audit import check_block_on, preload
from wirehouse.orchestration.inputs import check_roots, resolve_sources
from wirehouse.orchestration.shards import transform_nothing
from wirehouse.report.record import RunRecord, read_records
from wirehouse.schema import PARSER_VERSION
from wirehouse.settings import Settings
from wirehouse.sources.source import Source
from wirehouse.warehouse.connect import disk_problem
from wirehouse.warehouse.ledger import Published, read_published
from wirehouse.warehouse.state import State


@dataclass(frozen=True)
class RunOptions:
    """How this one run differs from an ordinary night.

    `full`: gate 2 looks at everything. `verify`: trust no size and no time, hash every file.
    `moved`: sources may have new roots. `data_docs`: build the checks' pages though nothing failed.
    """

    full: bool = False
    verify: bool = False
    moved: bool = False
    data_docs: bool = False


@dataclass
class Night:
    """A run at work: its settings, its sources, what is published now, and the record it fills."""

    settings: Settings
    options: RunOptions
    sources: list[Source]
    state: State
    published: Published
    started_at: datetime
    record: RunRecord
    costs: dict[str, float] = field(default_factory=dict)
    row_counts: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to a stage's cost; batches at work at the same time add up."""
        started = time.perf_counter()
        try:
            yield
        finally:
            with self.lock:
                self.costs[name] = self.costs.get(name, 0.0) + time.perf_counter() - started
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                self.record.stages = [one for one in self.record.stages if one["stage"] != name]
                self.record.stages.append(
                    {
                        "stage": name,
                        "duration_seconds": round(self.costs[name], 3),
                        "peak_rss_mb": round(peak, 1),
                        "row_count": self.row_counts.get(name),
                    }
                )

    def count_rows(self, stage: str, count: int) -> int:
        """Note how many rows a stage worked on."""
        with self.lock:
            self.row_counts[stage] = self.row_counts.get(stage, 0) + count
        return count


def warm_up() -> None:
    """Do in the background what takes seconds once a process: the transform's tables, the audit's imports."""

    def load() -> None:
        transform_nothing()
        preload()

    threading.Thread(target=load, name="warm-up", daemon=True).start()


@contextmanager
def open_night(
    settings: Settings,
    arguments: list[str],
    options: RunOptions,
    flow_run_name: str | None = None,
    at_end: Callable[["Night"], object] | None = None,
) -> Iterator[Night]:
    """Take the warehouse's lock and read what is published; at the end, however it ends, write the run's record.

    `at_end` is called before that, with the record's status settled.

    Raises what stands against starting: no such source, a warehouse that is none, another run at work.
    """
    started_at = datetime.now(UTC)
    check_block_on(settings.block_on, project.expectations(), project.sql() / "checks")
    sources = resolve_sources(settings, arguments)
    state = State(settings.warehouse.resolve())
    published = read_published(state.warehouse, project.sql())
    check_roots(sources, published.roots, moved=options.moved)
    state.prepare()
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    record = RunRecord(run_id, started_at.isoformat(), PARSER_VERSION, flow_run_name)
    record.sources = [source.name for source in sources]
    with state.locked():
        # Read again under the lock: another run may have published in between.
        published = read_published(state.warehouse, project.sql())
        record.articles, record.copies = published.articles, published.copies
        state.clear_leftovers()
        _settle_dead_runs(state, settings.keep_runs)
        night = Night(settings, options, sources, state, published, started_at, record)
        try:
            _write(night)
            yield night
        except BaseException as error:
            told = disk_problem(error, state.folder) or error
            record.status = "refused" if record.status == "refused" else "failed"
            record.messages.append(str(told) or type(told).__name__)
            with suppress(OSError):  # a disk that is full must not hide what went wrong
                _close(night, at_end)
            if told is error:
                raise
            raise told from error
        _close(night, at_end)


def _settle_dead_runs(state: State, keep: int) -> None:
    """Under the lock nobody else runs: a record that says so is that of a run whose process was killed."""
    for record in read_records(state.path("runs")):
        if record.status == "running":
            record.status = "failed"
            record.messages.append("Its process ended without a word: killed, or the machine went down.")
            record.write(state.path("runs"), keep)


def _close(night: Night, at_end: Callable[[Night], object] | None) -> None:
    """Write the record, tell Prefect, and write it again with what that cost. The record does not depend on Prefect."""
    night.record.finished_at = datetime.now(UTC).isoformat()
    _write(night)
    if at_end is not None:
        try:
            at_end(night)
        except Exception:
            # Whatever the server answered: the run is over, its data safe, and its record says so.
            logging.getLogger("wirehouse").warning("The run's artifacts could not be created.", exc_info=True)
    _write(night)


def _write(night: Night) -> None:
    night.record.write(night.state.path("runs"), night.settings.keep_runs)
