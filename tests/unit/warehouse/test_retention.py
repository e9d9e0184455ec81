import os

import pytest

from wirehouse.warehouse.retention import surplus_versions, sweep
from wirehouse.warehouse.state import State

BLOCK = 4096


@pytest.fixture
def state(tmp_path) -> State:
    state = State(tmp_path / "w.duckdb")
    state.prepare()
    for number in range(1, 13):
        state.version_path(number).write_bytes(b"x" * BLOCK)
    return state


@pytest.mark.parametrize(
    ("published", "keep", "blocks", "kept"),
    [
        (12, 5, 99, [8, 9, 10, 11, 12]),
        (12, 1, 99, [11, 12]),  # a way back stays
        (12, 12, 3, [9, 10, 11, 12]),  # a link to the published one takes nothing
        (12, 12, 0, [11, 12]),
        (4, 3, 99, [3, 4, 10, 11, 12]),  # after a restore
        (4, 1, 0, [3, 4, 12]),  # the newest holds all texts
        (1, 1, 0, [1, 12]),
        (None, 2, 99, [11, 12]),  # the published file is gone
    ],
)
def test_bounds_of_the_versions(state, published, keep, blocks, kept):
    if published:
        os.link(state.version_path(published), state.warehouse)
    surplus = surplus_versions(state, keep, blocks * BLOCK)
    assert sorted(set(range(1, 13)) - set(surplus)) == kept
    sweep(state, keep, blocks * BLOCK, 1)
    assert list(state.kept_versions()) == kept


def test_sparse_files_count_what_they_take(state):
    for number, path in state.kept_versions().items():
        if number > 1:
            os.truncate(path, 1024 * BLOCK)
    assert surplus_versions(state, 12, 12 * BLOCK) == []


def test_the_rest_of_the_folder_has_its_bounds(state):
    docs = state.path("data_docs") / "validations"
    docs.mkdir(parents=True)
    for day in range(5):
        (docs / f"2024010{day}.json").touch()
    for name in (
        "shards/a.parquet",
        "plans/a.json",
        "next/a.duckdb",
        "runs/a.part",
        "runs/a.json",
        "refused/warehouse.duckdb",
    ):
        state.path(name).touch()
    (state.path("next") / "spill").mkdir()
    sweep(state, 12, 99 * BLOCK, 2, keep_shards=True)
    assert sorted(path.name for path in docs.iterdir()) == ["20240103.json", "20240104.json"]
    assert state.path("shards/a.parquet").exists()
    assert state.path("plans/a.json").exists()
    sweep(state, 12, 99 * BLOCK, 2)
    left = {
        name: sorted(path.name for path in state.path(name).iterdir())
        for name in ("shards", "plans", "next", "runs", "refused")
    }
    assert left == {"shards": [], "plans": [], "next": [], "runs": ["a.json"], "refused": ["warehouse.duckdb"]}


def test_files_that_are_no_versions_are_left_alone(state):
    odd = state.path("versions") / "very-own-copy.duckdb"
    odd.touch()
    sweep(state, 1, 0, 1)
    assert odd.exists()
