"""The transform on one core, module by module: `python -m benchmarks.transform_speed FOLDER [FILES]`.

Reads files of the seed's shape, then takes their records through `to_articles` twice in this one thread; the second
time counts. Prints a line a module, and last one JSON object: MB of raw text a second, and the seconds by module.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["POLARS_MAX_THREADS"] = "1"  # before Polars is imported

import polars as pl

from wirehouse.orchestration.shards import read_fields, with_given_dates
from wirehouse.schema import OVERRIDES, RECORDS
from wirehouse.transform import articles
from wirehouse.transform.publication import SourceRules

STEPS = (
    "split_dated_lines", "add_publisher", "add_publication", "split_title_and_paragraphs", "repair_twins",
    "take_out_furniture", "split_byline", "split_dateline", "split_credit", "combine_agency", "restore_lost",
    "locate_place", "settle_publication", "detect_language", "collect_evidence",
)  # fmt: skip


def read_records(folder: Path, count: int) -> pl.DataFrame:
    """The texts of the first `count` files below a folder, as records."""
    paths = sorted(folder.rglob("*.txt"))[:count]
    rows = [
        {"article_id": f"{number:016x}", "format": "headed_text", "source_uri": str(path.relative_to(folder)),
         "text": path.read_text(encoding="utf-8", errors="replace"), "encoding": "utf-8"}
        for number, path in enumerate(paths)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=RECORDS)


def timed(name: str, seconds: dict[str, float]) -> Callable[..., Any]:
    """A step of the transform that adds its CPU time to `seconds`."""
    step = getattr(articles, name)

    def run(*arguments: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return step(*arguments, **named)
        finally:
            seconds[name] = seconds.get(name, 0.0) + time.process_time() - started

    return run


def measure(records: pl.DataFrame) -> tuple[float, dict[str, float]]:
    """The CPU seconds of the whole transform of these records, and by module."""
    fields = with_given_dates(read_fields(records, {}), pl.DataFrame(schema=OVERRIDES))
    started = time.process_time()
    fields = with_given_dates(read_fields(records, {}), pl.DataFrame(schema=OVERRIDES))
    seconds: dict[str, float] = {"read_fields": time.process_time() - started}
    articles.to_articles(fields, SourceRules())
    for name in STEPS:
        setattr(articles, name, timed(name, seconds))
    started = time.process_time()
    articles.to_articles(fields, SourceRules())
    whole = time.process_time() - started + seconds["read_fields"]
    return whole, dict(sorted(seconds.items(), key=lambda one: -one[1]))


def main() -> None:
    """Measure once."""
    records = read_records(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5_000)
    megabytes = float(records["text"].str.len_bytes().sum()) / 1e6
    whole, modules = measure(records)
    rest = whole - sum(modules.values())
    for name, taken in {**modules, "the rest": rest}.items():
        print(f"{name:<28} {taken:7.3f} s  {megabytes / max(taken, 1e-4):9.0f} MB/s")
    print(f"{'the whole transform':<28} {whole:7.3f} s  {megabytes / whole:9.1f} MB/s")
    modules_flat = {name: round(taken, 3) for name, taken in modules.items()}
    print(
        json.dumps(
            {"seconds": whole, "megabytes": megabytes, "mb_per_second": megabytes / whole, "modules": modules_flat}
        )
    )


if __name__ == "__main__":
    main()
