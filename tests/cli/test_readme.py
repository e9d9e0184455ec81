"""The commands in README and docs/ exist, with the options that they name; those that only read run, and print what is
pasted below them; lists are complete.
"""

import re
import shlex

import pytest
import typer
from typer.testing import CliRunner

from tools.make_dictionary import make_dictionary
from wirehouse import project
from wirehouse.cli.main import app
from wirehouse.warehouse.query import fetch

README = (project.root() / "README.md").read_text(encoding="utf-8")
DOCS = {path.name: path.read_text(encoding="utf-8") for path in sorted((project.root() / "docs").glob("*.md"))}
TEXTS = "\n".join([README, *DOCS.values()])
FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", TEXTS, re.DOTALL | re.MULTILINE)
BLOCKS = [block for language, block in FENCED if not language]
CODE = [line for block in BLOCKS for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", TEXTS)
OURS = re.compile(r"(?:src|sql|tests|tools|docs|flows|expectations|notebooks|benchmarks|data/sample)/[\w./-]*")
COMMANDS = sorted({line.split("  #")[0].strip() for line in CODE if re.match(r"(\.venv/bin/)?wirehouse [a-z]+", line)})
GROUP = typer.main.get_command(app)
READING = {"plan", "sql", "search", "explain", "quarantine", "status", "report", "versions", "diff", "doctor"}
# What stands for a word of the user's, and whatever a warehouse of the sample has in its place.
STAND_INS = {
    "…": "select 'from news.articles'",
    "NAME": "select 'publishers'",
    "A": "select 'published'",
    "B": "select 'published'",
    "11": "select 'published'",
    "ARTICLE_ID": "select min(article_id) from news.articles",
    "ID": "select min(quarantine_id) from ops.quarantine",
}


def command_of(words: list[str]):
    """The command that the words name, and the words behind its name."""
    command = GROUP.commands[words[1]]
    if hasattr(command, "commands"):
        return [command.commands[name] for name in words[2].split("|")], words[3:]
    return [command], words[2:]


@pytest.mark.parametrize("line", COMMANDS)
def test_command_and_its_options_exist(line):
    words = shlex.split(line.replace("[", "").replace("]", "").replace("\\|", "|").replace("…", "x"))
    commands, rest = command_of(words)
    for command in commands:
        known = {name for parameter in command.params for name in parameter.opts}
        assert {word.split("=")[0] for word in rest if word.startswith("--")} <= known


def test_the_readme_is_read_in_one_sitting():
    assert len(README.splitlines()) < 200


def test_every_command_stands_in_the_readme():
    assert all(f"wirehouse {name}" in README for name in GROUP.commands)


def test_make_targets_exist():
    targets = set(re.findall(r"^([a-z]+):", (project.root() / "Makefile").read_text(), re.MULTILINE))
    named = {word for line in CODE for word in re.findall(r"^make ([a-z]+)", line)}
    assert named
    assert named <= targets


def test_every_table_of_the_models_stands_in_the_readme():
    assert all(path.stem in README for path in project.sql().glob("models/*/*.sql"))


def reading_words(line: str) -> list[str]:
    """The words of a command that only reads, without what stands in brackets; none of one that writes, or that is but
    mentioned, without what it needs.
    """
    bare = re.sub(r"\[[^\]]*\]|--warehouse \S+", "", line).replace("\\|", "|")
    first, name, *rest = shlex.split(bare, comments=True)
    if name == "quarantine":
        rest[:1] = rest[0].split("|")[:1]
    (command,), given = command_of([first, name, *rest])
    needed = sum(parameter.required for parameter in command.params)
    return [name, *rest] if name in READING and "replay" not in rest and len(given) >= needed else []


def printed(words: list[str], warehouse, monkeypatch, folder) -> str:
    monkeypatch.setenv("WIREHOUSE_WAREHOUSE", str(warehouse))
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.exception) == (0, None)
    return done.output


@pytest.mark.parametrize("line", [line for line in COMMANDS if reading_words(line)])
def test_a_command_that_only_reads_does_so(line, sample_warehouse, monkeypatch, tmp_path):
    words = [
        fetch(sample_warehouse, STAND_INS[word]).item() if word in STAND_INS else word for word in reading_words(line)
    ]
    assert printed(words, sample_warehouse, monkeypatch, tmp_path)
    if words[0] == "sql" and "select" in line:
        assert fetch(sample_warehouse, words[1]).height > 0


PASTED = re.findall(r"^(?:\.venv/bin/)?(wirehouse .*)\n((?:[┏┃┡│└].*\n)+)", "".join(BLOCKS), re.MULTILINE)


@pytest.mark.parametrize(("line", "table"), PASTED, ids=[line for line, _ in PASTED])
def test_a_pasted_table_is_what_is_printed_now(line, table, sample_warehouse, monkeypatch, tmp_path):
    shown = printed(reading_words(line), sample_warehouse, monkeypatch, tmp_path)
    assert table.split() == shown.split()


def test_the_counts_of_the_sample_are_those_that_are_told(sample_run):
    _, summary = sample_run
    files = sum(path.is_file() for path in project.sample().rglob("*"))
    assert f"the {sum(summary['fates'].values())} sample records" in README
    assert f" {files} raw files " in README
    assert PASTED


@pytest.mark.parametrize("path", sorted({path for line in CODE for path in line.split() if OURS.fullmatch(path)}))
def test_a_path_that_is_named_exists(path):
    assert (project.root() / path).exists()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"python -m (tools\.\w+)", TEXTS))))
def test_a_tool_that_is_named_exists(name):
    assert (project.root() / f"{name.replace('.', '/')}.py").exists()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"wirehouse sql ([a-z_]+)\b", TEXTS))))
def test_a_question_that_is_named_exists(name):
    assert (project.sql() / "queries" / f"{name}.sql").exists()


def test_the_dictionary_is_that_of_the_schema():
    assert DOCS["dictionary.md"] == make_dictionary(), "run: python -m tools.make_dictionary"


@pytest.mark.parametrize("code", [block for language, block in FENCED if language == "python"])
def test_python_in_the_docs_runs(code, sample_warehouse, monkeypatch):
    monkeypatch.setenv("WIREHOUSE_WAREHOUSE", str(sample_warehouse))
    exec(code, {})
