"""The stages around the committer: the plan of batches, the counts, what is left to say and to clear."""

from collections.abc import Mapping, Sequence

import polars as pl

from wirehouse.errors import ConfigurationError
from wirehouse.orchestration import inputs
from wirehouse.orchestration.batches import Batch, Planner, read_plan, write_plan
from wirehouse.orchestration.inputs import MIB, HeldBack, limits_of
from wirehouse.orchestration.night import Night
from wirehouse.orchestration.shards import shard
from wirehouse.schema import ACCEPTABLE_REASONS, FILES, OVERRIDES
from wirehouse.settings import SETTINGS_FILE
from wirehouse.sources.discovery import Discovery
from wirehouse.warehouse.stage import SHARDS
from wirehouse.warehouse.stored import list_stored


def discover(night: Night) -> list[Discovery]:
    """The files of tonight's sources, or of a backfill's days."""
    options = night.options
    return inputs.discover(night.settings, night.sources, night.published, options.dates, verify=options.verify)


def plan_night(night: Night, found: Sequence[Discovery]) -> list[Batch]:
    """Tonight's batches, written down before the first is read. What a killed run had planned is taken over."""
    plans = night.state.path("plans")
    killed = [batch for plan in sorted(plans.glob("*.json")) for batch in read_plan(plan)]
    batches = _planner(night).plan_files(found, killed)
    keep_only(night, batches)
    write_plan(plans / f"{night.record.run_id}.json", batches)
    return batches


def plan_stored(night: Night) -> tuple[list[Discovery], list[Batch]]:
    """The batches of a run that reads the warehouse's own records: all current ones, or those that are held back.

    Beside them the sources, as discoveries in which no file was looked at. Raises `ConfigurationError` where there is
    no such record.
    """
    asked = night.options.held_back
    stored = list_stored(
        night.state.warehouse,
        is_held=asked is not None,
        quarantine_ids=asked.ids if asked else (),
        reason=asked.reason if asked else None,
    )
    if asked and not stored:
        raise ConfigurationError("No such record is held back.", "`wirehouse quarantine list` shows what is.")
    sources = [source for source in night.sources if source.name in stored]
    if asked:
        night.overrides = pl.concat([night.overrides, _said(asked, stored)]).unique(maintain_order=True)
    batches = _planner(night).plan_stored(stored, sources)
    keep_only(night, batches)
    night.record.discovered = sum(batch.stored.height for batch in batches)
    return [Discovery.of_nothing(source) for source in sources], batches


def _said(asked: HeldBack, stored: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What a person says of the records of a replay, as rows of `OVERRIDES`."""
    rows = pl.concat(stored.values())
    said = []
    if asked.given_date:
        said.append(rows.with_columns(field=pl.lit("published_date"), value=pl.lit(asked.given_date.isoformat())))
    if asked.accept:
        waived = rows.filter(pl.col("reason").is_in(ACCEPTABLE_REASONS))
        said.append(waived.with_columns(field=pl.lit("accepted_reason"), value=pl.col("reason")))
    return pl.concat([one.select(OVERRIDES.names()) for one in said]) if said else pl.DataFrame(schema=OVERRIDES)


def _planner(night: Night) -> Planner:
    settings = night.settings
    return Planner(
        settings.batch_files, settings.batch_mib * MIB, limits_of(settings), night.overrides, night.started_at
    )


def count_discovered(night: Night, found: Sequence[Discovery], batches: Sequence[Batch]) -> bool:
    """Count what was discovered, from the files' side; returns whether any of it is news.

    News is a file read whose bytes or settings are not the ledger's, one that became unreadable, or one that is gone.
    """
    paths = [shard(night.state.path("shards"), batch, "files") for batch in batches]
    read = pl.concat([pl.DataFrame(schema=FILES), *(pl.read_parquet(path, glob=False) for path in paths)])
    known = pl.concat(
        [one.files.select("source_uri", "known_problem", source=pl.lit(one.source.name)) for one in found]
    )
    same = read.filter(pl.col("is_unchanged"))
    unreadable = read.filter(pl.col("problem").is_not_null()).join(known, on=["source", "source_uri"], how="left")
    untouched = sum(one.unchanged_records for one in found)
    record = night.record
    record.discovered = untouched + int(read["record_count"].sum())
    record.fates["unchanged"] = untouched + int(same["record_count"].sum())
    record.fates["unreadable"] = unreadable.height
    record.gone = sum(len(one.gone) for one in found)
    has_new_problem = bool(unreadable["problem"].ne_missing(unreadable["known_problem"]).any())
    night.has_news = bool(record.gone) or has_new_problem or read.height > same.height + unreadable.height
    if not night.has_news:
        record.status, record.version = "unchanged", night.published.version or None
    return night.has_news


def explain_held_back(night: Night, outcomes: Mapping[str, Mapping[str, int]]) -> None:
    """The one sentence that helps when everything new in a source was held back.

    `outcomes` counts each source's records that tonight looked at: by reason, the others under `accepted`.
    """
    for source, counts in outcomes.items():
        if "accepted" in counts or not counts:
            continue
        reason, count = next(iter(counts.items()))
        start = f"All {sum(counts.values()):,} new records of {source} were held back, {count:,} as {reason}"
        if counts == {reason: 1}:
            start = f"The only new record of {source} was held back as {reason}"
        if reason == "no_date":
            night.record.messages.append(
                f"{start}: no date stands in the files. Tell where to take it from in {SETTINGS_FILE}: "
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
        for kind in SHARDS:
            shard(night.state.path("shards"), batch, kind).unlink(missing_ok=True)
    for plan in night.state.path("plans").iterdir():
        plan.unlink()
