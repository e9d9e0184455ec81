from datetime import UTC, date, datetime

import polars as pl
import pytest

from wirehouse.transform.publication import SourceRules, add_publication, add_publisher, settle_publication

HEADERS = (
    "header_date_raw",
    "header_updated_raw",
    "header_publisher",
    "header_url",
    "text_date_raw",
    "text_updated_raw",
)


def publish(rules=None, country_code=None, dateline_date=None, **given):
    rules = rules or SourceRules()
    row = dict.fromkeys(HEADERS) | {"source_uri": "daily/a.txt", "format": "headed_text", "file_mtime": None} | given
    types = {**dict.fromkeys(HEADERS, pl.String), "file_mtime": pl.Datetime("us", "UTC")}
    frame = add_publication(add_publisher(pl.DataFrame([row], schema_overrides=types), rules), rules)
    frame = frame.with_columns(
        country_code=pl.lit(country_code, pl.String), dateline_date=pl.lit(dateline_date, pl.Date)
    )
    return settle_publication(frame).row(0, named=True)


MTIME = datetime(2023, 9, 20, 8, tzinfo=UTC)
URL = "https://daily.example/2023/09/14/pier"


@pytest.mark.parametrize(
    ("given", "source", "rule"),
    [
        ({"header_date_raw": "2023-09-14", "header_url": URL}, "header", "written_date"),
        ({"header_date_raw": "14 Sept 2023", "format": "json_lines"}, "meta", "written_date"),
        ({"text_date_raw": "14 Sept 2023", "header_url": "https://x.example/2023/09/13/"}, "text", "dated_line"),
        ({"header_date_raw": "2023-02-30", "text_date_raw": "14 Sept 2023"}, "text", "dated_line"),
        ({"header_url": URL}, "url", "date_in_url"),
        ({"header_url": "https://x.example/world/2023/sep/14/pier"}, "url", "date_in_url"),
        ({"header_url": "https://x.example/pier-20230914.html"}, "url", "date_in_url"),
        ({"header_url": "https://x.example/2023-09-14-pier"}, "url", "date_in_url"),
        ({"dateline_date": date(2023, 9, 14)}, "dateline", "dateline_with_year"),
        ({"header_url": URL, "dateline_date": date(2023, 9, 13)}, "url", "date_in_url"),
    ],
)
def test_the_date_comes_from_the_surest_place(given, source, rule):
    row = publish(**given)
    assert (row["published_date"], row["published_source"], row["date_rule"]) == (date(2023, 9, 14), source, rule)


@pytest.mark.parametrize(
    ("date_from", "source", "expected"),
    [
        ("mtime", "mtime", date(2023, 9, 20)),
        ("path:%Y/%m/%d", "path", date(2023, 9, 19)),
        ("fixed:2023-09-18", "fixed", date(2023, 9, 18)),
    ],
)
def test_the_setting_comes_before_the_address_and_behind_the_record(date_from, source, expected):
    rules = SourceRules(date_from=date_from)
    given = {"source_uri": "a/2023/09/19/x.txt", "file_mtime": MTIME, "header_url": URL}
    row = publish(rules, **given)
    assert (row["published_date"], row["published_source"], row["date_rule"]) == (expected, source, "source_setting")
    assert publish(rules, **given, text_date_raw="1 May 2023")["published_source"] == "text"


@pytest.mark.parametrize(
    "url",
    ["https://x.example/2023/13/01/", "https://x.example/2023/02/30/a", "https://x.example/a/1202309145", "/", None],
)
def test_an_address_without_a_day_gives_none(url):
    row = publish(header_url=url)
    assert (row["published_date"], row["published_source"], row["date_detail"]) == (None, None, "no date in the file")


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ({"header_date_raw": "2023-02-30"}, "the header says '2023-02-30', which is no date that exists"),
        ({"header_date_raw": "1970-01-01T00:00:00Z"}, "'1970-01-01T00:00:00Z', which is the beginning of Unix time"),
        ({"header_date_raw": "04/05/2023"}, "'04/05/2023', which can be read two ways"),
        ({}, "no date in the file"),
    ],
)
def test_a_refused_date_says_why(given, detail):
    row = publish(**given)
    assert row["published_date"] is None
    assert detail in row["date_detail"]


@pytest.mark.parametrize(
    ("setting", "url", "expected"),
    [
        ("US", None, date(2023, 4, 5)),
        ("GB", None, date(2023, 5, 4)),
        (None, "https://daily.example.co.uk/a", date(2023, 5, 4)),
        (None, "https://daily.example.de/a", date(2023, 5, 4)),
        (None, "https://daily.example.com/a", None),
        (None, "https://daily.example.tv/a", None),  # anybody's
        ("US", "https://daily.example.de/a", date(2023, 4, 5)),
    ],
)
def test_the_publishers_country_orders_day_and_month(setting, url, expected):
    row = publish(SourceRules(country=setting), header_date_raw="04/05/2023", header_url=url)
    assert row["published_date"] == expected
    assert row["date_rule"] == ("day_order_of_publisher_country" if expected else None)


@pytest.mark.parametrize(
    ("setting", "dateline", "written", "at", "rule"),
    [
        ("IN", None, "14 Sep 2023 10:04 IST", "04:34", "zone_of_publisher_country"),
        (None, "IN", "14 Sep 2023 10:04 IST", "04:34", "zone_of_dateline_country"),
        ("IL", "IN", "14 Sep 2023 10:04 IST", "08:04", "zone_of_publisher_country"),
        ("IE", None, "14 Sep 2023 10:04 IST", "09:04", "zone_of_publisher_country"),
        ("GB", None, "14 Sep 2023 10:04 BST", "09:04", "zone_of_publisher_country"),
        ("BD", None, "14 Sep 2023 10:04 BST", "04:04", "zone_of_publisher_country"),
        ("CN", None, "14 Sep 2023 10:04 CST", "02:04", "zone_of_publisher_country"),
        ("US", None, "14 Sep 2023 10:04 CST", "16:04", "zone_of_publisher_country"),
        ("KR", None, "14 Sep 2023 10:04 IST", None, None),
        (None, None, "14 Sep 2023 10:04 IST", None, None),
        (None, None, "14 Sep 2023 10:04 UTC", "10:04", ""),
        (None, None, "14 Sep 2023 10:04 ET", "14:04", ""),  # summer time, by the date
    ],
)
def test_a_zone_of_several_meanings_is_settled_by_the_country(setting, dateline, written, at, rule):
    row = publish(SourceRules(country=setting), dateline, header_date_raw=written)
    assert row["published_date"] == date(2023, 9, 14)
    assert row["published_at"] == (at and datetime.fromisoformat(f"2023-09-14T{at}:00+00:00"))
    assert row["published_at_rule"] == rule


def test_a_line_of_the_same_day_adds_the_time():
    row = publish(header_date_raw="2023-09-14", text_date_raw="14 Sep 2023 10:04 UTC")
    assert (row["published_source"], row["published_at"].hour, row["published_at_rule"]) == ("header", 10, "dated_line")


def test_a_line_of_another_day_does_not():
    row = publish(header_date_raw="2023-09-15", text_date_raw="14 Sep 2023 10:04 UTC")
    assert (row["published_date"], row["published_at"]) == (date(2023, 9, 15), None)


def test_updated_comes_from_the_header_else_from_the_text():
    both = {"header_updated_raw": "15 Sep 2023 10:04 UTC", "text_updated_raw": "16 Sep 2023 10:04 UTC"}
    assert publish(**both)["updated_at"].day == 15
    assert publish(text_updated_raw=both["text_updated_raw"])["updated_at"].day == 16


def test_publisher_and_its_country():
    row = publish(SourceRules("The Daily", "IN"))
    assert (row["publisher"], row["publisher_country"]) == ("The Daily", "IN")
    row = publish(header_publisher="Bay Wire", header_url="http://baywire.example.co.in:8080/a")
    assert (row["publisher"], row["publisher_country"]) == ("Bay Wire", "IN")
