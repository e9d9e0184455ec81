"""What a night costs before its first article, beside the least that its parts can: imports and an empty flow run.

`python -m benchmarks.fixed_costs [--rounds N]`; its last line is one JSON object. One Prefect server answers all.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.child import Measured, run_child
from benchmarks.make_articles import write_articles
from benchmarks.pipeline import environment, run_pipeline
from wirehouse.orchestration.server import server_on

BAR = 1.5
BARE = """
import json, prefect, polars, duckdb, great_expectations

@prefect.flow
def empty():
    return {}

print(json.dumps(empty()))
"""


def measure(folder: Path, port: int, rounds: int) -> dict[str, list[Measured]]:
    """Each of the three in every round, in turns, against a server of their own, which has answered both before."""
    home, articles, warehouse = folder / "home", folder / "articles", folder / "warehouse.duckdb"
    for one in (home, articles):
        one.mkdir()
    measured: dict[str, list[Measured]] = {"bare": [], "unchanged": [], "new": []}
    with server_on(port, folder / "server.log", environment(home)) as (api, _):
        known = {"PREFECT_API_URL": api}
        for number in range(rounds + 1):
            bare = run_child([sys.executable, "-c", BARE], environment(home) | known, folder)
            write_articles(articles / str(number), 1, seed=number)
            new = run_pipeline(articles, warehouse, home, **known)
            unchanged = run_pipeline(articles, warehouse, home, **known)
            if number:  # the first makes the warehouse and warms the server
                for name, one in (("bare", bare), ("unchanged", unchanged), ("new", new)):
                    measured[name].append(one)
    return measured


def main() -> int:
    """Print a table and the ratios; 0 where the bar is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=4299)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder), given.port, given.rounds)
    fastest = {name: min(runs, key=lambda one: one.seconds) for name, runs in measured.items()}
    bare = fastest["bare"]
    ratios = {name: one.seconds / bare.seconds for name, one in fastest.items()}
    for name, one in fastest.items():
        print(f"{name:10} {one.seconds:6.2f} s {one.cpu_seconds:6.2f} CPU s  {ratios[name]:.2f} x")
    met = all(ratio <= BAR for ratio in ratios.values())
    print(json.dumps({"ratios": {name: round(one, 2) for name, one in ratios.items()}, "bar": BAR, "met": met}))
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
