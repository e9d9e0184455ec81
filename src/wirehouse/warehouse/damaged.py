"""Texts that lost characters, and the records that may have them: what their restoration asks of the next version."""

from pathlib import Path

import duckdb
import polars as pl

from wirehouse.warehouse.matching import count_rows, run_step

Connection = duckdb.DuckDBPyConnection


def find_damaged(con: Connection, steps: Path) -> pl.Series | None:
    """The ids of the damaged texts of which nothing is known yet; None where no text at all is damaged."""
    run_step(con, steps / "find_damaged.sql")
    new = con.sql("from damaged order by article_id").pl()["article_id"]
    return new if new.len() or count_rows(con, "news.damaged_texts") else None


def find_donors(con: Connection, steps: Path, signed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The damaged texts to look at (`article_id`, `anchors`, `pieces`, `is_stored`), and who may help them.

    `signed` are those of which nothing was known, with their anchors. The second frame has a row for each pair:
    `article_id`, `donor_id`.
    """
    con.register("signed", signed)
    run_step(con, steps / "find_donors.sql")
    con.unregister("signed")
    return con.sql("from asked order by article_id").pl(), con.sql("from pairs order by article_id, donor_id").pl()


def fetch_texts(con: Connection, steps: Path, article_ids: pl.Series) -> pl.DataFrame:
    """`article_id`, `body`, `repairs` of these records, as they will be current."""
    con.register("wanted", article_ids.to_frame("article_id"))
    run_step(con, steps / "fetch_texts.sql")
    con.unregister("wanted")
    return con.sql("from wanted_texts order by article_id").pl()


def keep_restored(
    con: Connection, steps: Path, restored: pl.DataFrame, damaged: pl.DataFrame, evidence: pl.DataFrame
) -> None:
    """Put texts that change, what is to be known of all that were looked at, and the evidence beside tonight's."""
    frames = {"found_restored": restored, "found_damaged": damaged, "found_evidence": evidence}
    for name, frame in frames.items():
        con.register(name, frame)
    run_step(con, steps / "keep_restored.sql")
    for name in frames:
        con.unregister(name)
