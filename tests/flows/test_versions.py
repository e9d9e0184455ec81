"""Kept versions, going back to one, what changed between two, and the bounds of all that is kept."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.faults.content import query
from tests.faults.plain import plain_flow
from wirehouse.cli.main import main
from wirehouse.errors import ConfigurationError, EnvironmentProblemError, WarehouseBusyError
from wirehouse.orchestration.restore import restore_version
from wirehouse.report.record import read_records
from wirehouse.settings import load_settings
from wirehouse.warehouse.diff import compare_versions
from wirehouse.warehouse.query import ask, fetch
from wirehouse.warehouse.state import State
from wirehouse.warehouse.versions import find_version, list_versions

pytestmark = pytest.mark.usefixtures("critical_suites")

LEAD = "The harbor board of Port Amsel said on Monday that the northern pier would open again in the autumn."
MORE = "Repairs had taken longer than planned because divers found the old piles hollow, its engineer said."
END = "Ferries to the islands keep leaving from the southern pier until then, the board added in its notice."
SPRING = "The board has since put the opening off to the spring, when the ice is gone and the cranes are back."


def article(*paragraphs: str, date: str = "2024-03-04") -> str:
    return f" date {date} \n\n\n\n" + "\n\n".join(paragraphs) + "\n"


def feed(**records: str) -> str:
    return "".join(json.dumps({"date": "2024-03-04", "id": key, "text": text}) + "\n" for key, text in records.items())


NIGHTS = (
    {
        "a.txt": article(LEAD, MORE, END),
        "b.txt": article(MORE, END),
        "feed.jsonl": feed(x=f"{LEAD} {END}", y=f"{END} {SPRING}"),
    },
    {"c.txt": article(END, SPRING), "short.txt": " date 2024-03-04 \n\nA title alone"},
    # an edit; a copy that becomes the article, for its date is earlier; what was held back is mended; a record moves
    {
        "a.txt": article(LEAD, SPRING),
        "earlier.txt": article(END, SPRING, date="2024-03-01"),
        "short.txt": article(LEAD, MORE),
        "feed.jsonl": feed(z=f"{SPRING} {MORE}", x=f"{LEAD} {END}"),
    },
    {
        "a.txt": article(LEAD, SPRING, MORE),
        "b.txt": None,
        "feed.jsonl": feed(z=f"{SPRING} {MORE}", x=f"{LEAD} {SPRING}"),
    },
)
"""The files that each night brings; None for one that is gone. Nothing comes and goes within nights that are undone."""

FIFTH = {"late.txt": article(MORE, END, SPRING)}


def bring(raw: Path, files: dict[str, str | None]) -> None:
    raw.mkdir(exist_ok=True)
    for name, text in files.items():
        (raw / name).unlink(missing_ok=True)
        if text is not None:
            (raw / name).write_text(text)


@pytest.fixture(scope="session")
def four_nights(tmp_path_factory) -> Path:
    """A folder with `raw` and `warehouse.duckdb` after four nights, each a version."""
    nightly = plain_flow("nightly")
    folder = tmp_path_factory.mktemp("four")
    for files in NIGHTS:
        bring(folder / "raw", files)
        nightly(sources=[str(folder / "raw")], warehouse=folder / "warehouse.duckdb")
    return folder


@pytest.fixture
def warehouse(four_nights, tmp_path) -> Path:
    """A warehouse of its own of the four nights. `cp -a` keeps what is linked linked."""
    subprocess.run(["cp", "-a", f"{four_nights}/.", str(tmp_path)], check=True)
    return tmp_path / "warehouse.duckdb"


@pytest.fixture
def state(warehouse) -> State:
    return State(warehouse)


@pytest.fixture
def night(run_night, warehouse):
    """Bring files and run; the folder is a copy, so it moved."""

    def run(files: dict[str, str | None], **parameters):
        bring(warehouse.parent / "raw", files)
        return run_night(warehouse.parent / "raw", moved=True, **parameters)

    return run


def restore(warehouse: Path, version: int | str):
    return restore_version(load_settings(warehouse=warehouse), str(version))


NEWEST = "select max(version) from ops.runs"
HISTORY = "run_id, version, first_loaded_at, loaded_at, parser_version"
CONTENT = {
    "articles": f"select * exclude ({HISTORY}) replace (source_gone_at is null as source_gone_at) from news.articles",
    "copies": "select * exclude (run_id) from news.copies",
    "stories": "from news.stories",
    "links": "select * exclude (run_id) from news.links",
    # Of a text that is not current, where it stood is history.
    "texts": """
        select * exclude (run_id, first_seen_at, file_modified_at) replace (if(is_current, record_no, 0) as record_no)
        from raw.records
        """,
    "held back": "select article_id, reason, content_sha256 from ops.quarantine where status = 'open'",
}


def content(warehouse: Path) -> dict[str, list[str]]:
    """The logical content (law 2), every text, and what is held back."""
    return {
        name: [row for (row,) in query(warehouse, f"select t::varchar from ({sql}) as t order by 1")]
        for name, sql in CONTENT.items()
    }


@pytest.fixture(scope="session")
def without_restore(four_nights, tmp_path_factory) -> dict[str, list[str]]:
    """The content after the fifth night, without a restore in between."""
    folder = tmp_path_factory.mktemp("straight")
    subprocess.run(["cp", "-a", f"{four_nights}/.", str(folder)], check=True)
    bring(folder / "raw", FIFTH)
    plain_flow("nightly")(sources=[str(folder / "raw")], warehouse=folder / "warehouse.duckdb", moved=True)
    return content(folder / "warehouse.duckdb")


def test_versions_are_links_and_say_what_they_hold(warehouse, state):
    versions = list_versions(state)
    assert [(version.version, version.is_published, version.articles, version.copies) for version in versions] == [
        (4, True, 6, 2), (3, False, 6, 2), (2, False, 4, 1), (1, False, 4, 0),
    ]  # fmt: skip
    assert [version.run_id for version in versions] == [record.run_id for record in read_records(state.path("runs"))]
    assert [version.disk_bytes > 0 for version in versions] == [False, True, True, True]
    assert all(abs(version.disk_bytes - version.byte_count) <= 4096 for version in versions[1:])


def test_restore_is_a_rename_that_readers_do_not_notice(warehouse, state):
    published, kept = warehouse.stat().st_ino, state.version_path(1).stat().st_ino
    with duckdb.connect(str(warehouse), read_only=True) as reader:
        record = restore(warehouse, 1)
        assert reader.sql(NEWEST).fetchall() == [(4,)]
        assert len(reader.sql("select body from news.articles").fetchall()) == 6
        code = f"import duckdb; print(duckdb.connect({str(warehouse)!r}, read_only=True).sql({NEWEST!r}).fetchall())"
        seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert seen.stdout.strip() == "[(1,)]"
    assert (warehouse.stat().st_ino, state.version_path(4).stat().st_ino) == (kept, published)
    assert warehouse.stat().st_mode & 0o777 == 0o444
    assert list(state.path("next").iterdir()) == []
    assert (record.status, record.version, record.articles, record.copies) == ("restored", 1, 4, 0)
    assert "in place of version 4" in record.messages[0]
    assert read_records(state.path("runs"))[0] == record
    assert restore(warehouse, "v000001") is None


@pytest.mark.parametrize("version", [1, *(pytest.param(version, marks=pytest.mark.long) for version in (2, 3))])
def test_restore_and_run_give_what_no_restore_gives(night, warehouse, state, without_restore, version):
    restore(warehouse, version)
    night(FIFTH)
    assert content(warehouse) == without_restore
    assert without_restore["held back"] == []
    diffs = {diff.table: diff for diff in compare_versions(state.version_path(4), warehouse, 3)}
    assert (diffs["articles"].added, diffs["articles"].removed, diffs["articles"].changed) == (1, 0, 0)
    assert (diffs["copies"].added, diffs["copies"].removed, diffs["copies"].changed) == (0, 0, 0)


@pytest.mark.long
def test_numbers_rise_and_every_run_is_told_of(night, warehouse, state):
    told = "select status, version from ops.runs order by started_at"
    kept = {number: path.stat().st_ino for number, path in state.kept_versions().items()}
    restore(warehouse, 2)
    assert night({})["version"] == 5
    assert {number: state.version_path(number).stat().st_ino for number in kept} == kept
    first_two = [("published", 1), ("published", 2)]
    assert query(warehouse, told) == [
        *first_two, ("undone", 3), ("undone", 4), ("restored", None), ("published", 5),
    ]  # fmt: skip
    restore(warehouse, 4)  # forth again
    assert night(FIFTH)["version"] == 6
    assert query(warehouse, told) == [
        *first_two, ("published", 3), ("published", 4), ("restored", None), ("undone", 5), ("restored", None),
        ("published", 6),
    ]  # fmt: skip


def test_a_version_whose_file_is_gone_leaves_its_number(night, warehouse, state):
    restore(warehouse, 1)
    state.version_path(4).unlink()
    assert night({})["version"] == 5


@pytest.mark.long
def test_texts_of_undone_versions_are_not_lost(night, warehouse):
    """A file that came after the version restored, and went before the run that follows, is in no source any more."""
    texts = "select content_sha256, first_seen_at::varchar from raw.records"
    current = "select is_current from raw.records where source_uri = 'brief.txt'"
    articles = "select count(*) from news.articles where source_uri = 'brief.txt'"
    night({"brief.txt": article(SPRING, LEAD)})
    before = query(warehouse, texts)
    restore(warehouse, 3)
    night({"brief.txt": None})
    assert set(query(warehouse, texts)) == set(before)
    assert (query(warehouse, current), query(warehouse, articles)) == ([(False,)], [(0,)])
    restore(warehouse, 3)  # twice over: what version 6 took from 5 comes from 6 now
    night({"brief.txt": article(SPRING, LEAD)})
    assert set(query(warehouse, texts)) == set(before)
    assert (query(warehouse, current), query(warehouse, articles)) == ([(True,)], [(1,)])


def test_a_rebuild_makes_nothing_of_the_texts_that_came_back(night, run_flow, warehouse):
    restore(warehouse, 1)
    night(FIFTH)
    before = warehouse.read_bytes()
    assert run_flow("rebuild")["status"] == "unchanged"
    assert warehouse.read_bytes() == before


def test_a_warehouse_begun_anew_takes_over_no_text_and_no_number(night, warehouse):
    warehouse.unlink()
    shutil.rmtree(warehouse.parent / "raw")
    assert night(FIFTH)["version"] == 5
    assert query(warehouse, "select count(*) from raw.records") == [(1,)]


def test_a_run_killed_behind_its_rename_has_its_version_kept_by_the_next(night, state):
    state.version_path(4).unlink()
    night(FIFTH)
    assert list(state.kept_versions()) == [1, 2, 3, 4, 5]


def test_what_is_published_but_not_kept_is_kept_by_a_restore(warehouse, state):
    state.version_path(4).unlink()
    unkept = list_versions(state)[0]
    assert (unkept.version, unkept.is_published, unkept.disk_bytes) == (4, True, warehouse.stat().st_blocks * 512)
    restore(warehouse, 1)
    restore(warehouse, 4)
    assert query(warehouse, NEWEST) == [(4,)]


def test_restore_copies_where_a_link_is_impossible(warehouse, state, tmp_path):
    folder = state.path("versions")
    aside = folder.rename(tmp_path / "aside")
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        shutil.copy(aside / "v000001.duckdb", folder)
        restore(warehouse, 1)  # and 4, which is not kept there, is copied as well
        assert query(warehouse, NEWEST) == [(1,)]
        assert warehouse.stat().st_mode & 0o777 == 0o444
        restore(warehouse, 4)
        assert query(warehouse, NEWEST) == [(4,)]
        assert sorted(path.name for path in folder.iterdir()) == ["v000001.duckdb", "v000004.duckdb"]
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_missing_or_damaged_file_can_be_restored_over(warehouse, state):
    warehouse.unlink()
    restore(warehouse, 4)
    warehouse.chmod(0o644)
    with warehouse.open("r+b") as file:  # in place, so that the kept version has the damage too
        file.write(b"\0" * 20_000)
    damaged, whole, *_ = list_versions(state)
    assert (damaged.version, damaged.is_published, whole.problem) == (4, True, None)
    assert damaged.problem
    restore(warehouse, 3)
    assert query(warehouse, NEWEST) == [(3,)]
    with pytest.raises(EnvironmentProblemError, match="v000004.duckdb"):
        restore(warehouse, 4)
    assert query(warehouse, NEWEST) == [(3,)]


def test_a_file_that_is_not_ours_is_not_replaced(warehouse):
    warehouse.unlink()
    warehouse.write_bytes(b"somebody's notes")
    with pytest.raises(EnvironmentProblemError, match="is not a DuckDB file. Move it away"):
        restore(warehouse, 1)
    assert warehouse.read_bytes() == b"somebody's notes"


@pytest.mark.parametrize("name", ["7", "published", "refused", "x", "", "v", "-1"])
def test_a_version_that_is_not_kept_is_said(warehouse, name):
    with pytest.raises(ConfigurationError, match=f"no version {name} .*There are 1, 2, 3, 4"):
        restore(warehouse, name)


def test_a_run_at_work_is_not_disturbed(warehouse, state):
    with state.locked(), pytest.raises(WarehouseBusyError):
        restore(warehouse, 1)
    assert query(warehouse, NEWEST) == [(4,)]


def test_restore_takes_the_plan_and_the_shards_of_a_killed_run_away(warehouse, state):
    """They were made for the version that is undone: which files are known, and so what is to be read."""
    for name in ("shards/0123.records.parquet", "plans/dead.json", "next/dead.duckdb", "runs/dead.part"):
        state.path(name).write_bytes(b"of a killed run")
    restore(warehouse, 1)
    left = [path for name in ("shards", "plans", "next") for path in state.path(name).iterdir()]
    assert left + list(state.path("runs").glob("*.part")) == []


def test_versions_are_kept_by_number_and_the_newest_while_an_older_one_is_published(
    night, warehouse, state, monkeypatch
):
    monkeypatch.setenv("WIREHOUSE_KEEP_VERSIONS", "1")
    restore(warehouse, 2)
    assert list(state.kept_versions()) == [1, 2, 4]
    night({})
    assert list(state.kept_versions()) == [4, 5]


def test_versions_are_kept_by_the_disk_they_take(night, state, monkeypatch):
    monkeypatch.setenv("WIREHOUSE_KEEP_VERSIONS_MIB", "1")
    night(FIFTH)
    assert list(state.kept_versions()) == [4, 5]


def test_a_failed_run_leaves_its_shards_to_its_successor(night, state, monkeypatch):
    from wirehouse.warehouse import publish

    def fail(path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(publish, "fsync", fail)
    with pytest.raises(EnvironmentProblemError, match="Input/output error"):
        night(FIFTH)
    assert list(state.path("shards").glob("*.parquet"))
    assert list(state.path("next").iterdir()) == []
    assert list(state.kept_versions()) == [1, 2, 3, 4]


def test_a_sweep_that_fails_is_said_and_spoils_nothing(night, state):
    (state.path("runs") / "odd.part").mkdir()
    summary = night({})
    assert summary["status"] == "unchanged"
    assert "could not be removed" in summary["messages"][0]


def test_diff_counts_rows_and_values_and_shows_some(warehouse, state):
    diffs = {diff.table: diff for diff in compare_versions(find_version(state, "2"), find_version(state, "4"), 2)}
    names = ("rows_before", "rows_after", "added", "removed", "changed")
    assert {table: tuple(getattr(diff, name) for name in names) for table, diff in diffs.items()} == {
        "articles": (4, 6, 3, 1, 3),  # a and x edited, b gone; c gave its place to an earlier copy
        "copies": (1, 2, 1, 0, 1),  # y is the copy of another article now
        "stories": (2, 3, 2, 1, 1),
        "links": (2, 5, 4, 1, 1),  # the texts share passages
        "article_versions": (5, 11, 6, 0, 3),  # b and y are gone, x moved before it was edited
        "article_evidence": (5, 8, 3, 0, 0),
    }
    articles = diffs["articles"]
    assert articles.values == {
        "body": 2,
        "body_hash": 2,
        "word_count": 2,
        "record_no": 1,
        "source_gone_at": 1,
        "story_id": 1,
    }
    seen = [(sample["change"], sample["column"], sample["before"], sample["after"]) for sample in articles.samples]
    assert {row for row in seen if row[0] != "changed"} < {
        ("added", None, None, f"raw/{name}") for name in ("earlier.txt", "feed.jsonl", "short.txt")
    } | {("removed", None, "raw/c.txt", None)}
    assert [row[0] for row in seen] == ["added", "added", "removed", *["changed"] * 9]
    assert ("changed", "body", f"{LEAD} {END}", f"{LEAD} {SPRING}") in seen
    assert ("changed", "record_no", "1", "2") in seen


def test_diff_compares_the_columns_that_both_have(warehouse, state):
    """A migration may lie between two versions."""
    newer = state.version_path(9)
    shutil.copy(state.version_path(4), newer)
    newer.chmod(0o644)
    with duckdb.connect(str(newer)) as con:
        con.execute("alter table news.links add column note varchar")
        con.execute("insert into news.links (article_id, other_article_id, kind, method_version, run_id) values "
                    "('a', 'b', 'near', '1', 'r')")  # fmt: skip
    links = next(diff for diff in compare_versions(warehouse, newer, 1) if diff.table == "links")
    assert (links.columns_added, links.columns_removed, links.added) == (["note"], [], 1)
    assert links.samples[0]["id"] == "a/b"


def test_diff_of_one_file_by_two_names_is_empty(warehouse, state):
    assert compare_versions(find_version(state, "v4"), find_version(state, "published"), 2) == []


def test_the_commands_say_what_there_is_and_what_they_did(warehouse, monkeypatch, capsys):
    def call(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["wirehouse", *arguments, "--warehouse", str(warehouse)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        return capsys.readouterr().out

    assert [version["version"] for version in json.loads(call("versions", "--json"))] == [4, 3, 2, 1]
    assert "of at most 20,480 MiB" in call("versions")
    told = call("diff", "2", "4", "--limit", "2")
    assert "source_gone_at" in told
    assert "…n again in the autumn." in told  # not from the beginning, which both have
    assert json.loads(call("diff", "2", "4", "--json"))[0]["table"] == "articles"
    assert "Nothing in news.* differs" in call("diff", "4", "published")
    assert "in place of version 4" in call("restore", "1")
    assert "already" in call("restore", "1")
    assert "Restored version 1: 4 articles, 0 copies" in call("status")
    assert json.loads(call("status", "--json"))["version"] == 1
    assert call("sql", "as_of", "--param", "at=2999-01-01", "--format", "csv").count("raw,") == 4
    assert call("sql", "select $n::int + 1 as m", "--param", "n=41", "--format", "json").strip() == '[{"m": 42}]'


def test_as_of_is_what_was_published_then(warehouse, state):
    for version, moment in query(warehouse, "select version, finished_at::varchar from ops.runs"):
        then = ask(warehouse, "as_of", {"at": moment})
        published = fetch(state.version_path(version), "from news.articles order by article_id").to_dicts()
        for row in (*then, *published):
            del row["record_no"]  # a record that moved has its new number in its old version
            row.pop("story_id", None)
        assert then == published
