"""Which pairs are links, of what kind, and where the shared passage stands. All texts are invented."""

from datetime import UTC, date, datetime
from random import Random

import polars as pl
import pytest

from benchmarks import prose
from benchmarks.reprints import KINDS
from wirehouse.duplicates.links import find_links

FIELDS = {
    "article_id": pl.String, "title": pl.String, "dateline": pl.String, "body": pl.String, "credit": pl.String,
    "source": pl.String, "publisher": pl.String, "agency": pl.String, "url": pl.String, "published_date": pl.Date,
    "published_at": pl.Datetime("us", "UTC"),
}  # fmt: skip
MONDAY, TUESDAY = date(2024, 3, 4), date(2024, 3, 5)


def text(seed: int, letters: int = 1_500) -> str:
    return "\n\n".join(prose.paragraphs(Random(seed), letters))


def link(older: dict, newer: dict) -> dict | None:
    """The link between two articles, `b` the newer where they have dates; None where there is none."""
    rows = [
        {"source": "s", "publisher": "post", "article_id": name, **fields}
        for name, fields in (("a", older), ("b", newer))
    ]
    articles = pl.DataFrame([{name: row.get(name) for name in FIELDS} for row in rows], schema=FIELDS)
    links = find_links(articles, pl.DataFrame({"article_id": ["a"], "other_article_id": ["b"]}))
    return links.row(0, named=True) if links.height else None


@pytest.mark.parametrize("kind", KINDS)
def test_each_way_of_reprinting_is_found(kind):
    """One in twenty may be missed: where the replaced words stand so that less is left than a link needs."""
    found = [link({"body": text(seed)}, {"body": KINDS[kind](text(seed), Random(seed))}) for seed in range(20)]
    assert sum(one is not None for one in found) >= 19


def test_what_shares_nothing_is_no_link():
    assert link({"body": text(1)}, {"body": text(2)}) is None


KIND_CASES = {
    "light edits, another publisher": ({}, {"publisher": "courier"}, "near"),
    "light edits, another publisher, one agency": (
        {"agency": "AP"},
        {"publisher": "courier", "agency": "AP"},
        "syndicated",
    ),
    "one agency, the same publisher": ({"agency": "AP"}, {"agency": "AP"}, "near"),
    "two agencies": ({"agency": "AP"}, {"publisher": "courier", "agency": "AFP"}, "near"),
    "the same publisher, a day later": ({"published_date": MONDAY}, {"published_date": TUESDAY}, "revision"),
    "the same publisher, the same day": ({"published_date": MONDAY}, {"published_date": MONDAY}, "near"),
    "the same publisher, an hour later": (
        {"published_date": MONDAY, "published_at": datetime(2024, 3, 4, 8, tzinfo=UTC)},
        {"published_date": MONDAY, "published_at": datetime(2024, 3, 4, 9, tzinfo=UTC)},
        "revision",
    ),
    "another source, a day later": (
        {"published_date": MONDAY},
        {"published_date": TUESDAY, "source": "t"},
        "near",
    ),
}


@pytest.mark.parametrize(("older", "newer", "expected"), KIND_CASES.values(), ids=KIND_CASES)
def test_kind_of_much_the_same_text(older, newer, expected):
    body = text(3)
    edited = body.replace(" the ", " this ", 1)
    assert link({"body": body, **older}, {"body": edited, **newer})["kind"] == expected


@pytest.mark.parametrize(
    ("make", "expected", "direction"),
    [
        (lambda body: (body, body[: len(body) // 3]), "truncated", "newer_in_older"),
        (lambda body: (body, body[len(body) // 2 :]), "truncated", "newer_in_older"),
        (lambda body: (body, f"{body}\n\n{text(8)}"), "extended", "older_in_newer"),
        (lambda body: (body, f"{text(8)}\n\n{body}\n\n{text(9)}"), "embeds", "older_in_newer"),
        (lambda body: (f"{text(8)}\n\n{body}", body), "truncated", "newer_in_older"),
        (lambda body: (body, f"{body} More."), "near", "both"),
        (lambda body: (f"{text(8)}\n\n{body}", f"{body}\n\n{text(9)}"), "near", "neither"),
    ],
    ids=["cut", "the second half", "goes on", "within other text", "taken out of a longer one", "same", "overlap"],
)
def test_kind_of_longer_and_shorter_texts(make, expected, direction):
    older, newer = make(text(4))
    dates = {"published_date": MONDAY}, {"published_date": TUESDAY}
    found = link({"body": older, **dates[0]}, {"body": newer, "publisher": "courier", **dates[1]})
    assert (found["kind"], found["direction"]) == (expected, direction)


def test_an_update_that_grew_is_a_revision_by_its_headline():
    body = text(4)
    older = {"body": body, "published_date": MONDAY, "title": "Pier opens"}
    newer = {"body": f"{body}\n\n{text(8)}", "published_date": TUESDAY, "title": "Pier OPENS"}
    assert link(older, newer)["kind"] == "revision"
    assert link(older, newer | {"title": "Another headline"})["kind"] == "extended"


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        ({"published_date": MONDAY}, {"published_date": TUESDAY}, ("b", "a")),
        ({"published_date": TUESDAY}, {"published_date": MONDAY}, ("a", "b")),
        ({}, {"published_date": MONDAY}, ("a", "b")),
        ({}, {}, ("b", "a")),
    ],
    ids=["by date", "turned round", "undated comes last", "by id"],
)
def test_the_other_article_is_the_older(older, newer, expected):
    body = text(5)
    found = link({"body": body, **older}, {"body": f"{body} More.", **newer})
    assert (found["article_id"], found["other_article_id"]) == expected


def test_the_passage_stands_where_it_says_in_both_bodies():
    shared = "“Ça va,” said İpek Öz — the piers of 東京 and Port Amsel would reopen, and nobody objected at all then."
    older = {
        "body": f"{text(6, 300)}\n\n{shared}",
        "title": "A headline",
        "dateline": "PORT AMSEL, March 4",
        "published_date": MONDAY,
    }
    newer = {"body": f"{shared}\n\n{text(7, 60)}", "published_date": TUESDAY}
    found = link(older, newer)

    def passage(body: str, side: str) -> str:
        start = found[f"{side}span_start"] - 1
        return body[start : start + found[f"{side}span_length"]]

    for body, side in ((newer["body"], ""), (older["body"], "other_")):
        assert passage(body, side).startswith("Ça va")
        assert passage(body, side).endswith("at all then")


def test_a_passage_in_the_headline_alone_has_no_place_in_the_body():
    headline = "Twelve words of a headline that two papers print above quite other news today"
    found = link({"body": "Short news one.", "title": headline}, {"body": "Quite other news.", "title": headline})
    assert found is not None
    assert (found["span_start"], found["span_length"]) == (None, None)


FORM = (
    "The Treasury of Port Amsel said it will sell {0} million crowns of three and six-month bills at its regular "
    "auction on {1} March. The sale, to be divided evenly between the three and six-month issues, will result in a "
    "paydown of {2} million crowns as bills of {3} million fall due. The bills will be issued on {4} March, the "
    "Treasury said in a notice."
)


def test_a_form_filled_in_anew_is_no_link():
    one, two = FORM.format(128, 23, 28, 156, 26), FORM.format(97, 30, 12, 139, 31)
    assert link({"body": one}, {"body": two}) is None
    corrected = FORM.format(128, 23, 28, 159, 26)
    assert link({"body": one}, {"body": corrected}) is not None


FOOTER = (
    "Copyright 2024 The Amsel Agency. All rights reserved. This material may not be published, broadcast, rewritten or "
    "redistributed without the agency's written consent, which its desk in Port Amsel gives on request."
)


def test_other_news_above_the_same_footer_is_no_link():
    one = (
        "A gunman was named by the harbor police as a former diver of the northern pier, officials said on Monday. "
        "He had left its board in April after a quarrel. "
    )
    two = (
        "Farmers harvested record plums near Hobart after heavy spring rain, growers told local radio late yesterday. "
        "Prices fell by a third. "
    )
    assert link({"body": one + FOOTER}, {"body": two + FOOTER}) is None
    same_news = (
        "The harbor police named a gunman, a former diver of the northern pier, as officials said on Monday night. "
        "In April he had left its board after a quarrel. "
    )
    assert link({"body": one + FOOTER}, {"body": same_news + FOOTER}) is not None


def edited(body: str, every: int, numbers: int) -> str:
    """Every so many-th word is another, and the first so many numbers are."""
    words = body.split()
    words[::every] = [word if word.isdigit() else f"x{place}" for place, word in enumerate(words[::every])]
    places = [place for place, word in enumerate(words) if word.isdigit()]
    for place in places[:numbers]:
        words[place] = f"9{words[place]}"
    return " ".join(words)


@pytest.mark.parametrize(
    ("sentences", "every", "numbers", "is_link"),
    [(12, 7, 0, True), (12, 7, 2, False), (12, 3, 0, False), (6, 8, 0, False)],
    ids=["few", "and other numbers", "many", "too short to tell it from a form"],
)
def test_edits_scattered_over_a_short_text(sentences, every, numbers, is_link):
    words = enumerate(prose.WORDS["nouns"][:sentences])
    body = " ".join(f"Board {number} met the {word} of the port," for number, word in words)
    assert (link({"body": body}, {"body": edited(body, every, numbers)}) is not None) == is_link


def test_no_pairs_no_links():
    articles = pl.DataFrame(schema=FIELDS)
    assert find_links(
        articles, pl.DataFrame(schema={"article_id": pl.String, "other_article_id": pl.String})
    ).is_empty()
