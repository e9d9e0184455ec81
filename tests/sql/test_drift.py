"""The drift rules on histories made by hand: who is told of what, and who is left in peace."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wirehouse.schema import FATES
from wirehouse.warehouse.load import run_steps, store_rows

SQL = Path(__file__).resolve().parents[2] / "sql"
TONIGHT = datetime(2024, 5, 7, 2, 30, tzinfo=UTC)  # a Tuesday
CHECKS = [f"assert_{name}" for name in (
    "source_volume_is_usual", "source_is_not_silent", "publisher_volume_is_usual", "publisher_is_not_silent",
    "date_share_is_usual", "dateline_share_is_usual", "quarantine_share_is_usual", "language_share_is_usual",
)]  # fmt: skip
ZERO = {f"{name}_count": 0 for name in ("discovered", "gone", *FATES)}

Counts = Mapping[str, int | Mapping[str, Mapping[str, int]]]


class Warehouse:
    """An empty warehouse's `ops` tables, which nights are written to, and what the checks say of the last."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute("set timezone = 'UTC'; attach ':memory:' as tonight; create schema tonight.stage")
        for migration in sorted((SQL / "migrations").glob("*.sql")):
            self.con.execute(migration.read_text(encoding="utf-8"))
        self.runs: list[dict[str, Any]] = []
        self.profiles: list[dict[str, Any]] = []

    def run(
        self, age: int, counts: Counts | None = None, *, status: str = "published", is_backfill: bool = False
    ) -> None:
        """One run so many nights before tonight; `counts` by publisher: records, or those of a field by value."""
        run_id, started_at = f"run{len(self.runs)}", TONIGHT - timedelta(days=age)
        run = {"run_id": run_id, "started_at": started_at, "status": status, "parser_version": "1"}
        self.runs.append(run | ZERO | {"sources": None if is_backfill else ["s"]})
        profile = {"run_id": run_id, "run_date": started_at.date(), "source": "s"}
        for publisher, count in (counts or {}).items():
            fields = {"outcome": {"accepted": count}} if isinstance(count, int) else count
            self.profiles += [
                profile | {"publisher": publisher, "field": field, "value": value, "record_count": number}
                for field, values in fields.items() for value, number in values.items() if number
            ]  # fmt: skip

    def told(self) -> list[str]:
        """The sentences of all drift checks about the last run."""
        for table, rows in (("ops.runs", self.runs), ("ops.profiles", self.profiles)):
            self.con.execute(f"delete from {table}")
            store_rows(self.con, table, rows)
        self.con.execute("create or replace table tonight.stage.run as select ? as run_id", [self.runs[-1]["run_id"]])
        run_steps(self.con, SQL / "drift")
        queries = [(SQL / "checks" / f"{stem}.sql").read_text(encoding="utf-8") for stem in CHECKS]
        return [row["message"] for query in queries for row in self.con.sql(query).pl().iter_rows(named=True)]


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    made = Warehouse()
    yield made
    made.con.close()


def is_weekend(age: int) -> bool:
    return (TONIGHT - timedelta(days=age)).isoweekday() > 5


def usual_night(age: int) -> dict[str, int]:
    """180 records of one publisher, 60 of another; on weekends 20 and none."""
    wobble = age * 7 % 11 - 5
    return {"daily-post": 20} if is_weekend(age) else {"daily-post": 180 + wobble, "port-times": 60 + wobble}


@pytest.fixture
def usual(warehouse: Warehouse) -> Warehouse:
    """Nine weeks of usual nights before tonight."""
    for age in range(63, 0, -1):
        warehouse.run(age, usual_night(age))
    return warehouse


VOLUMES: dict[str, tuple[Counts, list[str]]] = {
    "as usual": ({"daily-post": 170, "port-times": 66}, []),
    "a holiday": ({"daily-post": 90, "port-times": 30}, []),
    "far less": (
        {"daily-post": 12, "port-times": 58},
        [
            "Volume of source s: 70 records tonight, 242 is usual on a Tuesday (last 8).",
            "Volume of daily-post: 12 records tonight, 181 is usual on a Tuesday (last 8).",
        ],
    ),
    "doubled": (
        {"daily-post": 360, "port-times": 60},
        [
            "Volume of source s: 420 records tonight, 242 is usual on a Tuesday (last 8).",
            "Volume of daily-post: 360 records tonight, 181 is usual on a Tuesday (last 8).",
        ],
    ),
    "one is silent": (
        {"daily-post": 181},
        ["Silence of port-times: no record tonight, 61 is usual on a Tuesday (last 8)."],
    ),
    "all are silent": (
        {},
        [
            "Silence of source s: no record tonight, 242 is usual on a Tuesday (last 8).",
            "Silence of daily-post: no record tonight, 181 is usual on a Tuesday (last 8).",
            "Silence of port-times: no record tonight, 61 is usual on a Tuesday (last 8).",
        ],
    ),
    "somebody new": ({"daily-post": 180, "port-times": 60, "new-sheet": 500}, [
        "Volume of source s: 740 records tonight, 242 is usual on a Tuesday (last 8).",
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("counts", "expected"), VOLUMES.values(), ids=VOLUMES)
def test_volume(usual: Warehouse, counts: Counts, expected: list[str]) -> None:
    usual.run(0, counts)
    assert usual.told() == expected


def test_a_quiet_weekend_is_no_silence(warehouse: Warehouse) -> None:
    for age in range(63, 1, -1):
        warehouse.run(age, usual_night(age))
    warehouse.run(2, {"daily-post": 20})  # a Sunday
    assert warehouse.told() == []


@pytest.mark.parametrize("weeks", [0, 1, 3])
def test_first_weeks_of_a_warehouse_raise_no_alarm(warehouse: Warehouse, weeks: int) -> None:
    for age in range(weeks * 7, 0, -1):
        warehouse.run(age, {"daily-post": 180 if age < weeks * 7 else 90_000})
    warehouse.run(0, {"daily-post": 3})
    assert warehouse.told() == []


def test_archive_loaded_once_does_not_become_the_usual(warehouse: Warehouse) -> None:
    warehouse.run(35, {"daily-post": 90_000})
    for age in range(34, 0, -1):
        warehouse.run(age, {"daily-post": 180})
    warehouse.run(0, {"daily-post": 178})
    assert warehouse.told() == []


def test_backfill_is_neither_judged_nor_history(usual: Warehouse) -> None:
    usual.run(0, is_backfill=True)
    assert usual.told() == []
    usual.run(0, usual_night(0))
    assert usual.told() == []


def test_nights_without_a_run_come_with_the_next(warehouse: Warehouse) -> None:
    for age in range(63, 3, -1):
        warehouse.run(age, {"daily-post": 180})
    warehouse.run(0, {"daily-post": 4 * 180})
    assert warehouse.told() == []


def test_runs_of_a_day_add_up_and_are_judged_when_it_is_over(warehouse: Warehouse) -> None:
    for age in range(63, 0, -1):
        for hour in range(6):
            warehouse.run(age, {"daily-post": 30 if hour < 5 else 0}, status="published" if hour < 5 else "unchanged")
    for hour in range(6):
        warehouse.run(0, {"daily-post": 30 if hour == 0 else 0})
        told = warehouse.told()
        assert bool(told) == (hour >= 4), hour
    assert told == ["Volume of source s: 30 records tonight, 150 is usual on a Tuesday (last 8)."]


def test_failed_run_is_no_silent_night(warehouse: Warehouse) -> None:
    for age in range(63, 0, -1):
        failed = age % 2 == 0
        warehouse.run(age, None if failed else {"daily-post": 180}, status="failed" if failed else "published")
    warehouse.run(0, {"daily-post": 360})  # yesterday's run was in order
    assert warehouse.told() == ["Volume of source s: 360 records tonight, 180 is usual on a Tuesday (last 4)."]


def test_small_publisher_is_silent_after_some_nights(warehouse: Warehouse) -> None:
    found = []
    for age in range(63, 15, -1):
        warehouse.run(age, {"daily-post": 200, "hamlet": 1 + age % 3})
    for age in range(15, -1, -1):
        warehouse.run(age, {"daily-post": 200})
        found.append(warehouse.told())
    first = next(night for night, told in enumerate(found, start=1) if told)
    assert 3 <= first <= 6
    assert found[first - 1] == [f"Silence of hamlet: no record for {first} nights, 2 is usual on a Thursday (last 7)."]


def parts(total: int, **shares: float) -> dict[str, dict[str, int]]:
    """The fields of so many records, all in order but for the shares given."""
    absent = {name: round(total * shares.get(name, 0)) for name in ("published_date", "dateline", "no_body", "fr")}
    return {
        "outcome": {"accepted": total - absent["no_body"], "no_body": absent["no_body"]},
        "published_date": {"present": total - absent["published_date"], "absent": absent["published_date"]},
        "dateline": {"present": total - absent["dateline"], "absent": absent["dateline"]},
        "language": {"en": total - absent["fr"], "fr": absent["fr"]},
    }


SHARES: dict[str, tuple[int, dict[str, float], list[str]]] = {
    "in order": (100, {"dateline": 0.4, "fr": 0.05}, []),
    "dates": (100, {"dateline": 0.4, "published_date": 0.9}, ["Dates of source s: missing in 90 %", "0 %"]),
    "datelines": (100, {"dateline": 0.98}, ["Datelines of source s: missing in 98 %", "40 %"]),
    "more datelines": (100, {"dateline": 0}, []),
    "quarantine": (100, {"dateline": 0.4, "no_body": 0.6}, ["Quarantine of source s: accepted are 40 %", "100 %"]),
    "language": (100, {"dateline": 0.4, "fr": 0.95}, ["Language of source s: fr in 95 %", "0 %"]),
    "a fifth is no flip": (100, {"dateline": 0.4, "fr": 0.2}, []),
    "few, but all": (5, {"dateline": 0.4, "published_date": 1}, ["Dates of source s: missing in 100 %", "1 %"]),
    "too few": (4, {"dateline": 0.5, "published_date": 1}, []),
}  # fmt: skip


@pytest.mark.parametrize(("total", "shares", "expected"), SHARES.values(), ids=SHARES)
def test_share(warehouse: Warehouse, total: int, shares: dict[str, float], expected: list[str]) -> None:
    size = 100 if total == 100 else 6
    for age in range(63, 0, -1):
        warehouse.run(age, {"daily-post": parts(size, dateline=0.4)})
    warehouse.run(0, {"daily-post": parts(total, **shares)})
    sentence = f"{{}} of tonight's {total}, {{}} is usual on a Tuesday (last 8)."
    assert warehouse.told() == ([sentence.format(*expected)] if expected else [])


def test_days_of_lost_datelines_do_not_become_the_usual(warehouse: Warehouse) -> None:
    for age in range(63, 0, -1):
        warehouse.run(age, {"daily-post": parts(100, dateline=1 if age in {7, 8, 9} else 0.3)})
    warehouse.run(0, {"daily-post": parts(100, dateline=1)})
    assert warehouse.told() == [
        "Datelines of source s: missing in 100 % of tonight's 100, 39 % is usual on a Tuesday (last 8)."
    ]


def test_name_of_a_publisher_does_not_speak_to_the_terminal(warehouse: Warehouse) -> None:
    hostile = "\x1b[31mred\n\u202e{}" + "x" * 200
    for age in range(63, 0, -1):
        warehouse.run(age, {hostile: 180, "daily-post": 400})
    warehouse.run(0, {hostile: 9, "daily-post": 400})
    assert warehouse.told() == [
        f"Volume of  [31mred {{}}{'x' * 69}: 9 records tonight, 180 is usual on a Tuesday (last 8)."
    ]
