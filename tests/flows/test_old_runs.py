"""Prefect forgets what is old of ours, with all that hangs on it, and nothing else."""

import time

import pytest


@pytest.fixture
def server(prefect_harness):
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        yield client


def what_is_left(server, run_id) -> tuple[int, int, int, int]:
    """Flow runs, task runs and artifacts of a run, and whether it has log lines."""
    from prefect.client.schemas import filters

    of_run = filters.FlowRunFilter(id=filters.FlowRunFilterId(any_=[run_id]))
    logs = filters.LogFilter(flow_run_id=filters.LogFilterFlowRunId(any_=[run_id]))
    return (
        len(server.read_flow_runs(flow_run_filter=of_run)),
        len(server.read_task_runs(flow_run_filter=of_run)),
        len(server.read_artifacts(flow_run_filter=of_run)),
        min(1, len(server.read_logs(logs))),
    )


def test_old_runs_of_ours_are_forgotten_and_others_are_not(server, monkeypatch):
    from prefect import flow, runtime, tags, task
    from prefect.artifacts import create_markdown_artifact
    from prefect.logging.handlers import APILogHandler

    from wirehouse.orchestration import old_runs
    from wirehouse.orchestration.environment import TAG

    @task
    def work() -> None:
        create_markdown_artifact(key="summary", markdown="# Done")

    def run(name: str, *, forget: bool = False, tag: str = TAG) -> tuple[str, int]:
        @flow(name=name)
        def made_up() -> tuple[str, int]:
            work()
            return str(runtime.flow_run.id), old_runs.forget_old_runs(0) if forget else 0

        with tags(tag):
            run_id, count = made_up()
        APILogHandler().flush()
        return run_id, count

    ours = [run("made-up-nightly")[0] for _ in range(3)]
    others = [run("made-up-nightly", tag="somebody")[0], run("made-up-other")[0]]
    assert [what_is_left(server, run_id) for run_id in (*ours, *others)] == [(1, 1, 1, 1)] * 5
    monkeypatch.setattr(old_runs, "MOST", 2)
    at_work, count = run("made-up-nightly", forget=True)
    assert count == 2
    deadline = time.monotonic() + 20  # the logs go in the background
    while what_is_left(server, ours[1])[3] and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [what_is_left(server, run_id) for run_id in ours] == [(0, 0, 0, 0), (0, 0, 0, 0), (1, 1, 1, 1)]
    assert [what_is_left(server, run_id)[0] for run_id in (*others, at_work)] == [1, 1, 1]


def test_a_server_that_does_not_answer_spoils_nothing(prefect_harness, monkeypatch, caplog):
    from wirehouse.orchestration import old_runs

    def refuse(**_):
        raise ConnectionError("no server")

    monkeypatch.setattr(old_runs, "get_client", refuse)
    assert old_runs.forget_old_runs(90) == 0
    assert "could not be deleted" in caplog.text
