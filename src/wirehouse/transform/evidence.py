"""Why a field has its value: one row for each that was inferred or repaired. No guess is silent."""

import polars as pl

from wirehouse.transform.credit_roles import credited_people
from wirehouse.transform.repair_evidence import repair_evidence

LONGEST = 200  # characters of what stood there before and stands there now
_AGENCY_PLACES = {"credit": "credit", "byline": "byline", "title": "title_raw"}


def collect_evidence(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of `wirehouse.schema.EVIDENCE` for a frame that went through all steps of the transform."""
    rows = [
        _publisher(frame),
        _publication(frame),
        *(_moment(frame, column) for column in ("published_at", "updated_at")),
        _dated_lines(frame),
        _dateline_date(frame),
        _place(frame),
        _country(frame),
        _coordinates(frame),
        _agency(frame),
        _credit(frame),
        _title(frame),
        _title_tags(frame),
        _title_agency(frame),
        _authors(frame),
        _language(frame),
        *repair_evidence(frame),
    ]
    return pl.concat([_shape(part) for part in rows])


def _shape(part: pl.DataFrame) -> pl.DataFrame:
    """The columns of the evidence; those that a kind of evidence has nothing for are null."""
    text = dict.fromkeys(("article_id", "field", "value", "source", "rule", "before", "after"), pl.String)
    types = {**text, "confidence": pl.Float64}
    return part.select(
        (pl.col(name) if name in part.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in types.items()
    ).with_columns(pl.col("value", "before", "after").str.slice(0, LONGEST))


def _publisher(frame: pl.DataFrame) -> pl.DataFrame:
    """The publisher, where the record itself names none."""
    top_folder = pl.col("source_uri").str.starts_with(pl.col("publisher") + "/").fill_null(value=False)
    return frame.filter(pl.col("header_publisher").is_null() & pl.col("publisher").is_not_null()).select(
        "article_id",
        field=pl.lit("publisher"),
        value=pl.col("publisher"),
        source=pl.when(top_folder).then(pl.lit("path")).otherwise(pl.lit("fixed")),
        rule=pl.when(top_folder).then(pl.lit("top_folder")).otherwise(pl.lit("source_setting")),
    )


def _publication(frame: pl.DataFrame) -> pl.DataFrame:
    """The date, where it was written in words or came from outside the text."""
    as_printed, source = pl.col("header_date_raw"), pl.col("published_source")
    is_plain = (as_printed == pl.col("published_date").cast(pl.String)) & source.is_in(["header", "meta"])
    return frame.filter(pl.col("published_date").is_not_null() & ~is_plain.fill_null(value=False)).select(
        "article_id",
        field=pl.lit("published_date"),
        value=pl.col("published_date").cast(pl.String),
        source=source,
        rule=pl.col("date_rule"),
        confidence=pl.when(pl.col("date_rule") == "day_order_of_publisher_country").then(0.9),
        before=pl.when(source == "text")
        .then("text_date_raw")
        .when(source == "url")
        .then("header_url")
        .when(source == "dateline")
        .then("dateline")
        .otherwise(as_printed),
    )


def _moment(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """A time whose zone was settled by a country, or that stood in a line of the text."""
    rule = pl.col(f"{column}_rule")
    sure = {"zone_of_publisher_country": 0.95, "zone_of_dateline_country": 0.8}
    return frame.filter(rule != "").select(
        "article_id",
        field=pl.lit(column),
        value=pl.col(column).cast(pl.String),
        source=pl.when(pl.col(f"{column}_raw") == pl.col("text_date_raw"))
        .then(pl.lit("text"))
        .otherwise(pl.lit("header")),
        rule=rule,
        confidence=rule.replace_strict(sure, default=None, return_dtype=pl.Float64),
        before=pl.col(f"{column}_raw"),
    )


def _dated_lines(frame: pl.DataFrame) -> pl.DataFrame:
    """The lines that were taken out of the text for their dates."""
    return frame.filter(pl.col("dated_lines").is_not_null()).select(
        "article_id",
        field=pl.lit("body"),
        source=pl.lit("text"),
        rule=pl.lit("dated_line"),
        before=pl.col("dated_lines").list.join(" | "),
    )


def _dateline_date(frame: pl.DataFrame) -> pl.DataFrame:
    """The dateline's day: its year is seldom printed, and of `4/9` the month may be either number."""
    has_year = pl.col("dateline").str.contains(r"\b(?:1[89]|20)\d\d\b|\b\d\d?[./]\d\d?[./]\d\d\b")
    in_two_ways = pl.col("dateline").str.contains(r"\b(?:0?[1-9]|1[0-2])/(?:0?[1-9]|1[0-2])\b")
    year = pl.when(has_year).then(pl.lit("year_printed")).otherwise(pl.lit("year_nearest_to_published_date"))
    return frame.filter(pl.col("dateline_date").is_not_null()).select(
        "article_id",
        field=pl.lit("dateline_date"),
        value=pl.col("dateline_date").cast(pl.String),
        source=pl.lit("dateline"),
        rule=pl.when(in_two_ways).then(pl.lit("day_nearest_to_published_date")).otherwise(year),
        before=pl.col("dateline"),
    )


def _country(frame: pl.DataFrame) -> pl.DataFrame:
    """The country, and where none could be chosen, between which places: a value of null with its runners-up."""
    return frame.filter(pl.col("place_rule").is_not_null() & pl.col("place_note").is_not_null()).select(
        "article_id",
        field=pl.lit("country_code"),
        value=pl.col("country_code"),
        source=pl.lit("dateline"),
        rule=pl.col("place_rule"),
        confidence=pl.col("country_confidence"),
        before=pl.col("dateline_place"),
        after=pl.col("place_note"),
    )


def _coordinates(frame: pl.DataFrame) -> pl.DataFrame:
    """Both coordinates, under the name of the first."""
    return frame.filter(pl.col("latitude").is_not_null()).select(
        "article_id",
        field=pl.lit("latitude"),
        value=pl.col("latitude").cast(pl.String),
        source=pl.lit("dateline"),
        rule=pl.col("place_rule"),
        confidence=pl.col("place_confidence"),
        before=pl.col("dateline_place"),
        after=pl.format("{}, {}", "latitude", "longitude"),
    )


def _place(frame: pl.DataFrame) -> pl.DataFrame:
    """The dateline's place, where it is not as printed, in whatever capitals: two cities with `and` between them."""
    printed, place = pl.col("dateline").str.to_lowercase(), pl.col("dateline_place").str.to_lowercase()
    return frame.filter(~printed.str.contains(place, literal=True)).select(
        "article_id",
        field=pl.lit("dateline_place"),
        value=pl.col("dateline_place"),
        source=pl.lit("dateline"),
        rule=pl.lit("spelled_as_read"),
        before=pl.col("dateline"),
        after=pl.col("dateline_place"),
    )


def _credit(frame: pl.DataFrame) -> pl.DataFrame:
    """Who reported, wrote and edited the text, by its credit: one row a role."""
    return credited_people(frame).select(
        "article_id",
        field=pl.lit("credit"),
        value="names",
        source=pl.lit("credit"),
        rule="role",
        before="credit",
    )


def _title(frame: pl.DataFrame) -> pl.DataFrame:
    """The title that no field of the file names: the text's first line, taken for one."""
    return frame.filter(pl.col("header_title").is_null() & pl.col("title_raw").is_not_null()).select(
        "article_id",
        field=pl.lit("title"),
        value=pl.col("title"),
        source=pl.lit("text"),
        rule=pl.lit("first_line"),
        before=pl.col("title_raw"),
    )


def _title_tags(frame: pl.DataFrame) -> pl.DataFrame:
    """The tags that were cut off the title."""
    return frame.filter(pl.col("title_tags").list.len() > 0).select(
        "article_id",
        field=pl.lit("title_tags"),
        value=pl.col("title_tags").list.join("; "),
        source=pl.lit("title"),
        rule=pl.lit("tags_cut_off"),
        before=pl.col("title_raw"),
        after=pl.col("title"),
    )


def _title_agency(frame: pl.DataFrame) -> pl.DataFrame:
    """The title that an agency was cut off."""
    return frame.filter(pl.col("title_agency").is_not_null()).select(
        "article_id",
        field=pl.lit("title"),
        value=pl.col("title"),
        source=pl.lit("title"),
        rule=pl.lit("agency_cut_off"),
        before=pl.col("title_raw"),
        after=pl.col("title"),
    )


def _authors(frame: pl.DataFrame) -> pl.DataFrame:
    """The authors, where they are not word for word the header's; and each byline that was taken out of the text.

    Where both name somebody, the header's authors count: the rule says so, and `before` shows the byline.
    """
    names = pl.col("authors").list.join("; ")
    value = pl.when(names != "").then(names)
    in_text, in_header = pl.col("byline"), pl.col("header_authors_raw")
    is_plain = in_text.is_null() & (value.is_null() | (value == in_header).fill_null(value=False))
    source = pl.when(in_header.is_not_null()).then(pl.lit("header")).when(in_text.is_not_null()).then(pl.lit("text"))
    both = in_header.is_not_null() & in_text.is_not_null()
    return frame.filter(~is_plain).select(
        "article_id",
        field=pl.lit("authors"),
        value=value,
        source=source.otherwise(pl.lit("dateline")),
        rule=pl.when(both).then(pl.lit("header_before_byline")).otherwise(pl.lit("byline")),
        before=pl.coalesce("byline", "header_authors_raw", "dateline"),
        after=value,
    )


def _agency(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("agency").is_not_null()).select(
        "article_id",
        field=pl.lit("agency"),
        value=pl.col("agency"),
        source=pl.col("agency_rule"),
        rule=pl.when(pl.col("agency_is_listed")).then(pl.lit("listed_agency")).otherwise(pl.lit("as_printed")),
        before=pl.coalesce(
            *(pl.when(pl.col("agency_rule") == rule).then(column) for rule, column in _AGENCY_PLACES.items()),
            "dateline",
            "credit",
        ),
    )


def _language(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("language").is_not_null()).select(
        "article_id",
        field=pl.lit("language"),
        value=pl.col("language"),
        source=pl.lit("text"),
        rule=pl.lit("detected_language"),
        confidence=pl.col("language_confidence"),
    )
