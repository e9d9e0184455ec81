"""Run suites against an open warehouse: Great Expectations evaluates, typed results come back."""

import os
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from wirehouse.audit.engine import AuditEngine, DuckConnection, open_engine
from wirehouse.audit.results import AuditRun, CheckResult, Status
from wirehouse.audit.suites import Check, Suite, load_suite
from wirehouse.errors import ConfigurationError

SAMPLE_SIZE = 10
VALUE_LENGTH = 200
# The index query would name a table that is gone with the audit.
RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "partial_unexpected_count": SAMPLE_SIZE,
    "return_unexpected_index_query": False,
}

FAILURES_DDL = (
    "suite varchar, check_name varchar, ordinal integer, severity varchar, reason varchar, article_id varchar, "
    "detail varchar"
)


def preload() -> None:
    """Import Great Expectations (5 to 12 s), without its telemetry; may be called early, and in a thread."""
    for name, value in (("GX_ANALYTICS_ENABLED", "false"), ("DO_NOT_TRACK", "1")):
        os.environ.setdefault(name, value)
    import duckdb_sqlalchemy  # noqa: F401, PLC0415
    import great_expectations.expectations  # noqa: F401, PLC0415


def run_suites(
    con: DuckConnection,
    suite_names: Sequence[str],
    expectations: Path,
    sql_checks: Path,
    failures_table: str | None = None,
    block_on: Collection[str] = (),
) -> AuditRun:
    """Evaluate the named suites over one context and one engine.

    `con` must have committed what is to be seen. With `failures_table` (in an attached database, say
    `tonight.stage.failures`) that table is replaced by one row per article and SQL check it failed: suite,
    check_name, ordinal (the check's place in its suite: the smallest is the reason that counts), severity,
    reason, article_id, detail (what the check's query says of it, in a column of that name). The checks that
    `block_on` names are critical. A check that raises is `broken`; a suite that cannot be loaded raises
    ConfigurationError.
    """
    suites = [load_suite(name, expectations, sql_checks, block_on) for name in suite_names]
    preload()
    queries = {c.name: c.query for suite in suites for c in suite.checks if c.query is not None}
    checks: list[CheckResult] = []
    validations: list[dict[str, Any]] = []
    with open_engine(con, queries) as engine:
        if failures_table:
            engine.cursor.execute(f"create or replace table {failures_table} ({FAILURES_DDL})")
        for suite in suites:
            results, validation = _run_suite(engine, suite)
            checks += results
            validations.append(validation)
            if failures_table:
                _record_failures(engine, suite, results, failures_table)
    return AuditRun(checks, validations)


def _run_suite(engine: AuditEngine, suite: Suite) -> tuple[list[CheckResult], dict[str, Any]]:
    """Validate one suite; its results in the suite's order, and Great Expectations' own as JSON."""
    started = time.perf_counter()
    batch, row_count = engine.batch_of(suite.rows)
    outcome = batch.validate(_native_suite(suite), result_format=RESULT_FORMAT)
    elapsed = time.perf_counter() - started
    validation = outcome.to_json_dict()
    by_ordinal = {r["expectation_config"]["meta"]["ordinal"]: r for r in validation["results"]}
    native = [c for c in suite.checks if c.query is None]
    seconds = engine.tables.seconds
    in_sql = sum(seconds.get(c.name, 0.0) for c in suite.checks)
    share = max(elapsed - in_sql, 0.0) / max(len(native), 1)
    results = [
        _to_result(suite, check, by_ordinal.get(ordinal), row_count, seconds.get(check.name, share))
        for ordinal, check in enumerate(suite.checks)
    ]
    return results, validation


def _native_suite(suite: Suite) -> Any:
    """The suite as Great Expectations' object, with every one of its expectations.

    It logs and drops an expectation that it finds invalid, or raises one of a dozen errors.
    """
    from great_expectations import ExpectationSuite  # noqa: PLC0415

    native, refused = [], []
    for check in suite.checks:
        try:
            made = ExpectationSuite(suite.name, expectations=[check.config]).expectations
        except Exception as error:
            refused.append(f"{check.name} ({_one_line(error)})")
            continue
        native += made
        refused += [] if made else [f"{check.name} (its log says why)"]
    if refused:
        raise ConfigurationError(
            f"{suite.name}.json should hold {len(suite.checks)} valid expectations, but Great Expectations "
            f"refuses {'; '.join(refused)}.",
            "Mend the named ones.",
        )
    return ExpectationSuite(suite.name, expectations=native)


def _to_result(suite: Suite, check: Check, native: dict[str, Any] | None, checked: int, seconds: float) -> CheckResult:
    """One native result as a CheckResult; one that raised, or that is missing, is broken."""
    error = _error_of(native)
    result = (native or {}).get("result") or {}
    status: Status = "broken" if error else "passed" if native and native["success"] else "failed"
    failed = None if error else _failed_count(result, status)
    return CheckResult(
        suite=suite.name,
        check=check.name,
        description=check.description,
        severity=check.severity,
        status=status,
        reason=check.reason,
        failed_count=failed,
        checked_count=checked,
        observed=error or _observed(result, failed),
        sample=[] if error else _sample(result),
        seconds=round(seconds, 4),
        query_file=check.query_file,
        query=check.query,
    )


def _error_of(native: dict[str, Any] | None) -> str | None:
    """What kept a check from being evaluated; Great Expectations nests what was raised by metric, or does not."""
    if native is None:
        return "Great Expectations returned no result"
    info = native["exception_info"] or {}
    for one in [info] if "raised_exception" in info else info.values():
        if isinstance(one, dict) and one.get("raised_exception"):
            return _one_line(one.get("exception_message") or "no message")
    if not native["success"] and not native.get("result"):
        return "Great Expectations returned a failure without a result"
    return None


def _one_line(error: object) -> str:
    return " ".join(str(error).split())[: 2 * VALUE_LENGTH]


def _failed_count(result: dict[str, Any], status: Status) -> int | None:
    """The number of failing rows: of a query, of a column; unknown (None) for a failed aggregate."""
    observed = result.get("observed_value")
    if "unexpected_count" in result:
        return int(result["unexpected_count"] or 0)  # None over no rows at all
    if "unexpected_rows" in (result.get("details") or {}):
        return int(observed or 0)
    return 0 if status == "passed" else None


def _observed(result: dict[str, Any], failed: int | None) -> str | None:
    if "observed_value" in result:
        return str(_cut(result["observed_value"]))
    return None if failed is None else str(failed)


def _sample(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Up to ten failing rows of a query, or failing values of a column, each value cut."""
    rows = (result.get("details") or {}).get("unexpected_rows")
    if rows is None:
        rows = [{"value": value} for value in result.get("partial_unexpected_list") or []]
    return [{key: _cut(value) for key, value in row.items()} for row in rows[:SAMPLE_SIZE]]


def _cut(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if len(text) <= VALUE_LENGTH else f"{text[: VALUE_LENGTH - 1]}…"


def _record_failures(engine: AuditEngine, suite: Suite, results: list[CheckResult], table: str) -> None:
    """Add the articles that failed a SQL check of the suite; a check without article_id has none to add."""
    for ordinal, result in enumerate(results):
        source = engine.tables.tables.get(result.check)
        if result.status != "failed" or source is None:
            continue
        columns = {row[0] for row in engine.cursor.execute(f"describe {source}").fetchall()}
        if "article_id" in columns:
            detail = "any_value(detail)" if "detail" in columns else "null"
            engine.cursor.execute(
                f"insert into {table} select ?, ?, ?, ?, ?, article_id, {detail} from {source} group by article_id",
                [suite.name, result.check, ordinal, result.severity, result.reason],
            )
