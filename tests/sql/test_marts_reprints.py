"""Who printed whose story: the marts of reprints over a small warehouse of invented articles."""

from datetime import date
from random import Random

import polars as pl
import pytest

from benchmarks import prose
from benchmarks.nights import load_night, open_warehouse, to_articles

BODY = "\n\n".join(prose.paragraphs(Random(1), 1_200))
ROWS = [
    ("post/1", BODY, "post", date(2024, 3, 4), "AP"),
    ("courier/1", BODY, "courier", date(2024, 3, 5), "AP"),
    ("herald/1", BODY[:500], "herald", date(2024, 3, 7), "AP"),
    ("wire/1", "\n\n".join(prose.paragraphs(Random(2), 900)), "wire", date(2024, 3, 4), "AP"),
]


@pytest.fixture(scope="module")
def con():
    names = ["source_uri", "body", "publisher", "published_date", "agency"]
    with open_warehouse() as opened:
        load_night(opened, to_articles(pl.DataFrame(ROWS, schema=names, orient="row").with_columns(source=pl.lit("s"))))
        yield opened


def test_each_reprint_has_a_row(con):
    found = con.sql(
        "select original_publisher, publisher, kind, days_after, similarity = 1 from marts.reprints order by publisher"
    ).fetchall()
    assert found == [("post", "courier", "copy", 1, True), ("post", "herald", "truncated", 3, False)]


def test_a_story_printed_more_than_once_has_a_row(con):
    found = con.sql(
        """
        select publisher, reprint_count, copy_count, publishers, days_to_first, days_to_last, kinds
        from marts.syndication_spread
        """
    ).fetchall()
    assert found == [("post", 2, 1, ["courier", "herald"], 1, 3, ["copy", "truncated"])]


def test_originals_and_reprints_of_an_agency_by_day(con):
    found = con.sql(
        "select published_date::varchar, original_count, reprint_count from marts.reprints_by_day order by 1"
    ).fetchall()
    assert found == [("2024-03-04", 2, 0), ("2024-03-05", 0, 1), ("2024-03-07", 0, 1)]
