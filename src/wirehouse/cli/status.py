"""`wirehouse status`: the last runs, the version published, the disk used."""

from datetime import datetime
from pathlib import Path
from typing import Any

from wirehouse.cli.output import print_table, say, to_json
from wirehouse.report.record import RunRecord, read_records
from wirehouse.report.summary import headline
from wirehouse.schema import FATES
from wirehouse.settings import load_settings
from wirehouse.warehouse.state import State
from wirehouse.warehouse.versions import published_number

MIB = 1024 * 1024


def show_status(warehouse: Path | None, limit: int, *, as_json: bool) -> None:
    """Print the newest runs, published or not, and what the warehouse and its state folder take."""
    state = State(load_settings(warehouse=warehouse).warehouse.resolve())
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
