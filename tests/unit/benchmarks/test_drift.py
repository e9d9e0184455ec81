import numpy as np
import polars as pl
import pytest

from benchmarks.drift import FALSE_ALARMS_BAR, FAULTS, FOUND_BAR, Tally, measure
from benchmarks.drift_histories import make_history


@pytest.fixture(scope="module")
def tally() -> Tally:
    return measure(seed=7, nights=90, every=10, publishers=20)


@pytest.mark.long
def test_false_alarms_are_few(tally: Tally) -> None:
    assert tally.nights > 3000
    assert tally.false_rate <= 2 * FALSE_ALARMS_BAR  # so few nights know their rate roughly only


@pytest.mark.long
def test_faults_are_found(tally: Tally) -> None:
    assert all(tally.put_in[fault.name] for fault in FAULTS)
    assert tally.found_share >= FOUND_BAR


def test_history_is_its_seeds() -> None:
    first, second = make_history(3, 20, 1, 5), make_history(3, 20, 1, 5)
    assert first.rows.sort(first.rows.columns).equals(second.rows.sort(second.rows.columns))
    assert np.array_equal(first.amiss, second.amiss)


def test_fields_count_the_same_records() -> None:
    history = make_history(3, 40, 2, 5)
    totals = history.rows.group_by("night", "number", "field").agg(pl.col("record_count").sum())
    for night, number, _, count in totals.iter_rows():
        assert count == history.volumes[night, number]
    assert totals.height == 4 * np.count_nonzero(history.volumes)
