"""Bytes to text: strict UTF-8 first, everything slower for the few files that are not."""

import codecs
import re
from typing import NamedTuple

# First bytes of formats that are never text.
MAGIC = {
    b"\x89PNG": "a PNG image", b"\xff\xd8\xff": "a JPEG image", b"GIF8": "a GIF image", b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or an office file", b"\xd0\xcf\x11\xe0": "an old office file",
    b"\x7fELF": "a program", b"MZ\x90": "a program", b"PAR1": "a Parquet file", b"SQLite format 3": "a SQLite database",
    b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7-Zip archive", b"BZh": "a bzip2 file", b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file", b"OggS": "a recording",
    b"RIFF": "a recording or a WebP image", b"ID3": "a recording",
}  # fmt: skip
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROLS = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))  # but tab, line ends, form feed, escape
# Wire services end a transmission with a control code or two; a binary file is full of them.
MAX_CONTROL_SHARE = 0.05
HIGH = bytes(range(0x80, 0x100))
# What Python makes of a byte that is no UTF-8, and the cp1252 character that it stood for. A table, for a callback a
# byte would take a minute for a file full of them.
STRAY = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in HIGH}
# Bytes that cp1252 leaves undefined; a text of a Western newsroom holds none.
UNDEFINED_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
SAMPLE_BYTES = 64 * 1024


class Decoded(NamedTuple):
    """Either `text` with its `encoding`, or the quarantine reason `problem` with what was seen."""

    text: str | None
    encoding: str | None = None
    problem: str | None = None
    detail: str | None = None


def decode(data: bytes, *, guess: bool = True) -> Decoded:
    """Decode a file's bytes. `encoding` is `utf-8` only where strict UTF-8 explains every byte.

    Without `guess` what needs charset-normalizer (0.1 s) is undecodable.

    Total: whatever the bytes, the answer is a text or one of the reasons `not_text` and `undecodable`.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _decode_strict(data, encoding) or _undecodable(
                f"it is marked as {encoding}, and has bytes that are none"
            )
    if kind := next((kind for start, kind in MAGIC.items() if data.startswith(start)), None):
        return Decoded(None, None, "not_text", f"it begins like {kind}")
    sample = data[:SAMPLE_BYTES]
    if b"\x00" in sample and (wide := _wide(data, sample)) is not None:
        return wide
    controls = len(sample) - len(sample.translate(None, CONTROLS))
    if controls > MAX_CONTROL_SHARE * len(sample):
        return Decoded(None, None, "not_text", f"{controls:,} of its first {len(sample):,} bytes are control codes")
    return _decode_strict(data, "utf-8") or _decode_legacy(data, guess=guess)


def _decode_strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes, sample: bytes) -> Decoded | None:
    """UTF-16 without a mark: nearly every second byte of a Western text is zero, always on the same side."""
    half = max(1, len(sample) // 2)
    for side, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[side::2].count(0) > 0.7 * half and sample[1 - side :: 2].count(0) < 0.05 * half:
            return _decode_strict(data, encoding)
    return None


def _decode_legacy(data: bytes, *, guess: bool) -> Decoded:
    """Not UTF-8 as a whole. In this order, for each explains more than the one after it:

    UTF-8 with stray cp1252 bytes (pasted quotes) · cp1252, where nearly all is ASCII · what charset-normalizer
    finds likeliest · nothing.
    """
    high = len(data) - len(data.translate(None, HIGH))
    stray = len(data) - len(data.decode("utf-8", "ignore").encode())
    if high - stray > stray and "�" not in (mixed := data.decode("utf-8", "surrogateescape").translate(STRAY)):
        return Decoded(mixed, "utf-8+cp1252")
    if high / len(data) < 0.08 and not UNDEFINED_CP1252.search(data):
        return Decoded(data.decode("cp1252"), "cp1252")
    unexplained = _undecodable(f"{high:,} of its {len(data):,} bytes are beyond ASCII, and no encoding explains them")
    if not guess:
        return unexplained
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 0.1 s, needed for one file in a thousand

    best = from_bytes(data[: 4 * SAMPLE_BYTES]).best()
    return (best and _decode_strict(data, best.encoding)) or unexplained


def _undecodable(detail: str) -> Decoded:
    return Decoded(None, None, "undecodable", detail)
