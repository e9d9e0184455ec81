import gzip
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.reading import read_batch
from wirehouse.readers.payload import Limits
from wirehouse.readers.reading import FileToRead, ReadBatch, ReadOptions, article_id
from wirehouse.readers.registry import choose_reader
from wirehouse.schema import FILES, RECORDS

SEEN = datetime(2024, 3, 5, tzinfo=UTC)


def read(folder: Path, *names: str, known: str | None = None, max_bytes: int = 10_000, **options) -> ReadBatch:
    files = [FileToRead(name, str(folder / name), 10, 1_709_600_000_000_000_000, known, 3) for name in names]
    return read_batch(
        files, ReadOptions("raw", options.get("format", "auto"), options.get("fields", {}), Limits(max_bytes), SEEN)
    )


@pytest.mark.parametrize(
    ("name", "data", "reader"),
    [
        ("a.txt", b" date 2024-03-04 \n\n\nText", "headed_text"),
        ("a.txt", b"Title: Pier\nDate: 4 March 2024\n\nText", "headed_text"),
        ("a.txt", b"A headline\n\nText of the story", "plain_text"),
        ("a", b"A headline\n\nText of the story", "plain_text"),
        ("a.jsonl", b'{"a": 1}', "json_lines"),
        ("a.NDJSON.gz", b"{", "json_lines"),
        ("a.txt", b'{"title": "x"}\n', "json_lines"),
        ("a.html", b"<p>x", None),
        ("a.txt", b"<!DOCTYPE html><p>x", None),
        ("a.xml", b"<?xml version='1.0'?>", None),
    ],
)
def test_choose_reader_by_name_and_content(name, data, reader):
    chosen = choose_reader(name, data)
    assert (chosen and chosen.name) == reader


def test_the_setting_overrules_the_guess():
    assert choose_reader("a.html", b"<p>x", "text").name == "plain_text"
    assert choose_reader("a.txt", b"x", "jsonl").name == "json_lines"


def test_a_record_keeps_its_bytes_only_where_they_are_not_utf8(tmp_path):
    (tmp_path / "a.txt").write_bytes("plain – text".encode())
    (tmp_path / "b.txt").write_bytes(b"a caf\xe9 by the pier, open again since Monday")
    (tmp_path / "c.txt").write_bytes(b"zero\x00inside a text of ordinary length and words")
    records = read(tmp_path, "a.txt", "b.txt", "c.txt").records
    assert records["bytes"].is_null().to_list() == [True, False, False]
    assert records["text"].to_list()[1] == "a café by the pier, open again since Monday"
    assert records.schema == RECORDS


def test_json_lines_get_keys_from_their_ids_else_their_numbers(tmp_path):
    (tmp_path / "f.jsonl").write_text('{"id": 7}\n\n{"x": 1}\n{"id": "7"}\n[1]\n{"article": {"nr": "q"}}\n')
    records = read(tmp_path, "f.jsonl").records
    assert records["record_key"].to_list() == ["7", "2", "7~2", "4", "5"]
    assert records["record_no"].to_list() == [1, 2, 3, 4, 5]
    assert records["problem"].to_list() == [None, None, None, "malformed_record", None]
    named = read(tmp_path, "f.jsonl", fields={"id": "article.nr"}).records
    assert named["record_key"].to_list()[-1] == "q"


def test_same_bytes_as_known_are_unchanged_and_give_no_records(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"some text")
    batch = read(tmp_path, "a.txt", known=hashlib.sha256(b"some text").hexdigest())
    assert batch.records.is_empty()
    assert batch.files.select("is_unchanged", "record_count").row(0) == (True, 3)
    assert batch.files.schema == FILES


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("no byte", b"", "empty"),
        ("white space", b" \n\t", "empty"),
        ("large", b"x" * 10_001, "too_large"),
        ("bomb", gzip.compress(b"x" * 10_001, mtime=0), "too_large"),
        ("cut", gzip.compress(b"x" * 500, mtime=0)[:-9], "damaged_archive"),
        ("packed", gzip.compress(b"a story that was packed for the night", mtime=0), None),
    ],
)
def test_every_file_yields_one_record_at_least(tmp_path, name, data, problem):
    (tmp_path / "a.txt").write_bytes(data)
    batch = read(tmp_path, "a.txt")
    assert batch.records["problem"].to_list() == [problem]
    assert batch.files["content_sha256"].to_list() == [hashlib.sha256(data).hexdigest()]
    text = gzip.decompress(data) if name == "packed" else data
    assert batch.records["content_sha256"].to_list() == [hashlib.sha256(text).hexdigest()]
    assert batch.files["record_count"].to_list() == [1]


def test_a_vanished_file_is_unreadable(tmp_path):
    batch = read(tmp_path, "gone.txt")
    assert batch.files["problem"].to_list() == ["vanished"]
    assert batch.records.is_empty()


def test_article_id_is_made_of_the_whole_key():
    ids = {article_id("a", "b", "1"), article_id("a", "b", "2"), article_id("ab", "", "1"), article_id("a", "b1", "")}
    assert len(ids) == 4
    assert all(len(one) == 16 for one in ids)
