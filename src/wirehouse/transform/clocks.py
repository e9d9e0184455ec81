"""The time of day in a written date, and the zone behind it.

Names of zones that mean several (`IST`, `BST`, `CST`) are settled by the writer's country alone; names that mean
summer and winter time (`ET`) by the date.
"""

from typing import Any

import polars as pl

from wirehouse.transform.data import load

_WORDS: dict[str, Any] = load("date_words")
_ZONES: dict[str, int] = _WORDS["zone_minutes"]
_REGIONAL: dict[str, str] = _WORDS["regional_zones"]
_AMBIGUOUS: dict[str, dict[str, int]] = _WORDS["ambiguous_zones"]
_OFFSETS = {f"{zone} {country}": minutes for zone, of in _AMBIGUOUS.items() for country, minutes in of.items()}

_HALF = r"(?P<half>[ap])\.?m\b"
_CLOCK = rf"(?:^|[^\d:+-])(?P<hour>\d\d?)[:h時时](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?:\s?{_HALF})?"
_FULL_HOUR = rf"(?:^|[^\d:+-])(?P<hour>\d\d?)(?P<minute>\b)(?P<second>\b)\s?{_HALF}"
_COMPACT_CLOCK = r"\dt(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<half>)"
_DOTTED_CLOCK = rf"(?:^|[^\d:.+-])(?P<hour>\d\d?)\.(?P<minute>\d\d)(?P<second>\b)\s?{_HALF}"  # 10.04 am
_CLOCKS = (_CLOCK, _DOTTED_CLOCK, _FULL_HOUR, _COMPACT_CLOCK)
_HAS_CLOCK = r"\d[:h時时]\d\d|\d\s?[ap]\.?m\b|\dt\d{4}"
_AFTER_CLOCK = r"(?:[:h]\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[ap]\.?m\b\.?)?|\d\s?[ap]\.?m\b\.?|\dt\d{4}(?:\d\d)?)\s*\(?"
_OFFSET = rf"{_AFTER_CLOCK}(?:utc|gmt)?\s?(?P<sign>[+-])(?P<hours>\d\d?):?(?P<minutes>\d\d)?(?:[^\d]|$)"
_ZONE_NAME = rf"{_AFTER_CLOCK}(?P<name>[a-z]{{1,5}})\b"


def parse_clock(frame: pl.DataFrame) -> pl.DataFrame:
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


def parse_offset(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `offset`, minutes east of UTC, null where no zone is written or its name means several, and then `zone`."""
    groups = pl.col("timed").str.extract_groups(_OFFSET)
    sign = pl.when(groups.struct.field("sign") == "-").then(-1).otherwise(1)
    hours = groups.struct.field("hours").cast(pl.Int64, strict=False)
    minutes = groups.struct.field("minutes").cast(pl.Int64, strict=False).fill_null(0)
    offset = pl.when((hours <= 14) & (minutes < 60)).then(sign * (hours * 60 + minutes))
    name = pl.col("timed").str.extract_groups(_ZONE_NAME).struct.field("name")
    frame = frame.with_columns(offset.alias("offset"), name.alias("zone"))
    zone = pl.when(pl.col("offset").is_null() & pl.col("zone").is_in([*_AMBIGUOUS, *_REGIONAL])).then("zone")
    known = pl.col("zone").replace_strict(_ZONES, default=None, return_dtype=pl.Int64)
    return frame.with_columns(pl.coalesce("offset", known).alias("offset"), zone.alias("zone"))


def to_local() -> pl.Expr:
    """The time as written, from `date`, `hour`, `minute` and `second`; null where one but the second is."""
    since_midnight = pl.duration(hours="hour", minutes="minute", seconds=pl.col("second").fill_null(0))
    return pl.col("date").cast(pl.Datetime("us")) + since_midnight


def to_utc() -> pl.Expr:
    """The moment of `to_local()`, by `offset` or by a `zone` that the date settles; null where none is known."""
    by_offset = (to_local() - pl.duration(minutes="offset")).dt.replace_time_zone("UTC")
    by_date = [pl.when(pl.col("zone") == name).then(_in_zone(to_local(), zone)) for name, zone in _REGIONAL.items()]
    return pl.coalesce(by_offset, *by_date)


def _in_zone(local: pl.Expr, zone: str) -> pl.Expr:
    return local.dt.replace_time_zone(zone, ambiguous="null", non_existent="null").dt.convert_time_zone("UTC")


def settle_zone(local: pl.Expr, zone: pl.Expr, country: pl.Expr) -> pl.Expr:
    """The moment that `local` is in an ambiguous `zone` (`ist`), as it is meant in `country`; null where it is not."""
    key = pl.concat_str(zone, country, separator=" ")
    minutes = key.replace_strict(_OFFSETS, default=None, return_dtype=pl.Int64)
    return (local - pl.duration(minutes=minutes)).dt.replace_time_zone("UTC")
