"""A flow from the command line."""

import os
import sys

import pytest

from wirehouse.errors import EnvironmentProblemError
from wirehouse.orchestration import launch
from wirehouse.orchestration.environment import DEFAULTS
from wirehouse.orchestration.launch import load_flow


def test_nothing_in_the_folder_of_the_run_is_imported(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    assert load_flow("nightly").name == "nightly"
    assert sys.path == before
    assert os.getcwd() not in sys.path  # noqa: PTH109
    assert DEFAULTS["PYTHONSAFEPATH"]  # of Prefect's server, a process of its own


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Start the flow on `raw`, of which nothing is run; returns what was told."""
    monkeypatch.setattr(launch, "load_flow", lambda _name: lambda **_given: {})
    monkeypatch.setattr(launch, "warm_up", lambda: None)
    monkeypatch.setattr(launch, "start_early", lambda *_given: False)
    monkeypatch.setattr(launch, "set_defaults", lambda **_given: None)

    def start(warehouse):
        told = []
        launch.run_flow("nightly", [str(tmp_path / "raw")], warehouse, told.append)
        return told

    return start


def test_a_new_warehouse_is_told_before_anything_is_read(run, make_files, tmp_path, sample_warehouse):
    make_files({"a.txt": "A text."})
    assert run(tmp_path / "no" / "such" / "w.duckdb") == [f"New warehouse at {tmp_path / 'no' / 'such' / 'w.duckdb'}."]
    assert run(sample_warehouse) == []


def test_an_empty_folder_leaves_nothing_behind(run, tmp_path):
    (tmp_path / "raw").mkdir()
    with pytest.raises(EnvironmentProblemError, match="No files under"):
        run(tmp_path / "elsewhere" / "w.duckdb")
    assert sorted(tmp_path.iterdir()) == [tmp_path / "raw"]


@pytest.mark.parametrize(("server", "times"), [(None, 1), ("http://127.0.0.1:4200/api", 0)])
def test_the_audit_is_imported_early_only_beside_the_start_of_a_server(
    run, make_files, tmp_path, monkeypatch, server, times
):
    from prefect.settings import PREFECT_API_URL, temporary_settings

    make_files({"a.txt": "A text."})
    begun = []
    monkeypatch.setattr(launch, "warm_up", lambda: begun.append(1))
    with temporary_settings({PREFECT_API_URL: server} if server else {}, restore_defaults={PREFECT_API_URL}):
        run(tmp_path / "w.duckdb")
    assert len(begun) == times
