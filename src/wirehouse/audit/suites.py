"""Suites as they stand on disk: `expectations/<schema>.<table>.json`, native Great Expectations JSON.

A rule that is SQL stands in one place, `sql/checks/assert_<claim>.sql`. The suite names it in
`meta.query_file`, and holds a placeholder where Great Expectations wants the query:

    {"type": "unexpected_rows_expectation", "severity": "critical", "description": "...",
     "kwargs": {"unexpected_rows_query": "{batch}: see sql/checks/assert_x.sql"},
     "meta": {"query_file": "assert_x.sql", "reason": "no_date"}}

So the file stays loadable by Great Expectations alone, but run without the SQL the placeholder is a syntax
error, never a pass. `load_suite` puts the SQL in. A suite's own `meta.rows` is the query whose rows its
column expectations look at.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from wirehouse.audit.results import Severity
from wirehouse.errors import ConfigurationError

CHECK_MARK = re.compile(r"/\* check (\w+) ")
"""What `load_suite` writes behind a check's query; the engine knows the check by it."""

QUERY_KWARG = "unexpected_rows_query"


@dataclass(frozen=True)
class Check:
    """One expectation of a suite: its native configuration, and the SQL it stands for, if it is SQL."""

    name: str
    severity: Severity
    description: str
    config: dict[str, Any]
    reason: str | None = None
    query_file: str | None = None
    query: str | None = None


@dataclass(frozen=True)
class Suite:
    """A loaded suite: `name` is its file's stem, `rows` the query whose rows its column expectations see."""

    name: str
    rows: str
    checks: tuple[Check, ...]


def suites_of_gate(gate: int, expectations: Path) -> list[str]:
    """The names of a gate's suites: gate 1 looks at `stage`, before anything is loaded, gate 2 at all other schemas."""
    names = sorted(path.stem for path in expectations.glob("*.json"))
    return [name for name in names if name.startswith("stage.") == (gate == 1)]


def check_block_on(block_on: Collection[str], expectations: Path, checks: Path) -> None:
    """Raise `ConfigurationError` where the setting `block_on` names a check that gate 2 does not have."""
    if not block_on:
        return
    suites = [load_suite(name, expectations, checks) for name in suites_of_gate(2, expectations)]
    known = {check.name: check.severity for suite in suites for check in suite.checks}
    if unknown := sorted(set(block_on) - known.keys()):
        warnings = ", ".join(sorted(name for name, severity in known.items() if severity == "warning"))
        raise ConfigurationError(
            f"The setting block_on names {', '.join(unknown)}, which gate 2 does not have.",
            f"The checks that only warn unless it names them: {warnings}.",
        )


def load_suite(name: str, expectations: Path, checks: Path, block_on: Collection[str] = ()) -> Suite:
    """Read `<name>.json` from `expectations`, with the queries it names from `checks`.

    The checks that `block_on` names are critical, whatever the file says.
    """
    path = expectations / f"{name}.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        entries, rows = raw["expectations"], raw["meta"]["rows"]
        if raw["name"] != name or not entries:
            raise ValueError(f"it is named {raw['name']!r} and has {len(entries)} expectations")
        loaded = tuple(_harden(_load_check(entry, ordinal, checks), block_on) for ordinal, entry in enumerate(entries))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{path.name} should be the suite {name!r}, but: {type(error).__name__}: {error}.",
            "See the head of wirehouse/audit/suites.py for its form.",
        ) from error
    names = [check.name for check in loaded]
    doubled = sorted({n for n in names if names.count(n) > 1})
    if doubled:
        raise ConfigurationError(f"{path.name} should name a check once, but repeats {', '.join(doubled)}.")
    return Suite(name, rows, loaded)


def _load_check(entry: dict[str, Any], ordinal: int, checks: Path) -> Check:
    """One entry of a suite's JSON; its place travels in the meta, as results come back unordered."""
    severity, description = entry["severity"], entry["description"]
    if severity not in {"critical", "warning"} or not description:
        raise ValueError(f"expectation {ordinal} needs a description and a severity of critical or warning")
    meta = {**entry.get("meta", {}), "ordinal": ordinal}
    config = {**entry, "kwargs": dict(entry["kwargs"]), "meta": meta}
    query_file = meta.get("query_file")
    if (QUERY_KWARG in config["kwargs"]) != bool(query_file):
        raise ValueError(f"expectation {ordinal} needs both a query and a meta.query_file, or neither")
    if not query_file:
        name = ":".join(filter(None, (entry["type"], _columns(config["kwargs"]))))
        return Check(name, cast(Severity, severity), description, config, meta.get("reason"))
    query = (checks / query_file).read_text(encoding="utf-8").strip().rstrip(";")
    stem = Path(query_file).stem
    config["kwargs"][QUERY_KWARG] = f"{_as_template(query)}\n/* check {stem} {{batch}} */"
    return Check(stem, cast(Severity, severity), description, config, meta.get("reason"), query_file, query)


def _harden(check: Check, block_on: Collection[str]) -> Check:
    if check.name not in block_on:
        return check
    return replace(check, severity="critical", config={**check.config, "severity": "critical"})


def _columns(kwargs: dict[str, Any]) -> str:
    """The column or columns an expectation is about, as part of its name."""
    named = [kwargs.get(key) for key in ("column", "column_A", "column_B")]
    return ",".join([c for c in named if c] + list(kwargs.get("column_list", ())))


def _as_template(query: str) -> str:
    """The query as Great Expectations wants it: a format string that becomes a SQLAlchemy text.

    Braces are doubled, and a colon that SQLAlchemy would read as a bound parameter (`[1:5]`) is escaped.
    """
    escaped = re.sub(r"(?<![:\w\\]):(?=\w+(?!:))", r"\\:", query)
    return escaped.replace("{", "{{").replace("}", "}}")
