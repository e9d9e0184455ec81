"""What all tests share: a home of their own for Prefect, folders of raw files, and the flow under Prefect's harness."""

import fcntl
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Before anything imports Prefect: its home must be the tests' own, and it must call nobody.
os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="wirehouse-prefect-")
os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "120"
os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"

# How long an example takes on a busy machine is no property of the code; the tests of speed have bounds of their own.
settings.register_profile("wirehouse", deadline=None)
settings.load_profile("wirehouse")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(ROOT))  # flows/ and benchmarks/ are no part of the package

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the measuring corpora are not part of a clone")


@pytest.fixture
def shared() -> Path:
    """The folder of seed and corpora; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the measuring corpora are not part of a clone")
    return SHARED


@pytest.fixture
def make_files(tmp_path: Path) -> Callable[..., Path]:
    """Write files (name → text or bytes) under a folder `raw` and return it. The files look an hour old."""

    def make(files: Mapping[str, str | bytes], folder: str = "raw") -> Path:
        root = tmp_path / folder
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            old = path.stat().st_mtime - 3600
            os.utime(path, (old, old))
        return root

    return make


@pytest.fixture(scope="session")
def prefect_harness() -> Iterator[None]:
    """Prefect's own test harness: a temporary database, for the whole session.

    Without heartbeats, whose thread takes half a second to end with each run.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with (
        prefect_test_harness(server_startup_timeout=120),
        temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.fixture
def run_flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Run `flows/<name>.py`, without Prefect, on `tmp_path/warehouse.duckdb`; returns the run's summary."""
    from tests.faults.plain import plain_flow

    monkeypatch.chdir(tmp_path)

    def run(name: str, **parameters: Any) -> dict[str, Any]:
        warehouse = parameters.pop("warehouse", tmp_path / "warehouse.duckdb")
        return plain_flow(name)(warehouse=warehouse, **parameters)

    return run


@pytest.fixture
def run_night(run_flow: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Run the nightly flow, without Prefect, on folders into `tmp_path/warehouse.duckdb`; returns the run's summary."""

    def run(*sources: Path | str, **parameters: Any) -> dict[str, Any]:
        return run_flow("nightly", sources=[str(source) for source in sources], **parameters)

    return run


@pytest.fixture
def critical_suites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nights in this process carry the critical checks alone."""
    from tests.critical import write_critical_suites
    from wirehouse import project

    folder = tmp_path / "critical-suites"
    folder.mkdir()
    suites = write_critical_suites(folder)
    monkeypatch.setattr(project, "expectations", lambda: suites)


@pytest.fixture
def watch_night(
    prefect_harness: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, Any]]:
    """The same as a flow run under Prefect's harness."""
    from flows.nightly import nightly

    monkeypatch.chdir(tmp_path)

    def run(*sources: Path | str, **parameters: Any) -> dict[str, Any]:
        warehouse = parameters.pop("warehouse", tmp_path / "warehouse.duckdb")
        result: dict[str, Any] = nightly(sources=[str(source) for source in sources], warehouse=warehouse, **parameters)
        return result

    return run


SERVER_STARTS = {"test_again.py", "test_hostile_content.py", "test_hostile_secrets.py", "test_old_runs.py"}
"""Modules that need Prefect's harness, which takes a process 20 s to start."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Whole modules to each process of pytest-xdist, and to one of them all that start a server."""
    from xdist.scheduler import LoadScopeScheduling

    class ByModule(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.partition("::")[0]
            return "under Prefect" if module.rpartition("/")[2] in SERVER_STARTS else module

    return ByModule(config, log)


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The committed sample, loaded once, for all processes of pytest-xdist: the warehouse and the run's summary.
    Tests that change a warehouse copy it.
    """
    from tests.faults.plain import plain_flow
    from wirehouse import project

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sample-once"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        summary = folder / "summary.json"
        if not summary.exists():
            made = plain_flow("nightly")(sources=[str(project.sample())], warehouse=folder / "warehouse.duckdb")
            summary.write_text(json.dumps(made))
        return folder / "warehouse.duckdb", json.loads(summary.read_text())


@pytest.fixture(scope="session")
def sample_warehouse(sample_run: tuple[Path, dict[str, Any]]) -> Path:
    """A warehouse of the committed sample."""
    return sample_run[0]
