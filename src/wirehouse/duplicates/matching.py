"""Matching tonight's articles with everything ever loaded: fingerprints, candidates, links, stories."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from wirehouse.duplicates.fingerprints import make_keys
from wirehouse.duplicates.links import find_links
from wirehouse.duplicates.shingles import printed_text
from wirehouse.duplicates.stories import assign_stories
from wirehouse.warehouse import matching as warehouse

SIGNED_AT_ONCE = 5_000
COMPARED_AT_ONCE = 8_000_000
"""Articles that are signed, shingles of pairs that are compared at the same time: some 500 MB."""


def match_articles(con: warehouse.Connection, sql: Path) -> None:
    """Bring `news.fingerprints`, `news.links` and `news.story_members` up to date with `news.bodies`.

    Runs within the night's transaction, after `sql/match`. What results depends on the articles alone: not on their
    order, nor on the nights they came in.
    """
    complete_fingerprints(con)
    link_articles(con, sql / "links")
    tell_stories(con, sql / "stories")


def complete_fingerprints(con: warehouse.Connection) -> None:
    """Make the fingerprints that are missing from the texts: of a copy that became the article, of an older method."""
    while (articles := warehouse.fetch_unsigned(con, SIGNED_AT_ONCE)).height:
        keys = make_keys(printed_text(articles))
        warehouse.store_fingerprints(con, articles.select("article_id", "published_date").hstack(keys))


def link_articles(con: warehouse.Connection, steps: Path) -> None:
    """Find who may share text with tonight's articles, compare, and store the links."""
    run = partial(_run, con, steps)
    run("prepare_keys")
    most_are_fresh = warehouse.count_rows(con, "fresh") * 2 > warehouse.count_rows(con, "news.fingerprints")
    run("take_all_holders" if most_are_fresh else "find_holders")
    run("count_keys", "find_asked_again")
    if warehouse.count_rows(con, "asked_again"):
        run("add_holders")
    run("keep_telling_keys", "forget_links")
    for number in range(warehouse.count_slices(con)):
        for pairs in _parts(warehouse.find_candidates(con, steps / "find_candidates.sql", number)):
            ids = pl.concat([pairs["article_id"], pairs["other_article_id"].alias("article_id")]).unique()
            warehouse.store_links(con, find_links(warehouse.fetch_articles(con, ids), pairs))


def _run(con: warehouse.Connection, steps: Path, *names: str) -> None:
    for name in names:
        warehouse.run_step(con, steps / f"{name}.sql")


def _parts(pairs: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The pairs in parts, those that hang together side by side: so a text is taken apart in few parts."""
    ids = pl.concat([pairs["article_id"], pairs["other_article_id"]]).rank("dense").to_numpy().astype(np.int64) - 1
    if not ids.size:
        return
    ends = ids[: pairs.height], ids[pairs.height :]
    graph = csr_array((np.ones(pairs.height, np.int8), ends), shape=(ids.max() + 1, ids.max() + 1))
    _, component = connected_components(graph, directed=False)
    ordered = pairs[np.lexsort((*ends, component[ends[0]]))]
    part = ordered["shingle_count"].cast(pl.Int64).cum_sum() // COMPARED_AT_ONCE
    yield from ordered.with_columns(part=part).partition_by("part", maintain_order=True, include_key=False)


def tell_stories(con: warehouse.Connection, steps: Path) -> None:
    """Tell the stories anew that tonight's changes reach."""
    warehouse.run_step(con, steps / "find_touched.sql")
    warehouse.store_members(con, assign_stories(warehouse.fetch_ties(con, steps / "find_ties.sql")))
