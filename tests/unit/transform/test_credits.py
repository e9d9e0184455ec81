import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirehouse.transform.credits import split_credit

SCHEMA = {"paragraphs": pl.List(pl.String)}


def split(*rows):
    frame = split_credit(pl.DataFrame({"paragraphs": list(rows)}, schema=SCHEMA))
    return frame.select("paragraphs", "credit", "credit_agency").rows()


@pytest.mark.parametrize(
    ("paragraphs", "left", "credit", "agency"),
    [
        pytest.param(["It sank. \ufffdREUTERS"], ["It sank."], "\ufffdREUTERS", "Reuters", id="lost_dash"),
        pytest.param(["It sank.\ufffdREUTERS"], ["It sank."], "\ufffdREUTERS", "Reuters", id="lost_dash_glued"),
        pytest.param(["It sank. —REUTERS"], ["It sank."], "—REUTERS", "Reuters", id="dash"),
        pytest.param(["It sank. - PTI"], ["It sank."], "- PTI", "PTI", id="hyphen"),
        pytest.param(["“It sank.” (Reuters)"], ["“It sank.”"], "(Reuters)", "Reuters", id="bracket"),
        pytest.param(["It sank. Reuters"], ["It sank."], "Reuters", "Reuters", id="bare"),
        pytest.param(["It sank! AFP"], ["It sank!"], "AFP", "AFP", id="bare_afp"),
        pytest.param(["tonnes 1,234 REUTER"], ["tonnes 1,234"], "REUTER", "Reuters", id="table"),
        pytest.param(["said the navy. reuter"], ["said the navy."], "reuter", "Reuters", id="lower_case"),
        pytest.param(["It sank.", "Reuter"], ["It sank."], "Reuter", "Reuters", id="line"),
        pytest.param(["It sank.", "(AP)"], ["It sank."], "(AP)", "AP", id="line_bracket"),
        pytest.param(["It sank.", "–IANS"], ["It sank."], "–IANS", "IANS", id="line_dash"),
        pytest.param(["It sank. –IANS vc/vd"], ["It sank."], "–IANS vc/vd", "IANS", id="desk_slug"),
        pytest.param(["It sank. PTI SKL KVK"], ["It sank."], "PTI SKL KVK", "PTI", id="desk_initials"),
        pytest.param(
            ["It sank.", "(Reporting by A Doe in Rome; Editing by B Roe)"],
            ["It sank."],
            "(Reporting by A Doe in Rome; Editing by B Roe)",
            None,
            id="reporting_line",
        ),
        pytest.param(
            ["It sank. (Reporting by A Doe; Editing by B Roe) REUTERS"],
            ["It sank."],
            "(Reporting by A Doe; Editing by B Roe) REUTERS",
            "Reuters",
            id="reporting_and_agency",
        ),
        pytest.param(
            ["It sank.Reporting by A Doe; Editing by B Roe"],
            ["It sank."],
            "Reporting by A Doe; Editing by B Roe",
            None,
            id="reporting_glued",
        ),
        pytest.param(["It sank.", "© AFP"], ["It sank."], "© AFP", "AFP", id="copyright"),
        pytest.param(
            ["It sank.", "Copyright 2021 The Associated Press. All rights reserved. This material may not be sold."],
            ["It sank."],
            "Copyright 2021 The Associated Press. All rights reserved. This material may not be sold.",
            "AP",
            id="copyright_with_its_terms",
        ),
        pytest.param(["It sank.", "—Copyright by UPI"], ["It sank."], "—Copyright by UPI", "UPI", id="copyright_dash"),
        pytest.param(
            ["It sank.", "This report by The Canadian Press was first published May 2, 2021."],
            ["It sank."],
            "This report by The Canadian Press was first published May 2, 2021.",
            "Canadian Press",
            id="first_published",
        ),
        pytest.param(
            ["It sank. This story by Reuters was originally published on 2 May."],
            ["It sank."],
            "This story by Reuters was originally published on 2 May.",
            "Reuters",
            id="first_published_behind_text",
        ),
        pytest.param(
            ["It sank.", "With files from The Canadian Press"],
            ["It sank."],
            "With files from The Canadian Press",
            "Canadian Press",
            id="files_line",
        ),
        pytest.param(["It sank.", "Source: Xinhua"], ["It sank."], "Source: Xinhua", "Xinhua", id="source"),
        pytest.param(
            ["It sank.", "© dpa-infocom, dpa:210502-99-12/3"],
            ["It sank."],
            "© dpa-infocom, dpa:210502-99-12/3",
            "dpa",
            id="copyright_and_number",
        ),
        pytest.param(
            ["It sank.", "--With assistance from Ada Quill and Bo Rook."],
            ["It sank."],
            "--With assistance from Ada Quill and Bo Rook.",
            None,
            id="assistance",
        ),
        pytest.param(
            ["It sank.", "Associated Press writer Ada Quill in Rome contributed to this report."],
            ["It sank."],
            "Associated Press writer Ada Quill in Rome contributed to this report.",
            "AP",
            id="an_agencys_contributor",
        ),
        pytest.param(["It sank.", "--IANS", "rt/dpb"], ["It sank."], "--IANS rt/dpb", "IANS", id="slug_below"),
        pytest.param(["It sank.", "PTI SKL", "KVK"], ["It sank."], "PTI SKL KVK", "PTI", id="initials_below"),
        pytest.param(["It sank. Enditem"], ["It sank."], "Enditem", None, id="end_mark"),
        pytest.param(["It sank.", "###"], ["It sank."], "###", None, id="end_mark_line"),
        pytest.param(["It sank.", "(adq/bro)"], ["It sank."], "(adq/bro)", None, id="end_mark_of_initials"),
        pytest.param(["It sank. (END)"], ["It sank."], "(END)", None, id="end_mark_bracket"),
        pytest.param(["It sank. (UPI) Enditem"], ["It sank."], "(UPI) Enditem", "UPI", id="agency_and_end_mark"),
        pytest.param(["It sank. (With inputs from PTI)"], ["It sank."], "(With inputs from PTI)", "PTI", id="inputs"),
        pytest.param(
            ["It sank.", "(With inputs from agencies.)"],
            ["It sank."],
            "(With inputs from agencies.)",
            None,
            id="inputs_unnamed",
        ),
    ],
)
def test_split_credit_takes_the_sign_off(paragraphs, left, credit, agency):
    assert split(paragraphs) == [(left, credit, agency)]


@pytest.mark.parametrize(
    "paragraphs",
    [
        pytest.param(["The captain told Reuters"], id="no_full_stop"),
        pytest.param(["The captain told Reuters."], id="full_stop"),
        pytest.param(["It was first told by the AP."], id="the_ap"),
        pytest.param(["He said so to the agency (AP)."], id="bracket_in_a_sentence"),
        pytest.param(["She works for Bloomberg-Reuters"], id="hyphen_within_a_word"),
        pytest.param(["It sank. He told Reuters so."], id="inside"),
        pytest.param(["It sank. CBS"], id="not_one_that_stands_alone"),
        pytest.param(["Reuters"], id="nothing_else"),
        pytest.param(["It sank. So said PTI", "SKL"], id="initials_below_text"),
        pytest.param(["It sank off Rome.", "SKL"], id="initials_alone"),
        pytest.param(["It sank.", "With assistance from Rome, the board found it."], id="assistance_in_a_sentence"),
        pytest.param(["Reporting by night is hard, he said. It sank."], id="reporting_begins_a_sentence"),
        pytest.param(["He sued.", "Copyright 2021 Bay Gazette"], id="copyright_of_another"),
        pytest.param(["He sued over the copyright of AFP"], id="copyright_in_a_sentence"),
        pytest.param(["The study by Acme was first published in May."], id="first_published_in_a_sentence"),
        pytest.param(["He reached the item's ENDS"], id="no_sentence_ends_before_the_mark"),
        pytest.param(["The boiler was rated - 30 -"], id="number_between_dashes"),
        pytest.param([], id="no_paragraph"),
        pytest.param(None, id="null"),
        pytest.param([""], id="empty"),
    ],
)
def test_split_credit_leaves_text(paragraphs):
    assert split(paragraphs) == [(paragraphs, None, None)]


def test_split_credit_bears_white_space_at_the_end():
    assert split(["It sank. (AP). "]) == [(["It sank."], "(AP).", "AP")]


def test_split_credit_keeps_rows_apart():
    rows = [["One. Reuters"], ["Two."], None, ["Three.", "AFP"], ["x" * 900 + ". (AP)"]]
    assert [row[2] for row in split(*rows)] == ["Reuters", None, None, "AFP", "AP"]
    assert split(*rows)[4][0] == ["x" * 900 + "."]


ends = st.sampled_from(
    [". ", "Reuters", "REUTER", "\ufffd", " —", "(AP)", "PTI ", "© AFP", "Enditem", "Reporting by A; Editing by B", "”"]
)
rows_of_texts = st.lists(
    st.lists(st.lists(ends | st.text(max_size=5), max_size=8).map("".join), max_size=3), min_size=1, max_size=50
)


@given(rows_of_texts)
@settings(max_examples=30, deadline=None)
def test_split_credit_is_total_and_loses_nothing(rows):
    for before, (left, credit, _) in zip(rows, split(*rows), strict=True):
        assert "".join("".join([*left, credit or ""]).split()) == "".join("".join(before).split())
