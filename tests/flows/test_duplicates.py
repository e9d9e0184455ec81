"""Links and stories through whole runs."""

from datetime import date

import duckdb
import pytest

from benchmarks import prose
from wirehouse.errors import AuditRefusedError
from wirehouse.orchestration import batches, commit
from wirehouse.orchestration.restore import restore_version
from wirehouse.settings import load_settings

of_critical_checks = pytest.mark.usefixtures("critical_suites")

CONTENT = (
    "select article_id, source_uri, story_id from news.articles order by all",
    "select * exclude (run_id, method_version) from news.links order by all",
    "from news.stories order by all",
)


def story(seed: int, letters: int = 900) -> str:
    from random import Random

    return "\n\n".join(prose.paragraphs(Random(seed), letters))


def dated(day: int, text: str) -> str:
    return f" date 2024-03-{day:02d} \n\n\n\n{text}\n"


def content(warehouse) -> list[list[tuple]]:
    con = duckdb.connect(str(warehouse), read_only=True)
    try:
        return [con.sql(query).fetchall() for query in CONTENT]
    finally:
        con.close()


@of_critical_checks
def test_an_earlier_original_that_comes_later_leads_the_story(run_night, make_files, tmp_path):
    """The reprint is loaded first; the original, a copy of it and a revision come on later nights."""
    text = story(1)
    raw = make_files({"b.txt": dated(6, f"{text}\n\nA spokesman had no comment on any of this yesterday.")})
    run_night(raw)
    make_files({"a.txt": dated(5, text), "other.txt": dated(5, story(2))})
    run_night(raw)
    make_files({"c.txt": dated(4, text), "other.txt": dated(5, text[: len(text) // 2])})
    run_night(raw)
    found = content(tmp_path / "warehouse.duckdb")
    run_night(raw, warehouse=tmp_path / "at-once.duckdb")
    assert found == content(tmp_path / "at-once.duckdb")
    articles, links, stories = found
    lead = next(article_id for article_id, uri, _ in articles if uri == "c.txt")
    assert {story_id for *_, story_id in articles} == {lead}
    assert [(row[0], row[2], row[3]) for row in stories] == [(lead, 3, 1)]
    assert len(links) == 3


@pytest.mark.long
@of_critical_checks
def test_every_way_gives_the_same_links_and_stories(run_night, run_flow, make_files, tmp_path, monkeypatch):
    """Rebuild, backfill, restore and replay: against one night over all of it."""
    warehouse, text = tmp_path / "warehouse.duckdb", story(1)
    raw = make_files({"b.txt": dated(6, f"{text} It said no more of it."), "n.txt": f"{text} It was told so today."})
    run_night(raw)
    make_files({"a.txt": dated(5, f"{story(2, 300)} {text}"), "c.txt": dated(4, text), "d.txt": dated(4, story(3))})
    run_night(raw)
    make_files({"b.txt": dated(6, f"{text} It said no more."), "e.txt": dated(3, text)})
    run_night(raw)
    run_flow("replay", reason="no_date", given_date=date(2024, 3, 7))
    found = content(warehouse)
    once = make_files({path.name: path.read_text() for path in raw.iterdir()}, folder="once/raw")
    make_files({"n.txt": dated(7, f"{text} It was told so today.")}, folder="once/raw")
    run_night(once, warehouse=tmp_path / "once.duckdb")
    assert content(tmp_path / "once.duckdb") == found
    assert len(found[1]) > 3

    restore_version(load_settings(warehouse=warehouse), "2")
    run_night(raw)
    run_flow("replay", reason="no_date", given_date=date(2024, 3, 7))
    assert content(warehouse) == found
    for module in (batches, commit):
        monkeypatch.setattr(module, "METHOD_VERSION", "next")
    assert run_flow("rebuild")["status"] == "published"
    assert content(warehouse) == found
    assert run_flow("rebuild")["status"] == "unchanged"
    for module in (batches, commit):
        monkeypatch.setattr(module, "METHOD_VERSION", "after")
    days = {"first": date(2024, 3, 1), "last": date(2024, 3, 31)}
    assert run_flow("backfill", sources=[str(raw)], **days)["status"] == "published"
    assert content(warehouse) == found


@of_critical_checks
@pytest.mark.long
def test_another_window_makes_every_link_anew(run_night, make_files, tmp_path, monkeypatch):
    text = story(1)
    raw = make_files(
        {"a.txt": dated(1, text), "b.txt": dated(9, f"{text} It said no more."), "c.txt": dated(20, story(3))}
    )
    run_night(raw)
    assert len(content(tmp_path / "warehouse.duckdb")[1]) == 1
    monkeypatch.setenv("WIREHOUSE_LINK_WINDOW_DAYS", "3")
    make_files({"d.txt": dated(21, story(4))})
    run_night(raw)
    found = content(tmp_path / "warehouse.duckdb")
    assert found[1] == []
    assert len(found[2]) == 4
    monkeypatch.setenv("WIREHOUSE_LINK_WINDOW_DAYS", "30")
    make_files({"e.txt": dated(22, story(5))})
    run_night(raw)
    assert len(content(tmp_path / "warehouse.duckdb")[1]) == 1


@pytest.mark.long
def test_a_giant_story_warns_and_blocks_only_by_a_setting(run_night, make_files, tmp_path, monkeypatch):
    monkeypatch.setenv("WIREHOUSE_LARGEST_STORY", "2")
    text = story(1)
    raw = make_files({f"{n}.txt": dated(n, f"{text} {story(n, 60)}") for n in range(1, 5)})
    summary = run_night(raw)
    assert summary["published"]
    assert summary["checks"]["warned"] >= 1
    monkeypatch.setenv("WIREHOUSE_BLOCK_ON", '["assert_story_is_not_a_giant"]')
    make_files({"5.txt": dated(5, f"{text} {story(9, 60)}")})
    with pytest.raises(AuditRefusedError, match="assert_story_is_not_a_giant"):
        run_night(raw)
