"""`wirehouse quarantine`: what was held back, and why."""

from datetime import date
from pathlib import Path

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
    if accept and reason and reason not in ACCEPTABLE_REASONS:
        raise ConfigurationError(
            f"{reason} cannot be accepted: there is no text that could be an article.",
            f"What can be is {', '.join(ACCEPTABLE_REASONS)}.",
        )
    asked = {"quarantine_ids": quarantine_ids, "reason": reason, "given_date": given_date, "accept": accept}
    run_once("replay", None, warehouse, as_json=as_json, wait=wait, **asked)


def _check_reason(reason: str | None) -> None:
    if reason is not None and reason not in QUARANTINE_REASONS:
        known = ", ".join(sorted(QUARANTINE_REASONS))
        raise ConfigurationError(f"No such reason: {reason}.", f"The reasons are {known}.")


def show_held_back(quarantine_id: str, warehouse: Path | None) -> None:
    """Print one quarantined record with the beginning of its text."""
    rows = ask(published_file(warehouse), "quarantine_show", {"quarantine_id": quarantine_id})
    if len(rows) != 1:
        problem = "More than one id begins" if rows else "No quarantined record has an id that begins"
        raise ConfigurationError(f"{problem} with {quarantine_id!r}.", "`wirehouse quarantine list` shows the ids.")
    row = rows[0]
    text, first_bytes = row.pop("text"), row.pop("first_bytes")
    print_table(f"{row['source']} / {row['source_uri']}", [{"field": k, "value": v} for k, v in row.items()])
    say(f"{row['reason']}: {QUARANTINE_REASONS[row['reason']]}")
    if text:
        say(text[:SHOWN] + ("…" if len(text) > SHOWN else ""))
    elif first_bytes:
        say(f"No text. First bytes: {bytes(first_bytes).hex(' ')}")
