"""A file's bytes within the limits, or the reason why they were not had."""

import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass
from typing import IO

import fsspec

HEAD_BYTES = 64 * 1024  # what is kept of a file above the size limit
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Payload:
    """What reading one file gave: `data` unpacked, `sha256` and `byte_count` of the file as it lies there.

    `unreadable` and `quarantined` hold a reason of the vocabularies in `wirehouse.schema`; at most one is set.
    """

    data: bytes = b""
    sha256: str | None = None
    byte_count: int = 0
    unreadable: str | None = None
    quarantined: str | None = None
    detail: str | None = None
    is_packed: bool = False


def read_payload(
    file_system: fsspec.AbstractFileSystem | None, path: str | bytes, max_bytes: int, expected_bytes: int = 0
) -> Payload:
    """Read a file, local where `file_system` is None. `max_bytes` bounds it before and after unpacking.

    `expected_bytes` is its size as listed: asking for no more spares a buffer of the limit's size for each file.
    """
    try:
        with _open(file_system, path) as stream:
            data = _read_up_to(stream, max_bytes + 1, expected_bytes)
            if len(data) > max_bytes:
                return _too_large(stream, data, max_bytes)
    except PermissionError as error:
        return Payload(unreadable="permission_denied", detail=str(error.strerror))
    except FileNotFoundError:
        return Payload(unreadable="vanished")
    except OSError as error:
        return Payload(unreadable="io_error", detail=str(error.strerror or error))
    sha256 = hashlib.sha256(data).hexdigest()
    return _unpack(data, sha256, max_bytes) if data[:2] == b"\x1f\x8b" else Payload(data, sha256, len(data))


def _open(file_system: fsspec.AbstractFileSystem | None, path: str | bytes) -> IO[bytes]:
    if file_system is None:
        return open(path, "rb", buffering=0)  # noqa: PTH123 - the path may be bytes; the caller closes
    stream: IO[bytes] = file_system.open(path, "rb")
    return stream


def _read_up_to(stream: IO[bytes], limit: int, expected_bytes: int) -> bytes:
    """Read to the end or the limit. One call may give less: a pipe-like file, a network disk, one that grows."""
    data = stream.read(min(expected_bytes + 1, limit))
    while data and len(data) < limit and (more := stream.read(min(CHUNK, limit - len(data)))):
        data += more
    return data


def _too_large(stream: IO[bytes], start: bytes, max_bytes: int) -> Payload:
    digest = hashlib.sha256(start)
    count = len(start)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        count += len(chunk)
    return Payload(
        start[:HEAD_BYTES],
        digest.hexdigest(),
        count,
        quarantined="too_large",
        detail=f"{count:,} bytes; the limit is {max_bytes:,} (max_file_mib)",
    )


def _unpack(data: bytes, sha256: str, max_bytes: int) -> Payload:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            unpacked = stream.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        return Payload(data, sha256, len(data), quarantined="damaged_archive", detail=f"gzip: {error}")
    if len(unpacked) > max_bytes:
        return Payload(
            unpacked[:HEAD_BYTES],
            sha256,
            len(data),
            quarantined="too_large",
            detail=f"unpacks to more than {max_bytes:,} bytes (max_file_mib)",
        )
    return Payload(unpacked, sha256, len(data), is_packed=True)
