"""What the repairs of a text did to it: for each code of `wirehouse.schema.REPAIRS` in an article's `repairs`, a row.

The rule of a row is that code; only `copied_characters` gets its rows where other records are at hand.
"""

import polars as pl

from wirehouse.transform.characters import CONTEXT
from wirehouse.transform.layout import WRAPPED_SENTENCE, join_sentences
from wirehouse.transform.text import surroundings


def repair_evidence(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """The rows, a frame for each kind of repair, for a frame that went through all steps of the transform."""
    parts = [
        _notes(frame, "character_notes"),
        _notes(frame, "twin_notes"),
        _glue(frame),
        _wrapped_lines(frame),
        _lost(frame),
        _furniture(frame),
        _encoding(frame),
    ]
    return [part.with_columns(field=pl.lit("body"), source=pl.lit("text")) for part in parts]


def _notes(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The notes that a step took on its repairs, as columns."""
    notes = frame.filter(pl.col(column).list.len() > 0).select("article_id", column)
    return notes.explode(column).unnest(column)


def _glue(frame: pl.DataFrame) -> pl.DataFrame:
    notes = frame.filter(pl.col("glue_note").is_not_null()).select("article_id", "glue_note")
    return notes.unnest("glue_note").with_columns(rule=pl.lit("split_glued"))


def _wrapped_lines(frame: pl.DataFrame) -> pl.DataFrame:
    """How many lines became how many paragraphs, and a line end within a sentence."""
    around = surroundings(pl.col("content"), WRAPPED_SENTENCE, CONTEXT)
    wrapped = frame.filter(pl.col("wrap_note").is_not_null()).select("article_id", value="wrap_note", before=around)
    return wrapped.with_columns(after=join_sentences(pl.col("before")), rule=pl.lit("joined_wrapped_lines"))


def _lost(frame: pl.DataFrame) -> pl.DataFrame:
    """Characters put back: a row for each kind, `value` says how many, `before` and `after` show the first."""
    kinds = _notes(frame, "lost_notes").group_by("article_id", "rule", maintain_order=True)
    rows = kinds.agg(pl.col("confidence", "before", "after").first(), count=pl.len())
    return rows.with_columns(value=pl.format("{}: {} of them", "rule", "count"), rule=pl.lit("guessed_characters"))


def _furniture(frame: pl.DataFrame) -> pl.DataFrame:
    """What was taken out of the text: a row for each kind, `value` says how many, `before` shows them."""
    kinds = _notes(frame, "furniture").group_by("article_id", "rule", maintain_order=True)
    rows = kinds.agg(before=pl.col("line").str.join(" | "), count=pl.len())
    return rows.with_columns(value=pl.format("{}: {} taken out", "rule", "count"), rule=pl.lit("removed_furniture"))


def _encoding(frame: pl.DataFrame) -> pl.DataFrame:
    legacy = frame.filter(pl.col("repairs").list.contains("decoded_legacy")).select("article_id", value="encoding")
    return legacy.with_columns(rule=pl.lit("decoded_legacy"))
