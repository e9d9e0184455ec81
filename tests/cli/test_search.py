"""`wirehouse search` and `news.search`: by the index where the extension is, a plain match of words where it is not."""

import json
import logging
import shutil
import sys

import duckdb
import pytest
from typer.testing import CliRunner

from wirehouse import project
from wirehouse.cli.main import app
from wirehouse.warehouse import query, search
from wirehouse.warehouse.state import State

# What both ways find. The index knows `owners` from `owner`; the plain match does not.
SEARCHES = [
    ("umbrella borrows", 1, "Owner of oldest lost umbrella borrows it at first rain"),
    ("UMBRELLA  Owner!", 1, "Owner of oldest lost umbrella borrows it at first rain"),
    ("souffle book", 1, "Library forgives £4,360 fine on soufflé book"),
    ("GRHI", 1, "GRAUHOLZ <GRHI.S> SEES HIGHER 2024 ORDERS"),
    ("no such words at all", 0, None),
    ("", 0, None),
    ("!?", 0, None),
    ("'; drop table x; -- (.*", 0, None),
    ("$nothing_here", 0, None),
]


@pytest.fixture(scope="module")
def warehouse(sample_warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("search") / "sample"
    return shutil.copytree(sample_warehouse.parent, folder) / sample_warehouse.name


@pytest.fixture
def no_extension(monkeypatch, tmp_path):
    monkeypatch.setattr(search, "WHEEL", "no_such_wheel")
    monkeypatch.setenv("HOME", str(tmp_path))  # where DuckDB keeps those that were installed


def find(warehouse, words):
    rows = query.fetch(warehouse, "from news.search($words)", {"words": words})
    assert rows.columns == ["score", "article_id", "published_date", "publisher", "agency", "title"]
    return rows["title"].to_list()


@pytest.mark.parametrize(("words", "least", "title"), SEARCHES)
def test_search_by_the_index(warehouse, caplog, words, least, title):
    found = find(warehouse, words)
    assert not caplog.records
    assert title in found if least else found == []


@pytest.mark.parametrize(("words", "least", "title"), SEARCHES)
def test_search_by_plain_sql_in_any_client(warehouse, words, least, title):
    with duckdb.connect(str(warehouse), read_only=True) as con:
        found = [row[5] for row in con.sql("from news.search($words)", params={"words": words}).fetchall()]
    assert title in found if least else found == []


def test_without_the_extension_it_says_so_and_matches_plainly(warehouse, no_extension, caplog):
    assert find(warehouse, "umbrella borrows") == ["Owner of oldest lost umbrella borrows it at first rain"]
    assert find(warehouse, "umbrella borrowing") == []
    assert {record.message for record in caplog.records if record.levelno == logging.WARNING} == {
        "news.search is a plain match of words here: DuckDB's fts extension is missing "
        f"(pip install duckdb-extension-fts=={duckdb.__version__})."
    }


def test_a_copy_without_a_state_folder_is_searched_plainly(warehouse, tmp_path, caplog):
    copy = shutil.copy(warehouse, tmp_path / "copy.duckdb")
    assert len(find(copy, "umbrella borrows")) == 1
    assert "no index could be made" in caplog.text
    assert [path.name for path in tmp_path.iterdir()] == ["copy.duckdb"]


def test_the_index_is_made_once_a_version_and_the_warehouse_left_alone(warehouse):
    before, folder = warehouse.read_bytes(), State(warehouse).path("search")
    folder.mkdir(exist_ok=True)
    (folder / "v000099.duckdb").touch()
    (folder / "v000001.duckdb").unlink(missing_ok=True)
    find(warehouse, "umbrella")
    made = (folder / "v000001.duckdb").stat()
    find(warehouse, "umbrellas")
    assert [path.name for path in folder.iterdir()] == ["v000001.duckdb"]
    assert (folder / "v000001.duckdb").stat() == made
    assert warehouse.read_bytes() == before


def test_other_tables_are_seen_beside_the_search(warehouse):
    joined = """
        select a.word_count, p.article_count, r.status
        from news.search('umbrella') as s join news.articles as a using (article_id)
        join marts.agencies as p on a.agency = p.agency join ops.runs as r using (run_id)
    """
    assert query.fetch(warehouse, joined).height >= 2


def test_the_command_prints_each_form(warehouse):
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["search", *arguments, "--warehouse", str(warehouse)])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "Museum of lost umbrellas" in run("umbrellas")
    assert run("no such words at all") == "No article has all of these words: no such words at all\n"
    assert json.loads(run("no such words at all", "--format", "json")) == []
    assert len(json.loads(run("the", "--limit", "3", "--format", "json"))) == 3
    assert run("umbrella", "--format", "csv").startswith("score,article_id,")


# wirehouse shell


@pytest.mark.skipif(shutil.which("duckdb", path=str(project.Path(sys.executable).parent)) is None, reason="no CLI here")
def test_the_shell_reads_the_published_file_and_cannot_write(warehouse):
    import subprocess

    command = [sys.executable, "-m", "wirehouse.cli.main", "shell", "--client", "duckdb", "--warehouse", str(warehouse)]
    asked = (
        "select count(*) as n from news.articles;\nselect title from news.search('souffle');\ncreate table x (a int);"
    )
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    assert "58" in done.stdout
    assert "soufflé" in done.stdout
    assert "read-only" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "A SQL client is not installed. `{python} -m pip install harlequin` installs it."),
        (("--client", "duckdb"), "duckdb is not installed. `{python} -m pip install duckdb-cli` installs it."),
    ],
)
def test_a_missing_client_is_one_sentence(warehouse, tmp_path, monkeypatch, arguments, said):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", "")
    done = CliRunner().invoke(app, ["shell", *arguments, "--warehouse", str(warehouse)])
    assert str(done.exception) == said.format(python=tmp_path / "python")
