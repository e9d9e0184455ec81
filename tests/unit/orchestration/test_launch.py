"""A flow from the command line."""

import os
import sys

from wirehouse.orchestration.environment import DEFAULTS
from wirehouse.orchestration.launch import load_flow


def test_nothing_in_the_folder_of_the_run_is_imported(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    assert load_flow("nightly").name == "nightly"
    assert sys.path == before
    assert os.getcwd() not in sys.path  # noqa: PTH109
    assert DEFAULTS["PYTHONSAFEPATH"]  # of Prefect's server, a process of its own
