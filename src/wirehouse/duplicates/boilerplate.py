"""What looks like a copy and is none: another day's report in the same form, or other news above the same footer.

Screens over all pairs pick the few whose words are then looked at one by one.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wirehouse.duplicates.shingles import SHINGLE_WORDS, Numbers, Words
from wirehouse.duplicates.verification import Steps

FILLED_IN, KEPT_NUMBERS = 2, 0.5
"""Places at which a form is filled in otherwise, at least, and the share of the numbers that is kept, at most. Of 392
links between 9,924 wire stories 26 are so: the same bill auction, another week. Of 494 links of web news one is."""

FOOTER_SLACK, ABOVE_FOOTER = 6, 0.38
"""Words behind a shared end that may differ, and the share of both texts that stands before it, at least: a story
that only got another lead keeps more."""

OTHER_NEWS = 0.3
"""Above a shared footer at most this share of the words is common: 0 to 0.27 where they were dividends of two companies
or two stories above one copyright notice, 0.32 and more where it was one story (five corpora, 185 pairs)."""


def find_boilerplate(words: Words, own: Numbers, other: Numbers, measures: pl.DataFrame) -> NDArray[np.bool_]:
    """Whether what the pairs share is a form or furniture, and the news in it differs.

    `measures` are those of the pairs (`verification.compare`), with `changed_numbers`.
    """
    of = {name: measures[name].to_numpy() for name in measures.columns}
    is_form = of["changed_numbers"] >= FILLED_IN
    is_footer = np.ones(len(own), bool)
    for side in ("own", "other"):
        is_footer &= of[f"{side}_last"] + FOOTER_SLACK >= of[f"{side}_words"]
        is_footer &= of[f"{side}_first"] >= ABOVE_FOOTER * of[f"{side}_words"]
    for pair in np.flatnonzero(is_form):
        is_form[pair] = share_of_numbers(words, own[pair], other[pair]) < KEPT_NUMBERS
    for pair in np.flatnonzero(is_footer):
        above = words.set_of(own[pair], of["own_first"][pair]), words.set_of(other[pair], of["other_first"][pair])
        is_footer[pair] = _share(*above) < OTHER_NEWS
    return is_form | is_footer


def share_of_numbers(words: Words, own: int, other: int) -> float:
    """The share of its different numbers that the text with fewer has in common with the other; 1 where it has none."""
    return _share(words.set_of(own, only=words.is_number), words.set_of(other, only=words.is_number))


def _share(one: set[int], two: set[int]) -> float:
    return len(one & two) / min(len(one), len(two)) if one and two else 1.0


def count_changed_numbers(words: Words, steps: Steps, own: Numbers, other: Numbers) -> Numbers:
    """How often, between two shared passages of an aligned span, both texts of a pair have numbers, but others."""
    before = np.flatnonzero(~steps.new[1:])
    pair = steps.pair[before]
    numbers = np.flatnonzero(words.is_number)
    # The sum of their hashes stands for the numbers; that it wraps around at 2^64 does no harm.
    sums = np.concatenate([np.zeros(1, np.uint64), words.hashes[numbers].cumsum()])
    has_both, differs = np.ones(len(before), bool), np.zeros(len(before), np.uint64)
    for texts, places in ((own, steps.own), (other, steps.other)):
        text_start = words.offsets[texts[pair]]
        first = np.searchsorted(numbers, text_start + places[before] + SHINGLE_WORDS)
        last = np.maximum(np.searchsorted(numbers, text_start + places[before + 1]), first)
        has_both &= last > first
        differs = sums[last] - sums[first] - differs
    return np.bincount(pair[has_both & (differs != 0)], minlength=len(own))
