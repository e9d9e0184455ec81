"""Prefect's own memory of our runs, which nothing bounds: it keeps every run, its task runs, logs and artifacts.

Prefect 3.8.8 has a vacuum service of its own, but not on an ephemeral server, and where it runs it forgets the runs of
all flows alike. So each run of ours forgets a few old ones: those of its flow that bear our tag.
"""

import logging
import time
from datetime import UTC, datetime, timedelta

from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas import filters
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort

from wirehouse.orchestration.environment import TAG

MOST = 10  # a run: more than come to be in that time, so that a backlog is made up for
SECONDS = 3.0  # SQLite behind the server: a deletion takes 10 ms, or 2 s where it waits for another writer


def forget_old_runs(days: int) -> int:
    """Delete the oldest runs of the flow at work that started more than `days` ago, a few at a time; how many.

    With a run go its task runs and states, and in the server's background its logs; its artifacts do not, so they go
    first: then a run whose deletion was interrupted is found again. Whatever the server answers, the night was good.
    """
    deleted, deadline = 0, time.monotonic() + SECONDS
    try:
        with get_client(sync_client=True) as client:
            for run in _old_runs(client, datetime.now(UTC) - timedelta(days=days)):
                of_run = filters.ArtifactFilter(flow_run_id=filters.ArtifactFilterFlowRunId(any_=[run.id]))
                for artifact in client.read_artifacts(artifact_filter=of_run):
                    client.delete_artifact(artifact.id)
                client.delete_flow_run(run.id)
                deleted += 1
                if time.monotonic() > deadline:
                    break
    except Exception:
        logging.getLogger("wirehouse").warning("Prefect's old runs could not be deleted.", exc_info=True)
    return deleted


def _old_runs(client: SyncPrefectClient, before: datetime) -> list[FlowRun]:
    started = filters.FlowRunFilterStartTime.model_validate({"before_": before})
    found = client.read_flow_runs(
        flow_filter=filters.FlowFilter(name=filters.FlowFilterName(any_=[runtime.flow_run.flow_name])),
        flow_run_filter=filters.FlowRunFilter(start_time=started, tags=filters.FlowRunFilterTags(all_=[TAG])),
        sort=FlowRunSort.START_TIME_ASC,
        limit=MOST,
    )
    return [run for run in found if str(run.id) != runtime.flow_run.id]  # never this one, whatever the server's clock
