"""What a person sees in a browser of a run: Prefect's run page with its artifacts, and the pages of the checks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import browser, needs_chromium
from tests.flows.served import Served, Server
from wirehouse import project
from wirehouse.report.record import RunRecord, read_records

pytestmark = [needs_chromium, pytest.mark.long]
ARTIFACTS = {
    "summary": ["Published version 1: 58 new", "Next", "wirehouse quarantine list", "Checks that found something"],
    "fates": ["quarantined", "held back, with its text and the reason", "discovered"],
    "checks": ["assert_article_has_a_body", "held rows back"],
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, RunRecord]]:
    """A run of the sample on a server of its own, from the command line."""
    folder = tmp_path_factory.mktemp("browser")
    with Server(folder) as server:
        served = Served(folder, PREFECT_API_URL=server.api)
        done = served.run("run", str(project.sample()), "--data-docs")
        assert done.returncode == 0, done.stderr
        yield served, read_records(folder / "papers.state" / "runs")[0]


def test_the_run_page_tells_the_run_and_leads_to_its_artifacts(run):
    served, record = run
    site = served.api.removesuffix("/api")
    with browser(1300, height=2000) as seen:  # what is out of sight is not loaded
        seen.page.goto(f"{site}/runs/flow-run/{record.flow_run_id}")
        seen.page.get_by_text("· 58 new").first.wait_for()
        seen.page.get_by_text("Completed").first.wait_for()
        seen.page.get_by_text("Artifacts", exact=True).first.click()
        for key in ARTIFACTS:
            seen.page.get_by_text(key, exact=True).first.wait_for()
        for key, artifact in served.artifacts(record.flow_run_id).items():
            seen.page.goto(f"{site}/artifacts/artifact/{artifact['id']}")
            for words in ARTIFACTS.get(key, ()):
                seen.page.get_by_text(words).first.wait_for()
    assert {address for address in seen.requests if not address.startswith((site, "data:", "blob:"))} == set()


def test_the_pages_of_the_checks_need_no_network_and_lead_to_what_was_found(run):
    _, record = run
    index = Path(str(record.data_docs))
    with browser() as seen:
        seen.page.goto(index.as_uri())
        seen.page.get_by_text("stage.articles").first.click()
        seen.page.get_by_text("A body has three words or more.").first.wait_for()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 1200
    assert [address for address in seen.requests if not address.startswith("file:")] == []
    assert seen.said == []
