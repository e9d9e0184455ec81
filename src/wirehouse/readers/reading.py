"""A batch of files to two frames: what became of each file, and the records that were in them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import fsspec
import polars as pl

from wirehouse.readers.decoding import Decoded, decode
from wirehouse.readers.payload import Limits, Payload, read_payload
from wirehouse.readers.reader import Piece, Reader
from wirehouse.readers.registry import choose_reader
from wirehouse.schema import FILES, RECORDS

ESCAPED_SEPARATORS = {0x1E: "\x1e0", 0x1F: "\x1e1"}
PART_BYTES = 64 * 1024 * 1024  # of text; the transform takes six times that
PART_RECORDS = 200_000
KNOWN_FORMATS = "readers are registered for text and JSON Lines, gzipped or not"


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
    """How one source's files are read. `first_seen_at` is the run's start: UTC, one value for the whole run.

    `root` is the real path that a local file must lie under; None where links may lead anywhere.
    """

    source: str
    format: str
    fields: Mapping[str, str]
    limits: Limits
    first_seen_at: datetime
    root: str | None = None


@dataclass(frozen=True)
class ReadBatch:
    """`files` (`wirehouse.schema.FILES`), one row per file asked for; `records` (`RECORDS`), one per record found."""

    files: pl.DataFrame
    records: pl.DataFrame


def read_parts(
    files: Iterable[FileToRead], options: ReadOptions, file_system: fsspec.AbstractFileSystem | None = None
) -> Iterator[ReadBatch]:
    """Read files, local ones where `file_system` is None. Every file gets its row, whatever it holds.

    In parts of at most some 64 MiB of text: packed files hold many times what the plan counted.
    """
    file_rows: list[dict[str, Any]] = []
    record_rows: list[dict[str, Any]] = []
    size = 0
    for file in files:
        read_at = datetime.now(UTC)
        payload = (
            Payload(unreadable=file.problem)
            if file.problem
            else read_payload(file_system, file.path, options.limits, options.root, file.byte_count)
        )
        if payload.mtime_ns not in (None, file.mtime_ns):
            file = file._replace(mtime_ns=payload.mtime_ns or 0)  # noqa: PLW2901 - what was read is what counts
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
        size += 0 if is_unchanged else len(payload.data)
        if size >= PART_BYTES or len(record_rows) >= PART_RECORDS:
            yield _part(file_rows, record_rows)
            file_rows, record_rows, size = [], [], 0
    yield _part(file_rows, record_rows)


def _part(files: list[dict[str, Any]], records: list[dict[str, Any]]) -> ReadBatch:
    return ReadBatch(pl.DataFrame(files, schema=FILES), pl.DataFrame(records, schema=RECORDS))


def _records(file: FileToRead, payload: Payload, options: ReadOptions) -> Iterable[dict[str, Any]]:
    """The records of a file, at least one: a file without any is one record with a problem."""
    whole = Piece(payload.data)
    if payload.quarantined:
        whole = whole._replace(problem=payload.quarantined, detail=payload.detail)
    elif not payload.data.strip():
        whole = whole._replace(problem="empty")
    elif reader := choose_reader(file.source_uri, payload.data, options.format):
        return _pieces(file, payload, reader, options)
    else:
        whole = whole._replace(problem="unsupported_format", detail=KNOWN_FORMATS)
    return [_row(file, options, payload, "unknown", 1, whole)]


def _pieces(file: FileToRead, payload: Payload, reader: Reader, options: ReadOptions) -> Iterable[dict[str, Any]]:
    next_number: dict[str, int] = {}
    pieces = reader.split(payload.data, options.fields, options.limits.max_records)
    for number, piece in enumerate(pieces, start=1):
        key = own = _storable(piece.own_id) or str(number)
        while key in next_number:  # an id given twice in one file: the later record is kept under a key of its own
            next_number[own] += 1
            key = f"{own}~{next_number[own]}"
        next_number[key] = 1
        if piece.problem is None and len(piece.data) > options.limits.max_record_bytes:
            detail = f"{len(piece.data):,} bytes; the limit is {options.limits.max_record_bytes:,} (max_record_mib)"
            piece = piece._replace(problem="too_large", detail=detail)  # noqa: PLW2901 - the same piece, held back
        yield _row(file, options, payload, reader.name, number, piece._replace(own_id=key))


def _row(
    file: FileToRead, options: ReadOptions, payload: Payload, reader_name: str, number: int, piece: Piece
) -> dict[str, Any]:
    key, data = piece.own_id or str(number), piece.data
    is_whole = data is payload.data
    decoded = _decoded(piece, reader_name)
    return {
        "article_id": article_id(options.source, file.source_uri, key),
        "source": options.source,
        "source_uri": file.source_uri,
        "record_no": number,
        "record_key": key,
        "format": reader_name,
        "text": _storable(decoded.text),
        "bytes": None if decoded.encoding == "utf-8" and b"\x00" not in data else data,
        "encoding": decoded.encoding,
        # Of a packed file the hash of what is in it: packing it again changes no text.
        "content_sha256": payload.sha256 if is_whole and not payload.is_packed else hashlib.sha256(data).hexdigest(),
        "byte_count": payload.byte_count if is_whole else len(data),
        "problem": piece.problem or decoded.problem,
        "problem_detail": piece.detail if piece.problem else decoded.detail,
        "file_mtime": datetime.fromtimestamp(file.mtime_ns / 1e9, UTC) if file.mtime_ns else None,
        "first_seen_at": options.first_seen_at,
    }


def _decoded(piece: Piece, reader_name: str) -> Decoded:
    if piece.problem == "empty":
        return Decoded("", "utf-8")
    # One slow look for an encoding a file, not one for each of its 200,000 lines that are no JSON.
    return decode(piece.data, guess=reader_name != "json_lines" and piece.problem != "too_large")


def _storable(text: str | None) -> str | None:
    """NUL ends a string in too many clients; the bytes column keeps the original of such a text."""
    return text.replace("\x00", "�") if text else text


def article_id(source: str, source_uri: str, record_key: str) -> str:
    """First 16 hex digits of the SHA-256 of the record's key, its three parts joined by a unit separator."""
    key = f"{source}\x1f{source_uri}\x1f{record_key}"
    if key.count("\x1f") > 2 or "\x1e" in key:
        # Or the file `a<US>b` and its record `c` would have the id of the file `a` and its record `b<US>c`.
        key = "\x1f".join(part.translate(ESCAPED_SEPARATORS) for part in (source, source_uri, record_key))
    return hashlib.sha256(key.encode()).hexdigest()[:16]
