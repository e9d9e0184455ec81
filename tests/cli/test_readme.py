"""The commands in README and docs/ exist, with the options that they name; queries run; lists are complete."""

import re
import shlex

import pytest
import typer

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


def test_every_command_stands_in_the_readme():
    assert all(f"wirehouse {name}" in README for name in GROUP.commands)


def test_make_targets_exist():
    targets = set(re.findall(r"^([a-z]+):", (project.root() / "Makefile").read_text(), re.MULTILINE))
    named = {word for line in CODE for word in re.findall(r"^make ([a-z]+)", line)}
    assert named
    assert named <= targets


def test_every_table_of_the_models_stands_in_the_readme():
    assert all(path.stem in README for path in project.sql().glob("models/*/*.sql"))


@pytest.mark.parametrize(
    "query", [shlex.split(line)[2] for line in COMMANDS if " sql " in line and "…" not in line and "select" in line]
)
def test_query_of_the_readme_returns_rows(query, sample_warehouse):
    assert fetch(sample_warehouse, query).height > 0


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
