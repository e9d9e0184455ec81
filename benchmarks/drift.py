"""How often the drift alarms are false on made histories, and how many of the faults put in they find.

    python -m benchmarks.drift --warehouses 3 --nights 200 --seed 1

The SQL is the pipeline's own, `sql/drift` and `sql/checks`. The last line is one JSON object; benchmarks/README.md says
what the histories hold. The exit code is 0, whether or not the bars are met.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import duckdb
import numpy as np
import polars as pl

from benchmarks.drift_histories import FIRST_NIGHT, STEADY, History, make_history
from wirehouse import project
from wirehouse.audit.suites import load_suite
from wirehouse.schema import FATES
from wirehouse.warehouse.load import run_steps

FALSE_ALARMS_BAR = 1 / 1000
FOUND_BAR = 0.95
Alarm = tuple[str, str, str | None]  # the check without its assert_, the source, the publisher
Replace = Callable[[pl.DataFrame], pl.DataFrame]


class Judge:
    """The pipeline's drift SQL over one history, on any of its nights, with its rows as they are or replaced."""

    def __init__(self, history: History) -> None:
        suite = load_suite("ops.profiles", project.expectations(), project.sql() / "checks")
        self.checks = {check.name.removeprefix("assert_"): check.query for check in suite.checks if check.query}
        self.con = duckdb.connect()
        self.con.execute("set timezone = 'UTC'; attach ':memory:' as tonight; create schema tonight.stage")
        run_steps(self.con, project.sql() / "migrations")
        self.rows = _on_days(history.rows)
        nights = pl.DataFrame({"night": np.flatnonzero(history.ran)})
        runs = _on_days(nights).select(
            "run_id",
            started_at=pl.col("run_date").cast(pl.Datetime("us", "UTC")) + pl.duration(minutes=150),
            status=pl.lit("published"),
            parser_version=pl.lit("1"),
            sources=pl.lit(history.publishers["source"].unique().to_list()),
            **{f"{name}_count": pl.lit(0) for name in ("discovered", "gone", *FATES)},
        )
        self._insert("ops.runs", runs)

    def alarms(self, night: int, replace: Replace | None = None) -> dict[Alarm, str]:
        """What the checks find on a night, and their sentences."""
        window = self.rows.filter(pl.col("night").is_between(night - 57, night))
        if replace is not None:
            window = pl.concat(
                [window.filter(pl.col("night") < night), replace(window.filter(pl.col("night") == night))],
                how="diagonal",
            )
        self.con.execute("delete from ops.profiles")
        self._insert("ops.profiles", window.drop("night", "number"))
        self.con.execute(f"create or replace table tonight.stage.run as select 'r{night}' as run_id")
        run_steps(self.con, project.sql() / "drift")
        found = {}
        for name, query in self.checks.items():
            for row in self.con.sql(query).pl().iter_rows(named=True):
                found[name, row["source"], row.get("publisher")] = row["message"]
        return found

    def _insert(self, table: str, frame: pl.DataFrame) -> None:
        self.con.register("frame", frame)
        self.con.execute(f"insert into {table} by name from frame")
        self.con.unregister("frame")


def _on_days(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        run_id=pl.format("r{}", "night"), run_date=pl.lit(FIRST_NIGHT) + pl.duration(days=pl.col("night"))
    )


def thin(rows: pl.DataFrame, share: float) -> pl.DataFrame:
    """Fewer or more of the same records."""
    return rows.with_columns((pl.col("record_count") * share).round().cast(pl.Int64)).filter(pl.col("record_count") > 0)


def move(rows: pl.DataFrame, name: str, values: dict[str, str], share: float) -> pl.DataFrame:
    """That share of a field's records of one value with another value instead."""
    moved = (pl.col("record_count") * share).round().cast(pl.Int64)
    chosen = rows.filter((pl.col("field") == name) & pl.col("value").is_in(values.keys()))
    stay = chosen.with_columns(pl.col("record_count") - moved)
    gone = chosen.with_columns(record_count=moved, value=pl.col("value").replace(values))
    others = rows.join(chosen, on=["number", "field", "value"], how="anti")
    keys = [name for name in rows.columns if name != "record_count"]
    return pl.concat([others, stay, gone]).group_by(keys).agg(pl.col("record_count").sum())


@dataclass(frozen=True)
class Fault:
    """A fault to put in: the check that must find it, and what becomes of the rows.

    It suits publishers of which at least the share `least` of `field` has its first value.
    """

    name: str
    check: str
    floor: int
    replace: Replace
    field: str | None = None
    least: float = 0.0


FAULTS = (
    Fault("volume drop of 80 %", "publisher_volume_is_usual", 50, lambda rows: thin(rows, 0.2)),
    Fault("silence", "publisher_is_not_silent", 20, lambda rows: rows.clear()),
    Fault("doubling", "publisher_volume_is_usual", 100, lambda rows: thin(rows, 2)),
    Fault("dates lost", "date_share_is_usual", 10,
          lambda rows: move(rows, "published_date", {"present": "absent"}, 0.9), "published_date", 0.5),
    Fault("datelines lost", "dateline_share_is_usual", 10,
          lambda rows: move(rows, "dateline", {"present": "absent"}, 0.95), "dateline", 0.5),
    Fault("half held back", "quarantine_share_is_usual", 10,
          lambda rows: move(rows, "outcome", {"accepted": "no_body"}, 0.5), "outcome", 0.5),
    Fault("language flipped", "language_share_is_usual", 10,
          lambda rows: move(rows, "language", {"en": "fr", "fr": "en"}, 0.95), "language", 0.7),
)  # fmt: skip


@dataclass
class Tally:
    """What was looked at, and what was found: by check for false alarms, by fault for the faults put in."""

    nights: int = 0
    source_nights: int = 0
    alarmed: int = 0
    sources_alarmed: int = 0
    false: Counter[str] = field(default_factory=Counter)
    put_in: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    @property
    def false_rate(self) -> float:
        """False alarms a publisher-night."""
        return self.alarmed / max(self.nights, 1)

    @property
    def found_share(self) -> float:
        """Share found of the faults put into publishers that vary as most do; of livelier ones less can be known."""
        return sum(self.found[fault.name] for fault in FAULTS) / sum(self.put_in[fault.name] for fault in FAULTS)

    def add(self, other: "Tally") -> None:
        """Add another history's."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def measure(seed: int, nights: int, every: int = 5, publishers: int = 50) -> Tally:
    """Judge all nights of a made history as they are, and `every` so many from the ninth week on with faults put in."""
    history = make_history(seed, nights, publishers=publishers)
    judge = Judge(history)
    tally = Tally()
    rng = np.random.default_rng(seed + 1_000_000)
    for night in np.flatnonzero(history.ran):
        count_false(history, int(night), judge.alarms(int(night)), tally)
        if night >= 56 and night % every == 0:
            for fault in FAULTS:
                put_in(history, judge, int(night), fault, rng, tally)
    return tally


def count_false(history: History, night: int, alarms: Iterable[Alarm], tally: Tally) -> None:
    """Alarms about publishers and sources that are in order. A source is not, where what is amiss is a fifth of it."""
    keys = list(history.publishers.iter_rows())
    fine = {key for key, amiss in zip(keys, history.amiss[night], strict=True) if not amiss}
    for source in {source for source, _ in keys}:
        own = history.publishers["source"].to_numpy() == source
        off = np.abs(history.volumes[night] - history.expected[night])[own & history.amiss[night]].sum()
        if off <= 0.2 * history.expected[night, own].sum():
            fine.add((source, None))
    if night >= 28:  # before, nothing has a usual yet; an alarm would be false, a night without one no merit
        tally.nights += sum(name is not None for _, name in fine)
        tally.source_nights += sum(name is None for _, name in fine)
    false = [alarm for alarm in alarms if as_key(alarm) in fine]
    tally.false.update(check for check, *_ in false)
    tally.alarmed += len({as_key(alarm) for alarm in false if as_key(alarm)[1] is not None})
    tally.sources_alarmed += len({as_key(alarm) for alarm in false if as_key(alarm)[1] is None})


def as_key(alarm: Alarm) -> tuple[str, str | None]:
    """Source and publisher of an alarm, the latter none where it is about the source as a whole."""
    _, source, publisher = alarm
    return source, None if publisher == source else publisher


def put_in(history: History, judge: Judge, night: int, fault: Fault, rng: np.random.Generator, tally: Tally) -> None:
    """Put a fault into a tenth of the publishers that it suits, and count in how many of them it is found."""
    chosen = np.flatnonzero(suited(history, fault, night) & (rng.random(len(history.publishers)) < 0.1))
    if not chosen.size:
        return

    def replace(rows: pl.DataFrame) -> pl.DataFrame:
        hit = pl.col("number").is_in(chosen.tolist())
        return pl.concat([rows.filter(~hit), fault.replace(rows.filter(hit))], how="diagonal")

    alarms = judge.alarms(night, replace)
    for number in chosen:
        source, publisher = history.publishers.row(int(number))
        kind = fault.name if history.variation[number] <= STEADY else f"{fault.name}, lively"
        tally.put_in[kind] += 1
        tally.found[kind] += (fault.check, source, publisher) in alarms


def suited(history: History, fault: Fault, night: int) -> np.ndarray:
    """The publishers in which a fault would show on a night: large enough, in order, with something to lose."""
    chosen = ~history.amiss[night] & (history.volumes[night] > 0)
    if fault.field is None:
        return chosen & (history.expected[night] >= fault.floor) & (history.common[night] > 0.75)
    return chosen & (history.volumes[night] >= fault.floor) & (history.levels[fault.field] >= fault.least)


def main() -> None:
    """Print the table, the bars, and one JSON object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warehouses", type=int, default=3)
    parser.add_argument("--nights", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    total = Tally()
    for seed in range(options.seed, options.seed + options.warehouses):
        total.add(measure(seed, options.nights))
    report(total)


def report(total: Tally) -> None:
    """Two tables and the JSON object."""
    print(f"\n{'false alarms':32}{'alarms':>8}{'of nights':>12}{'one in':>9}")
    for what, count, nights in (
        ("a publisher, by any check", total.alarmed, total.nights),
        ("a source, by any check", total.sources_alarmed, total.source_nights),
        *((f"  {check}", count, total.nights) for check, count in total.false.most_common()),
    ):
        print(f"{what:32}{count:8,}{nights:12,}{nights // max(count, 1):9,}")
    print(f"\n{'faults put in':32}{'put in':>8}{'found':>12}{'%':>9}")
    for name in sorted(total.put_in, key=lambda name: (name.endswith("lively"), name)):
        share = 100 * total.found[name] / total.put_in[name]
        print(f"{name:32}{total.put_in[name]:8,}{total.found[name]:12,}{share:9.1f}")
    rate = total.false_rate
    print(f"\nat most 1 false alarm in {1 / FALSE_ALARMS_BAR:,.0f}: {'met' if rate <= FALSE_ALARMS_BAR else 'missed'}")
    print(f"at least {FOUND_BAR:.0%} of the faults found: {'met' if total.found_share >= FOUND_BAR else 'missed'}")
    print(json.dumps({
        "publisher_nights": total.nights, "false_alarm_rate": rate, "found_share": total.found_share,
        "found": {fault.name: total.found[fault.name] / max(total.put_in[fault.name], 1) for fault in FAULTS},
    }))  # fmt: skip


if __name__ == "__main__":
    main()
