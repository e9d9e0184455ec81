"""Made duplicates among 100,000 texts: how many are found, how many links are none: `make eval NAME=made_reprints`."""

import re
from pathlib import Path

import polars as pl

from benchmarks.nights import load_night, open_warehouse, to_articles
from benchmarks.reprints import KINDS, SEED, make_texts

TEXTS = 100_000


def run_reprints(_: str, shared: Path, __: Path) -> dict[str, float]:
    """The scores of made reprints among all texts of the corpora and as many invented ones as are missing."""
    texts = make_texts(TEXTS, SEED, shared / "corpora")
    return score(texts, *find(texts))


def find(texts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The links (`article_id`, `other_article_id`), and the article and the story of each text (`name`)."""
    articles = to_articles(texts.select(source=pl.lit("made"), source_uri="name", body="text"))
    with open_warehouse() as con:
        load_night(con, articles)
        links = con.sql("select article_id, other_article_id from news.links").pl()
        places = con.sql(
            """
            select v.source_uri as name, a.article_id, a.story_id
            from news.article_versions as v
            inner join news.bodies as b on v.body_hash = b.body_hash
            inner join news.articles as a on b.article_id = a.article_id
            """
        ).pl()
    return links, places


def score(texts: pl.DataFrame, links: pl.DataFrame, places: pl.DataFrame) -> dict[str, float]:
    """The share of made texts that are linked to their origin, and in its story, by kind; the links' precision.

    A link is right if its texts share enough by set arithmetic on words, or if one was made from the other.
    """
    article, story = (dict(places.select("name", column).iter_rows()) for column in ("article_id", "story_id"))
    text = {article[name]: text for name, text in texts.select("name", "text").iter_rows()}
    found = {frozenset(pair) for pair in links.iter_rows()}
    made = texts.filter(pl.col("origin").is_not_null())
    true = {frozenset((article[one], article[two])) for one, two in made.select("name", "origin").iter_rows()}
    outcome: dict[str, float] = {"texts": texts.height, "links": links.height}
    for kind in KINDS:
        pairs = made.filter(pl.col("kind") == kind).select("name", "origin").rows()
        linked = [len({article[one], article[two]}) == 1 or {article[one], article[two]} in found for one, two in pairs]
        name = re.sub(r"\W+", "_", kind)
        outcome[f"recall_{name}"] = sum(linked) / len(pairs)
        outcome[f"same_story_{name}"] = sum(story[one] == story[two] for one, two in pairs) / len(pairs)
    right = sum(pair in true or shares_enough(*(text[one] for one in pair)) for pair in found)
    outcome["precision"] = right / len(found) if found else 1.0
    return outcome


def shares_enough(one: str, two: str) -> bool:
    """Whether two texts share enough five-word shingles, by set arithmetic and without any of the code under test."""
    sets = []
    for text in (one, two):
        words = re.findall(r"\w+", text.lower())
        sets.append({tuple(words[start : start + 5]) for start in range(len(words) - 4)})
    shared, fewer = len(sets[0] & sets[1]), min(map(len, sets))
    return fewer > 0 and (shared >= 0.3 * len(sets[0] | sets[1]) or shared >= 0.5 * fewer)
