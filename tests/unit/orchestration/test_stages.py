"""The sentence of a night that held everything back."""

from types import SimpleNamespace

import pytest

from wirehouse.orchestration.stages import explain_held_back


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"no_date": 1}, "The only new record of raw was held back as no_date: no date stands in the files."),
        ({"no_body": 1}, "The only new record of raw was held back as no_body: `wirehouse quarantine list"),
        ({"no_body": 1_500, "no_date": 1}, "All 1,501 new records of raw were held back, 1,500 as no_body: `wirehouse"),
        ({"accepted": 1, "no_date": 2}, None),
        ({}, None),
    ],
)
def test_what_helps_is_one_sentence(counts, said):
    night = SimpleNamespace(record=SimpleNamespace(messages=[]))
    explain_held_back(night, {"raw": counts})
    assert [message[: len(said or "")] for message in night.record.messages] == ([said] if said else [])
