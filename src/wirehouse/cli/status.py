"""`wirehouse status` and `report`: the last runs, the version published, the disk used; the page of the last run."""

import webbrowser
from datetime import datetime
from pathlib import Path
from typing import Any

from wirehouse import project
from wirehouse.cli.output import complain, print_table, say, to_json
from wirehouse.errors import EnvironmentProblemError
from wirehouse.report.page import write_page
from wirehouse.report.record import RunRecord, read_records
from wirehouse.report.summary import headline
from wirehouse.schema import FATES
from wirehouse.settings import load_settings, published_file
from wirehouse.warehouse.connect import disk_errors
from wirehouse.warehouse.state import State
from wirehouse.warehouse.versions import published_number

MIB = 1024 * 1024


def show_status(warehouse: Path | None, limit: int, *, as_json: bool) -> None:
    """Print the newest runs, published or not, and what the warehouse and its state folder take."""
    state = State(published_file(warehouse))
    records = read_records(state.path("runs"))
    version = published_number(state)
    size = state.warehouse.stat().st_size if state.warehouse.exists() else 0
    kept = sum(path.stat().st_size for path in state.folder.rglob("*") if path.is_file() and path.stat().st_nlink == 1)
    if as_json:
        rows = [record.summary() for record in records[:limit]]
        print(to_json({"version": version, "bytes": size, "state_bytes": kept, "runs": rows}))
        return
    if not records:
        say(f"No run yet for {state.warehouse}. `wirehouse run FOLDER` makes the first.")
        return
    print_table("Runs", [_row(record) for record in records[:limit]])
    say(headline(records[0]))
    for message in records[0].messages:
        say(message)
    say(f"Version {version} in {state.warehouse}: {size / MIB:,.1f} MiB; beside it {kept / MIB:,.1f} MiB of state.")


def _row(record: RunRecord) -> dict[str, Any]:
    started = datetime.fromisoformat(record.started_at)
    finished = datetime.fromisoformat(record.finished_at or record.started_at)
    return {
        "run": record.run_id,
        "started": started,
        "seconds": round((finished - started).total_seconds(), 1),
        "status": record.status,
        "version": record.version,
        **{fate: record.fates[fate] for fate in reversed(FATES)},
    }


def show_report(warehouse: Path | None, *, opened: bool) -> None:
    """Print the path of the last finished run's page, and write it where the run could not; `opened`: in the browser.

    Raises `EnvironmentProblemError` where no run has ended yet.
    """
    settings = load_settings(warehouse=warehouse)
    state = State(settings.warehouse.resolve())
    record = next((one for one in read_records(state.path("runs")) if one.finished_at), None)
    if record is None:
        raise EnvironmentProblemError(f"No run yet for {state.warehouse}.", "`wirehouse run FOLDER` makes the first.")
    page = state.path("reports") / f"{record.run_id}.html"
    if not page.exists():
        with disk_errors(state.folder):
            queries = project.sql() / "report"
            page = write_page(record, state.warehouse, page.parent, queries, settings.keep_runs)
    say(str(page))
    if opened and not webbrowser.open(page.as_uri()):
        complain("No browser here; open the file above in one.")
