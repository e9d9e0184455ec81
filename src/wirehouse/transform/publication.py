"""When and by whom a record was published, and how we know."""

from typing import NamedTuple

import polars as pl

from wirehouse.schema import UTC_TIME
from wirehouse.transform.clocks import settle_zone
from wirehouse.transform.data import load
from wirehouse.transform.dates import from_path, from_url, parse_written_date

_DOMAINS = {code.lower(): code for code in load("country_names")} | {"uk": "GB"}
_COUNTRY_OF_DOMAIN = {name: code for name, code in _DOMAINS.items() if name not in load("places")["anybodys_domains"]}

_MONTH_FIRST: list[str] = load("date_words")["month_first_countries"]
_WRITTEN = {
    "header_written": "header_date_raw",
    "text_written": "text_date_raw",
    "header_updated_written": "header_updated_raw",
    "text_updated_written": "text_updated_raw",
}
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
    """Add `published_date`, `published_source`, `date_rule`, and what `settle_publication` needs.

    A date that a person gave this text (`given_date`, if there is that column) wins, then one that the record itself
    names, in its header or else in a line of its text; where it names none that exists, the source's setting says
    where to look, and where that finds nothing the address may hold one.
    """
    frame = frame.with_columns(parse_written_date(pl.col(raw)).alias(name) for name, raw in _WRITTEN.items())
    frame = frame.with_columns(is_unix_zero=_is_unix_zero())
    frame = frame.with_columns(pl.when(~pl.col("is_unix_zero")).then("header_written").alias("header_written"))
    own = pl.when(pl.col("format") == "json_lines").then(pl.lit("meta")).otherwise(pl.lit("header"))
    text = pl.lit("text")
    setting_date, setting = _from_setting(rules.date_from)
    given = pl.col("given_date") if "given_date" in frame.columns else pl.lit(None, pl.Date)
    found = [  # date, source, rule; in the order of trust
        (given, pl.lit("fixed"), "given_by_hand"),
        (_part("header_written", "date"), own, "written_date"),
        (_in_numbers("header_written"), own, "day_order_of_publisher_country"),
        (_part("text_written", "date"), text, "dated_line"),
        (_in_numbers("text_written"), text, "day_order_of_publisher_country"),
        (setting_date, pl.lit(setting), "source_setting"),
        (from_url(pl.col("header_url")), pl.lit("url"), "date_in_url"),
    ]
    return frame.with_columns(
        published_date=pl.coalesce(date for date, _, _ in found),
        published_source=pl.coalesce(pl.when(date.is_not_null()).then(source) for date, source, _ in found),
        date_rule=pl.coalesce(pl.when(date.is_not_null()).then(pl.lit(rule)) for date, _, rule in found),
    )


def settle_publication(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `published_at`, `updated_at`, of each its `_rule` where it was inferred and its `_raw`, and `date_detail`.

    In: what `add_publication` left, `country_code`, `dateline_date`. A zone whose name means several is settled by the
    publisher's country, else by the dateline's. A dateline that prints its year dates an article that nothing else
    does. `date_detail` says what stood there when nothing could be made of it.
    """
    by_dateline = pl.col("published_date").is_null() & pl.col("dateline_date").is_not_null()
    frame = frame.with_columns(
        published_date=pl.coalesce("published_date", "dateline_date"),
        published_source=pl.when(by_dateline).then(pl.lit("dateline")).otherwise("published_source"),
        date_rule=pl.when(by_dateline).then(pl.lit("dateline_with_year")).otherwise("date_rule"),
    )
    by_hand = (pl.col("date_rule") == "given_by_hand").fill_null(value=False)
    same_day = _part("text_written", "date") == pl.col("published_date")
    in_header = [(pl.when(~by_hand).then(at), rule, raw) for at, rule, raw in _moments("header_written")]
    in_line = [(pl.when(same_day).then(at), rule or "dated_line", raw) for at, rule, raw in _moments("text_written")]
    return frame.with_columns(
        *_first_moment("published_at", [*in_header, *in_line]),
        *_first_moment("updated_at", [*_moments("header_updated_written"), *_moments("text_updated_written")]),
        date_detail=pl.when(pl.col("published_date").is_null()).then(_what_stood_there()),
    )


def _part(struct: str, name: str) -> pl.Expr:
    return pl.col(struct).struct.field(name)


def _is_unix_zero() -> pl.Expr:
    """Whether the header names the very beginning of Unix time: what programs print of an empty field."""
    return (_part("header_written", "at").dt.epoch("s") == 0).fill_null(value=False)


def _in_numbers(written: str) -> pl.Expr:
    """The reading of `04/05/2023` in the publisher's country; null where that is not known."""
    country = pl.col("publisher_country")
    is_month_first = country.is_in(_MONTH_FIRST)
    return (
        pl.when(is_month_first)
        .then(_part(written, "month_first"))
        .when(~is_month_first)
        .then(_part(written, "day_first"))
    )


def _moments(written: str) -> list[tuple[pl.Expr, str | None, str]]:
    """The moments that a written date may mean, the rule of each and the column it was written in."""
    local, zone, raw = _part(written, "local"), _part(written, "zone"), _WRITTEN[written]
    return [
        (_part(written, "at"), None, raw),
        (settle_zone(local, zone, pl.col("publisher_country")), "zone_of_publisher_country", raw),
        (settle_zone(local, zone, pl.col("country_code")), "zone_of_dateline_country", raw),
    ]


def _first_moment(column: str, moments: list[tuple[pl.Expr, str | None, str]]) -> list[pl.Expr]:
    return [
        pl.coalesce(at for at, _, _ in moments).cast(UTC_TIME).alias(column),
        pl.coalesce(pl.when(at.is_not_null()).then(pl.lit(rule or "")) for at, rule, _ in moments).alias(
            f"{column}_rule"
        ),
        pl.coalesce(pl.when(at.is_not_null()).then(raw) for at, _, raw in moments).alias(f"{column}_raw"),
    ]


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


def _what_stood_there() -> pl.Expr:
    seen = pl.coalesce("header_date_raw", "text_date_raw").str.slice(0, LONGEST_QUOTE)
    two_ways = _part("header_written", "day_first").is_not_null() | _part("text_written", "day_first").is_not_null()
    return (
        pl.when(two_ways)
        .then(pl.format("the date says '{}', which can be read two ways: the source's setting `country` decides", seen))
        .when(pl.col("is_unix_zero"))
        .then(pl.format("the header says '{}', which is the beginning of Unix time: no date was filled in", seen))
        .when(seen.is_not_null())
        .then(pl.format("the header says '{}', which is no date that exists", seen))
        .otherwise(pl.lit("no date in the file"))
    )
