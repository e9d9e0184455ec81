"""The notebook runs from its first cell to its last, while runs publish beside it; and the import is light."""

import subprocess
import sys
import threading

import nbformat
import polars as pl
import pytest

import wirehouse
from tests.faults.plain import plain_flow
from wirehouse import project
from wirehouse.errors import ConfigurationError, EnvironmentProblemError

NOTEBOOK = project.root() / "notebooks" / "first_look.ipynb"
STORY = " date 2024-01-{day:02d} \n\nThe harbor board of Port Amsel said that pier {day} would open in the autumn.\n"
HEAVY = {"altair", "duckdb", "polars", "prefect", "pydantic", "typer"}


@pytest.mark.filterwarnings("default")  # of the kernel's libraries
@pytest.mark.long
def test_the_notebook_runs_while_runs_publish(tmp_path, monkeypatch):
    nbclient = pytest.importorskip("nbclient")
    warehouse, raw = tmp_path / "data" / "warehouse.duckdb", tmp_path / "raw"
    (tmp_path / "notebooks").mkdir()
    raw.mkdir()
    nightly, ended, nights = plain_flow("nightly"), threading.Event(), []
    nightly(sources=[str(project.sample())], warehouse=warehouse)

    def publish() -> None:
        while not ended.is_set():
            (raw / f"{len(nights)}.txt").write_text(STORY.format(day=1 + len(nights) % 31))
            nights.append(nightly(sources=[str(raw)], warehouse=warehouse)["version"])

    monkeypatch.setenv("PYTHONPATH", str(project.root() / "src"))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    thread = threading.Thread(target=publish)
    thread.start()
    try:
        nbclient.NotebookClient(
            notebook, timeout=120, resources={"metadata": {"path": tmp_path / "notebooks"}}
        ).execute()
    finally:
        ended.set()
        thread.join()
    assert len(nights) > 1
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    plots = [output for output in shown if "image/svg+xml" in output.get("data", ())]
    assert len(plots) == 4
    assert "Library forgives" in str(shown)


def test_the_committed_notebook_holds_no_output():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    assert [cell for cell in cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)] == []


def test_the_import_is_light():
    check = f"import sys, wirehouse; print(sorted({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_open_takes_a_path_or_that_of_the_settings(sample_warehouse, monkeypatch, tmp_path):
    assert wirehouse.open(str(sample_warehouse)).path == sample_warehouse.resolve()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EnvironmentProblemError, match="No warehouse at"):
        wirehouse.open()
    monkeypatch.setenv("WIREHOUSE_WAREHOUSE", str(sample_warehouse))
    assert wirehouse.open().path == sample_warehouse.resolve()


def test_sql_ask_and_search_give_frames(sample_warehouse):
    warehouse = wirehouse.open(sample_warehouse)
    counted = warehouse.sql("select count(*) as n from news.articles where agency = $agency", {"agency": "Reuters"})
    assert isinstance(counted, pl.DataFrame)
    assert counted.item() == 14
    assert warehouse.ask("quarantine_list", reason="no_date", include_settled=True, limit=3).height == 1
    assert warehouse.search("library fine", limit=1)["title"].to_list() == [
        "Library forgives £4,360 fine on soufflé book"
    ]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda warehouse: warehouse.sql("select nothing"), "DuckDB says"),
        (lambda warehouse: warehouse.ask("nobody"), "There are .*agencies"),
        (lambda warehouse: warehouse.sql("create table x (a int)"), "read-only"),
    ],
)
def test_a_wrong_question_says_why(sample_warehouse, call, said):
    with pytest.raises(ConfigurationError, match=said):
        call(wirehouse.open(sample_warehouse))
