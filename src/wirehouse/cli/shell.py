"""`wirehouse shell`: a SQL client on the published file, read-only."""

import os
import shutil
import sys
from pathlib import Path

from wirehouse.errors import EnvironmentProblemError
from wirehouse.settings import published_file
from wirehouse.warehouse.connect import open_published

# The switch with which each opens a file read-only; the first that is there is taken.
CLIENTS = {"harlequin": ("--adapter", "duckdb", "--read-only"), "duckdb": ("-readonly",)}


def open_shell(warehouse: Path | None, client: str | None) -> None:
    """Become the client. Raises `EnvironmentProblemError` where none is installed, or there is no warehouse."""
    path = published_file(warehouse)
    with open_published(path):
        pass
    for name in [client] if client else CLIENTS:
        if found := _find(name):
            os.execv(found, [found, *CLIENTS[name], str(path)])  # signals, the terminal and the exit code are its own
    package = "duckdb-cli" if client == "duckdb" else "harlequin"
    raise EnvironmentProblemError(
        f"{client or 'A SQL client'} is not installed.", f"`{sys.executable} -m pip install {package}` installs it."
    )


def _find(name: str) -> str | None:
    """The program, beside this Python or on the path."""
    beside = Path(sys.executable).parent
    return shutil.which(name, path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
