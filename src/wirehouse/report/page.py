"""The report page: one HTML file a run, which loads nothing from anywhere.

A chart is a query in `sql/report/`: its first comment is the title, its second the form and a note. The forms: `bars`
(label, value, …), `columns` (place on the axis, series, value) and `map` (label, latitude, longitude, value).

Drawn by the template itself. Altair's charts would need vega in every page (0.9 MB, times `keep_runs`), or a renderer
of 84 MB and a second at the end of each run; these take 30 KB and a tenth of that, and fit the width of a telephone.
"""

import base64
import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from wirehouse.redaction import CONTROLS
from wirehouse.report.record import RunRecord
from wirehouse.report.summary import check_rows, fate_rows, headline, next_steps
from wirehouse.warehouse.query import fetch_each
from wirehouse.warehouse.state import write_whole

if TYPE_CHECKING:
    from jinja2 import Template

HERE = Path(__file__).parent
HEADER = re.compile(r"-- (?P<title>.*)\n-- (?P<form>bars|columns|map): (?P<note>.*)\n")
LONGEST = 160  # characters of a value
MOST_ROWS = 200  # of a chart's table
SERIES = 8  # colours
NEIGHBOURS = 10  # earlier runs with a link
LARGEST, SMALLEST = 20, 4  # radius of the map's circles
FEW = 25  # articles: below, the busiest place is no large circle


@dataclass(frozen=True)
class Chart:
    """A query and what came of it; `problem` says why where nothing could."""

    name: str
    title: str
    form: str
    note: str
    sql: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    problem: str = ""
    drawing: dict[str, Any] = field(default_factory=dict)


def write_page(record: RunRecord, warehouse: Path, folder: Path, queries: Path, keep: int) -> Path:
    """Write `<run_id>.html` for a run into `folder`, whole or not at all, and let the oldest beyond `keep` go.

    `queries`: the folder of the charts' SQL, asked of `warehouse` as it is now. Raises `OSError`, and what
    `open_published` raises.
    """
    path = folder / f"{record.run_id}.html"
    earlier = [one.stem for one in sorted(folder.glob("*.html")) if one.stem < record.run_id]
    charts = read_charts(warehouse, queries) if warehouse.exists() else []
    folder.mkdir(exist_ok=True)
    write_whole(path, render(record, charts, warehouse, earlier[-NEIGHBOURS:][::-1]), keep=keep)
    return path


def read_charts(warehouse: Path, queries: Path) -> list[Chart]:
    """The charts of a warehouse, in the order of their files' names."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(queries.glob("*.sql"))}
    return [_chart(name, texts[name], found) for name, found in fetch_each(warehouse, texts).items()]


def _chart(name: str, text: str, found: pl.DataFrame | str) -> Chart:
    header = HEADER.match(text)
    assert header, f"{name}.sql needs a title and a form"
    about: dict[str, Any] = {"name": name, **header.groupdict(), "sql": text[header.end() :].strip()}
    if isinstance(found, str):
        return Chart(**about, problem=found)
    rows = found.rows()
    draw = {"bars": lambda rows: {"top": max(row[1] for row in rows)}, "columns": _columns, "map": _map}[header["form"]]
    return Chart(**about, columns=found.columns, rows=rows, drawing=draw(rows) if rows else {})


def _columns(rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Where each piece of the columns stands, in hundredths of the height and columns of the width."""
    places = _places([row[0] for row in rows])
    totals: dict[str, float] = {}
    heights = dict.fromkeys(places, 0.0)
    for place, series, value in rows:
        totals[series] = totals.get(series, 0) + value
        heights[place] += value
    top, order = _round_up(max(heights.values())), sorted(totals, key=lambda name: (name == "others", -totals[name]))
    below, pieces = dict.fromkeys(places, 0.0), []
    for place, series, value in sorted(rows, key=lambda row: order.index(row[1])):
        height = 100 * value / top
        below[place] += height
        title = f"{_show(place)} · {_show(series)}: {_show(value)}"
        pieces.append((places[place], round(100 - below[place], 2), round(height, 2), order.index(series), title))
    return {"top": top, "width": len(places), "series": order[:SERIES], "pieces": pieces, "ends": _ends(list(places))}


def _places(seen: Sequence[Any]) -> dict[Any, int]:
    """The number of each column; days without anything have theirs, too."""
    if isinstance(seen[0], date) and not isinstance(seen[0], datetime):
        days = (max(seen) - min(seen)).days
        return {min(seen) + timedelta(days=day): day for day in range(days + 1)}
    return {place: number for number, place in enumerate(dict.fromkeys(seen))}


def _ends(places: Sequence[Any]) -> list[str]:
    """What stands below the axis: of times no year, for three must fit on a telephone."""
    few = [places[0], places[len(places) // 2], places[-1]] if len(places) > 3 else places
    return [f"{one.astimezone():%m-%d %H:%M}" if isinstance(one, datetime) else _show(one) for one in few]


def _round_up(value: float) -> float:
    """The next number that reads well on an axis whose half is written, too: 2, 4, 6, 8 or 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    top = next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= value)
    return int(top) if top >= 2 else top


def _map(rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The circles, in the outline's half degrees."""
    scale = LARGEST / math.sqrt(max(FEW, *(row[3] for row in rows)))
    return {
        "land": (HERE / "land.txt").read_text(encoding="ascii").strip(),
        "circles": [
            (round(2 * east), round(-2 * north), round(max(SMALLEST, scale * math.sqrt(count)), 1), place, count)
            for place, north, east, count in rows
        ],
    }


def render(record: RunRecord, charts: Sequence[Chart], warehouse: Path, earlier: Sequence[str] = ()) -> str:
    """The page as text. Whatever comes from the data is escaped by the template's own rule."""
    script = (HERE / "page.js").read_text(encoding="utf-8")
    return _template().render(
        record=record,
        headline=headline(record),
        fates=fate_rows(record),
        checks=[
            (row["status"], row["rows"], row["check"], row["table"])  # what a narrow card cuts off comes last
            for row in check_rows(record)
            if row["status"] != "passed"
        ],
        stages=[(one["stage"], one["duration_seconds"], one["row_count"], one["peak_rss_mb"]) for one in record.stages],
        counts=record.count_checks(),
        steps=next_steps(record, str(warehouse)),
        charts=charts,
        earlier=earlier,
        started=datetime.fromisoformat(record.started_at),
        finished=datetime.fromisoformat(record.finished_at or record.started_at),
        most_rows=MOST_ROWS,
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - 0.1 s, here only

    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: CONTROLS.sub("�", value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["show"] = _show
    return environment.get_template("page.html")


def _show(value: Any) -> str:
    """A value as a person reads it: numbers grouped, times in the zone of the machine, long texts cut."""
    if value is None:
        return "–"
    if isinstance(value, datetime) and value.tzinfo:
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    if isinstance(value, int | float):
        return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
