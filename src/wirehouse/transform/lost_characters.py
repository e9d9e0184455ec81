"""Characters that became U+FFFD when cp1252 was read as UTF-8: put back where their neighbors tell which they were.

What was lost is nearly always a quote, an apostrophe or a dash, and where it stands tells which: `It�s`, `�Yes,� he
said`, `1990�91`, `�100m`. The other copy of a text that stands twice comes first (`weave`), the credit's dash is the
credit's affair. Left alone are a text in which any character beyond ASCII came through, for it was damaged in another
way, and one that lost letters by the dozen: in French each é would be taken for an apostrophe or a quote. What no rule
explains (`Holkov�`) stays lost, and is counted in `replacement_char_count`.

Row by row: only for the texts in which a vectorised look finds U+FFFD.
"""

import re
from typing import NamedTuple

import polars as pl

from wirehouse.transform.data import load
from wirehouse.transform.text import append_code

LOST = "\ufffd"
_TABLES = load("lost_characters")
_CLITICS = frozenset(_TABLES["clitics"])
_ELIDED = frozenset(_TABLES["elided"])
_ACCENTED: dict[str, str] = {
    "".join(LOST if ord(letter) > 127 else letter for letter in word): word for word in _TABLES["accented_words"]
}
_SMALL_WORDS = frozenset(_TABLES["small_words"])
_VOWELS = "aeiouhyéèêàâîôû"
_FRESH = (*".:,;?!”", "")  # before a quotation that is inside no other: a sentence's end, a comma, nothing
_OPENERS = "([{—–“‘\"'"
_WORD_BEFORE, _WORD_AFTER = re.compile(r"[^\W\d_]*$"), re.compile(r"[^\W\d_]*")
_WORD = re.compile(rf"[^\W\d_]*(?:{LOST}[^\W\d_]*)+")
_OPENING = re.compile(rf"(?<!\S){LOST}(?=[^\W\d])")  # where a quotation began
_LOST_LETTER = re.compile(rf"(?<=[^\W\d_]){LOST}+(?=[^\W\d_])")  # that no rule explains
_RUN = re.compile(f"{LOST}+")
_FEW_LETTERS = 6  # names have them in English, too
_DECADE = re.compile(r"\d\ds\b")
_REACH = 40  # characters to either side that a rule may look at
_CONTEXT = 20  # of a note
_MOST = 2_000  # lost characters of a text; with more it is no prose, and each that is put back has a note


class Note(NamedTuple):
    """A character put back: the rule, how sure it is, and the text around it before and after."""

    rule: str
    confidence: float
    before: str
    after: str


# rule -> confidence, from web news of 2014 whose 13,400 typographic characters were lost on purpose
_CONFIDENCE: dict[str, float] = _TABLES["confidence"]


def restore_lost(frame: pl.DataFrame) -> pl.DataFrame:
    """Put lost characters back in `paragraphs` and `title`; adds `lost_notes`, and a code to `repairs`."""
    joined = pl.col("paragraphs").list.join("\n")
    hit = frame.select(
        joined.str.contains(LOST, literal=True).fill_null(value=False)
        | pl.col("title").str.contains(LOST, literal=True).fill_null(value=False)
    ).to_series()
    rows = hit.arg_true()
    found = [
        (row, *_restore_row(paragraphs, title))
        for row, paragraphs, title in zip(
            rows, frame["paragraphs"].gather(rows).to_list(), frame["title"].gather(rows), strict=True
        )
    ]
    note = pl.Struct({"rule": pl.String, "confidence": pl.Float64, "before": pl.String, "after": pl.String})
    patch = pl.DataFrame(
        [(row, paragraphs, title, [one._asdict() for one in notes]) for row, paragraphs, title, notes in found],
        schema={"__row": pl.UInt32, "__p": pl.List(pl.String), "__t": pl.String, "lost_notes": pl.List(note)},
        orient="row",
    )
    frame = frame.with_row_index("__row").join(patch, on="__row", how="left", maintain_order="left")
    return frame.with_columns(
        append_code(pl.col("lost_notes").list.len() > 0, "guessed_characters"),
        paragraphs=pl.coalesce("__p", "paragraphs"),
        title=pl.coalesce("__t", "title"),
        lost_notes=pl.col("lost_notes").fill_null(pl.lit([], dtype=pl.List(note))),
    ).drop("__row", "__p", "__t")


def _restore_row(paragraphs: list[str], title: str | None) -> tuple[list[str], str | None, list[Note]]:
    restored = _restore_characters(*_by_character(paragraphs, title))
    return restored if restored[2] else (paragraphs, title, [])


def _by_character(paragraphs: list[str], title: str | None) -> tuple[list[str], str | None]:
    """One U+FFFD a character where UTF-8 was read as ASCII: that has one a byte, three for a quote or a dash."""
    runs = {len(run) for text in (*paragraphs, title or "") for run in _RUN.findall(text)}
    if 3 not in runs or not runs <= {2, 3}:
        return paragraphs, title
    return [_RUN.sub(LOST, text) for text in paragraphs], title and _RUN.sub(LOST, title)


def _restore_characters(paragraphs: list[str], title: str | None) -> tuple[list[str], str | None, list[Note]]:
    notes: list[Note] = []
    whole = "\n".join([*paragraphs, title or ""])
    # Read as UTF-8, cp1252 loses all beyond ASCII: where some of it is left something else did it.
    if not whole.replace(LOST, "").isascii() or whole.count(LOST) > _MOST:
        return paragraphs, title, notes
    has_double = sum(map(whole.count, '"“”')) > 2 * len(_OPENING.findall(whole))
    restored = [restore_text(text, notes, has_double=has_double) for text in paragraphs]
    letters = sum(len(_LOST_LETTER.findall(text)) for text in restored)
    if letters >= _FEW_LETTERS and 4 * letters > whole.count(LOST):
        return paragraphs, title, []  # written with accents: there what stands around a loss tells nothing
    return restored, title and restore_text(title, notes, has_double=has_double), notes


def restore_text(text: str, notes: list[Note] | None = None, *, has_double: bool = False) -> str:
    """One paragraph with what can be put back. `has_double`: double quotes came through, so those lost are single.

    Total, idempotent; what was put back is added to `notes`.
    """
    if LOST not in text:
        return text
    done: list[str] = []
    opened: list[str] = []
    at, behind = 0, ""
    for match in re.finditer(LOST, text):
        between = text[at : match.start()]
        at = match.end()
        left, right = (behind + between)[-_REACH:], text[at : at + _REACH]
        rule, character = _explain(left, right, opened, has_double=has_double)
        behind = left + character
        done += [between, character]
        if character != LOST and notes is not None:
            around = left[-_CONTEXT:], right[:_CONTEXT]
            notes.append(Note(rule, _CONFIDENCE[rule], around[0] + LOST + around[1], around[0] + character + around[1]))
    return "".join(done) + text[at:]


def _explain(left: str, right: str, opened: list[str], *, has_double: bool) -> tuple[str, str]:
    """The rule and the character for one lost place; U+FFFD where none explains it. `opened` are the open quotes."""
    before, after = left[-1:] or " ", right[:1] or " "
    if before.isalnum() and after.isalnum():
        return _inside(left, right)
    if before.isspace() and after.isspace():
        return "spaced_dash", "—"
    if (before.isspace() or before in _OPENERS) and not after.isspace():
        return _before_a_word(left, right, opened, has_double=has_double)
    return _behind_a_word(left, right, opened)


def _inside(left: str, right: str) -> tuple[str, str]:
    """Between two letters or digits: an apostrophe, a letter of a word that is listed, a dash between numbers."""
    if left[-1].isdigit() and right[0].isdigit():
        return "number_range", "–"
    start, end = _found(_WORD_BEFORE.search(left)), _found(_WORD_AFTER.match(right))
    if end.lower() in _CLITICS or (left[-1].isdigit() and end == "s"):
        return "clitic", "’"
    accented = _ACCENTED.get((start + LOST + end).lower())
    if accented:
        letter = accented[len(start)]
        return "listed_word", letter.upper() if (start + end).isupper() else letter
    if start.lower() in _ELIDED and (start in ("O", "D") or end[:1].isupper() or end[:1].lower() in _VOWELS):
        return "elision", "’"
    # An apostrophe leaves a stump on one side; and in a name a letter is likelier than a dash.
    if len(start) > 3 and start.islower() and (len(end) > 3 or end.lower() in _SMALL_WORDS):
        return "joined_words", "—"
    return "", LOST


def _before_a_word(left: str, right: str, opened: list[str], *, has_double: bool) -> tuple[str, str]:
    """After white space or an opening mark: a quote that opens, a sign of money, an apostrophe for what is left out."""
    if not right.strip(LOST)[:1].strip():  # lost characters with nothing but space around them: an emoji, a bullet
        return "", LOST
    if right[0].isdigit():
        return ("decade", "’") if _DECADE.match(right) else ("money", "£")
    accented = _ACCENTED.get((LOST + _found(_WORD_AFTER.match(right))).lower())
    if accented:
        return "listed_word", accented[0].upper()
    if left.rstrip()[-1:] in _FRESH:
        opened.clear()  # what was left open before ended unmarked
    single = has_double or "”" in opened
    opened.append("’" if single else "”")
    return ("inner_quote", "‘") if single else ("opening_quote", "“")


def _behind_a_word(left: str, right: str, opened: list[str]) -> tuple[str, str]:
    """Before white space or a mark: the end of a quotation, of a listed word, or of a plural's genitive."""
    before = left[-1:]
    accented = _ACCENTED.get((_found(_WORD_BEFORE.search(left)) + LOST).lower())
    if accented:
        return "listed_word", accented[-1]
    is_genitive = before in "sS" and right[:1].isspace() and right[1:2].isalpha()
    later = right.find(LOST)
    if opened and not (is_genitive and opened[-1] == "’" and later >= 0):
        return "closing_quote", opened.pop()
    if before in ".,!?…;":
        return "closing_quote", "”"
    if is_genitive:
        return "genitive", "’"
    return "", LOST


def _found(match: re.Match[str] | None) -> str:
    return match.group() if match else ""
