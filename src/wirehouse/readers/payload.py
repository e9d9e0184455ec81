"""A file's bytes within the limits, or the reason why they were not had."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import fsspec

from wirehouse.readers.unpacking import is_packed, unpack
from wirehouse.redaction import redact
from wirehouse.schema import storable_ns

HEAD_BYTES = 64 * 1024  # what is kept of a file above the size limit
CHUNK = 1024 * 1024
# Without blocking: what was a file when it was listed may be a pipe by now, and its open would wait for a writer.
OPEN_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
REASONS = {errno.ELOOP: "link_loop", errno.ENAMETOOLONG: "path_too_long", errno.ENXIO: "not_a_file"}


class Limits(NamedTuple):
    """What one file may cost: bytes before and after unpacking, how many times its size it may have unpacked (above
    1 MiB), records and their bytes, and the bytes hashed of one that is too large. What is above is a row that says so.
    """

    max_bytes: int
    max_ratio: int = 100
    max_records: int = 200_000
    max_record_bytes: int = 1024 * 1024
    max_hash_bytes: int = 16 * 1024**3


@dataclass(frozen=True)
class Payload:
    """What reading one file gave: `data` unpacked, `sha256` and `byte_count` of the file as it lies there.

    `mtime_ns` is its time when it was read, where the file system tells. `unreadable` and `quarantined` hold a reason
    of the vocabularies in `wirehouse.schema`; at most one is set.
    """

    data: bytes = b""
    sha256: str | None = None
    byte_count: int = 0
    mtime_ns: int | None = None
    unreadable: str | None = None
    quarantined: str | None = None
    detail: str | None = None
    is_packed: bool = False


class _CannotRead(Exception):  # noqa: N818 - no error: a fate
    """The file is there, and must not or cannot be read; `str` of it is the reason."""


def read_payload(
    file_system: fsspec.AbstractFileSystem | None,
    path: str | bytes,
    limits: Limits,
    root: str | None = None,
    expected_bytes: int = 0,
) -> Payload:
    """Read a file, local where `file_system` is None; then, with `root`, only from under that real path.

    `expected_bytes` is its size as listed: asking for no more spares a buffer of the limit's size for each file.
    """
    try:
        if file_system is not None:
            with file_system.open(os.fsdecode(path), "rb") as stream:
                return _read(stream.read, limits, expected_bytes)
        try:
            return _read_local(path, limits, root)
        except _Changed:  # whoever writes it may be done by now
            return _read_local(path, limits, root)
    except _CannotRead as reason:
        return Payload(unreadable=str(reason))
    except OSError as error:
        return _refused(error)
    except Exception as error:
        if file_system is None:
            raise
        # The drivers of object stores raise their own libraries' errors.
        return Payload(unreadable="io_error", detail=redact(f"{type(error).__name__}: {error}"))


class _Changed(_CannotRead):
    """Its size or time is another than before it was read: what was read may be half old and half new."""

    def __init__(self) -> None:
        super().__init__("changing")


def _refused(error: OSError) -> Payload:
    """The operating system's word for it as a reason."""
    detail = redact(str(error.strerror or error))
    if isinstance(error, PermissionError):
        return Payload(unreadable="permission_denied", detail=detail)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Payload(unreadable="vanished")
    return Payload(unreadable=REASONS.get(error.errno or 0, "io_error"), detail=detail)


def _read_local(path: str | bytes, limits: Limits, root: str | None) -> Payload:
    descriptor = os.open(path, OPEN_FLAGS)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise _CannotRead("not_a_file")
        if root is not None and not _is_under(descriptor, path, root):
            raise _CannotRead("link_outside")
        payload = _read(partial(os.read, descriptor), limits, before.st_size, storable_ns(before.st_mtime_ns))
        after = os.fstat(descriptor)
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise _Changed
        return payload
    finally:
        os.close(descriptor)


def _is_under(descriptor: int, path: str | bytes, root: str) -> bool:
    """Whether the open file lies under the root, whatever became of the path since it was listed."""
    try:
        real = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 - a hundredth of what resolving a path costs
    except OSError:  # no Linux
        real = os.path.realpath(os.fsdecode(path))
    return real.startswith(root.rstrip("/") + "/")


def _read(read: Callable[[int], bytes], limits: Limits, expected_bytes: int, mtime_ns: int | None = None) -> Payload:
    data = _read_up_to(read, limits.max_bytes + 1, expected_bytes)
    if len(data) > limits.max_bytes:
        return _too_large(read, data, limits, mtime_ns)
    payload = Payload(data, hashlib.sha256(data).hexdigest(), len(data), mtime_ns)
    return _unpack(payload, limits) if is_packed(data) else payload


def _read_up_to(read: Callable[[int], bytes], limit: int, expected_bytes: int) -> bytes:
    """Read to the end or the limit. One call may give less: a network disk, a file that grows."""
    parts = [read(min(expected_bytes + 1, limit))]
    size = len(parts[0])
    while parts[-1] and size < limit:
        parts.append(read(min(CHUNK, limit - size)))
        size += len(parts[-1])
    return b"".join(parts)


def _too_large(read: Callable[[int], bytes], start: bytes, limits: Limits, mtime_ns: int | None) -> Payload:
    """The beginning and the hash; of a file without end (a hole of terabytes takes no disk) the hash of its start."""
    digest = hashlib.sha256(start)
    count = len(start)
    while count < limits.max_hash_bytes and (chunk := read(CHUNK)):
        digest.update(chunk)
        count += len(chunk)
    detail = f"{count:,} bytes; the limit is {limits.max_bytes:,} (max_file_mib)"
    if count >= limits.max_hash_bytes:
        detail = f"more than {detail}; the hash is that of these (max_hash_mib)"
    return Payload(start[:HEAD_BYTES], digest.hexdigest(), count, mtime_ns, quarantined="too_large", detail=detail)


def _unpack(packed: Payload, limits: Limits) -> Payload:
    unpacked = unpack(packed.data, limits.max_bytes, limits.max_ratio)
    data = packed.data if unpacked.problem == "damaged_archive" else unpacked.data
    return replace(
        packed,
        data=data[:HEAD_BYTES] if unpacked.problem == "too_large" else data,
        quarantined=unpacked.problem,
        detail=unpacked.detail,
        is_packed=unpacked.problem is None,
    )
