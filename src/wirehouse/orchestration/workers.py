"""Processes that take batches through their stages: threads of one process wait for each other at Python's lock.

On two cores 20,000 articles take 1.7 times as long in two threads as in two processes. No pool of the standard library
does: each of its processes would import the program that started it, of a served flow all of Prefect, for 3 seconds.
A worker is this module as a program: it reads calls from its standard input until that is closed, also by the end of
the process that started it, however that ended.
"""

import os
import pickle
import resource
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import islice
from queue import SimpleQueue
from typing import Any

from wirehouse.errors import EnvironmentProblemError, WirehouseError
from wirehouse.orchestration.batches import FILE_WORK, Batch
from wirehouse.redaction import remember, secrets
from wirehouse.sources.source import Source

ALLOWED = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
CORES = min(max(ALLOWED, 2), 8)  # also the batches at work at the same time
# Bytes of work, a file being FILE_WORK: below it the start of workers takes longer than they save.
WORTH = 32 * 1024 * 1024
LONGEST_CALL = 1800  # seconds; a batch takes some: a network or a mount that does not answer


class Workers:
    """So many processes, each for one call at a time. `peaks` is what each has taken of memory, in MiB."""

    def __init__(self, count: int) -> None:
        # -P: with the folder of the run on the path, a raw file named like a module would be run as one.
        command = [sys.executable, "-P", "-m", __name__]
        # one thread each for Polars: there are as many workers as cores
        path = os.pathsep.join(filter(None, sys.path))
        environment = {**os.environ, "POLARS_MAX_THREADS": "1", "PYTHONPATH": path}
        self.count = count
        self.is_ended = False
        self.peaks: dict[int, float] = {}
        # Ctrl-C reaches all of the terminal; the parent's end ends its workers. They inherit what is blocked here.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._all = [
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
                for _ in range(count)
            ]
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for process in self._all:
            self._idle.put(process)

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What `function`, of a module, returns for `arguments` in a worker; waits for one that is idle.

        Raises what it raises, and `EnvironmentProblemError` where the worker was killed.
        """
        process = self._idle.get()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump((function, arguments, secrets()), process.stdin)
            process.stdin.flush()
            if not select.select([process.stdout], [], [], LONGEST_CALL)[0]:
                process.kill()  # and be read as one that was killed
            value, error, peak = pickle.load(process.stdout)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):  # ValueError: `end` has closed the pipes
            if self.is_ended:
                raise EnvironmentProblemError("The run ended before this batch was done.", "Run again.") from None
            raise EnvironmentProblemError(
                f"A worker process ended without a word, with {process.wait()}: "
                f"killed, perhaps for want of memory, or after {LONGEST_CALL / 60:.0f} minutes without an answer.",
                "Run again; WIREHOUSE_WORKERS=1 or a smaller WIREHOUSE_BATCH_MIB takes less.",
            ) from None
        except BaseException:
            process.kill()  # its answer would be taken for that of the next call
            raise
        finally:
            self._idle.put(process)
        self.peaks[process.pid] = peak
        if error is not None:
            raise error
        return value

    def end(self) -> None:
        """End all of them, at work or not. A later call is refused."""
        self.is_ended = True
        for process in self._all:
            process.terminate()
        for process in self._all:
            process.communicate()


_started: list[Workers] = []


def start_early(sources: Iterable[Source], asked: int | None) -> bool:
    """Start workers before the files are known, where there is much to do for sure: beside the start of Prefect.

    For a new warehouse, with local sources. Returns whether they were started; `take_workers` has them.
    """
    if asked == 0 or not (asked or _has_many_files(sources, WORTH // (2 * FILE_WORK))):
        return False
    _started.append(Workers(asked or CORES))
    return True


def take_workers(batches: Sequence[Batch], asked: int | None) -> Workers | None:
    """The workers that were started early, or new ones: as many as `asked`, by default one a core if it is worth it."""
    if _started and asked != 0:
        return _started.pop()
    while _started:
        _started.pop().end()
    inputs = [one.files if one.stored.is_empty() else one.stored for one in batches]
    work = sum(FILE_WORK * frame.height + frame["byte_count"].sum() for frame in inputs)
    count = asked if asked is not None else CORES if work >= WORTH and len(batches) > 1 else 0
    return Workers(count) if count and batches else None


def _has_many_files(sources: Iterable[Source], many: int) -> bool:
    roots = [one.root for one in sources if one.is_local and not one.only]
    names = (name for root in roots for _, _, names in os.walk(root) for name in names)
    return sum(1 for _ in islice(names, many)) == many


def _serve() -> None:
    """A worker's life: do what is asked, answer, until the input ends."""
    from wirehouse.orchestration.shards import transform_nothing  # noqa: PLC0415 - the parent needs none of it

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    transform_nothing()
    with suppress(EOFError, BrokenPipeError):
        while True:
            function, arguments, known = pickle.load(sys.stdin.buffer)
            remember(known)
            answers.write(_answer(function, arguments))
            answers.flush()


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    """What the function returns, what it raises, and the most memory taken so far, in MiB."""
    value, error = None, None
    try:
        value = function(*arguments)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as raised:  # a panic of Polars is no Exception, and no reason to die without a word
        error = raised
        if not isinstance(raised, WirehouseError):  # where it happened is lost on the way else
            error.add_note("".join(traceback.format_exception(raised)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    try:
        answer = pickle.dumps((value, error, peak))
        pickle.loads(answer)
    except Exception:
        told = "\n".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())])
        answer = pickle.dumps((None, RuntimeError(told), peak))
    return answer


if __name__ == "__main__":
    _serve()
