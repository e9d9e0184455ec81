"""Law 2 for links and stories: whatever the nights were, they are those of one night over the last state of all."""

import shutil
from pathlib import Path
from random import Random

import polars as pl
import pytest

from benchmarks.nights import load_night, open_warehouse, to_articles
from benchmarks.prose import sentence
from wirehouse import project

CONTENT = {
    "articles": "select article_id, source_uri, body, story_id from news.articles order by all",
    "links": "select * exclude (run_id) from news.links order by all",
    "stories": "from news.stories order by all",
    "fingerprints": "select * exclude (run_id) from news.fingerprints order by all",
}
State = dict[str, dict[str, object]]


def content(con) -> dict[str, list[tuple]]:
    return {name: con.sql(query).fetchall() for name, query in CONTENT.items()}


def as_frame(state: State) -> pl.DataFrame:
    rows = [{"source": "s", "source_uri": uri, **fields} for uri, fields in sorted(state.items())]
    return to_articles(pl.DataFrame(rows).with_columns(pl.col("published_date").str.to_date()))


def mixed(random: Random, pool: list[str]) -> dict[str, object]:
    """An article of sentences from a small pool: so articles share text in every way, and some have equal bodies."""
    start, length = random.randrange(len(pool)), random.randint(2, 7)
    sentences = (pool[start:] + pool[:start])[:length]
    if random.random() < 0.3:
        sentences[random.randrange(len(sentences))] = random.choice(pool)
    return {
        "body": " ".join(sentences),
        "title": random.choice([None, "One headline of a few words", "Quite another headline for this"]),
        "published_date": random.choice(["2024-03-01", "2024-03-02", "2024-03-05"]),
        "publisher": random.choice(["post", "courier"]),
        "agency": random.choice([None, "AP"]),
    }


def nights_of(seed: int) -> tuple[list[State], State]:
    """What comes in night by night (new files, revised files, files again), and the state that it ends in."""
    random = Random(seed)
    pool = [sentence(random) for _ in range(random.choice([6, 12, 30]))]
    names = [f"{number:02d}.txt" for number in range(random.choice([8, 16, 30]))]
    nights: list[State] = []
    last: State = {}
    for _ in range(random.randint(2, 5)):
        tonight = {name: mixed(random, pool) for name in random.sample(names, random.randint(1, len(names) // 2))}
        again = random.sample(sorted(last), len(last) // 4)
        tonight = {name: last[name] for name in again} | tonight
        nights.append(tonight)
        last |= tonight
    return nights, last


def with_limits(folder: Path, bands: int, anchors: int) -> Path:
    """The project's statements with other limits to how many articles may hold a key."""
    sql = Path(shutil.copytree(project.sql(), folder / "sql"))
    path = sql / "links" / "prepare_keys.sql"
    text = path.read_text()
    assert "1024, 64" in text
    path.write_text(text.replace("1024, 64", f"{bands}, {anchors}"))
    return sql


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 8))])
@pytest.mark.parametrize("limits", [None, (4, 3)], ids=["no key is crowded", "many keys are crowded"])
def test_links_and_stories_are_those_of_all_at_once(seed: int, limits: tuple[int, int] | None, tmp_path: Path):
    sql = with_limits(tmp_path, *limits) if limits else project.sql()
    nights, last = nights_of(seed)
    window = 2 if seed % 3 == 0 else None
    with open_warehouse() as by_night, open_warehouse() as at_once:
        for number, tonight in enumerate(nights, start=1):
            load_night(by_night, as_frame(tonight), number=number, window_days=window, sql=sql)
        load_night(at_once, as_frame(last), window_days=window, sql=sql)
        assert content(by_night) == content(at_once)
        assert len(content(at_once)["links"]) > 0


def test_records_of_one_number_have_one_article_whatever_their_order():
    """A feed that has lost its first record numbers the next one as the lost one was."""
    text = "The ferry was late again on Monday because of fog over the harbor, the company said at noon."
    row = {"source": "s", "source_uri": "feed.jsonl", "body": text, "published_date": "2024-03-01"}
    frame = pl.DataFrame([row, row]).with_columns(pl.col("published_date").str.to_date())
    two = to_articles(frame).with_columns(article_id=pl.Series(["b" * 16, "a" * 16]), record_key=pl.Series(["b", "a"]))
    for articles in (two, two.reverse()):
        with open_warehouse() as con:
            load_night(con, articles)
            assert con.sql("select article_id from news.articles").fetchall() == [("a" * 16,)]
