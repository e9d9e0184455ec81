"""The committed sample through the whole flow, against what a careful editor would say of each file."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wirehouse.schema import LINK_KINDS, PUBLISHED_SOURCES, QUARANTINE_REASONS, REPAIRS

TRUTH = [json.loads(line) for line in (Path(__file__).parent / "sample_truth.jsonl").read_text().splitlines()]
BY_RECORD = {(row["uri"], row["record_no"]): row for row in TRUTH}
# What the truth may assert of an article, beside its fate.
FIELDS = (
    "title", "title_tags", "publisher", "url", "published_date", "published_at", "published_source", "dateline",
    "dateline_place", "dateline_date", "country_code", "latitude", "longitude", "agency", "credit", "authors",
    "language", "replacement_char_count", "paragraphs",
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded(sample_run: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    """The flow's summary, and the loaded versions and fates by record."""
    warehouse, summary = sample_run
    with duckdb.connect(str(warehouse), read_only=True) as con:
        con.execute("set timezone = 'UTC'")
        versions = con.sql("from news.article_versions").pl().to_dicts()
        fates = con.sql("from ops.fates").pl().to_dicts()
        copies = con.sql(
            """
            select c.source_uri, c.record_no, a.source_uri as copy_of
            from news.copies as c join news.articles as a using (article_id)
            """
        ).pl()
        kinds = {kind for (kind,) in con.sql("select distinct kind from news.links").fetchall()}
    return {
        "summary": summary,
        "kinds": kinds,
        "versions": {(row["source_uri"], row["record_no"]): row for row in versions},
        "fates": {(row["source_uri"], row["record_no"]): row for row in fates},
        "copies": {(uri, number): copy_of for uri, number, copy_of in copies.iter_rows()},
    }


def test_the_sample_and_its_truth_are_of_one_set(loaded):
    assert loaded["fates"].keys() == BY_RECORD.keys()
    assert loaded["summary"]["discovered"] == len(TRUTH)


@pytest.mark.parametrize("key", list(BY_RECORD), ids=lambda key: f"{key[0]}:{key[1]}")
def test_record(loaded, key):
    truth, fate = BY_RECORD[key], loaded["fates"][key]
    assert (fate["fate"], fate["reason"]) == (truth["fate"], truth["reason"])
    if truth["fate"] == "quarantined":
        assert key not in loaded["versions"]
        return
    got = loaded["versions"][key]
    expected = {field: truth[field] for field in FIELDS if field in truth}
    assert {field: comparable(field, got[field]) for field in expected} == {
        field: comparable(field, value) for field, value in expected.items()
    }
    assert set(truth.get("repairs_include", [])) <= set(got["repairs"]) <= REPAIRS.keys()
    if truth.get("copy_of"):
        assert loaded["copies"][key] == truth["copy_of"]


def comparable(field: str, value: Any) -> Any:
    """Dates and times as text; no authors and an empty list of them are the same to an editor."""
    if field in ("authors", "title_tags"):
        return value or []
    if field == "published_at":
        return value if value is None or isinstance(value, str) else value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_the_sample_shows_every_feature(loaded):
    elsewhere = {"too_many_records"}  # 200,000 of them: tests/faults/test_hostile_content.py
    assert {row["reason"] for row in TRUTH} - {None} == QUARANTINE_REASONS.keys() - elsewhere
    assert sum(row["fate"] == "copy" for row in TRUTH) >= 4
    assert {code for row in loaded["versions"].values() for code in row["repairs"]} == REPAIRS.keys()
    assert loaded["kinds"] == LINK_KINDS.keys()
    by_setting = {"path", "mtime", "feed", "fixed"}
    seen = {row["published_source"] for row in loaded["versions"].values()}
    assert seen == set(PUBLISHED_SOURCES) - by_setting
