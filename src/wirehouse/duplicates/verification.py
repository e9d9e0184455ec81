"""What two texts share, counted on the texts themselves, for thousands of pairs at once."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from wirehouse.duplicates.fingerprints import LEAST_SHARED
from wirehouse.duplicates.shingles import SHINGLE_WORDS, Numbers, Shingles, Words, make_shingles

LONGEST_STEP = 15
"""Words from a shared shingle to the next within one aligned span: up to ten that differ lie between."""

_HASH_BITS = 40  # of a shingle's hash so many are compared: of a million pairs one has two that only look the same
_HASH_PART = np.uint64(2**_HASH_BITS - 1)


@dataclass(frozen=True)
class Steps:
    """From each shingle that a pair shares to the next that it shares, in the order of the first text.

    `pair` is the pair's number; `own` and `other` count words of the two texts; `new` marks the first of each aligned
    span, where the places in both texts go on together.
    """

    pair: Numbers
    own: Numbers
    other: Numbers
    new: NDArray[np.bool_]


def compare(words: Words, own: Numbers, other: Numbers) -> tuple[pl.DataFrame, Steps]:
    """What the pairs (`own[i]`, `other[i]`, numbers of texts in `words`) share: a row for each, in the same order.

    `own_words`, `other_words` count words; `own_count`, `other_count`, `shared_count` different shingles. Of pairs that
    share next to nothing the rest is 0: `span_words`, the words shared in the aligned span that shares most; it goes
    from the words `own_first` to `own_last` of the one text and from `other_first` to `other_last` of the other.
    """
    places, ones = _index(make_shingles(words))
    counts, lengths = np.diff(places.indptr).astype(np.int64), np.diff(words.offsets)
    shared = places[own].multiply(ones[other])
    shared_count = np.diff(shared.indptr).astype(np.int64)
    least = np.maximum(LEAST_SHARED, np.minimum(counts[own], counts[other]) // 5)
    close = np.flatnonzero(shared_count >= least)
    steps = _align(close, shared[close], ones[own[close]].multiply(places[other[close]]))
    measures = {
        "own_words": lengths[own],
        "other_words": lengths[other],
        "own_count": counts[own],
        "other_count": counts[other],
        "shared_count": shared_count,
        **_find_spans(steps, len(own)),
    }
    return pl.DataFrame(measures), steps


def _index(shingles: Shingles) -> tuple[csr_array, csr_array]:
    """A row for each text, a column for each shingle: the place of its first occurrence, from 1; and ones there."""
    counts = np.diff(shingles.offsets)
    text = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(1, len(text) + 1) - shingles.offsets[text]
    keys = (text.astype(np.uint64) << np.uint64(_HASH_BITS)) | (shingles.hashes & _HASH_PART)
    order = np.argsort(keys)
    keys = keys[order]
    firsts = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
    places = np.minimum.reduceat(place[order], firsts) if firsts.size else place
    keys = keys[firsts]
    ends = np.searchsorted(keys, np.arange(len(counts) + 1, dtype=np.uint64) << np.uint64(_HASH_BITS))
    columns, shape = (keys & _HASH_PART).astype(np.int64), (len(counts), 2**_HASH_BITS)
    return csr_array((places, columns, ends), shape=shape), csr_array(
        (np.ones_like(places), columns, ends), shape=shape
    )


def _align(pairs: Numbers, own: csr_array, other: csr_array) -> Steps:
    """The places of the shared shingles of `pairs`, a row each in `own` and `other`, as steps."""
    pair = np.repeat(pairs, np.diff(own.indptr))
    order = np.argsort((pair << 32) | own.data)
    pair, own_places, other_places = pair[order], own.data[order] - 1, other.data[order] - 1
    own_step, other_step = np.diff(own_places), np.diff(other_places)
    goes_on = (np.diff(pair) == 0) & (other_step > 0) & (np.maximum(own_step, other_step) <= LONGEST_STEP)
    return Steps(pair, own_places, other_places, np.append(np.ones(min(len(pair), 1), bool), ~goes_on))


def _find_spans(steps: Steps, pair_count: int) -> dict[str, Numbers]:
    """Of each pair the aligned span with most shared words, of equal ones the first."""
    firsts = np.flatnonzero(steps.new)
    lasts = np.append(firsts[1:], len(steps.new))[: len(firsts)] - 1
    fresh = np.minimum(np.diff(steps.own, prepend=0), np.diff(steps.other, prepend=0))
    shared = np.where(steps.new, SHINGLE_WORDS, np.minimum(fresh, SHINGLE_WORDS))
    span_words = np.add.reduceat(shared, firsts) if firsts.size else shared
    order = np.lexsort((firsts, -span_words, steps.pair[firsts]))
    pairs, best = np.unique(steps.pair[firsts][order], return_index=True)
    best = order[best]
    columns = {
        "span_words": span_words[best],
        "own_first": steps.own[firsts[best]],
        "own_last": steps.own[lasts[best]] + SHINGLE_WORDS - 1,
        "other_first": steps.other[firsts[best]],
        "other_last": steps.other[lasts[best]] + SHINGLE_WORDS - 1,
    }
    spread = {name: np.zeros(pair_count, np.int64) for name in columns}
    for name, values in columns.items():
        spread[name][pairs] = values
    return spread
