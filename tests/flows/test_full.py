"""A night over everything that is loaded, with all checks."""

import pytest

from tests.flows.texts import article
from wirehouse.warehouse.state import State


@pytest.mark.long
def test_full_checks_everything_and_leaves_the_bytes_alone(run_night, make_files, tmp_path):
    warehouse = tmp_path / "warehouse.duckdb"
    raw = make_files({"one.txt": article()})
    run_night(raw)
    before = warehouse.read_bytes()
    summary = run_night(raw, full=True, data_docs=True)
    assert (State(warehouse).path("data_docs") / "site" / "index.html").exists()
    assert (summary["status"], summary["fates"]["unchanged"]) == ("unchanged", 1)
    assert summary["checks"]["passed"] > 40
    assert warehouse.read_bytes() == before
