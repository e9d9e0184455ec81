"""Wirehouse: raw news article files in, an analytics warehouse out, every night."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wirehouse.client import Warehouse

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(warehouse: str | Path | None = None) -> "Warehouse":  # noqa: A001 - read with its module: wirehouse.open()
    """A published warehouse to ask from Python; without a path that of the settings, as the commands take it.

    Raises `wirehouse.errors.EnvironmentProblemError` where there is none.
    """
    from wirehouse.client import open_warehouse  # noqa: PLC0415 - the import of the package stays light

    return open_warehouse(warehouse)
