"""Written dates: one expression from text to a date, and to a moment where the zone is known.

The clock and the locale decide nothing: a date without a year, a day that does not exist, and numbers that
can be read two ways (04/05/2023) give null.
"""

import re
from typing import Any

import polars as pl

from wirehouse.errors import ConfigurationError
from wirehouse.transform.data import load

_WORDS: dict[str, Any] = load("date_words")
_MONTHS: dict[str, int] = _WORDS["months"]
_ZONES: dict[str, int] = _WORDS["zone_minutes"]

_MONTH = "|".join(sorted((re.escape(name) for name in _MONTHS), key=len, reverse=True))
_WEEKDAY = "|".join(sorted((re.escape(name) for name in _WORDS["weekdays"]), key=len, reverse=True))
_YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d)"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|º|°|\.)?"
_LINK = r"(?:\s*[\s,./-]\s*(?:de\s|del\s|do\s|of\s)?)"  # what stands between day, month and year
_NOT_DIGIT = r"(?:[^\d]|$)"

_ISO = r"^\d{4}-\d\d-\d\d(?:[^\d]|$)"

# Tried in this order; the first that gives a day that exists decides. Every one names year, month and day.
_YEAR_FIRST = (
    rf"^{_YEAR}[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?){_NOT_DIGIT}",  # 2023/09/15
    rf"^{_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?:t\d|{_NOT_DIGIT})",  # 20230915, 20230915T101500Z
    rf"^{_YEAR}年(?P<month>\d\d?)月(?P<day>\d\d?)",
    rf"^{_YEAR}{_LINK}(?P<month>{_MONTH})\.?{_LINK}(?P<day>\d\d?){_NOT_DIGIT}",  # 2023 Sep 14
)
_YEAR_LAST = (
    rf"^(?P<day>\d\d?){_ORDINAL}{_LINK}(?P<month>{_MONTH})\.?{_LINK}{_YEAR}{_NOT_DIGIT}",  # 15 September 2023
    rf"^(?P<month>{_MONTH})\.?\s*(?P<day>\d\d?){_ORDINAL}{_LINK}{_YEAR}{_NOT_DIGIT}",  # Sept. 14, 2023
    # RFC 822's year of two digits, with a time after it
    rf"^(?P<day>\d\d?)[\s-](?P<month>{_MONTH})[\s-](?P<year>\d\d)\s\d",
    # Thu Sep 14 10:00:00 UTC 2023
    rf"^(?P<month>{_MONTH})\s+(?P<day>\d\d?)\s+\d\d?:\d\d(?::\d\d)?(?:\s+[a-z+\-0-9:]{{1,6}})?\s+{_YEAR}$",
)
_NUMERIC = rf"^(?P<first>\d\d?)\s?[-/.]\s?(?P<second>\d\d?)\s?[-/.]\s?{_YEAR}{_NOT_DIGIT}"
_LEADING = rf"^(?:(?:le|el|on|am|den|om|les|il)\s|(?:{_WEEKDAY})(?:[.,]+\s*|\s)|[\p{{L}}-]{{2,15}},\s*)+"
_TIME = r"\d\d?(?::\d\d(?::\d\d)?\s?(?:[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?)"
_TIME_BEFORE = rf"^(?:at\s)?{_TIME}(?:\s[a-z]{{2,4}}t\b)?[\s,]+(?:on\s)?"
_HALF = r"(?P<half>[ap])\.?m\b"
_CLOCK = rf"(?:^|[^\d:+-])(?P<hour>\d\d?)[:h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?:\s?{_HALF})?"
_FULL_HOUR = rf"(?:^|[^\d:+-])(?P<hour>\d\d?)(?P<minute>\b)(?P<second>\b)\s?{_HALF}"
_COMPACT_CLOCK = r"\dt(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<half>)"
_CLOCKS = (_CLOCK, _FULL_HOUR, _COMPACT_CLOCK)
_HAS_CLOCK = r"\d[:h]\d\d|\d\s?[ap]\.?m\b|\dt\d{4}"
_AFTER_CLOCK = r"(?:[:h]\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[ap]\.?m\b\.?)?|\d\s?[ap]\.?m\b\.?|\dt\d{4}(?:\d\d)?)\s*\(?"
_OFFSET = rf"{_AFTER_CLOCK}(?:utc|gmt)?\s?(?P<sign>[+-])(?P<hours>\d\d?):?(?P<minutes>\d\d)?(?:[^\d]|$)"
_ZONE_NAME = rf"{_AFTER_CLOCK}(?P<name>[a-z]{{1,5}})\b"

_LONGEST = 120  # characters; no written date is longer, a header line may be


PARSED = pl.Struct({"date": pl.Date, "at": pl.Datetime("us", "UTC"), "precision": pl.String, "ok": pl.Boolean})


def parse_written_date(text: pl.Expr) -> pl.Expr:
    """A struct of `date`, `at` (UTC; null unless a time and a clear zone stand there), `precision` and `ok`.

    `date` is the day as it is written, in the writer's zone. `precision` is day, minute or second.
    """
    return text.map_batches(_parse_series, return_dtype=PARSED, is_elementwise=True)


def _parse_series(texts: pl.Series) -> pl.Series:
    """Parse each text once: the files of a night bear few different dates.

    In steps on a frame, for as one expression the same work is planned 200 times over (0.3 s a call).
    """
    frame = pl.DataFrame({"text": texts.cast(pl.String)})
    different = frame.unique("text").with_columns(
        pl.col("text")
        .str.slice(0, _LONGEST)
        .str.to_lowercase()
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" ,;:\"'[]()|")
        .alias("written")
    )
    timed = _parse_clock(_parse_day(different)).with_columns(_parse_offset(pl.col("timed")).alias("offset"))
    second, hour = pl.col("second"), pl.col("hour")
    precision = pl.when(second.is_not_null()).then(pl.lit("second")).when(hour.is_not_null()).then(pl.lit("minute"))
    parsed = timed.select(
        "text",
        pl.struct(
            pl.col("date"),
            _to_utc().alias("at"),
            pl.when(pl.col("date").is_not_null()).then(precision.otherwise(pl.lit("day"))).alias("precision"),
            pl.col("date").is_not_null().alias("ok"),
        ).alias("parsed"),
    )
    return frame.join(parsed, on="text", how="left", nulls_equal=True, maintain_order="left")["parsed"]


def _parse_day(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `date`: the calendar day in `written`, null where there is none or it does not exist.

    Most dates are ISO: where all are, the other forms are not even tried.
    """
    written = pl.col("written")
    is_iso = written.str.contains(_ISO)
    iso = pl.when(is_iso).then(written.str.slice(0, 10)).str.to_date("%Y-%m-%d", strict=False)
    frame = frame.with_columns(iso.alias("date"))
    others = frame.filter(~is_iso)
    if others.is_empty():
        return frame
    bare = written.str.replace(_LEADING, "").str.replace(_TIME_BEFORE, "").str.replace(_LEADING, "")
    others = others.with_columns(bare.alias("bare"))
    forms = (*_YEAR_FIRST, *_YEAR_LAST)
    others = others.with_columns(
        *(pl.col("bare").str.extract_groups(form).alias(f"form_{number}") for number, form in enumerate(forms)),
        pl.col("bare").str.extract_groups(_NUMERIC).alias("numeric"),
    )
    days = [_to_day(*_fields(f"form_{number}", "year", "month", "day")) for number in range(len(forms))]
    found = others.select("text", pl.coalesce(*days, _numeric_day()).alias("other_date"))
    return (
        frame.join(found, on="text", how="left", nulls_equal=True)
        .with_columns(pl.coalesce("date", "other_date").alias("date"))
        .drop("other_date")
    )


def _fields(struct: str, *names: str) -> list[pl.Expr]:
    return [pl.col(struct).struct.field(name) for name in names]


def _to_day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A date from three strings; the month may be a name, the year may have two digits."""
    number = pl.coalesce(month.replace_strict(_MONTHS, default=None), month.cast(pl.Int64, strict=False))
    short = year.cast(pl.Int64, strict=False)
    full = pl.when(short < 69).then(short + 2000).when(short < 100).then(short + 1900).otherwise(short)
    iso = pl.format("{}-{}-{}", full, number.cast(pl.String).str.zfill(2), day.str.zfill(2))
    return iso.str.to_date("%Y-%m-%d", strict=False)


def _numeric_day() -> pl.Expr:
    """14/09/2023 and 09/14/2023; null where both numbers can be a month and they differ."""
    year, first, second = _fields("numeric", "year", "first", "second")
    first_number, second_number = first.cast(pl.Int64, strict=False), second.cast(pl.Int64, strict=False)
    day_first = (first_number > 12) | (first_number == second_number)
    return (
        pl.when(second_number > 12)
        .then(_to_day(year, first, second))
        .when(day_first)
        .then(_to_day(year, second, first))
    )


def _parse_clock(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `timed` (`written` where it holds a time), and its `hour`, `minute` and `second`, null if none."""
    timed = pl.when(pl.col("written").str.contains(_HAS_CLOCK)).then(pl.col("written"))
    frame = frame.with_columns(timed.alias("timed"))
    frame = frame.with_columns(
        pl.col("timed").str.extract_groups(form).alias(f"clock_{number}") for number, form in enumerate(_CLOCKS)
    )
    hour, minute, second, half = (
        pl.coalesce(*(pl.col(f"clock_{number}").struct.field(part) for number in range(len(_CLOCKS))))
        for part in ("hour", "minute", "second", "half")
    )
    frame = frame.with_columns(
        hour.cast(pl.Int64, strict=False).alias("hour"),
        minute.cast(pl.Int64, strict=False).fill_null(0).alias("minute"),
        second.cast(pl.Int64, strict=False).alias("second"),
        half.is_in(["a", "p"]).fill_null(False).alias("is_half"),
        (half == "p").fill_null(False).alias("is_afternoon"),
    )
    afternoon = pl.when(pl.col("is_afternoon")).then(12).otherwise(0)
    full = pl.when(pl.col("is_half")).then(pl.col("hour") % 12 + afternoon).otherwise(pl.col("hour"))
    valid = (full < 24) & (pl.col("minute") < 60) & (~pl.col("is_half") | pl.col("hour").is_between(1, 12))
    return frame.with_columns(
        pl.when(valid).then(full).alias("hour"),
        pl.when(valid).then(pl.col("minute")).alias("minute"),
        pl.when(valid & (pl.col("second") < 60)).then(pl.col("second")).alias("second"),
    )


def _parse_offset(timed: pl.Expr) -> pl.Expr:
    """Minutes east of UTC, null where no zone is written or its name means several."""
    groups = timed.str.extract_groups(_OFFSET)
    sign = pl.when(groups.struct.field("sign") == "-").then(-1).otherwise(1)
    hours = groups.struct.field("hours").cast(pl.Int64, strict=False)
    minutes = groups.struct.field("minutes").cast(pl.Int64, strict=False).fill_null(0)
    offset = pl.when((hours <= 14) & (minutes < 60)).then(sign * (hours * 60 + minutes))
    name = timed.str.extract_groups(_ZONE_NAME).struct.field("name")
    return pl.coalesce(offset, name.replace_strict(_ZONES, default=None, return_dtype=pl.Int64))


def _to_utc() -> pl.Expr:
    """The moment, from `date`, `hour`, `minute`, `second` and `offset`; null where one but the second is."""
    minutes = pl.col("minute") - pl.col("offset")
    since_midnight = pl.duration(hours=pl.col("hour"), minutes=minutes, seconds=pl.col("second").fill_null(0))
    return pl.col("date").cast(pl.Datetime("us")).dt.replace_time_zone("UTC") + since_midnight


_PATH_PARTS = {
    "%Y": r"(?P<year>(?:1[5-9]|20|21)\d\d)",
    "%m": r"(?P<month>0[1-9]|1[0-2])",
    "%d": r"(?P<day>0[1-9]|[12]\d|3[01])",
    "%b": rf"(?P<month>{_MONTH})",
    "%B": rf"(?P<month>{_MONTH})",
    "%H": r"\d\d",
    "%M": r"\d\d",
    "%S": r"\d\d",
    "%%": "%",
}


def path_pattern(pattern: str) -> str:
    """The regular expression of a `date_from = "path:%Y/%m/%d"` setting, with or without the `path:`."""
    body = pattern.removeprefix("path:")
    tokens = re.findall(r"%.|[^%]+|%", body)
    unknown = [token for token in tokens if token.startswith("%") and token not in _PATH_PARTS]
    expression = "".join(_PATH_PARTS.get(token, re.escape(token)) for token in tokens)
    if unknown or not all(expression.count(f"(?P<{part}>") == 1 for part in ("year", "month", "day")):
        raise ConfigurationError(
            f"A path pattern needs %Y, %m (or %b) and %d once each, and got {pattern!r}.",
            'Write it like date_from = "path:%Y/%m/%d" or "path:%Y%m%d".',
        )
    return rf"(?i)(?:^|[^0-9]){expression}(?:[^0-9]|$)"


def from_path(uri: pl.Expr, pattern: str) -> pl.Expr:
    """The date that `pattern` finds anywhere in the path, null where there is none."""
    groups = uri.str.to_lowercase().str.extract_groups(path_pattern(pattern))
    return _to_day(*(groups.struct.field(part) for part in ("year", "month", "day")))
