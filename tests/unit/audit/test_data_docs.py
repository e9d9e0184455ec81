import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wirehouse.audit import build_data_docs, run_suites

HOSTILE = "select article_id, '<script>alert(1)</script>' as body from tonight.stage.articles where n < 2"


def build(run: Any, folder: Path, day: int, keep: int = 2) -> Path:
    return build_data_docs(
        run.validations, folder, keep, run_id=f"run_{day}", run_at=datetime(2024, 5, day, tzinfo=UTC)
    )


def pages_of_runs(folder: Path) -> set[str]:
    return {path.name for path in (folder / "site").rglob("run_*")}


def test_pages_show_the_run_and_only_the_newest_are_kept(con: Any, project: Any, rule: Any, tmp_path: Path) -> None:
    run = run_suites(con, ["stage.articles"], *project([rule("assert_x")], assert_x=HOSTILE))
    folder = tmp_path / "docs"
    index = build(run, folder, 1)
    assert "run_1" in index.read_text(encoding="utf-8")
    for day in (3, 2, 4):
        build(run, folder, day)
    assert pages_of_runs(folder) == {"run_3", "run_4"}
    assert sorted(path.stem for path in (folder / "validations").iterdir()) == ["run_3", "run_4"]
    told = "".join(page.read_text(encoding="utf-8") for page in (folder / "site").rglob("*.html"))
    assert "found something" in told
    assert not re.search(r"<script|<img|(src|href)=.https?:|url\(", told)  # they need no network, and call nobody


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '" onmouseover="alert(1)',
        "$title ${HOME} $$ $ alert(1)",
        "{{7*7}} {% raw %} {0} %s %(x)s alert(1)",
        "[x](javascript:alert(1))",
        "\x00\x1b[31m\u202ealert(1)",
    ],
)
def test_text_of_articles_is_no_markup_in_the_pages(
    con: Any, project: Any, rule: Any, column: Any, tmp_path: Path, text: str
) -> None:
    con.execute("update tonight.stage.articles set source = ? where n < 2", [text])
    described = column("expect_column_values_to_be_in_set", column="source", value_set=["wire"])
    bare = column("expect_column_values_to_be_null", column="source") | {"description": f"No {text}"}
    rules = [rule("assert_x"), described, bare]
    run = run_suites(con, ["stage.articles"], *project(rules, assert_x=HOSTILE))
    build(run, tmp_path / "docs", 1)
    pages = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "docs").rglob("*.html"))
    assert "alert(1)" in pages
    assert not re.search(r"<script>alert|<img src=x|[^;]\" onmouseover=\"alert|href=\"javascript:alert|\b49\b", pages)


@pytest.mark.parametrize(
    "entry",
    ['{"run_id": "run_0", "ru', '{"run_id": "run_0", "run_at": "2024-05-01T00:00:00+00:00", "validations": []}'],
    ids=["cut short by a crash", "an older form"],
)
def test_result_that_cannot_be_read_is_dropped(con: Any, project: Any, rule: Any, tmp_path: Path, entry: str) -> None:
    run = run_suites(con, ["stage.articles"], *project([rule("assert_x")], assert_x=HOSTILE))
    (tmp_path / "docs" / "validations").mkdir(parents=True)
    (tmp_path / "docs" / "validations" / "run_0.json").write_text(entry, encoding="utf-8")
    build(run, tmp_path / "docs", 1)
    assert pages_of_runs(tmp_path / "docs") == {"run_1"}
