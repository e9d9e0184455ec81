"""`wirehouse sql` and `search`: rows of the published file."""

import json
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import polars.selectors as cs
from rich.console import Console

from wirehouse.cli.options import Form
from wirehouse.cli.output import complain, print_table, say, to_json
from wirehouse.errors import ConfigurationError
from wirehouse.report.summary import counted
from wirehouse.settings import published_file
from wirehouse.warehouse.query import (
    fetch,
    is_copy,
    is_statement,
    missing_values,
    purpose,
    read_question,
    unknown_question,
)

MOST_ROWS, MOST_UPRIGHT = 50, 5  # of a table for a person; csv and json print everything
MOST_COLUMNS = 12  # with more, cells get two characters wide: each row stands upright, a line a column
# A spreadsheet takes a cell that begins so for a formula, and runs it (OWASP, CSV injection).
FORMULA = r"^(?:[=@\t\r\n＝＋－＠]|[+-](?s:.*)[^\d.,])"


def end_at_once() -> None:
    """From here on Ctrl-C ends the process, as it ends most: what only reads has nothing to put in order.

    Polars takes SIGINT into its own hands when it is imported, and DuckDB hears of it only at times: of twenty queries
    interrupted at different moments nine went on.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run_sql(
    query: str, warehouse: Path | None, form: Form, parameters: Sequence[str] = (), *, keep_formulas: bool = False
) -> None:
    """Run it and print the rows as `table`, `csv` or `json` (a list of objects; times in ISO 8601, UTC).

    `query` is a statement or the name of a file in `sql/queries/`; `parameters` are `name=value`, for a `$name` in it.
    In CSV a text that a spreadsheet would run as a formula gets an apostrophe in front, but with `keep_formulas`.
    Of a `copy … to FILE` the count of its rows is told on standard error.
    """
    if not all("=" in parameter for parameter in parameters):
        raise ConfigurationError("--param is NAME=VALUE.", "As in `wirehouse sql as_of --param at=2026-11-20`.")
    named = dict(parameter.split("=", 1) for parameter in parameters)
    question = read_question(query)
    statement = question or query
    if not statement.strip():
        raise ConfigurationError("No statement.", "Give one, or the name of a question, as `wirehouse sql agencies`.")
    if not question and re.fullmatch(r"[\w-]+", query) and not is_statement(query):  # `show` is one
        raise unknown_question(query)
    if missing := missing_values(statement, named):
        wanted = " ".join(f"--param {name}=…" for name in missing)
        what, hint = (query, purpose(question)) if question else ("The statement", "")
        raise ConfigurationError(f"{what} needs {wanted}.", hint)
    try:
        frame = fetch(published_file(warehouse), statement, named)
    except ConfigurationError as error:
        if not question:
            raise
        raise ConfigurationError(
            f"{' '.join([query, *parameters])}: {error.message.splitlines()[0].rstrip('.!')}."
        ) from None
    if is_copy(statement) and frame.columns == ["Count"]:
        complain(f"{counted(frame.item(), 'row')} copied.")
    else:
        _print_rows(frame, form, keep_formulas=keep_formulas)


def search_articles(words: str, warehouse: Path | None, limit: int, form: Form) -> None:
    """Print the articles that have all the words, the best first, as `table`, `csv` or `json`."""
    if not words.strip():
        raise ConfigurationError("No words to look for.", 'Give some, as `wirehouse search "harbour strike"`.')
    # A spinner, on a terminal only: the first search of a version makes its index.
    with Console(stderr=True, quiet=form != "table").status("Searching"):
        rows = fetch(
            published_file(warehouse), "from news.search($words) limit $limit", {"words": words, "limit": limit}
        )
    if rows.is_empty() and form == "table":
        say(f"No article has all of these words: {words}")
    else:
        _print_rows(rows, form)


def _print_rows(frame: pl.DataFrame, form: Form, *, keep_formulas: bool = False) -> None:
    if form == "json":
        print(to_json(frame.to_dicts()))
    elif form == "csv":
        flat = _flat(frame)
        sys.stdout.write((flat if keep_formulas else _without_formulas(flat)).write_csv())
    else:
        is_upright = frame.height > 0 and frame.width > MOST_COLUMNS
        shown = frame.head(MOST_UPRIGHT if is_upright else MOST_ROWS).to_dicts()
        if is_upright:
            for number, row in enumerate(shown, start=1):
                print_table(f"Row {number}", [{"column": name, "value": value} for name, value in row.items()])
        else:
            print_table("", shown, frame.columns)
        if frame.height > len(shown):
            say(f"{frame.height:,} rows, {len(shown)} shown; --format csv prints all.")


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists and structs as JSON, for a CSV cell is text."""
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    binary = [name for name, dtype in frame.schema.items() if dtype == pl.Binary]
    return frame.with_columns(pl.col(binary).bin.encode("hex")).with_columns(
        pl.Series(name, [json.dumps(value, ensure_ascii=False, default=str) for value in frame[name].to_list()])
        for name in nested
    )


def _without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts and column names that a spreadsheet shows instead of running them; numbers stay, negative ones too."""
    texts = cs.by_dtype(pl.String, pl.Categorical, pl.Enum)
    return frame.with_columns(texts.cast(pl.String).str.replace(FORMULA, "'$0")).rename(
        lambda name: re.sub(FORMULA, r"'\g<0>", name)
    )
