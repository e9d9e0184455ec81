"""What a mistake gets: one clear sentence on standard error, the right exit code, nothing lost."""

import json
import sys
from pathlib import Path

import duckdb
import pytest

import wirehouse
from wirehouse.cli.main import app, main
from wirehouse.errors import ConfigurationError
from wirehouse.warehouse.query import fetch

TEXT = "The harbor board of Port Amsel said on Monday that the northern pier would open again in the autumn.\n"


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    """Run the command line in this process; returns exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wirehouse", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        said = capsys.readouterr()
        return (code if isinstance(code, int) else 0), said.out, said.err

    return run


def foreign(path: Path) -> None:
    duckdb.connect(str(path)).execute("create table t (a int)").close()


def newer(path: Path) -> None:
    con = duckdb.connect(str(path))
    con.execute("create schema ops; create table ops.migrations as select '9999_from_the_future' as name, '' as sha256")
    con.close()


@pytest.mark.parametrize(
    ("command", "warehouse", "said"),
    [
        ("run", lambda path: path.write_bytes(b"no database at all, but long enough" * 999), "is not a DuckDB file"),
        ("sql", lambda path: path.write_bytes(b"no database at all, but long enough" * 999), "is not a DuckDB file"),
        ("run", foreign, "no Wirehouse warehouse"),
        ("sql", foreign, "no Wirehouse warehouse"),
        ("run", newer, "written by a newer Wirehouse"),
    ],
    ids=["run no database", "sql no database", "run somebody else's", "sql somebody else's", "run newer"],
)
def test_a_file_that_is_no_warehouse_of_ours(call, make_files, tmp_path, command, warehouse, said):
    path = tmp_path / "w.duckdb"
    warehouse(path)
    before = path.read_bytes()
    argument = str(make_files({"a.txt": TEXT})) if command == "run" else "select 1"
    code, _, error = call(command, argument, "--warehouse", str(path))
    assert (code, said in error, error.count("\n")) == (2, True, 1)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nothing-here"], "No such folder or file: nothing-here"),
        (["plan", "empty"], "No files under"),
        (["run", "raw", "--warehouse", "/proc/nowhere/w.duckdb"], "Cannot write in /proc/nowhere"),
        (["sql", "select 1"], "No warehouse at"),
        (["explain", "abc"], "No warehouse at"),
        (["quarantine", "list"], "No warehouse at"),
        (["quarantine", "list", "--reason", "bad"], "The reasons are"),
        (["sql", "as_of", "--param", "at"], "NAME=VALUE"),
        (["sql", "as_of"], "as_of needs --param at=…. It gives one row per distinct article"),
        (["sql", "select $x, $y", "--param", "x=1"], "The statement needs --param y=…."),
        (["sql", "who-prints-whom"], "sql/queries. Did you mean who_prints_whom?"),
        (["sql", "nothing_of_the_kind"], "There are agencies, agency_shares"),
        (["sql", " "], "or the name of a question, as `wirehouse sql agencies`"),
        (["search", " "], "No words to look for"),
        (["run", "s3://bucket/x"], "`pip install s3fs` does."),
        (["plan", "hdfs://bucket/x"], "Cannot open hdfs://bucket/x: "),
        (["plan", "nosuch://bucket/x"], "Protocol not known: nosuch. Give a path"),
        (["versions"], "No warehouse at"),
        (["restore", "1"], "is kept. `wirehouse run FOLDER` makes the first"),
        (["diff", "1", "published"], "is kept. `wirehouse run FOLDER` makes the first"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
def test_a_mistake_is_one_sentence_and_exit_code_2(call, make_files, tmp_path, arguments, said):
    make_files({"a.txt": TEXT})
    (tmp_path / "empty").mkdir()
    code, _, error = call(*arguments)
    assert code == 2
    assert said in error
    assert "Traceback" not in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["sql", "as_of", "--param", "at=garbage"],
            "as_of at=garbage: DuckDB says: Conversion Error: invalid timestamp",
        ),
        (["explain", ""], "An id is needed"),
        (["explain", "zz"], "No record with the id 'zz'"),
        (["quarantine", "show", ""], "An id is needed"),
        (["quarantine", "show", "zz"], "No quarantined record has an id that begins with 'zz'"),
        (["quarantine", "replay", "", "--accept"], "An id is needed"),
    ],
    ids=" ".join,
)
def test_a_mistake_in_a_question_is_one_sentence_too(call, sample_warehouse, arguments, said):
    code, output, error = call(*arguments, "--warehouse", str(sample_warehouse))
    assert (code, output, error.count("\n")) == (2, "", 1)
    assert said in error


def test_python_is_told_what_a_question_needs(sample_warehouse):
    with pytest.raises(ConfigurationError, match=r"^as_of needs at=…\. It gives one row"):
        wirehouse.open(sample_warehouse).ask("as_of")
    with pytest.raises(ConfigurationError, match="Did you mean places"):
        wirehouse.open(sample_warehouse).ask("place")


@pytest.mark.parametrize("command", [("explain",), ("quarantine", "show")], ids=" ".join)
def test_an_ambiguous_id_lists_five_that_it_may_be(call, sample_warehouse, command):
    table, column = ("news.articles", "article_id") if command == ("explain",) else ("ops.quarantine", "quarantine_id")
    ids = fetch(sample_warehouse, f"select {column} as id, left({column}, 1) as first from {table} order by 1")
    first = ids["first"].mode().sort()[0]
    code, _, error = call(*command, first, "--warehouse", str(sample_warehouse))
    listed = error.partition(": ")[2].partition(". ")[0].split(", ")
    matches = ids.filter(ids["first"] == first)["id"].to_list()
    assert code == 2
    assert len(matches) > 1
    assert [one for one in listed if one in ids["id"]] == matches[:5]


def test_what_cannot_be_accepted_is_refused_at_once_by_its_id_too(call, sample_warehouse):
    query = "select quarantine_id from ops.quarantine where reason = 'not_text'"
    held = str(fetch(sample_warehouse, query).item())
    code, output, error = call("quarantine", "replay", held[:12], "--accept", "--warehouse", str(sample_warehouse))
    assert (code, output) == (2, "")
    assert f"{held} was held back for not_text, which cannot be accepted" in error


def test_a_copy_says_how_many_rows_it_wrote(call, sample_warehouse, tmp_path):
    statement = f"copy (from range(3)) to '{tmp_path / 'rows.csv'}'"
    code, output, error = call("sql", statement, "--warehouse", str(sample_warehouse))
    assert (code, output, error) == (0, "", "3 rows copied.\n")
    assert len((tmp_path / "rows.csv").read_text().splitlines()) == 4


@pytest.mark.parametrize(
    ("arguments", "choices"),
    [(["sql", "agencies", "--format"], "'table', 'csv', 'json'"), (["shell", "--client"], "'harlequin', 'duckdb'")],
    ids=["format", "client"],
)
def test_a_choice_that_there_is_not_is_told_with_those_that_there_are(call, arguments, choices):
    code, _, error = call(*arguments, "xml")
    assert code == 2
    assert choices in " ".join(error.replace("│", " ").split())


def test_wrong_settings_file_is_named(call, tmp_path):
    (tmp_path / "wirehouse.toml").write_text("batch_files = 'many'\n")
    code, _, error = call("doctor")
    assert code == 2
    code, _, error = call("plan")
    assert code == 2
    assert "batch_files" in error


def test_status_without_a_run_says_what_makes_one(call):
    code, output, _ = call("status")
    assert code == 0
    assert "wirehouse run" in output


def test_plan_changes_nothing(call, make_files, tmp_path):
    raw = make_files({"a.txt": TEXT, "b.txt": TEXT})
    before = sorted(tmp_path.rglob("*"))
    code, output, _ = call("plan", str(raw), "--json")
    assert code == 0
    assert json.loads(output.splitlines()[-1])["sources"][0]["new"] == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_every_command_has_help_with_an_example():
    import typer

    group = typer.main.get_command(app)
    commands = {**group.commands, **group.commands["quarantine"].commands}
    without = [name for name, command in commands.items() if "Example: wirehouse" not in (command.help or "")]
    assert without == []
