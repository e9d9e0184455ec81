import polars as pl
import pytest

from wirehouse.transform.titles import find_title, split_title_tags

BODY = "The harbour office said on Monday that the ferry would run again once repairs to the pier were complete."


@pytest.mark.parametrize(
    ("first", "is_title"),
    [
        ("Ferry to run again in May", True),
        ("Will the ferry run again?", True),
        ("'We want our ferry back'", True),
        ("Ferry back at last!", True),
        ("FERRY TO SAIL TO THE U.S.", True),
        ("FERRY FIRM'S YEAR TO JAN 3.", True),
        ("Ferry bought by Acme Inc.", True),
        ("'My years on the ferry…'", True),
        ("渡轮将于五月恢复运营", True),
        ("UPDATE: Ferry Shares Up 8 On Debut", True),
        ("UPDATE 1-Harbor board sets 2024 budget", True),
        ("Update: Monday, Sept 14, 2023", False),
        ("UPDATE: 3 p.m. Monday", False),
        ("渡轮将于五月恢复运营，港务局说。", False),
        ("The ferry will run again in May.", False),
        ("Portmouth, May 3", False),
        ("PORTMOUTH, England, May 3 (Wire) -", False),
        ("Portmouth (Wire) — The ferry will run again", False),
        ("By Ann Ray", False),
        ("By Ann Ray, Marine Correspondent", False),
        ("Ann Ray By", False),
        ("OUR BUREAU", False),
        ("a day ago", False),
        ("* Ferry has not run since May", False),
        ("Image caption The ferry lies at the pier", False),
        ("Updated at 11:45 p.m. ET", False),
        ("Source: Bay Wire", False),
        ("Portmouth -", False),
        ("Outline", False),
        (
            "The boat that was towed to the yard last autumn will be back on its route before the summer",
            False,
        ),
        ("It sank. Nobody knows why the boat went down", False),
        ("12 - 14", False),
        ("FILE PHOTO: The ferry lies at the pier, July 2, 2021", False),
        ("(Adds details of the repairs in paragraph 3)", False),
        ("(ATTN: ADDS photo)", False),
        ("Q: Why will the ferry not run again?", False),
        ("Q&A: Why the ferry will not run again", True),
        ("\ufffdWe want our ferry back,\ufffd said Ann Ray. \ufffdWe do.\ufffd", False),
        ("\ufffdWe want our ferry back\ufffd", True),
        ("UPDATE 1-Ferry to run again in May", True),
        ("Update 2: Ferry to run again", True),
        ("UPDATE 3 p.m.", False),
        ("Update 3: 10 p.m. Monday", False),
        ("Calif. Ferry to Run Again", True),
        ("Ferry Owner to Face Conn. Court", True),
        ("Ferry repaired. The captain is glad", False),
        ("(CNN) -- Could the ferry run again", False),
        ("(CORRECTED) - Ferry to run again", True),
        ("BAGHDAD - the ferry runs again", False),
        ("BAGHDAD - FERRY RUNS AGAIN", True),
        ("FERRY TALK - what the captains say", True),
        ("Ferry " * 40, False),
    ],
)
def test_find_title_above_a_paragraph(first, is_title):
    frame = pl.DataFrame({"text": [f"{first}\n\n{BODY}"], "first": [first], "second": [BODY]})
    assert frame.select(find_title("text", "first", "second")).item() == (first if is_title else None)


def test_a_flash_that_is_all_there_is_keeps_its_title():
    line = "BAGHDAD - ferry runs again"
    frame = pl.DataFrame({"text": [line], "first": [line], "second": [None]}, schema_overrides={"second": pl.String})
    assert frame.select(find_title("text", "first", "second")).item() == line


def test_an_indented_first_line_is_no_title():
    frame = pl.DataFrame({"text": [f"    Ferry news\n\n{BODY}"], "first": ["Ferry news"], "second": [BODY]})
    assert frame.select(find_title("text", "first", "second")).item() is None


def test_a_line_above_a_shorter_one_is_no_title():
    frame = pl.DataFrame({"text": ["Apples and pears\nPlums"], "first": ["Apples and pears"], "second": ["Plums"]})
    assert frame.select(find_title("text", "first", "second")).item() is None


@pytest.mark.parametrize(
    ("line", "is_title"),
    [
        ("Ferry to run again in May", True),
        ("FERRY TO RUN AGAIN IN MAY AS THE BOARD OF THE HARBOR HAS FOUND NEW PILES FOR THE PIER", True),
        ("Ferry To Run Again In May As The Board Of The Harbor Has Found New Piles", True),
        ("Harbor board says the ferry will run again in May and that new piles were found for the pier", False),
    ],
)
def test_a_line_that_is_all_there_is_may_be_a_flash(line, is_title):
    frame = pl.DataFrame({"text": [line], "first": [line], "second": [None]}, schema_overrides={"second": pl.String})
    assert frame.select(find_title("text", "first", "second")).item() == (line if is_title else None)


@pytest.mark.parametrize(
    ("title", "rest", "tags"),
    [
        ("UPDATE 1-Ferry to run again", "Ferry to run again", ["UPDATE 1"]),
        ("WRAPUP 2-UPDATE 3-Ferry to run again", "Ferry to run again", ["WRAPUP 2", "UPDATE 3"]),
        ("FACTBOX-Five facts about ferries", "Five facts about ferries", ["FACTBOX"]),
        ("PICTURES-Ferry runs again", "Ferry runs again", ["PICTURES"]),
        ("CORRECTED - FERRY TO RUN AGAIN", "FERRY TO RUN AGAIN", ["CORRECTED"]),
        ("UPDATE 2-FERRY TO RUN AGAIN", "FERRY TO RUN AGAIN", ["UPDATE 2"]),
        ("(2nd LD) Ferry to run again", "Ferry to run again", ["2nd LD"]),
        ("LEAD-FREE PETROL FOR FERRIES", "LEAD-FREE PETROL FOR FERRIES", []),
        ("Update 1-0 to the visitors", "Update 1-0 to the visitors", []),
        ("INTERVIEW-", "INTERVIEW-", []),
        ("Ferry to run again", "Ferry to run again", []),
        (None, None, []),
    ],
)
def test_split_title_tags(title, rest, tags):
    frame = split_title_tags(pl.DataFrame({"title": [title]}, schema={"title": pl.String}))
    assert frame.row(0, named=True) == {"title": rest, "title_tags": tags}
