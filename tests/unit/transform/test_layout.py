import time

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wirehouse.transform.layout import split_title_and_paragraphs

LONG = "The harbour office said that the ferry would run again once repairs to the pier were complete. " * 2
OTHER = "A spokeswoman for the council declined to comment on the cost, put at two million by an earlier report. " * 2
WIRE = """FERRY <FRY> TO RUN AGAIN
    PORTMOUTH, March 3 - The harbour office said the ferry
would run again once repairs to the pier were complete, which
it expects in May.
    A spokeswoman for the council declined to comment on the
cost.
 Wire
"""
WRAPPED = """The harbour office said on Monday that the ferry would run
again once repairs to the pier were complete, and that nobody
had been hurt.

A spokeswoman for the council declined to comment on the cost,
put at two million by an earlier report.
"""


def split(text, header_title=None):
    frame = pl.DataFrame(
        {"content": [text], "header_title": [header_title], "repairs": [[]]},
        schema={"content": pl.String, "header_title": pl.String, "repairs": pl.List(pl.String)},
    )
    return split_title_and_paragraphs(frame).row(0, named=True)


@pytest.mark.parametrize(
    ("text", "title", "paragraphs", "joined"),
    [
        pytest.param(
            f"Ferry to return\n\n{LONG}\n\n{OTHER}\n",
            "Ferry to return",
            [LONG, OTHER],
            False,
            id="blank_lines",
        ),
        pytest.param(f"\n\n{LONG}\n\n{OTHER}", None, [LONG, OTHER], False, id="no_title"),
        pytest.param(
            f"PORTMOUTH, May 3: {LONG}\n\n{OTHER}",
            None,
            [f"PORTMOUTH, May 3: {LONG}", OTHER],
            False,
            id="seed",
        ),
        pytest.param(f"The pier is shut.\n\n{LONG}", None, ["The pier is shut.", LONG], False, id="short_sentence"),
        pytest.param(
            f"Ferry to return\n{LONG}\n{OTHER}",
            "Ferry to return",
            [LONG, OTHER],
            False,
            id="line_a_paragraph",
        ),
        pytest.param(f"{LONG}\n{OTHER}\n\n{LONG}", None, [LONG, OTHER, LONG], False, id="both_kinds_of_breaks"),
        pytest.param(
            WIRE,
            "FERRY <FRY> TO RUN AGAIN",
            [
                "PORTMOUTH, March 3 - The harbour office said the ferry would run again once repairs to the "
                "pier were complete, which it expects in May.",
                "A spokeswoman for the council declined to comment on the cost.",
                "Wire",
            ],
            True,
            id="wire_with_indents",
        ),
        pytest.param(
            WRAPPED,
            None,
            [
                "The harbour office said on Monday that the ferry would run again once repairs to "
                "the pier were complete, and that nobody had been hurt.",
                "A spokeswoman for the council declined to comment on the cost, put at two million by an "
                "earlier report.",
            ],
            True,
            id="hard_wrapped",
        ),
        pytest.param(
            f"{LONG[:-1]}, the\nminister said.\n{OTHER[:-1]}, the\ncouncil said.",
            None,
            [f"{LONG[:-1]}, the minister said.", f"{OTHER[:-1]}, the council said."],
            True,
            id="broken_sentences",
        ),
        pytest.param(
            f"{LONG[:-1]}, the\nminister said.\n{OTHER}",
            None,
            [f"{LONG[:-1]}, the", "minister said.", OTHER],
            False,
            id="one_line_reads_on",
        ),
        pytest.param("FERRY STOPS RUNNING\n\n", "FERRY STOPS RUNNING", [], False, id="title_alone"),
        pytest.param("The ferry stopped running.\n", None, ["The ferry stopped running."], False, id="sentence_alone"),
        pytest.param("", None, [], False, id="empty"),
        pytest.param(" \n\t\n ", None, [], False, id="white_space"),
    ],
)
def test_split_title_and_paragraphs(text, title, paragraphs, joined):
    row = split(text)
    assert row["title"] == title
    if paragraphs is not None:
        assert row["paragraphs"] == [paragraph.strip() for paragraph in paragraphs]
    assert row["repairs"] == (["joined_wrapped_lines"] if joined else [])


def test_a_title_of_two_lines_is_joined():
    text = "FERRY TO RUN AGAIN ONCE REPAIRS TO THE PIER\nARE COMPLETE\n    " + WIRE.split("    ", 1)[1]
    assert split(text)["title"] == "FERRY TO RUN AGAIN ONCE REPAIRS TO THE PIER ARE COMPLETE"


def test_a_word_broken_at_its_hyphen_is_whole_again():
    text = WRAPPED.replace("nobody\nhad been hurt", "a well-\nknown pilot had been hurt")
    assert "a well-known pilot" in split(text)["paragraphs"][0]


def test_a_list_of_short_lines_is_not_joined():
    assert split(f"{LONG}\n\nApples\nPears\nPlums\n\n{OTHER}")["paragraphs"][1:4] == [
        "Apples",
        "Pears",
        "Plums",
    ]


def test_a_table_in_indented_copy_keeps_its_rows():
    text = "ACME INC 1ST QTR NET\n    Shr 12 cts vs 10\n    Net 1.2 mln vs 1.0 mln\n    Revs 9.1 mln vs 8.8\n"
    assert split(text)["paragraphs"] == ["Shr 12 cts vs 10", "Net 1.2 mln vs 1.0 mln", "Revs 9.1 mln vs 8.8"]


@pytest.mark.parametrize(
    ("header_title", "expected"),
    [
        pytest.param("Ferry to return", [LONG.strip()], id="repeated_above_the_text"),
        pytest.param("FERRY TO RETURN", [LONG.strip()], id="repeated_in_another_case"),
        pytest.param("Pier repaired", ["Ferry to return", LONG.strip()], id="another_one"),
    ],
)
def test_the_title_of_the_header_wins(header_title, expected):
    row = split(f"Ferry to return\n\n{LONG}", header_title)
    assert row["title"] == header_title
    assert row["paragraphs"] == expected


def test_rows_keep_their_order():
    texts = [WIRE, f"{LONG}\n\n{OTHER}", WRAPPED, f"Ferry to return\n{LONG}"] * 3
    frame = pl.DataFrame(
        {"content": texts, "header_title": [None] * 12, "repairs": [[]] * 12},
        schema={"content": pl.String, "header_title": pl.String, "repairs": pl.List(pl.String)},
    )
    assert split_title_and_paragraphs(frame)["paragraphs"].to_list() == [split(text)["paragraphs"] for text in texts]


@settings(max_examples=200, deadline=None)
@example("\xa00")
@given(st.text(st.sampled_from("ab Z.,-\n\n \t:?") | st.characters(exclude_categories=("Cc", "Cs")), max_size=120))
def test_layout_is_total_and_loses_no_word(text):
    row = split(text)
    words = [row["title"] or "", *row["title_tags"], *row["paragraphs"]]
    assert all(
        paragraph == paragraph.strip() and paragraph and "\n" not in paragraph for paragraph in row["paragraphs"]
    )
    if not row["title_tags"]:
        assert sorted("".join("".join(words).split())) == sorted("".join(text.split()))


@pytest.mark.parametrize("text", ["a\n" * 300_000, "a-\n" * 200_000, " " * 900_000, "word word\n    " * 60_000])
def test_layout_is_quick_on_hostile_text(text):
    started = time.perf_counter()
    split(text)
    assert time.perf_counter() - started < 10
