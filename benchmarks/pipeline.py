"""The pipeline as its users run it: `wirehouse run FOLDER --json` as a child process, in a home of its own."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

from benchmarks.child import EnvironmentTroubleError, Measured, run_child

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "wirehouse.cli.main", "run"]


def environment(home: Path, base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """A child's environment: nobody's settings, Prefect's database in `home`, no telemetry, no server elsewhere."""
    kept = {name: value for name, value in base.items() if not name.startswith(("WIREHOUSE_", "PREFECT_"))}
    return {
        **kept,
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",  # this checkout, whichever is installed
    }


def run_pipeline(
    articles: Path, warehouse: Path, home: Path, *, account_for_files: bool = True, **more: str
) -> Measured:
    """One run of all below `articles`, from a folder without settings; `more` is for its environment.

    Raises `EnvironmentTroubleError` where it does not account for every file, of which each must be one record: then
    its time means nothing.
    """
    folder = Path(mkdtemp(dir=home.parent))
    command = [*COMMAND, f"articles={articles}", "--warehouse", str(warehouse), "--json"]
    measured = run_child(command, environment(home) | more, folder)
    discovered, fates = measured.answer["discovered"], measured.answer["fates"]
    files = sum(len(names) for _, _, names in os.walk(articles))
    if not (discovered == sum(fates.values()) and (discovered == files or not account_for_files)):
        raise EnvironmentTroubleError(f"{files} files, but the run discovered {discovered} and gave the fates {fates}")
    return measured


def stage_seconds(measured: Measured) -> dict[str, float]:
    """Stage → seconds, as the run's own JSON gives them.

    The stages that work by batches (extract, transform, fingerprint) add up their batches, of which two are at work
    at the same time: they may come to more than what the clock on the wall saw.
    """
    return dict(measured.answer["seconds"])
