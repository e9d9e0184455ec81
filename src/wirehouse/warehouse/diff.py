"""What changed between two versions: rows and values of `news.*`, set-wise over two attached read-only files."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from wirehouse.warehouse.connect import attached, open_published, translated

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

    `samples` have `id`, `change`, `column`, `before` and `after`; of a row added or removed they name file or value.
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
    with translated(before), tempfile.TemporaryDirectory() as spill, duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        con.execute("set temp_directory = ?", [spill])
        with attached(con, before, "older"), attached(con, after, "newer"):
            return [found for table in KEYS if (found := _Comparison(con, table).run(limit))]


class _Comparison:
    """One table of the attached databases `older` and `newer`."""

    def __init__(self, con: duckdb.DuckDBPyConnection, table: str) -> None:
        self.con = con
        self.table = table
        self.keys = KEYS[table]
        self.columns = {side: self._columns(side) for side in ("older", "newer")}
        self.compared = [
            name
            for name in self.columns["newer"]
            if name in self.columns["older"] and name not in LEFT_OUT.union(self.keys)
        ]

    def _columns(self, side: str) -> list[str]:
        query = """
            select column_name from duckdb_columns()
            where database_name = ? and schema_name = 'news' and table_name = ?
            order by column_index
            """
        return [name for (name,) in self.con.execute(query, [side, self.table]).fetchall()]

    def run(self, limit: int) -> TableDiff | None:
        older, newer = self.columns["older"], self.columns["newer"]
        if not older or not newer:
            return None
        self._find_differences()
        counts = dict(self.con.sql("select change, count(*) from differences group by change").fetchall())
        values = self._count_values() if "changed" in counts else {}
        return TableDiff(
            table=self.table,
            rows_before=self._count_rows("older"),
            rows_after=self._count_rows("newer"),
            added=counts.get("added", 0),
            removed=counts.get("removed", 0),
            changed=counts.get("changed", 0),
            values=values,
            samples=[*self._sample_rows(limit), *(row for name in values for row in self._sample_values(name, limit))],
            columns_added=[name for name in newer if name not in older],
            columns_removed=[name for name in older if name not in newer],
        )

    def _count_rows(self, side: str) -> int:
        return int(self.con.sql(f"select count(*) from {side}.news.{self.table}").fetchall()[0][0])

    def _find_differences(self) -> None:
        """One row per row that is not the same in both. Hashes are compared: a row's text is read once, not joined."""
        self.con.execute(
            f"""
            create or replace temp table differences as

            with

            older_rows as ({self._hashed("older")}),

            newer_rows as ({self._hashed("newer")})

            select
                {", ".join(f"coalesce(o.{key}, n.{key}) as {key}" for key in self.keys)},
                coalesce(o.origin, n.origin) as origin,
                case when o.content is null then 'added' when n.content is null then 'removed' else 'changed' end
                    as change

            from older_rows as o

            full join newer_rows as n on {" and ".join(f"o.{key} is not distinct from n.{key}" for key in self.keys)}

            where o.content is distinct from n.content
            """
        )

    def _hashed(self, side: str) -> str:
        columns = self.columns[side]
        origin = "source || '/' || source_uri" if "source_uri" in columns else "value" if "value" in columns else "null"
        content = ", ".join(_compared(name) for name in self.compared) or "true"
        keys = ", ".join(self.keys)
        return f"select {keys}, {origin}::varchar as origin, hash({content}) as content from {side}.news.{self.table}"

    def _count_values(self) -> dict[str, int]:
        """The changed values of each column, the most changed first. Leaves both sides of the changed rows behind."""
        wanted = ", ".join((*self.keys, *self.compared))
        for side in self.columns:
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

    def _sample_values(self, name: str, limit: int) -> list[dict[str, Any]]:
        return self._samples(
            f"""
            select {self._id()}, 'changed' as change, '{name}' as "column",
                o.{name}::varchar as "before", n.{name}::varchar as "after"
            from {self._changed()} where {_differs(name)} order by {", ".join(self.keys)} limit {limit}
            """
        )

    def _sample_rows(self, limit: int) -> list[dict[str, Any]]:
        return self._samples(
            f"""
            select {self._id()}, d.change, null::varchar as "column",
                case d.change when 'removed' then d.origin end as "before",
                case d.change when 'added' then d.origin end as "after"
            from differences as d where d.change <> 'changed'
            qualify row_number() over (partition by d.change order by {", ".join(f"d.{key}" for key in self.keys)})
                <= {limit}
            order by d.change, id
            """
        )

    def _id(self) -> str:
        return f"concat_ws('/', {', '.join(self.keys[:2])}) as id"

    def _samples(self, query: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.con.sql(query).pl().to_dicts()
        return rows


def _compared(name: str, side: str = "") -> str:
    """Of when a file was missed counts that it was: the time is that of the run that noticed."""
    return f"{side}{name} is null" if name == "source_gone_at" else f"{side}{name}"


def _differs(name: str) -> str:
    return f"({_compared(name, 'o.')}) is distinct from ({_compared(name, 'n.')})"
