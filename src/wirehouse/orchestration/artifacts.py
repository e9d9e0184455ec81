"""What a run shows in the Prefect UI: how far it is, its fates, its checks, and a summary in words."""

import re
import time
from collections.abc import Sequence
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect import runtime
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from wirehouse.report.record import RunRecord
from wirehouse.report.summary import check_rows, counted, fate_rows, headline, next_steps

# What Markdown may read as more than a character, a bare address (`www.…`) included; `&lt;` from `escape` stays whole.
MEANINGFUL = re.compile(r"[\\`*_{}\[\]()#+\-.!|~:/@^$=]")
RED = ("refused", "failed", "cancelled")
PROGRESS_SECONDS = 3.0  # a call of the server each time, and none in a night that is quicker
SHOWN_CHECKS, SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_SIGNS = 8, 3, 8, 120


class Progress:
    """How much of a run's work is done, in the UI, from a few seconds on."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.began = self.told_at = time.monotonic()
        self.artifact: UUID | None = None

    def tell(self, done: int) -> None:
        """Show it, unless it was shown a moment ago; without a flow run to nobody."""
        now, is_all = time.monotonic(), done == self.total
        if not runtime.flow_run.id or (is_all and not self.artifact):
            return
        if now - self.told_at < PROGRESS_SECONDS and not is_all:
            return
        self.told_at, share, minutes = now, 100 * done / self.total, (now - self.began) / 60
        left = f", about {minutes * (100 - share) / share:.0f} minutes left" if share > 5 and minutes > 1 else ""
        description = f"{done:,} of {self.total:,} stages of batches{'' if is_all else left}"
        with suppress(Exception):  # a server that is away for a moment is no reason to end a night
            if self.artifact is None:
                self.artifact = cast("UUID", create_progress_artifact(share, "progress", description))
            else:
                update_progress_artifact(self.artifact, share, description=description)


def publish_artifacts(record: RunRecord, warehouse: Path) -> None:
    """Create the three artifacts of the flow run at work."""
    create_markdown_artifact(key="summary", markdown=to_markdown(record, str(warehouse)), description=headline(record))
    create_table_artifact(
        key="fates", table=fate_rows(record),
        description=f"What became of the {record.discovered:,} records discovered",
    )  # fmt: skip
    if record.checks:
        create_table_artifact(key="checks", table=check_rows(record), description="The checks of both gates")


def to_markdown(record: RunRecord, warehouse: str = "") -> str:
    """The summary as Markdown: first what a person needs when it is red. Whatever comes from the data is escaped: it
    must not become a link or an element.
    """
    lines = [f"# {headline(record)}", ""]
    messages = record.messages[::-1] if record.status in RED else record.messages  # the last is what ended it
    lines += [f"- {_plain(message)}" for message in messages]
    lines += ["", "## Next", ""]
    if record.status in RED:
        lines.append("- mend what is said above; then Deployments, this one, Run › Quick run starts it again")
    steps = next_steps(record, warehouse)
    lines += [f"- {_plain(what)}: {_code(command)}" for what, command in steps]
    pages = {"report": record.report, "Data Docs": record.data_docs, "refused candidate": record.refused_candidate}
    lines += [f"- {what}: {_code(where)}" for what, where in pages.items() if where]
    lines += _failures(record)
    lines += [
        "",
        "## Fates",
        "",
        *_table(["fate", "records"], [(row["fate"], row["records"]) for row in fate_rows(record)]),
    ]
    if record.quarantined_by_reason:
        lines += ["", *_table(["held back because", "records"], list(record.quarantined_by_reason.items()))]
    costs = [
        (one["stage"], one["duration_seconds"], one["row_count"], int(one["peak_rss_mb"])) for one in record.stages
    ]
    return "\n".join([*lines, "", "## Costs", "", *_table(["stage", "seconds", "rows", "peak MiB"], costs)])


def _failures(record: RunRecord) -> list[str]:
    """The checks that found something, each with some of the rows that it found; those that refuse come first."""
    failed = [check for check in record.checks if check["status"] != "passed"]
    failed.sort(key=lambda check: (check["status"] != "broken", check["severity"] != "critical", -check["gate"]))
    lines = []
    for check in failed[:SHOWN_CHECKS]:
        count = check["failed_count"]
        found = counted(count, "row") if count is not None else str(check["observed"])
        title = f"{check['suite']} {check['check']}: {check['severity']}, {check['status']}, {found}"
        lines += ["", f"### {_plain(title)}", ""]
        rows = check.get("sample", [])[:SHOWN_ROWS]
        # A row's message, where it has one, stands above.
        columns = [name for name in rows[0] if name != "message"][:SHOWN_COLUMNS] if rows else []
        lines += _table(columns, [[row.get(name) for name in columns] for row in rows]) if rows else []
    more = len(failed) - SHOWN_CHECKS
    return (
        ["", "## Checks that found something", *lines, *([f"\n{more} more in `checks`."] if more > 0 else [])]
        if failed
        else []
    )


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """A table in Markdown; numbers stand to the right."""
    numbers = [all(isinstance(row[i], int | float | None) for row in rows) for i in range(len(columns))]
    rule = "|".join("---:" if is_number else "---" for is_number in numbers)
    lines = [" | ".join(map(_plain, columns)), rule, *(" | ".join(map(_cell, row)) for row in rows)]
    return [f"| {line} |" for line in lines]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else _plain(str(value)[:SHOWN_SIGNS])


def _code(text: str) -> str:
    """A command or a path as code, which no sign in it can end."""
    return f"`` {' '.join(text.replace('`', '´').split())} ``"


def _plain(text: str) -> str:
    """A text that Markdown shows as it is: one line, every sign that could mean something escaped."""
    return MEANINGFUL.sub(r"\\\g<0>", escape(" ".join(text.split()), quote=False))
