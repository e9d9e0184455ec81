"""Great Expectations' own Data Docs: static pages of the last audits, for reading in a browser.

Making a run's pages takes a second: so they are made when something failed or somebody asks, and only once.

Great Expectations writes values into its pages as they are (1.24.1: `<IBM.N>` in a description vanished as a
tag). The values are raw news text, markup included: so they are escaped before it sees them.

Its pages ask ten other hosts for styles, scripts and a logo marked with the time, and without a network show not even
what passed: so all of that is taken out, and a style sheet of ours put in.
"""

import html
import json
import re
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from wirehouse.audit.engine import new_context
from wirehouse.warehouse.state import write_whole

SITE = "site"
RUNS = "validations"
OUTSIDE = re.compile(r"<(script|style|footer)\b.*?</\1>|<(?:link|img)\b[^>]*>|\sonclick=\"[^\"]*\"", re.DOTALL)
HEAD = """<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,"><style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem }
td, th { padding: .3rem 1rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #8886 }
table { border-collapse: collapse } h4, h5, h6 { font-size: 1.1rem; margin: 1.5rem 0 .5rem }
table, .show-scrollbars { overflow-wrap: anywhere } .cooltip .top, .sticky .card.mb-3 { display: none }
.fa-check-circle::before { content: "✓ passed" } .fa-times::before { content: "✗ found something" }
.fa-exclamation-triangle::before { content: "! broken" }
</style>"""


def build_data_docs(
    validations: Sequence[dict[str, Any]], folder: Path, keep: int, *, run_id: str, run_at: datetime
) -> Path:
    """Add the pages of a run's `AuditRun.validations` to `folder/site`, keep the newest `keep` runs; the index page.

    What a run costs does not grow with the runs that are kept: only its own pages are made. What the index says of
    it stays in `folder/validations/<run_id>.json`. Each page is moved into its place whole, and the index last.
    """
    site, fresh, runs_folder = folder / SITE, folder / f"{SITE}.new", folder / RUNS
    runs_folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(fresh, ignore_errors=True)
    harmless = _escaped(list(validations))
    _render(harmless, fresh, run_id, run_at)
    for page in [path for path in fresh.rglob("*") if path.is_file()]:
        place = site / page.relative_to(fresh)
        place.parent.mkdir(parents=True, exist_ok=True)
        page.replace(place)
    shutil.rmtree(fresh)
    outcomes = {validation["suite_name"]: validation["success"] for validation in harmless}
    entry = {"run_id": run_id, "run_at": run_at.isoformat(), "outcomes": outcomes}
    (runs_folder / f"{run_id}.json").write_text(json.dumps(entry), encoding="utf-8")
    runs = _newest_runs(runs_folder, max(keep, 1))
    kept = {run["run_id"] for run in runs}
    for old in [folder for folder in _run_folders(site) if folder.name not in kept]:
        shutil.rmtree(old)
    index = site / "index.html"
    write_whole(index, _index(runs, site))
    return index


def _run_folders(site: Path) -> list[Path]:
    """The folders of all runs' pages: `validations/<suite, a folder a dot>/<run_id>/<time>/<suite>.html`."""
    return sorted({page.parents[1] for page in site.glob(f"{RUNS}/**/*.html")})


def _escaped(value: Any) -> Any:
    """The JSON value with all its text made harmless in a page."""
    if isinstance(value, dict):
        return {html.escape(str(key)): _escaped(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(entry) for entry in value]
    return html.escape(value) if isinstance(value, str) else value


def _newest_runs(folder: Path, keep: int) -> list[dict[str, Any]]:
    """The newest runs of the folder, oldest first; older files are removed, unreadable ones too."""
    found: list[tuple[datetime, Path, dict[str, Any]]] = []
    for path in folder.glob("*.json"):
        try:
            run = json.loads(path.read_text(encoding="utf-8"))
            found.append((datetime.fromisoformat(run["run_at"]), path, {**run, "outcomes": dict(run["outcomes"])}))
        except (ValueError, KeyError, TypeError):  # cut short by a crash, or an older form: a convenience
            path.unlink()
    found.sort(key=lambda entry: (entry[0], entry[1].name))
    for _, path, _ in found[:-keep]:
        path.unlink()
    return [run for _, _, run in found[-keep:]]


def _render(validations: Sequence[dict[str, Any]], site: Path, run_id: str, run_at: datetime) -> None:
    """Write the pages of one run's suites and results to the folder `site`."""
    backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)}
    builder = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": backend,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    context = new_context({"audit": builder})
    for validation in validations:
        _store(context, validation, run_id, run_at)
        _add_suite(context, validation)
    context.build_data_docs()
    for page in site.rglob("*.html"):
        page.write_text(_alone(page.read_text(encoding="utf-8")), encoding="utf-8")


def _alone(page: str) -> str:
    """The page without what comes from elsewhere: the values in it are escaped, so each tag is of its template."""
    return OUTSIDE.sub("", page).replace("</head>", f"{HEAD}</head>", 1)


def _index(runs: Sequence[dict[str, Any]], site: Path) -> str:
    """A plain list of the pages, the newest run first, in place of the native index.

    The native one (1.24.1) is filled by scripts from other hosts, and stays blank without a network.
    """
    rows = []
    for run in reversed(runs):
        for suite, is_passed in run["outcomes"].items():
            page = next(site.glob(f"{RUNS}/**/{run['run_id']}/**/{suite}.html"), None)
            if page is not None:
                name = html.escape(suite)
                outcome = "passed" if is_passed else "<b>found something</b>"
                link = f'<a href="{html.escape(page.relative_to(site).as_posix())}">{name}</a>'
                rows.append(f"<tr><td>{html.escape(run['run_id'])}</td><td>{link}</td><td>{outcome}</td></tr>")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Checks</title>{HEAD}'
        "<h1>Checks of the last runs</h1><table><tr><th>run</th><th>table</th><th>outcome</th></tr>"
        + "\n".join(rows)
        + "</table></html>"
    )


def _store(context: Any, validation: dict[str, Any], run_id: str, run_at: datetime) -> None:
    """Put one validation where the pages are made from."""
    from great_expectations.core import ExpectationSuiteValidationResult, RunIdentifier  # noqa: PLC0415
    from great_expectations.data_context.types.resource_identifiers import (  # noqa: PLC0415
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    name = validation["suite_name"]
    identifier = RunIdentifier(run_name=run_id, run_time=run_at)
    loaded = context.validation_results_store.deserialize(json.dumps(validation, default=str))
    for where in ("active_batch_definition", "batch_spec"):  # all suites are of one asset there
        loaded.meta.get(where, {}).update(data_asset_name=name)
    meta = {**loaded.meta, "run_id": identifier, "validation_time": run_at.isoformat()}
    result = ExpectationSuiteValidationResult(
        success=loaded.success, results=loaded.results, suite_name=name, statistics=loaded.statistics, meta=meta
    )
    key = ValidationResultIdentifier(ExpectationSuiteIdentifier(name), identifier, name)
    context.validation_results_store.set(key, result)


def _add_suite(context: Any, validation: dict[str, Any]) -> None:
    from great_expectations import ExpectationSuite  # noqa: PLC0415

    configs = [result["expectation_config"] for result in validation["results"]]
    bare = [{**config, "kwargs": {k: v for k, v in config["kwargs"].items() if k != "batch_id"}} for config in configs]
    context.suites.add(ExpectationSuite(validation["suite_name"], expectations=bare))
