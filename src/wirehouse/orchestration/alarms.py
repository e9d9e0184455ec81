"""What the checks found, into the run's record: all of it as rows, and drift in sentences."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl

from wirehouse import project
from wirehouse.audit import CheckResult, load_suite
from wirehouse.orchestration.night import Night
from wirehouse.report.record import RunRecord, read_records
from wirehouse.report.summary import DRIFT_SUITE
from wirehouse.schema import UTC_TIME
from wirehouse.warehouse.drift import find_drift

TOLD = 5  # sentences of one check in a run's messages; a source in trouble has many publishers
LEFT_OUT = ("query", "description")


def record_checks(record: RunRecord, gate: int, checks: Iterable[CheckResult]) -> None:
    """Add a gate's checks to the record, and as messages the sentences of those whose rows say one."""
    for check in checks:
        kept = {key: value for key, value in asdict(check).items() if key not in LEFT_OUT}
        record.checks.append({"gate": gate, **kept})
        told = [str(row["message"]) for row in check.sample if row.get("message")][:TOLD]
        record.messages += told
        if told and (more := (check.failed_count or 0) - len(told)) > 0:
            record.messages.append(f"{more:,} more like the last: see the rows of {check.check}.")


def watch_quiet_night(night: Night) -> None:
    """The drift rules on a night without news, which makes no candidate for gate 2: silence is what they can find."""
    if not (night.published.version and night.record.sources):
        return
    suite = load_suite(DRIFT_SUITE, project.expectations(), project.sql() / "checks")
    rules = {check.name: check for check in suite.checks if check.query is not None}
    queries = {name: str(check.query) for name, check in rules.items()}
    found = find_drift(night.state.warehouse, project.sql(), _runs(night), queries)
    record_checks(
        night.record,
        2,
        [
            CheckResult(
                suite=DRIFT_SUITE,
                check=name,
                description=rules[name].description,
                severity="warning",
                status="failed" if rows else "passed",
                reason=None,
                failed_count=len(rows),
                checked_count=None,
                observed=str(len(rows)),
                sample=rows[:10],
                seconds=0.0,
                query_file=rules[name].query_file,
            )
            for name, rows in found.items()
        ],
    )


def _runs(night: Night) -> pl.DataFrame:
    """Tonight's run and the earlier ones that published nothing, as `find_drift` wants them."""
    known = night.published.run_ids | {night.record.run_id}
    records = read_records(night.state.path("runs"))
    earlier = [record for record in records if record.run_id not in known and not record.published]
    rows: list[tuple[Any, ...]] = [
        (record.run_id, datetime.fromisoformat(record.started_at), record.status, record.sources)
        for record in (night.record, *earlier)
    ]
    columns = {"run_id": pl.String(), "started_at": UTC_TIME, "status": pl.String(), "sources": pl.List(pl.String)}
    return pl.DataFrame(rows, schema=pl.Schema(columns), orient="row")
