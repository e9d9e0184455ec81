import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wirehouse.audit import AuditRun, engine, run_suites
from wirehouse.audit.engine import CheckTables, open_engine
from wirehouse.errors import BrokenCheckError, ConfigurationError

SUITE = ["stage.articles"]
FIRST_FIVE = "-- five rows\nselect article_id, n from tonight.stage.articles where n < 5 order by n"
NONE = "select article_id from tonight.stage.articles where false"


def only(run: AuditRun) -> Any:
    assert len(run.checks) == 1
    return run.checks[0]


def test_query_rule_that_finds_nothing_passes(con: Any, project: Any, rule: Any) -> None:
    check = only(run_suites(con, SUITE, *project([rule("assert_x")], assert_x=NONE)))
    assert (check.status, check.failed_count, check.checked_count, check.sample) == ("passed", 0, 20, [])


def test_query_rule_that_finds_rows_fails_with_a_sample(con: Any, project: Any, rule: Any) -> None:
    folders = project([rule("assert_x", reason="no_date")], assert_x=FIRST_FIVE)
    check = only(run_suites(con, SUITE, *folders))
    assert (check.suite, check.check, check.severity) == ("stage.articles", "assert_x", "critical")
    assert (check.status, check.reason, check.failed_count, check.observed) == ("failed", "no_date", 5, "5")
    assert check.sample[0] == {"article_id": "a0", "n": 0}
    assert (check.query_file, check.query) == ("assert_x.sql", FIRST_FIVE)


def test_sample_is_bounded(con: Any, project: Any, rule: Any) -> None:
    text = "select repeat('x', 5000) as long_text, n from tonight.stage.articles"
    check = only(run_suites(con, SUITE, *project([rule("assert_x")], assert_x=text)))
    assert check.failed_count == 20
    assert len(check.sample) == 10
    assert len(check.sample[0]["long_text"]) == 200


COLUMN_CASES: list[tuple[str, dict[str, Any], str, int | None]] = [
    ("expect_column_values_to_not_be_null", {"column": "source"}, "failed", 3),
    ("expect_column_values_to_not_be_null", {"column": "n"}, "passed", 0),
    ("expect_column_values_to_be_unique", {"column": "article_id"}, "passed", 0),
    ("expect_column_values_to_be_in_set", {"column": "source", "value_set": ["feed"]}, "failed", 17),
    ("expect_column_values_to_be_between", {"column": "n", "max_value": 10}, "failed", 9),
    ("expect_column_value_lengths_to_equal", {"column": "source", "value": 4}, "passed", 0),
    ("expect_table_row_count_to_equal", {"value": 21}, "failed", None),
]


@pytest.mark.parametrize(
    ("kind", "kwargs", "status", "count"), COLUMN_CASES, ids=[f"{c[0]} {c[2]}" for c in COLUMN_CASES]
)
def test_column_rule(  # noqa: PLR0917
    con: Any, project: Any, column: Any, kind: str, kwargs: dict[str, Any], status: str, count: int | None
) -> None:
    check = only(run_suites(con, SUITE, *project([column(kind, **kwargs)])))
    assert (check.status, check.failed_count) == (status, count)
    assert check.check == ":".join([kind, *([kwargs["column"]] if "column" in kwargs else [])])


def test_rules_over_no_rows_pass(con: Any, project: Any, rule: Any, column: Any) -> None:
    con.execute("delete from tonight.stage.articles")
    rules = [rule("assert_x")] + [column(kind, **kwargs) for kind, kwargs, *_ in COLUMN_CASES[2:-1]]
    run = run_suites(con, SUITE, *project(rules, assert_x=FIRST_FIVE))
    assert [c.status for c in run.checks] == ["passed"] * len(rules)
    assert {c.failed_count for c in run.checks} == {0}


def test_results_are_those_of_configurations_made_anew(
    con: Any, project: Any, rule: Any, column: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = [rule("assert_x"), rule("assert_none"), *(column(kind, **kwargs) for kind, kwargs, *_ in COLUMN_CASES)]
    folders = project(rules, assert_x=FIRST_FIVE, assert_none=NONE)
    quick = run_suites(con, SUITE, *folders)
    monkeypatch.setattr(engine, "configurations_kept", nullcontext)
    slow = run_suites(con, SUITE, *folders)
    assert [replace(one, seconds=0) for one in quick.checks] == [replace(one, seconds=0) for one in slow.checks]
    assert [one["results"] for one in quick.validations] == [one["results"] for one in slow.validations]


def test_an_expectation_makes_its_configuration_once() -> None:
    from great_expectations.expectations import UnexpectedRowsExpectation

    one, other = (UnexpectedRowsExpectation(unexpected_rows_query=f"select {n} from {{batch}}") for n in (1, 2))
    assert one.configuration is not one.configuration
    with engine.configurations_kept():
        assert one.configuration is one.configuration
        assert one.configuration != other.configuration


def test_blocks_that_overlap_leave_great_expectations_as_it_was() -> None:
    from great_expectations.expectations.expectation import Expectation

    before = Expectation.configuration
    one, other = engine.configurations_kept(), engine.configurations_kept()
    one.__enter__()
    other.__enter__()
    assert Expectation.configuration is not before
    one.__exit__(None, None, None)
    other.__exit__(None, None, None)
    assert Expectation.configuration is before


BROKEN = {
    "no such column": "select nonsense from tonight.stage.articles",
    "no such table": "select * from tonight.stage.nothing",
    "no SQL": "this is no query",
    "fails while it runs": "select article_id, cast(source as integer) as x from tonight.stage.articles",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_broken_query_is_not_bad_data(con: Any, project: Any, rule: Any, text: str) -> None:
    folders = project([rule("assert_good"), rule("assert_x")], assert_good=FIRST_FIVE, assert_x=text)
    run = run_suites(con, SUITE, *folders)
    assert [c.status for c in run.checks] == ["failed", "broken"]
    assert run.checks[1].failed_count is None
    assert "Error" in str(run.checks[1].observed)
    with pytest.raises(BrokenCheckError, match="assert_x"):
        run.raise_if_broken()


def test_broken_column_rule_is_not_bad_data(con: Any, project: Any, column: Any) -> None:
    run = run_suites(con, SUITE, *project([column("expect_column_values_to_not_be_null", column="nonsense")]))
    assert only(run).status == "broken"


@pytest.mark.parametrize(
    ("kind", "kwargs"),
    [
        ("expect_column_values_to_not_be_null", {"column": "n", "mostly": "half"}),
        ("expect_column_values_to_not_be_null", {"columns": "n"}),
        ("expect_the_unexpected", {"column": "n"}),
    ],
)
def test_invalid_expectation_is_not_dropped(
    con: Any, project: Any, column: Any, kind: str, kwargs: dict[str, Any]
) -> None:
    rules = [column("expect_column_values_to_not_be_null", column="n"), column(kind, **kwargs)]
    with pytest.raises(ConfigurationError, match=kind):
        run_suites(con, SUITE, *project(rules))


def test_results_come_in_the_order_of_the_suite(con: Any, project: Any, rule: Any, column: Any) -> None:
    rules = [
        column("expect_column_values_to_be_unique", column="n"),
        rule("assert_b"),
        column("expect_column_values_to_not_be_null", "warning", column="source"),
        rule("assert_a", "warning"),
    ]
    run = run_suites(con, SUITE, *project(rules, assert_a=NONE, assert_b=FIRST_FIVE))
    assert [c.check.split(":")[-1] for c in run.checks] == ["n", "assert_b", "source", "assert_a"]
    assert [c.check for c in run.having("failed", "critical")] == ["assert_b"]


def test_query_with_braces_and_colons_reaches_the_database_as_it_is(con: Any, project: Any, rule: Any) -> None:
    text = """select article_id, {'k': n}.k as k from tonight.stage.articles
    where article_id[1:1] = 'a' and regexp_matches(article_id, '^a\\d{2}$')
    and '2024-05-01 10:30:00'::timestamp > '2000-01-01'
    and '%s :x' <> 'y' -- {brace} :colon"""
    check = only(run_suites(con, SUITE, *project([rule("assert_x")], assert_x=text)))
    assert (check.status, check.failed_count) == ("failed", 10)


def test_failures_table_names_articles_with_reason_and_rank(con: Any, project: Any, rule: Any) -> None:
    rules = [rule("assert_a", reason="no_body"), rule("assert_b", "warning"), rule("assert_c")]
    texts = {
        "assert_a": FIRST_FIVE,
        "assert_b": f"select *, 'seen' as detail from ({FIRST_FIVE})",
        "assert_c": "select n from tonight.stage.articles",
    }
    run_suites(con, SUITE, *project(rules, **texts), failures_table="tonight.stage.failures")
    rows = con.execute(
        "select check_name, ordinal, severity, reason, detail, count(*) from tonight.stage.failures group by all"
    )
    assert sorted(rows.fetchall()) == [
        ("assert_a", 0, "critical", "no_body", None, 5),
        ("assert_b", 1, "warning", None, "seen", 5),
    ]


def test_nothing_is_left_in_the_candidate(con: Any, project: Any, rule: Any, column: Any) -> None:
    rules = [rule("assert_x"), column("expect_column_values_to_be_unique", column="n")]
    run_suites(con, SUITE, *project(rules, assert_x=FIRST_FIVE))
    left = con.execute("select database_name, table_name from duckdb_tables()").fetchall()
    assert left == [("tonight", "articles")]
    assert con.execute("select count(*) from duckdb_views() where not internal").fetchone() == (0,)
    con.execute("create table t as select 1; checkpoint; drop table t; checkpoint")


def test_it_sees_what_the_caller_has_committed(con: Any, project: Any, rule: Any) -> None:
    con.execute("create table late as select 'z' as article_id")
    check = only(run_suites(con, SUITE, *project([rule("assert_x")], assert_x="select article_id from late")))
    assert check.sample == [{"article_id": "z"}]


def test_a_query_is_evaluated_once(con: Any) -> None:
    seen: list[str] = []

    class Cursor:
        def execute(self, statement: str) -> None:
            seen.append(statement)

    tables = CheckTables({"assert_x": FIRST_FIVE})
    counting = tables.rewrite(Cursor(), f"SELECT COUNT(*) as n FROM ({FIRST_FIVE} /* check assert_x y */) AS s")
    listing = tables.rewrite(Cursor(), f"{FIRST_FIVE} /* check assert_x y */")
    assert len(seen) == 1
    assert counting.startswith("select count(*)")
    assert listing.startswith("select * from")
    assert tables.rewrite(Cursor(), "select 1") == "select 1"


def test_columns_are_learned_without_fetching_rows(con: duckdb.DuckDBPyConnection) -> None:
    with open_engine(con, {}) as engine:
        engine.batch_of("select * from tonight.stage.articles")
        assert engine.tables.rewrite(engine.cursor, engine.rows.data_asset.query).endswith("limit 0")


def test_a_later_suite_sees_its_own_rows_and_columns(con: duckdb.DuckDBPyConnection) -> None:
    with open_engine(con, {}) as engine:
        for query, seen in [("select 1 as a union all select 2", ["a"]), ("select 3 as b, 4 as c", ["b", "c"])]:
            batch, count = engine.batch_of(query)
            assert count == 3 - len(seen)
            assert list(batch.columns()) == seen


def test_a_later_run_looks_again(con: Any, project: Any, rule: Any) -> None:
    folders = project([rule("assert_x")], assert_x=FIRST_FIVE)
    assert only(run_suites(con, SUITE, *folders)).failed_count == 5
    con.execute("delete from tonight.stage.articles where n < 4")
    assert only(run_suites(con, SUITE, *folders)).failed_count == 1


def test_the_timing_of_a_query_is_its_own(con: Any, project: Any, rule: Any, tmp_path: Path) -> None:
    started = time.perf_counter()
    run = run_suites(con, SUITE, *project([rule("assert_x")], assert_x=FIRST_FIVE))
    assert 0 < only(run).seconds < time.perf_counter() - started
