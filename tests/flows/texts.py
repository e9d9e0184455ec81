"""A made-up article to write into raw files, and a question to the published file."""

from pathlib import Path

import duckdb

LEAD = "The harbor board of Port Amsel said on Monday that the northern pier would open again in the autumn."
MORE = "Repairs had taken longer than planned because divers found the old piles hollow, its engineer said."
END = "Ferries to the islands keep leaving from the southern pier until then, the board added in its notice."


def article(date: str = "2024-03-04", *paragraphs: str) -> str:
    return f" date {date} \n\n\n\n" + "\n\n".join(paragraphs or (LEAD, MORE, END)) + "\n"


def query(warehouse: Path, sql: str) -> list[tuple]:
    con = duckdb.connect(str(warehouse), read_only=True)
    try:
        return con.sql(sql).fetchall()
    finally:
        con.close()
