"""Lives of a warehouse: nights of all kinds, lived once without a fault by a twin, and then with kills.

The twin says what must be there before and after each night, and which points a run of it passes.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Protocol, Self

from tests.faults.content import BOOKS, LOGICAL, digest, find_faults, lost_and_doubled, read_lines, state_folder
from tests.faults.points import Fault
from tests.faults.world import SOURCE, Text, World, change, invent

ROOT = Path(__file__).resolve().parents[2]
KILLED = -9
RANDOM_SHARE = 0.35  # of the kills come at a random moment, the others at the point that was hit least
AGAIN_SHARE, MOST_KILLS = 0.5, 3  # of the resumes are killed as well; a night's kills
NOTHING_LEFT = "No such record is held back"
"""What a replay says, with exit code 2, that was killed when all was done, and is given again."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended: its exit code (-9: killed), how long it took, what it said."""

    code: int
    seconds: float
    cpu: float
    is_hanging: bool
    folder: Path

    @property
    def output(self) -> str:
        """What it printed."""
        return (self.folder / "out").read_text(encoding="utf-8")

    @property
    def complaint(self) -> str:
        """What it said on standard error."""
        return (self.folder / "err").read_text(encoding="utf-8")


class Worker:
    """The parent of the children that run the command line: see `tests/faults/worker.py`."""

    label = ""

    def __init__(self) -> None:
        env = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tests.faults.worker"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, text=True, stdin=-1, stdout=-1)
        self.cpu = 0.0

    def run(self, folder: Path, arguments: list[str], fault: Fault | None = None, **order: Any) -> Outcome:
        """Run `wirehouse` with these arguments in `folder`, on its `warehouse.duckdb` if no other is named.

        `kill_after`: seconds; `trace`: leave the points passed in `trace.json`; `uid`: as this user; `env`;
        `whole`: with Prefect and every check, and `kill_after` counts from when it has written its record.
        """
        order = {
            "folder": str(folder),
            "arguments": arguments,
            "warehouse": str(folder / "warehouse.duckdb"),
            "fault": asdict(fault) if fault else None,
            "workers": 2,
            "whole": False,
            "env": {},
            **order,
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        self._answer()
        started = time.perf_counter()
        end = self._answer()
        self.cpu += end["cpu"]
        return Outcome(end["code"], time.perf_counter() - started, end["cpu"], end["is_hanging"], folder)

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the worker has died")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        self.process.wait()


@dataclass(frozen=True)
class Night:
    """One night: the command, the files that are there, and the publisher's name in the settings."""

    kind: str
    command: tuple[str, ...]
    world: World
    publisher: str
    batch_files: int

    def prepare(self, folder: Path) -> None:
        """Put files and settings in place."""
        self.world.write(folder / "raw")
        (folder / "wirehouse.toml").write_text(f'[sources.{SOURCE}]\npublisher = "{self.publisher}"\n')

    def arguments(self, folder: Path, previous: int) -> list[str]:
        """The command line; `previous` is the version that a restore goes back to."""
        words = {"RAW": f"{SOURCE}={folder / 'raw'}", "PREVIOUS": str(previous)}
        return [*(words.get(part, part) for part in self.command), "--warehouse", str(folder / "warehouse.duckdb")]


RUN = ("run", "RAW", "--gone-share", "1", "--json")
COMMANDS = {
    "first load": RUN,
    "changes": RUN,
    "nothing new": RUN,
    "rebuild": ("rebuild", "--json"),
    "replay": ("quarantine", "replay", "--reason", "no_date", "--date", "2024-02-29", "--json"),
    "backfill": ("backfill", "RAW", "--from", "2024-03-01", "--to", "2024-03-14", "--json"),
    "restore": ("restore", "PREVIOUS"),
}


UNITS = (
    ("changes", "replay"),
    ("changes", "nothing new"),
    ("changes", "restore", "changes"),
    ("backfill",),
    ("rebuild",),
)
"""Nights that follow each other: a replay needs something that was held back."""


def invent_nights(seed: str, count: int, files: int) -> list[Night]:
    """So many nights, a first load and then the units in random order; a backfill brings changes as well."""
    random = Random(f"nights {seed}")
    world = invent(seed, files)
    nights = [Night("first load", RUN, world, "The Amsel Post", max(2, files // 2))]
    kinds: list[str] = []
    while len(kinds) < count - 1:
        kinds += [kind for unit in random.sample(UNITS, len(UNITS)) for kind in unit]
    for number, kind in enumerate(kinds[: count - 1], start=1):
        publisher = nights[-1].publisher
        if kind in ("changes", "backfill"):
            world = change(world, f"{seed}-{number}", max(2, files // 5))
        if kinds[number : number + 1] == ["replay"]:
            world.files[f"u/{number}.txt"] = Text(900_001 + number, fault="no_date")
        if kind == "rebuild":
            publisher = f"The Amsel Post {number}"  # else nothing would come of it
        nights.append(Night(kind, COMMANDS[kind], world, publisher, random.randint(max(2, files // 2), files)))
    return nights


@dataclass
class Lived:
    """A night as the twin lived it: what is there after it, how long it took, and the points that it passed."""

    night: Night
    content: Counter[str]
    books: Counter[str]
    seconds: float
    points: list[tuple[str, str, int]]
    previous: int


def live_once(worker: Worker, folder: Path, nights: list[Night]) -> list[Lived]:
    """The twin: every night without a fault."""
    folder.mkdir(parents=True)
    warehouse = folder / "warehouse.duckdb"
    lived = []
    for night in nights:
        night.prepare(folder)
        previous = sorted((state_folder(warehouse) / "versions").glob("v*.duckdb"))[-2:-1]
        number = int(previous[0].stem[1:]) if previous else 0
        env = {"WIREHOUSE_BATCH_FILES": str(night.batch_files)}
        outcome = worker.run(folder, night.arguments(folder, number), trace=True, env=env)
        if outcome.code or (faults := find_faults(warehouse)):
            raise AssertionError(f"{night.kind}, without a kill: {outcome.complaint or faults}")
        points = [tuple(point) for point in json.loads((folder / "trace.json").read_text())]
        content, books = read_lines(warehouse, LOGICAL), read_lines(warehouse, BOOKS)
        lived.append(Lived(night, content, books, outcome.seconds, points, number))
    return lived


@dataclass
class Tally:
    """What has been counted; shared by the lanes."""

    kills: Counter[str] = field(default_factory=Counter)
    nights: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    refused: int = 0
    resumed: int = 0
    opened: int = 0
    read: int = 0
    problems: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def aim(self, lived: Lived, random: Random) -> tuple[str, Fault | None, float | None]:
        """The next kill: at the point of this night that was hit least, or at a random moment."""
        with self.lock:
            if not lived.points or random.random() < RANDOM_SHARE:
                return "at a random moment", None, random.uniform(0.01, lived.seconds)
            least = min(self.kills[f"{when} {point}"] for point, when, _ in lived.points)
            point, when, count = random.choice(
                [one for one in lived.points if self.kills[f"{one[1]} {one[0]}"] == least]
            )
            return f"{when} {point}", Fault(point, when, random.randint(1, count)), None

    def count(self, name: str, kind: str) -> None:
        """One more run was killed."""
        with self.lock:
            self.kills[name] += 1
            self.nights[kind] += 1

    def compare(self, where: str, expected: Counter[str], seen: Counter[str]) -> None:
        """Count what is lost and what is doubled."""
        lost, doubled = lost_and_doubled(expected, seen)
        with self.lock:
            self.lost += lost
            self.doubled += doubled
            if lost or doubled:
                samples = [*(expected - seen)][:2], [*(seen - expected)][:2]
                self.problems.append(f"{where}: {lost} lost, {doubled} doubled, {samples}")

    def tell(self) -> list[str]:
        """The kills by point, and the line that counts."""
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.nights.most_common())
        return [
            *(f"{count:5} {name}" for name, count in sorted(self.kills.items())),
            f"Nights killed: {kinds}; {self.resumed} resumed; "
            f"readers opened the file {self.opened:,} times, and read {self.read:,} versions whole",
            f"{self.kills.total()} kills: {self.lost} lost, {self.doubled} doubled, {self.refused} refused",
        ]

    def complain(self, where: str, problems: list[str]) -> None:
        """Note what else is wrong."""
        with self.lock:
            self.problems += [f"{where}: {problem}" for problem in problems]


class Runner(Protocol):
    """Whatever can run the command line: the worker's children, or processes with all that belongs to them."""

    label: str

    def run(self, folder: Path, arguments: list[str], fault: Fault | None = None, **order: Any) -> Outcome:
        """Run `wirehouse` with these arguments in `folder`; `kill_after` so many seconds."""


@dataclass
class Life:
    """A warehouse that lives through the twin's nights and is killed in each of them."""

    worker: Runner
    folder: Path
    lived: list[Lived]
    tally: Tally
    random: Random

    @property
    def warehouse(self) -> Path:
        """Its published file."""
        return self.folder / "warehouse.duckdb"

    def live(self, most_kills: int) -> int:
        """Live through the nights until so many runs were killed; returns how many were."""
        self.folder.mkdir(parents=True)
        kills, before = 0, None
        for number, lived in enumerate(self.lived):
            if kills >= most_kills or self.tally.problems:
                break
            lived.night.prepare(self.folder)
            kills += self._live_night(number, lived, before)
            before = lived
        (self.folder / "ended").touch()
        return kills

    def _live_night(self, number: int, lived: Lived, before: Lived | None) -> int:
        kills = 0
        while kills < MOST_KILLS and (kills == 0 or self.random.random() < AGAIN_SHARE):
            name, fault, moment = self.tally.aim(lived, self.random)
            where = f"{self.folder.name}, night {number + 1} ({lived.night.kind}), {name}"
            outcome = self._run(lived, fault, kill_after=moment)
            if outcome.code != KILLED:
                self._check_end(where, lived, outcome)
                return kills
            kills += 1
            self.tally.count(name + self.worker.label, lived.night.kind)
            self._check_published(where, lived, before)
        outcome = self._run(lived, None)
        self.tally.resumed += 1
        self._check_end(f"{where}, resumed", lived, outcome)
        return kills

    def _run(self, lived: Lived, fault: Fault | None, kill_after: float | None = None) -> Outcome:
        night = lived.night
        other = self.random.random() < 0.2  # a resume need not cut its batches as the killed run did
        env = {"WIREHOUSE_BATCH_FILES": str(self.random.randint(2, 9) if other else night.batch_files)}
        return self.worker.run(
            self.folder, night.arguments(self.folder, lived.previous), fault, kill_after=kill_after, env=env
        )

    def _check_published(self, where: str, lived: Lived, before: Lived | None) -> None:
        """After a kill: what readers see is what they saw before, or the whole night."""
        if not self.warehouse.exists() and before is None:
            return
        try:
            seen = read_lines(self.warehouse, LOGICAL, BOOKS)
        except Exception as error:
            self.tally.refused += 1
            self.tally.complain(where, [f"the published file does not open: {error}"])
            return
        legal = [one.content + one.books for one in (lived, before) if one]
        if seen not in legal:
            self.tally.complain(where, ["the published file is neither the night before nor this one"])

    def _check_end(self, where: str, lived: Lived, outcome: Outcome) -> None:
        """After a run that was left alone: all is there, once, and nothing lies about."""
        is_done = outcome.code == 0 or (outcome.code == 2 and NOTHING_LEFT in outcome.complaint)
        if not is_done or outcome.is_hanging:
            self.tally.complain(where, [f"exit code {outcome.code}: {outcome.complaint[-600:]}"])
        if self.warehouse.exists():
            self.tally.compare(where, lived.content + lived.books, read_lines(self.warehouse, LOGICAL, BOOKS))
        if outcome.code == 0 and lived.night.kind != "restore":  # given twice, it has nothing to do, and clears nothing
            self.tally.complain(where, find_faults(self.warehouse))


def legal_digests(lived: list[Lived]) -> set[str]:
    """What a reader may see in the course of these nights."""
    return {digest(one.content) for one in lived}
