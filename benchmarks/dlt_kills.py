"""What becomes of what dlt appends when it is killed: rows night by night, and SIGKILLs (docs/reliability.md).

`python -m benchmarks.dlt_kills [--kills N] [--seed N]`: each night of 2,000 rows is loaded by a script as dlt's
documentation has it (an incremental resource, appended to DuckDB). It is killed at a random
moment, run twice again, and the rows are counted. Where they are not what they should be a new database is begun. The
last line is one JSON object: the kills, and how many left the table whole, with rows doubled or lost, or a script that
fails from then on.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROWS = 2_000
TEXT = "The board said that the pier would open again. " * 20


def load(folder: Path, nights: int) -> None:
    """The user's script: all that is newer than what is there. Prints `ready` when its imports are done."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"
    import dlt

    newest = dlt.sources.incremental("number", initial_value=-1)

    @dlt.resource(name="articles", write_disposition="append")
    def articles(number: Any = newest) -> Iterator[dict[str, Any]]:
        for one in range(int(number.last_value) + 1, nights * ROWS):
            yield {"number": one, "body": f"{TEXT}{one}"}

    pipeline = dlt.pipeline(
        "nightly",
        destination=dlt.destinations.duckdb(str(folder / "warehouse.duckdb")),
        dataset_name="news",
        pipelines_dir=str(folder / "dlt"),
    )
    print("ready", flush=True)
    pipeline.run(articles()).raise_on_failed_jobs()


def run(folder: Path, nights: int, kill_after: float | None = None) -> tuple[int, float]:
    """Run the script once; its return code, and how long it worked behind its imports."""
    command = [sys.executable, "-m", "benchmarks.dlt_kills", "--load", str(folder), "--nights", str(nights)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        started = time.monotonic()
        try:
            process.wait(kill_after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    return process.returncode, time.monotonic() - started


def count(folder: Path) -> tuple[int, int]:
    """All rows, and the distinct ones."""
    import duckdb

    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as con:
        rows: tuple[int, int] = con.sql("select count(*), count(distinct number) from news.articles").fetchall()[0]
    return rows


def main() -> None:
    """Kill so many nights, and print what became of their rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--nights", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.load:
        load(given.load, given.nights)
        return
    moments = random.Random(given.seed)
    kills = 0
    became: Counter[str] = Counter()
    while kills < given.kills:
        with tempfile.TemporaryDirectory() as name:
            folder, night, outcome = Path(name), 1, "whole"
            code, usual = run(folder, night)
            if code:
                sys.exit(
                    "The script fails by itself: `python -m benchmarks.dlt_kills --load FOLDER --nights 1` says why."
                )
            while kills < given.kills and outcome == "whole":
                night += 1
                code, _ = run(folder, night, moments.uniform(0, usual))
                if code != -signal.SIGKILL:
                    continue  # it had ended before
                kills += 1
                # The first run behind a kill may load what is pending, and nothing new: its own log says so.
                codes = [run(folder, night)[0] for _ in range(2)]
                rows, distinct = count(folder)
                outcome = "doubled" if rows > distinct else "whole" if distinct == night * ROWS else "lost"
                outcome = "stuck" if all(codes) else outcome
                became[outcome] += 1
                print(f"kill {kills}: {outcome}", flush=True)
    print(json.dumps({"kills": kills, **became}))


if __name__ == "__main__":
    main()
