"""A measured child process: its time from start to end, its memory, and the JSON object it prints last."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.05
PROC = Path("/proc")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6
# Linux counts ru_maxrss in KiB, macOS in bytes.
MAXRSS_MB = 1 / 1e6 if sys.platform == "darwin" else 1024 / 1e6


class EnvironmentTroubleError(Exception):
    """The measurement could not be made, and why: no result, good or bad."""


@dataclass(frozen=True)
class Measured:
    """`seconds` from start to end; `cpu_seconds` of it and of the children it waited for.

    `peak_mb` is that of all its processes together; where there is no /proc, of its largest alone. `answer` is the JSON
    object that it printed last.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    answer: dict[str, Any]


def run_child(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Measured:
    """Run `command` in `folder`; its last line of standard output must be a JSON object.

    Raises `EnvironmentTroubleError` with the end of what it printed where it fails.
    """
    with (folder / "stdout").open("w+") as out, (folder / "stderr").open("w+") as err:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
        watcher = TreeWatcher(process.pid)
        watcher.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        watcher.stop()
    lines = (folder / "stdout").read_text(encoding="utf-8").strip().splitlines()
    try:
        answer = json.loads(lines[-1]) if lines and process.returncode == 0 else None
    except json.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        said = (folder / "stderr").read_text(encoding="utf-8").strip() or "\n".join(lines)
        raise EnvironmentTroubleError(f"{' '.join(command)}\nended with {process.returncode}:\n{said[-2000:]}")
    peak_mb = max(watcher.peak_mb, usage.ru_maxrss * MAXRSS_MB)
    return Measured(seconds, usage.ru_utime + usage.ru_stime, peak_mb, answer)


class TreeWatcher(threading.Thread):
    """Samples the resident memory of a process and its descendants, added up; shared pages count in each."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak_mb = 0.0
        self._ended = threading.Event()

    def run(self) -> None:
        """Sample until told to stop."""
        while PROC.is_dir() and not self._ended.wait(POLL_SECONDS):
            self.peak_mb = max(self.peak_mb, sum(_resident_mb(pid) for pid in _tree(self.pid)))

    def stop(self) -> None:
        """Stop, and wait for the last sample."""
        self._ended.set()
        self.join()


def _tree(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for children in PROC.glob(f"{one}/task/*/children"):
            try:
                waiting += [int(child) for child in children.read_text().split()]
            except OSError:  # the thread has ended in between
                continue
    return found


def _resident_mb(pid: int) -> float:
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1]) * PAGE_MB
    except (OSError, IndexError):
        return 0.0
