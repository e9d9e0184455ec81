import json
from pathlib import Path
from typing import Any

import pytest

from wirehouse import project as places
from wirehouse.audit.suites import check_block_on, load_suite, suites_of_gate
from wirehouse.errors import ConfigurationError
from wirehouse.schema import FATES, PUBLISHED_SOURCES, QUARANTINE_REASONS, QUARANTINE_STATUSES

NAMES = sorted(path.stem for path in places.expectations().glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_suite_of_the_project_loads(name: str) -> None:
    suite = load_suite(name, places.expectations(), places.sql() / "checks")
    assert len({check.name for check in suite.checks}) == len(suite.checks)
    assert all(check.config["meta"]["ordinal"] == n for n, check in enumerate(suite.checks))


def test_gate_one_gives_reasons_in_the_order_of_their_weight() -> None:
    suite = load_suite("stage.articles", places.expectations(), places.sql() / "checks")
    reasons = [check.reason for check in suite.checks if check.reason]
    assert reasons == ["no_body", "body_too_short", "no_date", "future_date", "markup_left", "repeated_body"]
    assert set(reasons) <= set(QUARANTINE_REASONS)


@pytest.mark.parametrize(
    ("suite", "column", "vocabulary"),
    [
        ("stage.articles", "published_source", set(PUBLISHED_SOURCES)),
        ("news.articles", "published_source", set(PUBLISHED_SOURCES)),
        ("ops.fates", "fate", set(FATES) - {"unchanged"}),
        ("ops.quarantine", "reason", set(QUARANTINE_REASONS)),
        ("ops.quarantine", "status", set(QUARANTINE_STATUSES)),
    ],
)
def test_vocabulary_of_a_suite_is_the_schemas(suite: str, column: str, vocabulary: set[str]) -> None:
    raw = json.loads((places.expectations() / f"{suite}.json").read_text(encoding="utf-8"))
    sets = [
        e["kwargs"]["value_set"]
        for e in raw["expectations"]
        if e["kwargs"].get("column") == column and "value_set" in e["kwargs"]
    ]
    assert [set(values) for values in sets] == [vocabulary]


@pytest.mark.parametrize("name", NAMES)
def test_suite_without_its_sql_is_valid_for_great_expectations_but_cannot_pass(name: str) -> None:
    raw = json.loads((places.expectations() / f"{name}.json").read_text(encoding="utf-8"))
    for entry in raw["expectations"]:
        if "query_file" in entry["meta"]:
            placeholder = f"{{batch}}: see sql/checks/{entry['meta']['query_file']}"
            assert entry["kwargs"] == {"unexpected_rows_query": placeholder}


def test_query_is_the_files_text(project: Any, rule: Any) -> None:
    suite = load_suite(
        "stage.articles", *project([rule("assert_x", reason="no_date")], assert_x="-- x\nselect {'a': 1};\n")
    )
    (check,) = suite.checks
    assert (check.name, check.reason, check.query) == ("assert_x", "no_date", "-- x\nselect {'a': 1}")
    assert (
        check.config["kwargs"]["unexpected_rows_query"].format(batch="B")
        == "-- x\nselect {'a': 1}\n/* check assert_x B */"
    )


def test_suite_that_is_absent_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"news\.nothing"):
        load_suite("news.nothing", tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"severity": "info"}, "severity"),
        ({"description": ""}, "description"),
        ({"meta": {}}, "query_file"),
        ({"meta": {"query_file": "assert_absent.sql"}}, "assert_absent"),
        ({"kwargs": {}}, "query"),
    ],
    ids=["severity", "description", "no file", "absent file", "no placeholder"],
)
def test_malformed_entry_is_a_configuration_error(project: Any, rule: Any, change: dict[str, Any], said: str) -> None:
    folders = project([rule("assert_x") | change], assert_x="select 1")
    with pytest.raises(ConfigurationError, match=said):
        load_suite("stage.articles", *folders)


def test_check_named_twice_is_a_configuration_error(project: Any, rule: Any) -> None:
    folders = project([rule("assert_x"), rule("assert_x")], assert_x="select 1")
    with pytest.raises(ConfigurationError, match="repeats assert_x"):
        load_suite("stage.articles", *folders)


def test_block_on_makes_a_warning_critical_for_great_expectations_too(project: Any, rule: Any) -> None:
    folders = project(
        [rule("assert_x", "warning"), rule("assert_y", "warning")], assert_x="select 1", assert_y="select 1"
    )
    checks = load_suite("stage.articles", *folders, block_on=["assert_y"]).checks
    assert [check.severity for check in checks] == ["warning", "critical"]
    assert [check.config["severity"] for check in checks] == ["warning", "critical"]


def test_every_suite_is_of_one_gate() -> None:
    first, second = (suites_of_gate(gate, places.expectations()) for gate in (1, 2))
    assert first == ["stage.articles"]
    assert sorted(first + second) == NAMES


def test_block_on_knows_the_checks_of_gate_2_only() -> None:
    folders = places.expectations(), places.sql() / "checks"
    check_block_on(["assert_source_is_not_silent", "assert_body_hash_is_unique"], *folders)
    with pytest.raises(ConfigurationError, match=r"names assert_agency_is_listed, which .*assert_source_is_not_silent"):
        check_block_on(["assert_source_is_not_silent", "assert_agency_is_listed"], *folders)
