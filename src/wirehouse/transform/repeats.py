"""Find the passages that stand twice in one text, and where its second copy begins.

All offsets are into the text without white space, where `said. Calling`, `said.Calling` and a paragraph break are one.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
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
_SLACK = 60
_GRAM = 6
_REST = 2_000
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*$")
_SENTENCE = re.compile(r"[.!?][\"”’')\]]*(?=[\"“‘(]?[A-Z])")
_MIN_BLOCK = 40
_MOST = 0.7
_SLIP = 6

DATELINE = re.compile(
    r"[A-Z]{2}[A-Z.'/,\- ]{1,30}.{0,40}?(?:\((?:Reuters?|AP|AFP|[A-Z]{2,8})\)|"
    r"\b(?:Jan|Feb|March|Mar|Apr|May|June|July|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}|(?:--|—|–| -) )"
)
CREDIT = re.compile(
    r"(?:(?P<dashed>[-–—\ufffd] ?[A-Z]{2,9})|(?P<bracketed>\((?:Reuters?|[A-Z]{2,9})\))|"
    r"[.!?][\"”’)]? ?(?P<plain>Reuters?|REUTERS?|AFP|AP|UPI|PTI|ANI|IANS|DPA|dpa))$"
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
    """Blocks of at least 40 characters, in order and apart; each with the place as far away as the last one's, else the
    next where it stands again for 15 words, else the longest of the next ones.
    """
    blocks: list[Block] = []
    stride = max(_STRIDE, len(text) // _MAX_PROBES)
    at = floor = distance = 0
    while at + 2 * _PROBE <= len(text):
        block = _repeat_at(text, at, floor, distance)
        if block:
            blocks.append(block)
            at = floor = block.first + block.length
            distance = block.second - block.first if block.length >= MIN_RUN else distance
        else:
            at += stride
    return blocks


def second_copy(text: Text, blocks: list[Block], start: int) -> int | None:
    """Where the copy after the one at `start` begins: after the last words it repeats and before the first repeat."""
    cut = [(block, max(0, start - block.first)) for block in blocks]
    later = [Block(b.first + by, b.second + by, b.length - by) for b, by in cut if b.length - by >= MIN_RUN]
    if not later:
        return None
    later = _of_one_copy(later)
    first_again = min(block.second for block in later)
    ends = [min(block.first + block.length, first_again) for block in later if block.first + _SLACK < first_again]
    last = max(block.second + block.length for block in later if block.first < first_again)
    return _even_cut(text, later, start, max(ends), last) or _choose_cut(text, start, max(ends), first_again, last)


def copy_end(text: Text, blocks: list[Block], cut: int) -> int:
    """Where the copy that begins at `cut` ends: at the next one, or with the text.

    A story that repeats a passage of its own seems to begin anew there. But where the words beyond go on to repeat
    those of the first copy, each in its place, both copies do.
    """
    size = len(text.compact)
    end = second_copy(text, blocks, cut) or size
    twice = size if abs(2 * cut - size) <= _SLIP else 2 * cut
    if not end < twice <= size or not (twice == size or text.is_break(twice)):
        return end
    beside = [block for block in blocks if abs(block.second - block.first - cut) <= _SLIP]
    same = sum(max(0, min(block.second + block.length, twice) - max(block.second, end)) for block in beside)
    return twice if 2 * same > twice - end else end


def _of_one_copy(blocks: list[Block]) -> list[Block]:
    """Without the passages that a text repeats within one copy: they stand nearer to each other than the copies do.

    Half of all that is repeated says how far that is; what is left out may be little of it, else all counts.
    """
    by_distance = sorted(blocks, key=lambda block: block.second - block.first)
    total, half = sum(block.length for block in blocks), 0
    for block in by_distance:
        half += block.length
        if 2 * half >= total:
            break
    far = [one for one in blocks if 2 * (one.second - one.first) >= block.second - block.first]
    return far if sum(one.length for one in far) >= _MOST * total else blocks


def is_marked(text: Text, cut: int) -> bool:
    """Whether a credit stands before a cut, or a dateline after it: the signs that a copy ends or begins there."""
    return _has_credit(text, cut) or _has_dateline(text, cut)


def _even_cut(text: Text, later: list[Block], start: int, low: int, last: int) -> int | None:
    """Where two copies of one length part: all stands again at one distance, and what does not, at the head and at the
    end, is as long in the one as in the other: it is damaged in one of them, and none has lost it.
    """
    mass = Counter[int]()
    for block in later:
        mass[block.second - block.first] += block.length
    distance, most = mass.most_common(1)[0]
    cut = start + distance
    first = min(block.second for block in later if block.second - block.first == distance)
    head, tail = min(block.first for block in later) - start, len(text.compact) - last
    is_even = most >= _MOST * mass.total() and abs(first - cut - head) <= _SLIP and abs(cut - low - tail) <= _SLIP
    return cut if is_even and text.is_break(cut) else None


def _choose_cut(text: Text, start: int, low: int, high: int, last: int) -> int:
    """Settle whose the words between two repeats are: a dateline begins a copy, a credit ends one.

    Without either, words much like those after the `last` repeat end the first copy. Else a single short paragraph is
    the lead that the first copy lost, as in the seed; more than that is the rest of it, and the second one is partial.
    """
    cuts = _cuts(text, start, low, high)
    if len(cuts) == 1:
        return cuts[0]
    for cut in cuts:
        if cut < high and _has_dateline(text, cut):
            return cut
    for cut in cuts:
        if _has_credit(text, cut):
            return cut
    between = high - cuts[0]
    if _resembles(text.compact[cuts[0] : high], text.compact[last : last + between + _REST]):
        return cuts[-1]
    is_lost_lead = between * 2 <= low - start and sum(cuts[0] < b < high for b in text.breaks) == 0
    # behind a lead there is no break where the second copy has none at all
    is_lost_lead &= not text.is_break(high) or text.count(high, last) > 1
    return cuts[0] if is_lost_lead and not _has_dateline(text, start) else cuts[-1]


def _cuts(text: Text, start: int, low: int, high: int) -> list[int]:
    """The breaks between two offsets, else the one next to them, else, in a text glued all through, sentence ends.

    Two copies may by chance go on, or come up, with the same letters (`The`), so that a repeat runs past the break.
    """
    near = text.breaks[bisect_left(text.breaks, low - _SLACK) : bisect_right(text.breaks, high + _SLACK)]
    places = [cut for cut in near if start < cut]
    if not places:
        ends = [m.end() for m in _SENTENCE.finditer(text.compact, max(start, low - _SLACK), high + _SLACK)]
        places = [*(end for end in ends if not low <= high <= end), high] if low <= high else ends
    within = [cut for cut in places if low <= cut <= high]
    return within or sorted(places, key=lambda cut: max(low - cut, cut - high))[:1] or [high]


def credit_start(text: Text, start: int, end: int) -> int | None:
    """Where the credit that ends a stretch begins (`-REUTERS`, `(AFP)`, `said. Reuters`); None without one."""
    match = CREDIT.search(text.compact, max(start, end - 20), end)
    return match.start(match.lastgroup or 0) if match else None


def without_credit(paragraph: str) -> str:
    """A paragraph without white space, and without the credit behind its last sentence."""
    match = CREDIT.search(paragraph, max(0, len(paragraph) - 20))
    start = match.start(match.lastgroup or 0) if match else len(paragraph)
    return paragraph[:start] if _SENTENCE_END.search(paragraph, max(0, start - 6), start) else paragraph


def ends_sentence(text: Text, at: int) -> bool:
    """Whether a sentence ends right before an offset."""
    return _SENTENCE_END.search(text.compact, max(0, at - 6), at) is not None


def _resembles(words: str, other: str) -> bool:
    """Whether most of `words` stands in `other`: two damaged copies of one passage."""
    grams = [words[i : i + _GRAM] for i in range(0, min(len(words), _REST) - _GRAM, 2)]
    return 2 * sum(gram in other for gram in grams) > len(grams)


def _has_dateline(text: Text, at: int) -> bool:
    return DATELINE.match(text.slice(at, min(at + 90, len(text.compact)))) is not None


def _has_credit(text: Text, at: int) -> bool:
    return credit_start(text, 0, at) is not None


def _repeat_at(text: str, at: int, floor: int, distance: int) -> Block | None:
    probe = text[at : at + _PROBE]
    best: Block | None = None
    found = at + _PROBE - 1
    is_as_far = distance > _PROBE and text.startswith(probe, at + distance)
    for _ in range(_TRIES):
        found = at + distance if is_as_far else text.find(probe, found + 1)
        if found < 0:
            break
        before = common_suffix(text, at, found, at - floor)
        length = before + common_prefix(text, at, found)
        block = Block(at - before, found - before, min(length, found - at))
        if block.length >= _MIN_BLOCK and (best is None or block.length > best.length):
            best = block
        if length >= MIN_RUN or is_as_far:
            break
    return best


def common_prefix(text: str, first: int, second: int, limit: int | None = None) -> int:
    """How many characters from `first` on equal those from `second` on, by doubling slices."""
    limit = len(text) - max(first, second) if limit is None else limit
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
