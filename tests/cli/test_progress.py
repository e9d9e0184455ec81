import os
import pty
import re
import subprocess
import sys

RUN = """
import time
from wirehouse.cli.progress import progress_bar
from wirehouse.orchestration.progress import tell
with progress_bar():
    tell("plan")
    for done in (0, 50):
        tell("reading", done, 100)
    time.sleep(0.5)
    tell("load")
tell("nobody hears this")
print("done")
"""
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_a_terminal() -> tuple[subprocess.Popen[str], int]:
    """The process, and our end of its terminal."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    process = subprocess.Popen([sys.executable, "-c", RUN], stderr=theirs, stdout=subprocess.PIPE, text=True, env=env)
    os.close(theirs)
    return process, ours


def test_a_terminal_sees_the_stage_and_how_many_files_are_done():
    process, ours = on_a_terminal()
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.communicate(timeout=60)[0] == "done\n"
    last = ESCAPES.sub("", shown.decode()).replace("\r", "\n")
    assert "50 of 100 files" in last
    assert "load" in last
    assert "nobody" not in last


def test_a_terminal_that_goes_away_spoils_nothing():
    process, ours = on_a_terminal()
    os.read(ours, 1)  # the bar is there
    os.close(ours)
    assert process.communicate(timeout=60)[0] == "done\n"
    assert process.returncode == 0


def test_a_pipe_gets_nothing():
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_the_bar_says_how_many_how_fast_and_how_long(monkeypatch):
    from rich.progress import Progress

    from wirehouse.cli import progress
    from wirehouse.orchestration.progress import tell

    bars = []
    real = Progress.__init__
    monkeypatch.setattr(Progress, "__init__", lambda self, *a, **k: (bars.append(self), real(self, *a, **k))[1])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress.progress_bar():
        tell("reading", 0, 2000)
        (bar,) = bars
        bar.tasks[0].start_time -= 10
        tell("reading", 1000, 2000)
        fields = bar.tasks[0].fields["files"]
        assert fields.startswith("1,000 of 2,000 files, ")
        assert 90 <= int(fields.split()[-3]) <= 100
        tell("load")
        assert (bar.tasks[0].description, bar.tasks[0].total, bar.tasks[0].fields["files"]) == ("load", None, "")
