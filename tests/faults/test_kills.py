"""Kills at every named point of a run and at random moments: nothing lost, nothing doubled, no reader refused."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults.forms import REPORT, SEED, amount
from tests.faults.lives import ROOT, Life, Tally, Worker, invent_nights, legal_digests, live_once

KILLS = int(os.environ.get("WIREHOUSE_KILLS", "0")) or amount(4, 200, 1000)
SEQUENCES = amount(1, 4, 16)
NIGHTS = amount(3, 8, 12)
FILES = amount(12, 24, 40)


class Reader:
    """The process that polls the published files: see `tests/faults/reader.py`."""

    def __init__(self, root: Path) -> None:
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.faults.reader", str(root)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, text=True, stdin=-1, stdout=-1)

    def end(self) -> dict[str, Any]:
        """What it saw."""
        told, _ = self.process.communicate("")
        found: dict[str, Any] = json.loads(told)
        return found


def live(worker: Worker, root: Path, number: int, tally: Tally) -> dict[str, set[str]]:
    """One sequence of nights, lived until its share of the kills is done; what readers may see of each life."""
    seed = f"{SEED}-{number}"
    nights = invent_nights(seed, NIGHTS, FILES)
    lived = live_once(worker, root / "twins" / seed, nights)
    share = KILLS // SEQUENCES
    legal, count = {}, 0
    while count < KILLS // SEQUENCES and not tally.problems:
        name = f"{seed}-{count}"
        life = Life(worker, root / "lives" / name, lived, tally, Random(name))
        count += life.live(share - count)
        legal[name] = legal_digests(lived)
    return legal


def live_lane(worker: Worker, root: Path, lane: int, lanes: int, tally: Tally) -> dict[str, set[str]]:
    """Every sequence of one lane, one after another."""
    legal: dict[str, set[str]] = {}
    for number in range(lane, SEQUENCES, lanes):
        legal |= live(worker, root, number, tally)
    return legal


@pytest.mark.timeout(amount(240, 1200, 6000))
def test_a_killed_run_is_finished_by_its_successor(workers: list[Worker], tmp_path: Path) -> None:
    tally, started = Tally(), time.perf_counter()
    (tmp_path / "lives").mkdir()
    reader, lanes = Reader(tmp_path / "lives"), len(workers)
    try:
        with ThreadPoolExecutor(lanes) as pool:
            found = pool.map(live_lane, workers, [tmp_path] * lanes, range(lanes), [lanes] * lanes, [tally] * lanes)
            legal = {name: may for one in found for name, may in one.items()}
    finally:
        saw = reader.end()
    tally.refused += len(saw["refused"])
    tally.problems += saw["refused"]
    strange = [name for name, seen in saw["seen"].items() if not seen.keys() <= legal[name]]
    tally.problems += [f"a reader saw what no audit has passed: {name}" for name in strange]
    report(tally, saw["opened"], sum(worker.cpu for worker in workers), time.perf_counter() - started)
    assert tally.problems == []
    assert tally.kills.total() >= KILLS
    assert saw["opened"] > KILLS


def report(tally: Tally, opened: int, cpu: float, seconds: float) -> None:
    """The kills by point, and the line that counts."""
    REPORT.extend(f"{count:5} {name}" for name, count in sorted(tally.kills.items()))
    kinds = ", ".join(f"{count} {kind}" for kind, count in tally.nights.most_common())
    REPORT.append(f"Nights killed: {kinds}; {tally.resumed} resumed; a reader opened the file {opened:,} times")
    REPORT.append(f"{seconds:.0f} s, {cpu:.0f} s of CPU in the runs")
    REPORT.append(f"{tally.kills.total()} kills: {tally.lost} lost, {tally.doubled} doubled, {tally.refused} refused")
