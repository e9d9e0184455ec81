"""What matching asks of the next version, and what it puts there; most statements are in `sql/links`, `sql/stories`."""

from pathlib import Path

import duckdb
import polars as pl

Connection = duckdb.DuckDBPyConnection

_PRINTED = "article_id, title, dateline, body, credit"
_FIELDS = f"{_PRINTED}, source, publisher, agency, url, published_date, published_at"


def run_step(con: Connection, path: Path) -> None:
    """Run the statements of one file."""
    con.execute(path.read_text(encoding="utf-8"))


def fetch_unsigned(con: Connection, limit: int) -> pl.DataFrame:
    """At most so many articles without a fingerprint, as printed: a copy that became the article, for instance."""
    return con.sql(
        f"""
        select {_PRINTED}, published_date
        from news.article_versions
        where is_current and article_id in (
            select article_id from news.bodies anti join news.fingerprints using (article_id) order by 1 limit {limit}
        )
        """
    ).pl()


def store_fingerprints(con: Connection, prints: pl.DataFrame) -> None:
    """Add the fingerprints of articles: `article_id`, `published_date` and what `make_keys` gives."""
    con.register("prints", prints)
    con.execute(
        """
        insert into news.fingerprints by name
        select p.*, m.method_version, n.run_id
        from prints as p cross join tonight.stage.run as n cross join tonight.stage.matching as m
        """
    )
    con.unregister("prints")


def count_rows(con: Connection, table: str) -> int:
    """The rows of a table."""
    count: int = con.sql(f"select count(*) from {table}").fetchall()[0][0]
    return count


def count_slices(con: Connection) -> int:
    """In how many slices the articles that are asked for candidates are."""
    count: int = con.sql("select coalesce(max(slice) + 1, 0) from asked").fetchall()[0][0]
    return count


def find_candidates(con: Connection, query: Path, number: int) -> pl.DataFrame:
    """The pairs to compare of one slice: `article_id`, `other_article_id`, `shingle_count` of both together."""
    return con.sql(query.read_text(encoding="utf-8"), params={"slice": number}).pl()


def fetch_articles(con: Connection, article_ids: pl.Series) -> pl.DataFrame:
    """The articles of these ids, with what comparing them needs."""
    con.register("wanted", article_ids.to_frame("article_id"))
    # one list first: DuckDB then knows it for the small side, and does not read every body of the warehouse
    found = con.sql(
        f"select {_FIELDS} from news.article_versions where is_current and article_id in (from wanted)"
    ).pl()
    con.unregister("wanted")
    return found


def store_links(con: Connection, links: pl.DataFrame) -> None:
    """Add links to `news.links`."""
    con.register("links", links)
    con.execute(
        """
        insert into news.links by name
        select l.*, m.method_version, n.run_id
        from links as l cross join tonight.stage.run as n cross join tonight.stage.matching as m
        """
    )
    con.unregister("links")


def fetch_ties(con: Connection, query: Path) -> pl.DataFrame:
    """The links between the articles whose story may change; see the query for the columns."""
    return con.sql(query.read_text(encoding="utf-8")).pl()


def store_members(con: Connection, members: pl.DataFrame) -> None:
    """Add the articles that belong to another's story: `article_id`, `story_id`."""
    con.register("members", members)
    con.execute("insert into news.story_members by name from members")
    con.unregister("members")
