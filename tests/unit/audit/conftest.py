"""A small project of one suite, so that each test states all that it relies on."""

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wirehouse.audit import preload

Project = Callable[..., tuple[Path, Path]]


@pytest.fixture(scope="session", autouse=True)
def great_expectations() -> None:
    with warnings.catch_warnings():  # its import uses sre_constants, which Python 3.11 calls deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        preload()


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(tmp_path / "candidate.duckdb"))
    connection.execute("attach ':memory:' as tonight; create schema tonight.stage")
    connection.execute(
        """create table tonight.stage.articles as select 'a' || i as article_id, i as n,
        case when i < 3 then null else 'wire' end as source from range(20) t(i)"""
    )
    yield connection
    connection.close()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Write a suite `stage.articles` of these expectations, and these check files; the two folders."""

    def write(expectations: list[dict[str, Any]], **checks: str) -> tuple[Path, Path]:
        suites, sql = tmp_path / "expectations", tmp_path / "checks"
        suites.mkdir(exist_ok=True)
        sql.mkdir(exist_ok=True)
        for stem, text in checks.items():
            (sql / f"{stem}.sql").write_text(text, encoding="utf-8")
        meta = {"rows": "select * from tonight.stage.articles"}
        suite = {"name": "stage.articles", "expectations": expectations, "meta": meta}
        (suites / "stage.articles.json").write_text(json.dumps(suite), encoding="utf-8")
        return suites, sql

    return write


def query_rule(stem: str, severity: str = "critical", **meta: str) -> dict[str, Any]:
    return {
        "type": "unexpected_rows_expectation",
        "kwargs": {"unexpected_rows_query": f"{{batch}}: see sql/checks/{stem}.sql"},
        "description": f"No row of {stem}.",
        "severity": severity,
        "meta": {"query_file": f"{stem}.sql", **meta},
    }


def column_rule(kind: str, severity: str = "critical", **kwargs: Any) -> dict[str, Any]:
    return {"type": kind, "kwargs": kwargs, "description": f"It is {kind}.", "severity": severity, "meta": {}}


@pytest.fixture
def rule() -> Callable[..., dict[str, Any]]:
    return query_rule


@pytest.fixture
def column() -> Callable[..., dict[str, Any]]:
    return column_rule
