"""Merge the copies of a story that stands twice, or more often, in one text. Pure, total, bounded in time."""

import re
from itertools import pairwise
from typing import NamedTuple

from wirehouse.transform.glue import first_split, split_glued
from wirehouse.transform.repeats import (
    MAX_CHARS,
    MIN_RUN,
    Block,
    Text,
    copy_end,
    ends_sentence,
    find_blocks,
    is_marked,
    second_copy,
    without_credit,
)
from wirehouse.transform.weave import MIN_COVERAGE, REPLACEMENT, Span, Woven, weave

MIN_SHARE = 0.2
"""The least share of a text that must stand twice. Untouched news has repeats of up to .18 (a wire story sent with a
page twice is the exception, and those are adjacent); a text whose copies lost a half of their paragraphs has .3."""
MIN_SHARE_MARKED = 0.05
"""The same where a credit ends the first copy, or a dateline begins the second: a copy may have kept one paragraph."""
_COVERAGE_MARKED = 0.7
"""Then most of the smaller copy must stand in the other: live reports sign and date their paragraphs, too."""
_WHOLE_COPY = 0.4
_MAX_ROUNDS = 12
_MAX_PARAGRAPHS = 3_000
"""More are the lines of a list or log (200,000 characters of four each took two seconds); articles have below 500."""
_MAX_TANDEM = 100
_LEFTOVER = 2 * MIN_RUN
_LONGEST_DATELINE = 60
_SHOWN = 20  # characters each side of a repair in its note
_SHOWN_OF_COPY = 200  # characters of a copy's beginning in its note


class Note(NamedTuple):
    """One kind of repair: its code, how much of it in a few words, and the first place as it was and as it is."""

    rule: str
    value: str | None = None
    before: str | None = None
    after: str | None = None


class Merge(NamedTuple):
    """What became of the paragraphs, and a note on each kind of repair."""

    paragraphs: list[str]
    notes: tuple[Note, ...]

    @property
    def repairs(self) -> tuple[str, ...]:
        return tuple(note.rule for note in self.notes)


class _Step(NamedTuple):
    paragraphs: list[str]
    notes: tuple[Note, ...]
    sizes: tuple[int, int]
    remark: str

    @property
    def code(self) -> str:
        return self.notes[0].rule


def merge_copies(paragraphs: list[str]) -> Merge | None:
    """Merge the copies in a list of paragraphs; None where nothing is repeated that should not be."""
    current = [clean for paragraph in paragraphs if (clean := " ".join(paragraph.split()))]
    if len(current) > _MAX_PARAGRAPHS or not 2 * MIN_RUN <= sum(map(len, current)) <= MAX_CHARS:
        return None
    steps: list[_Step] = []
    notes: dict[str, Note] = {}
    while step := _drop_adjacent(current) or _merge_first_two(current, again=bool(steps)):
        steps.append(step)
        # glue is undone between the rounds: a break may show a repeat that no round has seen
        is_glued = any(note.rule == "restored_breaks" for note in step.notes)
        current = [part for paragraph in step.paragraphs for part in split_glued(paragraph, is_glued=is_glued)]
        was_split = len(current) > len(step.paragraphs)
        split = [Note("split_glued", None, *first_split(step.paragraphs, current))] if was_split else []
        for note in (*step.notes, *split):
            first = notes.get(note.rule)
            values = [each.value for each in (first, note) if each and each.value]
            notes[note.rule] = (first or note)._replace(value="; ".join(values) or None)
        if len(steps) > _MAX_ROUNDS:  # no story stands so often: a list, a log or a hostile file
            return None
    if not steps:
        return None
    totals = _totals(steps, len(current))
    return Merge(current, tuple(note._replace(value=totals.get(note.rule, note.value)) for note in notes.values()))


def _totals(steps: list[_Step], count: int) -> dict[str, str]:
    """What all the steps came to: how many copies of how many paragraphs, how many repeats."""
    merged = [step for step in steps if step.code == "merged_copies"]
    dropped = sum(step.sizes[1] for step in steps if step.code == "dropped_repeat")
    totals = {"dropped_repeat": f"{dropped} adjacent repeat(s) dropped"}
    if merged:
        sizes = [*merged[0].sizes, *(step.sizes[1] for step in merged[1:])]
        copies = f"{len(sizes)} copies: {' + '.join(map(str, sizes))} paragraphs -> {count}"
        totals["merged_copies"] = "; ".join([copies, *dict.fromkeys(step.remark for step in merged if step.remark)])
    return totals


def _drop_adjacent(paragraphs: list[str]) -> _Step | None:
    """Drop every run of paragraphs that follows itself (p1 p1, p1 p2 p1 p2).

    Of about 15 words or more; of any length where the text stood twice: where that takes away two fifths of it, or the
    long ones alone a fifth.
    """
    whole = ["".join(paragraph.split()) for paragraph in paragraphs]
    keys = _keys(whole)
    if len(set(keys)) == len(keys):
        return None
    kept, share = _untandem(keys, whole, 1)
    long, long_share = _untandem(keys, whole, MIN_RUN)
    if share < _WHOLE_COPY and long_share < MIN_SHARE:
        kept, share = long, long_share
    if len(kept) == len(keys):
        return None
    first = next(i for i, kept_one in enumerate([*kept, None]) if i != kept_one)
    note = Note("merged_copies" if share >= _WHOLE_COPY else "dropped_repeat", before=paragraphs[first])
    return _Step([paragraphs[i] for i in kept], (note,), (len(kept), len(keys) - len(kept)), "")


def _keys(whole: list[str]) -> list[str]:
    """What a paragraph without white space is compared by: one copy may be signed, or have the dateline."""
    keys = [without_credit(paragraph) for paragraph in whole]
    for i, (key, after) in enumerate(pairwise(keys)):
        dateline = key[: len(key) - len(after)] if len(after) >= MIN_RUN and key.endswith(after) else ""
        if 0 < len(dateline) <= _LONGEST_DATELINE and re.match("[A-Z]{2}", dateline):
            keys[i] = after
    return keys


def _untandem(keys: list[str], whole: list[str], least: int) -> tuple[list[int], float]:
    """The indexes left when runs that follow themselves are dropped, and the share of characters that went.

    Of two paragraphs with one key, the one that is longer as a whole stays.
    """
    kept: list[int] = []
    seen: dict[str, int] = {}
    at = 0
    while at < len(keys):
        size = len(kept) - seen.get(keys[at], len(kept))
        run = keys[at : at + size] if size <= _MAX_TANDEM else []
        if run and run == [keys[i] for i in kept[-size:]] and sum(map(len, run)) >= least:
            pairs = zip(kept[-size:], range(at, at + size), strict=True)
            kept[-size:] = [max(pair, key=lambda i: len(whole[i])) for pair in pairs]
            at += size
            continue
        seen[keys[at]] = len(kept)
        kept.append(at)
        at += 1
    return kept, 1 - sum(len(keys[i]) for i in kept) / max(1, sum(map(len, keys)))


def _merge_first_two(paragraphs: list[str], *, again: bool) -> _Step | None:
    """Merge the first two copies of a text; what follows the second stays as it is, for the next round."""
    text = Text.of(paragraphs)
    blocks = find_blocks(text.compact)
    runs = _runs(blocks, is_damaged=REPLACEMENT in text.compact)
    if not runs or sum(runs) < MIN_SHARE_MARKED * len(text.compact):
        return None
    is_enough = (again and max(runs) >= _LEFTOVER) or sum(runs) >= MIN_SHARE * len(text.compact)
    # an opening that tells the story in brief may repeat its words before the copy does: then the long runs decide
    long = [block for block in blocks if 2 * block.length >= max(runs)]
    return _merge_at_cut(text, blocks, is_enough=is_enough) or (
        _merge_at_cut(text, long, is_enough=is_enough) if len(long) < len(blocks) else None
    )


def _runs(blocks: list[Block], *, is_damaged: bool) -> list[int]:
    """The lengths of what stands twice in 15 words or more; lost characters cut it up, but not its distance."""
    longest = max(blocks, key=lambda block: block.length, default=None)
    if longest is None or longest.length < MIN_RUN:
        return []
    distance = longest.second - longest.first
    return [b.length for b in blocks if b.length >= MIN_RUN or (is_damaged and b.second - b.first == distance)]


def _merge_at_cut(text: Text, blocks: list[Block], *, is_enough: bool) -> _Step | None:
    cut = second_copy(text, blocks, 0)
    if not cut or not (is_enough or is_marked(text, cut)):
        return None
    coverage = MIN_COVERAGE if is_enough else _COVERAGE_MARKED
    if not (text.is_break(cut) or ends_sentence(text, cut) or is_marked(text, cut)):
        return None  # a list whose lines say the same of different things
    end = copy_end(text, blocks, cut)
    if end < len(text.compact):
        blocks = find_blocks(text.compact[:end])
    woven = weave(text, Span(0, cut), Span(cut, end), _across(blocks, cut), coverage)
    if woven is None:
        return None
    sizes = text.count(0, cut), text.count(cut, end)
    notes = _notes(text, woven)
    return _Step(woven.paragraphs + text.paragraphs(end), notes, sizes, _remark(woven, notes))


def _across(blocks: list[Block], cut: int) -> list[Block]:
    return [block for block in blocks if block.first < cut <= block.second + block.length]


def _notes(text: Text, woven: Woven) -> tuple[Note, ...]:
    notes = [Note("merged_copies", before=text.slice(*woven.lesser)[:_SHOWN_OF_COPY])]
    if woven.breaks_added:
        at = woven.breaks_added[0]
        value = f"{len(woven.breaks_added)} break(s) from copy {3 - woven.fuller}"
        notes.append(Note("restored_breaks", value, *_around(text, Span(at, at), "\n\n")))
    if woven.characters_restored:
        value = f"{woven.characters_restored} character(s) from copy {3 - woven.damaged}"
        lost, whole = woven.first_restored or (None, None)
        shown = _around(text, lost, text.slice(*whole)) if lost and whole else ()
        notes.append(Note("restored_characters", value, *shown))
    return tuple(notes)


def _around(text: Text, at: Span, put: str) -> tuple[str, str]:
    """A stretch of the text with what stands around it, and the same with `put` in its place."""
    start, end = max(0, at.start - _SHOWN), min(at.end + _SHOWN, len(text.compact))
    spaces = [" " if text.is_word(edge) and at.start < at.end else "" for edge in at]
    return text.slice(start, end), "".join(
        [text.slice(start, at.start), spaces[0], put, spaces[1], text.slice(at.end, end)]
    )


def _remark(woven: Woven, notes: tuple[Note, ...]) -> str:
    parts = [f"words of copy {woven.fuller}"]
    parts += [f"{woven.added} passage(s) only in copy {3 - woven.fuller}"] if woven.added else []
    return "; ".join(parts + [note.value for note in notes if note.value])
