"""The plan of a run: which files make a batch, and what its shards are called."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from wirehouse.readers.reading import FileToRead
from wirehouse.schema import PARSER_VERSION
from wirehouse.sources.discovery import Discovery
from wirehouse.sources.source import Source


@dataclass(frozen=True)
class Batch:
    """Some thousand files of one source. `key` names its shards: the hash of its inputs and of the parser."""

    key: str
    source: Source
    files: list[FileToRead]
    first_seen_at: datetime
    max_bytes: int


def plan_batches(
    found: Iterable[Discovery], max_files: int, max_batch_bytes: int, max_file_bytes: int, started_at: datetime
) -> list[Batch]:
    """The batches of a run: the files to read of each source in the order of their names, and the unreadable ones."""
    return [
        Batch(_key(discovery.source, files, max_file_bytes), discovery.source, files, started_at, max_file_bytes)
        for discovery in found
        for files in _chunks(_files(discovery), max_files, max_batch_bytes)
    ]


def _files(discovery: Discovery) -> Iterator[FileToRead]:
    asked = discovery.files.filter(discovery.files["status"] != "unchanged")
    columns = ("source_uri", "path", "byte_count", "mtime_ns", "known_sha256", "record_count", "problem")
    for uri, path, *rest in asked.select(columns).iter_rows():
        yield FileToRead(uri, path if path is not None else discovery.source.path_of(uri), *rest)


def _chunks(files: Iterator[FileToRead], max_files: int, max_bytes: int) -> Iterator[list[FileToRead]]:
    chunk: list[FileToRead] = []
    size = 0
    for file in files:
        if chunk and (len(chunk) >= max_files or size + file.byte_count > max_bytes):
            yield chunk
            chunk, size = [], 0
        chunk.append(file)
        size += file.byte_count
    if chunk:
        yield chunk


def _key(source: Source, files: list[FileToRead], max_file_bytes: int) -> str:
    inputs = [source.name, source.root, source.settings_hash, PARSER_VERSION, max_file_bytes]
    listed = [[os.fsdecode(file.path), *file[2:]] for file in files]
    return hashlib.sha256(json.dumps([inputs, listed]).encode()).hexdigest()[:24]


def write_plan(path: Path, run_id: str, batches: Iterable[Batch]) -> None:
    """Write the plan down before the first batch is read: what a run was about can be seen after it was killed."""
    listed = [
        {
            "key": batch.key,
            "source": asdict(batch.source),
            "files": [[os.fsdecode(file.path), *file[2:]] for file in batch.files],
        }
        for batch in batches
    ]
    path.write_text(json.dumps({"run_id": run_id, "batches": listed}), encoding="utf-8")
