import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirehouse.transform.twins import find_twins, repair_twins

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "paragraphs": pl.List(pl.String),
    "repairs": pl.List(pl.String),
}
STORY = [
    "Fishermen of the two northern islands agreed on Monday to share the herring grounds, a minister said.",
    "The islands have quarrelled over the grounds since 1952. And both have lost boats to the winter storms.",
    '"We would rather count fish than count broken nets," said Ben Okoro, who owns three boats on the quay.',
    "Buyers on the mainland said the price of herring fell by a tenth within an hour of the announcement.",
    "A spokesman for the coast guard said that two cutters would watch the line until the end of the year.",
]
TAIL = [f"In the year {year} the catch came to {year * 7} tons, of which a third was sold abroad." for year in range(9)]


def frame(*rows: list[str] | None) -> pl.DataFrame:
    numbers = range(len(rows))
    return pl.DataFrame({"id": list(numbers), "paragraphs": rows, "repairs": [["x"] for _ in numbers]}, schema=SCHEMA)


SCREENED = {
    "whole copy": (STORY + STORY, True),
    "glued copy": ([*STORY[1:], "".join(STORY)], True),
    "one paragraph of five": ([*STORY, *STORY[2:4]], True),
    "copy at the front of a long text": (STORY + STORY + TAIL, True),
    "one copy": (STORY, False),
    "short lines": (["Ad", "Ad", "Ad"], False),
    "empty": ([], False),
    "null": (None, False),
}


@pytest.mark.parametrize(("paragraphs", "expected"), SCREENED.values(), ids=SCREENED.keys())
def test_find_twins_picks_texts_with_a_repeat(paragraphs: list[str] | None, expected: bool) -> None:
    assert find_twins(frame(paragraphs)["paragraphs"]).to_list() == [expected]


@pytest.mark.parametrize("at", range(0, 40, 3))
@pytest.mark.parametrize("apart", [0, 5, 30])
def test_find_twins_misses_no_repeat_of_a_fifth(at: int, apart: int) -> None:
    words = [f"w{n * n % 997}x{n}" for n in range(200)]
    repeat = words[at * 2 : at * 2 + 50]
    text = [" ".join(words[: 100 + apart]), "".join(repeat), " ".join(words[100 + apart :])]
    assert find_twins(frame(text)["paragraphs"]).to_list() == [True]


def test_repair_twins_keeps_rows_columns_and_order() -> None:
    glued = ["".join(STORY)]
    result = repair_twins(frame(STORY, STORY[1:] + glued, None, [], glued, STORY + STORY))
    assert result.columns == ["id", "paragraphs", "repairs", "twin_notes", "glue_note"]
    assert result["id"].to_list() == [0, 1, 2, 3, 4, 5]
    assert result["paragraphs"].to_list() == [STORY, STORY, None, [], STORY, STORY]
    assert result["repairs"].to_list() == [
        ["x"], ["x", "merged_copies", "restored_breaks"], ["x"], ["x"], ["x", "split_glued"], ["x", "merged_copies"],
    ]  # fmt: skip
    notes = result["twin_notes"].to_list()
    assert [note is not None for note in notes] == [False, True, False, False, False, True]
    assert [note["rule"] for note in notes[1]] == ["merged_copies", "restored_breaks"]
    assert notes[1][0]["value"] == "2 copies: 4 + 1 paragraphs -> 5; words of copy 2; 4 break(s) from copy 1"
    assert result["glue_note"].is_not_null().to_list() == [False, False, False, False, True, False]


NOTES = pl.List(pl.Struct(dict.fromkeys(("rule", "value", "before", "after"), pl.String)))
GLUE = pl.Struct({"before": pl.String, "after": pl.String})


def test_repair_twins_of_no_rows() -> None:
    result = repair_twins(frame())
    assert result.schema == {**SCHEMA, "twin_notes": NOTES, "glue_note": GLUE}


LINES = st.lists(st.sampled_from(STORY) | st.text(max_size=50), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | LINES, max_size=5))
def test_repair_twins_is_total_and_idempotent(rows: list[list[str] | None]) -> None:
    once = repair_twins(frame(*rows))
    again = repair_twins(once.drop("twin_notes", "glue_note"))
    assert once.height == len(rows)
    assert again["paragraphs"].to_list() == once["paragraphs"].to_list()
    assert again["twin_notes"].null_count() == again["glue_note"].null_count() == len(rows)
