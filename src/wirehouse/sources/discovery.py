"""Tonight's files against the ledger: what is new, changed, unchanged, unreadable or gone."""

from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

import polars as pl

from wirehouse.errors import EnvironmentProblemError
from wirehouse.sources.listing import LISTING, list_files
from wirehouse.sources.source import Source
from wirehouse.transform.dates import from_path

# A file written while it was read can keep its size and, within the clock's step, its time. FAT steps by two seconds.
RACY_NS = 2_000_000_000
# What is under a folder that could not be listed is out of sight, not gone.
OUT_OF_SIGHT = ("permission_denied", "io_error", "path_too_long")

LEDGER = pl.Schema(
    {
        "source": pl.String,
        "source_uri": pl.String,
        "byte_count": pl.Int64,
        "mtime_ns": pl.Int64,
        "content_sha256": pl.String,
        "record_count": pl.Int32,
        "parser_version": pl.String,
        "settings_hash": pl.String,
        "problem": pl.String,
        "read_at_ns": pl.Int64,
        "is_gone": pl.Boolean,
    }
)
"""What discovery needs of `ops.files`."""


FOUND = pl.Schema(
    [
        *LISTING.items(),
        ("status", pl.String),
        ("known_sha256", pl.String),
        ("record_count", pl.Int32),
        ("known_problem", pl.String),
    ]
)


@dataclass(frozen=True)
class Discovery:
    """One source's files tonight.

    `files` has the columns of the listing and `status` (new, changed, suspect, unchanged, unreadable),
    `known_sha256` (the hash under which the same bytes need no reading again, or null) and `record_count` (of an
    unchanged file). A *suspect* file has the size and time of the ledger, but must be read to be sure.
    `gone` holds the `source_uri` of files that the ledger knows and the listing does not.
    """

    source: Source
    files: pl.DataFrame
    gone: pl.Series
    old_parser_count: int = 0

    @classmethod
    def of_nothing(cls, source: Source) -> Self:
        """A source of which no file was looked at."""
        return cls(source, pl.DataFrame(schema=FOUND), pl.Series("source_uri", [], pl.String))

    @property
    def to_read(self) -> pl.DataFrame:
        """The files whose bytes tonight's run must look at."""
        return self.files.filter(pl.col("status").is_in(["new", "changed", "suspect"]))

    def count(self, status: str) -> int:
        """How many files have this status."""
        return int((self.files["status"] == status).sum())

    @property
    def unchanged_records(self) -> int:
        """Records in files that need no reading."""
        return int(self.files.filter(pl.col("status") == "unchanged")["record_count"].sum())


def discover_all(
    sources: Sequence[Source], ledger: pl.DataFrame, parser_version: str, gone_share: float, *, verify: bool = False
) -> list[Discovery]:
    """Every source's files against the ledger.

    Raises `EnvironmentProblemError` where a root cannot be listed, where there is nothing at all, or where more than
    `gone_share` of a source has vanished.
    """
    found = [discover(source, ledger, parser_version, verify=verify) for source in sources]
    if not any(one.files.height or len(one.gone) for one in found):
        raise _nothing(sources)
    for one in found:
        refuse_mass_vanishing(one, ledger, gone_share)
    return found


def refuse_emptiness(sources: Sequence[Source]) -> None:
    """Raise `EnvironmentProblemError` where all are empty folders of this machine, which takes one look."""
    with suppress(OSError):  # what stands against the listing is told where all is listed
        if not any(not source.is_local or any(Path(source.root).iterdir()) for source in sources):
            raise _nothing(sources)


def _nothing(sources: Sequence[Source]) -> EnvironmentProblemError:
    roots = ", ".join(source.root for source in sources)
    return EnvironmentProblemError(f"No files under {roots}.", "Give the folder in which the raw articles are.")


def discover(source: Source, ledger: pl.DataFrame, parser_version: str, *, verify: bool = False) -> Discovery:
    """List a source and compare it with its rows of the ledger (`LEDGER`). `verify` trusts no size and no time.

    Raises `EnvironmentProblemError` where the root cannot be listed.
    """
    known = ledger.filter(pl.col("source") == source.name)
    if source.only is not None:
        known = known.filter(pl.col("source_uri") == source.only)
    listed = list_files(source)
    same_parser = (pl.col("parser_version") == parser_version) & (pl.col("settings_hash") == source.settings_hash)
    joined = listed.join(
        known.rename({"byte_count": "known_bytes", "mtime_ns": "known_mtime_ns", "problem": "known_problem"}),
        on="source_uri",
        how="left",
        maintain_order="left",
    ).with_columns(is_known=pl.col("source").is_not_null(), is_same_parser=same_parser.fill_null(value=False))
    files = joined.with_columns(_status(verify=verify), known_sha256=_known_hash())
    missing = _was_read(known).join(listed, on="source_uri", how="anti")["source_uri"].sort()
    hidden = set(listed.filter(pl.col("problem").is_in(OUT_OF_SIGHT))["source_uri"])
    gone = missing.filter(pl.Series([not _is_below(uri, hidden) for uri in missing], dtype=pl.Boolean))
    old = int((joined["is_known"] & ~joined["is_same_parser"] & joined["known_problem"].is_null()).sum())
    return Discovery(source, files.select(FOUND.names()), gone, old)


def read_again(found: Discovery, dated: pl.DataFrame, first: date, last: date) -> Discovery:
    """Of a source's files those alone that are dated in the range, to be read whatever the ledger says of them.

    `dated` (`source`, `source_uri`) are the files whose records are of those days. A file that was never read is of the
    day that its path names, where the source's dates come from there, else of its modification time (UTC). What is gone
    is left to a nightly run.
    """
    known = dated.filter(pl.col("source") == found.source.name)["source_uri"]
    by_path = found.source.date_from.startswith("path:")
    by_time = pl.col("mtime_ns").cast(pl.Datetime("ns")).dt.date()
    day = from_path(pl.col("source_uri"), found.source.date_from) if by_path else by_time
    is_new = (pl.col("status") == "new") & day.is_between(first, last)
    files = found.files.filter(pl.col("source_uri").is_in(known.implode()) | is_new).with_columns(
        status=pl.when(pl.col("problem").is_null()).then(pl.lit("changed")).otherwise("status"),
        known_sha256=pl.lit(None, pl.String),
    )
    return Discovery(found.source, files, found.gone.clear(), found.old_parser_count)


def _is_below(uri: str, folders: Set[str]) -> bool:
    parts = uri.split("/")
    return bool(folders) and any("/".join(parts[:depth]) in folders for depth in range(1, len(parts)))


def _was_read(known: pl.DataFrame) -> pl.DataFrame:
    """The ledger's files that were there and had bytes: only these can be gone."""
    return known.filter(~pl.col("is_gone") & pl.col("content_sha256").is_not_null())


def _status(*, verify: bool) -> pl.Expr:
    same_stat = (pl.col("byte_count") == pl.col("known_bytes")) & (pl.col("mtime_ns") == pl.col("known_mtime_ns"))
    settled = (pl.col("mtime_ns") > 0) & (pl.col("read_at_ns") - pl.col("mtime_ns") > RACY_NS)
    comparable = pl.col("is_same_parser") & pl.col("known_problem").is_null() & ~pl.col("is_gone")
    return (
        pl.when(pl.col("problem").is_not_null())
        .then(pl.lit("unreadable"))
        .when(~pl.col("is_known"))
        .then(pl.lit("new"))
        .when(~comparable | ~same_stat)
        .then(pl.lit("changed"))
        .when(settled & pl.lit(not verify))
        .then(pl.lit("unchanged"))
        .otherwise(pl.lit("suspect"))
        .alias("status")
    )


def _known_hash() -> pl.Expr:
    """The hash that makes a file unchanged. A file that was gone must be read again, for its mark must go."""
    return pl.when(pl.col("is_same_parser") & ~pl.col("is_gone")).then(pl.col("content_sha256"))


def refuse_mass_vanishing(found: Discovery, ledger: pl.DataFrame, share: float) -> None:
    """Raise `EnvironmentProblemError` when more than `share` of a source's known files is gone.

    An unmounted disk or a mistyped path looks just like that; believing it would mark everything as gone.
    """
    known = _was_read(ledger.filter(pl.col("source") == found.source.name)).height
    if known and len(found.gone) > share * known:
        raise EnvironmentProblemError(
            f"{len(found.gone):,} of the {known:,} known files of source {found.source.name!r} are gone from "
            f"{found.source.root}: more than the share of {share:g} that a run believes.",
            "Check the folder; if they were removed on purpose, run once with --gone-share 1.",
        )
