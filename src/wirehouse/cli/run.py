"""`wirehouse run`: the flow once, then what a person wants to know of it."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wirehouse.cli.output import complain, print_table, say, to_json
from wirehouse.cli.progress import progress_bar
from wirehouse.errors import AuditRefusedError, BrokenCheckError
from wirehouse.orchestration.inputs import concealed
from wirehouse.orchestration.launch import run_flow
from wirehouse.report.record import RunRecord, read_records
from wirehouse.report.summary import check_rows, checks_line, fate_rows, headline, holdings, next_steps
from wirehouse.settings import Settings, published_file
from wirehouse.warehouse.query import ask
from wirehouse.warehouse.state import State

SHOWN = ("publishers", "agencies", "places")


def run_once(flow: str, sources: list[str] | None, warehouse: Path | None, *, as_json: bool, **parameters: Any) -> None:
    """Run a flow, and print the outcome: tables for a person, with `as_json` one JSON object as the last line.

    A run that the audit refused prints its outcome as well, then raises what says so.
    """
    path = published_file(warehouse)
    runs = State(path).path("runs")
    earlier = {record.run_id for record in read_records(runs)}
    refusal = None
    try:
        with progress_bar():
            run_flow(flow, sources, warehouse, complain, **parameters)
    except (AuditRefusedError, BrokenCheckError) as error:
        refusal = error
    record = next(one for one in read_records(runs) if one.run_id not in earlier)  # whatever the clock's order
    if as_json:
        print(to_json(record.summary()))
    else:
        print_outcome(record, path, None if sources is None else [concealed(one) for one in sources])
    if refusal is not None:
        raise refusal


def print_outcome(record: RunRecord, warehouse: Path, sources: Sequence[str] | None = None) -> None:
    """The fates, the checks, what the warehouse now holds, and the next commands, for the sources of this one."""
    say(headline(record))
    for message in record.messages if record.status != "refused" else ():
        say(message)
    print_table("Fates", fate_rows(record))
    if record.quarantined_by_reason:
        held = [{"reason": reason, "records": count} for reason, count in record.quarantined_by_reason.items()]
        print_table("Held back", held)
    if record.checks:
        say(f"Checks: {checks_line(record)}")
        if remarkable := [row for row in check_rows(record) if row["status"] != "passed"]:
            print_table("Checks that found something", remarkable)
    if warehouse.exists():
        for name in SHOWN:
            if rows := ask(warehouse, name):
                print_table(name.capitalize(), rows)
    pages = {"Data Docs of the checks": record.data_docs, "Report": record.report}
    for what in (name for name, where in pages.items() if where):
        say(f"{what}: {pages[what]}")
    say(f"{holdings(record)} in {warehouse}")
    say("Next:")
    default = Path(Settings.model_fields["warehouse"].default).resolve()
    which = "" if warehouse == default else str(warehouse)
    for what, command in next_steps(record, which, _bin_folder(), sources):
        say(f"  {what}: {command}")


def _bin_folder() -> str:
    """The folder of the commands as it must be typed here: nothing where the shell finds them by itself."""
    script = Path(sys.argv[0])
    if not script.parent.name or shutil.which(script.name) == str(script):
        return ""
    here = Path.cwd()
    folder = script.parent.resolve()
    return f"{folder.relative_to(here) if folder.is_relative_to(here) else folder}/"
