"""Prefect's server as a child of `wirehouse serve`. As a program, this module is that child: it ends when its standard
input does, so also by the end of the process that started it, however that ended.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from wirehouse.errors import EnvironmentProblemError

HOST = "127.0.0.1"
START_SECONDS = 180  # the first start migrates Prefect's database: 20 seconds on an idle machine
END_SECONDS = 10  # what a server left by a killed parent may take to go


def answers(api_url: str) -> bool:
    """Whether a Prefect server is to be reached there."""
    try:
        with urlopen(f"{api_url.rstrip('/')}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError, ValueError):
        return False


@contextmanager
def server_on(
    port: int, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server for the time of the block: the URL of its API, and its process. `log` takes what it says, warnings only;
    `environment` is its own instead of ours.

    Raises `EnvironmentProblemError` where the port is in use, or where it does not come up.
    """
    _wait_for(port)
    command = [sys.executable, "-m", __name__, str(port)]
    with log.open("w", encoding="utf-8") as told:  # a session of its own: Ctrl-C is for us, and it must go last
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=told,
            stderr=told,
            start_new_session=True,
            cwd=log.parent,
            env=environment,
        )
    try:
        url = f"http://{HOST}:{port}/api"
        deadline = time.monotonic() + START_SECONDS
        while not answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise EnvironmentProblemError(
                    "Prefect's server did not come up.", f"What it said is in {log}; `wirehouse doctor` may know more."
                )
            time.sleep(0.3)
        yield url, process
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int) -> None:
    """Return when the port is free: the server of a `serve` that was killed takes some seconds to go."""
    deadline = time.monotonic() + END_SECONDS
    while problem := _problem(port):
        if time.monotonic() > deadline:
            api = f"http://{HOST}:{port}/api"
            known = (
                f"A Prefect server answers there: with PREFECT_API_URL={api} it is used. Or" if answers(api) else "So"
            )
            raise EnvironmentProblemError(f"Port {port} cannot be had: {problem}.", f"{known} give another: --port N.")
        time.sleep(0.5)


def _problem(port: int) -> str | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            return getattr(error, "strerror", None) or str(error)
    return None


def _end_with_input() -> None:
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(END_SECONDS / 2)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_input, daemon=True).start()
    os.environ.setdefault("PREFECT_UI_URL", f"http://{HOST}:{sys.argv[1]}")  # the links in notifications
    # Whatever the port, and through a tunnel: the UI would ask http://127.0.0.1:4200/api.
    os.environ.setdefault("PREFECT_SERVER_UI_API_URL", "/api")
    # An alarm that came due while the server was down is sent when it is back; Prefect forgets it after a minute.
    os.environ.setdefault("PREFECT_SERVER_EVENTS_EXPIRED_BUCKET_BUFFER", "P7D")
    from prefect.cli import app

    sys.argv = ["prefect", "server", "start", "--host", HOST, "--port", sys.argv[1], "--log-level", "WARNING"]
    app()
