"""What Prefect is told before it is imported."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

ASK = """
from wirehouse.orchestration.environment import set_defaults
set_defaults(quiet=True)
from prefect import get_client
with get_client(sync_client=True) as client:
    print(client.request("GET", "/flow_runs/one").status_code)
"""


@pytest.mark.timeout(120)
def test_a_server_that_fails_once_is_asked_again():
    answers = [500, 200]

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(answers.pop(0) if self.path.endswith("/one") else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/api"
        env = {**os.environ, "PREFECT_API_URL": url, "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false"}
        env.pop("PREFECT_CLIENT_RETRY_EXTRA_CODES", None)
        command = [sys.executable, "-c", ASK]
        asked = subprocess.run(command, check=False, env=env, capture_output=True, text=True, timeout=100)
        server.shutdown()
    assert asked.stdout.strip() == "200", asked.stderr[-600:]
    assert answers == []
