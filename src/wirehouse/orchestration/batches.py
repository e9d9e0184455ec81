"""The plan of a run: which files make a batch, and what its shards are called."""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from wirehouse import __version__
from wirehouse.readers.reading import FileToRead
from wirehouse.schema import PARSER_VERSION
from wirehouse.sources.discovery import Discovery
from wirehouse.sources.source import Source

FILE_WORK = 4096  # bytes of text that take as long as opening a file does: 40 microseconds


@dataclass(frozen=True)
class Batch:
    """Some thousand files of one source. `key` names its shards: the hash of its inputs and of the parser.

    `label` is what a person sees: the source, and which of its batches it is. `files` has the columns of `FileToRead`;
    it is a frame because Prefect looks into every list, tuple and dataclass that a task is called with.
    """

    key: str
    label: str
    source: Source
    files: pl.DataFrame
    first_seen_at: datetime
    max_bytes: int

    def files_to_read(self) -> Iterator[FileToRead]:
        """The files with their full paths; where a name is no valid text, the path is bytes."""
        for uri, path, *rest in self.files.iter_rows():
            yield FileToRead(uri, path if path is not None else self.source.path_of(uri), *rest)


def plan_batches(
    found: Iterable[Discovery], max_files: int, max_batch_bytes: int, max_file_bytes: int, started_at: datetime
) -> list[Batch]:
    """The batches of a run: the files to read of each source in the order of their names, and the unreadable ones."""
    batches = []
    for discovery in found:
        asked = discovery.files.filter(pl.col("status") != "unchanged").select(FileToRead._fields)
        chunks = list(_chunks(asked, max_files, max_batch_bytes))
        for number, files in enumerate(chunks, start=1):
            key = _key(discovery.source, files, max_file_bytes)
            label = f"{discovery.source.name} {number} of {len(chunks)}"
            batches.append(Batch(key, label, discovery.source, files, started_at, max_file_bytes))
    return batches


def _chunks(files: pl.DataFrame, max_files: int, max_bytes: int) -> Iterator[pl.DataFrame]:
    """Chunks within the limits, of much the same work each; a file above the limit is a chunk of its own."""
    sizes = files["byte_count"]
    count = max(math.ceil(files.height / max_files), math.ceil(sizes.sum() / max_bytes), 1)
    even = (
        sizes.sum() + FILE_WORK * files.height
    ) / count  # else the last chunk holds what was left, and one core waits
    start = size = 0
    for number, byte_count in enumerate(sizes):
        held = number - start
        is_full = held >= max_files or size + byte_count > max_bytes or size + FILE_WORK * held >= even
        if held and is_full:
            yield files.slice(start, held)
            start, size = number, 0
        size += byte_count
    if start < files.height:
        yield files.slice(start)


def _key(source: Source, files: pl.DataFrame, max_file_bytes: int) -> str:
    inputs = [source.name, source.root, source.settings_hash, PARSER_VERSION, __version__, max_file_bytes]
    return hashlib.sha256(json.dumps([inputs, _listed(files)]).encode()).hexdigest()[:24]


def write_plan(path: Path, run_id: str, batches: Iterable[Batch]) -> None:
    """Write the plan down before the first batch is read: what a run was about can be seen after it was killed."""
    listed = [{"key": batch.key, "source": asdict(batch.source), "files": _listed(batch.files)} for batch in batches]
    path.write_text(json.dumps({"run_id": run_id, "batches": listed}), encoding="utf-8")


def _listed(files: pl.DataFrame) -> list[tuple[object, ...]]:
    return files.with_columns(pl.col("path").bin.encode("hex")).rows()
