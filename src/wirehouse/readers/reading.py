"""A batch of files to two frames: what became of each file, and the records that were in them."""

import hashlib
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import fsspec
import polars as pl

from wirehouse.readers.decoding import Decoded, decode
from wirehouse.readers.payload import Payload, read_payload
from wirehouse.readers.reader import Piece, Reader
from wirehouse.readers.registry import choose_reader
from wirehouse.schema import FILES, RECORDS


class FileToRead(NamedTuple):
    """One file of a batch; `known_sha256` is the hash under which it is unchanged, `problem` what discovery saw."""

    source_uri: str
    path: str | bytes
    byte_count: int
    mtime_ns: int
    known_sha256: str | None = None
    record_count: int | None = None
    problem: str | None = None


@dataclass(frozen=True)
class ReadOptions:
    """How one source's files are read. `first_seen_at` is the run's start: UTC, one value for the whole run."""

    source: str
    format: str
    fields: Mapping[str, str]
    max_bytes: int
    first_seen_at: datetime


@dataclass(frozen=True)
class ReadBatch:
    """`files` (`wirehouse.schema.FILES`), one row per file asked for; `records` (`RECORDS`), one per record found."""

    files: pl.DataFrame
    records: pl.DataFrame


def read_batch(
    files: Iterable[FileToRead], options: ReadOptions, file_system: fsspec.AbstractFileSystem | None = None
) -> ReadBatch:
    """Read files, local ones where `file_system` is None. Every file gets its row, whatever it holds."""
    file_rows: list[dict[str, Any]] = []
    record_rows: list[dict[str, Any]] = []
    for file in files:
        read_at = datetime.now(UTC)
        payload = Payload(unreadable=file.problem) if file.problem else _payload(file, options, file_system)
        is_unchanged = payload.sha256 is not None and payload.sha256 == file.known_sha256
        records = [] if payload.unreadable or is_unchanged else list(_records(file, payload, options))
        record_rows.extend(records)
        file_rows.append(
            {
                "source": options.source,
                "source_uri": file.source_uri,
                "byte_count": payload.byte_count if payload.sha256 else file.byte_count,
                "mtime_ns": file.mtime_ns,
                "content_sha256": payload.sha256,
                "record_count": file.record_count if is_unchanged else max(1, len(records)),
                "problem": payload.unreadable,
                "problem_detail": payload.detail if payload.unreadable else None,
                "is_unchanged": is_unchanged,
                "read_at": read_at,
            }
        )
    return ReadBatch(pl.DataFrame(file_rows, schema=FILES), pl.DataFrame(record_rows, schema=RECORDS))


def _payload(file: FileToRead, options: ReadOptions, file_system: fsspec.AbstractFileSystem | None) -> Payload:
    return read_payload(file_system, file.path, options.max_bytes, file.byte_count)


def _records(file: FileToRead, payload: Payload, options: ReadOptions) -> Iterable[dict[str, Any]]:
    """The records of a file, at least one: a file without any is one record with a problem."""
    if payload.quarantined:
        yield _row(file, options, 1, _Content("unknown", payload.data, payload.quarantined, payload.detail, payload))
        return
    if not payload.data.strip():
        yield _row(file, options, 1, _Content("unknown", payload.data, "empty", None, payload))
        return
    reader = choose_reader(file.source_uri, payload.data, options.format)
    if reader is None:
        content = _Content("unknown", payload.data, "unsupported_format", _known_formats(), payload)
        yield _row(file, options, 1, content)
        return
    yield from _pieces(file, payload, reader, options)


def _pieces(file: FileToRead, payload: Payload, reader: Reader, options: ReadOptions) -> Iterable[dict[str, Any]]:
    taken: set[str] = set()
    for number, piece in enumerate(reader.split(payload.data, options.fields), start=1):
        key = piece.own_id or str(number)
        if key in taken:  # an id given twice in one file: the later record keeps its text under a key of its own
            key = next(other for count in itertools.count(2) if (other := f"{key}~{count}") not in taken)
        taken.add(key)
        content = _Content(reader.name, piece.data, piece.problem, piece.detail, payload, piece)
        yield _row(file, options, number, content, key)


class _Content(NamedTuple):
    format: str
    data: bytes
    problem: str | None
    detail: str | None
    payload: Payload
    piece: Piece | None = None


def _row(
    file: FileToRead, options: ReadOptions, number: int, content: _Content, key: str | None = None
) -> dict[str, Any]:
    key = key or str(number)
    data = content.data
    whole_file = content.piece is None or data is content.payload.data
    decoded = decode(data) if content.problem != "empty" else Decoded("", "utf-8")
    problem = content.problem or decoded.problem
    return {
        "article_id": article_id(options.source, file.source_uri, key),
        "source": options.source,
        "source_uri": file.source_uri,
        "record_no": number,
        "record_key": key,
        "format": content.format,
        "text": _storable(decoded.text),
        "bytes": None if decoded.encoding == "utf-8" and b"\x00" not in data else data,
        "encoding": decoded.encoding,
        # Of a packed file the hash of what is in it: packing it again changes no text.
        "content_sha256": content.payload.sha256
        if whole_file and not content.payload.is_packed
        else hashlib.sha256(data).hexdigest(),
        "byte_count": content.payload.byte_count if whole_file else len(data),
        "problem": problem,
        "problem_detail": content.detail,
        "file_mtime": datetime.fromtimestamp(file.mtime_ns / 1e9, UTC) if file.mtime_ns else None,
        "first_seen_at": options.first_seen_at,
    }


def _storable(text: str | None) -> str | None:
    """NUL ends a string in too many clients; the bytes column keeps the original of such a text."""
    return text.replace("\x00", "�") if text else text


def _known_formats() -> str:
    return "readers are registered for text and JSON Lines, gzipped or not"


def article_id(source: str, source_uri: str, record_key: str) -> str:
    """First 16 hex digits of the SHA-256 of the record's key, its three parts joined by a unit separator."""
    return hashlib.sha256(f"{source}\x1f{source_uri}\x1f{record_key}".encode()).hexdigest()[:16]
