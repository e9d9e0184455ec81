"""`make eval`: every corpus through `wirehouse run`, its scores held against the floors in `floors.json`.

`python -m benchmarks.evaluation [NAME ...] [--shared DIR]`; its last line is one JSON object: the scores by corpus.
Exit codes: 0 no score is under its floor; 1 one is; 2 something of the environment stood in the way. A floor is
changed by hand only. Names are corpora, or the texts that `made_texts` and `reprints` make of them.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import made_texts
from benchmarks.child import EnvironmentTroubleError
from benchmarks.duplicates_eval import run_reprints
from benchmarks.pipeline import run_pipeline

FLOORS = Path(__file__).with_name("floors.json")
SHARED = Path(__file__).resolve().parents[2] / "shared"
Scores = dict[str, float]


def run_corpus(name: str, shared: Path, scratch: Path) -> Scores:
    """A corpus of `shared` as raw files through the pipeline; what its yardstick says of the warehouse."""
    yardstick = [sys.executable, str(shared / "eval" / "evaluate.py")]
    raw, warehouse = scratch / name, scratch / f"{name}.duckdb"
    subprocess.run([*yardstick, "raw", name, str(raw)], check=True, capture_output=True)
    run = run_pipeline(raw, warehouse, scratch / "prefect", account_for_files=False)
    said = subprocess.run([*yardstick, "score", name, str(warehouse)], check=True, capture_output=True, text=True)
    return {"held_back": float(run.answer["fates"]["quarantined"]), **flat(json.loads(said.stdout))}


def run_made(name: str, shared: Path, scratch: Path) -> Scores:
    """The texts that `made_texts` makes, through the pipeline, against what they were made from."""
    raw, warehouse = scratch / name, scratch / f"{name}.duckdb"
    expected = made_texts.MAKERS[name](shared / "corpora", raw)
    run_pipeline(raw, warehouse, scratch / "prefect", account_for_files=False)
    return made_texts.score(name, expected, warehouse)


RUNNERS: dict[str, Callable[[str, Path, Path], Scores]] = {
    **dict.fromkeys(made_texts.MAKERS, run_made),
    "made_reprints": run_reprints,
}


def flat(found: dict[str, Any], prefix: str = "") -> Scores:
    """The numbers of a yardstick's answer under one name each; `3/22` becomes 3, `157/161` of what is right too."""
    scores: Scores = {}
    for key, value in found.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            scores |= flat(value, f"{name}.")
        elif isinstance(value, str) and "/" in value and value.replace("/", "").isdigit():
            scores[name] = float(value.split("/")[0])
        elif isinstance(value, int | float):
            scores[name] = float(value)
    return scores


def verdicts(scores: Scores, floors: dict[str, dict[str, float]]) -> list[tuple[str, float | None, str, bool]]:
    """For each floor its name, the score, the bound as text, and whether it holds; `most` bounds from above."""
    rows = []
    for name, bound in floors.items():
        score = scores.get(name)
        least, most = bound.get("least"), bound.get("most")
        holds = score is not None and (least is None or score >= least) and (most is None or score <= most)
        rows.append((name, score, f">= {least:g}" if least is not None else f"<= {most:g}", holds))
    return rows


def evaluate(names: list[str], shared: Path) -> tuple[dict[str, Scores], int]:
    """Run and print; returns the scores by name and the number of floors that do not hold."""
    floors: dict[str, dict[str, dict[str, float]]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    if unknown := sorted(set(names) - floors.keys()):
        raise EnvironmentTroubleError(f"no floors for {unknown[0]}; there are {', '.join(floors)}")
    results, fallen = {}, 0
    for name in names or floors:
        runner = RUNNERS.get(name, run_corpus)
        with tempfile.TemporaryDirectory(prefix="wirehouse-eval-") as folder:
            results[name] = runner(name, shared, Path(folder))
        for score_name, score, bound, holds in verdicts(results[name], floors[name]):
            fallen += not holds
            shown = "missing" if score is None else f"{score:.4f}".rstrip("0").rstrip(".")
            print(
                f"{name:<20} {score_name:<40} {shown:>9}  {bound:<10} {'' if holds else 'UNDER ITS FLOOR'}", flush=True
            )
    return results, fallen


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluation", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these")
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder with corpora/ and eval/")
    arguments = parser.parse_args()
    try:
        if not (arguments.shared / "corpora").is_dir():
            raise EnvironmentTroubleError(
                f"no corpora in {arguments.shared}: they are no part of a clone (--shared DIR)"
            )
        results, fallen = evaluate(arguments.names, arguments.shared)
    except (EnvironmentTroubleError, OSError, subprocess.CalledProcessError) as error:
        print(f"eval: {error}", file=sys.stderr)
        return 2
    print(f"{fallen} scores are under their floors" if fallen else "every score is at or above its floor")
    print(json.dumps(results))
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
