"""What the fault tests share: the workers, and a report that is printed behind everything else."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.faults.forms import FORM, REPORT, amount
from tests.faults.lives import Tally, Worker

TALLY = pytest.StashKey[Tally]()

if sys.platform != "linux":
    collect_ignore_glob = ["test_*"]  # forks of what was imported, /proc and a tmpfs


@pytest.fixture(scope="session")
def workers() -> Iterator[list[Worker]]:
    """The parents of the runs: two where there is much to do."""
    with ExitStack() as stack:
        yield [stack.enter_context(Worker()) for _ in range(amount(1, 2, 2))]


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    """The count of all kills."""
    return pytestconfig.stash.setdefault(TALLY, Tally())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of several tells the first one."""
    lines = [*REPORT, *(session.config.stash[TALLY].tell() if TALLY in session.config.stash else [])]
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["faults"] = lines
    else:
        REPORT[:] = lines


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """The first one keeps the lines; those that end in the kills' sum stand last."""
    lines = getattr(node, "workeroutput", {}).get("faults", [])
    place = len(REPORT) if lines and " kills: " in lines[-1] else 0
    REPORT[place:place] = lines


def pytest_unconfigure(config: pytest.Config) -> None:
    """Print the report where somebody asked for it; pytest's own last line comes before."""
    if FORM != "short" and not hasattr(config, "workerinput"):
        print("\n".join(REPORT))
