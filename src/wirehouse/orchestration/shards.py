"""One batch through extract, transform and fingerprint: each stage a file, written once and then only read."""

import os
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from wirehouse.duplicates.fingerprints import add_signatures
from wirehouse.duplicates.shingles import PRINTED
from wirehouse.orchestration.batches import Batch
from wirehouse.readers.reading import ReadOptions, read_batch
from wirehouse.readers.registry import BY_NAME
from wirehouse.readers.rereading import reread
from wirehouse.schema import FILES, RECORDS
from wirehouse.sources.source import file_system
from wirehouse.transform.articles import to_articles
from wirehouse.transform.publication import SourceRules
from wirehouse.warehouse.stored import read_stored

KINDS = ("files", "records", "shard_articles", "signatures", "evidence")


def shard(folder: Path, batch: Batch, kind: str) -> Path:
    """Where a batch's shard of this kind is."""
    return folder / f"{batch.key}.{kind}.parquet"


def extract(folder: Path, batch: Batch, warehouse: Path) -> int:
    """Read a batch's files into the shards `files` and `records`; returns the number of records.

    Records that the `warehouse` holds are read again from there; no file has to be.
    """
    records_path = shard(folder, batch, "records")
    if not batch.stored.is_empty():
        records = reread(read_stored(warehouse, batch.stored), batch.source.format, batch.source.fields)
        _write(pl.DataFrame(schema=FILES), shard(folder, batch, "files"))
        _write(records, records_path)
    elif not records_path.exists() or _has_problem(shard(folder, batch, "files")):
        options = ReadOptions(
            source=batch.source.name,
            format=batch.source.format,
            fields=batch.source.fields,
            max_bytes=batch.max_bytes,
            first_seen_at=batch.first_seen_at,
        )
        read = read_batch(batch.files_to_read(), options, None if batch.source.is_local else file_system(batch.source))
        _write(read.files, shard(folder, batch, "files"))
        _write(read.records, records_path)  # the last one: where it is, both are
    return int(pl.scan_parquet(records_path, glob=False).select(pl.len()).collect().item())


def _has_problem(path: Path) -> bool:
    """Whether a killed run could not read some file of the batch: it may be readable now, and its time the same."""
    return bool(pl.read_parquet(path, columns=["problem"], glob=False)["problem"].is_not_null().any())


def transform(folder: Path, batch: Batch) -> int:
    """Turn a batch's records into the shards `articles` and `evidence`; returns the number of staged articles."""
    path = shard(folder, batch, "shard_articles")
    if not path.exists():
        records = pl.read_parquet(shard(folder, batch, "records"), schema=RECORDS, glob=False).filter(
            pl.col("problem").is_null()
        )
        source = batch.source
        rules = SourceRules(source.publisher, source.country, source.date_from, source.require_date)
        staged = to_articles(with_given_dates(read_fields(records, source.fields), batch.overrides), rules)
        _write(staged.evidence, shard(folder, batch, "evidence"))
        _write(staged.articles, path)
    return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def read_fields(records: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """Let each record's reader say where its fields stand. Rows of different formats come back grouped by format."""
    records = records.with_columns(repairs=pl.lit([], dtype=pl.List(pl.String)))
    parts = [
        BY_NAME[str(part["format"][0])].fields(part, names)
        for part in records.partition_by("format", maintain_order=True)
    ]
    return pl.concat(parts, how="diagonal") if parts else BY_NAME["plain_text"].fields(records, names)


def with_given_dates(records: pl.DataFrame, overrides: pl.DataFrame) -> pl.DataFrame:
    """Add `given_date`: the date that a person gave this very text (`quarantine replay --date`), else null."""
    given = overrides.filter(pl.col("field") == "published_date").select(
        "article_id", "content_sha256", given_date=pl.col("value").str.to_date("%Y-%m-%d", strict=False)
    )
    return records.join(given, on=["article_id", "content_sha256"], how="left", maintain_order="left")


def transform_nothing() -> None:
    """Take one made-up record through the transform, so that its tables and patterns are there for the first batch."""
    text = " date 2024-01-02 \n\n\nPORT AMSEL, Jan 2 (AP) - A pier has opened.\n\nIt is long, its builders said."
    record = {"format": "headed_text", "source_uri": "warm/up.txt", "text": text, "encoding": "utf-8"}
    to_articles(read_fields(pl.DataFrame([record], schema=RECORDS), {}), SourceRules())


def fingerprint(folder: Path, batch: Batch) -> int:
    """Sign a batch's staged articles into the shard `signatures`; returns their number."""
    path = shard(folder, batch, "signatures")
    if not path.exists():
        columns = ["article_id", *PRINTED]
        articles = pl.read_parquet(shard(folder, batch, "shard_articles"), columns=columns, glob=False)
        _write(add_signatures(articles), path)
    return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Write a shard whole or not at all: a killed run leaves no half of one under its name."""
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    # files that live for one run: lz4 would take a twentieth of the run's time for half of their size
    frame.write_parquet(unfinished, compression="uncompressed", statistics=False)
    unfinished.rename(path)
