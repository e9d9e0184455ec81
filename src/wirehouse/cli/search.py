"""`wirehouse search`: articles by their words."""

from pathlib import Path

from rich.console import Console

from wirehouse.cli.query import check_format, print_rows
from wirehouse.settings import load_settings
from wirehouse.warehouse.query import fetch


def search_articles(words: str, warehouse: Path | None, limit: int, form: str) -> None:
    """Print the articles that have all the words, the best first, as `table`, `csv` or `json`."""
    check_format(form)
    path = load_settings(warehouse=warehouse).warehouse.resolve()
    # A spinner, on a terminal only: the first search of a version makes its index.
    with Console(stderr=True).status("Searching") if form == "table" else Console(quiet=True).status(""):
        rows = fetch(path, "from news.search($words) limit $limit", {"words": words, "limit": limit})
    print_rows(rows, form)
