"""`wirehouse doctor`: is everything there that a run needs, and what to mend where not."""

import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from wirehouse import project
from wirehouse.cli.output import say
from wirehouse.errors import EnvironmentProblemError, WirehouseError
from wirehouse.orchestration.inputs import RunOptions, find_sources
from wirehouse.redaction import redact
from wirehouse.settings import SETTINGS_FILE, Settings, load_settings
from wirehouse.warehouse.ledger import read_published
from wirehouse.warehouse.state import State

PARTS = ("prefect", "fastapi", "polars", "duckdb", "great-expectations", "sqlalchemy", "duckdb-sqlalchemy")
GIB = 1024**3
ROOM = 3  # a run needs the room of the candidate, of tonight's shards, and some


class Finding(NamedTuple):
    """One thing looked at; a `problem` says what to do."""

    what: str
    seen: str
    problem: str = ""


def examine(warehouse: Path | None) -> None:
    """Print one line for each thing looked at. Raises `EnvironmentProblemError` where something must be mended."""
    findings = list(_examine_all(warehouse))
    for finding in findings:
        say(f"{'mend' if finding.problem else 'ok':<5}{finding.what}: {finding.seen} {finding.problem}".rstrip())
    if bad := sum(bool(finding.problem) for finding in findings):
        raise EnvironmentProblemError(f"{bad} of {len(findings)} things need mending.", "Each line above says how.")


def _examine_all(warehouse: Path | None) -> Iterator[Finding]:
    yield Finding("Python", sys.version.split()[0])
    yield from map(_part, PARTS)
    try:
        settings = load_settings(warehouse=warehouse)
    except WirehouseError as error:
        yield Finding("settings", error.message, error.hint)
        return
    yield Finding("settings", "valid")
    state = State(settings.warehouse.resolve())
    looks: tuple[tuple[str, Callable[[Settings, State], str]], ...] = (
        ("project files", _project_files),
        ("warehouse", _warehouse),
        ("state folder", _state_folder),
        ("disk", _disk),
        ("sources", _sources),
    )
    for what, look in looks:
        try:
            yield Finding(what, look(settings, state))
        except WirehouseError as error:
            yield Finding(what, error.message, error.hint)


def _part(name: str) -> Finding:
    try:
        return Finding(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "not installed.", "Run `make setup`, or install wirehouse again.")


def _project_files(_settings: Settings, _state: State) -> str:
    missing = [path for path in (project.flows(), project.sql(), project.expectations()) if not path.is_dir()]
    if missing:
        raise EnvironmentProblemError(f"{missing[0]} is missing.", "Install wirehouse again.")
    return str(project.root())


def _warehouse(_settings: Settings, state: State) -> str:
    if not state.warehouse.exists():
        return f"none yet at {state.warehouse}"
    return f"version {read_published(state.warehouse, project.sql()).version} at {state.warehouse}"


def _state_folder(_settings: Settings, state: State) -> str:
    state.prepare()
    return f"{state.folder} can be written"


def _disk(_settings: Settings, state: State) -> str:
    free = shutil.disk_usage(state.folder).free
    need = ROOM * (state.warehouse.stat().st_size if state.warehouse.exists() else 0)
    if free < need:
        raise EnvironmentProblemError(
            f"{free / GIB:.1f} GiB free under {state.folder}, and a run may need {need / GIB:.1f}.", "Free some."
        )
    return f"{free / GIB:.1f} GiB free"


def _sources(settings: Settings, state: State) -> str:
    if not any(source.path for source in settings.sources.values()):
        roots = read_published(state.warehouse, project.sql()).roots
        if roots.keys() - {project.sample().name}:
            known = ", ".join(f"{name} ({redact(root)})" for name, root in sorted(roots.items()))
            return f"{known}, to be named for each run, or kept in {SETTINGS_FILE}"
    sources, _ = find_sources(settings, [], RunOptions(), state.warehouse)
    return ", ".join(f"{source.name} ({source.root})" for source in sources)
