import hashlib
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirehouse.transform.merge import merge_copies

LEAD = "Fishermen of the two northern islands agreed on Monday to share the herring grounds, a minister said."
SECOND = 'Calling it "a fair bargain", Ada Marlow told reporters that both fleets would sail under one timetable.'
THIRD = (
    "The islands have quarrelled over the grounds since 1952. And both have lost boats to the winter storms, "
    "the harbor office at Port Harrow said in its yearly report."
)
QUOTE = '"We would rather count fish than count broken nets," said Ben Okoro, who owns three boats on the west quay.'
SHORT = '"It will hold for a season at least."'
FIFTH = "Buyers on the mainland said the price of herring fell by a tenth within an hour of the announcement."
LAST = '"My crew has not slept a whole night since the autumn of last year," he said.'
STORY = [LEAD, SECOND, THIRD, QUOTE, SHORT, FIFTH, LAST]
PLACE = "PORT HARROW, Sept 14: "


def signed(paragraphs: list[str], credit: str = " \ufffdREUTERS", dateline: str = "") -> list[str]:
    return [dateline + paragraphs[0], *paragraphs[1:-1], paragraphs[-1] + credit]


def glued(paragraphs: list[str]) -> list[str]:
    return ["".join(paragraphs)]


WHOLE = signed(STORY, dateline=PLACE)
ALIKE = [
    "The harbor office gave three reasons for the length of the talks:",
    "The fleets have never shared a timetable, and neither has had to count what the other one brings home.",
]
TORN = signed([SECOND, THIRD, QUOTE, SHORT, LAST])

CASES = {
    "whole copy twice": (WHOLE + WHOLE, WHOLE),
    "seed shape": (TORN + glued(WHOLE), WHOLE),
    "seed shape, other order": (glued(WHOLE) + TORN, WHOLE),
    "only the broken copy lacks the dateline": (signed(STORY) + glued(WHOLE), WHOLE),
    "only the glued copy lacks the dateline": (WHOLE + glued(signed(STORY)), WHOLE),
    "each lacks another paragraph": (
        signed([LEAD, THIRD, QUOTE, SHORT, FIFTH, LAST]) + glued(signed([LEAD, SECOND, THIRD, QUOTE, SHORT, LAST])),
        signed(STORY),
    ),
    "each lacks another paragraph of two that follow each other": (
        [LEAD, SECOND, *STORY[3:], *glued([LEAD, THIRD, *STORY[3:]])],
        STORY,
    ),
    "a short line stands where the other copy has a paragraph": (
        [LEAD, SECOND, "Boats: 14", *STORY[3:], *glued([LEAD, SECOND, THIRD, *STORY[3:]])],
        [LEAD, SECOND, "Boats: 14", *STORY[2:]],
    ),
    "the glued copy lacks the last paragraph": (STORY + glued(STORY[:-1]), STORY),
    "no breaks in either copy": (glued(TORN) + glued(WHOLE), WHOLE),
    "one line for both copies": (["".join(WHOLE + WHOLE)], WHOLE),
    "second copy is a head": (WHOLE + WHOLE[:4], WHOLE),
    "second copy is a tail": (WHOLE + WHOLE[3:], WHOLE),
    "first copy is a head": (WHOLE[:4] + WHOLE, WHOLE),
    "three copies": (TORN + glued(WHOLE) + TORN, WHOLE),
    "three whole copies": (WHOLE * 3, WHOLE),
    "every paragraph twice": ([p for p in WHOLE for _ in (1, 2)], WHOLE),
    "pairs interleaved": ([*WHOLE[:2], *WHOLE[:2], *WHOLE[2:4], *WHOLE[2:4], *WHOLE[4:]], WHOLE),
    "credit in one copy only": (STORY + signed(STORY), signed(STORY)),
    "breaks lost to spaces": ([*TORN, " ".join(WHOLE)], WHOLE),
    "credit in the lesser copy only": (TORN + glued(signed(STORY, "", PLACE)), WHOLE),
    "two leads lost, a dateline tells": (STORY[2:] + signed(STORY, "", PLACE), signed(STORY, "", PLACE)),
    "two paragraphs begin alike": (
        [THIRD, FIFTH, *ALIKE[1:], *glued([LEAD, THIRD, FIFTH, *ALIKE])],
        [LEAD, THIRD, FIFTH, *ALIKE],
    ),
    "last quotation damaged": (STORY + glued([p.replace('"', "\ufffd") for p in STORY]), STORY),
    "white space differs": ([f"  {p.replace(' ', '  ')}" for p in WHOLE] + WHOLE, WHOLE),
}

DAMAGED = {
    "lost characters": (TORN + glued([p.replace('"', "\ufffd") for p in WHOLE]), {QUOTE, SHORT}),
    "lost characters in the broken copy": ([p.replace("'", "\ufffd") for p in TORN] + glued(WHOLE), set(STORY[:-1])),
    "letters differ": (signed([p.replace("the", "thc") for p in STORY]) + glued([*WHOLE, "The end came."]), {THIRD}),
}

APART = {
    "one copy": STORY,
    "a refrain": [LEAD, SHORT, SECOND, SHORT, THIRD, SHORT, FIFTH, SHORT],
    "a quotation again": [LEAD, QUOTE, SECOND, THIRD, FIFTH, "A spokesman had no comment on what he said: " + QUOTE],
    "a short line twice": [LEAD, "Advertisement", SECOND, "Advertisement", THIRD],
    "a table": [LEAD, *[f"Shr {i} cts vs {i + 2} cts" for i in range(10, 40)]],
    "template sentences": [
        f"Shares in {name} closed at {price} pounds a share on Friday in London after a quiet day of trading."
        for name, price in zip(["Harrow", "Marlow", "Barrow", "Farrow", "Yarrow"], [12, 48, 35, 71, 90], strict=True)
    ],
    "a litany": [
        LEAD,
        *(
            f"For the {lost} that went down with the valley, the town has set a stone beside the road to the wall."
            for lost in ["fields", "barns", "mills", "homes", "wells"]
        ),
        FIFTH,
    ],
    "the same of other places": [
        LEAD,
        *(
            f"In {place} the stations open at seven in the morning and close at nine in the evening, the office said."
            for place in ["Ashford", "Lower Marsh", "Kettle", "Amsel", "Quarry Hill", "Oakfield"]
        ),
    ],
    "nothing": [],
    "blanks": ["", " ", "\n"],
}


@pytest.mark.parametrize(("copies", "whole"), CASES.values(), ids=CASES.keys())
def test_merge_copies_gives_the_story_once(copies: list[str], whole: list[str]) -> None:
    merge = merge_copies(copies)
    assert merge is not None
    assert merge.paragraphs == whole
    assert {"merged_copies", "dropped_repeat"} & set(merge.repairs)
    assert merge_copies(merge.paragraphs) is None


@pytest.mark.parametrize(("copies", "sound"), DAMAGED.values(), ids=DAMAGED.keys())
def test_merge_copies_takes_the_sound_words(copies: list[str], sound: set[str]) -> None:
    merge = merge_copies(copies)
    assert merge is not None
    assert sound <= {paragraph.removeprefix(PLACE) for paragraph in merge.paragraphs}
    assert len(merge.paragraphs) <= len(STORY) + 1


@pytest.mark.parametrize("paragraphs", APART.values(), ids=APART.keys())
def test_merge_copies_leaves_rightful_repeats_alone(paragraphs: list[str]) -> None:
    assert merge_copies(paragraphs) is None


def test_merge_copies_says_what_it_did() -> None:
    merge = merge_copies(TORN + glued(WHOLE))
    assert merge is not None
    assert merge.repairs == ("merged_copies", "restored_breaks")
    assert merge.notes[0].value == "2 copies: 5 + 1 paragraphs -> 7; words of copy 2; 6 break(s) from copy 1"


def test_merge_copies_names_restored_characters() -> None:
    merge = merge_copies(STORY[1:] + glued([p.replace('"', "\ufffd") for p in STORY]))
    assert merge is not None
    assert "restored_characters" in merge.repairs
    assert "\ufffd" not in "".join(merge.paragraphs)


SAID_AGAIN = [LEAD, SECOND, THIRD, QUOTE, SHORT, QUOTE.replace(" on the", ""), FIFTH, SECOND, LAST]


def test_merge_copies_is_not_parted_by_what_a_story_says_twice() -> None:
    """Two whole copies of a story that repeats a paragraph of its own: one follows the other to its end."""
    merge = merge_copies([p.replace(".", "\ufffd") for p in SAID_AGAIN] + SAID_AGAIN)
    assert merge is not None
    assert merge.paragraphs == SAID_AGAIN


def test_merge_copies_drops_a_long_paragraph_that_follows_itself() -> None:
    merge = merge_copies([LEAD, SECOND, THIRD, THIRD, QUOTE, SHORT, FIFTH, LAST])
    assert merge is not None
    assert (merge.paragraphs, merge.repairs) == (STORY, ("dropped_repeat",))


WORDS = ["herring", "boat", "Harrow", "said", "quay", "the", "a", "1952", "U.S.", "night", "sold", "fell", "and", "It"]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=4, max_size=14).map(lambda w: " ".join(w).capitalize() + "x.")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join)
TEXTS = st.lists(PARAGRAPHS | st.text(max_size=60), max_size=8)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.data())
def test_merge_copies_is_total_and_idempotent(paragraphs: list[str], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(paragraphs), max_size=10)) if paragraphs else []
    merge = merge_copies(paragraphs + again)
    if merge is not None:
        second = merge_copies(merge.paragraphs)
        assert second is None or second.paragraphs == merge.paragraphs
        assert merge_copies(paragraphs + again) == merge


def telling(number: int) -> str:
    """A sentence of a dozen words that no other number has."""
    words = hashlib.sha256(str(number).encode()).hexdigest()
    return " ".join(re.findall(".{5}", words)).capitalize() + "."


def test_merge_copies_counts_what_losses_have_cut_up() -> None:
    """No run of 15 words is whole but one; but what is whole stands as far from its other copy."""
    whole = [telling(number) for number in range(10)]
    damaged = [whole[0], *(f"{text[:50]}\ufffd{text[51:]}" for text in whole[1:])]
    merge = merge_copies(damaged + whole)
    assert merge is not None
    assert merge.paragraphs == whole


FLAGS = st.lists(st.booleans(), min_size=9, max_size=9)


@settings(max_examples=500, deadline=None)
@given(FLAGS, FLAGS, st.lists(FLAGS, min_size=2, max_size=2), st.booleans())
def test_merge_copies_loses_no_sentence_of_two_torn_copies(
    first: list[bool], second: list[bool], breaks: list[list[bool]], is_signed: bool
) -> None:
    copies = []
    for flags, ends in zip([first, second], breaks, strict=True):
        text = "".join(telling(n) + ("\n" if ends[n] else "") for n in range(9) if flags[n])
        copies.append(text.replace(".\n", ".|").replace(".", ". ").replace("|", "\n") + "\ufffdREUTERS" * is_signed)
    paragraphs = [line for copy in copies for line in copy.split("\n")]
    merge = merge_copies(paragraphs)
    result = "".join("".join(merge.paragraphs if merge else paragraphs).split())
    for number in range(9):
        sentence = telling(number).replace(" ", "")
        assert (sentence in result) == (first[number] or second[number])


def test_merge_copies_is_quick() -> None:
    paragraphs = [f"{sentence} {n}" for n in range(6) for sentence in STORY]
    broken, whole = paragraphs[1:20] + paragraphs[21:], glued(paragraphs)
    start = time.perf_counter()
    for _ in range(50):
        merge_copies(broken + whole)
    assert time.perf_counter() - start < 5  # 0.1 s on a quiet machine: this guards the order of growth only


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["a", "ab ", "The man said it. ", ".A", '."A', "\ufffd", "SEOUL, Sept 14: "])
@pytest.mark.parametrize("size", [150_000, 1_000_000])
def test_merge_copies_is_bounded_on_hostile_text(unit: str, size: int) -> None:
    merge_copies([unit * (size // len(unit))])
    merge_copies([unit * 20] * (size // (20 * len(unit))))
