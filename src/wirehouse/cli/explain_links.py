"""The part of `wirehouse explain` that tells whom an article shares text with, and of which story it is."""

from typing import Any

from wirehouse.cli.output import print_table, say, show
from wirehouse.redaction import CONTROLS

COLUMNS = ("other_article_id", "this_is", "kind", "similarity", "containment", "publisher", "published_date", "title")
LONGEST_PASSAGE, EDGE = 400, 160


def print_links(links: list[dict[str, Any]], story: list[dict[str, Any]]) -> None:
    """Print the story, the links as a table, and each shared passage within what stands around it."""
    for row in story:
        if row["article_count"] > 1 or row["copy_count"]:
            say(
                f"Story: {row['article_count']} articles and {row['copy_count']} copies, from "
                f"{show(row['first_published_date'])} to {show(row['last_published_date'])}, led by "
                f"{row['lead_article_id']} ({show(row['lead_title'] or row['lead_publisher'] or 'untitled')})"
            )
    if links:
        print_table("Links", links, COLUMNS)
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
