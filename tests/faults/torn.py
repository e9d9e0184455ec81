"""A reader that looks for half a version: `python -m tests.faults.torn WAREHOUSE SEED`, until its standard input ends.

Each version carries its own checksum. In one connection the checksum, the counts and the checksum again must be of the
same version, whatever is published in between; from one connection to the next the version never goes back.
"""

import json
import select
import sys
import time
from random import Random

import duckdb

CHECKSUM = """
    select
        (select count(*) from news.articles)::varchar || ' '
        || (select count(*) from news.copies)::varchar || ' '
        || (select bit_xor(hash(article_id, body, published_date)) from news.articles)::varchar
    """
CLAIMED = "select version, message from ops.runs where version = (select max(version) from ops.runs)"


def main() -> None:
    """Read until nobody wants to know; print what was seen."""
    versions: list[int] = []
    problems: list[str] = []
    reads = 0
    random = Random(sys.argv[2])
    # At moments that fall anywhere in a publish, and leave the one who publishes a processor to do it.
    while not select.select([sys.stdin], [], [], random.uniform(0.0, 0.4))[0]:
        try:
            con = duckdb.connect(sys.argv[1], read_only=True)
            version, claimed = con.execute(CLAIMED).fetchall()[0]
            first = con.execute(CHECKSUM).fetchall()[0][0]
            time.sleep(0.02)
            again = con.execute(CHECKSUM).fetchall()[0][0]
            after = con.execute(CLAIMED).fetchall()[0][0]
            con.close()
        except Exception as error:
            problems.append(f"refused: {error}")
            continue
        if not claimed == first == again or after != version:
            problems.append(f"torn: version {version} claims {claimed}, shows {first}, then {again} of {after}")
        if versions and version < versions[-1]:
            problems.append(f"back from {versions[-1]} to {version}")
        versions.append(version)
        reads += 1
    print(json.dumps({"reads": reads, "versions": len(set(versions)), "problems": problems}))


if __name__ == "__main__":
    main()
