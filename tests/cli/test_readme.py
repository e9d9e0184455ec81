"""The README's commands exist, with the options that it names; its queries run; its lists are complete."""

import re
import shlex

import pytest
import typer

from wirehouse import project
from wirehouse.cli.main import app
from wirehouse.warehouse.query import fetch

README = (project.root() / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n(.*?)```", README, re.DOTALL)
CODE = [line for block in BLOCKS for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", README)
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
