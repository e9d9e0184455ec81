"""A run in words."""

import pytest

from wirehouse.report.summary import counted


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (0, ("copy", "copies"), "0 copies"),
        (1, ("copy", "copies"), "1 copy"),
        (1, ("article",), "1 article"),
        (2_000, ("article",), "2,000 articles"),
    ],
)
def test_a_count_agrees_with_what_it_counts(count, words, said):
    assert counted(count, *words) == said
