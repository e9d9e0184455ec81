"""Kills at every named point of a run and at random moments: nothing lost, nothing doubled, no reader refused."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

from tests.faults.command_line import CommandLine, count_at_work, prefect_server
from tests.faults.forms import REPORT, SEED, amount
from tests.faults.lives import ROOT, Life, Lived, Runner, Tally, Worker, invent_nights, legal_digests, live_once

LANES = amount(1, 2, 2)  # a small machine has two cores
KILLS, KILLS_UNDER_PREFECT = amount(4, 200, 1000), amount(0, 30, 60)
SEQUENCES, NIGHTS, FILES = amount(1, 2, 8), amount(3, 9, 12), amount(12, 16, 30)

Legal = dict[str, set[str]]
"""What readers may see of each life: the digests of its nights."""


@contextmanager
def watched(root: Path, tally: Tally) -> Iterator[Legal]:
    """Have a reader open the published files of all lives in `root` as long as they are lived.

    Yields a dictionary to be filled with what it may see; the tally learns what else it saw.
    """
    env, command = os.environ | {"PYTHONPATH": str(ROOT)}, [sys.executable, "-m", "tests.faults.reader", str(root)]
    legal: Legal = {}
    root.mkdir()
    reader = subprocess.Popen(command, cwd=ROOT, env=env, text=True, stdin=-1, stdout=-1)
    try:
        yield legal
    finally:
        saw = json.loads(reader.communicate("")[0])
    tally.opened += saw["opened"]
    tally.read += saw["read"]
    tally.refused += len(saw["refused"])
    tally.problems += saw["refused"]
    strange = [name for name, seen in saw["seen"].items() if not seen.keys() <= legal.get(name, set())]
    tally.problems += [f"a reader saw what no audit has passed: {name}" for name in strange]


def live(runner: Runner, root: Path, lived: list[Lived], tally: Tally, name: str, kills: int) -> Legal:
    """Live through a twin's nights, again and again, until so many runs were killed."""
    legal: Legal = {}
    count = 0
    while count < kills and not tally.problems:
        life = Life(runner, root / f"{name}-{count}", lived, tally, Random(f"{name}-{count}"))
        count += life.live(kills - count)
        legal[life.folder.name] = legal_digests(lived)
    return legal


@pytest.fixture(scope="module")
def twin(workers: list[Worker], tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, int], list[Lived]]:
    """The twin of a sequence of nights, lived once by a lane's worker; both tests live through the same two."""

    @cache
    def live_twin(sequence: int, lane: int) -> list[Lived]:
        name = f"{SEED}-{sequence}"
        return live_once(workers[lane], tmp_path_factory.mktemp("twin") / name, invent_nights(name, NIGHTS, FILES))

    return live_twin


def in_lanes(lane: Callable[[int], Legal], legal: Legal) -> None:
    """Live as many lives at a time as there are lanes."""
    with ThreadPoolExecutor(LANES) as pool:
        for may in pool.map(lane, range(LANES)):
            legal.update(may)


@pytest.mark.timeout(amount(240, 1800, 6000))
def test_a_killed_run_is_finished_by_its_successor(
    workers: list[Worker], twin: Callable[[int, int], list[Lived]], tmp_path: Path, tally: Tally
) -> None:
    root = tmp_path / "lives"

    def lane(number: int) -> Legal:
        legal: Legal = {}
        for sequence in range(number, SEQUENCES, LANES):
            lived = twin(sequence, number)
            legal |= live(workers[number], root, lived, tally, f"{SEED}-{sequence}", KILLS // SEQUENCES)
        return legal

    with watched(root, tally) as legal:
        in_lanes(lane, legal)
    assert tally.problems == []
    assert tally.kills.total() >= KILLS


@pytest.mark.timeout(amount(240, 1800, 6000))
@pytest.mark.skipif(not KILLS_UNDER_PREFECT, reason="part of make faults")
def test_a_killed_command_line_is_finished_by_its_successor(
    workers: list[Worker], twin: Callable[[int, int], list[Lived]], tmp_path: Path, tally: Tally
) -> None:
    root = tmp_path / "lives"

    def lane(number: int) -> Legal:
        name = f"{SEED}-under-prefect-{number}"
        at_random = [replace(one, points=[]) for one in twin(number, number)]
        runner = CommandLine(workers[number], env)
        return live(runner, root, at_random, tally, name, KILLS_UNDER_PREFECT // LANES)

    with prefect_server(tmp_path / "home") as env:
        with watched(root, tally) as legal:
            in_lanes(lane, legal)
        left = count_at_work(env)
    REPORT.append(f"Under Prefect: {left} flow runs left Running when all were resumed")
    assert tally.problems == []
    assert left == 0
