"""Characters that one record lost and another one has: which they are, by what stands around them in both.

The texts are compared by their letters and digits of ASCII alone, which neither a wrong encoding nor a house style of
quotes, dashes and breaks touches: where 60 of them in a row are the same in both, what stands between two of them there
must be the same too, but for what was lost. So a text without such letters (Russian, Chinese) is given nothing.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

CONTEXT = 60
"""Letters and digits, a dozen words, that must be the same around a lost character: half of them on each side."""

MOST = 2_000  # lost characters of a text; with more it is no prose
LONGEST = 100  # characters between two letters or digits, here or in a donor; longer is a table or another script
PLACES = 8  # of the same letters in a donor; one that has them more often says nothing of any of them

LOST = "\ufffd"
_SOLID = re.compile("[A-Za-z0-9]")
_LOST = re.compile("\ufffd+")
_LOST_OR_GUESSED = re.compile("\ufffd+|[^\x00-\x7f\ufffd]")
_SINGLE, _DOUBLE, _DASHES = "'‘’‚‛", '"“”„‟', "-–—"
_FOLDED = str.maketrans(dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"'))
# What is lost was no character of ASCII; but the other text may have its quotes straight.
_ANSWER = r"([^\x00-\x21\x23-\x26\x28-\x7f\s\ufffd]{1,%d})"


class Piece(NamedTuple):
    """What was put in the place of what was lost: `at` counts the characters before it in the restored text."""

    at: int
    lost: str
    put: str


@dataclass(frozen=True)
class Donor:
    """A text that lost nothing; it may be asked for many, and is taken apart once."""

    article_id: str
    body: str

    @cached_property
    def text(self) -> "_Text":
        """Its letters and digits."""
        return _Text(self.body)


class Restored(NamedTuple):
    """A text after its repair; `donor_ids` are those whose word was taken."""

    body: str
    pieces: list[Piece]
    donor_ids: list[str]


class _Gap(NamedTuple):
    """What stands between two letters or digits, something lost in it: the places lost, and what fits in a donor."""

    key: str  # the letters and digits around it
    shift: int  # how many of them stand before it
    lost: list[tuple[int, str]]
    fits: re.Pattern[str]


class _Text:
    """A text and its letters and digits."""

    def __init__(self, body: str) -> None:
        self.body = body

    @cached_property
    def places(self) -> "array[int]":
        return array("I", (match.start() for match in _SOLID.finditer(self.body)))

    @cached_property
    def solid(self) -> str:
        return "".join(_SOLID.findall(self.body))

    def gap(self, number: int) -> tuple[int, int]:
        """Where the text before letter `number` begins and ends."""
        places = self.places
        return places[number - 1] + 1 if number else 0, places[number] if number < len(places) else len(self.body)


def restore_characters(body: str, donors: Sequence[Donor], *, is_guessed: bool) -> Restored:
    """Put back what the donors agree on; what they do not is left as it is.

    `is_guessed`: every character beyond ASCII in `body` was put there by a rule, and a donor knows better. What comes
    out depends on the set of donors, not on their order.
    """
    if not donors:
        return Restored(body, [], [])
    gaps = _find_gaps(_Text(body), _LOST_OR_GUESSED if is_guessed else _LOST)
    votes: list[dict[tuple[str, ...], set[str]]] = [{} for _ in gaps]
    for donor in donors:
        for gap, found in zip(gaps, votes, strict=True):
            for answer in _answers(gap, donor.text):
                found.setdefault(answer, set()).add(donor.article_id)
    done, pieces, donor_ids, at, length = [], [], set[str](), 0, 0
    for gap, found in zip(gaps, votes, strict=True):
        agreed = _agree(found)
        for (start, lost), put in zip(gap.lost, agreed or (), strict=bool(agreed)):
            if put == lost or (put.isascii() and LOST not in lost):
                continue  # straight quotes are a house style: they tell what was lost, but overrule no rule
            done += [body[at:start], put]
            length += start - at
            pieces.append(Piece(length, lost, put))
            donor_ids |= set().union(*found.values())
            length += len(put)
            at = start + len(lost)
    return Restored("".join(done) + body[at:], pieces, sorted(donor_ids))


def take_back(body: str, pieces: Iterable[Piece]) -> str:
    """The text as it was before `pieces` were put in."""
    done, at = [], 0
    for piece in pieces:
        done += [body[at : piece.at], piece.lost]
        at = piece.at + len(piece.put)
    return "".join(done) + body[at:]


def _find_gaps(text: _Text, lost: re.Pattern[str]) -> list[_Gap]:
    found: dict[int, list[tuple[int, str]]] = {}
    for count, match in enumerate(lost.finditer(text.body)):
        if count == MOST:
            return []
        found.setdefault(bisect_left(text.places, match.start()), []).append((match.start(), match.group()))
    total = len(text.places)
    if total < CONTEXT:
        return []
    gaps = []
    for number, places in found.items():
        start, end = text.gap(number)
        # One place alone may stand for fewer characters than were lost: with two, a match could be had in many ways.
        if end - start > LONGEST or sum(len(lost) > 1 for _, lost in places) > 1:
            continue
        first = max(0, min(number - CONTEXT // 2, total - CONTEXT))
        fits = _fitting(text.body, start, end, places)
        # Where this text begins or ends, another may go on.
        before, after = "" if number else r"(?:.*\s)?", "" if number < total else r"(?:\s.*)?"
        pattern = re.compile(before + fits + after, re.DOTALL)
        gaps.append(_Gap(text.solid[first : first + CONTEXT], number - first, places, pattern))
    return gaps


def _fitting(body: str, start: int, end: int, places: list[tuple[int, str]]) -> str:
    """A pattern for what stands there: the same marks, whatever their style, and a group for each place."""
    done = []
    for at, lost in places:
        done += [_alike(body[start:at]), _ANSWER % len(lost)]
        start = at + len(lost)
    return "".join(done) + _alike(body[start:end])


def _alike(marks: str) -> str:
    styles = (_SINGLE, _DOUBLE, _DASHES)
    return "".join(
        r"\s+" if mark.isspace() else next((f"[{style}]" for style in styles if mark in style), re.escape(mark))
        for mark in re.sub(r"\s+", " ", marks)
    )


def _answers(gap: _Gap, donor: _Text) -> set[tuple[str, ...]]:
    """What the donor has in this place, wherever its letters are the same."""
    found: set[tuple[str, ...]] = set()
    at = donor.solid.find(gap.key)
    for _ in range(PLACES):
        if at < 0:
            return found
        start, end = donor.gap(at + gap.shift)
        if end - start <= LONGEST and (match := gap.fits.fullmatch(donor.body, start, end)):
            found.add(match.groups())
        at = donor.solid.find(gap.key, at + 1)
    return found if at < 0 else set()


def _agree(votes: Iterable[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The one answer, of which straight quotes are another spelling; None where there are two, or none."""
    votes = set(votes)
    typographic = {vote for vote in votes if not "".join(vote).isascii()}
    folded = {tuple(part.translate(_FOLDED) for part in vote) for vote in votes}
    answers = typographic or votes
    return next(iter(answers)) if len(folded) == len(answers) == 1 else None
