import re

import pytest

from benchmarks.make_articles import SHAPES, make_article, make_articles, write_articles
from benchmarks.prose import gerund, past, plural


def test_same_seed_gives_the_same_bytes_however_many_are_made():
    assert list(make_articles(30))[:10] == list(make_articles(10))


def test_another_seed_gives_other_articles():
    assert make_article(3, seed=1).data != make_article(3, seed=2).data


def test_articles_have_the_size_and_the_mix_that_the_readme_states():
    articles = list(make_articles(2_000))
    sizes = sorted(len(article.data) for article in articles)
    copies = len(articles) - len({article.data for article in articles})
    legacy = sum(not _is_utf8(article.data) for article in articles)
    lost = sum("\ufffd".encode() in article.data for article in articles)
    twice = sum(article.data.startswith(b" date ") and b"\n\n\n\n" in article.data[20:] for article in articles)
    assert sizes[100] > 3_000 and sizes[-100] < 6_000
    assert 25 <= copies <= 60
    assert 4 <= legacy <= 20
    assert 8 <= lost <= 35
    assert abs(twice / 2 - SHAPES["twice"]) < 25


def test_every_article_begins_with_its_date_in_the_seeds_manner():
    assert all(re.match(rb" date \d{4}-\d\d-\d\d \n", article.data) for article in make_articles(200))


def test_files_are_written_where_their_articles_say_and_look_old(tmp_path):
    size = write_articles(tmp_path, 25)
    files = list(tmp_path.rglob("*.txt"))
    assert len(files) == 25
    assert sum(path.stat().st_size for path in files) == size
    assert all(path.stat().st_mtime < 1_710_000_000 for path in files)


@pytest.mark.parametrize(
    ("form", "word", "expected"),
    [
        (plural, "city", "cities"),
        (plural, "valley", "valleys"),
        (plural, "bus", "buses"),
        (past, "carry", "carried"),
        (past, "employ", "employed"),
        (past, "move", "moved"),
        (gerund, "move", "moving"),
        (gerund, "guarantee", "guaranteeing"),
    ],
)
def test_word_forms_are_english(form, word, expected):
    assert form(word) == expected


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
