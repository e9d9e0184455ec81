"""The real command line with all that belongs to it: a process a run, and a Prefect server of our own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.faults.content import run_records
from tests.faults.lives import ROOT, Outcome, Worker
from tests.faults.points import Fault
from wirehouse.orchestration.environment import DEFAULTS, QUIET

AT_WORK = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING"]}}}}


class CommandLine:
    """Runs `wirehouse` with all that belongs to it: Prefect's server and every check.

    Every third run that is to be killed is a process of its own, as a user starts it, and has worker processes; so is
    the one that follows it. The others are children of one that has everything imported, and read their batches
    themselves: imports are most of such a night, and in them nothing of the warehouse is touched.
    """

    label = ", under Prefect"

    def __init__(self, worker: Worker, env: dict[str, str]) -> None:
        self.worker, self.env = worker, env
        self.kills = 0

    def run(self, folder: Path, arguments: list[str], fault: Fault | None = None, **order: Any) -> Outcome:
        """As `Worker.run`; `kill_after` counts from the moment at which the run has written its record."""
        assert fault is None
        kill_after = order.get("kill_after")
        self.kills += kill_after is not None
        is_alone = self.kills > 0 and self.kills % 3 == 0
        env = self.env | {"WIREHOUSE_WORKERS": "2" if is_alone else "0"} | order["env"]
        if is_alone:
            return self._start(folder, arguments, env, kill_after)
        return self.worker.run(folder, arguments, whole=True, **order | {"env": env})

    @staticmethod
    def _start(folder: Path, arguments: list[str], env: dict[str, str], kill_after: float | None) -> Outcome:
        known = run_records(folder / "warehouse.duckdb")
        with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
            command = [sys.executable, "-m", "wirehouse.cli.main", *arguments]
            started = time.perf_counter()
            process = subprocess.Popen(command, cwd=folder, env=os.environ | env, stdout=out, stderr=err)
            if kill_after is not None:
                while process.poll() is None and run_records(folder / "warehouse.duckdb") == known:
                    time.sleep(0.02)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(kill_after)
                process.kill()
            code = process.wait(600)
        return Outcome(code, time.perf_counter() - started, 0.0, False, folder)


@contextmanager
def prefect_server(home: Path) -> Iterator[dict[str, str]]:
    """A server with its own database; yields what its clients must have in their environment."""
    home.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    env = {"PREFECT_HOME": str(home), "PREFECT_API_URL": url, "PYTHONPATH": paths}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | env, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait_for(f"{url}/health", server)
            yield DEFAULTS | QUIET | env
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(60)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.5)
    raise AssertionError("Prefect's server does not start")


def count_at_work(env: dict[str, str]) -> int:
    """Flow runs that Prefect takes for being at work."""
    address, headers = f"{env['PREFECT_API_URL']}/flow_runs/count", {"Content-Type": "application/json"}
    request = urllib.request.Request(address, data=json.dumps(AT_WORK).encode(), headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return int(json.load(answer))
