"""What several commands take."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from typer import Argument, Option
from typer.core import TyperGroup

from wirehouse import project
from wirehouse.errors import ConfigurationError


def _complete_question(beginning: str) -> list[str]:
    return sorted(path.stem for path in (project.sql() / "queries").glob(f"{beginning}*.sql"))


Warehouse = Annotated[
    Path | None, Option(metavar="FILE", readable=False, help="The warehouse; data/warehouse.duckdb by default.")
]
Sources = Annotated[
    list[str] | None,
    Argument(metavar="SOURCE", help="\\[name=]path, or a name from wirehouse.toml; without any, all of them."),
]
Name = Annotated[
    str | None, Option(metavar="NAME", help="Of the deployments on the server; the warehouse's by default.")
]
Question = Annotated[
    str,
    Argument(
        help="One SQL statement, or the name of one in sql/queries; - reads standard input.",
        autocompletion=_complete_question,
    ),
]
Form = Literal["table", "csv", "json"]
Format = Annotated[Form, Option("--format", help="How the rows are printed.")]
Client = Annotated[Literal["harlequin", "duckdb"] | None, Option(help="Which; the first that is there by default.")]
Reason = Annotated[str | None, Option(help="Only those held back for this reason.")]
Wait = Annotated[float, Option(min=0, metavar="SECONDS", help="How long to wait for another run to end.")]
AsJson = Annotated[bool, Option("--json", help="Print one JSON object as the last line.")]


class Group(TyperGroup):
    """A group whose flags are off where they are not given, `--help` and those of the completion too.

    Typer has None for these, and imports pydantic to learn what None means for a flag: 0.2 s of every command's help.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """Typer's options and its own."""
        found: list[Any] = super().get_params(ctx)
        for option in found:
            if option.type_descriptor.annotation is bool and option.default is None:
                option.default = False
        return found


def check_id(beginning: str) -> str:
    """The beginning of an id as it is. Raises `ConfigurationError` for none: all ids begin so."""
    if not beginning.strip():
        raise ConfigurationError("An id is needed, or its first characters.", "What was given is empty.")
    return beginning


def several(beginning: str, found: Sequence[str]) -> ConfigurationError:
    """What to say where more than one id begins so; of many, the first five."""
    ids = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
    return ConfigurationError(f"More than one id begins with {beginning!r}: {ids}.", "Give more of it.")


def day(name: str, text: str) -> Any:
    """An option `name` that takes a day, as 2024-03-31; no default."""
    return Option(name, formats=["%Y-%m-%d"], metavar="DAY", help=text)


def days(first: datetime, last: datetime) -> tuple[date, date]:
    """The days of a range. Raises `ConfigurationError` where it ends before it begins."""
    if first > last:
        raise ConfigurationError(f"{first:%Y-%m-%d} is after {last:%Y-%m-%d}.", "Give the earlier day with --from.")
    return first.date(), last.date()
