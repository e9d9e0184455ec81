"""Characters restored from other records, tonight's or stored ones, between gate 1 and the load.

What a text is given depends on the current records as they were parsed, and on nothing else. Donors are texts that lost
nothing, so that no restored text is a donor; of all that hold half of a damaged text's anchors, the sixteen that hold
the most are asked, whenever they came. Where a donor changes, all that had it for one are looked at again, and lose
what nobody speaks for any more.
"""

from collections.abc import Iterable, Iterator
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
AT_ONCE = 200  # damaged texts whose bodies and donors are in memory
SIGNED_AT_ONCE = 5_000
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
    signed = [_sign_damaged(con, steps, part) for part in _slices(new, SIGNED_AT_ONCE)]
    asked, candidates = warehouse.find_asked(con, steps, pl.concat(signed))
    for ids in _slices(candidates.to_frame(), SIGNED_AT_ONCE):
        texts = warehouse.fetch_texts(con, steps, ids["article_id"])
        keys = texts.select("article_id", body_key=pl.col("body").hash())
        warehouse.add_donors(con, steps, keys.hstack(make_keys(texts["body"]).select("anchors")))
    for part in _slices(asked, AT_ONCE):
        _restore(con, steps, part)


def _slices(frame: pl.DataFrame, height: int) -> Iterator[pl.DataFrame]:
    """The frame in slices, one at least: an empty one where it has no row."""
    return (frame.slice(start, height) for start in range(0, max(frame.height, 1), height))


def _sign_damaged(con: warehouse.Connection, steps: Path, damaged: pl.DataFrame) -> pl.DataFrame:
    """The anchors of these texts, as they were parsed."""
    texts = warehouse.fetch_texts(con, steps, damaged["article_id"]).join(
        damaged, on="article_id", maintain_order="left"
    )
    parsed = [_as_parsed(body, pieces) for body, pieces in texts.select("body", "pieces").iter_rows()]
    anchors = make_keys(pl.Series(parsed, dtype=pl.String)).select("anchors")
    pieces = pl.col("pieces").cast(DAMAGED_TEXTS["pieces"])
    return texts.select("article_id", pieces).hstack(anchors)


def _restore(con: warehouse.Connection, steps: Path, asked: pl.DataFrame) -> None:
    """Put what these texts are given, and by whom, beside tonight's; those whose donors are the same are left alone."""
    found = asked.join(warehouse.find_nearest(con, steps, asked), on="article_id", how="left", maintain_order="left")
    rows = [{**row, "found_ids": row["found_ids"] or []} for row in found.iter_rows(named=True)]
    rows = [row for row in rows if row["is_whole"] or row["found_ids"] != row["donor_ids"]]
    if not rows:
        return
    ids = {row["article_id"] for row in rows}.union(*(row["found_ids"] for row in rows))
    texts = warehouse.fetch_texts(con, steps, pl.Series(sorted(ids)))
    bodies = {article_id: (body, repairs) for article_id, body, repairs in texts.iter_rows()}
    donors = {donor_id: Donor(donor_id, bodies[donor_id][0]) for row in rows for donor_id in row["found_ids"]}
    done = [_look_at(row, *bodies[row["article_id"]], [donors[one] for one in row["found_ids"]]) for row in rows]
    warehouse.keep_restored(con, steps, *_frames(done))


def _as_parsed(body: str, pieces: Iterable[dict[str, Any]]) -> str:
    return take_back(body, (Piece(**piece) for piece in pieces))


def _look_at(row: dict[str, Any], body: str, repairs: list[str] | None, donors: list[Donor]) -> dict[str, Any]:
    """A row (`_FOUND`): what the text was, what it is given, and by whom."""
    parsed = _as_parsed(body, row["pieces"])
    codes = [code for code in repairs or () if code != CODE]
    restored = restore_characters(parsed, donors, is_guessed="guessed_characters" in codes)
    return {
        "article_id": row["article_id"],
        "anchors": row["anchors"],
        "pieces": [piece._asdict() for piece in restored.pieces],
        "donor_ids": [donor.article_id for donor in donors],
        "body": restored.body,
        "repairs": [*codes, CODE] if restored.pieces else codes,
        "is_again": row["is_stored"],
        "is_kept": restored.body == body,
        **_evidence(parsed, restored),
    }


def _evidence(parsed: str, restored: Restored) -> dict[str, str | None]:
    """How many characters were given by whom, and the first of them in its context."""
    if not restored.pieces:
        return {"value": None, "before": None, "after": None}
    first = restored.pieces[0]
    start = max(0, first.at - _CONTEXT)  # before the first piece both texts are the same
    count = sum(len(piece.put) for piece in restored.pieces)
    named = ", ".join(restored.donor_ids[:_NAMED]) + (", …" if len(restored.donor_ids) > _NAMED else "")
    return {
        "value": f"{count} character{'' if count == 1 else 's'} of {named}",
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
