"""`wirehouse quarantine`: what was held back, and why."""

from datetime import date
from pathlib import Path
from typing import Any

from wirehouse.cli.options import check_id, several
from wirehouse.cli.output import print_table, say, to_json
from wirehouse.cli.run import run_once
from wirehouse.errors import ConfigurationError
from wirehouse.schema import ACCEPTABLE_REASONS, QUARANTINE_REASONS
from wirehouse.settings import published_file
from wirehouse.warehouse.query import ask

SHOWN = 2000  # characters of the text


def list_held_back(warehouse: Path | None, reason: str | None, limit: int, *, everything: bool, as_json: bool) -> None:
    """Print the quarantined records, of one reason or of all."""
    _check_reason(reason)
    asked = {"reason": reason, "include_settled": everything, "limit": limit}
    rows = ask(published_file(warehouse), "quarantine_list", asked)
    if as_json:
        print(to_json(rows))
        return
    if not rows:
        say("Nothing is held back.")
        return
    columns = ("quarantine_id", "reason", "source", "source_uri", "record_no", "detail", "status")
    print_table("Held back", rows, columns)
    for code in sorted({row["reason"] for row in rows}):
        say(f"{code}: {QUARANTINE_REASONS[code]}")
    if len(rows) == limit:
        say(f"The first {limit}; --limit shows more.")


def replay(
    quarantine_ids: list[str],
    reason: str | None,
    given_date: date | None,
    warehouse: Path | None,
    *,
    accept: bool,
    as_json: bool,
    wait: float,
) -> None:
    """Try quarantined records again. What a person says of texts must say of which.

    Raises `ConfigurationError` for a reason that does not exist, or cannot be accepted.
    """
    _check_reason(reason)
    if (given_date or accept) and not (quarantine_ids or reason):
        raise ConfigurationError(
            "--date and --accept need the records that they are said of.", "Give their ids, or --reason REASON."
        )
    if accept and reason:
        _check_acceptable(reason)
    for beginning in quarantine_ids:
        found = ask(published_file(warehouse), "quarantine_open", {"quarantine_id": check_id(beginning)})
        if not found:
            raise _unknown(beginning)
        for row in found if accept else ():
            _check_acceptable(row["reason"], row["quarantine_id"])
    asked = {"quarantine_ids": quarantine_ids, "reason": reason, "given_date": given_date, "accept": accept}
    run_once("replay", None, warehouse, as_json=as_json, wait=wait, **asked)


def _check_acceptable(reason: str, quarantine_id: str = "") -> None:
    if reason not in ACCEPTABLE_REASONS:
        held = f"{quarantine_id} was held back for {reason}, which" if quarantine_id else reason
        raise ConfigurationError(
            f"{held} cannot be accepted: there is no text that could be an article.",
            f"What can be is {', '.join(ACCEPTABLE_REASONS)}.",
        )


def _check_reason(reason: str | None) -> None:
    if reason is not None and reason not in QUARANTINE_REASONS:
        known = ", ".join(sorted(QUARANTINE_REASONS))
        raise ConfigurationError(f"No such reason: {reason}.", f"The reasons are {known}.")


def show_held_back(quarantine_id: str, warehouse: Path | None) -> None:
    """Print one quarantined record with the beginning of its text."""
    row, *others = _find(published_file(warehouse), quarantine_id)
    if others:
        raise several(quarantine_id, [one["quarantine_id"] for one in (row, *others)])
    text, first_bytes = row.pop("text"), row.pop("first_bytes")
    print_table(f"{row['source']} / {row['source_uri']}", [{"field": k, "value": v} for k, v in row.items()])
    say(f"{row['reason']}: {QUARANTINE_REASONS[row['reason']]}")
    if text:
        say(text[:SHOWN] + ("…" if len(text) > SHOWN else ""))
    elif first_bytes:
        say(f"No text. First bytes: {bytes(first_bytes).hex(' ')}")


def _find(path: Path, beginning: str) -> list[dict[str, Any]]:
    """The records whose ids begin so, six at most. Raises `ConfigurationError` where there is none."""
    rows = ask(path, "quarantine_show", {"quarantine_id": check_id(beginning)})
    if not rows:
        raise _unknown(beginning)
    return rows


def _unknown(beginning: str) -> ConfigurationError:
    return ConfigurationError(
        f"No quarantined record has an id that begins with {beginning!r}.", "`wirehouse quarantine list` shows them."
    )
