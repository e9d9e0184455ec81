import os
from pathlib import Path

import fsspec
import polars as pl
import pytest

from wirehouse.errors import ConfigurationError, EnvironmentProblemError
from wirehouse.sources.discovery import LEDGER, discover, refuse_mass_vanishing
from wirehouse.sources.listing import list_files
from wirehouse.sources.source import Source, locate

SECOND = 1_000_000_000


def ledger_row(path: Path, **changes):
    status = path.stat()
    row = {
        "source": "raw",
        "source_uri": path.name,
        "byte_count": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "content_sha256": "abc",
        "record_count": 1,
        "parser_version": "1",
        "settings_hash": "",
        "problem": None,
        "read_at_ns": status.st_mtime_ns + 60 * SECOND,
        "is_gone": False,
    }
    return row | changes


@pytest.mark.parametrize(
    ("changes", "verify", "status", "known"),
    [
        ({}, False, "unchanged", "abc"),
        ({}, True, "suspect", "abc"),
        ({"byte_count": 1}, False, "changed", "abc"),
        ({"mtime_ns": 1}, False, "changed", "abc"),
        ({"parser_version": "0"}, False, "changed", None),
        ({"settings_hash": "other"}, False, "changed", None),
        ({"is_gone": True}, False, "changed", None),
        ({"problem": "io_error", "content_sha256": None}, False, "changed", None),
        ({"read_at_ns": 0}, False, "suspect", "abc"),
    ],
    ids=["same", "verify", "size", "time", "parser", "settings", "came back", "was unreadable", "racy"],
)
def test_status_of_a_known_file(tmp_path, changes, verify, status, known):
    path = tmp_path / "a.txt"
    path.write_text("text")
    ledger = pl.DataFrame([ledger_row(path, **changes)], schema=LEDGER)
    found = discover(Source("raw", str(tmp_path)), ledger, "1", verify=verify)
    assert found.files.select("status", "known_sha256").row(0) == (status, known)


def test_files_of_other_sources_are_none_of_ours(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("text")
    ledger = pl.DataFrame(
        [ledger_row(path, source="other"), ledger_row(path, source="other", source_uri="b")], schema=LEDGER
    )
    found = discover(Source("raw", str(tmp_path)), ledger, "1")
    assert (found.count("new"), found.gone.to_list()) == (1, [])


def test_gone_files_and_the_limit(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text("text")
    rows = [ledger_row(tmp_path / name) for name in "ab"] + [
        ledger_row(tmp_path / "a", source_uri=name) for name in "xyz"
    ]
    ledger = pl.DataFrame(rows, schema=LEDGER)
    found = discover(Source("raw", str(tmp_path)), ledger, "1")
    assert found.gone.to_list() == ["x", "y", "z"]
    refuse_mass_vanishing(found, ledger, 0.6)
    with pytest.raises(EnvironmentProblemError, match="3 of the 5 known files"):
        refuse_mass_vanishing(found, ledger, 0.5)


def test_listing_names_odd_files_and_skips_what_tools_leave(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a b\nc.txt").write_text("x")
    (tmp_path / ".DS_Store").write_text("x")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))).write_text("x")
    listed = list_files(Source("raw", str(tmp_path)))
    assert listed.select("source_uri", "problem").rows() == [
        ("pipe", "not_a_file"), ("sub/a b\nc.txt", None), ("~365963acba386362~\\xff.txt", None),
    ]  # fmt: skip
    assert listed["path"][2] == os.fsencode(tmp_path) + b"/\xff.txt"


def test_a_folder_linked_into_itself_is_listed_once_and_ends(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text("x")
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    rows = list_files(Source("raw", str(tmp_path))).select("source_uri", "problem").rows()
    assert rows == [("a/again", "link_loop"), ("a/one.txt", None), ("self", "link_loop")]


def test_a_store_behind_a_url_is_listed_like_a_folder():
    memory = fsspec.filesystem("memory")
    memory.pipe("/wire/2024/a.txt", b"text")
    memory.pipe("/wire/b.txt", b"longer text")
    name, root, only = locate("memory://wire")
    listed = list_files(Source(name, root))
    assert (name, only) == ("wire", None)
    assert listed.select("source_uri", "byte_count").rows() == [("2024/a.txt", 4), ("b.txt", 11)]


def test_locate_names_a_folder_a_file_and_what_is_missing(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "one.txt").write_text("x")
    assert locate(str(tmp_path / "raw")) == ("raw", str(tmp_path / "raw"), None)
    assert locate(str(tmp_path / "raw" / "one.txt")) == ("one.txt", str(tmp_path / "raw"), "one.txt")
    with pytest.raises(EnvironmentProblemError, match="No such folder"):
        locate(str(tmp_path / "nothing"))
    with pytest.raises(ConfigurationError, match="Cannot open"):
        locate("nosuchprotocol://x")
