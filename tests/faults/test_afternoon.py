"""A reader's afternoon: clients open and reopen while runs publish; no error, and who reopens sees the newest."""

import json
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.faults.afternoon import CLIENTS
from tests.faults.forms import amount
from tests.faults.lives import ROOT
from tests.faults.plain import plain_flow

RUNS = amount(3, 10, 10)
STORY = " date 2024-01-{day:02d} \n\nLONDON, Jan {day} (Reuters) - The harbor board said that pier {day} would open.\n"
THERE = {
    "command line": shutil.which("duckdb") or Path(sys.executable).with_name("duckdb").exists(),
    "harlequin": find_spec("harlequin_duckdb"),
}


@pytest.mark.timeout(amount(240, 600, 600))
@pytest.mark.long
def test_clients_open_and_reopen_while_runs_publish(tmp_path: Path) -> None:
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse.duckdb"
    raw.mkdir()
    nightly, published = plain_flow("nightly"), []

    def publish(day: int) -> None:
        (raw / f"{day}.txt").write_text(STORY.format(day=day))
        version = nightly(sources=[str(raw)], warehouse=warehouse)["version"]
        published.append((time.monotonic(), version))

    publish(1)
    names = [name for name in CLIENTS if THERE.get(name, True)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *sys.path])}
    readers = {
        name: subprocess.Popen(
            [sys.executable, "-m", "tests.faults.afternoon", name, str(warehouse)],
            cwd=ROOT, env=environment, text=True, stdin=-1, stdout=-1,
        )
        for name in names
    }  # fmt: skip
    try:
        for day in range(2, RUNS + 2):
            publish(day)
            time.sleep(1)
        time.sleep(2)
    finally:
        saw = {name: json.loads(reader.communicate("")[0]) for name, reader in readers.items()}
    for name, one in saw.items():
        print(f"{name}: {len(one['seen'])} times, versions {sorted({version for _, version in one['seen']})}")
        assert one["refused"] == [], name
        for began, version in one["seen"]:
            assert version >= max(known for at, known in published if at < began), name
        assert one["seen"][-1][1] == published[-1][1] == RUNS + 1, name
