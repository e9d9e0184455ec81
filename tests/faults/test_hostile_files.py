"""Files and folders made to harm: what cannot be read is a row with its reason, and nothing waits, loops or leaks."""

import gzip
import os
import resource
import signal
import socket
import subprocess
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from tests.reading import read_batch
from wirehouse.readers import payload, reading
from wirehouse.readers.payload import Limits
from wirehouse.readers.reading import FileToRead, ReadBatch, ReadOptions, read_parts
from wirehouse.schema import UNREADABLE_REASONS
from wirehouse.sources.discovery import LEDGER, discover
from wirehouse.sources.listing import MOST_VISITS, list_files
from wirehouse.sources.source import Source

SEEN = datetime(2024, 3, 5, tzinfo=UTC)
STORY = b" date 2024-03-04 \n\nThe harbor board of Port Amsel opens the northern pier again."
MIB = 1024 * 1024
SMALL = Limits(10_000)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail where the block waits for ever, or takes longer than that of the processor's time."""

    def give_up(_signal: int, _frame: object) -> None:
        raise TimeoutError("it waits")

    before, started = signal.signal(signal.SIGALRM, give_up), time.process_time()
    signal.alarm(int(10 * seconds) + 10)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert time.process_time() - started < seconds


def problems(root: Path, **settings: bool) -> dict[str, str | None]:
    return dict(list_files(Source("raw", str(root), **settings)).select("source_uri", "problem").rows())


def read(root: Path, *names: str, limits: Limits = SMALL, bound: bool = True) -> ReadBatch:
    files = [FileToRead(name, str(root / name), 10, 1) for name in names]
    return read_batch(files, ReadOptions("raw", "auto", {}, limits, SEEN, str(root.resolve()) if bound else None))


def reason(batch: ReadBatch) -> tuple[str | None, str | None]:
    """The one file's reason for being unreadable, and its one record's for being held back."""
    return batch.files["problem"].item(), batch.records["problem"].item() if batch.records.height else None


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A source's folder, and one beside it that is none of its business."""
    inside, outside = tmp_path / "raw", tmp_path / "private"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "story.txt").write_bytes(STORY)
    return inside, outside


# links


def test_a_link_out_of_the_source_is_not_followed_unless_a_setting_says_so(folders):
    inside, outside = folders
    (inside / "file.txt").symlink_to(outside / "story.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "up").symlink_to("..")
    (inside / "proc.txt").symlink_to("/proc/self/environ")
    (inside / "zero").symlink_to("/dev/zero")
    (inside / "same-start").symlink_to(f"{inside}-other")
    (inside / "own.txt").symlink_to("story.txt")
    Path(f"{inside}-other").write_bytes(STORY)
    led_out = dict.fromkeys(("file.txt", "folder", "proc.txt", "same-start", "up", "zero"), "link_outside")
    assert problems(inside) == {**led_out, "own.txt": None, "story.txt": None}
    followed = problems(inside, follow_links=True)
    assert {uri for uri, problem in followed.items() if problem is None} >= {"file.txt", "folder/story.txt", "own.txt"}
    assert followed["zero"] == "not_a_file"


def test_a_file_that_becomes_a_link_out_after_the_listing_is_not_read(folders):
    inside, outside = folders
    (inside / "late").mkdir()
    (inside / "late" / "story.txt").write_bytes(STORY)
    list_files(Source("raw", str(inside)))
    (inside / "late" / "story.txt").unlink()
    (inside / "late").rmdir()
    (inside / "late").symlink_to(outside)  # the folder, not the file: no flag of `open` sees that
    assert reason(read(inside, "late/story.txt")) == ("link_outside", None)
    assert reason(read(inside, "late/story.txt", bound=False)) == (None, None)


def test_links_that_fan_out_are_walked_a_few_times_not_two_to_the_fortieth(tmp_path):
    for depth in range(40):
        (tmp_path / f"d{depth}").mkdir()
        (tmp_path / f"d{depth}" / "story.txt").write_bytes(STORY)
        for twin in ("a", "b"):
            (tmp_path / f"d{depth}" / twin).symlink_to(tmp_path / f"d{(depth + 1) % 40}")
    with at_most(5):
        found = problems(tmp_path)
    assert found == problems(tmp_path)
    assert len(found) <= 40 * 3 * MOST_VISITS
    assert set(found.values()) == {None, "link_loop"}


# names


NAMES = [
    b"new\nline.txt", b"quo'te\".txt", b"..dots", b"...", b"a..b", b"-rf", b"semi;colon.txt", b"\xff\xfe.txt",
    b"\xc3(.txt",
    b"$(touch x)", b"`x`", b"%s%n{0}${HOME}", b"x" * 255, "ж".encode() * 127, b"<script>alert(1)<!--", b"a\tb\rc", b" ",
    b"'; drop table t;--", b"[link](javascript:x)", b"=cmd()", b"\x1b]0;owned\x07", "\u202etxt.exe".encode(), b"a\x1fb",
    b"con.txt", b"*?[a]", b"~0123456789abcdef~x.txt", b"a\\xffb", b"\x7f", "e\u0301.txt".encode(), "é.txt".encode(),
    b"C:\\x",
]  # fmt: skip


def test_any_name_is_listed_once_and_read(tmp_path):
    (tmp_path / "in").mkdir()
    for name in NAMES:
        for folder in (tmp_path, tmp_path / "in"):
            Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(STORY)
    listed = list_files(Source("raw", str(tmp_path)))
    assert listed["source_uri"].n_unique() == listed.height == 2 * len(NAMES)
    root = str(tmp_path)
    files = [FileToRead(uri, path or f"{root}/{uri}", 1, 1) for uri, path in listed.select("source_uri", "path").rows()]
    batch = read_batch(files, ReadOptions("raw", "text", {}, Limits(1000), SEEN, root))
    assert batch.files["problem"].null_count() == batch.records.height == 2 * len(NAMES)
    assert batch.records["article_id"].n_unique() == 2 * len(NAMES)


def test_a_name_that_looks_like_an_escaped_one_is_another(tmp_path):
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))).write_bytes(STORY)
    escaped = list_files(Source("raw", str(tmp_path)))["source_uri"].item()
    (tmp_path / escaped).write_bytes(STORY)
    assert len(problems(tmp_path)) == 2


# what is no file


@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_file_is_named_so_and_never_waited_for(tmp_path, kind):
    path = tmp_path / "odd.txt"
    with socket.socket(socket.AF_UNIX) as server, at_most(2):
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "socket":
            server.bind(str(path))
        else:
            path.symlink_to("/dev/full")
        assert problems(tmp_path, follow_links=True) == {"odd.txt": "not_a_file"}
        # the race: it was a file when it was listed
        assert reason(read(tmp_path, "odd.txt", bound=False)) == ("not_a_file", None)


def test_a_folder_in_a_files_place_is_not_read(tmp_path):
    (tmp_path / "was-a-file.txt").mkdir()
    assert reason(read(tmp_path, "was-a-file.txt")) == ("not_a_file", None)


# depth


def test_folders_deeper_than_a_path_can_say_are_a_row(tmp_path):
    top = os.open(tmp_path, os.O_RDONLY)
    here = top
    for _ in range(300):
        os.mkdir("deep", dir_fd=here)
        below = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("story.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    (tmp_path / "deep" / "near.txt").write_bytes(STORY)
    found = problems(tmp_path)
    assert found == {"deep/near.txt": None, "/".join(["deep"] * 300) + "/story.txt": None}
    for _ in range(600):
        os.mkdir("deep", dir_fd=here)
        below = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    too_deep = {uri: problem for uri, problem in problems(tmp_path).items() if problem}
    assert list(too_deep.values()) == ["path_too_long"]
    (uri,) = too_deep
    assert 4000 < len(f"{tmp_path}/{uri}") < 4200


def test_what_is_out_of_sight_is_not_gone(tmp_path, monkeypatch):
    for name in ("shut/a.txt", "shut/b/c.txt", "shut-not/d.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    row = {"source": "raw", "content_sha256": "x", "is_gone": False}
    ledger = pl.DataFrame(
        [{**row, "source_uri": uri} for uri in ("shut/a.txt", "shut/b/c.txt", "shut-not/d.txt")], schema=LEDGER
    )
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("/shut"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert problems(tmp_path) == {"shut": "permission_denied"}
    assert discover(Source("raw", str(tmp_path)), ledger, "1").gone.to_list() == ["shut-not/d.txt"]


# files that change


def changing(monkeypatch: pytest.MonkeyPatch, times: int, change) -> None:
    """Let `change` happen to each file between its bytes and the last look at it, the first `times` times."""
    whole, left = payload._read, iter(range(times))

    def read_and_change(*args):
        found = whole(*args)
        if next(left, None) is not None:
            change()
        return found

    monkeypatch.setattr(payload, "_read", read_and_change)


@pytest.mark.parametrize("change", ["grows", "shrinks", "is written over"])
@pytest.mark.parametrize(("times", "expected"), [(1, None), (2, "changing")], ids=["once", "and again"])
def test_a_file_that_changes_under_the_reader_is_read_again_or_left_for_the_next_night(
    tmp_path, monkeypatch, change, times, expected
):
    path = tmp_path / "story.txt"
    path.write_bytes(STORY)
    os.utime(path, (1000, 1000))
    texts = {"grows": STORY * 2, "shrinks": STORY[:40], "is written over": STORY.swapcase()}
    changing(monkeypatch, times, lambda: path.write_bytes(texts[change]))
    batch = read(tmp_path, "story.txt")
    assert reason(batch) == (expected, None)
    if expected is None:
        assert batch.records["byte_count"].item() == len(texts[change])
        assert batch.files["mtime_ns"].item() == path.stat().st_mtime_ns


def test_a_file_replaced_while_it_is_read_is_whole_and_told_as_changed_the_next_night(tmp_path, monkeypatch):
    path = tmp_path / "story.txt"
    path.write_bytes(STORY)
    new = tmp_path / "new"
    new.write_bytes(STORY * 3)
    changing(monkeypatch, 1, lambda: new.rename(path))
    batch = read(tmp_path, "story.txt")
    assert batch.records["byte_count"].item() == len(STORY)
    files = batch.files.with_columns(
        parser_version=pl.lit("1"), settings_hash=pl.lit(""), is_gone=False, read_at_ns=pl.lit(2**62)
    )
    ledger = files.select(pl.col(name).cast(dtype) for name, dtype in LEDGER.items())
    assert discover(Source("raw", str(tmp_path)), ledger, "1").files["status"].item() == "changed"


def test_a_file_that_never_stops_growing_does_not_hold_the_night_up(tmp_path):
    path = tmp_path / "log.txt"
    path.write_bytes(STORY)
    with subprocess.Popen(["sh", "-c", f"yes | head -c 800M >> {path}"]) as writer:
        while path.stat().st_size < MIB:
            time.sleep(0.01)
        with at_most(5):
            batch = read(tmp_path, "log.txt", limits=Limits(64 * MIB, max_hash_bytes=70 * MIB))
        writer.kill()
    assert reason(batch) in {("changing", None), (None, "too_large")}


def test_a_vanished_file_and_one_behind_a_vanished_folder_are_unreadable(tmp_path):
    (tmp_path / "file").write_bytes(STORY)
    batch = read(tmp_path, "nothing.txt", "file/inside.txt", "no/folder.txt")
    assert batch.files["problem"].to_list() == ["vanished"] * 3


# sizes and bombs


def bomb(size: int, layers: int = 1) -> bytes:
    """`size` zeros as gzip, packed again."""
    pack = zlib.compressobj(9, wbits=31)
    data = b"".join(pack.compress(bytes(MIB)) for _ in range(size // MIB)) + pack.flush()
    for _ in range(layers - 1):
        data = gzip.compress(data, 9, mtime=0)
    return data


TOO_LARGE = (None, "too_large")
BOMBS = {
    "ratio": (bomb(1024 * MIB), TOO_LARGE),
    "gzip of gzip": (bomb(1024 * MIB, 2), TOO_LARGE),
    "gzip of gzip of gzip": (bomb(1024 * MIB, 3), TOO_LARGE),
    "many layers": (bomb(MIB, 9), TOO_LARGE),
    "chain of bombs": (bomb(32 * MIB) * 99, TOO_LARGE),
    "chain of empty members": (gzip.compress(b"", mtime=0) * 300_000, TOO_LARGE),
    "chain with zeros between": ((gzip.compress(b"", mtime=0) + bytes(9)) * 200_000, TOO_LARGE),
    "zeros behind": (gzip.compress(STORY) + bytes(32 * MIB), (None, None)),
    "chain of stories": (gzip.compress(STORY + b"\n\n") * 3, (None, None)),
    "a story packed twice": (gzip.compress(gzip.compress(STORY)), (None, None)),
    "cut": (gzip.compress(STORY * 99)[:-9], (None, "damaged_archive")),
    "cut inside the second": (gzip.compress(STORY) + gzip.compress(STORY)[:-3], (None, "damaged_archive")),
    "wrong sum": (gzip.compress(STORY)[:-8] + bytes(8), (None, "damaged_archive")),
    "rubbish behind": (gzip.compress(STORY) + b"rubbish", (None, "damaged_archive")),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_compression_bomb_costs_no_more_than_the_limit(tmp_path, name):
    data, expected = BOMBS[name]
    (tmp_path / "bomb.gz").write_bytes(data)
    with at_most(3):
        batch = read(tmp_path, "bomb.gz", limits=Limits(64 * MIB))
    assert reason(batch) == expected
    assert batch.files["byte_count"].item() == len(data)


def test_a_folder_of_packed_files_is_read_in_parts_that_fit_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "PART_BYTES", 4 * MIB)
    honest = os.urandom(300_000).hex().encode()  # packs to a half: no bomb, but more than the plan counts
    names = [f"{number}.gz" for number in range(12)]
    for name in names:
        (tmp_path / name).write_bytes(gzip.compress(STORY + b"\n\n" + honest * 3, 1))
    options = ReadOptions("raw", "auto", {}, Limits(64 * MIB), SEEN, str(tmp_path))
    parts = list(read_parts([FileToRead(name, str(tmp_path / name), 10, 1) for name in names], options))
    assert [part.records.height for part in parts] == [3, 3, 3, 3, 0]
    assert max(part.records["text"].str.len_bytes().sum() for part in parts) < 8 * MIB


def test_a_hole_of_a_terabyte_is_too_large_in_no_time(tmp_path):
    with (tmp_path / "hole.txt").open("wb") as hole:
        hole.truncate(2**40)
    with at_most(3):
        batch = read(tmp_path, "hole.txt", limits=Limits(MIB, max_hash_bytes=64 * MIB))
    assert reason(batch) == TOO_LARGE
    assert "max_hash_mib" in batch.records["problem_detail"].item()


def test_times_before_and_after_all_clocks_are_kept_within_what_tables_hold(tmp_path):
    for name, seconds in (("old", -(2**33)), ("new", 2**33), ("zero", 0)):
        (tmp_path / name).write_bytes(STORY)
        os.utime(tmp_path / name, (seconds, seconds))
    listed = list_files(Source("raw", str(tmp_path)))
    assert listed["mtime_ns"].to_list() == [2**62, 0, 0]
    batch = read(tmp_path, "new", "old", "zero")
    assert batch.files["mtime_ns"].to_list() == [2**62, 0, 0]
    assert batch.records["file_mtime"].is_null().to_list() == [False, True, True]


def _seconds_to_list(folder, count):
    started = time.process_time()
    with at_most(10):
        assert list_files(Source("raw", str(folder))).height == count
    return time.process_time() - started


@pytest.mark.timeout(120)
def test_twenty_thousand_empty_files_are_listed_in_proportion(tmp_path):
    """A million take 4 s and 0.4 GB (measured); this holds the shape of it."""
    for number in range(20_000):
        os.close(os.open(tmp_path / f"{number}.txt", os.O_CREAT | os.O_WRONLY))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert min(_seconds_to_list(tmp_path, 20_000) for _ in range(3)) < 1  # best of three: other tests left threads
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_every_reason_for_unreadable_is_shown_by_a_test():
    text = "".join(path.read_text() for path in Path(__file__).parents[1].rglob("test_*.py"))
    assert {code for code in UNREADABLE_REASONS if f'"{code}"' not in text} == set()
