"""Weave two copies of one text into one: the words of the fuller copy, the breaks of both, and what only one has."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from itertools import chain, pairwise
from typing import NamedTuple

from wirehouse.transform.alignment import Link, align, is_edge, other_figures, other_words, slide, torn
from wirehouse.transform.repeats import Block, Text, credit_start, ends_sentence

REPLACEMENT = "\ufffd"
MIN_COVERAGE = 0.4
"""Share of the shorter copy that must stand in the other, in order, before two passages count as copies of a text."""

MAX_TORN = 0.1
"""Share of the shorter copy that may differ in stretches which begin or end inside a sentence. Copies lose sentences
and characters; captions and lists that tell much the same (three of 1,683 web texts) differ inside theirs."""

FIGURE_EVERY = 1000
"""Characters of the shorter copy for each figure that the other may give differently: damage changes none, a correction
one, and hourly bulletins in the same words change theirs in every paragraph."""

WORD_EVERY = 300
"""Characters of the shorter copy for each word that the other has another for, where neither is damaged."""

_SENTENCE_EDGE = re.compile(r"(?:(?<![A-Z0-9])\.|[!?])[\"”’')\]]*(?=[\"“‘(]?[A-Z0-9])")
_GRAM = 5
_LIKENESS = 0.6
"""Share of a sentence's five-letter groups in its other form: two letters damaged in forty leave 0.7."""
_SHARED = 60
_LOSS = 20
"""Characters that a lost one weighs: the whole copy's words stand, and what only the damaged one has is put in."""
_SLIP = 3
"""Characters: smaller differences are damage within one sentence, not two sentences."""
_FRAGMENT = 40
"""Shorter pieces of a sentence that differ are damage: the fuller copy's words stand."""


class Span(NamedTuple):
    """A stretch of the text without white space."""

    start: int
    end: int


class Woven(NamedTuple):
    """Two copies made one, and what it took: where breaks were put in, a lost stretch and what it was in the other.

    `lesser` is the copy that gave its words up; `fuller`, and `damaged`, which had lost the more characters, are the
    numbers of copies.
    """

    paragraphs: list[str]
    lesser: Span
    fuller: int
    added: int
    breaks_added: list[int]
    damaged: int
    characters_restored: int
    first_restored: tuple[Span, Span] | None


class _Edit(NamedTuple):
    """Spans of the lesser copy that stand in for `at` of the fuller one (an empty `at` is an insertion)."""

    at: Span
    spans: list[Span]


def weave(
    text: Text, first: Span, second: Span, blocks: Iterable[Block], coverage: float = MIN_COVERAGE
) -> Woven | None:
    """Merge the copy at `first` with the one at `second`; None where they have too little in common to be copies."""
    links = [Link(b.first, b.second, b.length) for b in blocks]
    links = align(text.compact, first, second, links)
    if sum(link.length for link in links) < coverage * min(first.end - first.start, second.end - second.start):
        return None
    second_is_fuller = _fullness(text, second) >= _fullness(text, first)
    if not second_is_fuller:
        links = [Link(link.other, link.at, link.length) for link in links]
    lesser, fuller = (first, second) if second_is_fuller else (second, first)
    links = slide(text, links)
    shorter = min(first.end - first.start, second.end - second.start)
    all_links = [Link(lesser.start, fuller.start, 0), *links, Link(lesser.end, fuller.end, 0)]
    if torn(text, links) > MAX_TORN * shorter or other_figures(text.compact, all_links) * FIGURE_EVERY > shorter:
        return None
    if _replaced_words(text, all_links, fuller) * WORD_EVERY > shorter:
        return None
    edits = _edits(text, lesser, fuller, links, lesser_first=second_is_fuller)
    breaks, spaces = _mapped(text, lesser, fuller, links)
    paragraphs = _render(text, lesser, fuller, edits, breaks, spaces)
    lost, lost_in_lesser = (text.compact.count(REPLACEMENT, *span) for span in (fuller, lesser))
    restored = max(0, max(lost, lost_in_lesser) - "".join(paragraphs).count(REPLACEMENT))
    added = sum(edit.at.start == edit.at.end for edit in edits)
    number = 2 if second_is_fuller else 1
    damaged = number if lost >= lost_in_lesser else 3 - number
    new_breaks = sorted(breaks - set(text.breaks))
    example = _first_restored(text.compact, all_links, in_lesser=damaged != number) if restored else None
    return Woven(paragraphs, lesser, number, added, new_breaks, damaged, restored, example)


def _fullness(text: Text, span: Span) -> tuple[int, int]:
    lost = text.compact.count(REPLACEMENT, *span)
    return span.end - span.start - _LOSS * lost, bisect_right(text.breaks, span.end) - bisect_left(
        text.breaks, span.start
    )


def _replaced_words(text: Text, links: list[Link], fuller: Span) -> int:
    """How many words of the lesser copy, in short stretches between the links, are others in the fuller one."""
    gaps = (
        (before.at + before.length, after.at, before.other + before.length, after.other)
        for before, after in pairwise(links)
    )
    return sum(other_words(text, Span(a, b), Span(c, d), fuller) for a, b, c, d in gaps if a < b and c < d)


def _edits(text: Text, lesser: Span, fuller: Span, links: list[Link], *, lesser_first: bool) -> list[_Edit]:
    """What the lesser copy adds to the fuller one, gap by gap between the links, in order."""
    edits: list[_Edit] = []
    endings: list[_Edit] = []
    ends = [Link(lesser.start, fuller.start, 0), *links, Link(lesser.end, fuller.end, 0)]
    for before, after in pairwise(ends):
        x = Span(before.at + before.length, after.at)
        y = Span(before.other + before.length, after.other)
        if x.end == lesser.end and (credit := credit_start(text, lesser.start, lesser.end)) is not None:
            if credit >= x.start and credit_start(text, *fuller) is None:
                endings.append(_Edit(Span(fuller.end, fuller.end), [Span(credit, x.end)]))
            x = Span(x.start, max(x.start, min(x.end, credit)))  # a credit ends the story: never inside it
        if x.start >= x.end:
            continue
        if _restores(text.compact[slice(*x)], text.compact[slice(*y)]):
            edits.append(_Edit(y, [x]))
            continue
        x, y = _widened(text, x, y, before.length, after.length)
        kept = _only_here(text, x, y, lesser, fuller)
        if kept:
            place = y.start if lesser_first else y.end
            edits.append(_Edit(Span(place, place), kept))
    return edits + endings


def _widened(text: Text, x: Span, y: Span, before: int, after: int) -> tuple[Span, Span]:
    """Two different stretches, with the letters that their sentences happen to begin and end with alike.

    `Ada came` and `Ann left` share an `A`, and perhaps their full stops: each needs its own.
    """
    if max(y.end - y.start, x.end - x.start) <= _SLIP or y.start == y.end:
        return x, y
    back = _nearest_edge(text, x.start, y.start, -1, min(before, _SHARED))
    ahead = _nearest_edge(text, x.end, y.end, 1, min(after, _SHARED))
    return Span(x.start - back, x.end + ahead), Span(y.start - back, y.end + ahead)


def _nearest_edge(text: Text, x: int, y: int, step: int, limit: int) -> int:
    """How far off one of two places is an edge; a paragraph's before a sentence's, whose quote it may take along."""
    edges = [d for d in range(limit + 1) if is_edge(text, x + step * d) or is_edge(text, y + step * d)]
    breaks = [d for d in edges if d <= edges[0] + 2 and (text.is_break(x + step * d) or text.is_break(y + step * d))]
    return (breaks or edges or [0])[0]


def _restores(x: str, y: str) -> bool:
    """Whether `x` has what U+FFFD stands for in `y`: each run of it up to three characters, all else the same."""
    if REPLACEMENT not in y or REPLACEMENT in x or len(y) > 200:
        return False
    parts = [re.escape(part) for part in re.split(f"{REPLACEMENT}+", y)]
    return re.fullmatch(".{1,3}".join(parts), x) is not None


def _first_restored(compact: str, links: list[Link], *, in_lesser: bool) -> tuple[Span, Span] | None:
    """The first stretch between the links that lost characters in one copy, and what it is in the other."""
    for before, after in pairwise(links):
        x = Span(before.at + before.length, after.at)
        y = Span(before.other + before.length, after.other)
        lost, whole = (x, y) if in_lesser else (y, x)
        if _restores(compact[slice(*whole)], compact[slice(*lost)]):
            return lost, whole
    return None


def _only_here(text: Text, x: Span, y: Span, lesser: Span, fuller: Span) -> list[Span]:
    """The sentences of `x` that the fuller copy has neither at `y` nor anywhere else; joined where they adjoin."""
    compact = text.compact
    there = compact[slice(*y)]
    grams = {there[i : i + _GRAM] for i in range(len(there) - _GRAM + 1)}
    kept: list[Span] = []
    for span in _sentences(text, x):
        words = compact[slice(*span)]
        if not any(map(str.isalnum, words)):
            continue
        if len(words) >= _FRAGMENT and compact.find(words, *fuller) >= 0:
            continue
        if there and (_resembles(words, grams) or not _is_whole(text, span, lesser)):
            continue
        if kept and kept[-1].end == span.start:
            kept[-1] = Span(kept[-1].start, span.end)
        else:
            kept.append(span)
    return kept


def _sentences(text: Text, span: Span) -> list[Span]:
    edges = {m.end() for m in _SENTENCE_EDGE.finditer(text.compact, *span)}
    edges |= set(text.breaks[bisect_right(text.breaks, span.start) : bisect_left(text.breaks, span.end)])
    places = [span.start, *sorted(edges - {span.start, span.end}), span.end]
    return [Span(a, b) for a, b in pairwise(places)]


def _resembles(words: str, grams: set[str]) -> bool:
    own = [words[i : i + _GRAM] in grams for i in range(len(words) - _GRAM + 1)]
    return sum(own) > _LIKENESS * len(own)


def _is_whole(text: Text, span: Span, copy: Span) -> bool:
    """A sentence with both its ends, a line between two breaks, or a piece too long to be damage."""
    starts = span.start == copy.start or is_edge(text, span.start)
    ends = span.end == copy.end or is_edge(text, span.end)
    is_line = text.is_break(span.start) and text.is_break(span.end)
    return (starts and ends and ends_sentence(text, span.end)) or is_line or span.end - span.start >= _FRAGMENT


def _mapped(text: Text, lesser: Span, fuller: Span, links: list[Link]) -> tuple[set[int], set[int]]:
    """Where the lesser copy breaks, and where it has a space, in terms of the fuller copy."""
    breaks: set[int] = set()
    spaces: set[int] = set()
    edges: set[int] = set()
    own = set(text.words[bisect_left(text.words, fuller.start) : bisect_right(text.words, fuller.end)])
    for at, other, length in links:
        low, high = bisect_left(text.breaks, at), bisect_right(text.breaks, at + length)
        breaks |= {place - at + other for place in text.breaks[low:high] if lesser.start < place < lesser.end}
        low, high = bisect_right(text.words, at), bisect_left(text.words, at + length)
        spaces |= {place - at + other for place in text.words[low:high]} - own
        edges |= {other} if at == lesser.start else set()
        edges |= {other + length} if at + length == lesser.end else set()
    # A copy's own edge is a break where words are glued, not after the other's dateline; and after a sentence only
    # where the other copy shows that spaces stand for its breaks: a copy may begin or end within a paragraph too.
    is_flat = any(text.is_word(place) and not text.is_break(place) for place in breaks)
    breaks |= {edge for edge in edges if _is_glued(text, edge) or (is_flat and ends_sentence(text, edge))}
    return {place for place in breaks if fuller.start < place < fuller.end}, spaces


def _is_glued(text: Text, at: int) -> bool:
    following = text.compact[at : at + 1]
    return not text.is_word(at) and (following.isupper() or following.isdigit() or following in '"“‘<')


def _render(
    text: Text, lesser: Span, fuller: Span, edits: list[_Edit], breaks: set[int], spaces: set[int]
) -> list[str]:
    """Write the fuller copy out, with the edits in their places, as paragraphs."""
    own = text.breaks[bisect_right(text.breaks, fuller.start) : bisect_left(text.breaks, fuller.end)]
    breaks = breaks | set(own)
    out: list[str] = []
    at, separator = fuller.start, ""
    for edit in edits:
        if edit.at.start > at:
            out += [separator, _write(text, Span(at, edit.at.start), breaks, spaces)]
        for span in edit.spans:
            before, separator = _separators(text, lesser, span, edit.at, breaks)
            out += [before, _write(text, span, text.breaks, ())]
        at = edit.at.end
    if at < fuller.end:
        out += [separator, _write(text, Span(at, fuller.end), breaks, spaces)]
    return [paragraph for line in "".join(out).split("\n") if (paragraph := line.strip())]


def _separators(text: Text, lesser: Span, span: Span, place: Span, breaks: set[int]) -> tuple[str, str]:
    """What stands before and after a span of the lesser copy put at `place`: its own break or space, or the place's."""
    if place.start < place.end:
        return _separator(text, place.start, breaks), _separator(text, place.end, breaks)
    left = span.start == lesser.start or text.is_break(span.start)
    right = span.end == lesser.end or text.is_break(span.end)
    if credit_start(text, *span) == span.start:
        return " ", "\n"
    here = place.start in breaks
    spaced = text.is_word(place.start) and span.end - span.start >= _FRAGMENT
    before = "\n" if left or (here and not right) else " " if spaced or text.is_word(span.start) else ""
    after = "\n" if right or (here and not left) else " " if spaced or text.is_word(span.end) else ""
    return before, after


def _separator(text: Text, at: int, breaks: set[int]) -> str:
    return "\n" if at in breaks else " " if text.is_word(at) else ""


def _write(text: Text, span: Span, breaks: Collection[int], spaces: Collection[int]) -> str:
    """A span with its spaces, line ends at `breaks`, and the spaces that only the other copy has."""
    cuts = sorted({at for at in (*breaks, *spaces) if span.start < at < span.end})
    pieces = [text.slice(a, b) for a, b in pairwise([span.start, *cuts, span.end])]
    ends = ["\n" if at in breaks else " " for at in cuts]
    return "".join(chain.from_iterable(zip(pieces, [*ends, ""], strict=True)))
