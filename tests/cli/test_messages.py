"""What a mistake gets: one clear sentence on standard error, the right exit code, nothing lost."""

import json
import sys
from pathlib import Path

import duckdb
import pytest

from wirehouse.cli.main import app, main

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
        (["sql", "select 1", "--format", "xml"], "table, csv or json"),
        (["sql", "as_of", "--param", "at"], "NAME=VALUE"),
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
