from datetime import UTC, date, datetime

import polars as pl
import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from wirehouse.errors import ConfigurationError
from wirehouse.transform.dates import from_path, parse_written_date


def parse(text):
    frame = pl.DataFrame({"t": [text]}, schema={"t": pl.String})
    return frame.select(parse_written_date(pl.col("t")).alias("t"))["t"].to_list()[0]


@pytest.mark.parametrize(
    "text",
    [
        "2023-09-14",
        " 2023-09-14 ",
        "2023/09/14",
        "2023.9.14",
        "20230914",
        "14 September 2023",
        "14th September, 2023",
        "14th of September 2023",
        "September 14, 2023",
        "Sept. 14, 2023",
        "SEPT 14 2023",
        "Thursday, September 14, 2023",
        "Thu 14 Sep 2023",
        "14-SEP-2023 15:01:01.79",
        "14-Sep-23",
        "14/09/2023",
        "09/14/2023",
        "14.9.2023",
        "2023 Sep 14",
        "8:25 a.m. Sept. 14, 2023",
        "14. September 2023",
        "jeudi 14 septembre 2023",
        "14 de septiembre de 2023",
        "14 de setembro de 2023",
        "14 settembre 2023",
        "14 сентября 2023",
        "2023年9月14日",
        "Thu Sep 14 10:00:00 2023",
        "Posted on September 14, 2023 by admin",
        "14 sep. 2023 10.04 Uhr",
        "Чацвер 14 верасня 2023",
        "14 вересня 2023 р.",
        "2023 წ. 14 სექ",
        "14 सितंबर 2023",
        "१४ सितम्बर २०२३",
        "[সেপ্টেম্বর] 14, 2023.",
        "14ই সেপ্টেম্বর 2023",
        "14 กันยายน 2023",
        "14 Tháng Chín 2023",
        "14 thg 9, 2023",
        "١٤ سبتمبر ٢٠٢٣",
        "14 בספטמבר 2023",
        "14 syyskuuta 2023 klo 10:04",
        "14. rujna 2023.",
        "2023년 9월 14일",
        "14.09.2023",
        "2023091417:10",
    ],
)
def test_parse_written_date_reads_the_day(text):
    parsed = parse(text)
    assert parsed["date"] == date(2023, 9, 14)
    assert parsed["ok"] is True


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2023-02-30", id="no_such_day"),
        pytest.param("31 June 2023", id="no_such_day_in_words"),
        pytest.param("2023-13-01", id="no_such_month"),
        pytest.param("04/05/2023", id="two_readings"),
        pytest.param("14 listopada 2023", id="october_in_zagreb_november_in_warsaw"),
        pytest.param("14 September", id="no_year"),
        pytest.param("10:04 am", id="time_alone"),
        pytest.param("yesterday", id="relative"),
        pytest.param("14 Smarch 2023", id="no_month"),
        pytest.param("00/00/0000", id="zeros"),
        pytest.param("", id="empty"),
        pytest.param(None, id="null"),
    ],
)
def test_parse_written_date_gives_null(text):
    parsed = parse(text)
    assert (parsed["date"], parsed["at"], parsed["precision"], parsed["ok"]) == (None, None, None, False)


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2023-09-14T10:00:00+09:00", datetime(2023, 9, 14, 1, 0), "second"),
        ("2023-09-14T23:30:00-05:00", datetime(2023, 9, 15, 4, 30), "second"),
        ("2023-09-14T10:00Z", datetime(2023, 9, 14, 10, 0), "minute"),
        ("2023-09-14 10:00:00.123 UTC", datetime(2023, 9, 14, 10, 0), "second"),
        ("20230914T101500Z", datetime(2023, 9, 14, 10, 15), "second"),
        ("Thu, 14 Sep 2023 09:45:00 +0545", datetime(2023, 9, 14, 4, 0), "second"),
        ("Thu, 14 Sep 23 09:45:00 GMT", datetime(2023, 9, 14, 9, 45), "second"),
        ("Sept. 14, 2023, 3:04 p.m. EDT", datetime(2023, 9, 14, 19, 4), "minute"),
        ("Sept 14, 2023 12 am EST", datetime(2023, 9, 14, 5, 0), "minute"),
        ("Sep 14, 2023 5:45 AM GMT+5:30", datetime(2023, 9, 14, 0, 15), "minute"),
        ("2023-09-14T10:00:00", None, "second"),
        ("September 14 2023 3:04 pm", None, "minute"),
        ("14 September 2023 10:04 IST", None, "minute"),
        ("14 September 2023 10:04 BST", None, "minute"),
        ("2023-09-14T25:00:00Z", None, "day"),
        ("2023-09-14", None, "day"),
    ],
)
def test_parse_written_date_knows_the_moment_only_with_a_clear_zone(text, at, precision):
    parsed = parse(text)
    assert parsed["date"] == date(2023, 9, 14)
    assert parsed["at"] == (at and at.replace(tzinfo=UTC))
    assert parsed["precision"] == precision


def test_numbers_between_dots_have_the_day_first():
    assert parse("4.5.2023")["date"] == date(2023, 5, 4)
    assert parse("4.15.2023")["date"] == date(2023, 4, 15)  # no other reading is a day


def test_both_readings_of_numbers_are_given():
    parsed = parse("04/05/2023")
    assert (parsed["day_first"], parsed["month_first"]) == (date(2023, 5, 4), date(2023, 4, 5))
    assert parse("14/05/2023")["day_first"] is None  # one reading only: that is the date


@pytest.mark.parametrize(
    ("text", "local", "zone"),
    [
        ("14 September 2023 10:04 IST", datetime(2023, 9, 14, 10, 4), "ist"),
        ("Sept 14, 2023, 3.04 pm (BST)", datetime(2023, 9, 14, 15, 4), "bst"),
        ("14 September 2023 10:04 EST", datetime(2023, 9, 14, 10, 4), None),
        ("14 September 2023", None, None),
    ],
)
def test_the_time_as_written_and_its_ambiguous_zone(text, local, zone):
    parsed = parse(text)
    assert (parsed["local"], parsed["zone"]) == (local, zone)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("14 September 2023 10:04 ET", datetime(2023, 9, 14, 14, 4)),
        ("14 December 2023 10:04 ET", datetime(2023, 12, 14, 15, 4)),
        ("Sept. 14, 2023, 3:04 p.m. PT", datetime(2023, 9, 14, 22, 4)),
        ("November 5, 2023 1:30 a.m. ET", None),  # an hour that came twice
    ],
)
def test_a_regional_zone_means_summer_or_winter_time_by_the_date(text, at):
    assert parse(text)["at"] == (at and at.replace(tzinfo=UTC))


LANGUAGES = (
    "en fr es de it pt nl sv da nb fi is pl cs sk sl hr sr bs mk bg ro hu el ru uk be lt lv et tr az ka hy he ar fa "
    "ur hi bn ta te mr gu pa kn ne id ms fil sw ha zu af am sq ca gl cy km lo so rw vi ja ko zh en_IN pt_BR"
)


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_dates_in_many_languages_are_read_or_left_never_misread(language):
    days = [date(2023, 9, 14), date(2021, 1, 3), date(1999, 10, 25), date(2024, 5, 9)]
    printed = [(day, format_date(day, form, language)) for day in days for form in ("full", "long")]
    read = [(parse(text)["date"], day) for day, text in printed]
    assert {got for got, _ in read if got} <= set(days)
    assert all(got in (None, day) for got, day in read)
    assert sum(got is not None for got, _ in read) >= 6


def test_parse_written_date_keeps_order_with_repeats_and_nulls():
    texts = ["1 May 2024", None, "2024-05-02", "1 May 2024", "", None]
    parsed = pl.DataFrame({"t": texts}).select(parse_written_date(pl.col("t")).struct.field("date"))
    assert parsed["date"].to_list() == [
        date(2024, 5, 1),
        None,
        date(2024, 5, 2),
        date(2024, 5, 1),
        None,
        None,
    ]


@given(
    st.dates(date(1500, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%b %d, %Y", "%Y%m%d"]),
)
def test_parse_written_date_reads_what_was_written(day, form):
    assert parse(day.strftime(form).replace("%Y", str(day.year)))["date"] == day


@given(
    st.text(
        st.sampled_from("0123456789 -/:.,TZapm+SeptMay年") | st.characters(exclude_categories=("Cs",)),
        max_size=40,
    )
)
def test_parse_written_date_is_total(text):
    parsed = parse(text)
    assert parsed["ok"] == (parsed["date"] is not None)


@pytest.mark.parametrize(
    ("uri", "pattern", "expected"),
    [
        ("a/2023/09/14/x.txt", "path:%Y/%m/%d", date(2023, 9, 14)),
        ("a/2023/09/14/x.txt", "%Y/%m/%d", date(2023, 9, 14)),
        ("news_20230914_7.txt", "%Y%m%d", date(2023, 9, 14)),
        ("2023-Sep-14.txt", "%Y-%b-%d", date(2023, 9, 14)),
        ("14.09.2023/x", "%d.%m.%Y", date(2023, 9, 14)),
        ("a.zip!/2023-09-14.txt", "%Y-%m-%d", date(2023, 9, 14)),
        ("0001202309147.txt", "%Y%m%d", None),
        ("2023/02/30/x.txt", "%Y/%m/%d", None),
        ("2023/13/01/x.txt", "%Y/%m/%d", None),
        ("x.txt", "%Y/%m/%d", None),
    ],
)
def test_from_path(uri, pattern, expected):
    frame = pl.DataFrame({"u": [uri]}).select(from_path(pl.col("u"), pattern).alias("u"))
    assert frame["u"].to_list() == [expected]


@pytest.mark.parametrize("pattern", ["", "%Y/%m", "%Y/%m/%d/%d", "%Y-%q-%d", "news"])
def test_from_path_refuses_a_pattern_without_a_day(pattern):
    with pytest.raises(ConfigurationError, match="%Y, %m"):
        from_path(pl.col("u"), pattern)
