"""Going back to a kept version: as quick as a rename, recorded as a run is, and undone by going forth again."""

from datetime import UTC, datetime

from wirehouse import project
from wirehouse.orchestration.sweep import sweep_state, write_report
from wirehouse.report.record import RunRecord, new_record
from wirehouse.settings import Settings
from wirehouse.warehouse import versions
from wirehouse.warehouse.state import State


def restore_version(settings: Settings, name: str) -> RunRecord | None:
    """Make the kept version `name` (`12` or `v12`) the published one; None where it is that already.

    Raises what `versions.find_version` and `versions.restore` raise, and `WarehouseBusyError` while a run is at work.
    """
    state = State(settings.warehouse.resolve())
    path = versions.find_version(state, name, kept_only=True)
    state.prepare()
    with state.locked():
        if state.is_published(path):
            return None
        record = new_record(datetime.now(UTC), kind="restore")
        found = versions.restore(state, path, project.sql())
        record.status, record.version = "restored", found["version"]
        record.articles, record.copies = found["articles"], found["copies"]
        record.messages.append(
            f"Version {record.version}, made by run {found['run_id']}, is published again"
            + (f", in place of version {found['instead_of']}." if found["instead_of"] else ".")
        )
        # The plan and the shards of a killed run were made for the version that was undone: the sweep takes them too.
        sweep_state(state, settings, record)
        record.finished_at = datetime.now(UTC).isoformat()
        write_report(state, settings, record)
        record.write(state.path("runs"), settings.keep_runs)
        return record
