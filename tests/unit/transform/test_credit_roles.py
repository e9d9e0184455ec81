"""Credits as the agencies print them: who did what."""

import polars as pl
import pytest

from wirehouse.transform.credit_roles import credited_people
from wirehouse.transform.credits import split_credit

CASES = {
    "(Reporting by Ada Quill and Bo Rook; Additional reporting by Cy Marsh in Mumbai; Editing by Di Fell)": {
        "reporters": "Ada Quill; Bo Rook",
        "additional_reporters": "Cy Marsh",
        "editors": "Di Fell",
    },
    "Reporting by Ada Quill in New York and Bo Rook in Washington, D.C.; editing by Di Fell": {
        "reporters": "Ada Quill; Bo Rook",
        "editors": "Di Fell",
    },
    "(Reporting by Ada Quill in Mumbai and New Delhi, Bo Rook in Paris; Editing by Di Fell)": {
        "reporters": "Ada Quill; Bo Rook",
        "editors": "Di Fell",
    },
    "(Reporting By Ada Quill, editing by Di Fell)": {"reporters": "Ada Quill", "editors": "Di Fell"},
    "(Reporting and writing by Ada Quill; Editing by Di Fell and Ed Moor)": {
        "reporters": "Ada Quill",
        "writers": "Ada Quill",
        "editors": "Di Fell; Ed Moor",
    },
    "(Additional reporting by Ada Quill, Bo Rook and Cy Marsh; Writing by Ed Moor; Editing by Di Fell)": {
        "additional_reporters": "Ada Quill; Bo Rook; Cy Marsh",
        "writers": "Ed Moor",
        "editors": "Di Fell",
    },
    "(Compiled by Ada Quill; Editing by Di Fell)": {"compilers": "Ada Quill", "editors": "Di Fell"},
    "(Compiled by Bengaluru newsroom)": {"compilers": "Bengaluru newsroom"},
    "(Written by Ada Quill; Edited by Di Fell; Graphics by Bo Rook)": {
        "writers": "Ada Quill",
        "editors": "Di Fell",
        "graphics": "Bo Rook",
    },
    "(Reporting by Ada Quill in Geneva; Translated by Bo Rook) REUTERS": {
        "reporters": "Ada Quill",
        "translators": "Bo Rook",
    },
    "Additional reporting by Ada Quill. Have something to add to this story? Write to us.": {
        "additional_reporters": "Ada Quill"
    },
    "--With assistance from Ada Quill and Bo Rook.": {"additional_reporters": "Ada Quill; Bo Rook"},
    "(REPORTING BY ADA QUILL; EDITING BY BO McROOK)": {"reporters": "Ada Quill", "editors": "Bo McRook"},
    "(Reporting by A. J. Quill Jr.; Editing by Di O'Fell.)": {"reporters": "A. J. Quill Jr.", "editors": "Di O'Fell"},
    "(Reporting by Ada Quill; desk@wire.example; +44 20 0000 0000)": {"reporters": "Ada Quill"},
    "(Reporting by Ada Quill/Bo Rook)": {"reporters": "Ada Quill; Bo Rook"},
    "(Reporting by Ada Paris, London Breed; Editing by Di Fell)": {
        "reporters": "Ada Paris; London Breed",
        "editors": "Di Fell",
    },
    "(Compiled by Ada Quill) (Edited by Bo Rook)": {"compilers": "Ada Quill", "editors": "Bo Rook"},
    "(Writing by Ada Quill, with additional reporting by Bo Rook) REUTERS": {
        "writers": "Ada Quill",
        "additional_reporters": "Bo Rook",
    },
    "Reporting by Ada Quill and editing by Bo Rook": {"reporters": "Ada Quill", "editors": "Bo Rook"},
    "Reporting by Ada Quill – Editing by Bo Rook": {"reporters": "Ada Quill", "editors": "Bo Rook"},
    "Reporting by Ada Quill - Editing by Bo Rook": {"reporters": "Ada Quill", "editors": "Bo Rook"},
    "(Reporting by Ada Quill/Editing by Bo Rook)": {"reporters": "Ada Quill", "editors": "Bo Rook"},
    "(Reporting by Ada Quill,Editing by Bo Rook Jr.)": {"reporters": "Ada Quill", "editors": "Bo Rook Jr."},
    "(Additional reporting and writing by Ada Quill)": {"additional_reporters": "Ada Quill", "writers": "Ada Quill"},
    "(Writing, reporting and editing by Ada Quill)": {
        "writers": "Ada Quill",
        "reporters": "Ada Quill",
        "editors": "Ada Quill",
    },
    "(Reporting, writing and photographs by Ada Quill)": {"reporters": "Ada Quill", "writers": "Ada Quill"},
    "Reporting by: Ada Quill": {"reporters": "Ada Quill"},
    "Associated Press writers Ada Quill in Rome and Bo Rook in Washington contributed to this report.": {
        "additional_reporters": "Ada Quill; Bo Rook"
    },
    "AP Business Writer Ada Quill contributed to this story from New York.": {"additional_reporters": "Ada Quill"},
    "CNN’s Ada Quill, Bo Rook and Cy Marsh contributed to this report.": {
        "additional_reporters": "Ada Quill; Bo Rook; Cy Marsh"
    },
    "Ada Quill and Bo Rook contributed reporting from Geneva.": {"additional_reporters": "Ada Quill; Bo Rook"},
    "___ Associated Press Writer J. D. Quill contributed to this report.": {"additional_reporters": "J. D. Quill"},
    "AFP contributed to this report.": {"additional_reporters": "AFP"},
    "Associated Press writer Ada Quill also contributed to this report.": {"additional_reporters": "Ada Quill"},
    "(The Bay Wire's Ada Quill and AP photographer Bo Rook contributed to this post.)": {
        "additional_reporters": "Ada Quill; Bo Rook"
    },
    "Reporting by Ada Quill and a stringer in Seoul; Editing by Di Fell": {
        "reporters": "Ada Quill",
        "editors": "Di Fell",
    },
    "Additional reporting by PTI and Bo Rook": {"additional_reporters": "PTI; Bo Rook"},
    "(Reuters)": {},
    "This report by The Canadian Press was first published Jan. 18, 2024.": {},
    "(With inputs from PTI)": {},
}

# The last paragraph of a text that says who reported, and is no credit.
TEXT = [
    "Reporting by the Bay Wire showed that the pier had been unsafe for years.",
    "Reporting by Ada Quill led to the pier being closed, the council said; editing by others did not.",
    "Editing by hand is slow, but it is what the office has done for years.",
    "The mayor said Ada Quill had contributed to this report.",
    "Bad weather and old pipes contributed to this.",
    "Ada Quill, who wrote it, said she contributed to this story.",
    "Many towns contributed to the report.",
    "He was reporting by then from the pier.",
    "The book was written by Ada Quill.",
    "Written by Ada Quill, the play opens in June.",
    "Written and directed by Ada Quill, the film won three prizes at sea.",
    "Edited by J. K. Quill, the book sold well.",
    "Graphics by the studio look better than in any earlier game.",
    "Translation by machine remains hard.",
    "Reported by CNN, the story went round the world.",
    "They contributed to this story.",
    "Compiled by hand, the list is not what the council had asked for.",
]


@pytest.mark.parametrize(("credit", "roles"), CASES.items(), ids=CASES)
def test_people_of_a_credit_by_their_role(credit: str, roles: dict[str, str]) -> None:
    found = credited_people(pl.DataFrame({"article_id": ["a"], "credit": [credit]}))
    assert dict(found.select("role", "names").rows()) == roles


@pytest.mark.parametrize("credit", [credit for credit, roles in CASES.items() if roles], ids=str)
def test_each_of_them_is_split_off_its_text(credit: str) -> None:
    frame = pl.DataFrame({"paragraphs": [["It sank.", credit]]})
    assert split_credit(frame).select("paragraphs", "credit").rows() == [(["It sank."], credit)]


@pytest.mark.parametrize("paragraph", TEXT)
def test_a_sentence_about_reporting_stays(paragraph: str) -> None:
    frame = pl.DataFrame({"paragraphs": [["It sank.", paragraph]]})
    assert split_credit(frame).select("paragraphs", "credit").rows() == [(["It sank.", paragraph], None)]


def test_a_sentence_about_reporting_before_a_credit_is_not_taken_for_it() -> None:
    text, credit = (
        "The paper, reporting on the case, said it was a loss.",
        "Reporting by Ada Quill; Editing by Bo Rook.",
    )
    split = split_credit(pl.DataFrame({"paragraphs": [[f"{text} {credit}"]]}))
    assert split.select("paragraphs", "credit").rows() == [([text], credit)]


def test_who_contributed_stands_behind_another_credit() -> None:
    credit = (
        "(Reporting by Ada Quill; Editing by Bo Rook) Di Fell contributed to this report. AFP contributed reporting."
    )
    found = credited_people(pl.DataFrame({"article_id": ["a"], "credit": [credit]}))
    assert dict(found.select("role", "names").rows()) == {
        "reporters": "Ada Quill",
        "editors": "Bo Rook",
        "additional_reporters": "Di Fell; AFP",
    }


def test_no_credit_at_all() -> None:
    frame = pl.DataFrame({"article_id": ["a"], "credit": [None]}, schema={"article_id": pl.String, "credit": pl.String})
    assert credited_people(frame).is_empty()
