"""When and by whom a record was published, and how we know."""

from typing import NamedTuple

import polars as pl

from wirehouse.schema import UTC_TIME
from wirehouse.transform.data import load
from wirehouse.transform.dates import from_path, parse_written_date

_DOMAINS = {code.lower(): code for code in load("country_names")} | {"uk": "GB"}
_COUNTRY_OF_DOMAIN = {name: code for name, code in _DOMAINS.items() if name not in load("places")["anybodys_domains"]}

LONGEST_QUOTE = 60  # characters of an unreadable date that its quarantine row repeats


class SourceRules(NamedTuple):
    """What a source's settings say of its records; `date_from` as in `wirehouse.settings.SourceSettings`."""

    publisher: str | None = None
    country: str | None = None
    date_from: str = "header"
    require_date: str = "quarantine"


def add_publisher(frame: pl.DataFrame, rules: SourceRules) -> pl.DataFrame:
    """Add `publisher`: from the record, else the source's setting, else the top folder of its path.

    And `publisher_country`: from the source's setting, else the country of the address (`.in`, `.co.uk`).
    """
    top_folder = pl.col("source_uri").str.extract(r"^([^/!]+)/")
    domain = pl.col("header_url").str.extract(r"^https?://[^/?#]*\.([A-Za-z]{2})(?:[:/?#]|$)").str.to_lowercase()
    return frame.with_columns(
        publisher=pl.coalesce("header_publisher", pl.lit(rules.publisher, pl.String), top_folder),
        publisher_country=pl.coalesce(
            pl.lit(rules.country, pl.String),
            domain.replace_strict(_COUNTRY_OF_DOMAIN, default=None, return_dtype=pl.String),
        ),
    )


def add_publication(frame: pl.DataFrame, rules: SourceRules) -> pl.DataFrame:
    """Add `published_date`, `published_at`, `published_source`, `updated_at` and `date_detail`.

    A date that a person gave this text (`given_date`, if there is that column) wins, then one that the record itself
    names; where it names none that exists, the source's setting says where to look. `date_detail` says what stood
    there when nothing could be made of it.
    """
    written = parse_written_date(pl.col("header_date_raw"))
    updated = parse_written_date(pl.col("header_updated_raw"))
    frame = frame.with_columns(written.alias("__written"), updated.alias("__updated"))
    given = pl.col("given_date") if "given_date" in frame.columns else pl.lit(None, pl.Date)
    own_date = pl.when(given.is_null()).then(pl.col("__written").struct.field("date"))
    own_source = pl.when(pl.col("format") == "json_lines").then(pl.lit("meta")).otherwise(pl.lit("header"))
    other_date, other_source = _from_setting(rules.date_from)
    date = pl.coalesce(given, own_date, other_date)
    return frame.with_columns(
        published_date=date,
        published_at=pl.when(given.is_null()).then(pl.col("__written").struct.field("at").cast(UTC_TIME)),
        published_source=pl.when(given.is_not_null())
        .then(pl.lit("fixed"))
        .when(own_date.is_not_null())
        .then(own_source)
        .when(other_date.is_not_null())
        .then(pl.lit(other_source)),
        updated_at=pl.col("__updated").struct.field("at").cast(UTC_TIME),
        date_detail=_detail(date),
    ).drop("__written", "__updated")


def _from_setting(date_from: str) -> tuple[pl.Expr, str]:
    """The date that the setting gives a record without one of its own, and the name of that source."""
    kind, _, value = date_from.partition(":")
    if kind == "mtime":
        return pl.col("file_mtime").dt.date(), "mtime"
    if kind == "path":
        return from_path(pl.col("source_uri"), value), "path"
    if kind == "fixed":
        return pl.lit(value).str.to_date("%Y-%m-%d"), "fixed"
    return pl.lit(None, pl.Date), "header"


def _detail(date: pl.Expr) -> pl.Expr:
    seen = pl.col("header_date_raw").str.slice(0, LONGEST_QUOTE)
    return (
        pl.when(date.is_not_null())
        .then(pl.format("dated {}", date))
        .when(seen.is_not_null())
        .then(pl.format("the header says '{}', which is no date that exists", seen))
        .otherwise(pl.lit("no date in the file"))
    )
