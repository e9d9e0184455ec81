"""Find the passages that stand twice in one text, and where its second copy begins.

All offsets are into the text without white space, where `said. Calling`, `said.Calling` and a paragraph break are one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple, Self

MIN_RUN = 70
"""About 15 words without their spaces: the shortest repeat that counts as one. Shorter ones are names of
institutions, refrains and figures in untouched news (all below 15 words in three collections but for 24 documents)."""
MAX_CHARS = 200_000
"""Longer texts are left alone, so that no file can hold a night up; the longest doubled article seen has 24,000."""

_PROBE = 32
_STRIDE = 40
_MAX_PROBES = 2_500
_TRIES = 3
_LONG_ENOUGH = 200
_MIN_BLOCK = 40

_DATELINE = re.compile(
    r"[A-Z][A-Z.'/,\- ]{2,30}.{0,40}?(?:\((?:Reuters?|AP|AFP|[A-Z]{2,8})\)|"
    r"\b(?:Jan|Feb|March|Mar|Apr|May|June|July|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}|(?:--|—|–| -) )"
)
CREDIT = re.compile(
    r"(?:[-–—\ufffd] ?[A-Z]{2,9}|\((?:Reuters?|[A-Z]{2,9})\)|[.!?][\"”’)]? ?(?:Reuters?|REUTERS?|[A-Z]{2,4}))\)?$"
)


class Block(NamedTuple):
    """`length` characters at `first` stand again at `second`."""

    first: int
    second: int
    length: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text without white space, and where its words and paragraphs begin."""

    compact: str
    spaced: str
    words: Sequence[int]
    breaks: Sequence[int]

    @classmethod
    def of(cls, paragraphs: list[str]) -> Self:
        words = [paragraph.split() for paragraph in paragraphs]
        flat = [word for paragraph in words for word in paragraph]
        joined = ["".join(paragraph) for paragraph in words]
        starts = list(accumulate(map(len, flat)))
        breaks = [at for at, text in zip(accumulate(map(len, joined)), joined, strict=True) if text]
        return cls("".join(joined), " ".join(flat), starts[:-1], breaks[:-1])

    def slice(self, start: int, end: int) -> str:
        """The text from one offset to another with its spaces; line ends read as spaces."""
        return self.spaced[start + bisect_right(self.words, start) : end + bisect_left(self.words, end)].strip()

    def count(self, start: int, end: int) -> int:
        """How many paragraphs a stretch has."""
        return 1 + bisect_left(self.breaks, end) - bisect_right(self.breaks, start)

    def paragraphs(self, start: int) -> list[str]:
        """The paragraphs from an offset to the end."""
        cuts = [start, *self.breaks[bisect_right(self.breaks, start) :], len(self.compact)]
        return [part for a, b in pairwise(cuts) if (part := self.slice(a, b))]

    def is_break(self, at: int) -> bool:
        return _holds(self.breaks, at)

    def is_word(self, at: int) -> bool:
        return _holds(self.words, at)


def find_blocks(text: str) -> list[Block]:
    """Blocks of at least 40 characters, by their first place and apart there; each with the longest of its next places."""
    blocks: list[Block] = []
    stride = max(_STRIDE, len(text) // _MAX_PROBES)
    at = floor = 0
    while at + 2 * _PROBE <= len(text):
        block = _repeat_at(text, at, floor)
        if block:
            blocks.append(block)
            at = floor = block.first + block.length
        else:
            at += stride
    return blocks


def second_copy(text: Text, blocks: list[Block], start: int) -> int | None:
    """Where the copy after the one at `start` begins: between its first repeated words and the last ones they repeat."""
    later = [b for b in blocks if b.first >= start and b.length >= MIN_RUN]
    if not later:
        return None
    first_again = min(b.second for b in later)
    ends = [min(b.first + b.length, first_again) for b in later if b.first < first_again]
    return _choose_cut(text, start, max(ends), first_again)


def _choose_cut(text: Text, start: int, low: int, high: int) -> int:
    """Settle whose the words between two repeats are: a dateline begins a copy, a credit ends one.

    Without either, a single short paragraph is the lead that the first copy lost, as in the seed; more than that
    is the rest of the first copy, and the second one is partial.
    """
    if low == high:
        return high
    cuts = list(text.breaks[bisect_left(text.breaks, low) : bisect_right(text.breaks, high)]) or [low, high]
    for cut in cuts:
        if cut < high and _DATELINE.match(text.slice(cut, min(cut + 90, len(text.compact)))):
            return cut
    for cut in cuts:
        if CREDIT.search(text.slice(max(start, cut - 20), cut)):
            return cut
    begins_with_dateline = _DATELINE.match(text.slice(start, start + 90)) is not None
    between = high - cuts[0]
    is_lost_lead = between * 2 <= low - start and sum(cuts[0] < b < high for b in cuts) == 0
    return cuts[0] if is_lost_lead and not begins_with_dateline else cuts[-1]


def _repeat_at(text: str, at: int, floor: int) -> Block | None:
    probe = text[at : at + _PROBE]
    best: Block | None = None
    found = at + _PROBE - 1
    for _ in range(_TRIES):
        found = text.find(probe, found + 1)
        if found < 0:
            break
        before = common_suffix(text, at, found, at - floor)
        length = before + common_prefix(text, at, found)
        block = Block(at - before, found - before, min(length, found - at))
        if block.length >= _MIN_BLOCK and (best is None or block.length > best.length):
            best = block
        if length >= _LONG_ENOUGH:
            break
    return best


def common_prefix(text: str, first: int, second: int, limit: int | None = None) -> int:
    """How many characters from `first` on equal those from `second` on (`first` < `second`), by doubling slices."""
    limit = len(text) - second if limit is None else limit
    same, size = 0, 64
    while size:
        if same + size <= limit and text.startswith(text[first + same : first + same + size], second + same):
            same += size
            size *= 2
        else:
            size //= 2
    return same


def common_suffix(text: str, first: int, second: int, limit: int) -> int:
    """How many characters before `first`, `limit` at most, equal those before `second`."""
    same, size = 0, 64
    while size:
        start = first - same - size
        if same + size <= limit and text.startswith(text[start : start + size], second - same - size):
            same += size
            size *= 2
        else:
            size //= 2
    return same


def _holds(places: Sequence[int], at: int) -> bool:
    index = bisect_left(places, at)
    return index < len(places) and places[index] == at
