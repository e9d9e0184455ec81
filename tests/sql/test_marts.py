"""The marts that count articles, places, revisions and repairs, over two nights of invented articles.

Those of reprints are in `test_marts_reprints.py`; `agencies` is asked by the questions (`test_queries.py`).
"""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from benchmarks.nights import load_night, open_warehouse, to_articles

FOURTH, SIXTH = date(2024, 3, 4), date(2024, 3, 6)
ROWS = {
    "source_uri": ["a", "b", "c", "d", "e"],
    "body": [
        "Owls moved into the town hall.",  # six words
        "Ferries stop at noon.",
        "A bridge was painted green\ufffd overnight.",
        "Nobody dated this one.",
        "Trams run late.",
    ],
    "title": ["Owls", "Ferries", "Bridge", None, "Trams"],
    "publisher": ["post", "post", "wire", "wire", "wire"],
    "published_date": [FOURTH, FOURTH, SIXTH, None, SIXTH],
    "dateline_place": ["London", "Paris/Berlin", "London", None, "London"],
    "country_code": ["GB", "FR", "CA", None, "GB"],
    "agency": ["Reuters", "AFP", None, None, "AP"],
}
QUALITY = {
    "replacement_char_count": [0, 0, 1, 0, 0],
    "repairs": [[], ["restored_breaks"], ["merged_copies", "restored_breaks"], [], []],
}
EXPECTED = {
    "articles_by_day": [
        (FOURTH, "post", 2, 8 + 4, 2, 2),
        (SIXTH, "wire", 2, 6 + 3, 2, 1),
        (None, "wire", 1, 4, 0, 0),
    ],
    "places": [
        # of several cities the first has decided the country: it is nobody's then
        ("Berlin", None, 1, ["AFP"], FOURTH, FOURTH),
        ("London", "GB", 3, ["AP", "Reuters"], FOURTH, SIXTH),
        ("Paris", None, 1, ["AFP"], FOURTH, FOURTH),
    ],
    "revisions": [("s", "a", 1, 2, "edited", datetime(2024, 1, 3, tzinfo=UTC), "Owls", 8, 2)],
    "quality_by_day": [
        (date(2024, 1, 2), "night 1", "published", 9, 3, 1, {"no_body": 1, "no_date": 2}, 5, 2, 1, 1),
        (date(2024, 1, 3), "night 2", "published", 1, 0, 0, None, 1, 0, 0, 0),
        (date(2024, 1, 4), "night 3", "unchanged", 1, 0, 0, None, 0, 0, 0, 0),
    ],
}
RUNS = """
insert into ops.runs by name
select * from (values
    ('night 1', timestamptz '2024-01-02 02:30:00+00', 'published', 9, 5, 0, 0, 3, 1),
    ('night 2', timestamptz '2024-01-03 02:30:00+00', 'published', 1, 0, 1, 0, 0, 0),
    ('night 3', timestamptz '2024-01-04 02:30:00+00', 'unchanged', 1, 0, 0, 1, 0, 0)
) as t (
    run_id, started_at, status, discovered_count, new_count, revised_count, unchanged_count, quarantined_count,
    unreadable_count
), (select '1' as parser_version, 0 as copy_count, 0 as gone_count);

insert into ops.quarantine by name
select range::varchar as quarantine_id, 'x' as article_id, 's' as source, 'x' as source_uri, 1 as record_no,
    if(range = 0, 'no_body', 'no_date') as reason, 'open' as status, 'night 1' as run_id
from range(3)
"""


@pytest.fixture(scope="module")
def con():
    frame = pl.DataFrame(ROWS).with_columns(source=pl.lit("s"))
    quality = pl.DataFrame(QUALITY, schema_overrides={"replacement_char_count": pl.Int32})
    with open_warehouse() as opened:
        load_night(opened, to_articles(frame).with_columns(*quality))
        edited = frame.head(1).with_columns(body=pl.col("body") + " They stay.")
        load_night(opened, to_articles(edited), number=2)
        opened.execute(RUNS)
        yield opened


@pytest.mark.parametrize("mart", EXPECTED)
def test_mart_has_the_rows_that_are_expected(con, mart):
    columns = "* exclude (article_id)" if mart == "revisions" else "*"
    assert con.sql(f"select {columns} from marts.{mart} order by 1 nulls last, 2").fetchall() == EXPECTED[mart]
