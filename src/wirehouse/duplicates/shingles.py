"""Texts as numbers: the words and the shingles of a batch, hashed, in flat arrays.

A word is a run of letters, marks, digits and underscores, in lower case; a Chinese or Japanese character is one of its
own, as in `word_count`. A shingle is five words in a row. The hashes are computed here, not by Polars, whose hash may
be another in its next version: fingerprints made of them are stored for years.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wirehouse.transform.text import replace_where

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]

SHINGLE_WORDS = 5
PRINTED = ("title", "dateline", "body", "credit")

# For bytes.translate: letters of ASCII in lower case, its signs as spaces; what is above belongs to words.
_SPACE = 0x20
_FOLDED = bytes(
    byte if byte >= 0x80 else ord(chr(byte).lower()) if chr(byte).isalnum() or chr(byte) == "_" else _SPACE
    for byte in range(256)
)
_LOW_BYTES = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype=np.uint64)
# Odd multipliers of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
_GOLDEN, _MIX_1, _MIX_2 = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


@dataclass(frozen=True)
class Words:
    """The words of a batch of texts in their order; text `i` has those from `offsets[i]` to before `offsets[i + 1]`.

    `starts` and `ends` are byte positions in `data`, where text `i` begins at `text_starts[i]`.
    """

    hashes: Hashes
    offsets: Numbers
    starts: Numbers
    ends: Numbers
    data: NDArray[np.uint8]
    text_starts: Numbers

    @cached_property
    def is_number(self) -> NDArray[np.bool_]:
        """Which words begin with an ASCII digit."""
        first = self.data[self.starts]
        return (first >= 0x30) & (first <= 0x39)

    def set_of(self, text: int, count: int | None = None, only: NDArray[np.bool_] | None = None) -> set[int]:
        """The different words of one text, as hashes: the first `count`, or those that `only` marks."""
        first, last = self.offsets[text], self.offsets[text + 1]
        part = slice(first, last if count is None else first + count)
        return set((self.hashes[part] if only is None else self.hashes[part][only[part]]).tolist())

    def list_of(self, text: int) -> list[int]:
        """The words of one text in their order, as hashes."""
        words: list[int] = self.hashes[self.offsets[text] : self.offsets[text + 1]].tolist()
        return words

    def characters_before(self, positions: Numbers) -> Numbers:
        """How many characters stand before each byte position, counted from the start of `data`."""
        return positions - np.searchsorted(self._continuations, positions)

    @cached_property
    def _continuations(self) -> Numbers:
        """Where the bytes are that begin no character."""
        return np.flatnonzero((self.data & 0xC0) == 0x80)


@dataclass(frozen=True)
class Shingles:
    """The shingles of a batch of texts, one for each word that four others follow; `offsets` as in `Words`."""

    hashes: Hashes
    offsets: Numbers


def printed_text(columns: pl.DataFrame) -> pl.Series:
    """The article as it was printed: title, dateline, body and credit, a line each; what is null has none.

    Two articles are compared as printed. Over bodies alone, 12 % of the links among 11,000 wire stories were briefs
    that share a sentence of their agency's making under different headlines.
    """
    return columns.select(pl.concat_str(PRINTED, separator="\n", ignore_nulls=True)).to_series().fill_null("")


def split_words(texts: pl.Series) -> Words:
    """The words of texts without nulls. A character stays one character: positions hold for the text itself."""
    padded = pl.concat([pl.Series([""]), _fold(texts), pl.Series([8 * " "])]) + "\n"
    _, offsets, data = padded.rechunk().to_arrow().buffers()
    text_starts = np.frombuffer(offsets, dtype=np.int64)[1 : len(texts) + 2]
    folded = np.frombuffer(data.to_pybytes().translate(_FOLDED), dtype=np.uint8)
    starts, ends = _find_words(folded)
    hashes = _hash_words(folded, starts, ends - starts)
    return Words(hashes, np.searchsorted(starts, text_starts), starts, ends, folded, text_starts)


def _fold(texts: pl.Series) -> pl.Series:
    """Lower case, and a space for each sign, where a text is not all ASCII: character for character.

    The dotted capital I of Turkish is the one letter whose lower case is two characters.
    """

    def fold(text: pl.Expr) -> pl.Expr:
        lower = text.str.replace_all("İ", "i", literal=True).str.to_lowercase()
        return lower.str.replace_all(r"[^\w\x00-\x7f]", " ")

    text = pl.lit(texts)
    return pl.select(replace_where(text, text.str.len_chars() != text.str.len_bytes(), fold)).to_series()


def _find_words(folded: NDArray[np.uint8]) -> tuple[Numbers, Numbers]:
    """Where words start and end in folded text, which begins and ends with a space.

    Bytes from E3 to E9 lead the characters of Chinese and Japanese, three bytes each, which are words of their own.
    """
    is_word = folded > _SPACE
    is_edge = is_word[1:] != is_word[:-1]
    if folded.max() < 0xE3:
        edges = np.flatnonzero(is_edge) + 1
        return edges[::2], edges[1::2]
    is_lead = (folded >= 0xE3) & (folded <= 0xE9)
    is_edge |= is_lead[1:]
    is_edge[2:] |= is_lead[:-3]
    edges = np.flatnonzero(is_edge) + 1
    begins = is_word[edges]
    return edges[begins], np.append(edges[1:], len(folded))[begins]


def _hash_words(data: NDArray[np.uint8], starts: Numbers, lengths: Numbers) -> Hashes:
    """A hash of each word's bytes, eight at a time: nine of ten words are done with the first eight."""
    eights = np.ndarray(len(data) - 7, dtype="<u8", buffer=data.data, strides=(1,))
    hashes = eights[starts] & _LOW_BYTES.take(lengths, mode="clip")
    hashes *= _GOLDEN
    hashes ^= hashes >> np.uint64(29)
    done, longer = 8, np.flatnonzero(lengths > 8)
    while longer.size:
        eight = eights[starts[longer] + done] & _LOW_BYTES.take(lengths[longer] - done, mode="clip")
        mixed = (hashes[longer] ^ eight) * _MIX_1
        hashes[longer] = mixed ^ (mixed >> np.uint64(31))
        done += 8
        longer = longer[lengths[longer] > done]
    return hashes


def make_shingles(words: Words) -> Shingles:
    """Every five words in a row as one hash; a text of fewer words has none."""
    counts = np.maximum(np.diff(words.offsets) - SHINGLE_WORDS + 1, 0)
    rolled = words.hashes.copy()
    begins = np.ones(len(rolled), bool)
    for step in range(1, SHINGLE_WORDS):
        rolled *= _GOLDEN
        rolled[:-step] += words.hashes[step:]
        # of a text with fewer words it falls on the text before, and on words there that begin none either
        lasts = words.offsets[1:] - step
        begins[lasts[lasts >= 0]] = False
    return Shingles(mix(rolled[begins]), np.concatenate([[0], np.cumsum(counts)]))


def mix(hashes: Hashes) -> Hashes:
    """Spread every bit over all (the finalizer of splitmix64): any bits of the result can then be sampled."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _MIX_1
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _MIX_2
    return hashes ^ (hashes >> np.uint64(31))
