import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirehouse.transform.bylines import split_byline

SCHEMA = {"paragraphs": pl.List(pl.String)}
BODY = "The ferry to the island ran again on Monday."


def split(*rows):
    return split_byline(pl.DataFrame({"paragraphs": list(rows)}, schema=SCHEMA)).rows(named=True)


@pytest.mark.parametrize(
    ("line", "authors", "agency"),
    [
        ("By Jane Doe", ["Jane Doe"], None),
        ("by Jane Doe, Reuters", ["Jane Doe"], "Reuters"),
        ("BY JANE DOE, Reuter", ["Jane Doe"], "Reuter"),
        ("By: Jane Doe", ["Jane Doe"], None),
        ("By Jane A. Doe, John Roe and Max de la Mer", ["Jane A. Doe", "John Roe", "Max de la Mer"], None),
        ("By Jane Doe and John Roe, Associated Press Writers", ["Jane Doe", "John Roe"], "Associated Press"),
        ("By Jane Doe | AP Sports Writer", ["Jane Doe"], "AP Sports Writer"),
        ("By Jane Doe, Staff Writer", ["Jane Doe"], None),
        ("By Jane Doe, Harbour Gazette", ["Jane Doe"], None),
        ("Jane Doe, Reuters", ["Jane Doe"], "Reuters"),
        ("By JANE McDOE, AFP", ["Jane McDoe"], "AFP"),
        ("By Jane Doe @janedoe", ["Jane Doe"], None),
        ("By Jane Doe jane.doe@gazette.example", ["Jane Doe"], None),
        ("Par Jeanne Doe et Jean Roe", ["Jeanne Doe", "Jean Roe"], None),
        ("Par Jeanne Doe avec AFP", ["Jeanne Doe"], "AFP"),
        ("Por Juana Doe", ["Juana Doe"], None),
        ("Von Anna Doe und Max Roe", ["Anna Doe", "Max Roe"], None),
        ("Oleh Budi Doe", ["Budi Doe"], None),
        ("By The Associated Press", [], "The Associated Press"),
        ("By Reuters Staff", [], "Reuters Staff"),
        ("Agence France Presse", [], "Agence France Presse"),
    ],
)
def test_split_byline_takes_the_line(line, authors, agency):
    (got,) = split([line, BODY])
    assert (got["authors"], got["byline"], got["paragraphs"]) == (authors, line, [BODY])
    assert got["byline_agency"] == agency


@pytest.mark.parametrize(
    "line",
    [
        "By Monday, the ferry was gone.",
        "By The Numbers",
        "Par avion",
        "Von der Fähre",
        "Por ahora no sale",
        "By the time it sank it was late",
        "By Jane Doe's own account nobody was aboard when it sank, and the captain had gone home to bed.",
        "Ferry Office",
        "Jane Doe, captain",
        "(Adds details)",
        "CBS",
        "",
    ],
)
def test_split_byline_leaves_other_lines(line):
    (got,) = split([line, BODY])
    assert (got["authors"], got["byline"], got["paragraphs"]) == ([], None, [line, BODY])


@pytest.mark.parametrize(
    ("paragraphs", "left", "authors"),
    [
        pytest.param(
            ["(Adds details)", "By Jane Doe", BODY], ["(Adds details)", BODY], ["Jane Doe"], id="behind_a_note"
        ),
        pytest.param(["x" * 200, "By Jane Doe", BODY], ["x" * 200, "By Jane Doe", BODY], [], id="behind_a_paragraph"),
        pytest.param(["By Jane Doe"], ["By Jane Doe"], [], id="nothing_else"),
        pytest.param([], [], [], id="no_paragraph"),
        pytest.param(None, None, [], id="null"),
    ],
)
def test_split_byline_looks_at_the_head_only(paragraphs, left, authors):
    (got,) = split(paragraphs)
    assert (got["paragraphs"], got["authors"]) == (left, authors)


def test_split_byline_believes_the_header_first():
    rows = {
        "paragraphs": [["By Jane Doe", BODY], [BODY], [BODY]],
        "header_authors_raw": ["By John Roe; MAX MOE", "Ann Poe", None],
    }
    got = split_byline(pl.DataFrame(rows, schema={"paragraphs": pl.List(pl.String), "header_authors_raw": pl.String}))
    assert got["authors"].to_list() == [["John Roe", "Max Moe"], ["Ann Poe"], []]
    assert got["paragraphs"].to_list() == [[BODY]] * 3


words = st.sampled_from(["By ", "by ", "Jane ", "Doe", ", ", "Reuters", " and ", "AP", "| "])


@given(
    st.lists(
        st.lists(st.lists(words | st.text(max_size=4), max_size=7).map("".join), max_size=4), min_size=1, max_size=50
    )
)
@settings(max_examples=30, deadline=None)
def test_split_byline_is_total_and_loses_nothing(rows):
    for before, got in zip(rows, split(*rows), strict=True):
        assert sorted([*got["paragraphs"], *([] if got["byline"] is None else [got["byline"]])]) == sorted(before)
