"""Every alarm, fired for real: a served warehouse, its troubles, and what arrives at the desk."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.flows.served import Served, kill, mailbox, make_block, wait_until
from tests.flows.test_drift import put_history
from tests.flows.test_serve import FULL, is_locked, make_news, records

FRESH, LONGEST, LATE = "0.006", "0.008", "0.2"  # hours, hours, minutes: 21.6, 28.8 and 12 seconds
SHRUNK = "assert_revision_keeps_half_its_words"


def wait_in_vain(_: Served) -> str:
    """No night ends well: none is started."""
    return ""


def name_no_source(served: Served) -> str:
    return ended(served, "Failed", sources=["nowhere"])


def fall_silent(served: Served) -> str:
    """A night that brings nothing, after forty that brought 180 each."""
    ended(served, "Completed")
    put_history(served.folder / "papers.duckdb", 40, 180)
    return ended(served, "Completed")


def shrink_an_article(served: Served) -> str:
    """Which is told, and refused where a setting says so."""
    setting = served.folder / "wirehouse.toml"
    setting.write_text(f'block_on = ["{SHRUNK}"]\n')
    (served.folder / "raw" / "0000.txt").write_text(" date 2024-03-04 \n\n\n\nThe board has withdrawn it.\n")
    refused = ended(served, "Failed")
    setting.unlink()
    return refused


def stop_a_run(served: Served) -> str:
    """As a mount does that is gone: its process is there, and does nothing."""
    make_news(served.folder, 50)
    stopped = served.start_run()
    wait_until(lambda: served.artifacts(stopped).get("progress"), 180)
    os.kill(served.pid(), signal.SIGSTOP)
    return stopped


def start_another(served: Served) -> str:
    """Which waits for the stopped one."""
    return served.start_run()


def kill_it(served: Served) -> str:
    """The stopped one, as the machine does it that is out of memory."""
    kill(served.pid())
    return ""


def ended(served: Served, state: str, **parameters: object) -> str:
    """A run, when it has come to its end."""
    run = served.wait_for(served.start_run(**parameters), "Completed", "Failed", "Crashed", seconds=180)
    assert run["state_name"] == state, served.told
    return str(run["id"])


@dataclass(frozen=True)
class Trouble:
    """What happens (None: still the same), and of the letter that comes of it the subject, some words, and its time.

    What happens returns the id of the flow run that the letter must lead to, or nothing.
    """

    happens: Callable[[Served], str] | None
    subject: str
    says: str
    seconds: float = 60


TROUBLES = {
    "no run": Trouble(wait_in_vain, "no new night", "has ended well for 21.6 seconds. Readers keep"),
    "failed": Trouble(name_no_source, "a run failed", "No such folder or file: nowhere"),
    "drift": Trouble(fall_silent, "a night was unlike the others", "Silence of source raw: no record tonight, 180"),
    "refused": Trouble(shrink_an_article, "the audit refused to publish", SHRUNK),
    "hangs": Trouble(stop_a_run, "a run hangs", "has been at work for 28.8 seconds. Cancel it"),
    "no sign of life": Trouble(None, "a run gives no sign of life", "has been silent for 50 seconds", 120),
    "late": Trouble(start_another, "a run is due and nobody starts it", "A run of papers has been late for 12 seconds"),
    "died": Trouble(kill_it, "a run's process died", "Nothing is published half"),
}


@FULL
def test_every_alarm_reaches_the_desk_and_a_killed_runs_work_is_taken_up(tmp_path):
    make_news(tmp_path, 1)
    served = Served(tmp_path, WIREHOUSE_BATCH_FILES="1", WIREHOUSE_WORKERS="0")
    with mailbox() as (url, letters), served.started("raw", "--cron", "0 0 1 1 *"):
        missing = served.run("alarms", "--notify", "slack-webhook/none")
        assert (missing.returncode, "has no block slack-webhook/none" in missing.stderr) == (2, True), missing.stderr
        block = make_block(served, url)
        times = ("--longest-hours", LONGEST, "--late-minutes", LATE)
        made = [served.run("alarms", "--notify", block, "--fresh-hours", hours, *times) for hours in ("26", FRESH)]
        assert [one.returncode for one in made] == [0, 0], made[0].stderr
        automations = {one["name"].partition(": ")[2] for one in served.ask("/automations/filter", {})}
        assert automations == set(TROUBLES)
        link = f"http://127.0.0.1:{served.port}/runs/flow-run"
        runs = {}
        for alarm, trouble in TROUBLES.items():
            run = trouble.happens(served) if trouble.happens else runs["hangs"]
            runs[alarm] = run
            began = time.monotonic()
            letter = find_letter(letters, f"papers: {trouble.subject}", run and f"{link}/{run}", trouble.seconds)
            print(f"{alarm}: after {time.monotonic() - began:.1f} s: {letter}")
            assert trouble.says in letter["body"]
        told = {letter["subject"].partition(": ")[2] for letter in letters}
        assert told == {trouble.subject for trouble in TROUBLES.values()}
        shards = len(list((tmp_path / "papers.state" / "shards").glob("*.records.parquet")))
        assert shards > 5
        wait_until(lambda: records(tmp_path)[0].status == "published", 120)  # the run that was due behind it
        assert records(tmp_path)[0].fates["new"] == 49
        wait_until(lambda: not is_locked(tmp_path))
    assert [record.status for record in records(tmp_path)][:3] == ["published", "failed", "refused"]


def find_letter(letters: list[dict[str, str]], subject: str, link: str, seconds: float) -> dict[str, str]:
    """The first letter of that subject with that link, as soon as there is one."""
    return wait_until(
        lambda: next((one for one in letters if one["subject"] == subject and link in one["body"]), None), seconds
    )
