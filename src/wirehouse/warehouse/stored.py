"""Records as the published file holds them: what is parsed again without its source file."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from wirehouse import project
from wirehouse.schema import OVERRIDES, STORED
from wirehouse.warehouse.connect import has_table, open_published


def list_stored(
    path: Path, *, is_held: bool = False, quarantine_ids: Sequence[str] = (), reason: str | None = None
) -> dict[str, pl.DataFrame]:
    """The current records of each source (`STORED`) in the order in which the file holds them.

    `is_held`: only those that are held back; all of them, or those of `quarantine_ids` (or beginnings of ids), or those
    held back for `reason`.
    """
    asked = {"is_held": is_held, "ids": list(quarantine_ids) if quarantine_ids else None, "reason": reason}
    with open_published(path) as con:
        query = (project.sql() / "stored" / "list_records.sql").read_text(encoding="utf-8")
        rows = con.sql(query, params=asked).pl()
    return {str(part["source"][0]): part.cast(STORED) for part in rows.partition_by("source", maintain_order=True)}


def read_stored(path: Path, asked: pl.DataFrame) -> pl.DataFrame:
    """The records of `asked` (`STORED`, of one source) with their texts: the columns of `wirehouse.schema.RECORDS`.

    The rows of a batch lie close together in the file, so that their range spares the reading of all others.
    """
    with open_published(path) as con:
        con.register("asked", asked)
        rows = asked["row_id"]
        found: pl.DataFrame = con.sql(
            f"""
            select
                r.article_id, r.source, r.source_uri, r.record_no, r.record_key, r.format, r.text, r.bytes, r.encoding,
                r.content_sha256, r.byte_count, a.problem, a.problem_detail, r.file_modified_at as file_mtime,
                r.first_seen_at

            from raw.records as r

            inner join asked as a on r.article_id = a.article_id and r.content_sha256 = a.content_sha256

            where r.rowid between {rows.min()!r} and {rows.max()!r}

            order by r.rowid
            """
        ).pl()
    return found


def read_overrides(path: Path) -> pl.DataFrame:
    """What people have said of single texts (`OVERRIDES`); empty for a warehouse of before there were any."""
    if not path.exists():
        return pl.DataFrame(schema=OVERRIDES)
    with open_published(path) as con:
        if not has_table(con, "overrides"):
            return pl.DataFrame(schema=OVERRIDES)
        rows = con.sql("select article_id, content_sha256, field, value from ops.overrides order by all").pl()
    return rows.cast(OVERRIDES)
