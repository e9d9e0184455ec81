"""`wirehouse serve` as a person starts it, in a process and a Prefect home of its own, and its server's API."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

from wirehouse.orchestration.server import answers

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(what: Callable[[], Any], seconds: float = 90) -> Any:
    """What `what` returns, as soon as it is true."""
    deadline = time.monotonic() + seconds
    while not (value := what()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.2)
    return value


@cache
def migrated() -> Path:
    """Prefect's database as its first start leaves it, which takes the longest part of a test."""
    home = Path(tempfile.mkdtemp(prefix="wirehouse-migrated-"))
    command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "-y"]
    subprocess.run(command, check=True, env=os.environ | {"PREFECT_HOME": str(home)}, capture_output=True)
    return home / "prefect.db"


class Served:
    """A service of `tmp/papers.duckdb`, its process, and its server; `is_first`: on a home without a database."""

    def __init__(self, folder: Path, port: int | None = None, is_first: bool = False, **environment: str) -> None:
        self.folder, self.port = folder, port or free_port()
        (folder / "prefect").mkdir(exist_ok=True)
        if not is_first:
            shutil.copy(migrated(), folder / "prefect")
        self.api = environment.get("PREFECT_API_URL", f"http://127.0.0.1:{self.port}/api")
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"},
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "PREFECT_HOME": str(folder / "prefect"),
            **environment,
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of wirehouse, to its end."""
        command = [sys.executable, "-m", "wirehouse.cli.main", *words, "--warehouse", "papers.duckdb"]
        environment = {**self.environment, **({"PREFECT_API_URL": self.api} if words[0] == "alarms" else {})}
        return subprocess.run(
            command, check=False, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=180
        )

    @contextmanager
    def started(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """The service, ready. At the end it is ended as systemd does it."""
        command = [sys.executable, "-m", "wirehouse.cli.main", "serve", "--warehouse", "papers.duckdb", *words]
        if "PREFECT_API_URL" not in self.environment:
            command += ["--port", str(self.port)]
        with (self.folder / "told").open("ab") as told:
            start = told.tell()
            process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=told, stderr=told)
        try:
            wait_until(lambda: "Ctrl-C ends it" in self.told[start:] or process.poll() is not None, 180)
            assert process.poll() is None, self.told
            yield process
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise

    @property
    def told(self) -> str:
        """What it printed."""
        return (self.folder / "told").read_text(encoding="utf-8")

    def ask(self, path: str, body: Any = None, method: str = "") -> Any:
        """The answer of the server's API."""
        data = None if body is None else json.dumps(body).encode()
        method = method or ("GET" if body is None else "POST")
        request = Request(f"{self.api}{path}", data, {"Content-Type": "application/json"}, method=method)
        for _ in range(10):
            try:
                with urlopen(request, timeout=30) as answer:
                    text = answer.read()
                return json.loads(text) if text else None
            except HTTPError as error:
                if error.code != 503:  # SQLite behind it is locked by another writer: Prefect's client tries again, too
                    raise AssertionError(f"{path}: {error.code} {error.read()[:500]!r}") from None
            except OSError:  # a machine with other work, or a server that is just starting again
                pass
            time.sleep(1)
        raise AssertionError(f"{path}: the server is busy")

    def deployment(self, flow: str = "nightly") -> dict[str, Any]:
        """A deployment of ours."""
        found: dict[str, Any] = self.ask(f"/deployments/name/{flow}/papers")
        return found

    def start_run(self, **parameters: Any) -> str:
        """Start the nightly deployment; the flow run's id."""
        body = {"parameters": parameters, "idempotency_key": str(uuid4())}  # asked again, it is still one run
        made = self.ask(f"/deployments/{self.deployment()['id']}/create_flow_run", body)
        return str(made["id"])

    def flow_run(self, flow_run_id: str) -> dict[str, Any]:
        """A flow run as it stands."""
        found: dict[str, Any] = self.ask(f"/flow_runs/{flow_run_id}")
        return found

    def wait_for(self, flow_run_id: str, *states: str, seconds: float = 120) -> dict[str, Any]:
        """The flow run when it has come to one of these states."""
        found: dict[str, Any] = wait_until(
            lambda: (run := self.flow_run(flow_run_id))["state_name"] in states and run, seconds
        )
        return found

    def artifacts(self, flow_run_id: str) -> dict[str, Any]:
        """The artifacts of a run by key."""
        found = self.ask("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [flow_run_id]}}})
        return {one["key"]: one for one in found}

    def pid(self) -> int:
        """The process of the run at work."""
        return int(wait_until((self.folder / "papers.state" / "lock").read_text))


class Server:
    """A Prefect server apart from the service, which a test can kill and start again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.api = f"http://127.0.0.1:{self.port}/api"
        (folder / "prefect").mkdir(exist_ok=True)
        shutil.copy(migrated(), folder / "prefect")
        self.start()

    def start(self) -> None:
        """Start it, and return when it answers."""
        environment = os.environ | {"PREFECT_HOME": str(self.folder / "prefect")}
        command = [sys.executable, "-m", "wirehouse.orchestration.server", str(self.port)]
        with (self.folder / "server").open("ab") as told:
            self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=told, stderr=told)
        wait_until(lambda: answers(self.api), 180)

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.communicate()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


@contextmanager
def mailbox() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A web hook of ours: its URL, and what was sent there."""
    letters: list[dict[str, Any]] = []

    class Box(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            letters.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Box)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", letters
    finally:
        server.shutdown()
        server.server_close()


def make_block(served: Served, url: str) -> str:
    """A notification block that posts to `url`; returns its TYPE/NAME."""
    kind = served.ask("/block_types/slug/custom-webhook")
    schemas = served.ask("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [kind["id"]]}}})
    data = {"name": "desk", "url": url, "json_data": {"subject": "{{subject}}", "body": "{{body}}"}}
    block = {"name": "desk", "data": data, "block_type_id": kind["id"], "block_schema_id": schemas[0]["id"]}
    served.ask("/block_documents/", block)
    return "custom-webhook/desk"


def kill(pid: int) -> None:
    """As the machine does it when it is out of memory."""
    os.kill(pid, signal.SIGKILL)
