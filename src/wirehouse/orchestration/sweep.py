"""The end of every run and restore: nothing in the state folder grows beyond what the settings allow."""

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
            keep_shards=record.status == "failed",
        )
    except OSError as error:
        record.messages.append(f"What is beyond the bounds of the settings could not be removed: {error}.")
