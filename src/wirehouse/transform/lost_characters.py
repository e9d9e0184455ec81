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
from wirehouse.transform.listed_words import CLITICS, LOST, find_listed
from wirehouse.transform.text import append_code

_TABLES = load("lost_characters")
_ELIDED = frozenset(_TABLES["elided"])
_SMALL_WORDS = frozenset(_TABLES["small_words"])
_VOWELS = "aeiouhyéèêàâîôû"
_FRESH = (*".:,;?!”", "")  # before a quotation that is inside no other: a sentence's end, a comma, nothing
_OPENERS = "([{—–“‘\"'"
_WORD_BEFORE, _WORD_AFTER = re.compile(r"[^\W\d_]*$"), re.compile(r"[^\W\d_]*")
_WORD = re.compile(rf"(?:[^\W\d_]|{LOST})+")
_OPENING = re.compile(rf"(?<!\S){LOST}(?=[^\W\d])")  # where a quotation began
_LAST_LETTER, _GOES_ON = re.compile(rf"[^\W\d_]*[^\W\d_sS]{LOST}"), re.compile(r",? [a-z]")
_RUN = re.compile(f"{LOST}+")
_ENDING = (
    r"(?:e?[sd]|e|ing|ations?|ites?|able|ers?)?(?![^\W\d_])"  # of a spelling: `mom` is no moment, `color` no Colorado
)
_MOSTLY = 10  # double quotes that came through for each quotation that lost its own
_FEW_LETTERS = 6  # names have them in English, too
_DECADE = re.compile(r"\d\ds\b")
_NO_SUM = re.compile(r"\d+(?:-[a-z]|st\b|nd\b|rd\b|th\b)")  # `18-carat`, `4th`
_REACH = 40  # characters to either side that a rule may look at
_CONTEXT = 20  # of a note
_MOST = 2_000  # lost characters of a text; with more it is no prose, and each that is put back has a note


class Style(NamedTuple):
    """How a writer sets what was lost: the dash between spaces, and whether double quotes came through."""

    spaced_dash: str = "—"
    has_double: bool = False


_UNTOLD = Style()


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
    if _has_accents(whole):  # there what stands around a loss tells nothing
        return paragraphs, title, notes
    style = _style(whole)
    restored = [restore_text(text, notes, style) for text in paragraphs]
    return restored, title and restore_text(title, notes, style), notes


def _has_accents(text: str) -> bool:
    """Whether a text is written with accents: some letters that no rule for English explains, a quarter of the losses.

    They stand within a word, or last in one that goes on in small letters with no quotation open (`la citt� era`).
    """
    letters, is_open = 0, False
    for match in _WORD.finditer(text):
        word = match.group()
        is_last = bool(_LAST_LETTER.fullmatch(word)) and not is_open
        is_open = (is_open or (word[0] == LOST and len(word) > 1)) and word[-1] != LOST
        if LOST not in word or find_listed(word, ""):
            continue
        inner = word.strip(LOST)
        for place in re.finditer(rf"(?<!{LOST}){LOST}(?!{LOST})", inner):
            left, right = (
                inner[max(0, place.start() - _REACH) : place.start()],
                inner[place.end() : place.end() + _REACH],
            )
            letters += not _inside(left, right)[0]
        letters += is_last and bool(_GOES_ON.match(text, match.end()))
    return letters >= _FEW_LETTERS and 4 * letters > text.count(LOST)


def _spellings(country: str) -> re.Pattern[str]:
    words = (re.escape(word) + (_ENDING if word[-1].isalpha() else "") for word in _TABLES[country])
    return re.compile(rf"\b(?i:{'|'.join(words)})")


_BRITISH, _AMERICAN = _spellings("british"), _spellings("american")


def _style(text: str) -> Style:
    """How the writer sets what was lost, as far as what is left tells it."""
    has_double = sum(map(text.count, '"“”')) > _MOSTLY * len(_OPENING.findall(text))
    # Of a spaced dash the country tells most: British news sets a short one, American news a long one.
    is_british = len(_BRITISH.findall(text)) > len(_AMERICAN.findall(text))
    return Style("–" if is_british else "—", has_double)


def restore_text(text: str, notes: list[Note] | None = None, style: Style = _UNTOLD) -> str:
    """One paragraph with what can be put back; what was put back is added to `notes`.

    Not to be called again on what it gives: what is put back would speak for what was left. (`restore_lost` is not
    misled: it leaves texts alone that have any of these characters.)
    """
    if LOST not in text:
        return text
    text = _WORD.sub(lambda word: _restore_word(word, notes), text)
    done: list[str] = []
    opened: list[str] = []
    at, behind = 0, ""
    for match in re.finditer(LOST, text):
        between = text[at : match.start()]
        at = match.end()
        left, right = (behind + between)[-_REACH:], text[at : at + _REACH]
        rule, character = _explain(left, right, opened, style)
        behind = left + character
        done += [between, character]
        if character != LOST and notes is not None:
            notes.append(_note(rule, left, LOST, character, right))
    return "".join(done) + text[at:]


def _note(rule: str, left: str, lost: str, put: str, right: str) -> Note:
    left, right = left[-_CONTEXT:], right[:_CONTEXT]
    return Note(rule, _CONFIDENCE[rule], left + lost + right, left + put + right)


def _restore_word(match: re.Match[str], notes: list[Note] | None) -> str:
    """A word that is listed with its letters back; what else was lost around it, a quote or an apostrophe, is left."""
    printed, text = match.group(), match.string
    before = text[max(0, match.start() - _REACH) : match.start()]
    listed = find_listed(printed, before) if LOST in printed else None
    if listed is None:
        return printed
    first, own, last = printed[: listed.start], printed[listed.start : listed.end], printed[listed.end :]
    if notes is not None:
        after = last + text[match.end() : match.end() + _CONTEXT]
        notes.append(_note("listed_word", before + first, own, listed.word, after))
    return first + listed.word + last


def _explain(left: str, right: str, opened: list[str], style: Style) -> tuple[str, str]:
    """The rule and the character for one lost place; U+FFFD where none explains it. `opened` are the open quotes."""
    before, after = left[-1:] or " ", right[:1] or " "
    if before.isalnum() and after.isalnum():
        return _inside(left, right)
    if before.isspace() and after.isspace():
        return "spaced_dash", style.spaced_dash
    if before in "”’" and after.isalnum():
        return "joined_words", "—"
    if before in ":," and after.isupper() and not opened:
        before, left = " ", left + " "
    if (before.isspace() or before in _OPENERS) and not after.isspace():
        return _before_a_word(left, right, opened, style)
    return _behind_a_word(left, right, opened)


def _inside(left: str, right: str) -> tuple[str, str]:
    """Between two letters or digits: an apostrophe, a dash between numbers or words."""
    if left[-1].isdigit() and right[0].isdigit():
        return "number_range", "–"
    start, end = _found(_WORD_BEFORE.search(left)), _found(_WORD_AFTER.match(right))
    if end.lower() in CLITICS or (left[-1].isdigit() and end == "s"):
        return "clitic", "’"
    if start.lower() in _ELIDED and (start in ("O", "D") or end[:1].isupper() or end[:1].lower() in _VOWELS):
        return "elision", "’"
    # An apostrophe leaves a stump on one side; and in a name a letter is likelier than a dash.
    is_name = not start.islower() or not end.islower()
    parts_name = start in _SMALL_WORDS or (len(end) > 2 and end in _SMALL_WORDS)  # `Juli�an`, `Hawai�i`
    if _is_word(start) and _is_word(end) and (parts_name or not is_name):
        return "joined_words", "—"
    if len(start) > 2 and start[1:].islower() and len(end) > 1 and end[0].isupper() and end[1:].islower():
        return "joined_words", "—"  # within a word no letter is a capital
    return "", LOST


def _before_a_word(left: str, right: str, opened: list[str], style: Style) -> tuple[str, str]:
    """After white space or an opening mark: a quote that opens, a sign of money, an apostrophe for what is left out."""
    if not right.strip(LOST)[:1].strip():  # lost characters with nothing but space around them: an emoji, a bullet
        return "", LOST
    if right[0].isdigit() and not _NO_SUM.match(right):
        return ("decade", "’") if _DECADE.match(right) else ("money", "£")
    if left.rstrip()[-1:] in _FRESH:
        opened.clear()  # what was left open before ended unmarked
    single = style.has_double or "”" in opened
    opened.append("’" if single else "”")
    return ("inner_quote", "‘") if single else ("opening_quote", "“")


def _behind_a_word(left: str, right: str, opened: list[str]) -> tuple[str, str]:
    """Before white space or a mark: the end of a quotation, a plural's genitive, a sentence that is broken off."""
    before = left[-1:]
    if right[:1] == LOST and (found := _first_of_two(before, right[1:2], opened)):
        return found
    is_genitive = before in "sS" and right[:1].isspace() and right[1:2].isalpha()
    later = right.find(LOST)
    if opened and not (is_genitive and opened[-1] == "’" and later >= 0):
        return "closing_quote", opened.pop()
    if before in ".,!?…;":
        return "closing_quote", "”"
    if is_genitive:
        return "genitive", "’"
    if before.isalpha() and not right.strip():
        return "ellipsis", "…"
    return "", LOST


def _first_of_two(before: str, after: str, opened: list[str]) -> tuple[str, str] | None:
    """The first of two that were lost behind each other; None where nothing tells it."""
    if before.isalnum() and after.isalpha() and not opened:
        return "joined_words", "—"  # and then a quotation begins
    if after.isalnum() or after == LOST or not opened:
        return None
    if before.isalpha():
        return "ellipsis", "…"
    opened[:] = ["”"]  # a quotation in another one ends with it
    return "closing_quote", "’"


def _is_word(part: str) -> bool:
    return len(part) > 3 or part.lower() in _SMALL_WORDS


def _found(match: re.Match[str] | None) -> str:
    return match.group() if match else ""
