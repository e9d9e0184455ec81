"""Compressed files, within bounds: a bomb costs no more than the largest honest file."""

import re
import zlib
from typing import NamedTuple

MAGIC = b"\x1f\x8b"
PADDING = re.compile(rb"\0*")
CHUNK = 16 * 1024
FREE_BYTES = 1024 * 1024  # no ratio counts below: a short file may well be one word a hundred thousand times
MAX_LAYERS = 3  # packed again by a server or a backup; a file can be made that unpacks to itself
MAX_MEMBERS = 50_000  # a member costs 10 µs and 20 bytes: 64 MiB of empty ones would take half a minute


class Unpacked(NamedTuple):
    """The unpacked bytes, or those up to the limit with the quarantine reason `problem`."""

    data: bytes
    problem: str | None = None
    detail: str | None = None


def is_packed(data: bytes) -> bool:
    """Whether bytes are a gzip file's."""
    return data.startswith(MAGIC)


def unpack(data: bytes, max_bytes: int, max_ratio: int) -> Unpacked:
    """Unpack gzip, also of several members or packed more than once, in time and memory for `max_bytes`.

    `max_ratio` is how many times its size a file may have when it is unpacked to more than 1 MiB.
    """
    limit = min(max_bytes, max(FREE_BYTES, max_ratio * len(data)))
    setting = "max_file_mib" if limit == max_bytes else "max_unpack_ratio"
    for _ in range(MAX_LAYERS):
        try:
            data = _gunzip(data, limit)
        except (zlib.error, EOFError) as error:
            return Unpacked(data, "damaged_archive", f"gzip: {error}")
        except _TooManyMembersError:
            return Unpacked(b"", "too_large", f"more than {MAX_MEMBERS:,} gzip members")
        if len(data) > limit:
            return Unpacked(data, "too_large", f"unpacks to more than {limit:,} bytes ({setting})")
        if not is_packed(data):
            return Unpacked(data)
    return Unpacked(data, "too_large", f"packed more than {MAX_LAYERS} times over")


class _TooManyMembersError(Exception):
    pass


def _gunzip(data: bytes, limit: int) -> bytes:
    """Every member of a gzip file one after another, until more than `limit` bytes; zeros may follow the last one."""
    view, at, left = memoryview(data), 0, limit + 1
    parts: list[bytes] = []
    for _ in range(MAX_MEMBERS):
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            if at == len(data):
                raise EOFError("it ends before its end marker")
            chunk = view[at : at + CHUNK]
            parts.append(member.decompress(chunk, left))
            at += len(chunk) - len(member.unconsumed_tail) - len(member.unused_data)
            left -= len(parts[-1])
            if not left:
                return b"".join(parts)
        padding = PADDING.match(data, at)
        at = padding.end() if padding else at
        if at == len(data):
            return b"".join(parts)
    raise _TooManyMembersError
