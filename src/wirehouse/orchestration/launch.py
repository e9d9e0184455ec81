"""A flow run from the command line: everything that can be wrong is found before Prefect is imported."""

from pathlib import Path
from typing import Any

from wirehouse import project
from wirehouse.errors import ConfigurationError
from wirehouse.orchestration.environment import set_defaults
from wirehouse.orchestration.inputs import check_roots, resolve_sources
from wirehouse.orchestration.night import warm_up
from wirehouse.settings import load_settings
from wirehouse.warehouse.ledger import read_published
from wirehouse.warehouse.state import State


def run_nightly(sources: list[str], warehouse: Path | None, **parameters: Any) -> dict[str, Any]:
    """Run `flows/nightly.py` once; returns the run's summary (`RunRecord.summary`).

    Raises a `WirehouseError` for whatever ends the run before its time.
    """
    settings = load_settings(warehouse=warehouse)
    resolved = resolve_sources(settings, sources)
    state = State(settings.warehouse.resolve())
    check_roots(resolved, read_published(state.warehouse, project.sql()).roots, moved=parameters.get("moved", False))
    state.prepare()
    with state.locked():
        pass  # only to say at once that another run is at work
    set_defaults(quiet=True)
    flow = load_flow("nightly")
    warm_up()  # beside the start of Prefect's server, which is a process of its own and takes longer
    summary: dict[str, Any] = flow(sources=sources, warehouse=settings.warehouse, **parameters)
    return summary


def load_flow(name: str) -> Any:
    """The flow `name` of `flows/<name>.py`, wherever the project's files stand."""
    path = project.flows() / f"{name}.py"
    if not path.exists():
        raise ConfigurationError(f"No flow file {path}.", "Is the installation complete?")
    from prefect.flows import load_flow_from_entrypoint  # noqa: PLC0415 - its import takes seconds

    return load_flow_from_entrypoint(f"{path}:{name}")
