"""What two texts share, counted on the texts themselves, for thousands of pairs at once."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from wirehouse.duplicates.fingerprints import LEAST_SHARED
from wirehouse.duplicates.shingles import SHINGLE_WORDS, Numbers, Shingles, Words, make_shingles, split_words

LONGEST_STEP = 15
"""Words from a shared shingle to the next within one aligned span: up to ten that differ lie between."""

_PLACE_BITS = 40  # of a shingle's hash as many are compared: two different ones of a pair look equal once in 10^6 pairs
_COLUMNS = np.uint64(2**_PLACE_BITS - 1)


@dataclass(frozen=True)
class Steps:
    """From each shingle that a pair of texts shares to the next that it shares, in the order of the first text.

    `pair` is the pair's number; `own` and `other` count words of the two texts; `new` marks the first of each aligned span.
    """

    pair: Numbers
    own: Numbers
    other: Numbers
    new: NDArray[np.bool_]


def compare(words: Words, own: Numbers, other: Numbers) -> pl.DataFrame:
    """What the pairs (`own[i]`, `other[i]`, numbers of texts in `words`) share: one row a pair, in the same order.

    `own_count`, `other_count` and `shared_count` count different shingles; of pairs that share next to nothing the rest is
    0. `span_words` are the words shared in the aligned span that shares most; it goes from the words `own_first` to
    `own_last` of the one text, and `other_first` to `other_last` of the other. `changed_numbers` counts the places of
    aligned spans at which both texts have numbers, and others.
    """
    places, ones = _index(make_shingles(words))
    counts = np.diff(places.indptr).astype(np.int64)
    shared = places[own].multiply(ones[other])
    shared_counts = np.diff(shared.indptr).astype(np.int64)
    least = np.maximum(LEAST_SHARED, np.minimum(counts[own], counts[other]) // 5)
    close = np.flatnonzero(shared_counts >= least)
    steps = _align(close, shared[close], ones[own[close]].multiply(places[other[close]]))
    measures = {"own_count": counts[own], "other_count": counts[other], "shared_count": shared_counts}
    spans = _best_spans(steps, len(own))
    return pl.DataFrame(measures | spans | {"changed_numbers": _count_changed_numbers(words, steps, own, other)})


def _index(shingles: Shingles) -> tuple[csr_array, csr_array]:
    """A row for each text, a column for each shingle: the place of its first occurrence, from 1; and ones there."""
    counts = np.diff(shingles.offsets)
    text = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(1, len(text) + 1) - shingles.offsets[text]
    keys = (text.astype(np.uint64) << np.uint64(_PLACE_BITS)) | (shingles.hashes & _COLUMNS)
    order = np.argsort(keys)
    keys, firsts = np.unique(keys[order], return_index=True)
    places = np.minimum.reduceat(place[order], firsts) if firsts.size else place
    ends = np.searchsorted(keys, np.arange(len(counts) + 1, dtype=np.uint64) << np.uint64(_PLACE_BITS))
    columns, shape = (keys & _COLUMNS).astype(np.int64), (len(counts), 2**_PLACE_BITS)
    return csr_array((places, columns, ends), shape=shape), csr_array((np.ones_like(places), columns, ends), shape=shape)


def _align(pairs: Numbers, own: csr_array, other: csr_array) -> Steps:
    """The places of the shared shingles of `pairs`, a row each in `own` and `other`, as steps."""
    pair = np.repeat(pairs, np.diff(own.indptr))
    order = np.argsort((pair << 32) | own.data)
    pair, own_places, other_places = pair[order], own.data[order], other.data[order]
    own_step, other_step = np.diff(own_places), np.diff(other_places)
    goes_on = (np.diff(pair) == 0) & (other_step > 0) & (np.maximum(own_step, other_step) <= LONGEST_STEP)
    return Steps(pair, own_places - 1, other_places - 1, np.append(np.ones(min(len(pair), 1), bool), ~goes_on))


def _best_spans(steps: Steps, pair_count: int) -> dict[str, Numbers]:
    """Of each pair the aligned span with most shared words, of equal ones the first."""
    firsts = np.flatnonzero(steps.new)
    lasts = np.append(firsts[1:], len(steps.new))[: len(firsts)] - 1
    fresh = np.minimum(np.diff(steps.own, prepend=0), np.diff(steps.other, prepend=0))
    covered = np.where(steps.new, SHINGLE_WORDS, np.minimum(fresh, SHINGLE_WORDS))
    span_words = np.add.reduceat(covered, firsts) if firsts.size else covered
    order = np.lexsort((firsts, -span_words, steps.pair[firsts]))
    pairs, chosen = np.unique(steps.pair[firsts][order], return_index=True)
    best = order[chosen]
    columns = {
        "span_words": span_words[best],
        "own_first": steps.own[firsts[best]],
        "own_last": steps.own[lasts[best]] + SHINGLE_WORDS - 1,
        "other_first": steps.other[firsts[best]],
        "other_last": steps.other[lasts[best]] + SHINGLE_WORDS - 1,
    }
    return {name: _spread(values, pairs, pair_count) for name, values in columns.items()}


def _spread(values: Numbers, places: Numbers, length: int) -> Numbers:
    spread = np.zeros(length, np.int64)
    spread[places] = values
    return spread


def _count_changed_numbers(words: Words, steps: Steps, own: Numbers, other: Numbers) -> Numbers:
    """How often, between two shared passages of an aligned span, both texts of a pair have numbers, and not the same."""
    before = np.flatnonzero(~steps.new[1:])
    gap = [
        (words.offsets[texts[steps.pair[before]]] + places[before] + SHINGLE_WORDS,
         words.offsets[texts[steps.pair[before]]] + places[before + 1])
        for texts, places in ((own, steps.own), (other, steps.other))
    ]  # fmt: skip
    is_number = words.are_numbers()
    count = np.concatenate([[0], np.cumsum(is_number)])
    # The sum of the hashes stands for the numbers between; sums that pass 2^64 are right all the same.
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(np.where(is_number, words.hashes, np.uint64(0)))])
    has_both = np.ones(len(before), bool)
    for start, end in gap:
        has_both &= (end > start) & (count[np.maximum(start, end)] > count[start])
    sums = [total[np.maximum(start, end)] - total[start] for start, end in gap]
    changed = steps.pair[before][has_both & (sums[0] != sums[1])]
    return np.bincount(changed, minlength=len(own))
