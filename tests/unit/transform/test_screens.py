"""A screen spares a costly pattern most texts; it must let through all that its pattern matches."""

from random import Random

import polars as pl
import pytest

from wirehouse.transform import bylines, dateline_patterns
from wirehouse.transform import credits as signoffs
from wirehouse.transform.agencies import may_name_agency

_PIECES = [
    "LONDON", "New York", "Jaipur", "Port-au-Prince", "al-Quds", "L'Aquila", "ST. LOUIS", "Mo.", ", ", ". ",
    " ", "*", ">", "\ufffd", "/", "(", ")", "[", "]", "(AP)", "(Reuters)", "/TASS/", "AP", "Reuters",
    "REUTER", "reuters", "The Associated Press", "Sept 14", "14 September", "Jan. 3, 2024", "2023", "3",
    "by ", "By ", "BY ", "Jane Doe", "John Q. Public", " and ", "&", ";", ":", "said", "Reporting by A B",
    "; Editing by C D", "Copyright ", "©", "(c)", "was first published", "This report by", "With files from",
    "(With inputs from PTI)", "ENDS", "###", ".", "…", "&#3;", "PTI SKL", "Staff Writer", "Daily Times",
    "new york", "北京", "서울=연합뉴스", "(서울=뉴시스)", "【東京", "共同】", "9月14日", "电", "新华社", "（记者", "）",
    "[", "ロイター]",
    "Sept 14 AAP", "UNDATED", "\n", "\x1e", "“", "?", "!", " - ", " -- ", "-", "–", "— ", "‒", "―", "−", "",
]  # fmt: skip


@pytest.fixture(scope="module")
def texts():
    draw = Random(7)
    return pl.Series("text", ["".join(draw.choices(_PIECES, k=draw.randint(2, 12))) for _ in range(30_000)])


def _passed(texts, screen, *names):
    if screen == bylines._NAMED:
        return texts.to_frame().select(may_name_agency(pl.col("text"), *names)).to_series()
    return texts.str.contains(screen)


@pytest.mark.parametrize("name", dateline_patterns.SHAPES)
def test_datelines(texts, name):
    matched = texts.str.contains(dateline_patterns.SHAPES[name])
    assert texts.filter(matched & ~_passed(texts, dateline_patterns.SCREENS[name])).to_list() == []


def test_agencies_before_the_place(texts):
    matched = texts.str.contains(dateline_patterns.HEAD_AGENCY)
    one, other = (texts.str.contains(screen) for screen in dateline_patterns.HEAD_SCREENS)
    assert texts.filter(matched & ~(one | other)).to_list() == []


@pytest.mark.parametrize("name", signoffs.SCREENS)
def test_credits(texts, name):
    matched = texts.str.contains(signoffs.SHAPES[name])
    passed = _passed(texts, signoffs.SCREENS[name], *signoffs._SIGNED_OFF)
    assert texts.filter(matched & ~passed).to_list() == []


@pytest.mark.parametrize("number", range(len(bylines._SHAPES)))
def test_bylines(texts, number):
    matched = texts.str.contains(bylines._SHAPES[number])
    assert texts.filter(matched & ~_passed(texts, bylines._SCREENS[number])).to_list() == []
