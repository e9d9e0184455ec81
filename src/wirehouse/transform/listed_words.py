"""Words and names that lost letters beyond ASCII, known by what is left of them: `Jos�`, `r�sum�`, `o�clock`.

The lists are `data/lost_characters.json` (words, and names of the news) and `data/accented_names.json` (names of people
and cities, made by `tools/make_accented_names.py`). In them is nothing that might be a word with a quote, an apostrophe
or a dash beside it: `Tom�s` is Tom's, `�scar` a scar in quotes.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wirehouse.transform.data import load

LOST = "\ufffd"
_TABLES = load("lost_characters")
CLITICS = frozenset(_TABLES["clitics"])
_SENTENCE_ENDS = (*".!?", "")
_AROUND = re.compile(rf"^{LOST}+|{LOST}+$|{LOST}(?:{'|'.join(sorted(CLITICS))}){LOST}*$")


def losing_letters(word: str) -> str:
    """The word with all its letters beyond ASCII lost."""
    return "".join(LOST if ord(letter) > 127 else letter for letter in word)


def _by_rest(words: Iterable[str]) -> dict[str, str]:
    return {losing_letters(word): word for word in words}


_WORDS = _by_rest(_TABLES["accented_words"])
_NAMES = _by_rest(" ".join(load("accented_names")["names"]).split()) | _by_rest(_TABLES["accented_names"])


class Found(NamedTuple):
    """A listed word in what was printed: where it begins and ends there, and how it is written."""

    start: int
    end: int
    word: str


def find_listed(printed: str, before: str) -> Found | None:
    """The listed word that `printed` (letters and U+FFFD) is, but for what was lost around it; None where it is none.

    `before` is the text before it, which tells whether it begins a sentence. The word has the case of what is left.
    """
    is_first = before.rstrip()[-1:] in _SENTENCE_ENDS
    for start, end in _bounds(printed):
        listed = _listed(printed[start:end], is_first=is_first)
        if listed:
            return Found(start, end, listed)
    return None


def _bounds(printed: str) -> Iterator[tuple[int, int]]:
    """Where the word may begin and end if some of what was lost is not its own; the longest first."""
    starts, ends = {0}, {len(printed), len(printed) - printed.endswith(2 * LOST)}
    for around in _AROUND.finditer(printed):
        (starts if around.start() == 0 else ends).add(around.end() if around.start() == 0 else around.start())
    every = ((start, end) for start in sorted(starts) for end in sorted(ends, reverse=True))
    return ((start, end) for start, end in every if LOST in printed[start:end])


def _listed(left: str, *, is_first: bool) -> str | None:
    """The listed word or name of which this is left, in its case; a name begins with a capital, lost or not."""
    word, name = _WORDS.get(left.lower()), _NAMES.get(left.lower())
    if left.isupper() and len(left) > 2:
        return (word or name or "").upper() or None
    if name and (left[0].isupper() or left[0] == LOST) and left[1:] == left[1:].lower():
        return name.capitalize()
    if word and left[0] == LOST:
        return word.capitalize() if is_first else word
    return word and "".join(new if old == LOST else old for old, new in zip(left, word, strict=True))
