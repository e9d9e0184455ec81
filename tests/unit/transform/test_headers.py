import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirehouse.transform.headers import HEADER_COLUMNS, may_begin_header, split_header, without_header


def split(text):
    row = split_header(pl.DataFrame({"content": [text]})).row(0, named=True)
    fields = {name.removeprefix("header_"): row[name] for name in HEADER_COLUMNS if row[name] is not None}
    return row["content"], fields


@pytest.mark.parametrize(
    ("text", "content", "fields"),
    [
        pytest.param(" date 2023-09-15 \n\n\n\nThe ferry.\n", "The ferry.\n", {"date_raw": "2023-09-15"}, id="seed"),
        pytest.param("\n\ndate 2023-09-15\nThe ferry.", "The ferry.", {"date_raw": "2023-09-15"}, id="blank_lines"),
        pytest.param("Date: 15 September 2023\nA", "A", {"date_raw": "15 September 2023"}, id="colon"),
        pytest.param(
            "date 2023-09-15T10:00:00+09:00\n\nA",
            "A",
            {"date_raw": "2023-09-15T10:00:00+09:00"},
            id="time_and_zone",
        ),
        pytest.param("Published 4 May 2024 10:00 IST\n\nA", "A", {"date_raw": "4 May 2024 10:00 IST"}, id="bare_name"),
        pytest.param("Fecha 4 de mayo de 2024\n\nA", "A", {"date_raw": "4 de mayo de 2024"}, id="spanish"),
        pytest.param("ДАТА: 4 мая 2024\n\nA", "A", {"date_raw": "4 мая 2024"}, id="russian"),
        pytest.param("日期：2024年5月4日\n\nA", "A", {"date_raw": "2024年5月4日"}, id="chinese"),
        pytest.param(
            "Otsikko: Laituri\nJulkaistu: 4.5.2024\nLähde: Lahti\n\nA",
            "A",
            {"title": "Laituri", "date_raw": "4.5.2024", "publisher": "Lahti"},
            id="finnish",
        ),
        pytest.param(
            "date\t2024-05-04\ntitle\tPier shut\n\nA", "A", {"date_raw": "2024-05-04", "title": "Pier shut"}, id="tabs"
        ),
        pytest.param("Stand by me, she said.", "Stand by me, she said.", {}, id="stand_is_text"),
        pytest.param(
            "Title: Pier shut: why\nBy: A Ray, B Lee\nURL: https://x.org/a?b=c\nSource: Bay Wire\n"
            "Updated: 3 May 2024\nLang: en\nID: 7\n\nBody: text",
            "Body: text",
            {
                "title": "Pier shut: why",
                "authors_raw": "A Ray, B Lee",
                "url": "https://x.org/a?b=c",
                "publisher": "Bay Wire",
                "updated_raw": "3 May 2024",
                "language": "en",
                "id": "7",
            },
            id="block",
        ),
        pytest.param(
            '---\ntitle: "Pier: shut"\ndate: 2024-01-02\nlayout: post\n---\nA',
            "A",
            {"title": "Pier: shut", "date_raw": "2024-01-02"},
            id="front_matter",
        ),
        pytest.param("DATE: 2024-01-02", "", {"date_raw": "2024-01-02"}, id="nothing_but_a_header"),
        pytest.param("date:\n\nA", "A", {}, id="no_value"),
        pytest.param("Date: sometime\n\nA", "A", {"date_raw": "sometime"}, id="colon_takes_any_value"),
        pytest.param("date 2024-01-02\n\n    Indented", "    Indented", {"date_raw": "2024-01-02"}, id="indent_stays"),
        pytest.param("Date palms grow here.\nB", "Date palms grow here.\nB", {}, id="date_palms"),
        pytest.param("Posted 14 men to the pier, he said.", "Posted 14 men to the pier, he said.", {}, id="posted_men"),
        pytest.param("By Ann Ray\n\nA", "By Ann Ray\n\nA", {}, id="byline_is_text"),
        pytest.param("Weather: rain\n\nA", "Weather: rain\n\nA", {}, id="unknown_name"),
        pytest.param("A line.\nDate: 2024-01-02", "A line.\nDate: 2024-01-02", {}, id="header_inside"),
        pytest.param("date: 2024-01-02\n\nTitle: x", "Title: x", {"date_raw": "2024-01-02"}, id="ends_at_blank_line"),
        pytest.param(
            "SOURCE: The Tide\n\nTITLE: Pier shut\n\nPUBLISHED: 2024/01/02\n\nA\n\nDate: x",
            "A\n\nDate: x",
            {"publisher": "The Tide", "title": "Pier shut", "date_raw": "2024/01/02"},
            id="double_spaced",
        ),
        pytest.param(
            "Title: Pier shut\n\nDate: 2024-01-02\n\nA",
            "A",
            {"title": "Pier shut", "date_raw": "2024-01-02"},
            id="title_and_date_spaced",
        ),
        pytest.param(
            "Title: Pier shut\n\nDate: a fruit\n\nA", "Date: a fruit\n\nA", {"title": "Pier shut"}, id="no_day"
        ),
        pytest.param(
            "Source: The Tide\nTitle: Pier shut\n\nPublished: 2024/01/02",
            "Published: 2024/01/02",
            {"publisher": "The Tide", "title": "Pier shut"},
            id="spaced_once",
        ),
        pytest.param(
            "Data: the new oil, or so they say.\n\nLink: unclear.\n\nPublication: pending.\n\nThe study has 3 parts.",
            "Link: unclear.\n\nPublication: pending.\n\nThe study has 3 parts.",
            {"date_raw": "the new oil, or so they say."},
            id="prose_spaced",
        ),
        pytest.param(
            "Date: 2024-01-02\n\nBy: the end of May it will be shut.\n\nSource: the board.\n\nA",
            "By: the end of May it will be shut.\n\nSource: the board.\n\nA",
            {"date_raw": "2024-01-02"},
            id="prose_below_a_date",
        ),
        pytest.param(
            "---\ntitle: Pier shut\nsummary: |\n  One.\n  \n  Two.\ndate: 2024-01-02\n---\n\nA",
            "A",
            {"title": "Pier shut", "date_raw": "2024-01-02"},
            id="front_matter_with_a_blank_line",
        ),
        pytest.param("", "", {}, id="empty"),
    ],
)
def test_split_header(text, content, fields):
    assert split(text) == (content, fields)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (" date 2023-09-15 \n", True),
        ("\ufeffTitle: x\r\n", True),
        ("---\ntitle: x\n", True),
        ("The ferry sank.", False),
        ("Dates of sailings", False),
        ("", False),
    ],
)
def test_may_begin_header(head, expected):
    assert may_begin_header(head) is expected


def test_without_header_adds_null_columns():
    frame = without_header(pl.DataFrame({"content": ["a"]}))
    assert frame.select(HEADER_COLUMNS).row(0) == (None,) * len(HEADER_COLUMNS)


@given(st.text(st.sampled_from("dateby title:=-\n 2023—,.") | st.characters(exclude_categories=("Cs",)), max_size=80))
def test_split_header_is_total_and_loses_no_line(text):
    content, _ = split(text)
    assert text.endswith(content)
