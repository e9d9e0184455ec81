"""Links: which of the compared pairs share enough text, and of what kind each is."""

from difflib import SequenceMatcher

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wirehouse.duplicates.boilerplate import count_changed_numbers, find_boilerplate, share_of_numbers
from wirehouse.duplicates.shingles import Numbers, Words, printed_text, split_words
from wirehouse.duplicates.verification import compare
from wirehouse.schema import LINKS

ENOUGH_ALIKE, ENOUGH_CONTAINED = 0.3, 0.5
"""The Jaccard similarity of the shingles, or the share of the shorter text's that the other holds, from which on two
texts are linked."""

SPAN_SHARE, SPAN_LEAST_WORDS, SPAN_KEPT_NUMBERS = 0.5, 100, 0.75
"""Or the share of the shorter text's words that one aligned span shares, if that text is long enough and the span is no
form filled in anew. Without the two conditions 259 more wire stories were linked, nearly all forms; with them 1."""

SCATTERED_ALIKE, SAME_WORDS, SAME_NUMBERS = 0.3, 0.8, 0.9
SCATTERED_LEAST_WORDS, SCATTERED_MOST_WORDS = 50, 200
"""Or, of short texts whose shingles are that much contained, the share of the words that stand in both in one order,
and of the numbers: edits scattered over a short text leave few of its shingles. Of 400 texts with every tenth word
replaced it found 14 of the 15 that were missed; of 11,000 wire stories it linked one pair more. Shorter is a form."""

HOLDS, LONGER = 0.8, 1.25
"""A text holds another if it has this share of its shingles; it is more than a light edit if it is so much longer."""

LEAD_WORDS = 30
"""A text that was extended begins as before, within so many words: headline and dateline may be others."""


def find_links(articles: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """`LINKS` of the pairs that share enough text; of each `article_id` is the newer, or that with the greater id.

    `articles` has a row for each article: `article_id`, what was printed, `source`, `publisher`, `agency`, `url`,
    `published_date` and `published_at`; `pairs` has `article_id` and `other_article_id`, in any direction.
    """
    articles = articles.sort("published_date", "published_at", "article_id", nulls_last=True)
    own, other = _rows_of(articles, pairs)
    words = split_words(printed_text(articles))
    measures, steps = compare(words, own, other)
    changed = pl.Series("changed_numbers", count_changed_numbers(words, steps, own, other))
    measures = measures.with_columns(changed, *_shares())
    chosen = np.flatnonzero(_share_enough(words, own, other, measures))
    own, other, measures = own[chosen], other[chosen], measures[chosen]
    is_news = pl.Series(~find_boilerplate(words, own, other, measures), dtype=pl.Boolean)
    sides = [articles[rows].select(pl.all().name.prefix(f"{side}_")) for side, rows in (("own", own), ("other", other))]
    spans = [_place_span(words, articles, rows, measures, side) for side, rows in (("own", own), ("other", other))]
    links = pl.concat([measures, *sides, *spans], how="horizontal").filter(is_news)
    links = links.with_columns(kind=_kind(), direction=_direction())
    return links.rename({"own_article_id": "article_id"}).select(LINKS.names()).cast(LINKS)


def _rows_of(articles: pl.DataFrame, pairs: pl.DataFrame) -> tuple[Numbers, Numbers]:
    """The rows of both articles of each pair, the later one first."""
    rows = articles.select("article_id", row=pl.int_range(pl.len(), dtype=pl.Int64))
    found = [
        pairs.join(rows, left_on=column, right_on="article_id", how="left", maintain_order="left")["row"].to_numpy()
        for column in ("article_id", "other_article_id")
    ]
    return np.maximum(*found), np.minimum(*found)


def _shares() -> list[pl.Expr]:
    own, other, shared = (pl.col(f"{name}_count") for name in ("own", "other", "shared"))
    return [
        (shared / (own + other - shared)).fill_nan(0).alias("similarity"),
        (shared / pl.min_horizontal(own, other)).fill_nan(0).alias("containment"),
        (shared / own).fill_nan(0).alias("own_share"),
        (shared / other).fill_nan(0).alias("other_share"),
    ]


def _share_enough(words: Words, own: Numbers, other: Numbers, measures: pl.DataFrame) -> NDArray[np.bool_]:
    """Whether each pair shares as much text as a link needs."""
    shorter = pl.min_horizontal("own_words", "other_words")
    enough, span, scattered = measures.select(
        enough=(pl.col("span_words") > 0)
        & ((pl.col("similarity") >= ENOUGH_ALIKE) | (pl.col("containment") >= ENOUGH_CONTAINED)),
        span=(pl.col("span_words") >= SPAN_SHARE * shorter)
        & (shorter >= SPAN_LEAST_WORDS)
        & (pl.col("changed_numbers") == 0),
        scattered=(pl.col("containment") >= SCATTERED_ALIKE)
        & (shorter >= SCATTERED_LEAST_WORDS)
        & (pl.max_horizontal("own_words", "other_words") <= SCATTERED_MOST_WORDS),
    )
    is_enough = enough.to_numpy().copy()
    for pair in np.flatnonzero(scattered.to_numpy() & ~is_enough):
        is_enough[pair] = _has_scattered_edits(words, own[pair], other[pair])
    for pair in np.flatnonzero(span.to_numpy() & ~is_enough):
        is_enough[pair] = share_of_numbers(words, own[pair], other[pair]) >= SPAN_KEPT_NUMBERS
    return is_enough


def _has_scattered_edits(words: Words, own: int, other: int) -> bool:
    """Whether nearly all words of two short texts stand in both in one order, and the numbers among them."""
    matcher = SequenceMatcher(None, words.list_of(own), words.list_of(other), autojunk=False)
    return (
        matcher.quick_ratio() >= SAME_WORDS
        and share_of_numbers(words, own, other) >= SAME_NUMBERS
        and matcher.ratio() >= SAME_WORDS
    )


def _place_span(words: Words, articles: pl.DataFrame, rows: Numbers, measures: pl.DataFrame, side: str) -> pl.DataFrame:
    """Where the shared span stands in the body, so that `substr(body, start, length)` is it; null where in no body."""
    first, last = (words.offsets[rows] + measures[f"{side}_{end}"].to_numpy() for end in ("first", "last"))
    bounds = np.stack([words.text_starts[rows], words.starts[first], words.ends[last]])
    text, start, end = words.characters_before(bounds)
    above = pl.sum_horizontal(pl.col(name).str.len_chars().cast(pl.Int64) + 1 for name in ("title", "dateline"))
    name = "" if side == "own" else "other_"
    return (
        articles[rows]
        .select(above=above, length=pl.col("body").str.len_chars().cast(pl.Int64))
        .with_columns(start=pl.Series(start - text) - pl.col("above"), end=pl.Series(end - text) - pl.col("above"))
        .with_columns(start=pl.col("start").clip(0), end=pl.min_horizontal("end", "length"))
        .with_columns(pl.when(pl.col("start") < pl.col("end")).then(pl.col("start", "end")))
        .select(
            (pl.col("start") + 1).alias(f"{name}span_start"),
            (pl.col("end") - pl.col("start")).alias(f"{name}span_length"),
        )
    )


def _kind() -> pl.Expr:
    """The kind of a link, the first that holds; `own_*` is the newer article, `other_*` the older."""
    is_same_place = pl.all_horizontal(
        pl.col(f"own_{name}").eq_missing(pl.col(f"other_{name}")) for name in ("source", "publisher")
    )
    is_later = (pl.col("own_published_at") > pl.col("other_published_at")).fill_null(
        pl.col("own_published_date") > pl.col("other_published_date")
    )
    is_same_article = pl.any_horizontal(
        pl.col(f"own_{name}").str.to_lowercase() == pl.col(f"other_{name}").str.to_lowercase()
        for name in ("title", "url")
    )
    is_longer = pl.col("own_words") >= LONGER * pl.col("other_words")
    is_shorter = pl.col("other_words") >= LONGER * pl.col("own_words")
    holds, is_held = _holds_and_is_held()
    begins_alike = pl.max_horizontal("own_first", "other_first") <= LEAD_WORDS
    is_revision = is_same_place & is_later & (is_same_article.fill_null(value=False) | ~(is_longer | is_shorter))
    is_syndicated = (pl.col("own_publisher") != pl.col("other_publisher")) & (
        pl.col("own_agency") == pl.col("other_agency")
    )
    return (
        pl.when(is_revision).then(pl.lit("revision"))
        .when(is_held & is_shorter).then(pl.lit("truncated"))
        .when(holds & is_longer & begins_alike).then(pl.lit("extended"))
        .when(holds & is_longer).then(pl.lit("embeds"))
        .when(is_syndicated).then(pl.lit("syndicated"))
        .otherwise(pl.lit("near"))
    )  # fmt: skip


def _direction() -> pl.Expr:
    """Which of the two texts stands in the other."""
    holds, is_held = _holds_and_is_held()
    return (
        pl.when(holds & is_held).then(pl.lit("both"))
        .when(is_held).then(pl.lit("newer_in_older"))
        .when(holds).then(pl.lit("older_in_newer"))
        .otherwise(pl.lit("neither"))
    )  # fmt: skip


def _holds_and_is_held() -> tuple[pl.Expr, pl.Expr]:
    """Whether the newer text holds the older, and the other way round."""
    return pl.col("other_share") >= HOLDS, pl.col("own_share") >= HOLDS
