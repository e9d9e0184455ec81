"""From measurements to what is printed: tables for a person, one JSON object for a program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.child import Measured
from benchmarks.pipeline import stage_seconds

FLOOR_BAR = 4.0  # the pipeline, less its fixed costs, takes at most so many times the floor
BY_HAND_BAR = 3.0  # by hand takes at least so many times the pipeline, less its fixed costs
FASTER = ("by hand, dicts", "by hand, Arrow")


def own_seconds(measured: Measured) -> float:
    """A peer says how long it took after its imports; the pipeline's time is that of its whole process."""
    own = measured.answer["seconds"]
    return float(own) if isinstance(own, (int, float)) else measured.seconds


@dataclass(frozen=True)
class Outcome:
    """The measurements by name, each made once a round."""

    articles: int
    megabytes: float
    runs: Mapping[str, Sequence[Measured]]

    def best(self, name: str) -> Measured:
        """The fastest: whatever else the machine did meanwhile can only have made a run slower."""
        return min(self.runs[name], key=own_seconds)

    def seconds(self, name: str) -> float:
        """The time of the fastest."""
        return own_seconds(self.best(name))

    def peak_mb(self, name: str) -> float:
        """The highest memory of all rounds."""
        return max(measured.peak_mb for measured in self.runs[name])

    @property
    def pipeline_seconds(self) -> float:
        """The pipeline less its fixed costs: over all files less over one."""
        return self.seconds("pipeline") - self.seconds("pipeline, one file")

    @property
    def by_hand(self) -> str:
        """The better of the two ways to load by hand."""
        return min(FASTER, key=self.seconds)

    def flat(self) -> dict[str, Any]:
        """The numbers, flat: what the last line prints."""
        net = self.pipeline_seconds
        by_hand = self.seconds(self.by_hand)
        over_floor, over_pipeline = net / self.seconds("floor"), by_hand / net
        values: dict[str, Any] = {
            "articles": self.articles,
            "megabytes": self.megabytes,
            "pipeline_over_floor": over_floor,
            "by_hand_over_pipeline": over_pipeline,
            "pipeline_over_floor_met": over_floor <= FLOOR_BAR,
            "by_hand_over_pipeline_met": over_pipeline >= BY_HAND_BAR,
            "peak_rss_mb": self.peak_mb("pipeline"),
            "articles_per_second": self.articles / net,
            "fixed_seconds": self.seconds("pipeline, one file"),
            "floor_seconds": self.seconds("floor"),
            "floor_whole_seconds": self.best("floor").seconds,
            "pipeline_seconds": net,
            "pipeline_whole_seconds": self.seconds("pipeline"),
            "pipeline_cpu_seconds": self.best("pipeline").cpu_seconds,
            "unchanged_seconds": self.seconds("unchanged"),
            "first_start_seconds": self.seconds("first start"),
            "by_hand_seconds": by_hand,
            "by_hand_dicts_seconds": self.seconds("by hand, dicts"),
            "by_hand_arrow_seconds": self.seconds("by hand, Arrow"),
            "by_hand_one_file_seconds": self.seconds(f"{self.by_hand}, one file"),
            "by_hand_peak_rss_mb": self.peak_mb(self.by_hand),
            "floor_peak_rss_mb": self.peak_mb("floor"),
            "transform_mb_per_second": max(one.answer["mb_per_second"] for one in self.runs["transform"]),
        }
        for prefix, name in (("stage", "pipeline"), ("fixed_stage", "pipeline, one file")):
            for stage, taken in stage_seconds(self.best(name)).items():
                values[f"{prefix}_{stage.replace(' ', '_')}_seconds"] = taken
        return {key: round(value, 3) if isinstance(value, float) else value for key, value in values.items()}

    def lines(self) -> list[str]:
        """The same for a person."""
        rows = [("", "seconds", "CPU s", "articles/s", "MB/s", "peak MB")]
        for name in ("floor", "pipeline, less fixed costs", "pipeline", "unchanged", *FASTER):
            measured = name.removesuffix(", less fixed costs")
            taken = self.seconds(name) if measured == name else self.pipeline_seconds
            speed = f"{self.articles / taken:,.0f}", f"{self.megabytes / taken:.1f}"
            cpu = f"{self.best(name).cpu_seconds:.1f}" if measured == name else ""
            rows.append((name, f"{taken:.2f}", cpu, *speed, f"{self.peak_mb(measured):,.0f}"))
        one_file = ("pipeline, one file", *(f"{name}, one file" for name in FASTER), "first start")
        for name in one_file:
            best = self.best(name)
            rows.append(
                (name, f"{own_seconds(best):.2f}", f"{best.cpu_seconds:.1f}", "", "", f"{self.peak_mb(name):,.0f}")
            )
        whole, fixed = (stage_seconds(self.best(name)) for name in ("pipeline", "pipeline, one file"))
        stages = [("stage of the pipeline", "all files", "one file", "difference")]
        for stage, taken in whole.items():
            base = fixed.get(stage, 0.0)
            stages.append((stage, f"{taken:.2f}", f"{base:.2f}", f"{taken - base:.2f}"))
        return [*table(rows), "", *table(stages), "", *table(self._modules()), "", *self._verdicts()]

    def _modules(self) -> list[tuple[str, ...]]:
        """The transform alone, on one core, by module."""
        best = max(self.runs["transform"], key=lambda one: float(one.answer["mb_per_second"])).answer
        megabytes = best["megabytes"]
        rows = [
            (name, f"{taken:.3f}", f"{megabytes / max(taken, 1e-3):,.0f}") for name, taken in best["modules"].items()
        ]
        whole = ("the whole transform", f"{best['seconds']:.3f}", f"{best['mb_per_second']:,.1f}")
        return [("module of the transform, one core", "CPU s", "MB/s"), *rows, whole]

    def _verdicts(self) -> list[str]:
        flat = self.flat()
        bars = (
            (f"pipeline / floor: {flat['pipeline_over_floor']:.2f}, at most {FLOOR_BAR:g}", "pipeline_over_floor_met"),
            (
                f"{self.by_hand} / pipeline: {flat['by_hand_over_pipeline']:.2f}, at least {BY_HAND_BAR:g}",
                "by_hand_over_pipeline_met",
            ),
        )
        return [f"{text}: {'met' if flat[key] else 'NOT met'}" for text, key in bars]


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
