"""The checks of both gates: suites in `expectations/`, rules in `sql/checks/`, run inside DuckDB.

Great Expectations is imported by no other package, and here inside functions only: its import takes seconds.
"""

from wirehouse.audit.checks import preload, run_suites
from wirehouse.audit.data_docs import build_data_docs
from wirehouse.audit.results import AuditRun, CheckResult
from wirehouse.audit.suites import check_block_on, load_suite, suites_of_gate

__all__ = [
    "AuditRun",
    "CheckResult",
    "build_data_docs",
    "check_block_on",
    "load_suite",
    "preload",
    "run_suites",
    "suites_of_gate",
]
