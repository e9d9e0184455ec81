"""What the Prefect UI is given: a red run says first what ended it, and nothing from the data means anything."""

import pytest

from wirehouse.orchestration.artifacts import to_markdown
from wirehouse.report.record import RunRecord
from wirehouse.report.summary import outcome

EVIL = "<img src=x onerror=alert(1)> [a](javascript:x) | `b` www.example.org"


def record(**known) -> RunRecord:
    return RunRecord("r", "2026-11-23T01:30:00+00:00", "p", flow_run_name="nightly 2026-11-23", **known)


@pytest.mark.parametrize(
    ("status", "fates", "said"),
    [
        ("published", {"new": 1204, "copy": 9}, "1,204 new"),
        ("published", {"new": 0, "revised": 3}, "3 revised"),
        ("published", {}, "version 7"),
        ("unchanged", {"unchanged": 5}, "nothing new"),
        ("refused", {"new": 5}, "refused"),
        ("cancelled", {}, "cancelled"),
    ],
)
def test_outcome_is_what_a_run_brought_or_how_it_ended(status, fates, said):
    one = record(status=status, version=7)
    one.fates.update(fates)
    assert outcome(one) == said


def test_a_red_summary_says_what_ended_it_what_to_do_and_which_rows():
    rows = [{"source_uri": EVIL, "n": n, "message": "told"} for n in range(5)]
    check = {
        "gate": 2, "suite": "news.articles", "check": "assert_x", "severity": "critical", "status": "failed",
        "failed_count": 5, "observed": "5", "sample": rows,
    }  # fmt: skip
    text = to_markdown(
        record(
            status="refused", messages=[EVIL, "The audit refused."], checks=[check], refused_candidate="/x/`y`.duckdb"
        )
    )
    assert text.index("The audit refused") < text.index("onerror") < text.index("## Next") < text.index("## Checks")
    assert text.count("\n| &lt;img") == 3  # of five rows
    assert "told" not in text
    for meant in ("<img", "](javascript", "/x/`y`", " www.example.org"):
        assert meant not in text
    assert "where status = 'failed'" in text
