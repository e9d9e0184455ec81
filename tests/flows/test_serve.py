"""`wirehouse serve`, whole: a real server, real runs, real signals. `make serve-test` has the longer forms."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.flows.served import ROOT, Served, Server, kill, wait_until
from tests.flows.texts import LEAD, MORE
from wirehouse.report.record import read_records

FULL = pytest.mark.skipif(not os.environ.get("WIREHOUSE_SERVE"), reason="make serve-test runs it")


def make_news(folder: Path, count: int, note: str = "Notice") -> Path:
    raw = folder / "raw"
    raw.mkdir(exist_ok=True)
    old = time.time() - 3600
    for number in range(count):
        path = raw / f"{number:04}.txt"
        path.write_text(f" date 2024-03-04 \n\n\n\n{LEAD} {note} {number}.\n\n{MORE}\n")
        os.utime(path, (old, old))
    return raw


def is_locked(folder: Path) -> bool:
    with (folder / "papers.state" / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def records(folder: Path) -> list:
    return read_records(folder / "papers.state" / "runs")


@FULL
def test_serve_starts_cancels_and_ends_clean(tmp_path):
    make_news(tmp_path, 120)
    served = Served(tmp_path, is_first=True, WIREHOUSE_BATCH_FILES="1", WIREHOUSE_WORKERS="0")
    with served.started("raw", "--cron", "15 3 * * *", "--zone", "Europe/Paris") as process:
        assert f"http://127.0.0.1:{served.port}" in served.told
        nightly = served.deployment()
        [schedule] = nightly["schedules"]
        assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("15 3 * * *", "Europe/Paris")
        assert all(served.deployment(flow)["parameters"]["warehouse"] for flow in ("backfill", "rebuild", "replay"))
        described = nightly["parameter_openapi_schema"]["properties"]
        assert [name for name, one in described.items() if not one.get("description")] == []
        cancelled = served.start_run()
        progress = wait_until(lambda: served.artifacts(cancelled).get("progress"))
        assert 0 < progress["data"] < 100
        assert "of 360 stages" in progress["description"]
        state = {"state": {"type": "CANCELLING", "name": "Cancelling"}}
        served.ask(f"/flow_runs/{cancelled}/set_state", state)
        run = served.wait_for(cancelled, "Cancelled", "Crashed", "Failed", "Completed")
        assert (run["state_name"], run["name"].partition(" · ")[2]) == ("Cancelled", "cancelled")
        assert not is_locked(tmp_path)
        assert not (tmp_path / "papers.duckdb").exists()
        assert records(tmp_path)[0].status == "cancelled"
        stopped = served.start_run()  # and ended with the service
        served.wait_for(stopped, "Running")
        wait_until(lambda: is_locked(tmp_path))
        process.terminate()
        assert process.wait(60) == 0
    assert not is_locked(tmp_path)
    assert [record.status for record in records(tmp_path)] == ["cancelled", "cancelled"]
    assert "Traceback" not in served.told


@FULL
@pytest.mark.parametrize("victim", ["service", "server"])
def test_what_is_killed_starts_again_and_settles_what_it_left(tmp_path, victim):
    make_news(tmp_path, 50)
    served = Served(tmp_path, WIREHOUSE_BATCH_FILES="1", WIREHOUSE_WORKERS="0")
    with served.started("raw") as process:
        left = served.start_run()
        wait_until(lambda: served.artifacts(left).get("progress"))
        run = served.pid()
        kill(process.pid if victim == "service" else server_of(process.pid))
        wait_until(lambda: not is_alive(run), 60)
        ended = process.wait(60)
    assert (victim, ended) in {("service", -signal.SIGKILL), ("server", 2)}
    assert ("Prefect's server was lost. Start again" in served.told) is (victim == "server")
    wait_until(lambda: not is_locked(tmp_path), 10)  # the kernel closes files with the last thread, behind the first
    with served.started("raw"):
        assert served.flow_run(left)["state_name"] in ("Crashed", "Cancelled")
        deployments = served.ask("/deployments/filter", {})
        assert len(deployments) == 4
        assert len(served.deployment()["schedules"]) == 1
        scheduled = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        upcoming = wait_until(lambda: served.ask("/flow_runs/filter", scheduled))
        assert len({one["expected_start_time"] for one in upcoming}) == len(upcoming)
        run = served.wait_for(served.start_run(), "Completed", "Failed", "Crashed")
        assert run["name"].partition(" · ")[2] == "50 new"


@FULL
def test_a_server_restarted_in_the_middle_of_a_run_loses_nothing(tmp_path):
    make_news(tmp_path, 50)
    with Server(tmp_path) as server:
        served = Served(tmp_path, PREFECT_API_URL=server.api, WIREHOUSE_BATCH_FILES="1", WIREHOUSE_WORKERS="0")
        with served.started("raw") as process:
            at_work = served.start_run()
            wait_until(lambda: served.artifacts(at_work).get("progress"))
            server.kill()
            time.sleep(10)
            assert (records(tmp_path)[0].status, is_locked(tmp_path), process.poll()) == ("running", True, None)
            server.start()
            run = served.wait_for(at_work, "Completed", "Failed", "Crashed")
            assert (run["state_name"], run["name"].partition(" · ")[2]) == ("Completed", "50 new")
            assert {"fates", "checks", "summary"} <= set(served.artifacts(at_work))
            nothing = served.wait_for(served.start_run(), "Completed", "Failed", "Crashed")
            assert nothing["name"].endswith("nothing new")
            assert [record.status for record in records(tmp_path)] == ["unchanged", "published"]
            assert served.run("sql", "select count(*) from news.articles", "--format", "csv").stdout.split()[1] == "50"


def server_of(service: int) -> int:
    """The process of a service's own server."""
    children = subprocess.check_output(["ps", "-o", "pid=,args=", "--ppid", str(service)], text=True).splitlines()
    return next(int(line.split()[0]) for line in children if "wirehouse.orchestration.server" in line)


@FULL
def test_the_schedule_starts_runs_by_itself_and_a_busy_warehouse_is_waited_for(tmp_path):
    make_news(tmp_path, 3)
    served = Served(tmp_path)
    done = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}, "sort": "EXPECTED_START_TIME_ASC"}
    with served.started("raw", "--cron", "* * * * *"):
        runs = wait_until(lambda: len(found := served.ask("/flow_runs/filter", done)) > 1 and found, 200)
    assert [run["name"].partition(" · ")[2] for run in runs[:2]] == ["3 new", "nothing new"]
    assert all(run["auto_scheduled"] for run in runs)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


@pytest.mark.long
def test_what_stands_against_serving_is_one_sentence(tmp_path):
    make_news(tmp_path, 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        busy = Served(tmp_path).run("serve", "raw", "--port", port)
    assert busy.returncode == 2
    assert f"Port {port} cannot be had" in busy.stderr
    lost = Served(tmp_path, PREFECT_API_URL=f"http://127.0.0.1:{port}/api").run("serve", "raw")
    assert lost.returncode == 2
    assert "No Prefect server answers at" in lost.stderr
    assert "Traceback" not in busy.stderr + lost.stderr
    cron = Served(tmp_path).run("serve", "raw", "--cron", "at noon")
    assert (cron.returncode, "The schedule 'at noon'" in cron.stderr) == (2, True), cron.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_the_unit_is_one():
    done = subprocess.run(
        ["systemd-analyze", "verify", ROOT / "docs" / "wirehouse.service"], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
