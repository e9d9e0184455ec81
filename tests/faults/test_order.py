"""Any order of files, size of batches, number of workers, one night or thirty: one logical hash (law 2)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from tests.faults.content import LOGICAL, digest, read_lines
from tests.faults.forms import REPORT, SEED, amount
from tests.faults.plain import plain_flow
from tests.faults.world import SOURCE, World, invent

FILES = amount(12, 30, 60)
HELD = {"held": "select article_id, reason, detail, content_sha256 from ops.quarantine where status = 'open'"}

AT_ONCE = [(1, 8), (3, 2), (7, 1), (100, 4)]
"""Loads in one night: files a batch, workers."""
IN_NIGHTS = [(3, 2, 4), *[(nights, 5, 2) for nights in (2, 30, 7)], *[(30, 1 + n % 9, 1 + n % 8) for n in range(10)]]
"""Loads in several: nights, files a batch, workers."""


def load(folder: Path, world: World, order: list[str], nights: int, batch: int, workers: int) -> str:
    """Let the files arrive in this order, in so many nights; the hash of what is there then."""
    folder.mkdir()
    warehouse = folder / "warehouse.duckdb"
    for night in range(1, nights + 1):
        arrived = order[: round(len(order) * night / nights)]
        World({name: world.files[name] for name in arrived}).write(folder / "raw")
        with ThreadPoolExecutor(workers) as pool, pytest.MonkeyPatch.context() as patch:
            patch.setenv("WIREHOUSE_BATCH_FILES", str(batch))
            plain_flow("nightly", pool=pool)(sources=[f"{SOURCE}={folder / 'raw'}"], warehouse=warehouse)
    return digest(read_lines(warehouse, LOGICAL, HELD))


@pytest.mark.usefixtures("critical_suites")
@pytest.mark.timeout(amount(240, 600, 3000))
def test_one_hash_whatever_the_order_the_batches_the_workers_and_the_nights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    world = invent(f"order {SEED}", FILES)
    random = Random(SEED)
    shapes = [(1, batch, workers) for batch, workers in AT_ONCE[: amount(1, 4, 4)]]
    shapes += IN_NIGHTS[: amount(1, 3, len(IN_NIGHTS))]
    expected = load(tmp_path / "expected", world, sorted(world.files), 1, FILES, 1)
    for number, shape in enumerate(shapes):
        order = random.sample(sorted(world.files), len(world.files))
        assert load(tmp_path / str(number), world, order, *shape) == expected, f"{shape}, {order}"
    told = ", ".join(f"{nights} x {batch} x {workers}" for nights, batch, workers in shapes)
    REPORT.insert(0, f"Order and size: one hash for {len(shapes) + 1} loads (nights x files a batch x workers: {told})")
