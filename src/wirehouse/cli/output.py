"""What the commands print: tables on a terminal and in a pipe, sentences on standard error."""

import re
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # they would speak to the terminal
WIDEST = 60  # characters of a cell


def console() -> Console:
    """Standard output; wide enough in a pipe that no cell is cut for a terminal that is not there."""
    return Console() if sys.stdout.isatty() else Console(width=160)


def print_table(title: str, rows: Sequence[dict[str, Any]], columns: Sequence[str] | None = None) -> None:
    """Print rows as a table. Whatever comes from the data is shown as it is, never read as markup."""
    names = list(columns or (rows[0].keys() if rows else ()))
    table = Table(title=escape(title), title_justify="left", title_style="bold", header_style="bold", pad_edge=False)
    for name in names:
        right = bool(rows) and all(isinstance(row[name], int | float) for row in rows if row[name] is not None)
        table.add_column(escape(name), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(show(row[name])) for name in names))
    console().print(table)


def show(value: Any) -> str:
    """One value as a person reads it: numbers grouped, times in the user's zone, lists joined, long texts cut."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, datetime):
        return _show_time(value)
    if isinstance(value, list):
        return ", ".join(show(item) for item in value)
    text = CONTROLS.sub("�", " ".join(str(value).split()))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _show_time(value: datetime) -> str:
    try:
        return f"{value.astimezone():%Y-%m-%d %H:%M:%S}" if value.tzinfo else str(value)
    except (OverflowError, ValueError):  # the year 1, seen from west of Greenwich
        return str(value)


def say(text: str = "") -> None:
    """A line on standard output."""
    console().print(escape(text), soft_wrap=True, highlight=False)


def complain(text: str) -> None:
    """A line on standard error."""
    Console(stderr=True).print(escape(text), soft_wrap=True, highlight=False)
