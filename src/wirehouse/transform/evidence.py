"""Why a field has its value: one row for each that was inferred or repaired. No guess is silent."""

from collections.abc import Sequence

import polars as pl

from wirehouse.transform.credit_roles import read_roles

LONGEST = 200  # characters of what stood there before and stands there now
_OF_LAYOUT = ("joined_wrapped_lines", "restored_breaks", "split_glued")


def collect_evidence(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of `wirehouse.schema.EVIDENCE` for a frame that went through all steps of the transform."""
    rows = [
        _publisher(frame),
        _publication(frame),
        *(_moment(frame, column) for column in ("published_at", "updated_at")),
        _dated_lines(frame),
        _dateline_date(frame),
        _country(frame),
        _coordinates(frame),
        _place(frame),
        _title_tags(frame),
        _authors(frame),
        _agency(frame),
        read_roles(frame),
        _language(frame),
        _characters(frame),
        _lost(frame),
        _twins(frame),
        _layout(frame),
        _furniture(frame),
        _encoding(frame),
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
    """The dateline's day: its year is seldom printed."""
    has_year = pl.col("dateline").str.contains(r"\b(?:1[89]|20)\d\d\b")
    return frame.filter(pl.col("dateline_date").is_not_null()).select(
        "article_id",
        field=pl.lit("dateline_date"),
        value=pl.col("dateline_date").cast(pl.String),
        source=pl.lit("dateline"),
        rule=pl.when(has_year).then(pl.lit("year_printed")).otherwise(pl.lit("year_nearest_to_published_date")),
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
    """The place, where it is not what was printed, in whatever capitals: several cities, a region written out."""
    printed, place = pl.col("dateline").str.to_lowercase(), pl.col("dateline_place").str.to_lowercase()
    as_printed = printed.str.contains(place, literal=True)
    return frame.filter(pl.col("dateline_place").is_not_null() & ~as_printed).select(
        "article_id",
        field=pl.lit("dateline_place"),
        value=pl.col("dateline_place"),
        source=pl.lit("dateline"),
        rule=pl.lit("as_a_reader_writes_it"),
        before=pl.col("dateline"),
    )


def _title_tags(frame: pl.DataFrame) -> pl.DataFrame:
    """The tags that were split off the title."""
    return frame.filter(pl.col("title_tags").list.len() > 0).select(
        "article_id",
        field=pl.lit("title_tags"),
        value=pl.col("title_tags").list.join(", "),
        source=pl.lit("text"),
        rule=pl.lit("split_off_title"),
    )


def _authors(frame: pl.DataFrame) -> pl.DataFrame:
    """The authors whose byline was taken out of the text, or stood before the dateline."""
    return frame.filter((pl.col("authors").list.len() > 0) & pl.col("header_authors_raw").is_null()).select(
        "article_id",
        field=pl.lit("authors"),
        value=pl.col("authors").list.join("; "),
        source=pl.when(pl.col("byline").is_not_null()).then(pl.lit("text")).otherwise(pl.lit("dateline")),
        rule=pl.lit("byline"),
        before=pl.col("byline"),
    )


def _agency(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("agency").is_not_null()).select(
        "article_id",
        field=pl.lit("agency"),
        value=pl.col("agency"),
        source=pl.col("agency_rule"),
        rule=pl.when(pl.col("agency_is_listed")).then(pl.lit("listed_agency")).otherwise(pl.lit("as_printed")),
        before=pl.coalesce(pl.when(pl.col("agency_rule") == "credit").then("credit"), "dateline", "credit"),
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


def _characters(frame: pl.DataFrame) -> pl.DataFrame:
    return (
        frame.filter(pl.col("character_notes").list.len() > 0)
        .select("article_id", "character_notes")
        .explode("character_notes")
        .unnest("character_notes")
        .with_columns(field=pl.lit("body"), source=pl.lit("text"))
    )


def _lost(frame: pl.DataFrame) -> pl.DataFrame:
    """Characters put back by rule: one row a rule, `value` says how many, `before` and `after` show the first."""
    notes = frame.filter(pl.col("lost_notes").list.len() > 0).select("article_id", "lost_notes")
    return (
        notes.explode("lost_notes")
        .unnest("lost_notes")
        .group_by("article_id", "rule", maintain_order=True)
        .agg(pl.col("confidence", "before", "after").first(), value=pl.format("{} characters", pl.len()))
        .with_columns(field=pl.lit("body"), source=pl.lit("text"))
    )


def _twins(frame: pl.DataFrame) -> pl.DataFrame:
    """What was merged, dropped, or taken from the other copy: one row each, `after` says what was found."""
    codes = ["merged_copies", "dropped_repeat", "restored_characters"]
    return _of_repairs(frame, codes).select("article_id", "field", "source", "rule", after="twin_note")


def _layout(frame: pl.DataFrame) -> pl.DataFrame:
    """Paragraphs that were made otherwise than by the text's own blank lines: how many lines gave how many."""
    return _of_repairs(frame, _OF_LAYOUT).select(
        "article_id",
        "field",
        "source",
        "rule",
        value=_counted(pl.col("paragraph_count"), "paragraph"),
        before=_counted(pl.col("content").str.count_matches("\n", literal=True) + 1, "line"),
    )


def _counted(count: pl.Expr, what: str) -> pl.Expr:
    return pl.when(count == 1).then(pl.lit(f"1 {what}")).otherwise(pl.format(f"{{}} {what}s", count))


def _of_repairs(frame: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    """One row for each text and repair of `codes`."""
    found = frame.with_columns(rule=pl.col("repairs").list.set_intersection(list(codes)))
    found = found.filter(pl.col("rule").list.len() > 0).explode("rule")
    return found.with_columns(field=pl.lit("body"), source=pl.lit("text"))


def _furniture(frame: pl.DataFrame) -> pl.DataFrame:
    """What was taken out of the text: one row a kind, `value` says how many, `before` shows them."""
    lines = frame.filter(pl.col("furniture").is_not_null()).select("article_id", "furniture")
    return (
        lines.explode("furniture")
        .unnest("furniture")
        .group_by("article_id", "rule", maintain_order=True)
        .agg(before=pl.col("line").str.join(" | "), value=pl.format("{} taken out", pl.len()))
        .with_columns(field=pl.lit("body"), source=pl.lit("text"))
    )


def _encoding(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("encoding") != "utf-8").select(
        "article_id",
        field=pl.lit("body"),
        value=pl.col("encoding"),
        source=pl.lit("text"),
        rule=pl.lit("decoded_legacy"),
    )
