"""Written dates: one expression from text to a date, and to a moment where the zone is known.

The clock and the locale decide nothing: a date without a year and a day that does not exist give null; numbers that
can be read two ways (04/05/2023) give both readings, and no date. Between dots the day comes first everywhere.
"""

import re
from typing import Any

import polars as pl

from wirehouse.errors import ConfigurationError
from wirehouse.transform.clocks import parse_clock, parse_offset, to_local, to_utc
from wirehouse.transform.data import load

_WORDS: dict[str, Any] = load("date_words")
_BY_HAND: dict[str, int] = _WORDS["months"]
MONTHS = {name: month for name, month in _BY_HAND.items() if name not in _WORDS["ambiguous_months"]} | {
    name: int(month) for month, names in load("month_names").items() for name in names
}
# What stands for a month in several words, or around it; digits of other scripts.
_PHRASES: dict[str, str] = _WORDS["phrases"]
_ZEROS = (
    0x660,
    0x6F0,
    0x966,
    0x9E6,
    0xA66,
    0xAE6,
    0xB66,
    0xBE6,
    0xC66,
    0xCE6,
    0xD66,
    0xE50,
    0xED0,
    0x1040,
    0x17E0,
    0xFF10,
)
_DIGITS = {chr(zero + digit): str(digit) for zero in _ZEROS for digit in range(10)}
_ASCII = {**dict(sorted(_PHRASES.items(), key=lambda pair: -len(pair[0]))), **_DIGITS}

# The patterns name no month: `_to_day` looks the word up. Compiling a thousand names would be most of a batch's time.
_NAME = r"(?P<month>[\p{L}\p{M}][\p{L}\p{M}'’.॰׳]*)"
_YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d)"
_DAY = r"(?P<day>\d\d?)"
_ORDINAL = r"(?:[\p{L}\p{M}]{1,4}[\s,.]|º|°)?"  # 14th, 1er, 25শে
_GAP = r"[\s,،、./\]-]*"
_SMALL = r"(?:[\p{L}\p{M}]{1,4}\.?\s+)?"  # de, del, of, г.
_NOT_DIGIT = r"(?:[^\d]|$)"
_BEFORE = r"^[^\d]{0,40}?"  # a weekday, `Posted on`; a time is taken off before

_ISO = r"^\d{4}-\d\d-\d\d(?:[^\d]|$)"

# Tried in this order; the first that gives a day that exists decides. Every one names year, month and day.
_FORMS = (
    rf"^{_YEAR}[-/.]\s?(?P<month>\d\d?)[-/.]\s?{_DAY}{_NOT_DIGIT}",  # 2023/09/15
    rf"^{_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?:t\d|\d\d:|{_NOT_DIGIT})",  # 20230915, 20230915T101500Z
    rf"^{_YEAR}[年년]\s?(?P<month>\d\d?)[月월]\s?{_DAY}",
    rf"{_BEFORE}{_YEAR}{_GAP}{_SMALL}{_NAME}{_GAP}{_DAY}{_NOT_DIGIT}",  # 2023 Sep 14
    rf"{_BEFORE}{_YEAR}{_GAP}{_SMALL}{_DAY}{_ORDINAL}{_GAP}{_NAME}",  # 2015 წ. 12 ივნ
    rf"{_BEFORE}{_DAY}{_ORDINAL}{_GAP}{_SMALL}{_NAME}{_GAP}{_SMALL}{_YEAR}{_NOT_DIGIT}",  # 15 de septiembre de 2023
    # Sept. 14, 2023 · Thursday, September 14 2023
    rf"^(?:[^\d]{{0,40}}[^\d\p{{L}}\p{{M}}])??{_NAME}\s*\]?\s*{_DAY}{_ORDINAL}[\s,./-]+{_SMALL}{_YEAR}{_NOT_DIGIT}",
    # RFC 822's year of two digits, with a time after it
    rf"{_BEFORE}{_DAY}[\s-]{_NAME}[\s-](?P<year>\d\d)\s\d",
    rf"^{_DAY}-{_NAME}-(?P<year>\d\d)$",  # 14-Sep-23, as spreadsheets write it
    # Thu Sep 14 10:00:00 UTC 2023
    rf"{_BEFORE}{_NAME}\s+{_DAY}\s+\d\d?:\d\d(?::\d\d)?(?:\s+[a-z+\-0-9:]{{1,6}})?\s+{_YEAR}$",
)
_NUMERIC = rf"{_BEFORE}(?P<first>\d\d?)\s?(?P<mark>[-/.])\s?(?P<second>\d\d?)\s?[-/.]\s?{_YEAR}{_NOT_DIGIT}"
_TIME = r"\d\d?(?::\d\d(?::\d\d)?\s?(?:[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?)"
_TIME_BEFORE = rf"^(?:at\s)?{_TIME}(?:\s[a-z]{{2,4}}t\b)?[\s,]+(?:on\s)?"

_LONGEST = 120  # characters; no written date is longer, a header line may be

PARSED = pl.Struct(
    {
        "date": pl.Date,
        "at": pl.Datetime("us", "UTC"),
        "precision": pl.String,
        "ok": pl.Boolean,
        "local": pl.Datetime("us"),
        "zone": pl.String,
        "day_first": pl.Date,
        "month_first": pl.Date,
    }
)


def parse_written_date(text: pl.Expr) -> pl.Expr:
    """A struct of `date`, `at` (UTC; null unless a time and a clear zone stand there), `precision` and `ok`.

    `date` is the day as it is written, in the writer's zone. `precision` is day, minute or second. For those who know
    the writer's country: `local` is the time as written, `zone` the name of an ambiguous zone behind it;
    `day_first` and `month_first` are the readings of a date in numbers that has two.
    """
    return text.map_batches(_parse_series, return_dtype=PARSED, is_elementwise=True)


def _parse_series(texts: pl.Series) -> pl.Series:
    """Parse each text once: the files of a night bear few different dates.

    In steps on a frame, for as one expression the same work is planned 200 times over (0.3 s a call).
    """
    if texts.null_count() == len(texts):
        nothing = dict.fromkeys(field.name for field in PARSED.fields) | {"ok": False}
        return pl.Series([nothing], dtype=PARSED).new_from_index(0, len(texts))
    frame = pl.DataFrame({"text": texts.cast(pl.String)})
    short = pl.col("text").str.slice(0, _LONGEST).str.to_lowercase().str.replace_all(r"\s+", " ")
    different = frame.unique("text").with_columns(short.str.strip_chars(" ,;:\"'[]()|").alias("written"))
    timed = parse_offset(parse_clock(_parse_day(_to_ascii(different))))
    hour = pl.col("hour")
    precision = pl.when(pl.col("second").is_not_null()).then(pl.lit("second")).when(hour.is_not_null())
    parsed = timed.select(
        "text",
        pl.struct(
            pl.col("date"),
            to_utc().alias("at"),
            pl.when(pl.col("date").is_not_null())
            .then(precision.then(pl.lit("minute")).otherwise(pl.lit("day")))
            .alias("precision"),
            pl.col("date").is_not_null().alias("ok"),
            to_local().alias("local"),
            "zone",
            "day_first",
            "month_first",
        ).alias("parsed"),
    )
    return frame.join(parsed, on="text", how="left", nulls_equal=True, maintain_order="left")["parsed"]


def _to_ascii(frame: pl.DataFrame) -> pl.DataFrame:
    """Digits of other scripts as ours, months in several words in English; for the few texts that are not ASCII."""
    other = frame["written"].str.contains(r"[^\x00-\x7f]|thg")
    if not other.any():
        return frame
    plain = in_ascii(pl.col("written"))
    return frame.with_columns(pl.when(pl.lit(other)).then(plain).otherwise("written").alias("written"))


def in_ascii(written: pl.Expr) -> pl.Expr:
    """Digits of other scripts as ours, months in several words in English, in a text of lower case."""
    return written.str.normalize("NFC").str.replace_many(_ASCII, leftmost=True)


def _parse_day(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `date`, the calendar day in `written`, null where there is none or it does not exist; and its two readings.

    Most dates are ISO: where all are, the other forms are not even tried.
    """
    written = pl.col("written")
    is_iso = written.str.contains(_ISO)
    iso = pl.when(is_iso).then(written.str.slice(0, 10)).str.to_date("%Y-%m-%d", strict=False)
    frame = frame.with_columns(iso.alias("date"))
    others = frame.filter(~is_iso)
    if others.is_empty():
        return frame.with_columns(pl.lit(None, pl.Date).alias(name) for name in ("day_first", "month_first"))
    others = others.with_columns(written.str.replace(_TIME_BEFORE, "").alias("bare"))
    others = others.with_columns(
        *(pl.col("bare").str.extract_groups(form).alias(f"form_{number}") for number, form in enumerate(_FORMS)),
        pl.col("bare").str.extract_groups(_NUMERIC).alias("numeric"),
    )
    days = [_to_day(*_fields(f"form_{number}", "year", "month", "day")) for number in range(len(_FORMS))]
    year, first, second, mark = _fields("numeric", "year", "first", "second", "mark")
    others = others.select(
        "text",
        pl.coalesce(days).alias("other_date"),
        _to_day(year, second, first).alias("day_first"),
        _to_day(year, first, second).alias("month_first"),
        (mark == ".").alias("is_dotted"),
    )
    return frame.join(_choose_reading(others), on="text", how="left", nulls_equal=True).with_columns(
        pl.coalesce("date", "other_date").alias("date")
    )


def _choose_reading(frame: pl.DataFrame) -> pl.DataFrame:
    """The one reading of numbers that is a day; two different ones are left to others, but between dots."""
    day_first, month_first = pl.col("day_first"), pl.col("month_first")
    is_open = (day_first != month_first).fill_null(value=False) & ~pl.col("is_dotted")
    numeric = pl.when(~is_open).then(pl.coalesce(day_first, month_first))
    is_open = is_open & pl.col("other_date").is_null()
    return frame.select(
        "text",
        pl.coalesce("other_date", numeric),
        *(pl.when(is_open).then(name).alias(name) for name in ("day_first", "month_first")),
    )


def _fields(struct: str, *names: str) -> list[pl.Expr]:
    return [pl.col(struct).struct.field(name) for name in names]


def _to_day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A date from three strings; the month may be a name, the year may have two digits."""
    name = month.str.strip_chars(".'’").str.strip_prefix("ב")  # Hebrew writes `in` and the month as one word
    number = pl.coalesce(name.replace_strict(MONTHS, default=None), month.cast(pl.Int64, strict=False))
    short = year.cast(pl.Int64, strict=False)
    full = pl.when(short < 69).then(short + 2000).when(short < 100).then(short + 1900).otherwise(short)
    iso = pl.format("{}-{}-{}", full, number.cast(pl.String).str.zfill(2), day.str.zfill(2))
    return iso.str.to_date("%Y-%m-%d", strict=False)


_URL = rf"[/_-]{_YEAR}[/-]?(?P<month>\d\d|[a-z]{{3}})[/-]?(?P<day>\d\d){_NOT_DIGIT}"


def from_url(url: pl.Expr) -> pl.Expr:
    """The day in an address (`/2023/09/14/`, `/2023/sep/14/`, `-20230914.html`), null where there is none."""
    return _to_day(
        *(url.str.to_lowercase().str.extract_groups(_URL).struct.field(part) for part in ("year", "month", "day"))
    )


_PATH_MONTH = "|".join(sorted((re.escape(name) for name in _BY_HAND), key=len, reverse=True))
_PATH_PARTS = {
    "%Y": r"(?P<year>(?:1[5-9]|20|21)\d\d)",
    "%m": r"(?P<month>0[1-9]|1[0-2])",
    "%d": r"(?P<day>0[1-9]|[12]\d|3[01])",
    "%b": rf"(?P<month>{_PATH_MONTH})",
    "%B": rf"(?P<month>{_PATH_MONTH})",
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
