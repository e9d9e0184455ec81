"""`wirehouse explain`: where each field of an article came from."""

from pathlib import Path
from typing import Any

from wirehouse.cli.options import check_id, several
from wirehouse.cli.output import print_table, say, show
from wirehouse.errors import ConfigurationError
from wirehouse.redaction import CONTROLS
from wirehouse.report.summary import counted
from wirehouse.settings import published_file
from wirehouse.warehouse.query import ask

FIELDS = (
    "title", "title_tags", "publisher", "url", "authors", "published_date", "published_at", "published_source",
    "updated_at", "dateline", "dateline_place", "dateline_date", "country_code", "agency", "credit", "language",
    "word_count", "paragraph_count", "replacement_char_count", "repairs",
)  # fmt: skip
LINKS = ("other_article_id", "this_is", "kind", "similarity", "containment", "publisher", "published_date", "title")
LONGEST_PASSAGE, EDGE = 400, 160


def explain_article(article_id: str, warehouse: Path | None) -> None:
    """Print the file, the record, the run, every field with its evidence, the copies, the links and the versions."""
    path = published_file(warehouse)
    article_id = _find(path, article_id)
    versions = _ask(path, "explain_version", article_id)
    if not versions:
        raise ConfigurationError(f"{article_id} is known, but was held back.", "`wirehouse quarantine list` shows why.")
    newest = versions[0]
    say(f"{article_id}: {newest['source']} / {newest['source_uri']}, record {newest['record_no']}")
    say(
        f"read by {newest['format']} from {newest['encoding']}, {newest['byte_count']:,} bytes, "
        f"in run {newest['run_id']} with parser {newest['parser_version']}"
    )
    if newest["stands_for_article_id"] != article_id:
        say(f"It is a copy of {newest['stands_for_article_id']}.")
    print_table("Fields", [{"field": name, "value": newest[name]} for name in FIELDS])
    _print_if_any("Evidence: what was inferred or repaired", _ask(path, "explain_evidence", article_id))
    _print_if_any("Copies", _ask(path, "explain_copies", article_id))
    _print_links(_ask(path, "explain_links", article_id), _ask(path, "explain_story", article_id))
    columns = ("version", "change", "valid_from", "valid_to", "title", "word_count", "run_id", "source_gone_at")
    print_table("Versions", [{name: row[name] for name in columns} for row in versions])
    say(f"Lead: {show(newest['paragraphs'][0])}")


def _find(path: Path, beginning: str) -> str:
    found = [row["article_id"] for row in _ask(path, "find_article", check_id(beginning))]
    if not found:
        raise ConfigurationError(f"No record with the id {beginning!r}.", "`news.articles.article_id` has them.")
    if len(found) > 1:
        raise several(beginning, found)
    return str(found[0])


def _ask(path: Path, query: str, article_id: str) -> list[dict[str, Any]]:
    return ask(path, query, {"article_id": article_id})


def _print_if_any(title: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        print_table(title, rows)


def _print_links(links: list[dict[str, Any]], story: list[dict[str, Any]]) -> None:
    """Print the story, the links as a table, and each shared passage within what stands around it."""
    for row in story:
        if row["article_count"] > 1 or row["copy_count"]:
            say(
                f"Story: {counted(row['article_count'], 'article')} and "
                f"{counted(row['copy_count'], 'copy', 'copies')}, from "
                f"{show(row['first_published_date'])} to {show(row['last_published_date'])}, led by "
                f"{row['lead_article_id']} ({show(row['lead_title'] or row['lead_publisher'] or 'untitled')})"
            )
    if links:
        print_table("Links", links, LINKS)
    for row in links:
        if row["passage"]:
            say(f"Shared with {row['other_article_id']}: {mark_passage(**row)}")


def mark_passage(before: str, passage: str, after: str, **_: Any) -> str:
    """One line: the passage between marks, its middle left out where it is long, and the words around it."""
    left, inside, right = (CONTROLS.sub("\ufffd", " ".join(text.split())) for text in (before, passage, after))
    if len(inside) > LONGEST_PASSAGE:
        inside = f"{inside[:EDGE].rsplit(' ', 1)[0]} … {inside[-EDGE:].split(' ', 1)[-1]}"
    left = f"… {left.split(' ', 1)[-1]} " if left else ""
    right = f" {right.rsplit(' ', 1)[0]} …" if right else ""
    return f"{left}»{inside}«{right}"
