"""What the commands print: tables on a terminal and in a pipe, sentences on standard error."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from wirehouse.redaction import CONTROLS

WIDEST = 60  # characters of a cell
LOOKED_AT = 20 * WIDEST  # characters of a text that may be all white space, entries of a list


def console() -> Console:
    """Standard output; wide enough in a pipe that no cell is cut for a terminal that is not there."""
    return Console() if sys.stdout.isatty() else Console(width=160)


def print_table(title: str, rows: Sequence[dict[str, Any]], columns: Sequence[str] | None = None) -> None:
    """Print rows as a table. Whatever comes from the data is shown as it is, never read as markup."""
    names = list(columns or (rows[0].keys() if rows else ()))
    table = Table(title=_harmless(title), title_justify="left", title_style="bold", header_style="bold", pad_edge=False)
    for name in names:
        right = bool(rows) and all(isinstance(row[name], int | float) for row in rows if row[name] is not None)
        table.add_column(Text(show(name)), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(show(row[name])) for name in names))
    console().print(table)


def show(value: Any) -> str:
    """One value as a person reads it: numbers grouped, times in the user's zone, with its offset, long texts cut."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, datetime):
        return _show_time(value)
    whole = ", ".join(map(show, value[:LOOKED_AT])) if isinstance(value, list) else str(value)
    text = CONTROLS.sub("�", " ".join(whole[:LOOKED_AT].split()))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _show_time(value: datetime) -> str:
    try:
        return value.astimezone().isoformat(" ", "seconds") if value.tzinfo else str(value)
    except (OverflowError, ValueError):  # the year 1, seen from west of Greenwich
        return str(value)


def say(text: str = "") -> None:
    """Lines on standard output."""
    console().print(_harmless(text), soft_wrap=True, highlight=False)


def complain(text: str) -> None:
    """Lines on standard error."""
    Console(stderr=True).print(_harmless(text), soft_wrap=True, highlight=False)


def to_json(value: Any) -> str:
    """JSON on one line; what would speak to a terminal is escaped, as JSON allows for any character."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return CONTROLS.sub(lambda match: json.dumps(match[0])[1:-1], text)


def _harmless(text: str) -> Text:
    lines = (CONTROLS.sub("�", line.replace("\t", " ")) for line in text.split("\n"))
    return Text("\n".join(lines))
