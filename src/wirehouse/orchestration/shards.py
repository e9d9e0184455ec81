"""One batch through extract, transform and fingerprint: each stage a file, written once and then only read."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from wirehouse.duplicates.fingerprints import add_signatures
from wirehouse.duplicates.shingles import PRINTED
from wirehouse.orchestration.batches import Batch
from wirehouse.readers.reading import ReadBatch, ReadOptions, read_parts
from wirehouse.readers.registry import BY_NAME
from wirehouse.readers.rereading import reread
from wirehouse.schema import FILES, RECORDS
from wirehouse.sources.source import file_system
from wirehouse.transform.articles import to_articles
from wirehouse.transform.publication import SourceRules
from wirehouse.warehouse.stage import SHARDS
from wirehouse.warehouse.stored import read_stored


def shard(folder: Path, batch: Batch, kind: str) -> Path:
    """Where a batch's shard of this kind is."""
    return folder / f"{batch.key}.{kind}.parquet"


def extract(folder: Path, batch: Batch, warehouse: Path) -> int:
    """Read a batch's files into the shards `files` and `records`; returns the number of records.

    Records that the `warehouse` holds are read again from there; no file has to be.
    """
    files_path, records_path = shard(folder, batch, "files"), shard(folder, batch, "records")
    if not batch.stored.is_empty():
        records = reread(read_stored(warehouse, batch.stored), batch.source.format, batch.source.fields)
        parts: Iterable[ReadBatch] = [ReadBatch(pl.DataFrame(schema=FILES), records)]
    elif not (_is_whole(records_path) and _is_whole(files_path)) or _has_problem(files_path):
        parts = _read_files(batch)
        for kind in ("shard_articles", "signatures"):  # made of records that may be others now
            shard(folder, batch, kind).unlink(missing_ok=True)
    else:
        return count_rows(records_path)
    # `records` is finished after `files`: where it is, both are
    with _writing(records_path, "records") as add_records, _writing(files_path, "files") as add_files:
        for part in parts:
            add_files(part.files)
            add_records(part.records)
    return count_rows(records_path)


def _read_files(batch: Batch) -> Iterator[ReadBatch]:
    source = batch.source
    is_bound = source.is_local and not source.follow_links
    options = ReadOptions(
        source=source.name,
        format=source.format,
        fields=source.fields,
        limits=batch.limits,
        first_seen_at=batch.first_seen_at,
        root=os.path.realpath(source.root) if is_bound else None,
    )
    yield from read_parts(batch.files_to_read(), options, None if source.is_local else file_system(source))


def _is_whole(path: Path) -> bool:
    """Whether a shard is there. A machine that went down may have kept its name without its bytes."""
    try:
        pq.read_metadata(path)
    except (OSError, pa.ArrowInvalid):
        return False
    return True


def _has_problem(path: Path) -> bool:
    """Whether a killed run could not read some file of the batch: it may be readable now, and its time the same."""
    return bool(pl.read_parquet(path, columns=["problem"], glob=False)["problem"].is_not_null().any())


def transform(folder: Path, batch: Batch) -> int:
    """Turn a batch's records into the shards `articles` and `evidence`; returns the number of staged articles."""
    path, evidence_path = shard(folder, batch, "shard_articles"), shard(folder, batch, "evidence")
    if not (_is_whole(path) and _is_whole(evidence_path)):
        source = batch.source
        rules = SourceRules(source.publisher, source.country, source.date_from, source.require_date)
        with _writing(path, "shard_articles") as add_articles, _writing(evidence_path, "evidence") as add_evidence:
            for records in read_shard(shard(folder, batch, "records")):
                accepted = records.filter(pl.col("problem").is_null())
                read = with_given_dates(read_fields(accepted, source.fields), batch.overrides)
                staged = to_articles(read, rules)
                add_evidence(staged.evidence)
                add_articles(staged.articles)
    return count_rows(path)


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
    if not _is_whole(path):
        columns = ["article_id", *PRINTED]
        with _writing(path, "signatures") as add_signed:
            for articles in read_shard(shard(folder, batch, "shard_articles"), columns):
                add_signed(add_signatures(articles))
    return count_rows(path)


def count_rows(path: Path) -> int:
    """How many rows a shard has."""
    return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def read_shard(path: Path, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
    """The parts of a shard, one after another: each small enough for the memory, whatever the batch unpacked to."""
    start = 0
    groups = pq.read_metadata(path)
    for number in range(groups.num_row_groups):
        count = groups.row_group(number).num_rows
        part = pl.scan_parquet(path, glob=False).slice(start, count)
        yield (part.select(columns) if columns else part).collect()
        start += count


@contextmanager
def _writing(path: Path, kind: str) -> Iterator[Callable[[pl.DataFrame], None]]:
    """Write a shard part by part, whole or not at all: a killed run leaves no half of one under its name.

    Yields a function that adds a part, a row group of its own.
    """
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    # files that live for one run: lz4 would take a twentieth of the run's time for half of their size
    options: dict[str, Any] = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    with pq.ParquetWriter(unfinished, _to_arrow(SHARDS[kind].to_frame()).schema, **options) as writer:
        yield lambda part: None if part.is_empty() else writer.write_table(_to_arrow(part), row_group_size=part.height)
    unfinished.rename(path)


def _to_arrow(frame: pl.DataFrame) -> pa.Table:
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())
