"""`make bench`: the pipeline beside a floor and a hand-written peer, in one run over the same files.

`python -m benchmarks.bench [--articles N] [--rounds N] [--seed N] [--keep DIR]`; its last line is one JSON object.
Exit codes: 0 measured, whether or not the bars are met; 2 something of the environment stood in the way.
"""

import argparse
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.child import EnvironmentTroubleError, Measured, run_child
from benchmarks.duplicates_bench import measure_duplicates
from benchmarks.make_articles import MIX, SEED, write_articles
from benchmarks.outcome import Outcome
from benchmarks.pipeline import environment, run_pipeline

NEEDED = ("polars", "duckdb", "pyarrow", "dlt", "datasketch", "datatrove", "prefect", "wirehouse")
Plan = dict[str, Callable[[Path], Measured]]


def make_plan(articles: Path, one: Path, home: Path) -> Plan:
    """What a round measures, in this order: name → how, given a new folder for what it writes.

    `unchanged` is the second run into the warehouse of `pipeline`.
    """

    def peer(module: str, *arguments: object) -> Callable[[Path], Measured]:
        command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]

        def run(folder: Path) -> Measured:
            own = Path(tempfile.mkdtemp(dir=folder))
            return run_child([*command, str(own / "peer.duckdb")], environment(home), own)

        return run

    return {
        "floor": peer("floor", articles),
        "pipeline, one file": lambda folder: run_pipeline(one, folder / "one.duckdb", home),
        "pipeline": lambda folder: run_pipeline(articles, folder / "all.duckdb", home),
        "unchanged": lambda folder: run_pipeline(articles, folder / "all.duckdb", home),
        "by hand, Arrow": peer("by_hand", "arrow", articles),
        "by hand, Arrow, one file": peer("by_hand", "arrow", one),
        "by hand, dicts": peer("by_hand", "dicts", articles),
        "by hand, dicts, one file": peer("by_hand", "dicts", one),
        "transform": peer("transform_speed", articles, 5_000),
    }


def measure(scratch: Path, articles: Path, rounds: int) -> dict[str, list[Measured]]:
    """All measurements, in turns, so that a slow minute of the machine does not meet one of them alone."""
    home, one = scratch / "prefect", scratch / "one"
    first = next(path for path in sorted(articles.rglob("*.txt")))
    target = one / first.relative_to(articles)
    target.parent.mkdir(parents=True)
    shutil.copy2(first, target)
    say("first start: Prefect makes its database")
    runs = {"first start": [run_pipeline(one, scratch / "first.duckdb", home)]}
    for number in range(1, rounds + 1):
        folder = Path(tempfile.mkdtemp(dir=scratch))
        for name, run in make_plan(articles, one, home).items():
            say(f"round {number} of {rounds}: {name}")
            runs.setdefault(name, []).append(run(folder))
        shutil.rmtree(folder)
    return runs


@contextmanager
def open_scratch(keep: Path | None) -> Iterator[Path]:
    """A folder for everything that is written: a temporary one, or a new one that stays."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="wirehouse-bench-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    else:
        keep.mkdir(parents=True)
        yield keep.resolve()


def run_bench(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make the articles, measure, and print each part as soon as it is there; returns all numbers, flat."""
    if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
        raise EnvironmentTroubleError(f"not installed: {', '.join(missing)}; `make bench` installs them")
    with open_scratch(arguments.keep) as scratch:
        articles = scratch / "articles"
        megabytes = write_articles(articles, arguments.articles, arguments.seed) / 1e6
        os.sync()  # the files are read from the page cache by everyone, and nobody waits for their writing
        mix = ", ".join(f"{share / 10:g} % {name}" for name, share in MIX.items())
        print(f"{arguments.articles:,} articles, {megabytes:.1f} MB, seed {arguments.seed}: {mix}")
        print(f"the fastest of {arguments.rounds} rounds; peak memory is of all processes together\n", flush=True)
        outcome = Outcome(arguments.articles, megabytes, measure(scratch, articles, arguments.rounds))
        print("\n".join(outcome.lines()), flush=True)
        if not arguments.texts:
            return outcome.flat()
        say(f"duplicates: {arguments.texts:,} texts")
        home = scratch / "prefect"
        duplicates = measure_duplicates(scratch, home, arguments.texts, arguments.rounds, arguments.seed)
        print("\n".join(["", *duplicates.lines()]))
        return outcome.flat() | duplicates.flat()


def say(text: str) -> None:
    """Progress, for a terminal only."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000, help="how many files")
    parser.add_argument("--texts", type=int, default=100_000, help="how many texts for the duplicates; 0: without")
    parser.add_argument("--rounds", type=int, default=2, help="how often everything is measured")
    parser.add_argument("--seed", type=int, default=SEED, help="what the articles are made from")
    parser.add_argument("--keep", type=Path, help="a new folder for all files, which is not removed")
    arguments = parser.parse_args()
    if arguments.articles < 2 or arguments.rounds < 1:
        parser.error("--articles must be 2 or more, --rounds 1 or more")
    try:
        found = run_bench(arguments)
    except (EnvironmentTroubleError, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
