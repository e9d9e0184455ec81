"""A flow run from the command line: everything that can be wrong is found before Prefect is imported."""

import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from wirehouse import project
from wirehouse.errors import ConfigurationError
from wirehouse.orchestration.environment import set_defaults
from wirehouse.orchestration.inputs import RunOptions, concealed, find_sources
from wirehouse.orchestration.night import warm_up
from wirehouse.orchestration.workers import start_early
from wirehouse.settings import load_settings
from wirehouse.sources.discovery import refuse_emptiness
from wirehouse.warehouse.state import State


def run_flow(
    name: str, sources: list[str] | None, warehouse: Path | None, tell: Callable[[str], object], **parameters: Any
) -> dict[str, Any]:
    """Run `flows/<name>.py` once; returns the run's summary (`RunRecord.summary`).

    `sources` is None for a flow that reads the warehouse's own records. `tell` hears of a warehouse that is none yet:
    of one whose name is misspelt nobody would know otherwise. Raises a `WirehouseError` for whatever ends
    the run before its time.
    """
    settings = load_settings(warehouse=warehouse)
    state = State(settings.warehouse.resolve())
    options = RunOptions(kind=name, moved=parameters.get("moved", False))
    found, published = find_sources(settings, sources or [], options, state.warehouse)
    if not published.version:
        refuse_emptiness(found)
    state.prepare()
    with state.locked(parameters.get("wait", 0.0)):
        pass  # only to say at once that another run is at work
    if not published.version:
        tell(f"New warehouse at {state.warehouse}.")
    set_defaults(quiet=True)
    flow = load_flow(name)
    if not published.version:
        start_early(found, settings.workers)
    if not _has_server():  # Prefect's own takes longer to start; without it to wait for, only news need the audit
        warm_up()
    given = parameters if sources is None else {"sources": [concealed(one) for one in sources], **parameters}
    summary: dict[str, Any] = flow(warehouse=settings.warehouse, **given)
    return summary


def _has_server() -> bool:
    from prefect.settings import PREFECT_API_URL  # noqa: PLC0415 - the flow has imported Prefect

    return bool(PREFECT_API_URL.value())


def load_flow(name: str) -> Any:
    """The flow `name` of `flows/<name>.py`, wherever the project's files stand."""
    path = project.flows() / f"{name}.py"
    if not path.exists():
        raise ConfigurationError(f"No flow file {path}.", "Is the installation complete?")
    # Not Prefect's loader: it puts the folder of the run on the path, for good, and raw files may lie there.
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)  # imports Prefect, which takes seconds
    return getattr(module, name)
