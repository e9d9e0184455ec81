"""The one moment that readers can notice: from one version to the next there is nothing in between."""

import os
import subprocess
import sys
from pathlib import Path

from wirehouse.warehouse import publish
from wirehouse.warehouse.state import State

BYTES = 64 * 1024 * 1024  # a copy instead of a rename would take many looks

LOOK = """
import os, sys, threading
threading.Thread(target=sys.stdin.read, daemon=False).start()
seen, is_last, is_told = set(), False, False
while not is_last:
    is_last = threading.active_count() == 1  # told to stop: once more, for what came before that
    try:
        found = os.stat(sys.argv[1])
        seen.add((found.st_ino, found.st_size))
    except OSError as error:
        seen.add((type(error).__name__, error.errno))
    if not is_told:
        is_told = True
        print("looking", flush=True)
print(len(seen), sorted(seen, key=str), flush=True)
"""


def test_who_looks_all_the_time_sees_the_old_file_and_then_the_new_one(tmp_path: Path) -> None:
    warehouse, candidate = tmp_path / "warehouse.duckdb", tmp_path / "warehouse.state" / "next.duckdb"
    state = State(warehouse)
    state.prepare()
    warehouse.write_bytes(b"old")
    candidate.write_bytes(os.urandom(1024) * (BYTES // 1024))
    before = (warehouse.stat().st_ino, 3)
    watcher = subprocess.Popen(
        [sys.executable, "-c", LOOK, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert watcher.stdout is not None
    assert watcher.stdout.readline() == "looking\n"
    publish.publish(state, candidate)
    after = (warehouse.stat().st_ino, BYTES)
    said, _ = watcher.communicate()
    assert said == f"2 {sorted({before, after}, key=str)}\n"
    assert warehouse.stat().st_mode & 0o222 == 0
