"""Credentials in a source's URL are in no file, table, log or message; files are for whom the umask lets in."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from typer.testing import CliRunner

from wirehouse.cli.main import app
from wirehouse.errors import ConfigurationError, EnvironmentProblemError
from wirehouse.orchestration.inputs import concealed
from wirehouse.redaction import redact
from wirehouse.settings import load_settings
from wirehouse.sources.source import locate

USER, PASSWORD, TOKEN = "ada-venn-9f3", "hunter2%2Fq7x", "tok-5c1e77"
LOCATION = f"vault://{USER}:{PASSWORD}@store/wire?token={TOKEN}"
SECRETS = (USER, PASSWORD, TOKEN)
STORY = b" date 2024-03-04 \n\nThe harbor board of Port Amsel opens the northern pier again, it said on Monday."


class Vault(MemoryFileSystem):
    """A store in memory that asks for credentials in its URLs, and whose errors tell them."""

    protocol = "vault"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    cachable = False

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        bare = path.removeprefix("vault://").rpartition("@")[2].replace(f"?token={TOKEN}", "")
        return "/" + bare.strip("/")

    @staticmethod
    def _get_kwargs_from_urls(path: str) -> dict[str, str]:
        return {"url": path}

    def __init__(self, url: str = "", **options: Any) -> None:
        super().__init__(**options)
        if url and f"{USER}:{PASSWORD}@" not in url:
            raise ValueError(f"wrong credentials in {url}")

    def _open(self, path: str, mode: str = "rb", **options: Any) -> Any:
        if mode == "rb" and path.endswith("broken.txt"):
            raise RuntimeError(f"GET {LOCATION}/broken.txt: 500")
        if mode == "rb" and path.endswith("refused.txt"):
            raise PermissionError(f"403 for {LOCATION}/refused.txt")
        return super()._open(path, mode, **options)


@pytest.fixture
def vault() -> Iterator[Vault]:
    fsspec.register_implementation("vault", Vault, clobber=True)
    store = Vault()
    store.pipe({f"/store/wire/{name}.txt": STORY for name in ("one", "two", "broken", "refused")})
    yield store
    store.store.clear()


def texts_of(warehouse: Path) -> Iterator[str]:
    """Every text in every table."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        tables = con.sql("select schema_name || '.' || table_name from duckdb_tables() where not internal").fetchall()
        for (table,) in tables:
            for row in con.sql(f"select columns(*)::varchar from {table}").fetchall():
                yield from filter(None, row)


def texts_of_prefect() -> Iterator[str]:
    """All that Prefect keeps of its runs: parameters, states, logs, artifacts."""
    from prefect.client.orchestration import get_client
    from prefect.logging.handlers import APILogHandler

    APILogHandler().flush()
    with get_client(sync_client=True) as client:
        kept = [client.read_flow_runs(), client.read_task_runs(), client.read_logs(), client.read_artifacts()]
        yield from (one.model_dump_json() for rows in kept for one in rows)


def leaks(*texts: str) -> set[str]:
    return {secret for secret in SECRETS for text in texts if secret in text}


@pytest.mark.parametrize(
    "how", ["argument", *(pytest.param(one, marks=pytest.mark.long) for one in ("named argument", "environment"))]
)
def test_credentials_of_a_source_stay_in_memory(prefect_harness, vault, tmp_path, monkeypatch, capfd, how):
    monkeypatch.setenv("WIREHOUSE_SOURCES__WIRE__PATH" if how == "environment" else "UNRELATED", LOCATION)
    source = {"argument": LOCATION, "named argument": f"wire={LOCATION}", "environment": "wire"}[how]
    warehouse = tmp_path / "w.duckdb"
    arguments = [source, "--warehouse", str(warehouse)]
    shown = []
    for command in (["plan"], ["run", "--data-docs"], ["run", "--json"], ["plan"]):
        done = CliRunner().invoke(app, command + arguments)
        assert done.exit_code == 0, done.output
        shown.append(done.output)
    with duckdb.connect(str(warehouse), read_only=True) as con:
        fates = con.sql("select source_uri, fate, reason from ops.fates order by all").fetchall()
        roots = con.sql("select root from ops.sources").fetchall()
    assert sorted(fates) == [
        ("broken.txt", "unreadable", "io_error"), ("one.txt", "new", None),
        ("refused.txt", "unreadable", "permission_denied"), ("two.txt", "copy", None),
    ]  # fmt: skip
    assert roots == [("vault://***@store/wire?token=***",)]
    assert leaks(*shown, *capfd.readouterr(), *texts_of(warehouse), *texts_of_prefect()) == set()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert leaks(*(path.read_bytes().decode("latin-1") for path in files)) == set()


def test_a_failed_run_leaves_no_credentials(watch_night, vault, tmp_path, monkeypatch):
    from wirehouse.orchestration import shards

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"lost the connection to {LOCATION}")

    monkeypatch.setattr(shards, "transform", fail)
    with pytest.raises(Exception, match="lost the connection"):
        watch_night(concealed(LOCATION))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.parent.name == "plans" for path in files)
    told = [*texts_of_prefect()]
    assert any("Encountered an exception" in text or "Finished in state Failed" in text for text in told)
    assert leaks(*(path.read_bytes().decode("latin-1") for path in files), *told) == set()


def test_messages_hold_no_credentials(vault, tmp_path):
    wrong = LOCATION.replace("hunter2", "hunter3")
    with pytest.raises(ConfigurationError, match="wrong credentials") as caught:
        locate(wrong)
    assert leaks(str(caught.value), repr(caught.value)) == set()
    assert "hunter3" not in str(caught.value)
    done = CliRunner().invoke(app, ["plan", wrong, "--warehouse", str(tmp_path / "w.duckdb")])
    assert isinstance(done.exception, ConfigurationError)
    assert leaks(repr(done.exception)) == set()


def test_a_file_of_settings_may_hold_no_credentials(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("wirehouse.toml").write_text(f'[sources.wire]\npath = "{LOCATION}"\n')
    with pytest.raises(ConfigurationError, match="WIREHOUSE_SOURCES__WIRE__PATH may") as caught:
        load_settings()
    assert leaks(str(caught.value)) == set()
    monkeypatch.setenv("WIREHOUSE_SOURCES__WIRE__PATH", LOCATION)
    Path("wirehouse.toml").write_text('[sources.wire]\npublisher = "The Wire"\n')
    assert load_settings().sources["wire"].path == LOCATION


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://key:secret@bucket/x", "s3://***@bucket/x"),
        ("https://user:p@ss@host/a@b", "https://***@host/a@b"),
        ("https://ghp_token@host", "https://***@host"),
        ("zip://*.csv::s3://k:s@b/a.zip", "zip://*.csv::s3://***@b/a.zip"),
        ("'ftp://u:p@h/' and 'sftp://u:p@h'", "'ftp://***@h/' and 'sftp://***@h'"),
        ("https://h/x?sig=a%2Fb&author=me&X-Amz-Signature=ff#z", "https://h/x?sig=***&author=me&X-Amz-Signature=***#z"),
        (
            "https://h/x?api_key=1&access-token=2&keyword=harbor",
            "https://h/x?api_key=***&access-token=***&keyword=harbor",
        ),
        ("github://org:repo@main/x", "github://org:repo@main/x"),
        ("mail ada@example.org about https://h/@ada", "mail ada@example.org about https://h/@ada"),
        ("/data/raw", "/data/raw"),
    ],
)
def test_redact(text, expected):
    assert redact(text) == expected
    assert redact(expected) == expected


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


@pytest.mark.parametrize(
    ("umask", "published", "kept"),
    [
        pytest.param(0o022, 0o444, 0o755, marks=pytest.mark.long),
        pytest.param(0o027, 0o440, 0o750),
        pytest.param(0o077, 0o400, 0o700, marks=pytest.mark.long),
    ],
)
@pytest.mark.usefixtures("critical_suites")
def test_files_are_for_whom_the_umask_lets_in(run_night, make_files, tmp_path, umask, published, kept):
    raw = make_files({"one.txt": STORY})
    before = os.umask(umask)
    try:
        run_night(raw)
        make_files({"two.txt": STORY + b" And the southern one closes."})
        run_night(raw)
    finally:
        os.umask(before)
    found = modes(tmp_path)
    assert found["warehouse.duckdb"] == found["warehouse.state/versions/v000002.duckdb"] == published
    assert {name: found[f"warehouse.state/{name}"] for name in ("shards", "plans", "next")} == dict.fromkeys(
        ("shards", "plans", "next"), 0o700
    )
    assert found["warehouse.state/runs"] == kept
    assert not [name for name, mode in found.items() if name.startswith("warehouse") and mode & umask]


def test_the_error_of_a_store_that_cannot_be_listed_holds_no_credentials(vault, monkeypatch):
    from wirehouse.sources.listing import list_files
    from wirehouse.sources.source import Source

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"403 for {LOCATION}")

    monkeypatch.setattr(Vault, "find", fail)
    _, root, _ = locate(LOCATION)
    with pytest.raises(EnvironmentProblemError, match="Cannot list vault://\\*\\*\\*@store/wire") as caught:
        list_files(Source("wire", root))
    assert leaks(str(caught.value)) == set()
