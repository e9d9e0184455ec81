import json

import pytest

from wirehouse import project
from wirehouse.schema import (
    ARTICLES,
    LINK_DIRECTIONS,
    LINK_KINDS,
    PUBLISHED_SOURCES,
    QUARANTINE_REASONS,
    QUARANTINE_STATUSES,
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
