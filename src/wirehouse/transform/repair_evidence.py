"""What the repairs of a text did to it: for each code of `wirehouse.schema.REPAIRS` in an article's `repairs`, a row.

The rule of a row is that code; only `copied_characters` gets its rows where other records are at hand.
"""

import polars as pl


def repair_evidence(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """The rows, a frame for each kind of repair, for a frame that went through all steps of the transform."""
    parts = [
        _notes(frame, "character_notes"),
        _notes(frame, "twin_notes"),
        _note(frame, "glue_note", "split_glued"),
        _note(frame, "wrap_note", "joined_wrapped_lines"),
        _lost(frame),
        _furniture(frame),
        _encoding(frame),
    ]
    return [part.with_columns(field=pl.lit("body"), source=pl.lit("text")) for part in parts]


def _notes(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The notes that a step took on its repairs, as columns."""
    notes = frame.filter(pl.col(column).list.len() > 0).select("article_id", column)
    return notes.explode(column).unnest(column)


def _note(frame: pl.DataFrame, column: str, rule: str) -> pl.DataFrame:
    """The note that a step took on its one kind of repair, as columns."""
    notes = frame.filter(pl.col(column).is_not_null()).select("article_id", column)
    return notes.unnest(column).with_columns(rule=pl.lit(rule))


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
