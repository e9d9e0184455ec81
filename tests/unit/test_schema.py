import json
import re
from itertools import chain

import pytest

from wirehouse import project
from wirehouse.schema import (
    ARTICLES,
    CHANGES,
    LINK_DIRECTIONS,
    LINK_KINDS,
    PUBLISHED_SOURCES,
    QUARANTINE_REASONS,
    QUARANTINE_STATUSES,
    RUN_KINDS,
    STAGE_ONLY,
)

SUITES = sorted(project.expectations().glob("*.json"))


def expectations(name: str) -> list[dict]:
    return json.loads((project.expectations() / f"{name}.json").read_text())["expectations"]


def value_set(suite: str, column: str) -> set[str]:
    return next(
        set(entry["kwargs"]["value_set"])
        for entry in expectations(suite)
        if entry["type"] == "expect_column_values_to_be_in_set" and entry["kwargs"]["column"] == column
    )


@pytest.mark.parametrize(
    ("suite", "column", "vocabulary"),
    [
        ("stage.articles", "published_source", PUBLISHED_SOURCES),
        ("news.articles", "published_source", PUBLISHED_SOURCES),
        ("ops.quarantine", "reason", QUARANTINE_REASONS),
        ("ops.quarantine", "status", QUARANTINE_STATUSES),
        ("news.links", "kind", LINK_KINDS),
        ("news.links", "direction", LINK_DIRECTIONS),
    ],
)
def test_suites_and_schema_have_one_vocabulary(suite, column, vocabulary):
    assert value_set(suite, column) == set(vocabulary)


def test_changes_are_those_that_storing_a_version_tells():
    sql = (project.sql() / "load" / "02_store_versions.sql").read_text(encoding="utf-8")
    (told,) = re.findall(r"case\b((?:(?!\bcase\b).)*?)\bend as change\b", sql, re.DOTALL)
    assert set(re.findall(r"(?:then|else) '(\w+)'", told)) == set(CHANGES)
    comment = re.findall(r"^change = \"(.*)\"$", (project.sql() / "dictionary.toml").read_text("utf-8"), re.MULTILINE)
    assert all(change in comment[0] for change in CHANGES)


def test_kinds_of_runs_are_those_that_the_flows_start():
    places = chain(project.flows().glob("*.py"), (project.root() / "src" / "wirehouse" / "orchestration").glob("*.py"))
    started = {
        kind for path in places for kind in re.findall(r"\bkind(?:: str)? ?= ?\"(\w+)\"", path.read_text("utf-8"))
    }
    assert started == set(RUN_KINDS)


def test_reasons_of_the_rules_are_in_the_closed_list():
    reasons = {entry.get("meta", {}).get("reason") for entry in expectations("stage.articles")} - {None}
    assert reasons
    assert reasons <= QUARANTINE_REASONS.keys()


def test_each_suite_is_named_as_its_file_and_each_check_file_is_used():
    named = {json.loads(path.read_text())["name"] for path in SUITES}
    assert named == {path.stem for path in SUITES}
    used = {entry.get("meta", {}).get("query_file") for path in SUITES for entry in expectations(path.stem)}
    assert {path.name for path in (project.sql() / "checks").glob("*.sql")} == used - {None}


def test_stage_and_article_columns_do_not_overlap():
    assert not ARTICLES.keys() & STAGE_ONLY.keys()
