"""The deployment on a server whose database is PostgreSQL: Debian's package, started here, on loopback."""

import getpass
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.served import Served, free_port
from tests.flows.test_serve import make_news, records

FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
USER = "nobody" if os.getuid() == 0 else getpass.getuser()  # PostgreSQL refuses to run as root


def as_user(*command: str | Path) -> list[str]:
    words = [str(word) for word in command]
    return ["setpriv", "--reuid", USER, "--clear-groups", *words] if os.getuid() == 0 else words


@pytest.fixture
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty database."""
    if not FOUND:
        pytest.skip("Debian's postgresql is not installed")
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())  # where another user may go
    if os.getuid() == 0:
        shutil.chown(folder, USER)
    port, data, tools = free_port(), folder / "data", FOUND[-1]
    options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"

    def call(*command: str | Path) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    call(*as_user(tools / "initdb", "-A", "trust", "-U", "prefect", "-D", data))
    call(*as_user(tools / "pg_ctl", "-w", "-D", data, "-o", options, "-l", folder / "log", "start"))
    try:
        call(tools / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "prefect", "prefect")
        yield f"postgresql+asyncpg://prefect@127.0.0.1:{port}/prefect"
    finally:
        call(*as_user(tools / "pg_ctl", "-w", "-D", data, "-m", "fast", "stop"))
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.long
def test_the_deployment_runs_on_postgresql(tmp_path, postgres):
    make_news(tmp_path, 3)
    served = Served(tmp_path, is_first=True, PREFECT_SERVER_DATABASE_CONNECTION_URL=postgres)
    with served.started("raw"):
        run = served.wait_for(served.start_run(), "Completed", "Failed", "Crashed")
        assert (run["state_name"], run["name"].partition(" · ")[2]) == ("Completed", "3 new")
        assert "fates" in served.artifacts(run["id"])
    assert records(tmp_path)[0].status == "published"
    assert not list((tmp_path / "prefect").glob("*.db"))
