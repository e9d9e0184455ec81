"""`wirehouse report`: the page of the last run."""

import webbrowser
from pathlib import Path

from wirehouse import project
from wirehouse.cli.output import complain, say
from wirehouse.errors import EnvironmentProblemError
from wirehouse.report.page import write_page
from wirehouse.report.record import read_records
from wirehouse.settings import load_settings
from wirehouse.warehouse.connect import disk_errors
from wirehouse.warehouse.state import State


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
