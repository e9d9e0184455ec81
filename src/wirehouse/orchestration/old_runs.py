"""Prefect's own memory of our runs, which nothing bounds: it keeps every run, its task runs, logs and artifacts.

Prefect 3.8.8 has a vacuum service of its own, but not on an ephemeral server, and where it runs it forgets the runs of
all flows alike. So each run of ours forgets a few old ones: those of its flow that bear our tag.
"""

from datetime import UTC, datetime, timedelta

from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterStartTime,
    FlowRunFilterTags,
)
from prefect.client.schemas.sorting import FlowRunSort

from wirehouse.orchestration.environment import TAG

MOST = 25  # a run; more than a flow makes between two of its runs, so the rest is made up for soon


def forget_old_runs(days: int) -> int:
    """Delete the oldest runs of the flow at work that started more than `days` ago, `MOST` at a time; how many.

    With a run go its task runs and states, and its logs in the server's background; its artifacts do not, so they go
    first, for then a run whose deletion was interrupted is found again.
    """
    before = datetime.now(UTC) - timedelta(days=days)
    with get_client(sync_client=True) as client:
        old = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[runtime.flow_run.flow_name])),
            flow_run_filter=FlowRunFilter(
                start_time=FlowRunFilterStartTime(before_=before), tags=FlowRunFilterTags(all_=[TAG])
            ),
            sort=FlowRunSort.START_TIME_ASC,
            limit=MOST,
        )
        ids = [run.id for run in old if run.id != runtime.flow_run.id]
        if ids:
            _delete_artifacts(client, ids)
        for run_id in ids:
            client.delete_flow_run(run_id)
    return len(ids)
