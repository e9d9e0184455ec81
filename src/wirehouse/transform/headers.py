"""The header lines some files begin with: ` date 2023-09-15 `, `Title: …`, a block of them, front matter.

Only known names count (`data/header_names.json`), and a name without a colon only before a written date:
`Date palms grow …` is text.
"""

import re

import polars as pl

from wirehouse.transform.data import load
from wirehouse.transform.text import only_where

_FIELDS: dict[str, str] = load("header_names")
_COLUMNS = {
    "date": "header_date_raw",
    "updated": "header_updated_raw",
    "title": "header_title",
    "authors": "header_authors_raw",
    "url": "header_url",
    "publisher": "header_publisher",
    "language": "header_language",
    "id": "header_id",
}
HEADER_COLUMNS = tuple(_COLUMNS.values())
"""The nullable string columns that a reader gives its records, from a header or from fields of its own."""

_DATED = ("date", "updated")

# The first three letters tell a month from another word well enough here, and make a small expression.
_MONTH = "(?:" + "|".join(sorted({re.escape(name[:3]) for name in load("date_words")["months"]})) + r")\p{L}*"
_WEEKDAY = r"(?:\p{L}{2,12}[,.]\s*|(?:mon|tues|wednes|thurs|fri|satur|sun)day\s+)?"
# What must follow a name that has no colon: a whole written date, and little else on the line.
_DAY_FIRST = rf"\d\d?[-/.\s]+(?:de\s+)?(?:\d\d?|{_MONTH}\b)"
_DATE_START = rf"{_WEEKDAY}(?:\d{{4}}[-/.]?\d\d?[-/.]?\d\d?\b|{_DAY_FIRST}|{_MONTH}\.?\s*\d)"
_LONGEST_DATE = 48  # `Wednesday, September 27, 2023 at 10:04:33 AM GMT+05:30` is 52 with its weekday
_LONGEST_BLOCK = 8_000  # characters of a text in which a header is looked for


def _names(field: str) -> str:
    """The names of a field as an alternation, the longest first."""
    names = sorted((name for name, of in _FIELDS.items() if of == field), key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"[ \t_-]") for name in names)


def _line(field: str) -> str:
    """A header line of the field, its value in the first group."""
    value = r"(?:[ \t]*[:：=]|\t)[ \t]*([^\n]*)"
    if field not in _DATED:
        return rf"[ \t]*(?:{_names(field)}){value}"
    bare = rf"[ \t]+({_DATE_START}[^\n]{{0,{_LONGEST_DATE}}})"
    return rf"[ \t]*(?:{_names(field)})(?:{value}|{bare})"


_LINES = {field: _line(field) for field in _COLUMNS}
_ANY_LINE = "|".join(
    line.replace("([^", "(?:[^").replace(f"({_DATE_START}", f"(?:{_DATE_START}") for line in _LINES.values()
)
_FRONT_MATTER = r"---[ \t]*\n(?:[ \t]*[\w.-]+[ \t]*:[^\n]*\n|[ \t]+[^\n]*\n|-[ \t][^\n]*\n)+---[ \t]*(?:\n|\z)"
_BLOCK = rf"(?i)\A(?:[ \t]*\n)*(?:{_FRONT_MATTER}|(?:(?:[ \t]*\n)?(?:{_ANY_LINE})[ \t]*(?:\n|\z))+)"
# A header ends at a blank line, unless it is front matter, or three lines or more with one between each two of them, or
# two of which the first is the title: a day among them, and none a sentence, for `Source: …`, `By: …` and `Link: …`
# begin paragraphs of prose as well.
_DOUBLE_SPACED = (
    r"\A(?:[ \t]*\n)*(?:(?:[^\n]*\S[^\n]*\n[ \t]*\n){2,}"
    rf"|[ \t]*(?i:{_names('title')})[ \t]*[:：=\t][^\n]*\n[ \t]*\n)[^\n]*\n?\z"
)
_HAS_DAY = rf"(?im)^[ \t]*(?:{_names('date')})[ \t]*[:：=\t][^\n]*\d"
_HAS_SENTENCE = r"(?m)\p{Ll}{4}[.!?][ \t]*$"
_IS_FRONT_MATTER = r"\A\s*---"
_FIRST_LINES = r"\A((?:[ \t]*\n)*(?:[^\n]*\S[^\n]*(?:\n|\z))+)"
# Most headers are one line; only the others are searched for every field.
_ONLY_DATE = r"(?i)\A\s*date[ \t:]+([^\s:][^\n]*)\n?\z"
# A cheap first look: the first word tells most files that have no header.
_FIRST_WORDS = "|".join(_names(field) for field in _COLUMNS)
_MAY_BEGIN = rf"(?i)\A(?:[ \t]*\n)*(?:---[ \t]*\n|[ \t]*(?:{_FIRST_WORDS})[ \t]*[:：=\s])"
_MAY_BEGIN_PYTHON = re.compile(_MAY_BEGIN)


def may_begin_header(head: str) -> bool:
    """Whether a text's beginning may be a header: a cheap look at its first word, for choosing a reader."""
    return _MAY_BEGIN_PYTHON.search(head.lstrip("\ufeff").replace("\r", "\n")) is not None


def without_header(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the `header_*` columns, all null, to texts that have no header."""
    return frame.with_columns(pl.lit(None, pl.String).alias(column) for column in HEADER_COLUMNS)


def split_header(frame: pl.DataFrame) -> pl.DataFrame:
    """Add a `header_*` column for each known field and take the header off `content`."""
    content = pl.col("content")
    may_begin = frame["content"].str.contains(_MAY_BEGIN)
    if not may_begin.any():
        return without_header(frame)
    head = only_where(content, pl.lit(may_begin)).str.slice(0, _LONGEST_BLOCK)
    found = pl.col("__header")
    frame = frame.with_columns(head.str.extract(f"({_BLOCK})").alias("__header"))
    is_spaced = found.str.contains(_DOUBLE_SPACED) & found.str.contains(_HAS_DAY) & ~found.str.contains(_HAS_SENTENCE)
    is_whole = is_spaced | found.str.contains(_IS_FRONT_MATTER)
    frame = frame.with_columns(__header=pl.when(is_whole).then(found).otherwise(found.str.extract(_FIRST_LINES)))
    only_date = found.str.contains(_ONLY_DATE)
    rich = frame.select(pl.when(~only_date).then(found)).to_series()
    has_rich = rich.null_count() < len(rich)  # else the patterns of the fields need not be compiled
    columns = {
        column: _value(pl.lit(rich), field) if has_rich else pl.lit(None, pl.String)
        for field, column in _COLUMNS.items()
    }
    date = pl.coalesce(
        pl.when(only_date).then(found.str.extract(_ONLY_DATE).str.strip_chars()), columns["header_date_raw"]
    )
    return frame.with_columns(
        **columns | {"header_date_raw": pl.when(date != "").then(date)},
        content=pl.when(found.is_not_null())
        .then(content.str.strip_prefix(found.fill_null("")).str.replace(r"\A(?:[ \t]*\n)+", ""))
        .otherwise(content),
    ).drop("__header")


def _value(block: pl.Expr, field: str) -> pl.Expr:
    """The first value that the block gives the field, without quotes around it; null where there is none."""
    groups = block.str.extract_groups(rf"(?im)^{_LINES[field]}$")
    first = pl.coalesce(*(groups.struct.field(str(number)) for number in (1, 2)[: 2 if field in _DATED else 1]))
    value = first.str.strip_chars().str.replace(r'^"(.*)"$|^\'(.*)\'$', "$1$2").str.strip_chars()
    return pl.when(value != "").then(value)
