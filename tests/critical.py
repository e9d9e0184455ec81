"""Smaller suites for tests of histories and faults: the critical checks in SQL, which say what may be published.

A night with all of them spends half its time in Great Expectations on columns and on warnings. The tests of the audit,
of drift and of the sample carry all, and so do the kills through the real command line.
"""

import json
from pathlib import Path

from wirehouse import project


def write_critical_suites(folder: Path) -> Path:
    """Write them into `folder`, which is returned; a suite without a critical check in SQL keeps its critical ones."""
    for path in project.expectations().glob("*.json"):
        suite = json.loads(path.read_text(encoding="utf-8"))
        critical = [one for one in suite["expectations"] if one["severity"] == "critical"]
        suite["expectations"] = [one for one in critical if "query_file" in one.get("meta", {})] or critical
        (folder / path.name).write_text(json.dumps(suite), encoding="utf-8")
    return folder
