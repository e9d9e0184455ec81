"""The stages around the committer: the plan of batches, the counts, what is left to say and to clear."""

from collections.abc import Mapping, Sequence

import polars as pl

from wirehouse.orchestration.batches import Batch, plan_batches, write_plan
from wirehouse.orchestration.night import Night
from wirehouse.orchestration.shards import KINDS, shard
from wirehouse.settings import SETTINGS_FILE
from wirehouse.sources.discovery import Discovery

MIB = 1024 * 1024


def plan_night(night: Night, found: Sequence[Discovery]) -> list[Batch]:
    """Tonight's batches, written down before the first is read."""
    settings = night.settings
    batches = plan_batches(
        found, settings.batch_files, settings.batch_mib * MIB, settings.max_file_mib * MIB, night.started_at
    )
    keep_only(night, batches)
    write_plan(night.state.path("plans") / f"{night.record.run_id}.json", night.record.run_id, batches)
    return batches


def count_discovered(night: Night, found: Sequence[Discovery], batches: Sequence[Batch]) -> bool:
    """Count what was discovered, from the files' side; returns whether any of it is news.

    News is a file read whose bytes or settings are not the ledger's, one that became unreadable, or one that is gone.
    """
    known = {(one.source.name, row[0]): row[1] for one in found for row in _known_problems(one)}
    read = _files(night, batches)
    untouched = sum(one.unchanged_records for one in found)
    same = read.filter(pl.col("is_unchanged"))
    unreadable = read.filter(pl.col("problem").is_not_null())
    record = night.record
    record.discovered = untouched + int(read["record_count"].sum())
    record.fates["unchanged"] = untouched + int(same["record_count"].sum())
    record.fates["unreadable"] = unreadable.height
    record.gone = sum(len(one.gone) for one in found)
    has_new_problem = any(known.get((row[0], row[1])) != row[2] for row in unreadable.select(
        "source", "source_uri", "problem"
    ).iter_rows())  # fmt: skip
    has_news = bool(record.gone) or has_new_problem or read.height > same.height + unreadable.height
    if not has_news:
        record.status, record.version = "unchanged", night.published.version or None
    return has_news


def _known_problems(found: Discovery) -> list[tuple[str, str]]:
    rows = found.files.filter(pl.col("known_problem").is_not_null()).select("source_uri", "known_problem")
    return [(uri, problem) for uri, problem in rows.iter_rows()]


def _files(night: Night, batches: Sequence[Batch]) -> pl.DataFrame:
    paths = [shard(night.state.path("shards"), batch, "files") for batch in batches]
    if not paths:
        return pl.DataFrame(schema={"is_unchanged": pl.Boolean, "problem": pl.String, "record_count": pl.Int32,
                                    "source": pl.String, "source_uri": pl.String})  # fmt: skip
    return pl.concat([pl.read_parquet(path, glob=False) for path in paths])


def explain_held_back(night: Night, outcomes: Mapping[str, Mapping[str, int]]) -> None:
    """The one sentence that helps when everything new in a source was held back.

    `outcomes` counts each source's records that tonight looked at: by reason, the others under `accepted`.
    """
    for source, counts in outcomes.items():
        if "accepted" in counts or not counts:
            continue
        reason, count = next(iter(counts.items()))
        start = f"All {sum(counts.values()):,} new records of {source} were held back, {count:,} as {reason}"
        if reason == "no_date":
            night.record.messages.append(
                f"{start}: their files name no date. Tell where to take it from in {SETTINGS_FILE}: "
                f'[sources.{_toml_key(source)}] with date_from = "mtime", date_from = "path:%Y/%m/%d" or '
                'date_from = "fixed:YYYY-MM-DD"; or accept records without a date with require_date = "warn".'
            )
        else:
            night.record.messages.append(f"{start}: `wirehouse quarantine list --reason {reason}` shows them.")


def _toml_key(name: str) -> str:
    return name if all(part.isascii() and (part.isalnum() or part in "_-") for part in name) else f'"{name}"'


def keep_only(night: Night, batches: Sequence[Batch]) -> None:
    """Remove the shards that earlier runs left and tonight's plan has no use for, and their plans.

    A killed run's shards are used again where the plan asks for the same batch; nothing else may pile up.
    """
    keys = {batch.key for batch in batches}
    for path in night.state.path("shards").iterdir():
        if path.name.split(".")[0] not in keys or path.suffix == ".part":
            path.unlink()
    for path in night.state.path("plans").iterdir():
        path.unlink()


def clear_shards(night: Night, batches: Sequence[Batch]) -> None:
    """Remove tonight's shards and plan: their rows are in the warehouse, or were there, or were refused."""
    for batch in batches:
        for kind in KINDS:
            shard(night.state.path("shards"), batch, kind).unlink(missing_ok=True)
    for plan in night.state.path("plans").iterdir():
        plan.unlink()
