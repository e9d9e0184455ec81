"""`wirehouse serve` and `wirehouse alarms`."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from wirehouse.cli.output import say
from wirehouse.orchestration.environment import set_defaults
from wirehouse.orchestration.serve import Service, serve
from wirehouse.settings import load_settings


def serve_warehouse(warehouse: Path | None, sources: list[str], **options: Any) -> None:
    """Serve until a signal ends it."""
    serve(load_settings(warehouse=warehouse), Service(tuple(sources), **options), say)


def make(warehouse: Path | None, notify: str, name: str | None, **times: timedelta) -> None:
    """Make the alarms and list them."""
    settings = load_settings(warehouse=warehouse)
    set_defaults(quiet=True)
    from wirehouse.orchestration.automations import Times, make_alarms  # noqa: PLC0415 - Prefect's import takes seconds

    for alarm in make_alarms(notify, Service(name=name).name_for(settings), Times(**times)):
        say(alarm)
    say("The UI shows them under Automations; each can be paused there.")
