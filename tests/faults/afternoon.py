"""One who asks all afternoon: `python -m tests.faults.afternoon CLIENT WAREHOUSE`, until the standard input ends.

Each question opens the file anew. At the end it prints for each when it was begun (`time.monotonic`, one clock for all
processes of a machine) and the version that it saw, and what was refused.
"""

import json
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

NEWEST = "select max(version) as version from ops.runs"


def by_notebook(warehouse: str) -> int:
    """The Python API, with questions that the notebook asks."""
    import wirehouse

    opened = wirehouse.open(warehouse)
    version = opened.sql(NEWEST).item()
    assert opened.ask("agencies").height
    assert opened.ask("publishers").height
    assert opened.search("harbor").height
    return int(version)


def by_command_line(warehouse: str) -> int:
    """The DuckDB CLI, a process a question."""
    beside = str(Path(sys.executable).with_name("duckdb"))
    command = [shutil.which(beside) or "duckdb", "-readonly", "-csv", "-noheader", warehouse, "-c", NEWEST]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def by_module(warehouse: str) -> int:
    """DuckDB's own Python module."""
    import duckdb

    with duckdb.connect(warehouse, read_only=True) as con:
        return int(con.sql(NEWEST).fetchall()[0][0])


def by_harlequin(warehouse: str) -> int:
    """The adapter of harlequin, as `wirehouse shell` starts it, and its catalogue."""
    from harlequin_duckdb import DuckDbAdapter

    connection = DuckDbAdapter([warehouse], read_only=True).connect()
    try:
        assert connection.get_catalog().items
        return int(connection.execute(NEWEST).fetchall().to_pylist()[0]["version"])
    finally:
        connection.close()


CLIENTS: dict[str, Callable[[str], int]] = {
    "notebook": by_notebook,
    "command line": by_command_line,
    "module": by_module,
    "harlequin": by_harlequin,
}


def main() -> None:
    """Ask until nobody wants to know."""
    ask, seen, refused = CLIENTS[sys.argv[1]], [], []
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        began = time.monotonic()
        try:
            seen.append((began, ask(sys.argv[2])))
        except Exception as error:
            refused.append(f"{type(error).__name__}: {error}")
    print(json.dumps({"seen": seen, "refused": refused}))


if __name__ == "__main__":
    main()
