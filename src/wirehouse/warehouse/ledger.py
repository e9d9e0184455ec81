"""What the published file knows of the sources: the ledger, their roots, the last version."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from wirehouse.errors import EnvironmentProblemError
from wirehouse.sources.discovery import LEDGER
from wirehouse.warehouse.connect import open_published
from wirehouse.warehouse.load import count_articles
from wirehouse.warehouse.migrate import check_version


@dataclass(frozen=True)
class Published:
    """What a run must know of the version that it builds on; empty for a warehouse that is not there yet."""

    version: int = 0
    ledger: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LEDGER))
    roots: dict[str, str] = field(default_factory=dict)
    run_ids: frozenset[str] = frozenset()
    articles: int = 0
    copies: int = 0
    newest_run_at: datetime | None = None


def read_dated_files(path: Path, first: date, last: date) -> pl.DataFrame:
    """The files (`source`, `source_uri`) of which a current record was published in the range, both days included."""
    if not path.exists():
        return pl.DataFrame(schema={"source": pl.String, "source_uri": pl.String})
    with open_published(path) as con:
        found: pl.DataFrame = con.sql(
            """
            select distinct source, source_uri from news.article_versions
            where is_current and published_date between $first and $last
            """,
            params={"first": first, "last": last},
        ).pl()
    return found


def read_run(path: Path, run_id: str) -> dict[str, Any]:
    """A run's row of `ops.runs`, its time in ISO 8601; nothing where the version does not know the run, or is none."""
    if not path.exists():
        return {}
    with open_published(path) as con:
        rows = con.sql(
            "select * replace (strftime(finished_at, '%Y-%m-%dT%H:%M:%S.%f+00:00') as finished_at) "
            "from ops.runs where run_id = $run_id and version is not null",
            params={"run_id": run_id},
        ).pl()
    return rows.to_dicts()[0] if rows.height else {}


def read_published(path: Path, sql: Path) -> Published:
    """Read it; raises `EnvironmentProblemError` for a file that is no warehouse or of a newer version."""
    try:
        path.stat()
    except FileNotFoundError:
        return Published()
    except OSError as error:
        raise EnvironmentProblemError(f"Cannot open {path}: {error.strerror}.", "Check its permissions.") from None
    with open_published(path) as con:
        check_version(con, sql)
        ledger = con.sql(
            """
            select
                source, source_uri, byte_count, mtime_ns, content_sha256, record_count, parser_version, settings_hash,
                problem, epoch_ns(read_at) as read_at_ns, gone_at is not null as is_gone
            from ops.files
            """
        ).pl()
        roots = dict(con.sql("select source, root from ops.sources").fetchall())
        runs = con.sql("select run_id, version, started_at from ops.runs").pl()
        version, newest_run_at = runs.select(pl.col("version").max().fill_null(0), pl.col("started_at").max()).row(0)
        counts = count_articles(con)
    return Published(version, ledger.cast(LEDGER), roots, frozenset(runs["run_id"]), *counts, newest_run_at)
