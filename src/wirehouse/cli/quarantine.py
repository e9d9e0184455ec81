"""The commands of `wirehouse quarantine`, as `main` has the others."""

from datetime import datetime
from typing import Annotated

from typer import Argument, Option, Typer

from wirehouse import cli
from wirehouse.cli.options import AsJson, Group, Reason, Wait, Warehouse, day

quarantine = Typer(
    cls=Group,
    no_args_is_help=True,
    help="What was held back, and why.\n\nExample: wirehouse quarantine list --reason no_date",
)


@quarantine.command("list")
def quarantine_list(
    warehouse: Warehouse = None,
    reason: Reason = None,
    everything: bool = Option(False, "--all", help="Those that were settled since, too."),
    limit: int = Option(50, min=1, help="How many."),
    as_json: AsJson = False,
) -> None:
    """List the records held back.

    Example: wirehouse quarantine list --reason no_date
    """
    cli.held_back.list_held_back(warehouse, reason, limit, everything=everything, as_json=as_json)


@quarantine.command("replay")
def quarantine_replay(
    quarantine_ids: list[str] | None = Argument(None, metavar="ID", help="Ids, or their beginnings; without any, all."),
    reason: Reason = None,
    given_date: Annotated[datetime | None, day("--date", "Their date of publication, given by hand.")] = None,
    accept: bool = Option(False, "--accept", help="Let them pass the rule that held them back."),
    warehouse: Warehouse = None,
    as_json: AsJson = False,
    wait: Wait = 0.0,
) -> None:
    """Try again what was held back: after a fix, with a date given by hand, or accepted as it is.

    Example: wirehouse quarantine replay 9b1f --date 2024-03-04
    """
    day_given = given_date.date() if given_date else None
    cli.held_back.replay(quarantine_ids or [], reason, day_given, warehouse, accept=accept, as_json=as_json, wait=wait)


@quarantine.command("show")
def quarantine_show(
    quarantine_id: str = Argument(help="A quarantine_id, or its first characters."), warehouse: Warehouse = None
) -> None:
    """Show one record held back: its rule, its reason and its text.

    Example: wirehouse quarantine show 9b1f
    """
    cli.held_back.show_held_back(quarantine_id, warehouse)
