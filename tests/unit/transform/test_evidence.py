"""A text goes through the whole transform: what its evidence says of each value that was inferred or repaired."""

import polars as pl
import pytest

from wirehouse.orchestration.shards import read_fields, with_given_dates
from wirehouse.schema import OVERRIDES, RECORDS
from wirehouse.transform.articles import Staged, to_articles
from wirehouse.transform.publication import SourceRules

LEAD = (
    "The ferry to Amsel will sail again in May, the harbor office said on Monday, after a year of repairs to its pier."
)
SECOND = (
    "Nobody has been told what the repairs cost, and the council that ordered them will not meet before the summer."
)
THIRD = "Two ferries used to make the crossing, but the older one was sold to an island in the north a few years ago."
END = "The first boat will leave at six in the morning."
HEAD = "date 2024-05-03\n\n"
STORY = [LEAD, SECOND, THIRD, END]
COPY = "\n\n".join(STORY)
TWICE = f"{COPY}\n\n{COPY}"
LOST = "h\ufffdrbor"
DAMAGED = "\n\n".join(COPY.replace(word, f"{word[0]}\ufffd{word[2:]}") for word in ("harbor", "first", "crossing"))
NEWS = "Its captain has bought a new bell, and the old one will hang in the school of the fishing village of Dorrin."
MORE = (
    "The bell can be heard across the bay on still days, so the village knows when the boat is late, and that has been "
    "often enough, its people say, for them to set their clocks by the tide and by the birds that follow the boat home."
)

# text -> field, rule, and what else its row has; `…` is a beginning or end that is left out
CASES = {
    "wrapped lines": (
        f"{HEAD}    {LEAD[:42]}\n{LEAD[43:]}\n    {SECOND[:47]}\n{SECOND[48:]}\n",
        ("body", "joined_wrapped_lines"),
        {"value": "2 paragraphs of 4 lines", "before": "…in May,\nthe harbor…", "after": "…in May, the harbor…"},
    ),
    "wrapped lines with spaces at their ends": (
        f"{HEAD}{LEAD[:42]} \n{LEAD[43:]} \n\n{SECOND[:47]} \n{SECOND[48:]}\n",
        ("body", "joined_wrapped_lines"),
        {"before": "…in May,\nthe harbor…", "after": "…in May, the harbor…"},
    ),
    "wrapped lines before capitals": (
        HEAD + f"{LEAD}\n\n{LEAD}".replace(" Monday", "\nMonday"),
        ("body", "joined_wrapped_lines"),
        {"before": "…said on\nMonday,…", "after": "…said on Monday,…"},
    ),
    "wrapped lines below a heading that reads on": (
        f"{HEAD}Ferry stops in Amsel\nas its pier is shut\n{LEAD[:42]}\n{LEAD[43:]}\n{SECOND[:47]}\n{SECOND[48:]}\n"
        f"{THIRD} {END}",
        ("body", "joined_wrapped_lines"),
        {"before": "…in May,\nthe harbor…", "after": "…in May, the harbor…"},
    ),
    "day of a dateline": (
        f"{HEAD}AMSEL, 3.5. (dpa) - {LEAD}\n\n{SECOND}",
        ("dateline_date", "year_nearest_to_published_date"),
        {"value": "2024-05-03"},
    ),
    "day of a dateline with a short year": (
        f"{HEAD}AMSEL, 30.04.24 (dpa) - {LEAD}\n\n{SECOND}",
        ("dateline_date", "year_printed"),
        {"value": "2024-04-30"},
    ),
    "day of a dateline that can be read in two ways": (
        f"{HEAD}AMSEL, 5/3 (AP) - {LEAD}\n\n{SECOND}",
        ("dateline_date", "day_nearest_to_published_date"),
        {"value": "2024-05-03", "before": "AMSEL, 5/3 (AP) -"},
    ),
    "glued paragraphs": (
        f"{HEAD}{LEAD}{SECOND}\n\n{END}",
        ("body", "split_glued"),
        {"before": "…its pier.Nobody has…", "after": "…its pier.\n\nNobody has…"},
    ),
    "copies": (
        HEAD + TWICE,
        ("body", "merged_copies"),
        {"value": "2 copies: 4 + 4 paragraphs -> 4", "before": LEAD},
    ),
    "breaks of the other copy": (
        f"{HEAD}{SECOND}\n\n{THIRD}\n\n{END}\n\n{''.join(STORY)}",
        ("body", "restored_breaks"),
        {"value": "3 break(s) from copy 1", "before": "…its pier.Nobody…", "after": "…its pier.\n\nNobody…"},
    ),
    "characters of the other copy": (
        HEAD + TWICE.replace("harbor", "h\ufffdrbor", 1).replace("The first", "The f\ufffdrst", 1),
        ("body", "restored_characters"),
        {"before": "…, the h\ufffdrbor office…", "after": "…, the harbor office…"},
    ),
    "characters of the first copy": (
        f"{HEAD}{COPY.replace('harbor', LOST)}\n\n{COPY}",
        ("body", "restored_characters"),
        {"value": "1 character(s) from copy 2", "before": f"…, the {LOST} office…", "after": "…, the harbor office…"},
    ),
    "characters of the second copy": (
        f"{HEAD}{COPY}\n\n{NEWS}\n\n{COPY.replace('harbor', LOST)}",
        ("body", "restored_characters"),
        {"value": "1 character(s) from copy 1", "before": f"…, the {LOST} office…", "after": "…, the harbor office…"},
    ),
    "two copies, each damaged": (
        f"{HEAD}{COPY.replace('harbor', LOST)}\n\n{COPY.replace('first', 'f' + chr(0xFFFD) + 'rst')}",
        ("body", "restored_characters"),
        {"value": "1 character(s) from copy 1", "before": "…The f\ufffdrst boat…", "after": "…The first boat…"},
    ),
    "a copy with fewer breaks": (
        f"{HEAD}{SECOND}\n\n{THIRD}\n\n{END}\n\n{''.join(STORY)}",
        ("body", "merged_copies"),
        {"before": f"{SECOND} {THIRD} {END}"[:200]},
    ),
    "three copies, each damaged": (
        HEAD + DAMAGED,
        ("body", "restored_characters"),
        {"value": "1 character(s) from copy 1; 1 character(s) from copy 1"},
    ),
    "two paragraphs twice": (
        f"{HEAD}{LEAD}\n\n{LEAD}\n\n{SECOND}\n\n{THIRD}\n\n{END}\n\n{NEWS}\n\n{NEWS}\n\n{MORE}",
        ("body", "dropped_repeat"),
        {"value": "2 adjacent repeat(s) dropped", "before": LEAD},
    ),
    "a paragraph twice": (
        f"{HEAD}{LEAD}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n\n{END}",
        ("body", "dropped_repeat"),
        {"value": "1 adjacent repeat(s) dropped", "before": SECOND},
    ),
    "lost characters": (
        f"{HEAD}{LEAD}\n\nIt\ufffds late, they say. {END}",
        ("body", "guessed_characters"),
        {"value": "clitic: 1 of them", "before": "It\ufffds late, they say. Th", "after": "It’s late, they say. Th"},
    ),
    "furniture": (
        f"{HEAD}{LEAD}\n\nREAD MORE: The ferry that never was\n\n{END}",
        ("body", "removed_furniture"),
        {"value": "read_more: 1 taken out", "before": "READ MORE: The ferry that never was"},
    ),
    "a letter in two parts": (
        f"{HEAD}{LEAD}\n\nThe cafe\u0301 on the pier stays shut.",
        ("body", "normalized_unicode"),
        {"before": "…The cafe\u0301 on…", "after": "…The café on…"},
    ),
    "two cities": (
        f"{HEAD}OSLO and PARIS, May 3 (Reuters) - {LEAD}\n\n{END}",
        ("dateline_place", "spelled_as_read"),
        {"value": "Oslo/Paris", "before": "OSLO and PARIS, May 3 (Reuters) -"},
    ),
    "a headline's tags": (
        f"{HEAD}UPDATE 1-Ferry to sail again in May\n\n{LEAD}\n\n{END}",
        ("title_tags", "tags_cut_off"),
        {"value": "UPDATE 1", "before": "UPDATE 1-Ferry to sail again in May", "after": "Ferry to sail again in May"},
    ),
    "a headline": (
        f"{HEAD}Ferry to sail again in May\n\n{LEAD}\n\n{END}",
        ("title", "first_line"),
        {"value": "Ferry to sail again in May", "source": "text", "before": "Ferry to sail again in May"},
    ),
    "a headline's agency": (
        f"{HEAD}Ferry to sail again in May (AP)\n\n{LEAD}\n\n{END}",
        ("title", "agency_cut_off"),
        {"before": "Ferry to sail again in May (AP)", "after": "Ferry to sail again in May"},
    ),
    "its agency's place": (
        f"{HEAD}Ferry to sail again in May (AP)\n\n{LEAD}\n\n{END}",
        ("agency", "listed_agency"),
        {"value": "AP", "source": "title", "before": "Ferry to sail again in May (AP)"},
    ),
    "a byline": (
        f"{HEAD}By Ada Quill and Bo Rook\n\n{LEAD}\n\n{END}",
        ("authors", "byline"),
        {"value": "Ada Quill; Bo Rook", "source": "text", "before": "By Ada Quill and Bo Rook"},
    ),
    "a byline before a dateline": (
        f"{HEAD}By Ada Quill AMSEL, May 3 (AP) - {LEAD}\n\n{END}",
        ("authors", "byline"),
        {"value": "Ada Quill", "source": "dateline"},
    ),
    "authors of the header, and a byline": (
        f"date: 2024-05-03\nauthor: Ada Quill\n\nBy Bo Rook\n\n{LEAD}\n\n{END}",
        ("authors", "header_before_byline"),
        {"value": "Ada Quill", "source": "header", "before": "By Bo Rook"},
    ),
    "authors of the header": (
        f"date: 2024-05-03\nauthor: ADA QUILL and BO ROOK\n\n{LEAD}\n\n{END}",
        ("authors", "byline"),
        {"value": "Ada Quill; Bo Rook", "source": "header", "before": "ADA QUILL and BO ROOK"},
    ),
}
# Values that stand in the file as they are: no row of these fields.
PLAIN = {
    "place in capitals": (f"{HEAD}NEW DELHI, May 3 (PTI) - {LEAD}\n\n{END}", "dateline_place"),
    "place": (f"{HEAD}Amman, May 3 (AFP) - {LEAD}\n\n{END}", "dateline_place"),
    "title": (f"date: 2024-05-03\ntitle: Ferry to sail again in May\n\n{LEAD}\n\n{END}", "title"),
    "tags": (f"{HEAD}Ferry to sail again in May\n\n{LEAD}\n\n{END}", "title_tags"),
    "author": (f"date: 2024-05-03\nauthor: Ada Quill\n\n{LEAD}\n\n{END}", "authors"),
    "nobody": (f"{HEAD}{LEAD}\n\n{END}", "authors"),
    "body": (f"{HEAD}{LEAD}\n\n{END}", "body"),
}


def stage(text: str, encoding: str = "utf-8") -> Staged:
    record = {"article_id": "a", "format": "headed_text", "source_uri": "b.txt", "text": text, "encoding": encoding}
    read = with_given_dates(read_fields(pl.DataFrame([record], schema=RECORDS), {}), pl.DataFrame(schema=OVERRIDES))
    return to_articles(read, SourceRules())


def matches(got: str | None, expected: str) -> bool:
    if got is None:
        return False
    inside = expected.strip("…")
    return got == expected or (expected.startswith("…") and expected.endswith("…") and inside in got)


@pytest.mark.parametrize(("text", "of", "expected"), CASES.values(), ids=CASES)
def test_evidence_of_a_value(text: str, of: tuple[str, str], expected: dict[str, str]) -> None:
    staged = stage(text)
    rows = staged.evidence.filter((pl.col("field") == of[0]) & (pl.col("rule") == of[1])).to_dicts()
    assert len(rows) == 1, staged.evidence.to_dicts()
    wrong = {name: rows[0][name] for name, value in expected.items() if not matches(rows[0][name], value)}
    assert wrong == {}


@pytest.mark.parametrize("text", [text for text, _, _ in CASES.values()], ids=CASES)
def test_each_code_of_a_text_has_its_row(text: str) -> None:
    staged = stage(text)
    repairs = set(staged.articles["repairs"][0])
    assert repairs <= set(staged.evidence.filter(pl.col("field") == "body")["rule"])


@pytest.mark.parametrize(("text", "field"), PLAIN.values(), ids=PLAIN)
def test_a_value_as_it_stands_in_the_file_has_no_row(text: str, field: str) -> None:
    staged = stage(text)
    assert staged.evidence.filter(pl.col("field") == field).to_dicts() == []


@pytest.mark.parametrize(("encoding", "repairs"), [("utf-8", []), ("utf-8-sig", []), ("utf-16", ["decoded_legacy"])])
def test_utf_8_with_a_byte_order_mark_is_utf_8(encoding: str, repairs: list[str]) -> None:
    staged = stage(f"{HEAD}{LEAD}\n\n{END}", encoding)
    assert staged.articles["repairs"].to_list() == [repairs]
    assert staged.evidence.filter(pl.col("rule") == "decoded_legacy")["value"].to_list() == [encoding] * len(repairs)
