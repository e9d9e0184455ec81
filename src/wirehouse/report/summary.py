"""A run record in words and rows: the same for the terminal, the Prefect UI and the report."""

import shlex
from collections.abc import Sequence
from typing import Any

from wirehouse.redaction import HIDDEN
from wirehouse.report.record import RunRecord
from wirehouse.schema import FATES

DRIFT_SUITE = "ops.profiles"
MEANINGS = {
    "new": "first seen tonight",
    "revised": "known, with new content: a new version",
    "copy": "its body equals an article's",
    "unchanged": "the same bytes as before",
    "quarantined": "held back, with its text and the reason",
    "unreadable": "its bytes could not be obtained",
}


def headline(record: RunRecord) -> str:
    """One line: what the run did."""
    if record.status == "restored":
        return f"Restored version {record.version}: {holdings(record, ', ')}"
    counts = ", ".join(f"{record.fates[fate]:,} {fate}" for fate in reversed(FATES) if record.fates[fate])
    what = {
        "published": f"Published version {record.version}",
        "unchanged": "Nothing new",
        "refused": "Refused by the audit, nothing published",
        "failed": "Failed, nothing published",
        "cancelled": "Cancelled, nothing published",
    }.get(record.status, record.status.capitalize())
    return f"{what}: {counts or 'no records'}"


def counted(count: int, one: str, many: str = "") -> str:
    """A count and what it is of: `1 copy`, `2,000 copies`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def holdings(record: RunRecord, joint: str = " and ") -> str:
    """What the warehouse holds behind the run."""
    return counted(record.articles, "article") + joint + counted(record.copies, "copy", "copies")


def checks_line(record: RunRecord) -> str:
    """How many checks passed, found something, and stand against publishing."""
    count = record.count_checks()
    return f"{count['passed']} passed, {count['warned']} warned or held rows back, {count['failed']} failed"


def outcome(record: RunRecord) -> str:
    """The same in two words, for a run's name: what it brought, or how it ended."""
    if record.status == "unchanged":
        return "nothing new"
    if record.status != "published":
        return record.status
    brought = [fate for fate in ("new", "revised", "copy", "quarantined") if record.fates[fate]]
    return f"{record.fates[brought[0]]:,} {brought[0]}" if brought else f"version {record.version}"


def unusual(record: RunRecord) -> list[str]:
    """The drift rules that found something."""
    return [one["check"] for one in record.checks if one["suite"] == DRIFT_SUITE and one["status"] == "failed"]


def fate_rows(record: RunRecord) -> list[dict[str, Any]]:
    """One row per fate, and the sum that they must give."""
    rows = [{"fate": fate, "records": record.fates[fate], "meaning": MEANINGS[fate]} for fate in reversed(FATES)]
    return [*rows, {"fate": "discovered", "records": record.discovered, "meaning": "the sum of all six"}]


def check_rows(record: RunRecord) -> list[dict[str, Any]]:
    """One row per check, those that failed first."""
    order = {"broken": 0, "failed": 1, "passed": 2}
    rows = sorted(record.checks, key=lambda check: (order[check["status"]], check["severity"], check["gate"]))
    return [
        {
            # What a narrow window cuts off comes last.
            "status": _outcome(check),
            "rows": check["failed_count"] if check["failed_count"] is not None else "",
            "check": check["check"],
            "table": check["suite"],
            "severity": check["severity"],
            "gate": check["gate"],
        }
        for check in rows
    ]


def _outcome(check: dict[str, Any]) -> str:
    if check["status"] != "failed":
        return str(check["status"])
    if check["severity"] == "warning":
        return "warned"
    return "held rows back" if check["gate"] == 1 else "refused"


def next_steps(
    record: RunRecord, warehouse: str = "", bin_folder: str = "", sources: Sequence[str] | None = None
) -> list[tuple[str, str]]:
    """What a person would do now: a few words, and the command, to be pasted into a shell.

    `warehouse` is the file, where it is not the default one; `bin_folder` where the commands are, if not on the path;
    `sources` those of the command line, or empty where the settings have them; None where it is not known what a
    service would read, which then is no step. Nor is it for a URL whose credentials were concealed.
    """
    wirehouse = shlex.quote(f"{bin_folder}wirehouse")
    which = f" --warehouse {shlex.quote(warehouse)}" if warehouse else ""
    steps = []
    if record.status == "refused":
        candidate = shlex.quote(str(record.refused_candidate))
        steps.append(
            (
                "look at the refused candidate",
                f"{wirehouse} sql \"from ops.checks where status = 'failed'\" --warehouse {candidate}",
            )
        )
    if record.fates["quarantined"]:
        steps.append(("see what was held back", f"{wirehouse} quarantine list{which}"))
    query = '"select published_date, publisher, title from news.articles limit 10"'
    steps.append(("query it", f"{wirehouse} sql {query}{which}"))
    if sources is not None and not any(HIDDEN in source for source in sources):
        steps.append(("run it every night, with a UI", f"{wirehouse} {shlex.join(['serve', *sources])}{which}"))
    return steps
