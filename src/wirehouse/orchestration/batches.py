"""The plan of a run: which files make a batch, and what its shards are called."""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import polars.selectors as cs

from wirehouse import __version__
from wirehouse.readers.payload import Limits
from wirehouse.readers.reading import FileToRead
from wirehouse.schema import METHOD_VERSION, PARSER_VERSION, STORED
from wirehouse.sources.discovery import Discovery
from wirehouse.sources.source import Source
from wirehouse.warehouse.state import write_whole

FILE_WORK = 4096  # bytes of text that take as long as opening a file does: 40 microseconds


@dataclass(frozen=True)
class Batch:
    """Some thousand files of one source, or records of it that the warehouse holds. `key` names its shards: the hash of
    its inputs and of the parser.

    `label` is what a person sees: the source, and which of its batches it is. `files` has the columns of `FileToRead`,
    `stored` those of `wirehouse.schema.STORED`, and one of them is empty. They are frames because Prefect looks into
    every list, tuple and dataclass that a task is called with. `overrides` is what people said of single texts.
    """

    key: str
    label: str
    source: Source
    files: pl.DataFrame
    stored: pl.DataFrame
    overrides: pl.DataFrame
    first_seen_at: datetime
    limits: Limits

    def files_to_read(self) -> Iterator[FileToRead]:
        """The files with their full paths; where a name is no valid text, the path is bytes."""
        for uri, path, *rest in self.files.iter_rows():
            yield FileToRead(uri, path if path is not None else self.source.path_of(uri), *rest)


@dataclass(frozen=True)
class Planner:
    """What all batches of a run have in common. Sizes in bytes, before unpacking."""

    max_files: int
    max_batch_bytes: int
    limits: Limits
    overrides: pl.DataFrame
    started_at: datetime

    def plan_files(self, found: Iterable[Discovery], killed: Iterable[Sequence[str]] = ()) -> list[Batch]:
        """The files to read of each source in the order of their names, and the unreadable ones.

        `killed` are the batches of a killed run, as `read_plan` gives them: those whose files are all as they were
        are taken over as they stand, for their shards may be there; the rest is planned anew.
        """
        earlier = [(key, source, set(uris)) for key, source, *uris in killed]
        batches: list[Batch] = []
        for discovery in found:
            source = discovery.source
            asked = discovery.files.filter(pl.col("status") != "unchanged").select(FileToRead._fields)
            parts = []
            for key, name, uris in earlier:
                part = asked.filter(pl.col("source_uri").is_in(uris)) if name == source.name else asked.clear()
                if not part.is_empty() and self._key(source, part) == key:
                    parts.append(part)
                    asked = asked.filter(~pl.col("source_uri").is_in(uris))
            parts += _chunks(asked, self.max_files, self.max_batch_bytes)
            batches += self._batches(source, [(part, pl.DataFrame(schema=STORED)) for part in parts])
        return batches

    def plan_stored(self, stored: Mapping[str, pl.DataFrame], sources: Iterable[Source]) -> list[Batch]:
        """The stored records of each source, in the order in which the warehouse holds them."""
        nothing = pl.DataFrame(schema=dict.fromkeys(FileToRead._fields, pl.String))
        return [
            batch
            for source in sources
            for batch in self._batches(
                source, [(nothing, part) for part in _chunks(stored[source.name], self.max_files, self.max_batch_bytes)]
            )
        ]

    def _batches(self, source: Source, parts: list[tuple[pl.DataFrame, pl.DataFrame]]) -> Iterator[Batch]:
        for number, (files, stored) in enumerate(parts, start=1):
            key = self._key(source, files if stored.is_empty() else stored)
            label = f"{source.name} {number} of {len(parts)}"
            yield Batch(key, label, source, files, stored, self.overrides, self.started_at, self.limits)

    def _key(self, source: Source, inputs: pl.DataFrame) -> str:
        versions = [PARSER_VERSION, METHOD_VERSION, __version__]
        common = [source.name, source.root, source.settings_hash, *versions, self.limits]
        rows = inputs.with_columns(cs.binary().bin.encode("hex")).rows()
        return hashlib.sha256(json.dumps([common, self.overrides.rows(), rows]).encode()).hexdigest()[:24]


def _chunks(files: pl.DataFrame, max_files: int, max_bytes: int) -> Iterator[pl.DataFrame]:
    """Chunks within the limits, of much the same work each; a file above the limit is a chunk of its own."""
    sizes = files["byte_count"]
    count = max(math.ceil(files.height / max_files), math.ceil(sizes.sum() / max_bytes), 1)
    # else the last chunk holds what was left, and one core waits
    even = (sizes.sum() + FILE_WORK * files.height) / count
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


def write_plan(path: Path, batches: Iterable[Batch]) -> None:
    """Write the plan down before the first batch is read, so that a successor can take it over; whole or not at all."""
    listed = [[batch.key, batch.source.name, *batch.files["source_uri"]] for batch in batches]
    write_whole(path, json.dumps(listed))


def read_plan(path: Path) -> list[list[str]]:
    """The batches of a plan: key, source and the files' `source_uri`s; none where it cannot be understood."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        return [[str(part) for part in batch] for batch in listed if len(batch) > 2]
    except (OSError, ValueError, TypeError):
        return []
