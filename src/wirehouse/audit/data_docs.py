"""Great Expectations' own Data Docs: static pages of the last audits, for reading in a browser.

They get slow past some thousand validations: so they hold the last few runs only, and are built when
something failed or somebody asks.

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
    """Add a run's `AuditRun.validations` to the pages in `folder`, keep the newest `keep`; the index page.

    Results stay in `folder/validations/<run_id>.json`; the pages in `folder/site` are made anew from them.
    """
    runs_folder = folder / RUNS
    runs_folder.mkdir(parents=True, exist_ok=True)
    entry = {"run_id": run_id, "run_at": run_at.isoformat(), "validations": _escaped(list(validations))}
    (runs_folder / f"{run_id}.json").write_text(json.dumps(entry, default=str), encoding="utf-8")
    runs = _newest_runs(runs_folder, max(keep, 1))
    fresh, site = folder / f"{SITE}.new", folder / SITE
    shutil.rmtree(fresh, ignore_errors=True)
    _render(runs, fresh)
    shutil.rmtree(site, ignore_errors=True)
    fresh.rename(site)
    return site / "index.html"


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
            found.append((datetime.fromisoformat(run["run_at"]), path, run))
        except (ValueError, KeyError, TypeError):  # cut short by a crash: these pages are a convenience
            path.unlink()
    found.sort(key=lambda entry: (entry[0], entry[1].name))
    for _, path, _ in found[:-keep]:
        path.unlink()
    return [run for _, _, run in found[-keep:]]


def _render(runs: Sequence[dict[str, Any]], site: Path) -> None:
    """Write the pages of these runs, and of their suites as they are in the newest, to the folder `site`."""
    backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)}
    builder = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": backend,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    context = new_context({"audit": builder})
    suites: dict[str, list[dict[str, Any]]] = {}
    for run in runs:
        for validation in run["validations"]:
            name = validation["suite_name"]
            suites[name] = [result["expectation_config"] for result in validation["results"]]
            _store(context, name, validation, run)
    for name, configs in suites.items():
        _add_suite(context, name, configs)
    context.build_data_docs()
    for page in site.rglob("*.html"):
        page.write_text(_alone(page.read_text(encoding="utf-8")), encoding="utf-8")
    (site / "index.html").write_text(_index(runs, site), encoding="utf-8")


def _alone(page: str) -> str:
    """The page without what comes from elsewhere: the values in it are escaped, so each tag is of its template."""
    return OUTSIDE.sub("", page).replace("</head>", f"{HEAD}</head>", 1)


def _index(runs: Sequence[dict[str, Any]], site: Path) -> str:
    """A plain list of the pages, the newest run first, in place of the native index.

    The native one (1.24.1) is filled by scripts from other hosts, and stays blank without a network.
    """
    rows = []
    for run in reversed(runs):
        for validation in run["validations"]:
            page = next(site.glob(f"validations/**/{run['run_id']}/**/{validation['suite_name']}.html"), None)
            if page is not None:
                name = html.escape(validation["suite_name"])
                outcome = "passed" if validation["success"] else "<b>found something</b>"
                link = f'<a href="{html.escape(page.relative_to(site).as_posix())}">{name}</a>'
                rows.append(f"<tr><td>{html.escape(run['run_id'])}</td><td>{link}</td><td>{outcome}</td></tr>")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Checks</title>{HEAD}'
        "<h1>Checks of the last runs</h1><table><tr><th>run</th><th>table</th><th>outcome</th></tr>"
        + "\n".join(rows)
        + "</table></html>"
    )


def _store(context: Any, name: str, validation: dict[str, Any], run: dict[str, Any]) -> None:
    """Put one validation where the pages are made from."""
    from great_expectations.core import ExpectationSuiteValidationResult, RunIdentifier  # noqa: PLC0415
    from great_expectations.data_context.types.resource_identifiers import (  # noqa: PLC0415
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    run_at = datetime.fromisoformat(run["run_at"])
    identifier = RunIdentifier(run_name=run["run_id"], run_time=run_at)
    loaded = context.validation_results_store.deserialize(json.dumps(validation))
    meta = {**loaded.meta, "run_id": identifier, "validation_time": run_at.isoformat()}
    result = ExpectationSuiteValidationResult(
        success=loaded.success,
        results=loaded.results,
        suite_name=name,
        statistics=loaded.statistics,
        meta=meta,
    )
    key = ValidationResultIdentifier(ExpectationSuiteIdentifier(name), identifier, name)
    context.validation_results_store.set(key, result)


def _add_suite(context: Any, name: str, configs: Sequence[dict[str, Any]]) -> None:
    from great_expectations import ExpectationSuite  # noqa: PLC0415

    bare = [{**config, "kwargs": {k: v for k, v in config["kwargs"].items() if k != "batch_id"}} for config in configs]
    context.suites.add(ExpectationSuite(name, expectations=bare))
