"""The command line. Each command imports what it needs when it is called: `--help` must answer at once."""

import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from wirehouse.errors import ConfigurationError, WirehouseError

app = typer.Typer(
    name="wirehouse",
    help="Raw news article files in, an analytics warehouse out, every night.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
quarantine = typer.Typer(
    no_args_is_help=True, help="What was held back, and why.\n\nExample: wirehouse quarantine list --reason no_date"
)
app.add_typer(quarantine, name="quarantine")

Warehouse = Annotated[
    Path | None,
    typer.Option(
        "--warehouse", metavar="FILE", readable=False, help="The warehouse; data/warehouse.duckdb by default."
    ),
]
Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE]...", help="\\[name=]path, or a name from wirehouse.toml; without any, all of them."
    ),
]
Name = Annotated[
    str | None,
    typer.Option("--name", metavar="NAME", help="Of the deployments on the server; the warehouse's by default."),
]
DAY = ["%Y-%m-%d"]
SHORTEST = 0.003  # hours: Prefect waits ten seconds at least for what does not come
Wait = Annotated[
    float, typer.Option("--wait", min=0, metavar="SECONDS", help="How long to wait for another run to end.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")]


def _complete_question(beginning: str) -> list[str]:
    from wirehouse import project  # noqa: PLC0415

    return sorted(path.stem for path in (project.sql() / "queries").glob(f"{beginning}*.sql"))


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        from wirehouse import __version__  # noqa: PLC0415

        typer.echo(__version__)
        raise typer.Exit


@app.command()
def run(
    sources: Sources = None,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
    full: Annotated[
        bool, typer.Option("--full", help="Check the whole warehouse, not only what tonight touched.")
    ] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Hash every file; trust no size and no time.")] = False,
    data_docs: Annotated[
        bool, typer.Option("--data-docs", help="Build the checks' pages, though nothing failed.")
    ] = False,
    moved: Annotated[bool, typer.Option("--moved", help="The sources lie elsewhere than before.")] = False,
    gone_share: Annotated[
        float | None, typer.Option("--gone-share", min=0, max=1, help="Share of a source that may have vanished.")
    ] = None,
    wait: Wait = 0.0,
) -> None:
    """Run the nightly flow once: read what is new, check it, publish it.

    Example: wirehouse run data/raw --warehouse data/warehouse.duckdb
    """
    from wirehouse.cli.run import run_once  # noqa: PLC0415

    options = {"full": full, "verify": verify, "moved": moved, "data_docs": data_docs, "gone_share": gone_share}
    run_once("nightly", sources or [], warehouse, as_json=as_json, wait=wait, **options)


@app.command()
def plan(
    sources: Sources = None,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=DAY, metavar="DAY", help="Of a backfill: the first day.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=DAY, metavar="DAY", help="Of a backfill: the last day.")
    ] = None,
) -> None:
    """Show what a run would do, or a backfill of some days. Changes nothing.

    Example: wirehouse plan data/raw --from 2024-03-01 --to 2024-03-31
    """
    from wirehouse.cli.plan import show_plan  # noqa: PLC0415

    if bool(first) != bool(last):
        raise ConfigurationError("A backfill has two ends.", "Give both --from and --to.")
    show_plan(sources or [], warehouse, _days(first, last) if first and last else None, as_json=as_json)


@app.command()
def backfill(
    first: Annotated[datetime, typer.Option("--from", formats=DAY, metavar="DAY", help="The first day.")],
    last: Annotated[
        datetime, typer.Option("--to", formats=DAY, metavar="DAY", help="The last day, which is included.")
    ],
    sources: Sources = None,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
    wait: Wait = 0.0,
) -> None:
    """Read the source files dated in a range again, unchanged or not.

    Example: wirehouse backfill --from 2024-03-01 --to 2024-03-31
    """
    from wirehouse.cli.run import run_once  # noqa: PLC0415

    first_day, last_day = _days(first, last)
    run_once("backfill", sources or [], warehouse, as_json=as_json, wait=wait, first=first_day, last=last_day)


def _days(first: datetime, last: datetime) -> tuple[date, date]:
    if first > last:
        raise ConfigurationError(f"{first:%Y-%m-%d} is after {last:%Y-%m-%d}.", "Give the earlier day with --from.")
    return first.date(), last.date()


@app.command()
def rebuild(warehouse: Warehouse = None, as_json: AsJson = False, wait: Wait = 0.0) -> None:
    """Parse everything again from the warehouse's own records, without the source files.

    Example: wirehouse rebuild --warehouse data/warehouse.duckdb
    """
    from wirehouse.cli.run import run_once  # noqa: PLC0415

    run_once("rebuild", None, warehouse, as_json=as_json, wait=wait)


@app.command()
def sql(
    query: Annotated[
        str,
        typer.Argument(
            help="One SQL statement, or the name of one in sql/queries; - reads standard input.",
            autocompletion=_complete_question,
        ),
    ],
    warehouse: Warehouse = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    param: Annotated[list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="For a $NAME in it.")] = None,
    keep_formulas: Annotated[
        bool,
        typer.Option("--keep-formulas", help="csv: leave texts that begin with = + - @ alone."),
    ] = False,
) -> None:
    """Query the published file.

    Example: wirehouse sql "select agency, count(*) from news.articles group by all order by 2 desc"
    """
    from wirehouse.cli.query import run_sql  # noqa: PLC0415

    text = sys.stdin.read() if query == "-" else query
    run_sql(text, warehouse, form, param or [], keep_formulas=keep_formulas)


@app.command()
def search(
    words: Annotated[str, typer.Argument(help="Words that the article has, all of them or forms of them.")],
    warehouse: Warehouse = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many articles.")] = 10,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
) -> None:
    """Find articles by their words, the best first. In SQL: from news.search('two words').

    Example: wirehouse search "harbour strike" --limit 5
    """
    from wirehouse.cli.search import search_articles  # noqa: PLC0415

    search_articles(words, warehouse, limit, form)


@app.command()
def shell(
    warehouse: Warehouse = None,
    client: Annotated[
        str | None, typer.Option("--client", help="harlequin or duckdb; the first that is there.")
    ] = None,
) -> None:
    """Open a SQL client on the published file, read-only.

    Example: wirehouse shell --client duckdb
    """
    from wirehouse.cli.shell import open_shell  # noqa: PLC0415

    open_shell(warehouse, client)


@app.command()
def explain(
    article_id: Annotated[str, typer.Argument(help="An article_id, or its first characters.")],
    warehouse: Warehouse = None,
) -> None:
    """Show where each field of an article came from.

    Example: wirehouse explain 3f2a9c
    """
    from wirehouse.cli.explain import explain_article  # noqa: PLC0415

    explain_article(article_id, warehouse)


@app.command()
def status(
    warehouse: Warehouse = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many runs.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show the last runs, the version published and the disk used.

    Example: wirehouse status --limit 3
    """
    from wirehouse.cli.status import show_status  # noqa: PLC0415

    show_status(warehouse, limit, as_json=as_json)


@app.command()
def serve(
    sources: Sources = None,
    warehouse: Warehouse = None,
    cron: Annotated[str, typer.Option("--cron", metavar="CRON", help="When a nightly run starts.")] = "30 2 * * *",
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="ZONE", help="The zone of --cron; this machine's by default.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where Prefect's server is to listen.")] = 4200,
    name: Name = None,
    now: Annotated[bool, typer.Option("--now", help="Start a nightly run at once, too.")] = False,
) -> None:
    """Serve the nightly schedule: Prefect's server, if PREFECT_API_URL names none, its UI, and what works the runs off.

    Example: wirehouse serve data/raw --cron "30 2 * * *" --zone Europe/Paris
    """
    from wirehouse.cli.serve import serve_warehouse  # noqa: PLC0415

    serve_warehouse(warehouse, sources=tuple(sources or ()), cron=cron, zone=zone, port=port, name=name, now=now)


@app.command()
def alarms(
    notify: Annotated[
        str, typer.Option("--notify", metavar="TYPE/NAME", help="The server's notification block, slack-webhook/desk.")
    ],
    warehouse: Warehouse = None,
    name: Name = None,
    fresh: Annotated[
        float, typer.Option("--fresh-hours", min=SHORTEST, help="How long the last good night may be ago.")
    ] = 26.0,
    longest: Annotated[
        float, typer.Option("--longest-hours", min=SHORTEST, help="How long a run may be at work.")
    ] = 4.0,
    late: Annotated[float, typer.Option("--late-minutes", min=0.2, help="How long one that is due may wait.")] = 10.0,
) -> None:
    """Make the alarms on the server, or bring them up to date: no run, late, hanging, died, refused, failed, drift.

    Example: wirehouse alarms --notify slack-webhook/desk --fresh-hours 26
    """
    from wirehouse.cli.serve import make  # noqa: PLC0415

    times = {"fresh": timedelta(hours=fresh), "longest": timedelta(hours=longest), "late": timedelta(minutes=late)}
    make(warehouse, notify, name, **times)


@app.command()
def report(
    warehouse: Warehouse = None,
    opened: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
) -> None:
    """Print where the last run's page is: its fates, checks and costs, and charts of what the warehouse holds.

    Example: wirehouse report --open
    """
    from wirehouse.cli.report import show_report  # noqa: PLC0415

    show_report(warehouse, opened=opened)


@app.command()
def versions(warehouse: Warehouse = None, as_json: AsJson = False) -> None:
    """Show the published version and those kept beside it.

    Example: wirehouse versions
    """
    from wirehouse.cli.versions import show_versions  # noqa: PLC0415

    show_versions(warehouse, as_json=as_json)


@app.command()
def restore(
    version: Annotated[str, typer.Argument(help="The number of a kept version.")], warehouse: Warehouse = None
) -> None:
    """Go back to a kept version: it becomes the published one. No reader is disturbed.

    Example: wirehouse restore 12
    """
    from wirehouse.cli.versions import restore  # noqa: PLC0415

    restore(version, warehouse)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A kept version, `published` or `refused`.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    warehouse: Warehouse = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Samples of each kind of change.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Show what changed between two versions: rows, values, and samples of them.

    Example: wirehouse diff 11 published
    """
    from wirehouse.cli.versions import show_diff  # noqa: PLC0415

    show_diff(before, after, warehouse, limit, as_json=as_json)


@app.command()
def doctor(warehouse: Warehouse = None) -> None:
    """Check the environment, and say what to mend.

    Example: wirehouse doctor
    """
    from wirehouse.cli.doctor import examine  # noqa: PLC0415

    examine(warehouse)


@quarantine.command("list")
def quarantine_list(
    warehouse: Warehouse = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Only those held back for this reason.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that were settled since, too.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the records held back.

    Example: wirehouse quarantine list --reason no_date
    """
    from wirehouse.cli.held_back import list_held_back  # noqa: PLC0415

    list_held_back(warehouse, reason, limit, everything=everything, as_json=as_json)


@quarantine.command("replay")
def quarantine_replay(
    quarantine_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Ids, or their beginnings; without any, all.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Only those held back for this reason.")] = None,
    given_date: Annotated[
        datetime | None,
        typer.Option("--date", formats=DAY, metavar="DAY", help="Their date of publication, given by hand."),
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Let them pass the rule that held them back.")] = False,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
    wait: Wait = 0.0,
) -> None:
    """Try again what was held back: after a fix, with a date given by hand, or accepted as it is.

    Example: wirehouse quarantine replay 9b1f --date 2024-03-04
    """
    from wirehouse.cli.held_back import replay  # noqa: PLC0415

    day = given_date.date() if given_date else None
    replay(quarantine_ids or [], reason, day, warehouse, accept=accept, as_json=as_json, wait=wait)


@quarantine.command("show")
def quarantine_show(
    quarantine_id: Annotated[str, typer.Argument(help="A quarantine_id, or its first characters.")],
    warehouse: Warehouse = None,
) -> None:
    """Show one record held back: its rule, its reason and its text.

    Example: wirehouse quarantine show 9b1f
    """
    from wirehouse.cli.held_back import show_held_back  # noqa: PLC0415

    show_held_back(quarantine_id, warehouse)


def main() -> Any:
    """The entry point: one sentence and an exit code for whatever a user can mend."""
    try:
        app()
    except WirehouseError as error:
        from wirehouse.cli.output import complain  # noqa: PLC0415

        complain(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
