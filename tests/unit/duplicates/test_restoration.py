"""What others have of a text that lost characters, and what is to be made of it where they do not agree."""

from itertools import permutations
from time import perf_counter

import pytest

from wirehouse.duplicates.restoration import CONTEXT, LONGEST, MOST, PLACES, Donor, restore_characters, take_back

LOST = "\ufffd"
BEFORE = "The mayor of the town on the river, whom nobody had asked about it before, "
AFTER = " and he left the hall of the old library without another word to the people who had come."
assert min(len(BEFORE), len(AFTER)) > CONTEXT  # letters and spaces


def restored(middle: str, *donors: str, is_guessed: bool = False) -> str:
    """The middle of a text after its repair; the donors differ from it in their middles."""
    bodies = [Donor(str(number), BEFORE + donor + AFTER) for number, donor in enumerate(donors)]
    results = {
        restore_characters(BEFORE + middle + AFTER, order, is_guessed=is_guessed).body for order in permutations(bodies)
    }
    (body,) = results  # whatever the order of the donors
    return body.removeprefix(BEFORE).removesuffix(AFTER)


@pytest.mark.parametrize(
    ("middle", "donors", "expected"),
    [
        ("met Holkov\ufffd", ["met Holková"], "met Holková"),
        ("said \ufffdno\ufffd", ["said “no”"], "said “no”"),
        ("it \ufffd no, he \ufffd said", ["it – no, he — said"], "it – no, he — said"),
        ("caf\ufffd\ufffd open", ["café open"], "café open"),  # two bytes of one character
        ("said.\ufffd\n\nSo", ["said.”\nSo"], "said.”\n\nSo"),  # the breaks are this text's own
        ("it's a \ufffd100 coin", ["it’s a £100 coin"], "it's a £100 coin"),  # so are its quotes
        ("it\ufffds", ["it's"], "it's"),
        ("it\ufffds", ["it's", "it’s"], "it’s"),
        ("met Holkov\ufffd", ["met Holková", "met Holkové"], "met Holkov\ufffd"),
        ("met Holkov\ufffd", ["met Holková", "met Holkova"], "met Holková"),  # without accents it knows nothing
        ("met Holkov\ufffd", ["met Holkova"], "met Holkov\ufffd"),
        ("met Holkov\ufffd", [f"met Holkov{LOST}"], "met Holkov\ufffd"),
        ("met Holkov\ufffd", ["met Novák"], "met Holkov\ufffd"),
        ("met Holkov\ufffd", [], "met Holkov\ufffd"),
        ("so\ufffd, \ufffdno", ["so”, “no", "so”, ‘no"], "so\ufffd, \ufffdno"),  # taken together
        ("a\ufffd, b\ufffd", ["aé, bè", "aé, bê"], "aé, b\ufffd"),
    ],
)  # fmt: skip
def test_what_the_donors_agree_on(middle, donors, expected):
    assert restored(middle, *donors) == expected


@pytest.mark.parametrize(
    ("middle", "donors", "expected"),
    [
        ("it — no", ["it – no"], "it – no"),
        ("it — no", ["it – no", "it — no"], "it — no"),
        ("said “no”", ["said ‘no’"], "said ‘no’"),
        ("said “no”", ["said 'no'"], "said “no”"),  # a house style
        ("met Holkov’", ["met Holková"], "met Holková"),
    ],
)
def test_a_donor_knows_better_than_a_rule(middle, donors, expected):
    assert restored(middle, *donors, is_guessed=True) == expected
    assert restored(middle, *donors) == middle


def test_the_ends_of_a_text_have_all_their_context_on_one_side():
    body = f"{LOST}No,{LOST} {AFTER[1:]} He said {LOST}yes{LOST}"
    whole = body.replace(f"{LOST}No,{LOST}", "“No,”").replace(f"{LOST}yes{LOST}", "‘yes’")
    assert restore_characters(body, [Donor("1", whole)], is_guessed=False).body == whole
    inside = f"It was so. {whole} It was all."
    assert restore_characters(body, [Donor("1", inside)], is_guessed=False).body == whole


def test_a_passage_that_stands_twice_with_two_answers_tells_nothing():
    donor = Donor("1", f"{BEFORE}met Holková{AFTER} {BEFORE}met Holkové{AFTER}")
    assert not restore_characters(f"{BEFORE}met Holkov{LOST}{AFTER}", [donor], is_guessed=False).pieces


def test_it_can_be_taken_back():
    parsed = f"{BEFORE}caf{LOST}{LOST}, it {LOST} no, met Holkov{LOST} and so{AFTER}"
    donor = parsed.replace(LOST * 2, "é").replace(f" {LOST} ", " – ").replace(f"v{LOST}", "vá")
    restored = restore_characters(parsed, [Donor("7", donor)], is_guessed=False)
    assert (restored.body, restored.donor_ids) == (donor, ["7"])
    assert take_back(restored.body, restored.pieces) == parsed


def test_what_is_no_prose_is_left_alone():
    parsed = BEFORE + f"{LOST}a" * (MOST + 1) + AFTER
    assert restore_characters(parsed, [Donor("1", parsed.replace(LOST, "é"))], is_guessed=False).body == parsed


def test_a_passage_that_stands_everywhere_tells_nothing():
    passage = f"{BEFORE}met Holkov{{}}{AFTER} "
    lost = passage.format(LOST)
    for times, expected in ((PLACES, passage.format("á")), (PLACES + 1, lost)):
        assert restore_characters(lost, [Donor("1", passage.format("á") * times)], is_guessed=False).body == expected


@pytest.mark.parametrize(
    ("body", "donor"),
    [
        (BEFORE + f"{LOST}{LOST}’" * 30 + AFTER, BEFORE + "’" * 75 + "!" + AFTER),
        (BEFORE + (LOST * 20 + "“") * 4 + AFTER, BEFORE + "”" * 80 + "!" + AFTER),
        (BEFORE + LOST * 100_000 + "’" * 100_000 + AFTER, BEFORE + "’" * 150_000 + "!" + AFTER),
        (BEFORE + LOST * 2 + "’" * (LONGEST - 10) + AFTER, BEFORE + "’" * (LONGEST - 10) + "!" + AFTER),
        ("’ " * 10_000 + LOST + AFTER, "’ " * 20_000 + "!" + AFTER),
        ("’ " * (LONGEST // 2 - 2) + LOST * 2 + AFTER, "’ " * (LONGEST // 2 - 1) + "!" + AFTER),
        (BEFORE + LOST + " " * 50_000 + AFTER, BEFORE + "!" + " " * 50_000 + AFTER),
        ("a " * 800 + f"{LOST}a " * 800, "a " * 16_000),
        ("a" * 600 + f"{LOST}a" * 500, "a" * 300_000),
    ],
    ids=["quotes", "runs", "one long run", "marks", "marks at the end", "few there", "blanks", "letters", "one letter"],
)  # fmt: skip
def test_no_text_takes_long(body, donor):
    donors = [Donor(str(number), donor) for number in range(4)]
    started = perf_counter()
    assert not restore_characters(body, donors, is_guessed=False).pieces
    assert perf_counter() - started < 1
