"""Kills at every named point of a run and at random moments: nothing lost, nothing doubled, no reader refused."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from tests.faults.forms import SEED, amount
from tests.faults.lives import ROOT, Life, Tally, Worker, invent_nights, legal_digests, live_once

KILLS = int(os.environ.get("WIREHOUSE_KILLS", "0")) or amount(4, 200, 1000)
SEQUENCES = amount(1, 4, 16)
NIGHTS = amount(3, 8, 12)
FILES = amount(12, 24, 40)


@contextmanager
def watched(root: Path, tally: Tally) -> Iterator[dict[str, set[str]]]:
    """Have a reader open the published files of all lives in `root` as long as they are lived.

    Yields a dictionary to be filled with what it may see of each; the tally learns what else it saw.
    """
    env, command = os.environ | {"PYTHONPATH": str(ROOT)}, [sys.executable, "-m", "tests.faults.reader", str(root)]
    legal: dict[str, set[str]] = {}
    reader = subprocess.Popen(command, cwd=ROOT, env=env, text=True, stdin=-1, stdout=-1)
    try:
        yield legal
    finally:
        saw = json.loads(reader.communicate("")[0])
    tally.opened += saw["opened"]
    tally.refused += len(saw["refused"])
    tally.problems += saw["refused"]
    strange = [name for name, seen in saw["seen"].items() if not seen.keys() <= legal.get(name, set())]
    tally.problems += [f"a reader saw what no audit has passed: {name}" for name in strange]


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


@pytest.mark.timeout(amount(240, 1800, 6000))
def test_a_killed_run_is_finished_by_its_successor(workers: list[Worker], tmp_path: Path, tally: Tally) -> None:
    (tmp_path / "lives").mkdir()
    lanes = len(workers)
    with watched(tmp_path / "lives", tally) as legal, ThreadPoolExecutor(lanes) as pool:
        for may in pool.map(live_lane, workers, [tmp_path] * lanes, range(lanes), [lanes] * lanes, [tally] * lanes):
            legal.update(may)
    assert tally.problems == []
    assert tally.kills.total() >= KILLS
