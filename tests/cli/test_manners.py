"""Help with examples, colours on terminals only, completion, and a Ctrl-C that ends a command without a word."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from wirehouse.cli.main import app
from wirehouse.cli.query import run_sql

GROUP = typer.main.get_command(app)
LEAVES = [
    (name, *([inner] if inner else []))
    for name, command in GROUP.commands.items()
    for inner in getattr(command, "commands", {"": None})
]
WIREHOUSE = [sys.executable, "-m", "wirehouse.cli.main"]
ENDLESS = "select count(*) from range(1000000000000) where range % 7 = 8"


@pytest.mark.parametrize("names", LEAVES, ids=" ".join)
def test_help_of_every_command_has_an_example_of_it(names):
    command = GROUP
    for name in names:
        command = command.commands[name]
    assert f"Example: wirehouse {' '.join(names)}" in (command.help or "")


def test_help_of_every_command_answers_at_once():
    """Under half a second is 0.2 s without what a command works with; the time itself is the machine's."""
    asked = [["--help"], ["--version"], *([*names, "--help"] for names in LEAVES)]
    code = f"""
import sys
from wirehouse.cli.main import main

for words in {asked}:
    sys.argv = ["wirehouse", *words]
    try:
        main()
    except SystemExit as ended:
        heavy = {{"prefect", "polars", "duckdb", "pydantic", "fsspec"}} & set(sys.modules)
        print(words, ended.code, heavy, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == [f"{words} 0 set()" for words in asked]


def test_ctrl_c_during_the_imports_is_without_a_word_too(tmp_path):
    (tmp_path / "typer.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGINT)")
    call = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from wirehouse.cli import start; start()"
    done = subprocess.run([sys.executable, "-c", call], check=False, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.parametrize("at", [0.3, *(pytest.param(at, marks=pytest.mark.long) for at in (2, 4))])
def test_ctrl_c_ends_a_long_query_at_any_moment_without_a_word(sample_warehouse, at):
    process = subprocess.Popen(
        [*WIREHOUSE, "sql", ENDLESS, "--warehouse", str(sample_warehouse)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while cpu_seconds(process.pid) < at:  # in the imports, in the query's first moments, deep in it
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    try:
        said = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode in {-signal.SIGINT, 130}  # which a shell calls 130, too
    assert said == (b"", b"")


def cpu_seconds(process_id: int) -> float:
    """What a process has used so far."""
    times = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def on_a_terminal(arguments: list[str], **environment: str) -> bytes:
    """What a command writes where a terminal is there."""
    reading, writing = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    subprocess.run(
        arguments, stdout=writing, stderr=writing, check=True, env={**kept, "TERM": "xterm-256color", **environment}
    )
    os.close(writing)
    seen = b""
    while True:
        try:
            part = os.read(reading, 65536)
        except OSError:  # how Linux says that nobody writes any more
            part = b""
        if not part:
            os.close(reading)
            return seen
        seen += part


COLOUR = re.compile(rb"\x1b\[[\d;]*(?:3[0-8]|9[0-7])[\d;]*m")


@pytest.mark.parametrize("command", [["report", "--help"], ["search", "--help"]], ids=" ".join)
def test_colours_come_on_terminals_and_go_with_no_color(command):
    assert COLOUR.search(on_a_terminal([*WIREHOUSE, *command]))
    assert not COLOUR.search(on_a_terminal([*WIREHOUSE, *command], NO_COLOR="1"))


def test_a_pipe_gets_no_escape(sample_warehouse):
    for command in (["search", "umbrella"], ["report"], ["sql", "publishers"], ["shell", "--help"]):
        asked = [] if "--help" in command else ["--warehouse", str(sample_warehouse)]
        done = subprocess.run([*WIREHOUSE, *command, *asked], capture_output=True, check=True)
        assert b"\x1b" not in done.stdout + done.stderr


def test_completion_knows_the_commands_and_the_questions():
    def complete(words: str, at: int) -> set[str]:
        environment = {"_WIREHOUSE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(at)}
        call = "import sys; sys.argv = ['wirehouse']; from wirehouse.cli.main import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", call], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        return set(done.stdout.split())

    assert {"search", "shell"} <= complete("wirehouse s", 1)
    assert "--open" in complete("wirehouse report --", 2)
    assert "who_prints_whom" in complete("wirehouse sql who", 2)
    assert complete("wirehouse sql agencies --format ", 4) == {"table", "csv", "json"}
    assert complete("wirehouse shell --client ", 3) == {"harlequin", "duckdb"}


def test_a_table_of_many_columns_stands_upright(sample_warehouse, capsys):
    run_sql("from news.articles order by article_id", sample_warehouse, "table", [])
    told = capsys.readouterr().out
    whole = re.findall(r"article_id\s*│ [0-9a-f]{16}\b", told)
    assert len(whole) == 5
    assert "58 rows, 5 shown" in told
    run_sql("from news.articles limit 0", sample_warehouse, "table", [])
    assert "Row" not in capsys.readouterr().out


def test_a_moment_is_printed_with_the_offset_of_the_readers_zone(sample_warehouse, capsys, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        run_sql("select timestamptz '2024-01-20 13:00:00+00' as moment", sample_warehouse, "table")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert "2024-01-20 18:30:00+05:30" in capsys.readouterr().out
