"""Our fingerprints, candidates and comparison, without the rest of a night, into a new warehouse.

`python -m benchmarks.match_only TEXTS.parquet FOLDER`; prints one JSON object. Timed are the fingerprints, two batches
at a time as in a run, and matching; not timed is what puts the articles into the warehouse, which no peer does.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from benchmarks.nights import open_warehouse, start_night, to_articles
from benchmarks.reprints import recall
from wirehouse import project
from wirehouse.duplicates.fingerprints import make_keys
from wirehouse.duplicates.matching import match_articles
from wirehouse.schema import SIGNATURES

BATCH = 5_000


def main() -> None:
    """Measure and print."""
    texts = pl.read_parquet(sys.argv[1])
    articles = to_articles(texts.select(source=pl.lit("made"), source_uri="name", body="text"))
    names = articles.select("article_id", body_hash="content_sha256")
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        keys = pl.concat(pool.map(make_keys, (part["text"] for part in texts.iter_slices(BATCH))))
    signed = time.perf_counter() - started
    with open_warehouse(Path(sys.argv[2]) / "warehouse.duckdb") as con:
        start_night(con, articles, names.hstack(keys).cast(SIGNATURES), number=1, window_days=None, sql=project.sql())
        started = time.perf_counter()
        match_articles(con, project.sql())
        matched = time.perf_counter() - started
        con.commit()
        linked = con.sql("select article_id, other_article_id from news.links").fetchall()
        standing = dict(con.sql(
            "select v.article_id, b.article_id from news.article_versions as v join news.bodies as b using (body_hash)"
        ).fetchall())  # fmt: skip
    found = {frozenset(pair) for pair in linked}
    article = {name: standing[one] for name, one in zip(texts["name"], names["article_id"], strict=True)}
    answer = {"seconds": signed + matched, "signature_seconds": signed, "links": len(found)}

    def is_found(one: str, two: str) -> bool:
        return article[one] == article[two] or frozenset((article[one], article[two])) in found

    print(json.dumps(answer | {"recall": recall(texts, is_found)}))


if __name__ == "__main__":
    main()
