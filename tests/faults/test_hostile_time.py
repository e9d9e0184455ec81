"""No file holds the night up: a text made to be slow takes a second at most, or some times what an honest one takes."""

import json
import random
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from tests.reading import read_batch
from wirehouse.duplicates.fingerprints import add_signatures
from wirehouse.orchestration.shards import read_fields, with_given_dates
from wirehouse.readers.payload import Limits
from wirehouse.readers.reading import FileToRead, ReadOptions
from wirehouse.schema import OVERRIDES
from wirehouse.transform.articles import to_articles
from wirehouse.transform.publication import SourceRules

SEEN = datetime(2024, 3, 5, tzinfo=UTC)
SIZE = 1_000_000  # bytes: about the limit of a record
HEADER = b" date 2024-03-04 \n\n"
SENTENCE = b"The harbor board of Port Amsel said on Monday that the northern pier would open again. "


def repeated(pattern: str | bytes, size: int = SIZE) -> bytes:
    data = pattern if isinstance(pattern, bytes) else pattern.encode()
    return data * (size // len(data))


def numbered(pattern: str) -> bytes:
    """Sentences of one pattern that all differ: no repeat is found, and nothing is left out."""
    return "".join(pattern.format(number) for number in range(SIZE // (len(pattern) + 4))).encode()


def near_twins(size: int, length: int, share: float, end: str) -> bytes:
    """One passage again and again, each time with other letters damaged: the worst for what merges copies."""
    source = random.Random(7)
    passage = "".join(source.choices("etaoin shrdlu", k=length))
    copies = []
    for _ in range(size // length):
        copies.append("".join(source.choice("xyz. ") if source.random() < share else one for one in passage))
    return end.join(copies).encode()


SLOW = {
    "one word": repeated("a"),
    "one letter a line": repeated("a\n"),
    "one sentence a line": repeated("A.\n\n"),
    "capitals and stops": repeated("A."),
    "glued sentences": numbered("it was said at {} o'clock.Calling "),
    "glued sentences in quotes": numbered("it was said at {} o'clock.\"Calling "),
    "letters and stops at random": "".join(random.Random(2).choices("ab. A\n", k=SIZE)).encode(),
    "teasers": numbered("The northern pier of Port Amsel will open {} times ...\n"),
    "stops": repeated("."),
    "quotes": repeated('"'),
    "brackets": repeated("("),
    "datelines": repeated("PARIS, Jan 2 (AP) - "),
    "bylines": repeated("By Jane Doe and "),
    "headers": repeated("Title: a\n"),
    "front matter": b"---\n" + repeated("a: b\n"),
    "dates": repeated("1 Jan 2024 "),
    "mojibake": repeated("doesnâ€™t Ã© "),
    "nothing but mojibake": repeated("Ã©â€™"),
    "entities": repeated("&amp;"),
    "nested entities": b"&" + repeated("amp;"),
    "escaped tags": repeated("&lt;p aaaa "),
    "lost characters": repeated("\ufffd"),
    "joiners": repeated("\u200d"),
    "marks": repeated("a\u0301\u0323"),
    "what NFKC makes long": repeated("\ufdfa"),
    "direction marks": repeated("\u202eabc "),
    "no word ends": repeated("港口委员会"),
    "stray bytes": repeated("é€".encode() + b"\x93"),
    "another alphabet": repeated("Совет порта ".encode("cp1251")),
    "high bytes": random.Random(3).randbytes(SIZE).translate(bytes(range(128, 256)) * 2),
    "near twins": near_twins(200_000, 100, 0.01, "\n\n"),
    "long near twins": near_twins(200_000, 10_000, 0.01, "\n"),
    "glued near twins": near_twins(200_000, 3_000, 0.001, " "),
    "fewer near twins": near_twins(190_000, 60_000, 0.03, "\n\n"),
}  # fmt: skip


def seconds(folder: Path, data: bytes, name: str = "story.txt") -> float:
    """The processor's time for one file through the readers, the transform and the signatures."""
    (folder / name).write_bytes(data)
    started = time.process_time()
    asked = [FileToRead(name, str(folder / name), len(data), 1)]
    records = read_batch(
        asked, ReadOptions("raw", "auto", {}, Limits(2 * SIZE), datetime(2024, 3, 5, tzinfo=UTC))
    ).records
    fields = with_given_dates(read_fields(records, {}), pl.DataFrame(schema=OVERRIDES))
    add_signatures(to_articles(fields, SourceRules()).articles)
    return time.process_time() - started


@cache
def honest(folder: Path) -> float:
    """What an ordinary text of that length takes on this machine, and now."""
    texts = [numbered("The board of pier {} said on Monday that it would open again.\n\n") for _ in range(3)]
    return sorted(seconds(folder, HEADER + text) for text in texts)[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slow")


# What once was slow, and what each of the larger parts fears most; the others in `make test-long`.
ALWAYS = {
    "one letter a line", "glued sentences", "letters and stops at random", "teasers", "bylines", "mojibake", "entities",
    "datelines", "what NFKC makes long", "fewer near twins", "glued near twins",
}  # fmt: skip


@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.long] * (n not in ALWAYS)) for n in SLOW])
def test_a_text_made_to_be_slow_is_not(folder, name):
    allowed = max(1.0, 8 * honest(folder))  # the second half for a machine that others work on as well
    taken = seconds(folder, HEADER + SLOW[name])
    if taken >= allowed:  # somebody else's work, perhaps: once more
        taken = min(taken, seconds(folder, HEADER + SLOW[name]))
    print(f"{name}: {taken:.2f} s, allowed {allowed:.2f}")
    assert taken < allowed


@pytest.mark.parametrize(
    "field",
    [
        "title",
        *(pytest.param(f, marks=pytest.mark.long) for f in ("author", "date", "updated", "url", "publisher", "id")),
    ],
)
def test_a_field_made_to_be_slow_is_not(folder, field):
    record = {"id": 1, "title": "Pier opens", "body": SENTENCE.decode(), "date": "2024-03-04"}
    allowed = max(1.0, 8 * honest(folder))
    for pattern in ("1 Jan 2024 ", "UPDATE 1-", "(LEAD) ", "Jane Doe & ", "Ã©â€™", "&amp;", "\ufffd", "A, "):
        line = json.dumps({**record, field: pattern * (200_000 // len(pattern))}).encode()
        assert seconds(folder, line, "feed.jsonl") < allowed


def test_a_line_of_a_hundred_megabytes_is_held_back_in_a_second(folder):
    line = b'{"id": 1, "body": "' + SENTENCE * (100_000_000 // len(SENTENCE)) + b'"}\n{"id": 2}\n'
    (folder / "feed.jsonl").write_bytes(line)
    asked = [FileToRead("feed.jsonl", str(folder / "feed.jsonl"), len(line), 1)]
    for limits, expected in ((Limits(64 * 1024**2), ["too_large"]), (Limits(200 * 1024**2), ["too_large", None])):
        started = time.process_time()
        records = read_batch(asked, ReadOptions("raw", "auto", {}, limits, SEEN)).records
        assert records["problem"].to_list() == expected
        assert time.process_time() - started < 4
