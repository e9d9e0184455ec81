"""What people write by hand: a loop over the files, one regex per field, a hash, and dlt to load it into DuckDB.

`python -m benchmarks.by_hand dicts|arrow FOLDER DATABASE`; prints {"seconds": from after the imports, "rows": ...}.

Both variants read the same way. `dicts` yields a dict per article; `arrow` yields a table for every 5,000 of
them, which spares dlt its normalizing and is how its documentation says to load much. Merging on the hash is what
makes a second run harmless, and drops the exact copies: whoever loads every night needs both.
"""

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# No telemetry, and nothing on the terminal: before dlt is imported.
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"

import dlt
import pyarrow as pa

DATE = re.compile(r"^\s*date (\d{4}-\d\d-\d\d)")
TITLE = re.compile(r"^\s*date \S+\s+(\S[^\n]*)")
DATELINE = re.compile(r"^([A-Z][A-Za-z .,]+?)(?:, \w+ \d+)? \((\w+)\)", re.MULTILINE)
BODY = re.compile(r"^\s*date \S+\s+(.*)$", re.DOTALL)
CHUNK = 5_000


def read_article(path: Path) -> dict[str, Any]:
    """One file to one row."""
    text = path.read_text(encoding="utf-8", errors="replace")
    date, title, dateline, body = (pattern.search(text) for pattern in (DATE, TITLE, DATELINE, BODY))
    content = body[1].strip() if body else text
    return {
        "article_hash": hashlib.sha256(content.encode()).hexdigest(),
        "path": str(path),
        "published_date": date[1] if date else None,
        "title": title[1] if title else None,
        "place": dateline[1] if dateline else None,
        "agency": dateline[2] if dateline else None,
        "body": content,
    }


def read_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """A row for each file below a folder."""
    for path in folder.rglob("*.txt"):
        yield read_article(path)


def read_tables(folder: Path) -> Iterator[pa.Table]:
    """The same rows as Arrow tables."""
    chunk: list[dict[str, Any]] = []
    for row in read_articles(folder):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield pa.Table.from_pylist(chunk)
            chunk = []
    if chunk:
        yield pa.Table.from_pylist(chunk)


def load(variant: str, folder: Path, database: Path) -> int:
    """Load a folder; returns the number of rows in the table."""
    pipeline = dlt.pipeline(
        "by_hand",
        destination=dlt.destinations.duckdb(str(database)),
        dataset_name="news",
        pipelines_dir=str(database.parent / "dlt"),
    )
    rows = read_tables(folder) if variant == "arrow" else read_articles(folder)
    articles = dlt.resource(rows, name="articles", primary_key="article_hash", write_disposition="merge")
    pipeline.run(articles).raise_on_failed_jobs()
    with pipeline.sql_client() as client:
        counted = client.execute_sql("select count(*) from articles") or [(0,)]
    return int(counted[0][0])


def main() -> None:
    """Measure one variant once."""
    variant, folder, database = sys.argv[1:]
    started = time.perf_counter()
    rows = load(variant, Path(folder), Path(database))
    print(json.dumps({"seconds": time.perf_counter() - started, "rows": rows}))


if __name__ == "__main__":
    main()
