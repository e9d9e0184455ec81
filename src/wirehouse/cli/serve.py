"""`wirehouse serve` and `wirehouse alarms`."""

from pathlib import Path
from typing import Any

from wirehouse.cli.output import say
from wirehouse.orchestration.serve import Service, serve
from wirehouse.settings import load_settings


def serve_warehouse(warehouse: Path | None, **options: Any) -> None:
    """Serve until a signal ends it."""
    serve(load_settings(warehouse=warehouse), Service(**options), say)
