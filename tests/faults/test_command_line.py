"""Kills of the real command line with its Prefect server: as `test_kills.py`, with all that belongs to a run."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults.content import state_folder
from tests.faults.forms import REPORT, SEED, amount
from tests.faults.lives import ROOT, Life, Outcome, Tally, Worker, invent_nights, legal_digests, live_once
from tests.faults.points import Fault
from tests.faults.test_kills import watched

KILLS = amount(0, 4, 30)
NIGHTS, FILES = 8, 16
STILL_RUNNING = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING"]}}}}


class CommandLine:
    """Runs `wirehouse` as a user does, one process a run."""

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
            code = process.wait(300)
        return Outcome(code, time.perf_counter() - started, 0.0, False, folder)

    @staticmethod
    def _records(folder: Path) -> set[Path]:
        return set((state_folder(folder / "warehouse.duckdb") / "runs").glob("*.json"))


@contextmanager
def prefect_server(home: Path) -> Iterator[dict[str, str]]:
    """A server of our own; yields the environment of its clients."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    env = os.environ | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": url,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
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


def count_still_running(env: dict[str, str]) -> int:
    """Flow runs that Prefect takes for being at work."""
    request = urllib.request.Request(
        f"{env['PREFECT_API_URL']}/flow_runs/count",
        data=json.dumps(STILL_RUNNING).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return int(json.load(answer))


def live_lane(worker: Worker, env: dict[str, str], root: Path, lane: int, tally: Tally) -> dict[str, set[str]]:
    """A lane's share of the kills; what readers may see of each life."""
    seed = f"{SEED}-command line {lane}"
    lived = [
        replace(one, points=[])
        for one in live_once(worker, root / "twins" / str(lane), invent_nights(seed, NIGHTS, FILES))
    ]
    legal: dict[str, set[str]] = {}
    count, share = 0, KILLS // 2
    while count < share and not tally.problems:
        name = f"command-line-{lane}-{count}"
        legal[name] = legal_digests(lived)
        count += Life(CommandLine(env), root / "lives" / name, lived, tally, Random(name)).live(share - count)
    return legal


@pytest.mark.timeout(amount(240, 1200, 6000))
@pytest.mark.skipif(not KILLS, reason="part of make faults")
def test_a_killed_command_line_is_finished_by_its_successor(
    workers: list[Worker], tmp_path: Path, tally: Tally
) -> None:
    (tmp_path / "lives").mkdir()
    (tmp_path / "home").mkdir()
    with (
        prefect_server(tmp_path / "home") as env,
        watched(tmp_path / "lives", tally) as legal,
        ThreadPoolExecutor(2) as pool,
    ):
        for may in pool.map(live_lane, workers, [env] * 2, [tmp_path] * 2, range(2), [tally] * 2):
            legal.update(may)
        left = count_still_running(env)
    REPORT.append(f"Under Prefect: {left} flow runs left Running after the last resume")
    assert tally.problems == []
    assert left == 0
