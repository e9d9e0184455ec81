"""The commands: what each takes, and the example of it. What it does is in the module that it calls."""

import sys
from datetime import datetime, timedelta
from typing import Annotated

from typer import Argument, Context, Exit, Option, Typer, echo

from wirehouse import __version__, cli
from wirehouse.cli.options import AsJson, Client, Format, Group, Name, Question, Sources, Wait, Warehouse, day, days
from wirehouse.cli.quarantine import quarantine
from wirehouse.errors import ConfigurationError, WirehouseError

app = Typer(
    name="wirehouse",
    cls=Group,
    help="Raw news article files in, an analytics warehouse out, every night.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(quarantine, name="quarantine")
SHORTEST = 0.003  # hours: Prefect waits ten seconds at least for what does not come


def _print_version(context: Context, asked: bool) -> None:
    if asked and not context.resilient_parsing:  # which completion is
        echo(__version__)
        raise Exit


@app.callback()
def _root(
    _version: bool = Option(
        False, "--version", help="Print the version and exit.", is_eager=True, callback=_print_version
    ),
) -> None: ...


@app.command()
def run(
    sources: Sources = None,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
    full: bool = Option(False, "--full", help="Check the whole warehouse, not only what tonight touched."),
    verify: bool = Option(False, "--verify", help="Hash every file; trust no size and no time."),
    data_docs: bool = Option(False, "--data-docs", help="Build the checks' pages, though nothing failed."),
    moved: bool = Option(False, "--moved", help="The sources lie elsewhere than before."),
    gone_share: float | None = Option(None, min=0, max=1, help="Share of a source that may have vanished."),
    wait: Wait = 0.0,
) -> None:
    """Run the nightly flow once: read what is new, check it, publish it.

    Example: wirehouse run data/raw --warehouse data/warehouse.duckdb
    """
    options = {"full": full, "verify": verify, "moved": moved, "data_docs": data_docs, "gone_share": gone_share}
    cli.run.run_once("nightly", sources or [], warehouse, as_json=as_json, wait=wait, **options)


@app.command()
def plan(
    sources: Sources = None,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
    first: Annotated[datetime | None, day("--from", "Of a backfill: the first day.")] = None,
    last: Annotated[datetime | None, day("--to", "Of a backfill: the last day.")] = None,
) -> None:
    """Show what a run would do, or a backfill of some days. Changes nothing.

    Example: wirehouse plan data/raw --from 2024-03-01 --to 2024-03-31
    """
    if bool(first) != bool(last):
        raise ConfigurationError("A backfill has two ends.", "Give both --from and --to.")
    cli.plan.show_plan(sources or [], warehouse, days(first, last) if first and last else None, as_json=as_json)


@app.command()
def backfill(
    first: Annotated[datetime, day("--from", "The first day.")],
    last: Annotated[datetime, day("--to", "The last day, which is included.")],
    sources: Sources = None,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
    wait: Wait = 0.0,
) -> None:
    """Read the source files dated in a range again, unchanged or not.

    Example: wirehouse backfill --from 2024-03-01 --to 2024-03-31
    """
    first_day, last_day = days(first, last)
    cli.run.run_once("backfill", sources or [], warehouse, as_json=as_json, wait=wait, first=first_day, last=last_day)


@app.command()
def rebuild(warehouse: Warehouse = None, as_json: AsJson = False, wait: Wait = 0.0) -> None:
    """Parse everything again from the warehouse's own records, without the source files.

    Example: wirehouse rebuild --warehouse data/warehouse.duckdb
    """
    cli.run.run_once("rebuild", None, warehouse, as_json=as_json, wait=wait)


@app.command()
def sql(
    query: Question,
    warehouse: Warehouse = None,
    form: Format = "table",
    param: list[str] | None = Option(None, metavar="NAME=VALUE", help="For a $NAME in it."),
    keep_formulas: bool = Option(False, "--keep-formulas", help="csv: leave texts that begin with = + - @ alone."),
) -> None:
    """Query the published file; `copy (select …) to 'rows.parquet'` writes what was found to a file.

    Example: wirehouse sql "select agency, count(*) from news.articles group by all order by 2 desc"
    """
    text = sys.stdin.read() if query == "-" else query
    cli.query.end_at_once()
    cli.query.run_sql(text, warehouse, form, param or [], keep_formulas=keep_formulas)


@app.command()
def search(
    words: str = Argument(help="Words that the article has, all of them or forms of them."),
    warehouse: Warehouse = None,
    limit: int = Option(10, min=1, help="How many articles."),
    form: Format = "table",
) -> None:
    """Find articles by their words, the best first. In SQL: from news.search('two words').

    Example: wirehouse search "harbour strike" --limit 5
    """
    cli.query.end_at_once()
    cli.query.search_articles(words, warehouse, limit, form)


@app.command()
def shell(
    warehouse: Warehouse = None,
    client: Client = None,
) -> None:
    """Open a SQL client on the published file, read-only.

    Example: wirehouse shell --client duckdb
    """
    cli.shell.open_shell(warehouse, client)


@app.command()
def explain(
    article_id: str = Argument(help="An article_id, or its first characters."), warehouse: Warehouse = None
) -> None:
    """Show where each field of an article came from.

    Example: wirehouse explain 3f2a9c
    """
    cli.explain.explain_article(article_id, warehouse)


@app.command()
def status(
    warehouse: Warehouse = None, limit: int = Option(10, min=1, help="How many runs."), as_json: AsJson = False
) -> None:
    """Show the last runs, the version published and the disk used.

    Example: wirehouse status --limit 3
    """
    cli.status.show_status(warehouse, limit, as_json=as_json)


@app.command()
def serve(
    sources: Sources = None,
    warehouse: Warehouse = None,
    cron: str = Option("30 2 * * *", metavar="CRON", help="When a nightly run starts."),
    zone: str | None = Option(None, metavar="ZONE", help="The zone of --cron; this machine's by default."),
    port: int = Option(4200, min=1, max=65535, help="Where Prefect's server is to listen."),
    name: Name = None,
    now: bool = Option(False, "--now", help="Start a nightly run at once, too."),
) -> None:
    """Serve the nightly schedule: Prefect's server, if PREFECT_API_URL names none, its UI, and what works the runs off.

    Example: wirehouse serve data/raw --cron "30 2 * * *" --zone Europe/Paris
    """
    cli.serve.serve_warehouse(warehouse, sources or [], cron=cron, zone=zone, port=port, name=name, now=now)


@app.command()
def alarms(
    notify: str = Option(metavar="TYPE/NAME", help="The server's notification block, slack-webhook/desk."),
    warehouse: Warehouse = None,
    name: Name = None,
    fresh: float = Option(26.0, "--fresh-hours", min=SHORTEST, help="How long the last good night may be ago."),
    longest: float = Option(4.0, "--longest-hours", min=SHORTEST, help="How long a run may be at work."),
    late: float = Option(10.0, "--late-minutes", min=0.2, help="How long one that is due may wait."),
) -> None:
    """Make the alarms on the server, or bring them up to date: no run, late, hanging, died, refused, failed, drift.

    Example: wirehouse alarms --notify slack-webhook/desk --fresh-hours 26
    """
    times = {"fresh": timedelta(hours=fresh), "longest": timedelta(hours=longest), "late": timedelta(minutes=late)}
    cli.serve.make(warehouse, notify, name, **times)


@app.command()
def report(warehouse: Warehouse = None, opened: bool = Option(False, "--open", help="Show it in the browser.")) -> None:
    """Print where the last run's page is: its fates, checks and costs, and charts of what the warehouse holds.

    Example: wirehouse report --open
    """
    cli.status.show_report(warehouse, opened=opened)


@app.command()
def versions(warehouse: Warehouse = None, as_json: AsJson = False) -> None:
    """Show the published version and those kept beside it.

    Example: wirehouse versions
    """
    cli.versions.show_versions(warehouse, as_json=as_json)


@app.command()
def restore(version: str = Argument(help="The number of a kept version."), warehouse: Warehouse = None) -> None:
    """Go back to a kept version: it becomes the published one. No reader is disturbed.

    Example: wirehouse restore 12
    """
    cli.versions.restore(version, warehouse)


@app.command()
def diff(
    before: str = Argument(metavar="A", help="A kept version, `published` or `refused`."),
    after: str = Argument(metavar="B", help="Another."),
    warehouse: Warehouse = None,
    limit: int = Option(3, min=0, help="Samples of each kind of change."),
    as_json: AsJson = False,
) -> None:
    """Show what changed between two versions: rows, values, and samples of them.

    Example: wirehouse diff 11 published
    """
    cli.versions.show_diff(before, after, warehouse, limit, as_json=as_json)


@app.command()
def doctor(warehouse: Warehouse = None) -> None:
    """Check the environment, and say what to mend.

    Example: wirehouse doctor
    """
    cli.doctor.examine(warehouse)


def main() -> None:
    """The entry point: one sentence and an exit code for whatever a user can mend."""
    try:
        app()
    except WirehouseError as error:
        from wirehouse.cli.output import complain  # noqa: PLC0415 - not imported where all goes well

        complain(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    cli.start()
