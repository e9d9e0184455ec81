import polars as pl
import pytest

from wirehouse.transform.agencies import (
    AGENCIES,
    canonical_agency,
    combine_agency,
    is_listed_agency,
    split_title_agency,
    stands_alone,
)


def of(expression, raw):
    return pl.select(expression(pl.lit(raw, dtype=pl.String))).item()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Reuter", "Reuters"),
        ("REUTERS", "Reuters"),
        ("\ufffdREUTERS", "Reuters"),
        ("—REUTERS", "Reuters"),
        ("(Thomson Reuters)", "Reuters"),
        ("The Associated Press", "AP"),
        ("A.P.", "AP"),
        ("ap", "AP"),
        ("Agence France-Presse", "AFP"),
        ("AGENCE FRANCE PRESSE", "AFP"),
        ("Xinhuanet", "Xinhua"),
        ("/TASS/", "TASS"),
        ("ITAR-TASS", "TASS"),
        ("РИА Новости", "RIA Novosti"),
        ("DPA", "dpa"),
        ("Press Association", "PA"),
        ("CP", "Canadian Press"),
        ("the Canadian Press", "Canadian Press"),
        ("NEWSER", "Newser"),
        ("Harbour Gazette", "Harbour Gazette"),
        ("(KQRX)", "KQRX"),
        ("AP via Reuters", "Reuters"),
        ("Reuters/AFP", "Reuters"),
        ("Harbour Gazette/AP", "AP"),
        ("AFP and Reuters", "AFP"),
        ("CNN/Money", "CNN"),
        ("Reuters Health", "Reuters"),
        ("Mary & Sons", "Mary & Sons"),
        (" - ", None),
        ("", None),
        (None, None),
    ],
)
def test_canonical_agency(raw, expected):
    assert of(canonical_agency, raw) == expected


@pytest.mark.parametrize(
    ("raw", "listed", "alone"),
    [
        ("Reuters", True, True),
        ("AP", True, True),
        ("CP", True, False),
        ("PA", True, False),
        ("CBS", True, False),
        ("ap", True, False),
        ("Harbour Gazette", False, False),
        (None, None, None),
    ],
)
def test_listed_agencies_and_those_that_need_no_brackets(raw, listed, alone):
    assert of(is_listed_agency, raw) is listed
    assert of(stands_alone, raw) is alone


def test_every_alias_belongs_to_one_agency():
    owners = {}
    for name, agency in AGENCIES.items():
        for alias in {one.casefold() for one in (name, *agency["aliases"])}:
            assert owners.setdefault(alias, name) == name
        assert len(agency["country"]) == 2


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param(
            {"dateline_agency": "AP", "credit_agency": "Reuters"}, ("AP", "dateline", True), id="dateline_first"
        ),
        pytest.param(
            {"title_agency": "Canadian Press", "dateline_agency": "AP"},
            ("Canadian Press", "title", True),
            id="distributor",
        ),
        pytest.param(
            {"dateline_agency": None, "byline_agency": "Reuter", "credit_agency": "AFP"},
            ("Reuters", "byline", True),
            id="byline",
        ),
        pytest.param({"dateline_agency": " - ", "credit_agency": "AFP"}, ("AFP", "credit", True), id="blank_is_none"),
        pytest.param({"dateline_agency": "KQRX"}, ("KQRX", "dateline", False), id="unlisted"),
        pytest.param({"dateline_agency": None}, (None, None, None), id="none"),
        pytest.param({"other": "x"}, (None, None, None), id="no_column"),
    ],
)
def test_combine_agency_takes_the_distributor(columns, expected):
    frame = pl.DataFrame([columns], schema=dict.fromkeys(columns, pl.String))
    assert combine_agency(frame).select("agency", "agency_rule", "agency_is_listed").row(0) == expected


def test_combine_agency_keeps_the_rows_order():
    raw = ["AP", None, "Reuter", "KQRX", "AP"]
    frame = pl.DataFrame({"dateline_agency": raw}, schema={"dateline_agency": pl.String})
    assert combine_agency(frame)["agency"].to_list() == ["AP", None, "Reuters", "KQRX", "AP"]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        pytest.param("Ferry sinks (Reuters)", "The ferry", ("Ferry sinks", "Reuters"), id="listed"),
        pytest.param(
            "Ferry sinks (Boat World)", "Boat World - The ferry", ("Ferry sinks", "Boat World"), id="said_twice"
        ),
        pytest.param("Ferry sinks (Boat World)", "The ferry", ("Ferry sinks (Boat World)", None), id="unlisted"),
        pytest.param("शांति (वार्ता)", "नाव", ("शांति (वार्ता)", None), id="word_that_is_an_agency_in_datelines"),
        pytest.param("(AP)", "AP - The ferry", ("(AP)", None), id="nothing_left"),
        pytest.param("Ferry (AP) sinks", "The ferry", ("Ferry (AP) sinks", None), id="not_at_the_end"),
        pytest.param(None, "AP - The ferry", (None, None), id="no_title"),
        pytest.param("Ferry sinks (AP)", None, ("Ferry sinks", "AP"), id="no_text"),
    ],
)
def test_split_title_agency(title, text, expected):
    schema = {"title": pl.String, "paragraphs": pl.List(pl.String)}
    frame = pl.DataFrame([{"title": title, "paragraphs": [] if text is None else [text]}], schema=schema)
    assert split_title_agency(frame).select("title", "title_agency").row(0) == expected
