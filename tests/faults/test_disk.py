"""A disk that is full, read-only, failing or forbidden: one sentence, exit code 2, nothing lost, the next run fine."""

import errno
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.content import BOOKS, LOGICAL, find_faults, read_lines
from tests.faults.forms import REPORT, amount
from tests.faults.lives import Outcome, Worker
from tests.faults.points import Fault
from tests.faults.world import SOURCE, change, invent

NOBODY = 65534
FILES = 16
RUN = ("--gone-share", "1", "--json")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as somebody else")


class Disk:
    """A folder of a warehouse with files for two nights, and what must be in it after each."""

    def __init__(self, worker: Worker, folder: Path) -> None:
        self.worker, self.folder = worker, folder
        self.raw, self.warehouse = folder / "raw", folder / "disk" / "warehouse.duckdb"
        self.state = folder / "disk" / "warehouse.state"
        self.nights = [world := invent("disk", FILES), change(world, "disk", 6)]
        self.expected = [self.live(night) for night in (0, 1)]
        shutil.rmtree(folder / "disk")

    def live(self, night: int) -> Counter[str]:
        """One of the two nights without a fault."""
        self.warehouse.parent.mkdir(exist_ok=True)
        outcome = self.run(night)
        assert (outcome.code, find_faults(self.warehouse)) == (0, []), outcome.complaint
        return self.content()

    def run(self, night: int, fault: Fault | None = None, uid: int = 0) -> Outcome:
        """`wirehouse run` on the files of this night."""
        self.nights[night].write(self.raw)
        arguments = ["run", f"{SOURCE}={self.raw}", "--warehouse", str(self.warehouse), *RUN]
        env = {"WIREHOUSE_BATCH_FILES": "8"}
        return self.worker.run(
            self.folder, arguments, fault, warehouse=str(self.warehouse), env=env, uid=uid, trace=True
        )

    def content(self) -> Counter[str]:
        """What is published; nothing before the first night."""
        return read_lines(self.warehouse, LOGICAL, BOOKS) if self.warehouse.exists() else Counter()

    def check(self, night: int, outcome: Outcome, *words: str) -> None:
        """The run failed with one sentence, and what is published is the night before; or it is all there."""
        before = self.expected[night - 1] if night else Counter()
        seen = self.content()
        # that it begins a new warehouse was told before anything could go wrong
        said = re.sub(r"^New warehouse at .*\n", "", outcome.complaint)
        if outcome.code == 0:
            assert seen == self.expected[night]
            return
        assert outcome.code == 2, f"exit code {outcome.code}: {said}"
        assert "Traceback" not in said
        assert len(said.strip().splitlines()) == 1, said
        assert any(word in said for word in words), said
        assert seen == (self.expected[night] if "is published" in said else before), said

    def recover(self, night: int) -> None:
        """What was wrong is mended: the next run has all of it."""
        assert self.live(night) == self.expected[night]


@pytest.fixture(scope="module")
def disk() -> Iterator[Disk]:
    """In a folder that every user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="wirehouse-disk-") as folder, Worker() as worker:
        Path(folder).chmod(0o755)
        yield Disk(worker, Path(folder))


@pytest.fixture
def fresh(disk: Disk) -> Iterator[Disk]:
    """The same before its first night."""
    disk.warehouse.parent.mkdir()
    yield disk
    shutil.rmtree(disk.warehouse.parent)


@pytest.fixture
def grown(fresh: Disk) -> Disk:
    """The same after its first night."""
    fresh.live(0)
    return fresh


@pytest.fixture
def volume(fresh: Disk) -> Iterator[Disk]:
    """The same on a file system of its own, which is small."""
    folder = fresh.warehouse.parent
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "tmpfs", folder], check=False).returncode:
        pytest.skip("only root may mount a file system")
    yield fresh
    subprocess.run(["umount", folder], check=True)


def resize(disk: Disk, options: str) -> None:
    """Mount the file system again with other options."""
    subprocess.run(["mount", "-o", f"remount,{options}", disk.warehouse.parent], check=True)


def last_point(disk: Disk) -> str:
    """Where in the run it was."""
    return str(json.loads((disk.folder / "trace.json").read_text())[-1][0])


@pytest.mark.timeout(amount(240, 600, 1800))
@pytest.mark.parametrize(
    "night", [pytest.param(0, id="first load"), pytest.param(1, id="second night", marks=pytest.mark.long)]
)
def test_full_disk(volume: Disk, night: int) -> None:
    if night:
        volume.live(0)
    used = sum(path.stat().st_blocks * 512 for path in volume.folder.joinpath("disk").rglob("*")) // 1024
    steps = amount(3, 10, 40)
    stages: Counter[str] = Counter()
    for step in range(steps):
        room = used + 16 + round((step / steps) ** 2 * 6000)  # KiB: small files at first, then the candidate
        resize(volume, f"size={room}k")
        outcome = volume.run(night)
        stages[last_point(volume) if outcome.code else "nowhere"] += 1
        volume.check(night, outcome, "is full")
        if outcome.code == 0:
            break
    resize(volume, "size=64m")
    volume.recover(night)
    assert stages.total() > stages["nowhere"]
    REPORT.insert(
        0, f"Disk full, {'second night' if night else 'first load'}: {dict(stages)}: exit code 2, nothing lost"
    )


def test_read_only_disk(volume: Disk) -> None:
    volume.live(0)
    resize(volume, "ro")
    outcome = volume.run(1)
    volume.check(1, outcome, "Read-only file system", "is read-only")
    assert outcome.code == 2
    resize(volume, "rw")
    volume.recover(1)


@as_root
@pytest.mark.parametrize(
    "what", ["state", *(pytest.param(one, marks=pytest.mark.long) for one in ("published", "raw"))]
)
def test_no_permission(grown: Disk, what: str) -> None:
    path = {"state": grown.state, "published": grown.warehouse, "raw": grown.raw}[what]
    mode = path.stat().st_mode
    hand_over(grown, NOBODY)
    for one in (path, *path.rglob("*")) if what == "state" else (path,):
        os.chown(one, 0, 0)
    path.chmod(0o755 if what == "state" else 0o700)
    try:
        outcome = grown.run(1, uid=NOBODY)
        grown.check(1, outcome, "Permission denied")
        assert outcome.code == 2
    finally:
        path.chmod(mode)
    grown.recover(1)


@pytest.mark.timeout(amount(240, 900, 3000))
def test_every_call_that_fails(fresh: Disk) -> None:
    """Each call that changes the disk fails once, with an error of the device, at the places that a night passes."""
    failed: Counter[str] = Counter()
    fresh.live(0)
    kept = fresh.folder / "kept"
    shutil.copytree(fresh.warehouse.parent, kept)
    fresh.run(1)
    calls = ("rename", "hardlink_to", "chmod", "unlink", "mkdir", "write", "clone", "fsync")
    trace = json.loads((fresh.folder / "trace.json").read_text())
    points = sorted({point for point, when, _ in trace if when == "before" and point.split()[0] in calls})
    for number, point in enumerate(points[:: amount(20, 1, 1)]):
        shutil.rmtree(fresh.warehouse.parent)
        shutil.copytree(kept, fresh.warehouse.parent)
        error = (errno.EIO, errno.ENOSPC, errno.EACCES)[number % 3]
        outcome = fresh.run(1, Fault(point, error=error))
        failed[f"exit code {outcome.code}"] += 1
        try:
            fresh.check(1, outcome, "is full", os.strerror(error))
            fresh.recover(1)
        except AssertionError as problem:
            raise AssertionError(f"{point}, {os.strerror(error)}: {problem}") from problem
    shutil.rmtree(kept)
    REPORT.insert(0, f"Disk failing at {failed.total()} calls: {dict(failed)}, nothing lost")


@pytest.mark.long
def test_what_a_power_cut_leaves(grown: Disk) -> None:
    """Names whose bytes never reached the disk: a record, a plan, shards, the owner's name."""
    outcome = grown.run(1, Fault("gate 1"))
    assert outcome.code == -9
    cut = [path for path in grown.state.rglob("*") if path.parent.name in ("runs", "plans", "shards")]
    assert {path.parent.name for path in cut} == {"runs", "plans", "shards"}
    for number, path in enumerate([*sorted(cut), grown.state / "warehouse"]):
        os.truncate(path, path.stat().st_size // 2 if number % 2 else 0)
    outcome = grown.run(1)
    assert (outcome.code, grown.content()) == (0, grown.expected[1]), outcome.complaint


@as_root
@pytest.mark.long
def test_a_file_that_a_killed_run_could_not_read_is_read_by_its_successor(grown: Disk) -> None:
    """The killed run's shards know of no text of it, and the file has the size and the time that it had."""
    grown.nights[1].write(grown.raw)
    secret = grown.raw / min(grown.nights[1].files.keys() - grown.nights[0].files.keys())
    secret.chmod(0o600)
    hand_over(grown, NOBODY)
    assert grown.run(1, Fault("gate 1"), uid=NOBODY).code == -9
    secret.chmod(0o644)
    assert grown.run(1, uid=NOBODY).code == 0
    assert grown.content() == grown.expected[1]


def hand_over(disk: Disk, uid: int) -> None:
    """Let the warehouse and its state be this user's."""
    for path in (disk.warehouse.parent, *disk.warehouse.parent.rglob("*")):
        os.chown(path, uid, uid)
