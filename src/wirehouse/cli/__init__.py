"""The command line; `start` is its entry point."""

import sys


def start() -> None:
    """Import the commands and run one. Ctrl-C ends it without a word from the first import on."""
    try:
        from wirehouse.cli.main import main  # noqa: PLC0415

        main()
    except KeyboardInterrupt:
        sys.exit(130)
