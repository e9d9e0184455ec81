"""`wirehouse plan`: what a run would do."""

import shlex
from datetime import date
from pathlib import Path
from typing import Any

from wirehouse.cli.output import print_table, say, to_json
from wirehouse.orchestration.inputs import RunOptions, discover, find_sources
from wirehouse.redaction import redact
from wirehouse.settings import load_settings
from wirehouse.sources.discovery import Discovery


def show_plan(
    sources: list[str], warehouse: Path | None, dates: tuple[date, date] | None = None, *, as_json: bool
) -> None:
    """Compare the sources with the ledger, and print what is new, changed, gone, and how much there is to read.

    With `dates` (the first and the last day) what a backfill of them would read.
    """
    settings = load_settings(warehouse=warehouse)
    resolved, published = find_sources(settings, sources, RunOptions(), settings.warehouse.resolve())
    found_all = discover(settings, resolved, published, dates)
    rows = [_row(found) for found in found_all]
    if as_json:
        print(to_json({"warehouse": str(settings.warehouse), "version": published.version, "sources": rows}))
        return
    print_table("A run would find", rows)
    nothing = all(not (row["new"] or row["changed"] or row["gone"] or row["to_verify"]) for row in rows)
    command = ["backfill", "--from", str(dates[0]), "--to", str(dates[1])] if dates else ["run"]
    which = ["--warehouse", str(warehouse)] if warehouse else []
    line = shlex.join(["wirehouse", *command, *map(redact, sources), *which])
    say("Nothing to do." if nothing else f"Run it: {line}")


def _row(found: Discovery) -> dict[str, Any]:
    """`to_verify`: same size and time, but written so shortly before it was read that only its hash can tell."""
    return {
        "source": found.source.name,
        "files": found.files.height,
        "new": found.count("new"),
        "changed": found.count("changed"),
        "to_verify": found.count("suspect"),
        "unchanged": found.count("unchanged"),
        "unreadable": found.count("unreadable"),
        "gone": len(found.gone),
        "old_parser": found.old_parser_count,
        "bytes_to_read": int(found.to_read["byte_count"].sum()),
    }
