"""The page of a run: charts from SQL files, one self-contained file, as many as records are kept."""

import re
import time
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from tests.browser import browser, needs_chromium
from wirehouse import project
from wirehouse.report import page
from wirehouse.report.record import RunRecord, read_records
from wirehouse.warehouse.query import fetch_each
from wirehouse.warehouse.state import State

QUERIES = sorted((project.sql() / "report").glob("*.sql"))


@pytest.fixture(scope="module")
def sample_page(sample_run) -> Path:
    warehouse, summary = sample_run
    return State(warehouse).path("reports") / f"{summary['run_id']}.html"


class Page(HTMLParser):
    """Every address that a page names, and its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "srcset", "action", "data")]


def test_a_run_leaves_its_page_and_the_record_says_where(sample_run, sample_page):
    warehouse, _ = sample_run
    assert read_records(State(warehouse).path("runs"))[0].report == str(sample_page)
    text = sample_page.read_text()
    assert "Published version 1: 58 new, 6 copy, 13 quarantined" in text
    assert all(f"<h3>{path.read_text().splitlines()[0][3:]}</h3>" in text for path in QUERIES)


def test_the_page_loads_nothing_and_is_small(sample_page):
    text = sample_page.read_text()
    found = Page(text)
    assert [address for address in found.addresses if not re.match(r"#|\w+\.html$|\.\./data_docs/", address)] == []
    assert not {"img", "link", "iframe", "object", "embed", "form"} & set(found.tags)
    assert "url(" not in text
    assert "default-src 'none'" in text
    assert len(text) < 120_000


def test_every_chart_has_its_table_and_its_sql(sample_page):
    sections = sample_page.read_text().split("<section")
    charts = [section for section in sections if "-chart" in section.split("\n")[0]]
    assert len(charts) == len(QUERIES)
    for section in charts:
        assert section.count("<details>") == 2
        assert "<table>" in section
        assert "<pre id=" in section


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_query_has_a_header_and_the_columns_of_its_form(path, sample_warehouse):
    header = page.HEADER.match(path.read_text())
    assert header
    found = fetch_each(sample_warehouse, {"it": path.read_text()})["it"]
    assert isinstance(found, pl.DataFrame), found
    assert found.height > 0
    number = {"bars": 1, "columns": 2, "map": 3}[header["form"]]
    assert found.dtypes[number].is_numeric()


def test_a_chart_whose_query_fails_says_so_and_the_others_stand(sample_run, tmp_path):
    warehouse, _ = sample_run
    (tmp_path / "1.sql").write_text("-- One\n-- bars: broken\nselect nothing from nowhere\n")
    (tmp_path / "2.sql").write_text("-- Two\n-- bars: whole\nselect 'a' as x, 3 as y\n")
    charts = page.read_charts(warehouse, tmp_path)
    text = page.render(RunRecord("r", "2026-11-20T00:00:00+00:00", "p"), charts, warehouse)
    assert "does not tell" in text.split("Two")[0]
    assert "width:100.0%" in text.split("Two")[1]


def test_pages_are_kept_as_long_as_records(sample_warehouse, tmp_path):
    for number in range(4):
        record = RunRecord(f"2026112{number}", f"2026-11-2{number}T00:00:00+00:00", "p")
        page.write_page(record, sample_warehouse, tmp_path, project.sql() / "report", keep=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["20261122.html", "20261123.html"]
    assert 'href="20261122.html"' in (tmp_path / "20261123.html").read_text()


def test_a_page_of_no_warehouse_has_no_charts(tmp_path):
    record = RunRecord("r", "2026-11-20T00:00:00+00:00", "p", status="failed", messages=["No <b>disk</b>."])
    text = page.write_page(record, tmp_path / "none.duckdb", tmp_path / "new", project.sql() / "report", 5).read_text()
    assert "No warehouse is published yet" in text
    assert "No &lt;b&gt;disk&lt;/b&gt;." in text


def test_the_page_adds_little_to_a_run(sample_run, tmp_path):
    warehouse, _ = sample_run
    record = read_records(State(warehouse).path("runs"))[0]
    page.write_page(record, warehouse, tmp_path, project.sql() / "report", 5)  # imports, once a process
    started = time.process_time()
    page.write_page(record, warehouse, tmp_path, project.sql() / "report", 5)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (0.03, 0.04), (1, 1), (3, 4), (7, 8), (10, 10), (11, 20), (67, 80), (1_234, 2_000)]
)
def test_an_axis_ends_on_a_number_whose_half_reads_well(value, top):
    assert page._round_up(value) == pytest.approx(top)


def test_days_without_an_article_keep_their_place():
    days = page._places([date(2026, 11, 1), date(2026, 11, 4)])
    assert list(days.values()) == [0, 1, 2, 3]
    runs = page._places([datetime(2026, 11, 1), datetime(2026, 11, 1) + timedelta(days=9)])
    assert list(runs.values()) == [0, 1]


@needs_chromium
@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "dark"),
        *(pytest.param(*one, marks=pytest.mark.long) for one in ((390, "light"), (1200, "light"), (1200, "dark"))),
    ],
)
def test_a_browser_shows_it_without_errors_requests_or_overflow(sample_page, width, scheme):
    with browser(width, scheme) as seen:
        shown = seen.page
        shown.goto(sample_page.as_uri())
        shown.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert shown.evaluate("document.documentElement.scrollWidth") == width
        shown.keyboard.press("Tab")
        assert shown.evaluate("document.activeElement.textContent") == "Skip to the charts"
        button = shown.locator("button[data-copies]").first
        button.focus()
        shown.keyboard.press("Enter")
        shown.wait_for_function("/Copied|Selected/.test(document.querySelector('button[data-copies]').textContent)")
        lowest = shown.evaluate(CONTRAST)
    assert (seen.requests, seen.said) == ([sample_page.as_uri()], [])
    assert lowest >= 4.5


# The least contrast of any text with what lies behind it, by the formula of WCAG 2.
CONTRAST = """() => {
  const light = color => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map(c => c / 255)
      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = one => {
    const color = getComputedStyle(one).backgroundColor;
    return /rgba\\(0, 0, 0, 0\\)|transparent/.test(color) && one.parentElement ? behind(one.parentElement) : color;
  };
  const texts = [...document.querySelectorAll("body *")].filter(one =>
    !one.closest("svg, script") && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  return Math.min(...texts.map(one => {
    const [low, high] = [light(getComputedStyle(one).color), light(behind(one))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }));
}"""
