"""What `merge_copies` takes for copies: stories of which one copy alone is signed or dated; and what it does not."""

import pytest

from wirehouse.transform.alignment import Link, other_figures
from wirehouse.transform.merge import merge_copies
from wirehouse.transform.repeats import without_credit

LEAD = "A ferry that ran aground off the northern pier in a storm last week was towed free on Monday by two tugs."
SAID = '"She came off like a cork from a bottle," said the harbor master, who had watched it all.'
QUOTE = SAID + ' "Nobody cheered louder."'
TIDE = "The tugs had waited four days for a spring tide, and the crew had played chess by radio with the lighthouse."
LAST = "The yard will look at her keel on Friday."
REST = [
    "Nothing of her cargo of clay pipes was lost, the owners said, though a crate of them had been opened.",
    "Tugs are stationed at the port only in winter; these two had come from the mainland at their own cost.",
    "Divers found a dent of the length of an arm under the bow and a good deal of weed that should not be there.",
]
DATED = "PORT AMSEL, May 3: " + LEAD


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        pytest.param(
            [LEAD, LEAD, QUOTE, QUOTE, TIDE, TIDE, LAST, LAST + " \ufffdAP"],
            [LEAD, QUOTE, TIDE, LAST + " \ufffdAP"],
            id="each_paragraph_twice_and_one_signed",
        ),
        pytest.param(
            [LEAD, QUOTE, TIDE, LAST + " —AFP", LEAD, QUOTE, TIDE, LAST],
            [LEAD, QUOTE, TIDE, LAST + " —AFP"],
            id="first_copy_signed",
        ),
        pytest.param(
            [DATED, LEAD, *(p for p in (QUOTE, TIDE, *REST, LAST) for _ in "12")],
            [DATED, QUOTE, TIDE, *REST, LAST],
            id="each_paragraph_twice_and_one_dated",
        ),
        pytest.param(
            [DATED, TIDE, QUOTE, LAST, DATED, TIDE, SAID],
            [DATED, TIDE, QUOTE, LAST],
            id="second_copy_ends_within_a_paragraph",
        ),
    ],
)
def test_merge_copies_of_which_one_has_more(paragraphs, expected):
    merge = merge_copies(paragraphs)
    assert merge is not None
    assert merge.paragraphs == expected
    assert "merged_copies" in merge.repairs


def bulletin(hour, level):
    return (
        f"At {hour} the water at the northern pier stood {level} metres above the mark, and the harbor office asked "
        "the owners of small boats to take them up the river and to keep away from the quay until dark."
    )


@pytest.mark.parametrize(
    "paragraphs",
    [
        pytest.param([bulletin("6 a.m.", "2.1"), bulletin("7 a.m.", "2.4"), bulletin("8 a.m.", "2.6")], id="bulletins"),
        pytest.param([bulletin("6 a.m.", "2.1"), bulletin("7 a.m.", "2.1")], id="another_hour"),
        pytest.param(
            [LEAD, QUOTE, "PORT AMSEL lies on the northern shore. " + QUOTE[:30], TIDE, LAST], id="other_words"
        ),
    ],
)
def test_merge_copies_leaves_what_tells_of_other_things(paragraphs):
    assert merge_copies(paragraphs) is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("at6,2.1m", "at7,2.4m", 2),
        ("at6,2.1m", "at6,2.1m", 0),
        ("at\ufffd,2.1m", "at6,2.1m", 0),
        ("at6,2.m", "at6,2.1m", 0),
    ],
    ids=["two", "none", "lost", "missing"],
)
def test_other_figures_counts_what_both_copies_give(first, second, expected):
    links = [Link(0, len(first), 2), Link(first.index(","), len(first) + second.index(","), 3)]
    links.append(Link(len(first) - 1, len(first + second) - 1, 1))
    assert other_figures(first + second, links) == expected


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Itsank.\ufffdAP", "Itsank."),
        ("“Itsank.”—REUTERS", "“Itsank.”"),
        ("Itsank.(AFP)", "Itsank."),
        ("Itsank.", "Itsank."),
        ("aboatoftheclassX-RAY", "aboatoftheclassX-RAY"),
    ],
)
def test_without_credit_wants_the_end_of_a_sentence(paragraph, expected):
    assert without_credit(paragraph) == expected
