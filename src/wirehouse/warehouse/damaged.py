"""Texts that lost characters, and the records that may have them: what their restoration asks of the next version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from wirehouse.warehouse.matching import count_rows, run_step

Connection = duckdb.DuckDBPyConnection


def find_damaged(con: Connection, steps: Path) -> pl.DataFrame | None:
    """The damaged texts to sign, `article_id` and `pieces`; None where no text at all is damaged."""
    run_step(con, steps / "find_damaged.sql")
    new = con.sql("from damaged order by article_id").pl()
    return new if new.height or count_rows(con, "news.damaged_texts") else None


def find_asked(con: Connection, steps: Path, signed: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The damaged texts to look at, and the ids of the records that may help them.

    `signed` are those to sign, with their anchors. The columns of the first are in `sql/restore/find_asked.sql`.
    """
    with _registered(con, signed=signed):
        run_step(con, steps / "find_asked.sql")
    run_step(con, steps / "find_candidates.sql")
    candidates = con.sql("select donor_id as article_id from candidates order by donor_id").pl()
    return con.sql("from asked order by article_id").pl(), candidates["article_id"]


def add_donors(con: Connection, steps: Path, signed: pl.DataFrame) -> None:
    """Add what the bodies of candidates hold: `article_id`, `body_key` (the same for the same body), `anchors`."""
    with _registered(con, signed_donors=signed):
        run_step(con, steps / "add_donors.sql")


def find_nearest(con: Connection, steps: Path, asked: pl.DataFrame) -> pl.DataFrame:
    """`article_id`, `found_ids`: the donors of each of these texts that has any."""
    with _registered(con, part=asked.select("article_id")):
        return con.sql((steps / "find_nearest.sql").read_text(encoding="utf-8")).pl()


def fetch_texts(con: Connection, steps: Path, article_ids: pl.Series) -> pl.DataFrame:
    """`article_id`, `body`, `repairs` of these records, as they will be current."""
    with _registered(con, wanted=article_ids.to_frame("article_id")):
        run_step(con, steps / "fetch_texts.sql")
    return con.sql("from wanted_texts order by article_id").pl()


def keep_restored(
    con: Connection, steps: Path, restored: pl.DataFrame, damaged: pl.DataFrame, evidence: pl.DataFrame
) -> None:
    """Put texts that change, what is to be known of all that were looked at, and the evidence beside tonight's."""
    with _registered(con, found_restored=restored, found_damaged=damaged, found_evidence=evidence):
        run_step(con, steps / "keep_restored.sql")


@contextmanager
def _registered(con: Connection, **frames: pl.DataFrame) -> Iterator[None]:
    for name, frame in frames.items():
        con.register(name, frame)
    yield
    for name in frames:
        con.unregister(name)
