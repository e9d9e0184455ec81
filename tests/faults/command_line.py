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

from tests.faults.content import state_folder
from tests.faults.lives import ROOT, Outcome
from tests.faults.points import Fault

AT_WORK = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING"]}}}}


class CommandLine:
    """Runs `wirehouse` as a user does."""

    label = ", under Prefect"

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env

    def run(self, folder: Path, arguments: list[str], fault: Fault | None = None, **order: Any) -> Outcome:
        """As `Worker.run`; `kill_after` counts from the moment at which the run has begun to write its record."""
        assert fault is None
        known = self._records(folder)
        with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
            command = [sys.executable, "-m", "wirehouse.cli.main", *arguments]
            started = time.perf_counter()
            process = subprocess.Popen(command, cwd=folder, env=self.env | order["env"], stdout=out, stderr=err)
            if (moment := order.get("kill_after")) is not None:
                while process.poll() is None and self._records(folder) == known:
                    time.sleep(0.02)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(moment)
                process.kill()
            code = process.wait(600)
        return Outcome(code, time.perf_counter() - started, 0.0, False, folder)

    @staticmethod
    def _records(folder: Path) -> set[Path]:
        return set((state_folder(folder / "warehouse.duckdb") / "runs").glob("*.json"))


@contextmanager
def prefect_server(home: Path) -> Iterator[dict[str, str]]:
    """A server with its own database; yields the environment of its clients."""
    home.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    env = os.environ | {"PREFECT_HOME": str(home), "PREFECT_API_URL": url, "PYTHONPATH": paths}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait_for(f"{url}/health", server)
            yield env
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
