"""A SQLAlchemy engine over a DuckDB connection that is already open, as Great Expectations can use it.

Seven things are not as Great Expectations and the driver would have them:

* No second instance. The engine's one connection is a cursor of the caller's connection: the same file, the
  same attached databases, no file name and no configuration of its own. It commits each statement, so that no
  transaction of an audit outlives it and hinders a checkpoint. It sees what the caller has committed.
* The cursor's cure. Great Expectations fetches after it has closed the connection, and DuckDB's result dies
  with it ("list index out of range", reported as bad data). So each result is fetched as soon as it is there.
* Names without rows. To learn a query asset's column names, Great Expectations runs its query whole and reads
  no row; with the cure that was 1.2 of 1.8 s over 20,000 articles. That statement gets no rows here.
* A suite's rows once. Its column expectations are some twenty statements over the same query: here over a
  temporary table, so that the cost of a night's columns does not grow with the warehouse. All suites use the one
  asset over that table: each asset that is added costs Great Expectations two writings of its configuration, 16 ms.
* A query once. Great Expectations runs a query expectation's SQL twice, for its count and for its rows. Here
  the first statement that bears a check's mark writes the rows to a temporary table, which is the
  connection's own and never in the file, and both statements read that.
* A configuration once. An expectation makes its configuration anew whenever it is asked for it, 85 expectations
  7,000 times a night: a tenth of the audit. While an engine is open each keeps its first.
* No rollback. A statement that commits by itself leaves nothing to roll back, and the driver asked DuckDB to, 180 times
  a night: another twentieth.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from wirehouse.audit.suites import CHECK_MARK

SUITE_ROWS = "temp.main.rows_of_the_suite"
SUITE_QUERY = f"select * from {SUITE_ROWS}"

SAMPLE_ROWS = 200
"""Rows of a check that reach Great Expectations: its own MAX_RESULT_RECORDS (constants.py, 1.24.1)."""


class DuckConnection(Protocol):
    """What the audit needs of a DuckDB connection; `wirehouse.warehouse` alone imports DuckDB."""

    def cursor(self) -> Any:
        """Another connection to the same instance; the database in use is not inherited."""

    def sql(self, query: str) -> Any:
        """The relation of a query."""


@dataclass
class CheckTables:
    """The checks' queries by name, and for those that ran the temporary table and the seconds it took."""

    queries: Mapping[str, str]
    tables: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def rewrite(self, connection: Any, statement: str) -> str:
        """The statement to run instead: over the check's temporary table where it bears a check's mark."""
        if statement.strip() == SUITE_QUERY:
            return f"select * from ({statement}) limit 0"
        mark = CHECK_MARK.search(statement)
        if mark is None or mark[1] not in self.queries:
            return statement
        name = mark[1]
        if name not in self.tables:
            started = time.perf_counter()
            try:
                connection.execute(f'create temp table "{name}" as {self.queries[name]}')
            finally:
                self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started
            self.tables[name] = f'temp.main."{name}"'
        if statement.lstrip()[:13].upper() == "SELECT COUNT(":
            return f"select count(*) as unexpected_row_count from {self.tables[name]}"
        return f"select * from {self.tables[name]} limit {SAMPLE_ROWS}"


@dataclass(frozen=True)
class AuditEngine:
    """The definition of a batch over the rows of a suite, the raw cursor behind it, and the checks' tables."""

    rows: Any
    cursor: Any
    tables: CheckTables

    def batch_of(self, rows: str) -> tuple[Any, int]:
        """A batch over the rows of a query, kept in the one temporary table until the next call, and their number."""
        self.cursor.execute(f"create or replace temp table {SUITE_ROWS} as {rows}")
        count = self.cursor.execute(f"select count(*) from {SUITE_ROWS}").fetchone()
        return self.rows.get_batch(), int(count[0])


@contextmanager
def open_engine(con: DuckConnection, queries: Mapping[str, str]) -> Iterator[AuditEngine]:
    """An ephemeral Great Expectations context over `con`; nothing of it is left when the block ends.

    `queries` are the checks' SQL by name.
    """
    from duckdb_sqlalchemy import ConnectionWrapper  # noqa: PLC0415
    from sqlalchemy.pool import StaticPool  # noqa: PLC0415

    class Committed(ConnectionWrapper):
        def rollback(self) -> None:
            """Nothing: each statement has committed."""

    cursor = con.cursor()
    cursor.execute("set timezone = 'UTC'")
    cursor.execute(f'use "{con.sql("select current_database()").fetchall()[0][0]}"')
    tables = CheckTables(queries)
    context = new_context()
    source = context.data_sources.add_sql(
        "warehouse",
        connection_string="duckdb:///:memory:",  # names the dialect only: the creator makes the connection
        create_temp_table=False,
        kwargs={"creator": lambda: Committed(cursor), "poolclass": StaticPool, "isolation_level": "AUTOCOMMIT"},
    )
    # Great Expectations makes two engines of one data source: one tests the connection, one runs the metrics.
    engines = (source.get_engine(), source.get_execution_engine().engine)
    for engine in engines:
        _listen(engine, cursor, tables)
    try:
        cursor.execute(f"create or replace temp table {SUITE_ROWS} as select 1")  # an asset's query is tried at once
        rows = source.add_query_asset("rows", query=SUITE_QUERY).add_batch_definition_whole_table("all")
        with configurations_kept():
            yield AuditEngine(rows, cursor, tables)
    finally:
        for engine in engines:
            engine.dispose()
        cursor.close()


@contextmanager
def configurations_kept() -> Iterator[None]:
    """Every expectation makes its `configuration` once; no expectation is changed between its making and its result.

    Of several blocks at once the first that ends ends it for all: what is put back is always Great Expectations' own.
    """
    from great_expectations.expectations.expectation import Expectation  # noqa: PLC0415

    made = _made_anew()
    kept: dict[int, tuple[Any, Any]] = {}  # the expectation beside it: its id is not another's while it is held

    def configuration(one: Any) -> Any:
        if id(one) not in kept:
            kept[id(one)] = (one, made.fget(one))
        return kept[id(one)][1]

    Expectation.configuration = property(configuration)  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        Expectation.configuration = made  # type: ignore[method-assign]


@cache
def _made_anew() -> Any:
    """Great Expectations' own `configuration`, asked for the first time before anything is in its place."""
    from great_expectations.expectations.expectation import Expectation  # noqa: PLC0415

    return Expectation.configuration


def new_context(docs_sites: dict[str, Any] | None = None) -> Any:
    """A context that keeps all in memory, sends nothing, and draws no progress bars."""
    import great_expectations as gx  # noqa: PLC0415
    from great_expectations.data_context.types.base import (  # noqa: PLC0415
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites=docs_sites or {},
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _listen(engine: Any, cursor: Any, tables: CheckTables) -> None:
    """Attach the cursor's cure and the run-once rewriting to a SQLAlchemy engine."""
    from sqlalchemy import event  # noqa: PLC0415
    from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy  # noqa: PLC0415

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def run_once(*args: Any) -> tuple[str, Any]:
        _conn, _cursor, statement, parameters, _context, _many = args
        return tables.rewrite(cursor, statement), parameters

    @event.listens_for(engine, "after_cursor_execute")
    def fetch_at_once(*args: Any) -> None:
        _conn, result, _statement, _parameters, context, _many = args
        if context is not None and result.description:
            rows = result.fetchall()
            context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(result, initial_buffer=rows)
