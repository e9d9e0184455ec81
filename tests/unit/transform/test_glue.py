import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirehouse.transform.glue import split_glued, split_glued_paragraphs

SPLIT = {
    "capital": "The ferry sank at dawn, the port said.|Divers began their search at noon on Monday.",
    "several": "The mill closed.|Its owner has left town for good.|Nobody had been paid since spring came.",
    "number at the end": "The bridge was built by 1995.|For 1996, the council plans a second one.",
    "day of a month": "The sale ends on June 30.|Harrow and Sons will then leave the market.",
    "acronym at the end": "The claim was made by a member of NATO.|The alliance gave no answer on Friday.",
    "acronym before any word": "He was once an MP.|Tory voters have long forgotten him, it seems.",
    "opens with an abbreviation": "Both sides agreed on the text.|U.S. officials said they had seen no copy.",
    "opens with a title": "The vote was lost by a hand.|Rep. Ada Field said she would bring it back.",
    "abbreviation, then a starter": "The cargo came from the U.S.|The company said it would be sold here.",
    "company, then any word": "The buyer was Harrow Inc.|Analysts said the price was much too high.",
    "bracket": "The tax rose (it had been cut in May.)|The minister gave no reason for it.",
    "question": "Who would pay for the war?|He gave no answer to that question at all.",
    "accented capital": "The town was quiet, she said.|Élan is what it lacks, the mayor added.",
    "quote opens": 'The cow came home, the farmer said.|"Both of us are tired," he told a reporter.',
    "quote closes": 'He said: "The cow came home."|The farmer went to bed at nine o\'clock.',
    "quote closes, one opens": 'He said: "The cow is home."|"Both of us are tired," he told a reporter.',
    "quote left open by wire style": '"The cow came home.|"We will keep her," he told a reporter on Monday.',
    "quotes all through": (
        'Two men gain, one said.|"They both win," said Ann Low of Harrow.|"It helps in Northeast Asia."'
        '|Both deny the claim that "all is lost", she said.'
    ),
    "stop after the quote": 'They wanted the "whole truth".|The board met twice before the end of May.',
    "curly, opens": "The cow came home, he said.|“Both of us are tired,” he told a reporter.",
    "curly, closes": "He said: “The cow came home.”|The farmer went to bed at nine o'clock.",
    "curly, both": "He said: “The cow is home.”|“Both of us are tired,” he told a reporter.",
    "single quotes": "'We go,' he said.|'We stay,' she said. It was the workers' day off.",
    "likely, in a glued paragraph": "The mill closed.|Its owner left Troy.|BP said that it knew nothing of it.",
}

WHOLE = {
    "mark that opens": "She said at the end: !Yo lo sé, and left.",
    "hyphened": "The U.S.-led order is weaker than it was.",
    "abbreviation and name": "The U.S.Treasury said on Monday it would wait.",
    "host name": "Shares of Amazon.com and Booking.Com rose on Monday.",
    "mark in a name": "The owner of Yahoo!Japan said on Monday it would wait.",
    "saint": "They came from St.Louis by train on Monday.",
    "title": "It was Mr.Okoro and Gen.Adeyemi who signed it.",
    "longer title": "It was on the advice of Prof.Adeyemi and Messrs.Marlow that they sold.",
    "initials": "The book is by J.K.Marlow and it sold well.",
    "number": "He lives at No.5 and she at No.Five in the same road.",
    "decimal": "It grew 3.5 pct in May and 4.75 in June.",
    "address": "Read it at http://files.example.org/A.Low/B.High on the web today.",
    "www": "Read it at www.Harrow.Trade or ask for a copy by mail.",
    "mail": "Write to Tatiana.Low@example.org with any question you have.",
    "file": "The file Report.PDF is in the same folder as Prices.CSV there.",
    "stock code": "Harrow Ltd <HARR.L> said it would buy Marlow [MARL.MI] in May.",
    "numeric stock code": "Shares of Quanta 2382.TW and Samsung 005930.SE fell.",
    "ellipsis": "It is a matter of size...But we think it can be done by May.",
    "variant name": "The new worm, Beagle.AT, is a cousin of Zafi.D and of others.",
    "dotted name": "The editor of Halo.Bungie.Org said he would wait and see.",
    "company forms": "The buyer is Harrow Co.Ltd of Osaka, which owns two mills.",
    "company initials": "The oil firm Marlow S.A will announce the price in May.",
    "comma and quote": 'He put down his cup,"Putting it off was wrong," he said.',
    "credit": "The cow came home, the farmer said.Reuters",
    "list number": "1.Introduction to the mills of the northern valley.",
    "nothing": "",
    "marks only": '."".',
}


@pytest.mark.parametrize("text", SPLIT.values(), ids=SPLIT.keys())
def test_split_glued_restores_breaks(text: str) -> None:
    assert split_glued(text.replace("|", "")) == text.split("|")


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_split_glued_leaves_names_codes_and_numbers_alone(text: str) -> None:
    assert split_glued(text) == [text]


ALPHABET = st.sampled_from([*"aB .!?\"'“”‘’()<1\ufffd@É\n", "said.", "The ", "U.S.", "Mr.", 'end."'])
TEXTS = st.lists(ALPHABET, max_size=80).map("".join) | st.text(max_size=200)


@settings(max_examples=300)
@given(TEXTS)
def test_split_glued_is_total_idempotent_and_keeps_every_character(text: str) -> None:
    parts = split_glued(text)
    assert "".join(parts) == text
    assert [again for part in parts for again in split_glued(part)] == parts


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", [".A", '."A', "A.B.", "He said it.The end came. ", "'A ", "x"])
def test_split_glued_is_quick_on_a_megabyte_of_anything(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert "".join(split_glued(text)) == text


def test_split_glued_paragraphs_works_row_by_row() -> None:
    glued = "The ferry sank at dawn, the port said.Divers began their search at noon."
    frame = pl.DataFrame(
        {
            "id": [1, 2, 3, 4, 5],
            "paragraphs": [[glued, "A last one."], ["Plain one.", "Plain two."], [], None, [glued, None]],
            "repairs": [["x"], [], [], [], None],
        },
        schema={"id": pl.Int64, "paragraphs": pl.List(pl.String), "repairs": pl.List(pl.String)},
    )
    result = split_glued_paragraphs(frame)
    first, second = "The ferry sank at dawn, the port said.", "Divers began their search at noon."
    assert result.columns == [*frame.columns, "glue_note"]
    assert result["id"].to_list() == [1, 2, 3, 4, 5]
    assert result["paragraphs"].to_list() == [
        [first, second, "A last one."], ["Plain one.", "Plain two."], [], None, [first, second, None],
    ]  # fmt: skip
    assert result["repairs"].to_list() == [["x", "split_glued"], [], [], [], ["split_glued"]]
    shown = {
        "before": "dawn, the port said.Divers began their s",
        "after": "dawn, the port said.\n\nDivers began their s",
    }
    assert result["glue_note"].to_list() == [shown, None, None, None, shown]
    again = split_glued_paragraphs(result.drop("glue_note"))
    assert again.drop("glue_note").equals(result.drop("glue_note"))
    assert again["glue_note"].null_count() == result.height
