"""A reader that is never away: opens the published file of every life, again and again, and writes down what it saw.

`python -m tests.faults.reader FOLDER` polls `FOLDER/*/warehouse.duckdb`, of lives that are not marked `ended`, until
its standard input ends; then it prints one JSON object. All rows are read of each file that was not there before: of
one that was, with the same time of its last change, only that it opens.
"""

import json
import select
import sys
from collections import Counter
from pathlib import Path

from tests.faults.content import LOGICAL, digest, query, read_lines


def main() -> None:
    """Read until nobody wants to know."""
    root = Path(sys.argv[1])
    opened = read = 0
    refused: list[str] = []
    seen: dict[str, Counter[str]] = {}
    whole: dict[Path, tuple[int, ...]] = {}
    while not select.select([sys.stdin], [], [], 0.3)[0]:
        for folder in root.iterdir():
            warehouse = folder / "warehouse.duckdb"
            if (folder / "ended").exists() or not (folder.name in seen or warehouse.exists()):
                continue
            known = seen.setdefault(folder.name, Counter())  # what was there once must be there for ever
            try:
                there = warehouse.stat()
                mark = there.st_ino, there.st_ctime_ns, there.st_size
                if whole.get(warehouse) == mark:
                    query(warehouse, "select max(version) from ops.runs")
                else:
                    known[digest(read_lines(warehouse, LOGICAL))] += 1
                    whole[warehouse] = mark
                    read += 1
                opened += 1
            except Exception as error:
                refused.append(f"{folder.name}: {error}")
    print(json.dumps({"opened": opened, "read": read, "refused": refused, "seen": seen}))


if __name__ == "__main__":
    main()
