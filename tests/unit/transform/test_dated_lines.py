import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirehouse.transform.dated_lines import split_dated_lines


def split(text):
    row = split_dated_lines(pl.DataFrame({"content": [text]})).row(0, named=True)
    return row["content"], row["text_date_raw"], row["text_updated_raw"]


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Published: September 14, 2023 10:04 IST", "September 14, 2023 10:04 IST", None),
        (
            "Published: Sep 14, 2023 10:04 IST | Updated: Sep 15, 2023 12:30 IST",
            "Sep 14, 2023 10:04 IST",
            "Sep 15, 2023 12:30 IST",
        ),
        ("Updated: 15 Sep 2023 Published: 14 Sep 2023", "14 Sep 2023", "15 Sep 2023"),
        ("First Published : 14 Sep 2023, 10:04 AM IST", "14 Sep 2023, 10:04 AM IST", None),
        (
            "Published - September 14, 2023 10:04 am IST - NEW DELHI",
            "September 14, 2023 10:04 am IST - NEW DELHI",
            None,
        ),
        ("PUBLISHED: 12:00 EST, 14 September 2023", "12:00 EST, 14 September 2023", None),
        ("LAST UPDATED AT 14:41 ON Tue 10 Feb 2015", None, "14:41 ON Tue 10 Feb 2015"),
        ("Modified Date: November 25, 2014 10:42 AM", None, "November 25, 2014 10:42 AM"),
        ("Posted on September 14, 2023 by admin", "September 14, 2023 by admin", None),
        (
            "Publié le 14/09/2023 à 10:04, mis à jour le 15/09/2023 à 12:00",
            "14/09/2023 à 10:04",
            "15/09/2023 à 12:00",
        ),
        ("Publicado el 14 de septiembre de 2023", "14 de septiembre de 2023", None),
        ("Veröffentlicht am 14.09.2023", "14.09.2023", None),
        ("Stand: 14.09.2023, 10:04 Uhr", "14.09.2023, 10:04 Uhr", None),
        ("Опубликовано: 14 сентября 2023 года", "14 сентября 2023 года", None),
        ("发布时间：2023年9月14日", "2023年9月14日", None),
    ],
)
@pytest.mark.parametrize("place", ["first", "second", "last"])
def test_a_dated_line_is_taken_out(line, published, updated, place):
    lines = ["A pier has opened", "It is long, its builders said."]
    lines.insert({"first": 0, "second": 1, "last": 2}[place], line)
    content, *values = split("\n\n".join(lines))
    assert values == [published, updated]
    assert content.split() == " ".join(lines).replace(line, "").split()


@pytest.mark.parametrize(
    "line",
    [
        "2023-09-14",
        "September 14, 2023",
        "Thursday 14 September 2023",
        "14/09/2023",
        "14 Sept. 2023, 10:04 IST",
        "Sept 14, 2023 / 10:04 AM / Updated an hour ago",
    ],
)
@pytest.mark.parametrize("title", ["", "A pier has opened\n\n"], ids=["first", "below_the_title"])
def test_a_whole_date_above_the_text_needs_no_label(line, title):
    content, published, updated = split(f"{title}{line}\n\nIt is long, its builders said.")
    assert (published, updated) == (line, None)
    assert content.split() == f"{title} It is long, its builders said.".split()


def test_the_author_behind_a_date_is_left_for_the_bylines():
    content, published, _ = split("A pier has opened\n\nPosted on 14 September 2023 by Ada Quill\n\nIt is long.")
    assert published == "14 September 2023"
    assert content.split("\n\n") == ["A pier has opened", " by Ada Quill", "It is long."]


@pytest.mark.parametrize(
    "text",
    [
        "The pier in years\n\n3 May 1931\n\nIt opens.\n\n4 May 1957\n\nIt burns.\n\n5 May 2001\n\nIt opens again.",
        "A pier has opened\n\nBiratnagar, September 14, 2023\n\nIt is long.",
        "A pier has opened\n\n2000 GMT\n\nIt is long.",
        "It opened in\n\nMay 1931\n\nand closed.",
        "14 September 2023",
        "PIER LTD YEAR TO 14 SEPT 2023\n\nIts ferries were late.",
        "The notes of the pier fall due on\n14 September 2023.\n\nIt is long.",
        "The notes of the pier fall due on\n14 September 2023\nand are not paid.",
        "The pier " * 20 + "\n\n14 September 2023\n\nIt is long.",
        "Published reports put the value of 14 orders at 2.5 billion.",
        "Published in Geneva on September 14, 2023, the report lists 12 piers that are unsafe.",
        "Posted 14 men on the pier on 3 May 2023.",
        "Updated at 11:45 p.m. ET",
        "Updated: see page 4",
        "Updated to clarify who owns the pier.",
        "Published By: Jane Doe",
        "Published: February 30, 2023",
        "He said: Published: 14 Sep 2023",
        "The pier was published on 14 Sep 2023",
        "",
    ],
)
def test_text_stays(text):
    assert split(text) == (text, None, None)


def test_a_dated_line_in_the_middle_of_a_long_text_stays():
    text = "A line of text.\n" * 120 + "Updated: 14 Sep 2023\n" + "A line of text.\n" * 120
    assert split(text) == (text, None, None)


def test_the_first_of_several_counts_and_all_are_taken():
    assert split("Updated: 14 Sep 2023\nA\nUpdated: 13 Sep 2023\nB") == ("\nA\n\nB", None, "14 Sep 2023")


def test_a_line_is_taken_out_where_it_stands():
    text = "The sign says Updated: 14 Sep 2023 in red.\nUpdated: 14 Sep 2023\nIt is long."
    assert split(text) == ("The sign says Updated: 14 Sep 2023 in red.\n\nIt is long.", None, "14 Sep 2023")


def test_the_end_of_a_line_is_no_line():
    text = "A line of text.\n" * 200 + "and so it went on. " * 40 + "Updated: 14 Sep 2023 " + "x" * 379
    assert split(text) == (text, None, None)


def test_other_columns_and_the_order_stay():
    frame = pl.DataFrame({"content": ["a", "Published: 2023-09-14\nb", "c"], "n": [1, 2, 3]})
    got = split_dated_lines(frame)
    assert got.select("content", "n").rows() == [("a", 1), ("\nb", 2), ("c", 3)]


@given(st.text(st.sampled_from("Published: Updated 14 Sep 2023\n|") | st.characters(exclude_categories=("Cs",))))
def test_total_and_nothing_is_added(text):
    content, *_ = split(text)
    assert len(content) <= len(text)
