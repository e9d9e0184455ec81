"""The warehouse from Python: questions in, Polars frames out. `wirehouse.open` makes one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from wirehouse.errors import ConfigurationError
from wirehouse.settings import load_settings
from wirehouse.warehouse import query
from wirehouse.warehouse.connect import open_published


class Warehouse:
    """A published warehouse, read-only. Every question opens the file anew, so each sees the newest version.

    Raises `wirehouse.errors.EnvironmentProblemError` where there is none, and `ConfigurationError` for a question that
    is not right; both say in one sentence what to do.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with open_published(path):
            pass

    def __repr__(self) -> str:
        return f"wirehouse.open({str(self.path)!r})"

    def sql(self, statement: str, params: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """The rows of a statement; `$name` in it stands for a value of `params`. Times are in UTC."""
        return query.fetch(self.path, statement, params)

    def ask(self, name: str, **params: Any) -> pl.DataFrame:
        """The rows of one of the questions in `sql/queries/`, as `ask("as_of", at="2026-11-20")`."""
        if (statement := query.read_question(name)) is None:
            raise query.unknown_question(name)
        if missing := query.missing_values(statement, params):
            raise ConfigurationError(f"{name} needs {'=…, '.join(missing)}=….", query.purpose(statement))
        return self.sql(statement, params)

    def search(self, words: str, limit: int = 20) -> pl.DataFrame:
        """The articles that have all the words, the best first: `score`, `article_id` and what tells it."""
        return self.sql("from news.search($words) limit $limit", {"words": words, "limit": limit})


def open_warehouse(warehouse: str | Path | None = None) -> Warehouse:
    """As `wirehouse.open` says."""
    path = Path(warehouse) if warehouse is not None else load_settings().warehouse
    return Warehouse(path.expanduser().resolve())
