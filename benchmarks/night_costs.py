"""What a night costs that brings 1,000 articles, on top of 10,000, of 100,000 and of 1,000,000.

`python -m benchmarks.night_costs [--sizes N ...] [--new N]`; its last line is one JSON object. A tenth of tonight's
articles are reprints, cut to a half, of articles that are there already. Only fingerprints and matching are timed.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.nights import load_night, open_warehouse, sign, start_night, to_articles
from wirehouse import project
from wirehouse.duplicates.matching import match_articles

WORDS, VOCABULARY, AT_ONCE = 300, 60_000, 100_000


def invent(count: int, seed: int) -> pl.Series:
    """So many texts of 300 words without sense, whose words are as unevenly frequent as those of a language."""
    random = np.random.default_rng(seed)
    vocabulary = pl.Series([f"w{number:x}" for number in range(VOCABULARY)])
    ranks = np.exp(random.uniform(0, np.log(VOCABULARY), count * WORDS)).astype(np.int64) - 1
    return vocabulary.gather(pl.Series(ranks)).reshape((count, WORDS)).arr.join(" ")


def nights(size: int) -> Iterator[pl.DataFrame]:
    """The articles that are there before, a hundred thousand a night."""
    for start in range(0, size, AT_ONCE):
        yield as_articles(invent(min(AT_ONCE, size - start), start), f"old/{start}/")


def as_articles(texts: pl.Series, prefix: str) -> pl.DataFrame:
    """Texts as staged articles."""
    return to_articles(
        pl.DataFrame({"body": texts}).select(
            "body", source=pl.lit("made"), source_uri=pl.lit(prefix) + pl.int_range(pl.len()).cast(pl.String)
        )
    )


def measure(size: int, new: int, folder: Path) -> dict[str, float]:
    """The costs of the last of these nights."""
    path = folder / f"{size}.duckdb"
    with open_warehouse(path) as con:
        for number, articles in enumerate(nights(size), start=1):
            load_night(con, articles, number=number)
        con.execute("checkpoint")
        half = pl.col("body").str.slice(0, pl.col("body").str.len_chars() // 2)
        reprints = con.sql(f"select body from news.article_versions where article_id < '2' limit {new // 10}").pl()
        texts = pl.concat([invent(new - reprints.height, size + 1), reprints.select(half).to_series()])
        tonight = as_articles(texts, "new/")
        started = time.perf_counter()
        signatures = sign(tonight)
        signed = time.perf_counter() - started
        start_night(con, tonight, signatures, number=10_000, window_days=None, sql=project.sql())
        started, cpu = time.perf_counter(), time.process_time()
        match_articles(con, project.sql())
        matched, cpu = time.perf_counter() - started, time.process_time() - cpu
        con.commit()
        links = con.sql("select count(*) from news.links where run_id = 'night 10000'").fetchall()[0][0]
        prints = con.sql(
            "select sum(len(bands) + len(anchors)) * 4 / count(*) from news.fingerprints"
        ).fetchall()[0][0]  # fmt: skip
    return {"sign_seconds": signed, "match_seconds": matched, "match_cpu_seconds": cpu, "links": links,
            "reprints": reprints.height, "key_bytes_per_article": float(prints)}  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.night_costs", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--new", type=int, default=1_000)
    arguments = parser.parse_args()
    found = {}
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory(prefix="wirehouse-bench-") as folder:
            found[size] = measure(size, arguments.new, Path(folder))
        told = ", ".join(f"{name} {value:,.2f}" for name, value in found[size].items())
        print(f"{arguments.new:,} new on top of {size:,}: {told}", flush=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
