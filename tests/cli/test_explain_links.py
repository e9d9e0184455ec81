import pytest

from wirehouse.cli.explain import mark_passage

LONG = " ".join(f"word{number}" for number in range(200))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("", "The pier opened.", ""), "»The pier opened.«"),
        (
            ("of rain. On Monday ", "the pier\n\nopened", " again, it said."),
            "… rain. On Monday »the pier opened« again, it …",
        ),
        (("", "one \x1b[31mred", ""), "»one \ufffd[31mred«"),
    ],
    ids=["alone", "with what stands around it", "nothing that speaks to the terminal"],
)
def test_passage_is_marked(parts, expected):
    assert mark_passage(*parts) == expected


def test_long_passage_is_cut_in_its_middle():
    marked = mark_passage("", LONG, "")
    assert marked.startswith("»word0 word1 ")
    assert marked.endswith(" word199«")
    assert " … " in marked
    assert len(marked) < 400
