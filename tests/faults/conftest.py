"""What the fault tests share: the workers, and a report that is printed behind everything else."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.forms import FORM, REPORT, amount
from tests.faults.lives import Tally, Worker

TALLY = pytest.StashKey[Tally]()

if sys.platform != "linux":
    collect_ignore_glob = ["test_*"]  # forks of what was imported, /proc and a tmpfs


@pytest.fixture(scope="session")
def workers() -> Iterator[list[Worker]]:
    """The parents of the runs: two where there is much to do, for that is how many cores a small machine has."""
    with ExitStack() as stack:
        yield [stack.enter_context(Worker()) for _ in range(amount(1, 2, 2))]


@pytest.fixture
def worker(workers: list[Worker]) -> Worker:
    """One of them."""
    return workers[0]


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    """The count of all kills."""
    return pytestconfig.stash.setdefault(TALLY, Tally())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Print the report where somebody asked for it; pytest's own last line comes before."""
    if FORM != "short":
        print("\n".join(REPORT))
        if TALLY in config.stash:
            print("\n".join(config.stash[TALLY].tell()))
