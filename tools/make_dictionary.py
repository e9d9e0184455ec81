"""Write docs/dictionary.md from the comments of a new, empty warehouse: `python -m tools.make_dictionary`.

They are those of sql/dictionary.toml; the types and the order of the columns are the schema's own.
"""

import tempfile
from pathlib import Path

from wirehouse import project
from wirehouse.warehouse.connect import open_candidate
from wirehouse.warehouse.migrate import migrate

TARGET = project.root() / "docs" / "dictionary.md"
SCHEMAS = {"news": "what was read", "marts": "what is asked first", "ops": "how it came about", "raw": "as it came"}
HEAD = """# The warehouse's dictionary

Made by `python -m tools.make_dictionary` from the comments in `sql/dictionary.toml`; each stands in the warehouse
itself, too (`wirehouse sql dictionary`). The ends of names tell the type: `_at` is a time with its zone, `_date` a day,
`_id` a text of 16 hex digits or a run's name, `_count` a number, `is_` true or false.
"""
QUESTIONS = """## Questions

Each is a file in `sql/queries/` and answered by `wirehouse sql NAME`; what stands in it as `$name` is given by
`--param name=value`. In Python: `wirehouse.open().ask(NAME, name=value)`.

| name | answer |
|---|---|"""
RELATIONS = """
    select schema_name, table_name, comment, 'table' as kind from duckdb_tables() where not internal
    union all
    select schema_name, view_name, comment, 'view' from duckdb_views() where not internal
    order by schema_name, table_name
"""
COLUMNS = """
    select column_name, data_type, comment
    from duckdb_columns()
    where schema_name = ? and table_name = ? and database_name = current_database()
    order by column_index
"""


def make_dictionary() -> str:
    """The page."""
    lines = [HEAD]
    with tempfile.TemporaryDirectory() as folder, open_candidate(Path(folder) / "new.duckdb", Path(folder)) as con:
        migrate(con, project.sql())
        relations = con.sql(RELATIONS).fetchall()
        for schema, what in SCHEMAS.items():
            lines.append(f"## {schema}: {what}\n")
            for _, table, comment, kind in (one for one in relations if one[0] == schema):
                lines += [f"### {schema}.{table}\n", f"{comment} ({kind})\n"]
                lines += ["| column | type | meaning |", "|---|---|---|"]
                for column, data_type, meaning in con.execute(COLUMNS, [schema, table]).fetchall():
                    short = data_type.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
                    lines.append(f"| `{column}` | {short} | {meaning.replace('|', chr(92) + '|')} |")
                lines.append("")
    lines.append(QUESTIONS)
    for path in sorted((project.sql() / "queries").glob("*.sql")):
        grain = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- ")
        lines.append(f"| `{path.stem}` | {grain} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(make_dictionary(), encoding="utf-8")
