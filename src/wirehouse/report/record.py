"""The record of one run: what `status`, the report and the alarms read, published or not."""

import json
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wirehouse.schema import FATES, PARSER_VERSION
from wirehouse.warehouse.state import write_whole


@dataclass
class RunRecord:
    """One run. Times are ISO 8601 in UTC; `status` is running, published, unchanged, refused, failed, cancelled or
    restored.

    `sources` are those that it read for what is new: none where it reads old files again. `fates` counts tonight's
    records, `articles` and `copies` the rows of the version published at its end.
    """

    run_id: str
    started_at: str
    parser_version: str
    flow_run_name: str | None = None
    sources: list[str] = field(default_factory=list)
    finished_at: str | None = None
    status: str = "running"
    version: int | None = None
    discovered: int = 0
    fates: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FATES, 0))
    gone: int = 0
    articles: int = 0
    copies: int = 0
    quarantined_by_reason: dict[str, int] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    flow_run_id: str | None = None
    kind: str = "nightly"
    data_docs: str | None = None
    report: str | None = None
    refused_candidate: str | None = None

    @property
    def published(self) -> bool:
        """Whether the run made a new version."""
        return self.status == "published"

    def count_checks(self) -> dict[str, int]:
        """Checks passed, failed at warning severity, and failed where it is critical.

        A row rule of gate 1 that held rows back did its work: it counts as warned, for nothing was refused.
        """
        failed = [check for check in self.checks if check["status"] != "passed"]
        refusing = [check for check in failed if check["severity"] == "critical" and check["gate"] == 2]
        return {
            "passed": len(self.checks) - len(failed),
            "warned": len(failed) - len(refusing),
            "failed": len(refusing),
        }

    def summary(self) -> dict[str, Any]:
        """What `wirehouse run --json` prints."""
        return {
            "run_id": self.run_id,
            "kind": self.kind,
            "status": self.status,
            "published": self.published,
            "version": self.version,
            "discovered": self.discovered,
            "fates": {fate: self.fates[fate] for fate in reversed(FATES)},
            "articles": self.articles,
            "copies": self.copies,
            "quarantined_by_reason": self.quarantined_by_reason,
            "checks": self.count_checks(),
            "seconds": {stage["stage"]: stage["duration_seconds"] for stage in self.stages},
            "messages": self.messages,
        }

    def row(self) -> dict[str, Any]:
        """The row in `ops.runs` of an earlier run: it published nothing, or a restore has undone its version since."""
        return {
            "run_id": self.run_id,
            "kind": self.kind,
            "flow_run_name": self.flow_run_name,
            "started_at": datetime.fromisoformat(self.started_at),
            "sources": self.sources or None,
            "finished_at": datetime.fromisoformat(self.finished_at) if self.finished_at else datetime.now(UTC),
            "status": "undone" if self.published else self.status,
            "version": self.version if self.published else None,
            "parser_version": self.parser_version,
            "discovered_count": self.discovered,
            **{f"{fate}_count": self.fates[fate] for fate in FATES},
            "gone_count": self.gone,
            "message": " ".join(self.messages) or None,
        }

    def check_rows(self) -> list[dict[str, Any]]:
        """The rows of its checks in `ops.checks`."""
        columns = ("gate", "suite", "severity", "status", "failed_count", "checked_count", "observed")
        renamed = {"check_name": "check", "duration_seconds": "seconds", **{name: name for name in columns}}
        return [{"run_id": self.run_id, **{name: check[key] for name, key in renamed.items()}} for check in self.checks]

    def write(self, folder: Path, keep: int) -> None:
        """Write it as `<run_id>.json`, whole or not at all, and let the oldest beyond `keep` go."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, default=str)
        write_whole(folder / f"{self.run_id}.json", text, keep=keep)


def new_record(started_at: datetime, **known: Any) -> RunRecord:
    """The record of a run that begins. Its id sorts by time."""
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    return RunRecord(run_id, started_at.isoformat(), PARSER_VERSION, **known)


def read_records(folder: Path) -> list[RunRecord]:
    """The records in a `runs/` folder, the newest first. A record of another version is read as far as it fits; one
    that a machine which went down left half written is none."""
    known = {item.name for item in fields(RunRecord)}
    records = []
    for path in folder.glob("*.json"):
        with suppress(ValueError, TypeError):
            values = json.loads(path.read_text(encoding="utf-8"))
            records.append(RunRecord(**{name: value for name, value in values.items() if name in known}))
    return sorted(records, key=lambda record: (record.started_at, record.run_id), reverse=True)
