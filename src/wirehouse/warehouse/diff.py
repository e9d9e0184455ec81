"""What changed between two versions: rows and values of `news.*`, set-wise over two attached read-only files."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from wirehouse.errors import EnvironmentProblemError
from wirehouse.warehouse.connect import attached, open_published

KEYS = {
    "articles": ("article_id",),
    "copies": ("copy_id",),
    "stories": ("story_id",),
    "links": ("article_id", "other_article_id"),
    "article_versions": ("article_id", "version"),
    "article_evidence": ("article_id", "field", "rule", "source", "value", "before", "after"),
}
"""The tables compared, and what tells their rows apart. `bodies` says again which records are articles."""

LEFT_OUT = frozenset(
    {
        *("run_id", "first_loaded_at", "loaded_at", "valid_from", "valid_to", "is_current", "version"),
        *("parser_version", "paragraphs", "confidence"),
    }
)
"""How the content came there, not what it is (law 2); the paragraphs, which are the body's; what a rule is sure of."""


@dataclass(frozen=True)
class TableDiff:
    """What changed in one table. `values` counts the changed values of each column, among rows that both have.

    `samples` have `id`, `change`, `column`, `before` and `after`; of a row added or removed they say where it is from.
    `columns_added` and `columns_removed` are there when a migration lies in between.
    """

    table: str
    rows_before: int
    rows_after: int
    added: int
    removed: int
    changed: int
    values: dict[str, int] = field(default_factory=dict)
    samples: list[dict[str, Any]] = field(default_factory=list)
    columns_added: list[str] = field(default_factory=list)
    columns_removed: list[str] = field(default_factory=list)


def compare_versions(before: Path, after: Path, limit: int) -> list[TableDiff]:
    """Compare the tables that two files both have, with up to `limit` samples of each kind of change.

    Raises `EnvironmentProblemError` for a file that is no warehouse, or cannot be read.
    """
    for path in (before, after):
        with open_published(path):
            pass  # what is wrong with it, in one sentence
    if before.samefile(after):
        return []
    try:
        with tempfile.TemporaryDirectory() as spill, duckdb.connect() as con:
            con.execute("set timezone = 'UTC'")
            con.execute("set temp_directory = ?", [spill])
            with attached(con, before, "older"), attached(con, after, "newer"):
                return [diff for table in KEYS if (diff := _Comparison(con, table).run(limit))]
    except duckdb.Error as error:
        raise EnvironmentProblemError(
            f"Cannot compare {before} and {after}: {str(error).splitlines()[0]}", "Check the disk."
        ) from None


class _Comparison:
    """One table of the attached databases `older` and `newer`."""

    def __init__(self, con: duckdb.DuckDBPyConnection, table: str) -> None:
        self.con = con
        self.table = table
        self.keys = KEYS[table]
        self.older, self.newer = (self._columns(side) for side in ("older", "newer"))
        self.compared = [name for name in self.newer if name in self.older and name not in {*self.keys, *LEFT_OUT}]

    def _columns(self, side: str) -> list[str]:
        rows = self.con.execute(
            """
            select column_name from duckdb_columns()
            where database_name = ? and schema_name = 'news' and table_name = ?
            order by column_index
            """,
            [side, self.table],
        ).fetchall()
        return [name for (name,) in rows]

    def run(self, limit: int) -> TableDiff | None:
        if not self.older or not self.newer:
            return None
        self._find_differences()
        counts = dict(self.con.sql("select change, count(*) from differences group by change").fetchall())
        values = self._count_values() if "changed" in counts else {}
        samples = (self.con.sql(f"{query} limit {limit}").pl().to_dicts() for query in self._samples(values))
        return TableDiff(
            table=self.table,
            rows_before=self._count_rows("older"),
            rows_after=self._count_rows("newer"),
            added=counts.get("added", 0),
            removed=counts.get("removed", 0),
            changed=counts.get("changed", 0),
            values=values,
            samples=[sample for some in samples for sample in some],
            columns_added=[name for name in self.newer if name not in self.older],
            columns_removed=[name for name in self.older if name not in self.newer],
        )

    def _count_rows(self, side: str) -> int:
        return int(self.con.sql(f"select count(*) from {side}.news.{self.table}").fetchall()[0][0])

    def _find_differences(self) -> None:
        """One row per row that is not the same in both. Hashes are compared: a row's text is read once, not joined."""
        content = ", ".join(_compared(name) for name in self.compared) or "true"
        keys = ", ".join(self.keys)
        self.con.execute(
            f"""
            create or replace temp table differences as

            with

            older_rows as (select {keys}, hash({content}) as content from older.news.{self.table}),

            newer_rows as (select {keys}, hash({content}) as content from newer.news.{self.table})

            select
                {", ".join(f"coalesce(o.{key}, n.{key}) as {key}" for key in self.keys)},
                case when o.content is null then 'added' when n.content is null then 'removed' else 'changed' end
                    as change

            from older_rows as o

            full join newer_rows as n on {" and ".join(f"o.{key} is not distinct from n.{key}" for key in self.keys)}

            where o.content is distinct from n.content
            """
        )

    def _count_values(self) -> dict[str, int]:
        """The changed values of each column, the most changed first. Leaves both sides of the changed rows behind."""
        wanted = ", ".join(f'"{name}"' for name in (*self.keys, *self.compared))
        for side in ("older", "newer"):
            self.con.execute(
                f"""
                create or replace temp table changed_{side} as
                select {wanted} from {side}.news.{self.table}
                semi join (from differences where change = 'changed') using ({", ".join(self.keys)})
                """
            )
        counts = ", ".join(f"count(*) filter (where {_differs(name)})" for name in self.compared)
        row = self.con.sql(f"select {counts} from {self._changed()}").fetchall()[0]
        found = [(name, count) for name, count in zip(self.compared, row, strict=True) if count]
        return dict(sorted(found, key=lambda entry: -entry[1]))

    def _changed(self) -> str:
        return f"changed_older as o inner join changed_newer as n using ({', '.join(self.keys)})"

    def _samples(self, values: dict[str, int]) -> Iterator[str]:
        ident = f"concat_ws('/', {', '.join(self.keys[:2])}) as id"
        order = ", ".join(self.keys)
        for name in values:
            yield f"""
                select {ident}, 'changed' as change, '{name}' as "column",
                    o."{name}"::varchar as "before", n."{name}"::varchar as "after"
                from {self._changed()} where {_differs(name)} order by {order}
                """
        for change, side in (("added", "newer"), ("removed", "older")):
            origin = "source || '/' || source_uri" if "source_uri" in getattr(self, side) else "null::varchar"
            before, after = ("null::varchar", origin) if change == "added" else (origin, "null::varchar")
            yield f"""
                select {ident}, change, 'source_uri' as "column", {before} as "before", {after} as "after"
                from differences inner join {side}.news.{self.table} using ({order})
                where change = '{change}' order by {order}
                """


def _compared(name: str, side: str = "") -> str:
    """Of when a file was missed counts that it was: the time is that of the run that noticed."""
    return f'{side}"{name}" is null' if name == "source_gone_at" else f'{side}"{name}"'


def _differs(name: str) -> str:
    return f"({_compared(name, 'o.')}) is distinct from ({_compared(name, 'n.')})"
