"""What Prefect and the other parts must be told before they are imported. A user's own setting always wins."""

import os

TAG = "wirehouse"  # of our flow runs in Prefect, where others may have a flow of the same name
DRIFT_EVENT = "wirehouse.drift"  # emitted at the end of a run whose warnings somebody should read
WATCH_EVENT = "wirehouse.watched"  # of a deployment: from now on a night that does not come is missed
SERVED = "WIREHOUSE_SERVED_BY"  # of a run: the process of the service that started it
DEFAULTS = {
    # No telemetry for our users' sake; without a network the server would also log an error about it.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
    # Prefect starts its server with `python -m`, which would run a raw file of the folder that is named like a module.
    "PYTHONSAFEPATH": "1",
    # The first start of a fresh home migrates Prefect's database: longer than its limit of 20 seconds.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    # A busy server on SQLite answers 500 while its database is locked: it is asked again, as after a 503.
    "PREFECT_CLIENT_RETRY_EXTRA_CODES": "500",
}
CONSOLE = "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"
# The run says what a person needs; Prefect's own log lines of a run on a terminal are noise beside it. They do go to
# the server, where its page shows them.
QUIET = {
    CONSOLE: "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_CLI_PROMPT": "false",
}


def set_defaults(*, quiet: bool) -> None:
    """Set what is not set yet. `quiet` for runs from the command line, where a summary follows, unless their log is
    asked for by `PREFECT_LOGGING_LEVEL`.
    """
    wanted = {**DEFAULTS, **(QUIET if quiet else {})}
    if "PREFECT_LOGGING_LEVEL" in os.environ:
        wanted.pop(CONSOLE, None)
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
