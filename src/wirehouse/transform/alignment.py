"""Align two copies of a text, given the blocks that stand in both: one chain, gaps refined, edges settled."""

from bisect import bisect_left, bisect_right
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from wirehouse.transform.repeats import Text, common_prefix, common_suffix, ends_sentence

_MAX_CHAIN = 400
_MAX_GAP = 250_000
"""Largest product of two gaps' lengths that is compared character by character (difflib: some 20 ms)."""
_MAX_WORK = 1_000_000
_MIN_MATCH = 4
_LOST = "\ufffd"
_MIN_SHARED = 0.7
"""Different sentences of one subject share up to 0.6 of their letters in words; damage leaves 0.8 or more."""
_MIN_OPENING = 12
"""One copy begins with a dateline or a lead that the other lacks: a few same letters there mean nothing."""
_SLIDE = 60
_WORD = 12
_SHORT_GAP = 40
"""Longer gaps are passages that a copy lost, and hold figures of their own."""

_MIN_WORD = 4
_ALIKE = 0.65
"""What damage leaves of a word's letters; different words share fewer (`barns` and `board` .6)."""
_SIGNS = ".,;:!?\"'“”‘’()[]-–—"


class Link(NamedTuple):
    """`length` characters at `at` in one copy are those at `other` in the other."""

    at: int
    other: int
    length: int


def align(compact: str, first: tuple[int, int], second: tuple[int, int], blocks: list[Link]) -> list[Link]:
    """The heaviest run of blocks in the order of both copies, its gaps compared as closely as is cheap."""
    chain = _heaviest_chain([clipped for b in blocks if (clipped := _clip(b, first, second))])
    refined: list[Link] = []
    work = 0
    ends = [Link(first[0], second[0], 0), *chain, Link(first[1], second[1], 0)]
    for before, after in pairwise(ends):
        x, y = (before.at + before.length, after.at), (before.other + before.length, after.other)
        cost = (x[1] - x[0]) * (y[1] - y[0])
        if cost > 0:
            fine = cost <= _MAX_GAP and work + cost <= _MAX_WORK
            work += cost if fine else 0
            refined += _refine(compact, x, y, fine=fine, is_first=before.length == 0)
        refined.append(after)
    return _joined(refined[:-1])


def slide(text: Text, links: list[Link]) -> list[Link]:
    """Move gaps that one copy alone has to where they begin and end a paragraph or sentence.

    `A. The b. The c` against `A. The c` can be cut before or after `The`: only one cut is where the break is.
    """
    links = list(links)
    for i in range(len(links) - 1):
        before, after = links[i], links[i + 1]
        x, y = before.at + before.length, before.other + before.length
        if (after.at - x > 0) == (after.other - y > 0):
            continue
        start, end, spot = (x, after.at, y) if after.at > x else (y, after.other, x)
        back = common_suffix(text.compact, start, end, min(before.length - 1, _SLIDE))
        ahead = common_prefix(text.compact, start, end, min(after.length - 1, _SLIDE))
        if back or ahead:
            by = max(range(-back, ahead + 1), key=lambda d: (_edge(text, start + d, end + d, spot + d), -abs(d)))
            links[i] = before._replace(length=before.length + by)
            links[i + 1] = Link(after.at + by, after.other + by, after.length - by)
    return links


def other_figures(compact: str, links: list[Link]) -> int:
    """How many short stretches between the links have digits in both copies, but not the same ones."""
    count = 0
    for before, after in pairwise(links):
        x = compact[before.at + before.length : after.at]
        y = compact[before.other + before.length : after.other]
        if max(len(x), len(y)) < _SHORT_GAP:
            digits = [[char for char in side if char.isdigit()] for side in (x, y)]
            count += all(digits) and digits[0] != digits[1]
    return count


def other_words(text: Text, x: tuple[int, int], y: tuple[int, int], copy: tuple[int, int]) -> int:
    """How many words of a stretch are whole, stand nowhere in the other `copy`, and are like none beside it there.

    Damage leaves a word like what it was; `mills` for `barns` is a line of a litany or of a list.
    """
    if x[1] - x[0] >= _SLIDE:  # a passage, not a word or two
        return 0
    size = x[1] - x[0] + _WORD
    beside = _words(text, y[0], min(y[1], y[0] + size)) + _words(text, max(y[0], y[1] - size), y[1])
    return sum(
        len(word) >= _MIN_WORD
        and word.isalpha()
        and text.compact.find(word, *copy) < 0
        and not any(SequenceMatcher(None, word, other).ratio() >= _ALIKE for other in beside)
        for word in _words(text, *x)
    )


def _words(text: Text, start: int, end: int) -> list[str]:
    """The words that a stretch touches, whole, without the signs around them."""
    low, high = bisect_right(text.words, start), bisect_left(text.words, end)
    first = text.words[low - 1] if low else 0
    last = text.words[high] if high < len(text.words) else len(text.compact)
    return [word.strip(_SIGNS) for word in text.slice(first, last).split()]


def torn(text: Text, links: list[Link]) -> int:
    """Characters between the first link and the last in stretches of one copy that tear a sentence apart."""
    count = 0
    for before, after in pairwise(links):
        x = (before.at + before.length, after.at)
        y = (before.other + before.length, after.other)
        for side, beside in ((x, y), (y, x)):
            if side[1] - side[0] >= _SHORT_GAP:
                # of two different passages the first and last letters may be alike: there the gap begins late
                alike = _WORD if beside[0] < beside[1] else 0
                starts = is_edge(text, beside[0]) or _has_edge(text, side[0] - alike, side[0] + _WORD)
                ends = is_edge(text, beside[1]) or _has_edge(text, side[1] - _WORD, side[1] + alike)
                count += 0 if starts and ends else side[1] - side[0]
    return count


def is_edge(text: Text, at: int) -> bool:
    """Whether a paragraph begins or a sentence ends at an offset."""
    return text.is_break(at) or ends_sentence(text, at)


def _has_edge(text: Text, start: int, end: int) -> bool:
    """Whether there is one within a few characters, which damage may have taken into the stretch."""
    return any(is_edge(text, at) for at in range(max(1, start), min(end, len(text.compact) - 1) + 1))


def _edge(text: Text, start: int, end: int, spot: int) -> int:
    breaks = 4 * text.is_break(spot) + 3 * (text.is_break(start) + text.is_break(end))
    return breaks + 2 * (text.compact[start - 1] in '.!?"”') + text.is_word(start)


def _clip(block: Link, first: tuple[int, int], second: tuple[int, int]) -> Link | None:
    skip = max(first[0] - block.at, second[0] - block.other, 0)
    length = min(block.length, first[1] - block.at, second[1] - block.other) - skip
    return Link(block.at + skip, block.other + skip, length) if length > 0 else None


def _heaviest_chain(blocks: list[Link]) -> list[Link]:
    """The blocks in the order of both copies with the most characters; quadratic, so only the longest are asked."""
    blocks = sorted(sorted(blocks, key=lambda b: -b.length)[:_MAX_CHAIN])
    weights: list[int] = []
    links: list[int] = []
    for i, block in enumerate(blocks):
        best, link = 0, -1
        for j in range(i):
            if weights[j] > best and blocks[j].other < block.other and _reach(blocks[j]) < _reach(block):
                best, link = weights[j], j
        weights.append(best + block.length)
        links.append(link)
    chain: list[Link] = []
    at = max(range(len(blocks)), key=weights.__getitem__, default=-1)
    while at >= 0:
        chain.append(blocks[at])
        at = links[at]
    return _disjoint(chain[::-1])


def _reach(block: Link) -> tuple[int, int]:
    return block.other + block.length, block.at + block.length


def _disjoint(chain: list[Link]) -> list[Link]:
    """Cut from each block what the one before it has already."""
    out: list[Link] = []
    for block in chain:
        over = 0
        if out:
            over = max(out[-1].at + out[-1].length - block.at, out[-1].other + out[-1].length - block.other, 0)
        if over < block.length:
            out.append(Link(block.at + over, block.other + over, block.length - over))
    return out


def _refine(compact: str, x: tuple[int, int], y: tuple[int, int], *, fine: bool, is_first: bool) -> list[Link]:
    """Links inside a gap: the same ends, and, where it is small and mostly the same, its characters."""
    limit = min(x[1] - x[0], y[1] - y[0])
    head = common_prefix(compact, x[0], y[0], limit)
    head = head if head >= (_MIN_OPENING if is_first else _MIN_MATCH) else 0
    tail = common_suffix(compact, x[1], y[1], limit - head)
    tail = tail if tail >= _MIN_MATCH else 0
    first = Link(x[0], y[0], head)
    last = Link(x[1] - tail, y[1] - tail, tail)
    left, right = (x[0] + head, last.at), (y[0] + head, last.other)
    matches = _matches(compact, left, right) if fine and left[0] < left[1] and right[0] < right[1] else []
    links = [*([first] if head else []), *matches, *([last] if tail else [])]
    around = [Link(x[0], y[0], 0), *links, Link(x[1], y[1], 0)]
    lost = [link for before, after in pairwise(around) for link in _lost_ends(compact, before, after)]
    return sorted(links + lost) if not is_first else links


def _matches(compact: str, left: tuple[int, int], right: tuple[int, int]) -> list[Link]:
    """What two stretches share, character by character; nothing where it is too little of the shorter one."""
    matcher = SequenceMatcher(None, compact[slice(*left)], compact[slice(*right)], autojunk=False)
    found = [match for match in matcher.get_matching_blocks() if match.size >= _MIN_MATCH]
    if sum(match.size for match in found) < _MIN_SHARED * min(left[1] - left[0], right[1] - right[0]):
        return []
    return [Link(left[0] + match.a, right[0] + match.b, match.size) for match in found]


def _lost_ends(compact: str, before: Link, after: Link) -> list[Link]:
    """Empty links a character inside a gap's ends where U+FFFD stands for one: `"` against the ends of `?The b said.?`.

    Without them the character lost would be compared with the whole passage that the other copy lacks.
    """
    left, right = (before.at + before.length, after.at), (before.other + before.length, after.other)
    shorter, longer = sorted((left[1] - left[0], right[1] - right[0]))
    if not 0 < shorter < longer:
        return []
    starts = [Link(left[0] + 1, right[0] + 1, 0)] if _LOST in (compact[left[0]], compact[right[0]]) else []
    ends = [Link(left[1] - 1, right[1] - 1, 0)] if _LOST in (compact[left[1] - 1], compact[right[1] - 1]) else []
    return (starts + ends)[:shorter]


def _joined(links: list[Link]) -> list[Link]:
    """Links that adjoin in both copies as one."""
    out: list[Link] = []
    for link in links:
        if out and _reach(out[-1]) == (link.other, link.at):
            out[-1] = out[-1]._replace(length=out[-1].length + link.length)
        else:
            out.append(link)
    return out
