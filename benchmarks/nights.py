"""Nights without files: articles from a frame through load and match, to test and to measure duplicates alone."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl

from wirehouse import project
from wirehouse.duplicates.fingerprints import add_signatures
from wirehouse.duplicates.matching import match_articles
from wirehouse.schema import ARTICLES, EVIDENCE, FILES, OVERRIDES, RECORDS, SIGNATURES, STAGE_ONLY
from wirehouse.transform.text import word_count
from wirehouse.warehouse import load, migrate
from wirehouse.warehouse.stage import SHARDS, attach_stage

FIRST_NIGHT = datetime(2024, 1, 1, tzinfo=UTC)
SIGNED_AT_ONCE = 5_000


@contextmanager
def open_warehouse(path: Path | str = ":memory:", sql: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new warehouse, in memory or at `path`; `sql` in place of the project's own statements."""
    con = duckdb.connect(str(path))
    try:
        con.execute("set timezone = 'UTC'")
        con.execute("set preserve_insertion_order = false")
        migrate.migrate(con, sql or project.sql())
        yield con
    finally:
        con.close()


def to_articles(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with `source`, `source_uri`, `body`, and whatever else of `ARTICLES` they have, as staged articles."""
    ids = [hashlib.sha256(f"{source}\n{uri}".encode()).hexdigest()[:16] for source, uri in frame.select(
        "source", "source_uri"
    ).iter_rows()]  # fmt: skip
    schema = {**ARTICLES, **STAGE_ONLY}
    made = frame.with_columns(
        article_id=pl.Series(ids, dtype=pl.String),
        record_no=pl.lit(1),
        record_key=pl.lit("1"),
        word_count=word_count(pl.col("body")),
        paragraph_count=pl.col("body").str.count_matches("\n\n", literal=True) + 1,
        replacement_char_count=pl.lit(0),
        parser_version=pl.lit("1"),
        content_sha256=pl.concat_str(pl.all().cast(pl.String), separator="|", ignore_nulls=True),
        first_seen_at=pl.lit(FIRST_NIGHT),
    )
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in made.columns]
    return made.with_columns(missing).select(schema.keys()).cast(schema)  # type: ignore[arg-type]


def sign(articles: pl.DataFrame) -> pl.DataFrame:
    """The signatures of staged articles, made in batches as a run makes them."""
    parts = [add_signatures(part) for part in articles.iter_slices(SIGNED_AT_ONCE)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=SIGNATURES)


def load_night(
    con: duckdb.DuckDBPyConnection, articles: pl.DataFrame, signatures: pl.DataFrame | None = None,
    *, number: int = 1, window_days: int | None = None, sql: Path | None = None,
) -> None:  # fmt: skip
    """One night: these staged articles into the warehouse, copies, links and stories with them."""
    sql = sql or project.sql()
    start_night(con, articles, sign(articles) if signatures is None else signatures, number, window_days, sql)
    match_articles(con, sql)
    con.commit()
    con.execute("detach tonight")


def start_night(
    con: duckdb.DuckDBPyConnection, articles: pl.DataFrame, signatures: pl.DataFrame, number: int,
    window_days: int | None, sql: Path,
) -> None:  # fmt: skip
    """Everything of a night up to the choice of the articles; the night's transaction stays open."""
    run = {"run_id": f"night {number}", "started_at": FIRST_NIGHT + timedelta(days=number), "parser_version": "1",
           "is_reparse": False, "is_stored": False}  # fmt: skip
    sources = articles.select("source").unique()
    sources = sources.with_columns(root=pl.lit("/"), settings_hash=pl.lit(""), publisher=pl.lit(None, pl.String))
    records = articles.select(name for name in RECORDS if name in articles.columns).with_columns(
        byte_count=pl.lit(0), format=pl.lit("frame")
    )
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in RECORDS.items() if name not in records.columns]
    frames = {
        "run": pl.DataFrame([run]),
        "sources": sources,
        "overrides": pl.DataFrame(schema=OVERRIDES),
        "gone": pl.DataFrame(schema={"source": pl.String, "source_uri": pl.String}),
        "matching": pl.DataFrame(
            {"method_version": [f"1, {window_days} days"], "link_window_days": [window_days]},
            schema_overrides={"link_window_days": pl.Int32},
        ),
    }
    staged = {
        "shard_articles": articles,
        "records": records.with_columns(missing).select(RECORDS.keys()),
        "signatures": signatures,
        "files": pl.DataFrame(schema=FILES),
        "evidence": pl.DataFrame(schema=EVIDENCE),
    }
    attach_stage(con, {kind: [] for kind in SHARDS}, frames)
    for name, frame in staged.items():
        con.register("staged", frame)
        con.execute(f"create or replace table tonight.stage.{name} as from staged")
        con.unregister("staged")
    load.run_steps(con, sql / "stage")
    load.run_steps(con, sql / "compare")
    con.begin()
    load.run_steps(con, sql / "load")
    load.run_steps(con, sql / "match")
