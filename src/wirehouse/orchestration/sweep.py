"""The end of every run and restore: its page, and nothing in the state folder beyond what the settings allow."""

from wirehouse import project
from wirehouse.redaction import redact
from wirehouse.report.page import write_page
from wirehouse.report.record import RunRecord
from wirehouse.settings import Settings
from wirehouse.warehouse.retention import sweep
from wirehouse.warehouse.state import State

MIB = 1024 * 1024


def sweep_state(state: State, settings: Settings, record: RunRecord) -> None:
    """Keep the state folder within its bounds; what cannot be removed is said, for the run itself is over.

    What a failed run has read stays: its successor uses it.
    """
    try:
        sweep(
            state,
            settings.keep_versions,
            settings.keep_versions_mib * MIB,
            settings.keep_data_docs,
            keep_shards=record.status in ("failed", "cancelled"),
        )
    except OSError as error:
        record.messages.append(f"What is beyond the bounds of the settings could not be removed: {error}.")


def write_report(state: State, settings: Settings, record: RunRecord) -> None:
    """Write the run's page; the record says where it is, or what stood against it, for the run itself is over."""
    try:
        folder, queries = state.path("reports"), project.sql() / "report"
        record.report = str(write_page(record, state.warehouse, folder, queries, settings.keep_runs))
    except Exception as error:  # whatever it is: it must not make a failure of a good night
        record.messages.append(redact(f"The report could not be written: {error}"))
