"""Listed words and names, known by what is left of them."""

import pytest

from wirehouse.transform.data import load
from wirehouse.transform.listed_words import CLITICS, LOST, find_listed, losing_letters


@pytest.mark.parametrize(
    ("printed", "before", "expected"),
    [
        pytest.param("Jos\ufffd", "", (0, 4, "José"), id="name"),
        pytest.param("JOS\ufffd", "", (0, 4, "JOSÉ"), id="capitals"),
        pytest.param("jos\ufffd", "", None, id="name in small letters"),
        pytest.param("\ufffdJos\ufffd\ufffd", "", (1, 5, "José"), id="in quotes"),
        pytest.param("Beyonc\ufffd\ufffds", "", (0, 7, "Beyoncé"), id="genitive"),
        pytest.param("\ufffdmigr\ufffd", "an ", (0, 6, "émigré"), id="first letter"),
        pytest.param("\ufffdmigr\ufffd", "ended. ", (0, 6, "Émigré"), id="first letter of a sentence"),
        pytest.param("Tom\ufffds", "", None, id="Tom's"),
        pytest.param("\ufffd", "", None, id="nothing left"),
        pytest.param("\ufffdand\ufffd", "", None, id="a word in quotes"),
    ],
)
def test_find_listed(printed, before, expected):
    assert find_listed(printed, before) == expected


def test_no_listed_name_may_be_a_word_and_its_clitic():
    names = " ".join(load("accented_names")["names"]).split()
    parts = [losing_letters(name).split(LOST) for name in names]
    assert [first for first, *rest in parts if first and len(rest) == 1 and rest[0] in CLITICS] == []
