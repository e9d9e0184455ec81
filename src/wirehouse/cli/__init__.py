"""The command line; `start` is its entry point.

A command's module is imported when the command is called: `--help` must answer at once.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wirehouse.cli import doctor, explain, held_back, plan, query, run, serve, shell, status, versions

    __all__ = ["doctor", "explain", "held_back", "plan", "query", "run", "serve", "shell", "status", "versions"]


def __getattr__(name: str) -> ModuleType:
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{name}":
            raise  # something that the command needs is not installed
        raise AttributeError(name) from error


def start() -> None:
    """Import the commands and run one. Ctrl-C ends it without a word from the first import on."""
    try:
        from wirehouse.cli.main import main  # noqa: PLC0415

        main()
    except KeyboardInterrupt:
        sys.exit(130)
