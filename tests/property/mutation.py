"""Files made from the committed sample by small and large damage: what no format, no editor and no network sends."""

import gzip
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from wirehouse import project

SEEDS = tuple(path.read_bytes() for path in sorted(project.sample().rglob("*")) if path.is_file())
ODD = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b\x08\x00", b"\r", b"\n\n", b"\x0b\x0c\x85", b"\xed\xa0\x80",
    "\u2028\u2029".encode(), "\u202e\u2066".encode(), "\ufffd".encode(), "\u200d\u200c".encode(), b"<p>", b'"', b"'",
    "Z\u0301\u0323".encode(), "\ufdfa\u1e9e\u0130".encode(), "Ã©â€™".encode(), b"&amp;lt;p&amp;gt;", b"{", b"}", b"=",
    b"&#x10FFFF;&#0;&#xD800;", b"[" * 50, b'{"id": 1}\n', b"\\ud83d", b" date 2024-02-30 \n", b"Date: 31/31/9999\n",
    b"Title:\n", b"PARIS, Feb 30 (AP) - ", b"(Reuters)", b"\xe2\x80\xa8REUTERS", b"1e999", b"NaN", b"A." * 30, b"--",
    b"0000-00-00T99:99:99+99:99", "١٢٣٤٥".encode(), "港口".encode(), "👩\u200d👧".encode(), b"said.Calling",
    b"\x1b[31m", b"%s%n{}$x",
)  # fmt: skip


class Damage(NamedTuple):
    """One step of damage: its kind, two places (shares of the length), and a number that settles the rest."""

    kind: str
    place: float
    other: float
    number: int


def mutate(seed: int, steps: Sequence[Damage]) -> bytes:
    """The seed file of that number after the damage."""
    data = SEEDS[seed % len(SEEDS)]
    for step in steps:
        data = KINDS[step.kind](data, step)
    return data


def random_file(source: random.Random) -> bytes:
    """A damaged file, without Hypothesis."""
    steps = [
        Damage(source.choice(sorted(KINDS)), source.random(), source.random(), source.randrange(2**16))
        for _ in range(source.randrange(1, 6))
    ]
    return mutate(source.randrange(len(SEEDS)), steps)


def _span(data: bytes, step: Damage) -> tuple[int, int]:
    start, end = sorted((int(step.place * len(data)), int(step.other * len(data))))
    return start, end


def _flip(data: bytes, step: Damage) -> bytes:
    damaged = bytearray(data)
    for spot in range(1 + step.number % 20):
        if damaged:
            damaged[(int(step.place * len(damaged)) + spot * step.number) % len(damaged)] ^= 1 << (spot % 8)
    return bytes(damaged)


def _insert(data: bytes, step: Damage) -> bytes:
    at = int(step.place * len(data))
    return data[:at] + ODD[step.number % len(ODD)] * (1 + int(10 * step.other)) + data[at:]


def _splice(data: bytes, step: Damage) -> bytes:
    other = SEEDS[step.number % len(SEEDS)]
    return data[: int(step.place * len(data))] + other[int(step.other * len(other)) :]


def _repeat(data: bytes, step: Damage) -> bytes:
    start, end = _span(data, step)
    return data[:end] + data[start:end] * (1 + step.number % 30) + data[end:]


def _lengthen(data: bytes, step: Damage) -> bytes:
    """One line, or as many lines, of 50,000 characters and more."""
    start, end = _span(data, step)
    block = data[start : min(end, start + 40)] or b"ab. C"
    return data[:start] + block * (50_000 // len(block)) + data[start:]


def _cut(data: bytes, step: Damage) -> bytes:
    start, end = _span(data, step)
    return data[start:end]


def _drop(data: bytes, step: Damage) -> bytes:
    start, end = _span(data, step)
    return data[:start] + data[end:]


def _invent(data: bytes, step: Damage) -> bytes:
    """Random characters of all of Unicode in the middle."""
    source = random.Random(step.number)
    text = "".join(chr(source.choice((source.randrange(0x300), source.randrange(0x110000)))) for _ in range(60))
    at = int(step.place * len(data))
    return data[:at] + text.encode("utf-8", "surrogatepass" if step.number % 9 == 0 else "ignore") + data[at:]


def _encode(data: bytes, step: Damage) -> bytes:
    encoding = ("cp1252", "utf-16", "utf-16-be", "cp1251", "mac-roman", "cp037", "utf-7", "shift-jis")[step.number % 8]
    return data.decode("utf-8", "ignore").encode(encoding, "ignore")


def _pack(data: bytes, step: Damage) -> bytes:
    packed = gzip.compress(data, 1, mtime=0)
    return packed if step.number % 2 else packed[: int(step.place * len(packed))]


def _fold(data: bytes, step: Damage) -> bytes:
    changes = (bytes.upper, bytes.lower, bytes.swapcase, lambda one: one.replace(b"\n", b""), lambda one: one[::-1])
    return changes[step.number % len(changes)](data)


KINDS: dict[str, Callable[[bytes, Damage], bytes]] = {
    "flip": _flip, "insert": _insert, "splice": _splice, "repeat": _repeat, "lengthen": _lengthen, "cut": _cut,
    "drop": _drop, "invent": _invent, "encode": _encode, "pack": _pack, "fold": _fold,
}  # fmt: skip
