"""The one committer: tonight's shards through both gates into the next version, and its publishing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from wirehouse import project
from wirehouse.audit import AuditRun, build_data_docs, run_suites, suites_of_gate
from wirehouse.duplicates.donors import restore_from_others
from wirehouse.duplicates.matching import match_articles
from wirehouse.errors import AuditRefusedError, BrokenCheckError
from wirehouse.orchestration.alarms import record_checks
from wirehouse.orchestration.batches import Batch
from wirehouse.orchestration.night import Night
from wirehouse.orchestration.shards import shard
from wirehouse.orchestration.stages import clear_shards, explain_held_back
from wirehouse.redaction import redact
from wirehouse.report.record import RunRecord, read_records
from wirehouse.schema import METHOD_VERSION, PARSER_VERSION
from wirehouse.sources.discovery import Discovery
from wirehouse.warehouse import load, migrate, publish, versions
from wirehouse.warehouse.connect import open_candidate, translated
from wirehouse.warehouse.stage import SHARDS, attach_stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FAILURES = "tonight.stage.failures"
SOURCES = ("source", "root", "settings_hash", "publisher")


class Candidate:
    """The next version while it is being made: its path, the connection to it, and the audits that it went through.

    No dataclass: Prefect would look through all of its checks each time a task is called with it.
    """

    def __init__(self, night: Night, path: Path, con: "DuckDBPyConnection") -> None:
        self.night = night
        self.path = path
        self.con = con
        self.version = _next_number(night)
        self.audits: list[AuditRun] = []


def _next_number(night: Night) -> int:
    """One above every number ever given: after a restore the published version does not bear the highest."""
    recorded = [record.version or 0 for record in read_records(night.state.path("runs"))]
    return max(night.published.version, *night.state.kept_versions(), *recorded) + 1


@contextmanager
def open_next_version(night: Night, found: Sequence[Discovery], batches: Sequence[Batch]) -> Iterator[Candidate]:
    """Copy the published file, bring its schema up to date and lay tonight's shards beside it.

    A candidate that an error leaves behind is removed; a refused one is kept for inspection.
    """
    publish.keep_published(night.state, night.published.version)
    path = publish.copy_published(night.state, night.record.run_id)
    try:
        with translated(night.state.warehouse), open_candidate(path, night.state.path("next") / "spill") as con:
            migrate.migrate(con, project.sql())
            versions.recover_texts(con, night.state, night.published.version)
            folder = night.state.path("shards")
            shards = {kind: [shard(folder, batch, kind) for batch in batches] for kind in SHARDS}
            attach_stage(con, shards, _frames(night, found))
            load.run_steps(con, project.sql() / "stage")
            yield Candidate(night, path, con)
    except (AuditRefusedError, BrokenCheckError) as error:
        if isinstance(error, AuditRefusedError):
            night.record.refused_candidate = str(publish.keep_refused(night.state, path))
        clear_shards(night, batches)  # what made them may be what is wrong: the next run makes them again
        raise
    finally:
        path.unlink(missing_ok=True)


def _frames(night: Night, found: Sequence[Discovery]) -> dict[str, pl.DataFrame]:
    run = {
        "run_id": night.record.run_id,
        "started_at": night.started_at,
        "parser_version": PARSER_VERSION,
        "is_reparse": night.options.kind != "nightly",  # no record is taken for unchanged before it was parsed again
        "is_stored": night.options.is_stored,  # no file was looked at
    }
    sources = [(one.source.name, one.source.root, one.source.settings_hash, one.source.publisher) for one in found]
    gone = [(one.source.name, uri) for one in found for uri in one.gone]
    return {
        "run": pl.DataFrame([run]),
        "counts": pl.DataFrame({"discovered": [night.record.discovered]}),
        "sources": pl.DataFrame(sources, schema=dict.fromkeys(SOURCES, pl.String), orient="row"),
        "overrides": night.overrides,
        "gone": pl.DataFrame(gone, schema={"source": pl.String, "source_uri": pl.String}, orient="row"),
        "matching": _matching(night),
    }


def _matching(night: Night) -> pl.DataFrame:
    """How tonight's articles are matched, and from what on the checks find it too much."""
    days = night.settings.link_window_days
    return pl.DataFrame(
        {
            # Links found within another window are another method's: they are all made anew.
            "method_version": [METHOD_VERSION if days is None else f"{METHOD_VERSION}, {days} days"],
            "link_window_days": [days],
            "largest_story": [night.settings.largest_story],
            "story_share": [night.settings.story_share],
        },
        schema_overrides={"link_window_days": pl.Int32},
    )


def pass_gate_1(candidate: Candidate) -> int:
    """The row rules on tonight's records: a critical one holds its rows back, a warning is only recorded.

    Returns how many records are held back.
    """
    suites = suites_of_gate(1, project.expectations())
    audit = run_suites(candidate.con, suites, project.expectations(), project.sql() / "checks", FAILURES)
    _record_checks(candidate, 1, audit)
    audit.raise_if_broken()
    if faults := [check for check in audit.having("failed", "critical") if check.reason is None]:
        # Ids that are null or doubled are no property of the news: they are a fault of this program.
        raise BrokenCheckError(
            f"The staged records break {faults[0].check}: {faults[0].observed}.", "This is a bug; please report it."
        )
    return candidate.night.count_rows("gate 1", load.hold_back(candidate.con, project.sql()))


def load_records(candidate: Candidate) -> None:
    """Restore what other records have, compare with what is there, then load in the night's one transaction.

    DuckDB lets a transaction write to one attached database only: what goes beside the candidate goes there first.
    """
    restore_from_others(candidate.con, project.sql())
    load.run_steps(candidate.con, project.sql() / "compare")
    if candidate.night.options.kind != "nightly":
        candidate.night.has_news = load.has_changes(candidate.con)
    candidate.con.begin()
    load.run_steps(candidate.con, project.sql() / "load")


def match_records(candidate: Candidate) -> None:
    """Find the copies, decide the fates, write the run's own row, and commit the night's one transaction."""
    con, record = candidate.con, candidate.night.record
    load.run_steps(con, project.sql() / "match")
    match_articles(con, project.sql())
    for fate, count in load.count_fates(con).items():
        if fate != "unreadable":  # counted from the files' side; gate 2 compares the two
            record.fates[fate] += count
    outcomes = load.count_by_source(con)
    held = sum((Counter(counts) for counts in outcomes.values()), Counter())
    record.quarantined_by_reason = {why: held[why] for why in sorted(held, key=lambda why: (-held[why], why))}
    record.quarantined_by_reason.pop("accepted", None)
    record.articles, record.copies = load.count_articles(con)
    explain_held_back(candidate.night, outcomes)
    earlier = _earlier(candidate)
    tonight = {**record.row(), "status": "published", "version": candidate.version}
    load.store_rows(con, "ops.runs", [tonight, *(one.row() for one in earlier)])
    load.store_rows(con, "ops.checks", [row for one in earlier for row in one.check_rows()])
    con.commit()
    load.run_steps(con, project.sql() / "after_load")


def _earlier(candidate: Candidate) -> list[RunRecord]:
    """Runs that this version does not know, from their records: they published nothing, or a restore undid them."""
    known = candidate.night.published.run_ids | {candidate.night.record.run_id}
    records = read_records(candidate.night.state.path("runs"))
    return [record for record in records if record.run_id not in known]


def pass_gate_2(candidate: Candidate) -> None:
    """The table rules on the next version. Raises `AuditRefusedError` where a critical one fails."""
    night = candidate.night
    if night.options.full:
        load.touch_everything(candidate.con)
    load.run_steps(candidate.con, project.sql() / "drift")
    suites, block_on = suites_of_gate(2, project.expectations()), night.settings.block_on
    audit = run_suites(candidate.con, suites, project.expectations(), project.sql() / "checks", block_on=block_on)
    _record_checks(candidate, 2, audit)
    write_data_docs(candidate)
    audit.raise_if_broken()
    if failed := audit.having("failed", "critical"):
        night.record.status = "refused"
        candidate.con.execute(
            "update ops.runs set status = 'refused', version = null where run_id = ?", [night.record.run_id]
        )
        store_costs(candidate)
        named = "; ".join(f"{check.suite} {check.check} ({check.observed})" for check in failed[:3])
        hint = "Readers keep the last version. The refused one is in the state folder, `refused/warehouse.duckdb`."
        if all(check.check in block_on for check in failed):
            hint += " If this is as it should be, run once with WIREHOUSE_BLOCK_ON='[]'."
        raise AuditRefusedError(f"The audit refused to publish: {named}.", hint)


def _record_checks(candidate: Candidate, gate: int, audit: AuditRun) -> None:
    candidate.audits.append(audit)
    record_checks(candidate.night.record, gate, audit.checks)


def write_data_docs(candidate: Candidate) -> None:
    """Great Expectations' pages of a run in which something failed, or on demand; the record says where they are, or
    what stood against them.
    """
    night, audits = candidate.night, candidate.audits
    if not (night.options.data_docs or any(audit.having("failed") or audit.having("broken") for audit in audits)):
        return
    validations = [validation for audit in audits for validation in audit.validations]
    folder, keep = night.state.path("data_docs"), night.settings.keep_data_docs
    try:
        index = build_data_docs(validations, folder, keep, run_id=night.record.run_id, run_at=night.started_at)
        night.record.data_docs = str(index)
    except Exception as error:  # whatever it is: pages must not make a failure of a good night, nor hide a refusal
        night.record.messages.append(redact(f"The Data Docs could not be built: {error}"))


def store_costs(candidate: Candidate) -> None:
    """The run's checks and costs into `ops`, then everything from the log into the file."""
    record, con = candidate.night.record, candidate.con
    con.execute("update ops.runs set message = ? where run_id = ?", [" ".join(record.messages) or None, record.run_id])
    load.store_rows(con, "ops.checks", record.check_rows())
    load.store_rows(con, "ops.stage_costs", [{"run_id": record.run_id, **stage} for stage in record.stages])
    con.execute("detach tonight")
    con.execute("checkpoint")


def publish_version(candidate: Candidate) -> None:
    """Close the candidate and make it the published file, if it holds anything new."""
    night = candidate.night
    if not night.has_news:
        night.record.status, night.record.version = "unchanged", night.published.version or None
        return
    store_costs(candidate)
    candidate.con.close()
    publish.publish(night.state, candidate.path)
    night.record.status, night.record.version = "published", candidate.version
    publish.settle(night.state, candidate.version)
