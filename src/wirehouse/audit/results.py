"""What an audit yields: one typed row per check, with what went wrong and where to read the rule."""

from dataclasses import dataclass, field
from typing import Any, Literal

from wirehouse.errors import BrokenCheckError

Severity = Literal["critical", "warning"]
Status = Literal["passed", "failed", "broken"]


@dataclass(frozen=True)
class CheckResult:
    """One check of one suite.

    `check` is the stem of its file in `sql/checks`, or `<expectation type>:<column>`; `reason` the quarantine
    reason that its rows get; `query` the file's own text, which returns all the offending rows. A broken
    check could not be evaluated and says nothing about the data: its `observed` is the error.
    """

    suite: str
    check: str
    description: str
    severity: Severity
    status: Status
    reason: str | None
    failed_count: int | None
    checked_count: int | None
    observed: str | None
    sample: list[dict[str, Any]]
    seconds: float
    query_file: str | None
    query: str | None = None


@dataclass(frozen=True)
class AuditRun:
    """The checks in the order of their suites, and Great Expectations' own results for `build_data_docs`."""

    checks: list[CheckResult]
    validations: list[dict[str, Any]] = field(default_factory=list, repr=False)

    def having(self, status: Status, severity: Severity | None = None) -> list[CheckResult]:
        """The checks of that status, of one severity or of both."""
        return [c for c in self.checks if c.status == status and severity in {None, c.severity}]

    def raise_if_broken(self) -> None:
        """Raise BrokenCheckError when a check could not be evaluated."""
        broken = self.having("broken")
        if not broken:
            return
        named = "; ".join(f"{c.suite} {c.check}: {c.observed}" for c in broken[:3])
        more = f" and {len(broken) - 3} more" if len(broken) > 3 else ""
        raise BrokenCheckError(
            f"Every check should be evaluated, but {len(broken)} could not be: {named}{more}.",
            "This says nothing about the data. Mend the check (expectations/, sql/checks/) and run again.",
        )
