"""Characters restored from other records, tonight's or stored ones, between gate 1 and the load.

What a text is given depends on the current records as they were parsed, and on nothing else. Donors are texts that lost
nothing, so that no restored text is a donor; whoever holds half of a damaged text's anchors is one, whenever it came.
Where a donor changes, all that had it for one are looked at again, and lose what nobody speaks for any more.
"""

from pathlib import Path
from typing import Any

import polars as pl

from wirehouse.duplicates.fingerprints import hash_bodies, make_keys
from wirehouse.duplicates.matching import complete_fingerprints
from wirehouse.duplicates.restoration import Donor, Piece, Restored, restore_characters, take_back
from wirehouse.schema import DAMAGED_TEXTS, EVIDENCE
from wirehouse.transform.text import count_replacement_chars, word_count
from wirehouse.warehouse import damaged as warehouse
from wirehouse.warehouse.matching import run_step

CODE = "copied_characters"
CONFIDENCE = 0.96  # of 85 characters lost on purpose in 183 reprints of web and sports news, 82 came back right
AT_ONCE = 200  # damaged texts whose donors are in memory
_FOUND: dict[str, pl.DataType | type[pl.DataType]] = {
    **DAMAGED_TEXTS,
    "body": pl.String,
    "repairs": pl.List(pl.String),
    "is_again": pl.Boolean,
    "is_kept": pl.Boolean,
    "value": pl.String,
    "before": pl.String,
    "after": pl.String,
}
_CONTEXT = 20  # characters each side in the evidence
_NAMED = 3  # donors in the evidence


def restore_from_others(con: warehouse.Connection, sql: Path) -> None:
    """Restore what can be; `tonight.stage.articles` then has the restored texts, those of stored records too."""
    steps = sql / "restore"
    new = warehouse.find_damaged(con, steps)
    if new is None:
        return
    run_step(con, steps / "forget_other_methods.sql")
    complete_fingerprints(con)
    texts = warehouse.fetch_texts(con, steps, new)
    signed = texts.select("article_id").hstack(make_keys(texts["body"]).select("anchors"))
    asked, pairs = warehouse.find_donors(con, steps, signed)
    rows = [row for part in asked.iter_slices(AT_ONCE) for row in _restore(con, steps, part, pairs)]
    if rows:
        warehouse.keep_restored(con, steps, *_frames(rows))


def _restore(con: warehouse.Connection, steps: Path, asked: pl.DataFrame, pairs: pl.DataFrame) -> list[dict[str, Any]]:
    """A row (`_FOUND`) for each text of `asked`: what it was, what it is given, and by whom."""
    pairs = pairs.join(asked.select("article_id"), on="article_id", how="semi")
    ids = pl.concat([asked["article_id"], pairs["donor_id"].alias("article_id")]).unique()
    texts = asked.join(warehouse.fetch_texts(con, steps, ids), on="article_id", how="full", coalesce=True)
    whole = texts.join(pairs, left_on="article_id", right_on="donor_id", how="semi")
    donors = {
        donor_id: (Donor(donor_id, body), frozenset(anchors))
        for donor_id, body, anchors in whole.select("article_id", "body")
        .hstack(make_keys(whole["body"]).select("anchors"))
        .iter_rows()
    }
    by_text = pairs.group_by("article_id").agg("donor_id")
    damaged = texts.filter(pl.col("anchors").is_not_null()).join(by_text, on="article_id", how="left")
    rows = []
    for row in damaged.iter_rows(named=True):
        # Donors are found by what was printed around their bodies too; whether one counts, its body alone decides.
        anchors = frozenset(row["anchors"])
        near = [donors[donor_id] for donor_id in sorted(row["donor_id"] or ())]
        rows.append(_look_at(row, [donor for donor, keys in near if 2 * len(anchors & keys) >= len(anchors)]))
    return rows


def _look_at(row: dict[str, Any], donors: list[Donor]) -> dict[str, Any]:
    parsed = take_back(row["body"], (Piece(**piece) for piece in row["pieces"] or ()))
    codes = [code for code in row["repairs"] or () if code != CODE]
    restored = restore_characters(parsed, donors, is_guessed="guessed_characters" in codes)
    return {
        "article_id": row["article_id"],
        "anchors": row["anchors"],
        "pieces": [piece._asdict() for piece in restored.pieces],
        "donor_ids": [donor.article_id for donor in donors],
        "body": restored.body,
        "repairs": [*codes, CODE] if restored.pieces else codes,
        "is_again": row["is_stored"],
        "is_kept": restored.body == row["body"],
        **_evidence(parsed, restored),
    }


def _evidence(parsed: str, restored: Restored) -> dict[str, str | None]:
    """How many characters were given by whom, and the first of them in its context."""
    if not restored.pieces:
        return {"value": None, "before": None, "after": None}
    first = restored.pieces[0]
    start = max(0, first.at - _CONTEXT)  # before the first piece both texts are the same
    named = ", ".join(restored.donor_ids[:_NAMED]) + (", …" if len(restored.donor_ids) > _NAMED else "")
    return {
        "value": f"{sum(len(piece.put) for piece in restored.pieces)} characters of {named}",
        "before": parsed[start : first.at + len(first.lost) + _CONTEXT],
        "after": restored.body[start : first.at + len(first.put) + _CONTEXT],
    }


def _frames(rows: list[dict[str, Any]]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The texts that change, what is known of all that were looked at, and the evidence."""
    found = pl.DataFrame(rows, schema=_FOUND)
    body = pl.col("body")
    restored = found.filter(~pl.col("is_kept")).select(
        "article_id",
        "body",
        word_count=word_count(body),
        replacement_char_count=count_replacement_chars(body),
        repairs="repairs",
        is_again="is_again",
    )
    evidence = found.filter(pl.col("value").is_not_null()).select(
        "article_id",
        "value",
        "before",
        "after",
        field=pl.lit("body"),
        source=pl.lit("record"),
        rule=pl.lit(CODE),
        confidence=pl.lit(CONFIDENCE),
    )
    return (
        restored.with_columns(hash_bodies(restored["body"])),
        found.select(DAMAGED_TEXTS.names()),
        evidence.select(EVIDENCE.names()),
    )
