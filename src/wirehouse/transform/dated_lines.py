"""Lines of a text that say when it was published or updated: `Published: 14 Sept 2023, 10:04 IST | Updated: …`.

They stand among the first lines of a text or the last, and hold a label, a written date and nothing else; such a line
is no part of the story and is taken out of it. A line whose date cannot be read, or that goes on in words, is text.
Without a label, a line that is a whole date counts above the text, where it is one of two at most: lists have more.
"""

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Any, NamedTuple

import polars as pl

from wirehouse.transform.data import load
from wirehouse.transform.dates import MONTHS, parse_written_date

_WORDS: dict[str, Any] = load("date_words")
_LABELS: dict[str, list[str]] = {kind: _WORDS[f"{kind}_labels"] for kind in ("published", "updated")}
_ALL = [label for labels in _LABELS.values() for label in labels]

# At the start of a line, in the four ways to use capitals: a newline is rare, so that this costs 0.3 ms a MB.
_FORMS = {form for label in _ALL for form in (label, label.capitalize(), label.title(), label.upper())}
_SCREEN = sorted(f"\n{indent}{form}" for form in _FORMS for indent in ("", " "))

# A short line with a year in it; without `\b`, which would take four times as long.
_BARE_SCREEN = r"\n[^\n]{0,40}(?:19|20)[0-9][0-9][^\n]{0,40}\n"
_ABOVE, _LONGEST_ABOVE = 4, 160  # lines above the text that are looked at, and the characters of each
_LONGEST_BARE = 60
_MOST_BARE = 2

_HEAD, _TAIL = 1_500, 400  # characters in which such a line is looked for
_LONGEST_LINE = 140


def _any_of(labels: list[str]) -> str:
    return "(?:" + "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True)) + r")(?!\w)"


_LINE = re.compile(rf"^ ?(?={_any_of(_ALL)})(?=[^\n]*\d)[^\n]{{6,{_LONGEST_LINE}}}$", re.IGNORECASE | re.MULTILINE)
_VALUE = {
    kind: re.compile(rf"{_any_of(labels)}[\s:：–—-]*(.*?)\W*(?:[|•·]|{_any_of(_ALL)}|$)", re.IGNORECASE)
    for kind, labels in _LABELS.items()
}
# What may stand beside the date: words of its own, and one that is none of them (a weekday in another language).
_OWN_WORDS = {*MONTHS, *_WORDS["weekdays"], *_WORDS["regional_zones"], *_WORDS["words_beside_a_date"]}
_WORD = re.compile(r"[^\W\d_]{3,}")
_STRANGE_WORDS = 1
_AUTHOR = re.compile(r"\s+by(?:\s+[A-Z][\w.'’-]*){2,4}$")  # `Posted on 14 May 2024 by Ada Quill`: left for the bylines
_PLACE = re.compile(r"\s[-–—]\s[A-Z][A-Z ,.]+$")  # `… 10:04 am IST - NEW DELHI`


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class _Found(NamedTuple):
    row: int
    start: int  # of the line in its text
    line: str
    published: str | None
    updated: str | None


def split_dated_lines(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `text_date_raw`, `text_updated_raw` and `dated_lines` (as printed), null where there are none.

    In: `content`; out: the same without those lines. Of several, the first of each kind counts.
    """
    content = pl.col("content")
    first_line = pl.lit("\n") + content.str.slice(0, _LONGEST_LINE)
    picked = frame.select(
        pl.int_range(pl.len()).alias("row"),
        "content",
        labelled=content.str.contains_any(_SCREEN) | first_line.str.contains_any(_SCREEN),
        bare=(pl.lit("\n") + content.str.slice(0, _ABOVE * _LONGEST_ABOVE)).str.contains(_BARE_SCREEN),
    ).filter(pl.col("labelled") | pl.col("bare"))
    found: list[_Found] = []
    for row, text, labelled, bare in picked.iter_rows():
        found += (_find(row, text) if labelled else []) or (_find_bare(row, text) if bare else [])
    return _take_out(frame, _believed(found))


def _find(row: int, text: str) -> list[_Found]:
    """The lines of one picked text that begin with a label and hold a digit, and what stands behind their labels."""
    parts = (0, _HEAD), (max(_HEAD, len(text) - _TAIL), len(text))
    lines = [
        (match.start(), _AUTHOR.sub("", match.group()))
        for start, end in parts
        for match in _LINE.finditer(text, start, end + _LONGEST_LINE)
        if match.start() < end
    ]
    return [
        _Found(row, start, line, *(_value(line, kind) for kind in _LABELS))
        for start, line in lines
        if _is_metadata(line, _STRANGE_WORDS)
    ]


def _find_bare(row: int, text: str) -> list[_Found]:
    """The first line above the text that is a whole date and nothing else, if a blank line parts it from something."""
    above = [line for line in text[: _ABOVE * _LONGEST_ABOVE].split("\n") if line.strip()][:_ABOVE]
    above = list(takewhile(lambda line: len(line) <= _LONGEST_ABOVE, above))
    line = next(filter(_is_bare, above), None)
    if line is None or text.strip() == line.strip() or sum(map(_is_bare, text.split("\n"))) > _MOST_BARE:
        return []
    start = text.index(line)
    is_apart = not text[:start].strip() or text[:start].endswith("\n\n") or text.startswith("\n\n", start + len(line))
    return [_Found(row, start, line, line.strip(), None)] if is_apart else []


def _is_bare(line: str) -> bool:
    if len(line) > _LONGEST_BARE or not _YEAR.search(line) or line.endswith("."):
        return False
    before = re.split(r"\d", line, maxsplit=1)[0]  # no zone stands there
    return _is_metadata(line, 0) and _is_metadata(before.lower(), 0)


def _value(line: str, kind: str) -> str | None:
    match = _VALUE[kind].search(line)
    return match[1] if match and any(letter.isdigit() for letter in match[1]) else None


def _is_metadata(line: str, strange_words: int) -> bool:
    rest = re.sub(_any_of(_ALL), " ", _PLACE.sub("", line), flags=re.IGNORECASE)
    words = [word.casefold() for word in _WORD.findall(rest) if not (word.isupper() and len(word) <= 5)]
    return sum(word not in _OWN_WORDS for word in words) <= strange_words


def _believed(found: list[_Found]) -> pl.DataFrame:
    """One row for each text: its first readable values, and the lines to take out."""
    schema = {"row": pl.Int64, "start": pl.Int64, "line": pl.String, "published": pl.String, "updated": pl.String}
    frame = pl.DataFrame(found, schema=schema, orient="row")
    kinds = list(_LABELS)
    is_read = [parse_written_date(pl.col(kind)).struct.field("ok") for kind in kinds]
    frame = frame.with_columns(pl.when(ok).then(kind).alias(kind) for ok, kind in zip(is_read, kinds, strict=True))
    return (
        frame.filter(pl.any_horizontal(pl.col(kinds).is_not_null()))
        .group_by("row", maintain_order=True)
        .agg(pl.col(kinds).drop_nulls().first(), pl.col("start", "line"))
    )


def _take_out(frame: pl.DataFrame, believed: pl.DataFrame) -> pl.DataFrame:
    columns = {"published": "text_date_raw", "updated": "text_updated_raw", "line": "dated_lines"}
    if believed.is_empty():
        return frame.with_columns(
            text_date_raw=pl.lit(None, pl.String),
            text_updated_raw=pl.lit(None, pl.String),
            dated_lines=pl.lit(None, pl.List(pl.String)),
        )
    texts = frame["content"].gather(believed["row"])
    lines = zip(texts, believed["start"].to_list(), believed["line"].to_list(), strict=True)
    shorter = [_without(text, zip(starts, printed, strict=True)) for text, starts, printed in lines]
    changed = believed.drop("start").rename(columns).with_columns(pl.Series("__shorter", shorter, pl.String))
    joined = (
        frame.with_row_index("row").cast({"row": pl.Int64}).join(changed, on="row", how="left", maintain_order="left")
    )
    return joined.with_columns(content=pl.coalesce("__shorter", "content")).drop("row", "__shorter")


def _without(text: str, lines: Iterable[tuple[int, str]]) -> str:
    for start, line in sorted(lines, reverse=True):
        text = text[:start] + text[start + len(line) :]
    return text
