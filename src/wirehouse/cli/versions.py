"""`wirehouse versions`, `restore` and `diff`: what is kept, going back to it, what changed in between."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from wirehouse.cli.output import print_table, say, to_json
from wirehouse.errors import EnvironmentProblemError
from wirehouse.report.summary import holdings
from wirehouse.settings import load_settings, published_file
from wirehouse.warehouse.diff import TableDiff, compare_versions
from wirehouse.warehouse.state import State
from wirehouse.warehouse.versions import Version, find_version, list_versions

MIB = 1024 * 1024
LEAD = 24  # characters of a long text shown before the first that differs


def show_versions(warehouse: Path | None, *, as_json: bool) -> None:
    """Print the published version and those kept, the newest first."""
    settings = load_settings(warehouse=warehouse)
    state = State(settings.warehouse.resolve())
    found = list_versions(state)
    if not found:
        raise EnvironmentProblemError(f"No warehouse at {state.warehouse}.", "`wirehouse run FOLDER` makes one.")
    if as_json:
        print(to_json([asdict(version) for version in found]))
        return
    print_table("Versions", [_row(version) for version in found])
    for version in found:
        if version.problem:
            say(f"Version {version.version}: {version.problem}")
    own = sum(version.disk_bytes for version in found if not version.is_published)
    say(
        f"Kept beside the published one: {own / MIB:,.1f} of at most {settings.keep_versions_mib:,} MiB, "
        f"{settings.keep_versions} versions in all (keep_versions_mib, keep_versions)."
    )


def _row(version: Version) -> dict[str, Any]:
    return {
        "version": version.version,
        "published": "now" if version.is_published else "",
        "at": version.published_at,
        "articles": version.articles,
        "copies": version.copies,
        "MiB": round(version.byte_count / MIB, 1),
        "disk MiB": round(version.disk_bytes / MIB, 1),
        "run": version.run_id,
    }


def restore(version: str, warehouse: Path | None) -> None:
    """Make a kept version the published one, and say what follows from that."""
    from wirehouse.orchestration.restore import restore_version  # noqa: PLC0415 - heavier than the other commands

    settings = load_settings(warehouse=warehouse)
    record = restore_version(settings, version)
    if record is None:
        say(f"Version {version} is the published one already.")
        return
    for message in record.messages:
        say(message)
    say(f"{holdings(record)} in {settings.warehouse}")
    say("The next run reads again what the sources brought since; `wirehouse versions` shows the other versions.")


def show_diff(before: str, after: str, warehouse: Path | None, limit: int, *, as_json: bool) -> None:
    """Print how many rows and values of each table changed from one version to the other, and samples of them."""
    state = State(published_file(warehouse))
    diffs = compare_versions(find_version(state, before), find_version(state, after), limit)
    if as_json:
        print(to_json([asdict(diff) for diff in diffs]))
        return
    rows = [_counts(diff) for diff in diffs]
    if not any(row["added"] or row["removed"] or row["changed"] for row in rows):
        say(f"Nothing in news.* differs between {before} and {after}.")
        return
    print_table(f"Rows, from {before} to {after}", rows)
    values = [
        {"table": diff.table, "column": column, "values changed": count}
        for diff in diffs
        for column, count in diff.values.items()
    ]
    if values:
        print_table("Values changed", values)
    samples = [{"table": diff.table, **_sample(sample)} for diff in diffs for sample in diff.samples]
    if telling := [sample for sample in samples if sample["before"] or sample["after"]]:
        print_table("Samples", telling)


def _counts(diff: TableDiff) -> dict[str, Any]:
    names = ("rows_before", "rows_after", "added", "removed", "changed")
    changed_columns = [f"+{name}" for name in diff.columns_added] + [f"-{name}" for name in diff.columns_removed]
    columns = {"columns": ", ".join(changed_columns)} if changed_columns else {}
    return {"table": diff.table, **{name.replace("_", " "): getattr(diff, name) for name in names}, **columns}


def _sample(sample: dict[str, Any]) -> dict[str, Any]:
    """A long text from shortly before where it differs: its beginning is mostly the same."""
    before, after = sample["before"] or "", sample["after"] or ""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), min(len(before), len(after)))
    start = max(same - LEAD, 0)
    return {**sample, "before": "…" * (start > 0) + before[start:], "after": "…" * (start > 0) + after[start:]}
