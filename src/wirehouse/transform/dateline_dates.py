"""The day that a dateline prints: `Sept 14`, `14 September`, `10 août 2023`, `14/9` -> a date.

A dateline seldom has a year; the one that brings the day nearest to the publication is taken, so that New Year
rolls over in both directions. On 19,043 wire stories the day so found was the header's in 97.2 %, beside it in 2.6 %.
"""

from typing import Any, NamedTuple

import polars as pl

from wirehouse.transform.data import load
from wirehouse.transform.dates import MONTHS, in_ascii
from wirehouse.transform.text import is_caseless, of_different

_WORDS: dict[str, Any] = load("date_words")
_LONG = 6  # letters: no abbreviation, which in another language is a word (`sat`, `led`, `medi`)
_MONTHS: dict[str, int] = {
    name: month for name, month in MONTHS.items() if len(name) >= _LONG or is_caseless(name)
} | _WORDS["months"]
# Hebrew writes `in September` as one word.
_MONTHS |= {f"ב{name}": month for name, month in _MONTHS.items() if "א" <= name[0] <= "ת"}
# `Marchg 12`, `MArc 3`: misprints keep the beginning of the month (5 of 7 in 10,051 datelines).
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BEGINNINGS = {name: _MONTHS[name] for name in _ENGLISH}
# A year of two digits: below 69 it is of this century, as in POSIX.
_CENTURY, _NEW_CENTURY = 100, 69

_LETTER = r"[^\s\d,.;:()\[\]/–—-]"
_NAME = _LETTER + "{3,12}"  # any word: `is_day` says whether it is a month
_MONTH = _LETTER + "{2,12}"  # `मई` is May
_TH = r"(?:st|nd|rd|th|er|º|°|\.)?"
_OF = r"(?:(?:de|of|ga)\s+)?"  # `14 de setembro`, `14 ga Satumba`
_YEAR = r"(?:1[89]|20)\d\d"
_NUMBERS = (
    r"(?:[0-9]{1,2}(?:[./]|\.\s)[0-9]{1,2}(?:[./](?:\s?20[0-9]{2}|(?:[0-9]{2}){0,2}))?"
    r"|[0-9]{1,2}-[0-9]{1,2}-20[0-9]{2}|20[0-9]{2}-[0-9]{2}-[0-9]{2})"
)
"""`14/9`, `14.9.`, `14. 9.`, `14.09.2023`, `14-09-2023`, `2023-09-14`."""
_EAST_ASIAN = r"([0-9]{1,2})\s?[月월]\s?([0-9]{1,2})\s?[日일]"
MONTH_DAY = rf"{_NAME}\.?\s*\d{{1,2}}(?:,?\s+{_YEAR})?"
"""A pattern for a word and a number behind it, perhaps with a year."""

DAY = (
    rf"(?:{_NAME}\.?,?\s+\(?)?(?:{_NUMBERS}|"
    rf"(?:{_NAME}\.?\s*\d[\dOl]?(?:st|nd|rd|th)?(?:[-–]\d{{1,2}})?|(?:\d{{1,2}}[-–])?\d{{1,2}}{_TH}\s*{_OF}{_NAME}\.?)(?:,?\s+(?:de\s+)?{_YEAR})?)"
)
"""A pattern for a word and a number in either order, perhaps with a year behind, or for numbers alone; perhaps with a
weekday before. Instead of the number two days: `Sept 13-14`, `13-14 September`.

It names no month: compiling the list of them into each pattern would be most of the time that a batch takes.
"""


def is_day(printed: pl.Expr) -> pl.Expr:
    """Whether what `DAY` matched is a day and a month, behind a weekday if anything."""
    return of_different(printed, _is_day, pl.Boolean).fill_null(value=False)


def _is_day(printed: pl.Expr) -> pl.Expr:
    lower = pl.lit(_plain(pl.select(printed).to_series()))
    weekday = lower.str.extract(rf"^({_NAME})\.?,?\s+\(?(?:{_NUMBERS}|{_NAME}\.?\s*\d|\d{{1,2}}{_TH}\s*{_OF}{_NAME})")
    is_weekday = weekday.is_null() | weekday.is_in(_WORDS["weekdays"])
    is_date = pl.any_horizontal(
        reading.month.is_between(1, 12) & reading.day.is_between(1, 31) for reading in _readings(lower)
    )
    return (is_date & is_weekday).fill_null(value=False)


def resolve_dateline_date(printed: pl.Expr, published_date: pl.Expr) -> pl.Expr:
    """The date that `printed` (matched by `DAY`) means; null without a publication to take the year from.

    A year in print is believed. A day that does not exist (`Feb 30`) gives null. Of `4/9`, which is read in two ways,
    the day nearer to the publication is meant; without one to tell, none.
    """
    pair = pl.struct(printed.alias("printed"), published_date.alias("published"))
    return pair.map_batches(_resolve, return_dtype=pl.Date)


def _resolve(pairs: pl.Series) -> pl.Series:
    """The dates that the pairs of `printed` and `published` mean, step by step: as one expression it were hundreds."""
    frame = pairs.struct.unnest()
    if frame["printed"].null_count() == len(frame):
        return pl.repeat(None, len(frame), dtype=pl.Date, eager=True)
    frame = frame.with_columns(_plain(frame["printed"]))
    readings = _readings(pl.col("printed"))
    if not frame["printed"].str.contains("/", literal=True).any():
        readings = readings[:1]
    meant = [_nearest(frame.select("published", **one._asdict())) for one in readings]
    frame = frame.select("published", first=meant[0], second=meant[-1])
    published, first, second = pl.col("published"), pl.col("first"), pl.col("second")
    is_unsure = (published.is_null() & (first != second)).fill_null(value=False)
    is_nearer = (_distance(second, published) < _distance(first, published)).fill_null(value=False)
    one = pl.when(is_nearer).then(second).otherwise(pl.coalesce(first, second))
    return frame.select(pl.when(~is_unsure).then(one)).to_series()


def _nearest(frame: pl.DataFrame) -> pl.Series:
    """The date of `year`, `month` and `day`; without a year, in the one that brings it nearest to `published`."""
    published, year, month, day = (pl.col(name) for name in ("published", "year", "month", "day"))
    frame = frame.with_columns(nearest=_date(published.dt.year(), month, day))
    for step in (-1, 1):
        frame = frame.with_columns(other=_date(published.dt.year() + step, month, day))
        is_nearer = _distance(pl.col("other"), published) < _distance(pl.col("nearest"), published)
        frame = frame.with_columns(
            nearest=pl.when(is_nearer.fill_null(pl.col("nearest").is_null())).then("other").otherwise("nearest")
        )
    return frame.select(pl.when(year.is_not_null()).then(_date(year, month, day)).otherwise("nearest")).to_series()


def _plain(printed: pl.Series) -> pl.Series:
    """In lower case; digits of other scripts as ours, months in several words in English; `14 - 9` as `14/9`.

    Most batches are ASCII: for them the table of digits and months is not even compiled.
    """
    lower = printed.str.to_lowercase().str.replace(r"^(\d{1,2})\s?-\s?(\d{1,2})$", "$1/$2")
    if not lower.str.contains(r"[^\x00-\x7f]").any():
        return lower
    return pl.select(in_ascii(pl.lit(lower))).to_series().alias(printed.name)


class _Reading(NamedTuple):
    """What a printed day may mean; null where it does not say."""

    year: pl.Expr
    month: pl.Expr
    day: pl.Expr


def _readings(lower: pl.Expr) -> tuple[_Reading, ...]:
    """Both ways to read a printed day.

    The second is that of numbers with the month first, which Americans write with strokes only (`9/14/2023`).
    """
    lower = lower.str.replace(_EAST_ASIAN, "$2.$1.")
    numbers = lower.str.extract(rf"({_NUMBERS})").str.replace_all(" ", "", literal=True)
    groups = (numbers.str.extract(r"^([0-9]+)[./-]([0-9]+)(?:[./-]([0-9]*))?", group) for group in (1, 2, 3))
    first, second, third = (group.cast(pl.Int32, strict=False) for group in groups)
    is_iso, has_strokes = numbers.str.contains(r"^\d{4}"), numbers.str.contains("/", literal=True)
    century = pl.when(third >= _CENTURY).then(0).when(third < _NEW_CENTURY).then(2000).otherwise(1900)
    year = pl.when(is_iso).then(first).when(numbers.is_not_null()).then(third + century)
    month, day = second, pl.when(is_iso).then(third).otherwise(first)
    printed_year = lower.str.extract(rf"({_YEAR})\s*$").cast(pl.Int32)
    in_words = numbers.is_null()
    return (
        _Reading(
            year=pl.when(in_words).then(printed_year).otherwise(year),
            month=pl.when(in_words).then(_month_number(lower)).otherwise(month),
            day=pl.when(in_words).then(_day_number(lower)).otherwise(day),
        ),
        _Reading(year=year, month=pl.when(has_strokes).then(first), day=pl.when(has_strokes).then(second)),
    )


def _day_number(printed: pl.Expr) -> pl.Expr:
    """The day's number; of two (`Sept 14-15`) the last, on which the text was filed."""
    first = printed.str.extract(r"(?:^|[^\d])(\d{1,2})(?:[^\d]|$)").cast(pl.Int32)
    last = printed.str.extract(r"\d[-–](\d{1,2})(?:[^\d]|$)").cast(pl.Int32)
    return pl.when(last > first).then(last).otherwise(first)


def _month_number(lower: pl.Expr) -> pl.Expr:
    """The month's number: the word beside the day, as a whole, else (a misprint) its first three letters."""
    before = lower.str.extract(rf"({_MONTH})\.?\s*\d{{1,2}}(?:[^\d]|$)")
    behind = lower.str.extract(rf"\d{{1,2}}{_TH}\s*{_OF}({_MONTH})")
    whole = [word.replace_strict(_MONTHS, default=None, return_dtype=pl.Int32) for word in (before, behind)]
    begun = before.str.slice(0, 3).replace_strict(_BEGINNINGS, default=None, return_dtype=pl.Int32)
    return pl.coalesce(*whole, begun)


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A date of its parts, null where there is no such day."""
    return pl.format("{}-{}-{}", year, month, day).str.to_date("%Y-%m-%d", strict=False)


def _distance(day: pl.Expr, published_date: pl.Expr) -> pl.Expr:
    return (day - published_date).dt.total_days().abs()
