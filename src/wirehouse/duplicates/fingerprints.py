"""Fingerprints of texts, a batch at a time: by these, equal and similar texts find each other.

Equal bodies meet by `body_hash`. Texts that share text meet by keys of 32 bits, about 50 for an article of 400 words:

* `bands`: MinHash (rensa's), two values a band. Two texts with a Jaccard similarity j of their shingles have one of the
  16 bands in common with a probability of 1 - (1 - j²)^16: 0.78 for 0.3, 0.99 for 0.5, however short they are.
* `anchors`: the shingles whose hash is below a twelfth of its range. The choice depends on the shingle alone, so a
  reprint within a longer text keeps its anchors there: of c shingles in common none is an anchor with a probability of
  (11/12)^c, 1 % for a passage of 56 words. They also tell how much is in common before any text is read.

Together they find 883 of the 885 pairs that share enough text in five corpora (16,500 articles), MinHash alone 753. An
eighth instead of a twelfth finds one more, with a third more keys to keep and to join.
"""

import hashlib

import numpy as np
import polars as pl
import pyarrow as pa
import rensa
from numpy.typing import NDArray

from wirehouse.duplicates.shingles import Hashes, Numbers, Shingles, make_shingles, mix, printed_text, split_words
from wirehouse.schema import SIGNATURES
from wirehouse.transform.text import hash_form

BANDS, BAND_VALUES, SEED = 16, 2, 1
ANCHORS_BELOW = np.uint64(2**64 // 12)
LEAST_SHARED = 8
"""Shingles that two texts must share at least, twelve words in a row: fewer are a phrase. Shorter texts have no key."""

AT_ONCE = 500
"""Texts whose words are in memory at once: of 500 texts they stay in the cache, 5,000 take half as long again."""

_HIGH, _ONE = np.uint64(32), np.uint32(1)


def add_signatures(articles: pl.DataFrame) -> pl.DataFrame:
    """`SIGNATURES`, one row per article (`wirehouse.schema.ARTICLES`), in the same order."""
    hashes = hash_bodies(articles["body"])
    return articles.select("article_id", hashes).hstack(make_keys(printed_text(articles))).cast(SIGNATURES)


def hash_bodies(bodies: pl.Series) -> pl.Series:
    """`body_hash` of each body: the SHA-256, in hex, of its hash form.

    Polars has no SHA-256, and one C call a body hashes 1.5 GB/s, so a plugin would gain nothing.
    """
    forms = pl.select(hash_form(pl.lit(bodies))).to_series()
    return pl.Series("body_hash", [hashlib.sha256((form or "").encode()).hexdigest() for form in forms], pl.String)


def make_keys(texts: pl.Series) -> pl.DataFrame:
    """`shingle_count`, `bands` and `anchors` of each text. Bands are odd numbers, anchors even ones."""
    parts = [_make_keys(texts.slice(start, AT_ONCE)) for start in range(0, max(len(texts), 1), AT_ONCE)]
    return pl.concat(parts)


def _make_keys(texts: pl.Series) -> pl.DataFrame:
    shingles = make_shingles(split_words(texts))
    counts = np.diff(shingles.offsets)
    return pl.DataFrame(
        {
            "shingle_count": counts.astype(np.int32),
            "bands": _to_lists(_band(shingles), np.where(counts < LEAST_SHARED, 0, BANDS)),
            "anchors": _to_lists(*_find_anchors(shingles)),
        }
    )


def _band(shingles: Shingles) -> NDArray[np.uint32]:
    """The bands of the texts that are long enough, one after the other."""
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        shingles.hashes, shingles.offsets.astype(np.uint64), BANDS * BAND_VALUES, SEED
    )
    minima = np.array(matrix.to_rows(), dtype=np.uint64).reshape(-1, BANDS, BAND_VALUES)
    minima = minima[np.diff(shingles.offsets) >= LEAST_SHARED]
    packed: Hashes = (minima[:, :, 0] << _HIGH) | minima[:, :, 1]
    packed += np.arange(BANDS, dtype=np.uint64)
    keys: NDArray[np.uint32] = (mix(packed) >> _HIGH).astype(np.uint32) | _ONE
    return keys.ravel()


def _find_anchors(shingles: Shingles) -> tuple[NDArray[np.uint32], Numbers]:
    """The different anchors of each text, sorted, one text after the other, and how many each has."""
    counts = np.diff(shingles.offsets)
    found = np.flatnonzero(shingles.hashes < ANCHORS_BELOW)
    text = np.repeat(np.arange(len(counts)), counts)[found]
    long_enough = counts[text] >= LEAST_SHARED
    found, text = found[long_enough], text[long_enough]
    keys = shingles.hashes[found].astype(np.uint32) & ~_ONE
    different = np.sort((text.astype(np.uint64) << _HIGH) | keys)
    # np.unique of NumPy 2.4 takes sixty times as long
    different = different[np.diff(different, prepend=~different[:1]) != 0]
    return different.astype(np.uint32), np.bincount((different >> _HIGH).astype(np.int64), minlength=len(counts))


def _to_lists(values: NDArray[np.uint32], counts: Numbers) -> pl.Series:
    """The values as lists of so many each. Built of buffers, for `pa.array` of a NumPy array imports pandas: 0.9 s."""
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    flat = pa.Array.from_buffers(pa.uint32(), len(values), [None, pa.py_buffer(values)])
    lists = pa.Array.from_buffers(pa.large_list(pa.uint32()), len(counts), [None, pa.py_buffer(ends)], children=[flat])
    return pl.Series(pl.from_arrow(lists))
