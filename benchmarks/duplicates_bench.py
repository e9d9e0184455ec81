"""Our duplicates beside datasketch and datatrove, over the same texts: how long each takes, and how much it finds.

`python -m benchmarks.duplicates_bench [--texts N] [--rounds N] [--seed N]`; its last line is one JSON object.
"""

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.child import EnvironmentTroubleError, Measured, run_child
from benchmarks.outcome import own_seconds, table
from benchmarks.pipeline import environment
from benchmarks.reprints import KINDS, SEED, make_texts

BAR = 10.0  # a peer takes at least so many times ours
PEERS = ("datasketch", "datatrove")
MODULES = {"ours": "match_only", "datasketch": "peer_datasketch", "datatrove": "peer_datatrove"}
MADE_SHARE = 250  # one text in so many is made, of each kind


@dataclass(frozen=True)
class DuplicatesOutcome:
    """The measurements by name; ours is made once a round, the peers' once."""

    texts: int
    megabytes: float
    runs: Mapping[str, Sequence[Measured]]

    def best(self, name: str) -> Measured:
        """The fastest."""
        return min(self.runs[name], key=own_seconds)

    def flat(self) -> dict[str, Any]:
        """The numbers, flat."""
        ours = self.best("ours")
        values: dict[str, Any] = {
            "duplicates_texts": self.texts,
            "duplicates_megabytes": self.megabytes,
            "duplicates_peak_rss_mb": max(measured.peak_mb for measured in self.runs["ours"]),
        }
        for name in self.runs:
            answer = self.best(name).answer
            values[f"{name}_duplicates_seconds"] = answer["seconds"]
            values[f"{name}_signature_seconds"] = answer["signature_seconds"]
            for kind, share in answer["recall"].items():
                values[f"{name}_recall_" + re.sub(r"\W+", "_", kind)] = share
        for name in PEERS:
            over = own_seconds(self.best(name)) / own_seconds(ours)
            values[f"{name}_over_ours"], values[f"{name}_over_ours_met"] = over, over >= BAR
            signatures = self.best(name).answer["signature_seconds"] / ours.answer["signature_seconds"]
            values[f"{name}_signatures_over_ours"] = signatures
        return {key: round(value, 3) if isinstance(value, float) else value for key, value in values.items()}

    def lines(self) -> list[str]:
        """The same for a person."""
        rows = [("duplicates", "seconds", "signatures", "texts/s", "peak MB", *KINDS)]
        for name in self.runs:
            best = self.best(name)
            recall = (f"{best.answer['recall'][kind]:.3f}" for kind in KINDS)
            seconds, signatures = own_seconds(best), best.answer["signature_seconds"]
            speed = f"{self.texts / seconds:,.0f}"
            rows.append((name, f"{seconds:.1f}", f"{signatures:.1f}", speed, f"{best.peak_mb:,.0f}", *recall))
        flat = self.flat()
        bars = [
            f"{name} / ours: {flat[f'{name}_over_ours']:.1f}, at least {BAR:g}: "
            f"{'met' if flat[f'{name}_over_ours_met'] else 'NOT met'}"
            for name in PEERS
        ]
        return [*table(rows), "", *bars]


def measure_duplicates(scratch: Path, home: Path, texts: int, rounds: int, seed: int) -> DuplicatesOutcome:
    """Make the texts and measure, in a new folder below `scratch` for each."""
    made = make_texts(texts, seed, made=max(texts // MADE_SHARE, 1))
    path = scratch / "texts.parquet"
    made.write_parquet(path)
    runs: dict[str, list[Measured]] = {}
    for name in (*MODULES, *["ours"] * (rounds - 1)):
        folder = Path(tempfile.mkdtemp(dir=scratch))
        command = [sys.executable, "-m", f"benchmarks.{MODULES[name]}", str(path), str(folder)]
        runs.setdefault(name, []).append(run_child(command, environment(home), folder))
    return DuplicatesOutcome(texts, made["text"].str.len_bytes().sum() / 1e6, runs)


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicates_bench", description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2, help="how often ours is measured")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wirehouse-bench-", ignore_cleanup_errors=True) as folder:
        scratch = Path(folder)
        try:
            outcome = measure_duplicates(scratch, scratch, arguments.texts, arguments.rounds, arguments.seed)
        except (EnvironmentTroubleError, OSError) as error:
            print(f"duplicates_bench: {error}", file=sys.stderr)
            return 2
    print("\n".join(outcome.lines()))
    print(json.dumps(outcome.flat()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
