"""Damaged files through the readers and the transform: no crash, no hang, nothing lost, the same answer in any company.

Twenty seconds, a minute in `make faults`, ten in the long form, or WIREHOUSE_FUZZ_SECONDS.
"""

import itertools
import os
import random
import re
import time
import traceback
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.faults.forms import REPORT, SEED, amount
from tests.property.mutation import KINDS, SEEDS, Damage, mutate, random_file
from tests.reading import read_batch
from wirehouse.duplicates.fingerprints import add_signatures
from wirehouse.orchestration.shards import read_fields, transform_nothing, with_given_dates
from wirehouse.readers.payload import Limits, read_payload
from wirehouse.readers.reading import FileToRead, ReadBatch, ReadOptions
from wirehouse.schema import OVERRIDES, PUBLISHED_SOURCES, QUARANTINE_REASONS, REPAIRS
from wirehouse.transform.articles import Staged, to_articles
from wirehouse.transform.characters import clean_strings
from wirehouse.transform.glue import split_glued
from wirehouse.transform.publication import SourceRules
from wirehouse.transform.text import hash_form, normalize_whitespace

SECONDS = float(os.environ.get("WIREHOUSE_FUZZ_SECONDS", amount(5, 60, 600)))
FIRST = 1000 * int(SEED)
SEEN = datetime(2024, 3, 5, tzinfo=UTC)
LIMITS = Limits(2_000_000, max_records=5_000)
SUFFIXES = (".txt", ".jsonl", ".json", "", ".gz", ".html")
SLOWEST = 1.0  # seconds of the processor's time for one file
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

share = st.floats(0, 1)
damage = st.builds(Damage, st.sampled_from(sorted(KINDS)), share, share, st.integers(0, 2**16))
contents = st.builds(mutate, st.integers(0, len(SEEDS) - 1), st.lists(damage, max_size=5)) | st.binary(max_size=300)
folders = st.lists(st.tuples(st.sampled_from(SUFFIXES), contents), min_size=8, max_size=24)

Files = Sequence[tuple[str, bytes]]


@pytest.mark.timeout(int(3 * SECONDS) + 120)
def test_damaged_files_are_read_whatever_they_hold(tmp_path):
    transform_nothing()
    stop = time.monotonic() + SECONDS
    count, failures = 0, []

    def look(files: Files) -> None:
        nonlocal count
        count += len(files)
        named = [(f"{number}{suffix}", data) for number, (suffix, data) in enumerate(files)]
        try:
            examine(named, tmp_path)
        except Exception:  # kept, not raised: Hypothesis would print the bytes of all files
            failures.append(f"{culprits(named, tmp_path)}\n{traceback.format_exc()}")

    # A new start every few examples, so that the time is the limit and not their number. No shrinking: an example is
    # a folder of files, and each of them is tried alone.
    options = settings(
        max_examples=3, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    for number in itertools.count(FIRST):
        seed(number)(options(given(folders)(look)))()
        assert not failures, f"seed {number}: {failures[0]}"
        if time.monotonic() > stop:
            break
    REPORT.append(
        f"fuzz: {count:,} damaged files in {SECONDS:g} s, seeds {FIRST} to {number}: no crash, no hang, no loss"
    )


def culprits(files: Files, folder: Path) -> str:
    """Which of the files fail alone, and where their bytes can be had."""
    found = []
    for name, data in files:
        try:
            examine([(name, data)], folder)
        except Exception:
            kept = folder / f"culprit-{name}"
            kept.write_bytes(data)
            found.append(f"{kept} {data[:80]!r}")
    return ", ".join(found) or "all of them together"


def examine(files: Files, folder: Path) -> None:
    """Every claim about any files, on these."""
    started = time.process_time()
    batch, staged = process(files, folder)
    if time.process_time() - started > SLOWEST:
        slow = slow_ones(files, folder)
        assert not slow, f"{slow} take a second"
    every_file_has_its_row(files, batch)
    no_text_is_lost(files, folder, batch)
    every_record_is_staged(batch, staged)
    fields_keep_their_promises(staged)
    if len(files) > 1:
        the_company_does_not_matter(files, folder, staged)


def slow_ones(files: Files, folder: Path) -> list[str]:
    """The files that take a second of the processor's time, best of three; together, halves are quick: each is."""
    attempts = range(3 if len(files) == 1 else 1)
    if any(seconds_of(files, folder) < SLOWEST for _ in attempts):
        return []
    if len(files) == 1:
        return [files[0][0]]
    middle = len(files) // 2
    return slow_ones(files[:middle], folder) + slow_ones(files[middle:], folder)


def seconds_of(files: Files, folder: Path) -> float:
    """The processor's time for files, whatever else this process does in it: imports, tables read, the collector."""
    started = time.process_time()
    process(files, folder)
    return time.process_time() - started


def process(files: Files, folder: Path) -> tuple[ReadBatch, Staged]:
    asked = []
    for name, data in files:
        (folder / name).write_bytes(data)
        asked.append(FileToRead(name, str(folder / name), len(data), 1_709_600_000_000_000_000))
    batch = read_batch(asked, ReadOptions("fuzz", "auto", {}, LIMITS, SEEN, str(folder)))
    accepted = batch.records.filter(pl.col("problem").is_null())
    fields = with_given_dates(read_fields(accepted, {}), pl.DataFrame(schema=OVERRIDES))
    staged = to_articles(fields, SourceRules())
    assert add_signatures(staged.articles)["body_hash"].str.len_bytes().is_in([64]).all()
    return batch, staged


def every_file_has_its_row(files: Files, batch: ReadBatch) -> None:
    assert batch.files["source_uri"].to_list() == [name for name, _ in files]
    assert batch.files["problem"].null_count() == len(files)
    counted = batch.records.group_by("source_uri").agg(
        pl.len().alias("count"), pl.col("record_no").sort().alias("numbers"), pl.col("record_key").n_unique()
    )
    assert counted.height == len(files)
    for uri, count, numbers, keys in counted.rows():
        assert count == keys == batch.files.filter(pl.col("source_uri") == uri)["record_count"].item()
        assert numbers == list(range(1, count + 1))
    assert batch.records["article_id"].n_unique() == batch.records.height
    assert set(batch.records["problem"].drop_nulls()) <= QUARANTINE_REASONS.keys()


def no_text_is_lost(files: Files, folder: Path, batch: ReadBatch) -> None:
    """The bytes of a file can be had back from its records, but for the white space between lines of JSON."""
    for name, _ in files:
        payload = read_payload(None, str(folder / name), LIMITS, str(folder))
        records = batch.records.filter(pl.col("source_uri") == name)
        kept = [
            data if data is not None else (text or "").encode() for text, data in records.select("text", "bytes").rows()
        ]
        if records["format"][0] == "json_lines":
            whole = payload.data.removeprefix(b"\xef\xbb\xbf")
            assert b"".join(b"".join(kept).split()) == b"".join(whole.split())
        elif records["problem"][0] != "empty":
            assert kept == [payload.data]


def every_record_is_staged(batch: ReadBatch, staged: Staged) -> None:
    accepted = batch.records.filter(pl.col("problem").is_null())["article_id"]
    assert sorted(staged.articles["article_id"]) == sorted(accepted)
    assert set(staged.evidence["article_id"]) <= set(accepted)


def fields_keep_their_promises(staged: Staged) -> None:
    for row in staged.articles.to_dicts():
        body, title = row["body"], row["title"]
        assert body is not None
        assert not UNSEEN.search(body)
        assert not UNSEEN.search(title or "")
        assert title is None or title.strip() == title != ""
        paragraphs = body.split("\n\n") if body else []
        assert row["paragraph_count"] == len(paragraphs)
        assert all(paragraph.strip() for paragraph in paragraphs)
        assert unicodedata.is_normalized("NFC", body)
        assert set(row["repairs"]) <= REPAIRS.keys()
        assert row["published_source"] in {None, *PUBLISHED_SOURCES}
        assert (row["published_source"] is None) == (row["published_date"] is None)
        assert row["replacement_char_count"] == body.count("\ufffd")
        assert row["language"] is None or re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", row["language"])
    texts = staged.articles["body"]
    assert_same(normalize_whitespace, texts)
    assert_same(hash_form, texts)
    once = clean_strings(texts)
    assert clean_strings(once).equals(once)
    for body in texts:
        for paragraph in body.split("\n\n")[:20]:
            pieces = split_glued(paragraph)
            assert [part for piece in pieces for part in split_glued(piece)] == pieces


def assert_same(change, texts: pl.Series) -> None:
    """A normal form is its own."""
    once = pl.DataFrame({"text": texts}).select(change(pl.col("text")))
    assert once.select(change(pl.col("text"))).equals(once)


def the_company_does_not_matter(files: Files, folder: Path, staged: Staged) -> None:
    """A file gives the same rows alone, in a batch, and in a batch turned round."""
    halves = [process(files[: len(files) // 2], folder)[1], process(files[len(files) // 2 :][::-1], folder)[1]]
    for name in ("articles", "evidence"):
        apart = pl.concat([getattr(half, name) for half in halves])
        assert_frame_equal(apart.sort(pl.all()), getattr(staged, name).sort(pl.all()))


def test_a_night_of_damaged_files_is_published_and_the_next_is_unchanged(run_night, make_files):
    source = random.Random(FIRST)
    count = amount(50, 300, 300)
    raw = make_files({f"{number}{source.choice(SUFFIXES)}": random_file(source) for number in range(count)})
    summary = run_night(raw)
    assert summary["status"] == "published"
    assert sum(summary["fates"].values()) == summary["discovered"] >= count
    again = run_night(raw)
    assert (again["status"], again["fates"]["unchanged"]) == ("unchanged", summary["discovered"])
