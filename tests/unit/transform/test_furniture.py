"""What pages and feeds put around a story."""

import re

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wirehouse.schema import REPAIRS
from wirehouse.transform import furniture
from wirehouse.transform.furniture import take_out_furniture

LEAD = "The northern pier reopened on Monday, the harbor board said."
END = "Ferries to the islands will leave from it again in the spring."

FURNITURE = {
    "Read more: Why the old pier was closed": "read_more",
    "READ: Ferries wait for the tide": "read_more",
    "Read more about the pier here.": "read_more",
    "RELATED STORIES:": "read_more",
    "Click here to see the plans": "read_more",
    "Share this with Email Facebook Messenger": "share",
    "Follow us on Twitter and Facebook for more.": "share",
    "Follow Ada Quill on Twitter": "share",
    "Join our new WhatsApp channel for the latest": "share",
    "Sign up for our newsletter": "subscribe",
    "Register now for FREE unlimited access": "subscribe",
    "Like this story?": "subscribe",
    "Advertisement": "advertisement",
    "Skip advertisement": "advertisement",
    "Story continues below advertisement": "advertisement",
    "Scroll down for video": "advertisement",
    "(AP Photo/Ada Quill)": "photo_credit",
    "Photo by Ada Quill": "photo_credit",
    "Foto: Ada Quill/dpa": "photo_credit",
    "REUTERS/Ada Quill": "photo_credit",
    "© 2024 Amsel Tribune. All rights reserved.": "copyright",
    "© Amsel Tribune – alle Rechte vorbehalten": "copyright",
    "This material may not be published, broadcast, rewritten, or redistributed. ©2025 Amsel News": "copyright",
    "(This story has not been edited by Amsel staff and is auto-generated from a syndicated feed.)": "syndication_note",
    "Our Standards: The Thomson Reuters Trust Principles.": "our_standards",
    "((ada.quill@amsel.example; +1 555 0100))": "contact",
    "ada.quill@amsel.example": "contact",
    "Facebook Twitter WhatsApp Email": "share",
    "Leave a comment": "share",
    "Follow AP's coverage of ferries at https://apnews.example/hub/ferries": "share",
    "More on ferries: https://amsel.example/ferries and https://amsel.example/piers": "share",
    "FILE PHOTO: The pier at Amsel in the fog, July 2, 2021. REUTERS/Ada Quill/File Photo": "photo_credit",
    "A ferry lies at the pier at Amsel, July 2, 2021. REUTERS/Ada Quill": "photo_credit",
    "The pier at Amsel, in this picture of July 2, 2021. Harbor Board/Handout via REUTERS": "photo_credit",
    "($1 = 22.85 crowns)": "conversion_note",
    "(1 euro = $1.07)": "conversion_note",
    "Tags: ferry, pier, Amsel": "tags",
    "3 Min Read": "reading_time",
    "____": "separator",
    "Baca juga: Dermaga lama ditutup": "read_more",
    "Lire aussi : Pourquoi la jetée a fermé": "read_more",
    "Leia também: Por que o cais fechou": "read_more",
    "Lesen Sie auch: Warum der Pier schloss": "read_more",
    "Читайте также: Почему закрыли причал": "read_more",
    "WATCH: The pier from above": "read_more",
    "You may also like": "read_more",
    "Download our free app for the latest": "subscribe",
    "Related article": "read_more",
    "Simak juga Video: Dermaga lama ditutup": "read_more",
    "Follow @amseltide for more": "share",
    "For all the latest Ferry News, download Amsel Tide App": "subscribe",
    "Story Continued Below": "advertisement",
    "Image copyrightGetty ImagesImage caption": "photo_credit",
    "Image caption The pier has been shut since May": "photo_credit",
    "The opinions expressed here are the author's own.": "disclaimer",
    "Views expressed in this column do not necessarily reflect those of the board.": "disclaimer",
    "Image copyright": "photo_credit",
    "AP file photo": "photo_credit",
    "FILE PIC: The pier before the storm": "photo_credit",
    "Tweet Share Print": "share",
    "À lire aussi : Le vieux quai ferme": "read_more",
    '"(This story has not been edited by Amsel staff.)"': "syndication_note",
    "You understand that you can opt out at any time.": "subscribe",
    "Simak video 'Dermaga lama ditutup':": "read_more",
    "© 2024 Amsel Network. A Quill Company. All Rights Reserved. Amsel Sans ™ & © 2016 CNN.": "copyright",
    "With input from agencies": "syndication_note",
    "– Agencies": "syndication_note",
    "This article was originally published by The Amsel Tribune.": "syndication_note",
}
TEXT = [
    "Read the letter out, she said, and then burn it.",
    "Reading it took the board an hour: nobody spoke.",
    "Share prices fell, and the board followed them on Tuesday.",
    "Follow the money on its way, the judge told them on Twitter and elsewhere, and you will see.",
    "Photo albums: the board has four of them, it said. They are to be sold.",
    "Copyright on the plans is held by the board, a spokesman said.",
    "This story has a long beginning, she said.",
    "Advertisement revenue rose by a tenth.",
    "Sign up to the treaty, he asked them. They did.",
    "For more than two decades, refugees have waited to go to Europe.",
    "Except for the headline inflation rate, prices were stable in March.",
    "The company will acquire licensing rights to the drug from its rival.",
    'He told the pupils to "read more."',
    "Reuters/Ipsos poll shows lead narrowing",
    "Photos by a Reuters photographer showed bodies lying in the street.",
    "Picture by picture, the archive was rebuilt.",
    "Bild: Scholz plans to step down in May",
    "This story was syndicated to 400 newspapers, the agency said.",
    "This report on torture has not been edited by the government, a spokesman said.",
    "Copyright: the court ruled that a monkey cannot hold it.",
    "Copyright 2019 was the year when it ended.",
    "Related: two men were arrested on the pier.",
    "Recommended: eight hours of sleep.",
    "Register now or lose your vote, Americans abroad were told.",
    "Sign up now, the president told the young on his channel.",
    "Follow the money on Facebook and you find the board",
    "Facebook and Twitter agreed.",
    "Facebook",
    "Leave a comment or two, she told them, and you will be banned.",
    "The plan can be read at https://amsel.example/pier",
    "More than one pier has its own page, said the board, and listed them on https://amsel.example",
    "The fog of July 2, 2021 was the work of REUTERS/Ipsos, the joke went, and it went on for long.",
    "(The board = 12 people)",
    "Agencies of the board met.",
    "Image caption contests are held each May.",
    "Related stories were told at the pier.",
    "The views expressed in the letter angered the authors of the law, who called them crude.",
    "Opinions expressed by readers were split between the columnists.",
    "Any views expressed by a judge outside court can harm his own standing.",
    "Image copyright law is old",
    "Follow @amseltide for a week and you learn a lot about eels",
    "Post continued after the war",
    "For all the latest gadgets and news, download figures fell by half last year",
    "Lihat juga 'Dermaga Tua', film pertamanya, sebelum ia pindah ke Amsel",
    "You understand that you can opt out at any time, she told the patient, and he did.",
    '"You understand that you can opt out at any time," the nurse told him.',
    "“You’ve successfully subscribed to this newsletter!” read the message on his phone, and he wept.",
    "The screen showed no media source currently available, and the crowd booed.",
    "The plaque reads © 1998 by order of the town council, all rights reserved",
    "The pier at dawn © 2024 Amsel Network. All Rights Reserved. The board will meet again in June.",
    "Views expressed by the board are heard, but the pier stays shut.",
    "© 2024 The Associated Press. All rights reserved.",
    "This story was published in May.",
    "Lire la lettre : il le fallait, dit-elle.",
    "Topics: the board spoke of three.",
    "(Updates of the plans are on the board.)",
    "(Adds details)",  # that far down it is no note on the version
    "(Reuters/AFP)",
    "© Agence France-Presse",  # the credits' business: it names the agency
]


def take_out(*paragraphs: str, title: str | None = None) -> dict:
    frame = pl.DataFrame(
        {"paragraphs": [list(paragraphs)], "repairs": [[]], "title_raw": [title]},
        schema={"paragraphs": pl.List(pl.String), "repairs": pl.List(pl.String), "title_raw": pl.String},
    )
    return take_out_furniture(frame).row(0, named=True)


@pytest.mark.parametrize(("line", "rule"), FURNITURE.items(), ids=FURNITURE)
def test_a_line_of_furniture_is_taken_out_and_kept_as_evidence(line: str, rule: str) -> None:
    row = take_out(LEAD, line, END)
    assert row["paragraphs"] == [LEAD, END]
    assert row["furniture"] == [{"rule": rule, "line": line}]
    assert row["repairs"] == ["removed_furniture"]
    assert "removed_furniture" in REPAIRS


LETTERS = [chr(code) for code in range(32, 127)] + list("©™…“”‘’—–àáãéêíõúüчитайеЧИТАЙЕ")
FITS = {"lines": "fullmatch", "head": "fullmatch", "starts": "match", "ends": "search", "inside": "search"}
PATTERNS = {
    f"{part}-{kind}": (pattern, fits)
    for part, fits in FITS.items()
    for kind, pattern in getattr(furniture._patterns(), part).items()
}


@pytest.mark.parametrize(("pattern", "fits"), PATTERNS.values(), ids=PATTERNS)
def test_what_a_pattern_fits_passes_the_screen(pattern: re.Pattern[str], fits: str) -> None:
    @settings(max_examples=20, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern, fullmatch=fits == "fullmatch", alphabet=st.sampled_from(LETTERS)))
    def passes(drawn: str) -> None:
        paragraph = re.sub(r"\s+", " ", drawn).strip()
        if getattr(pattern, fits)(paragraph) and re.search(r"\w", paragraph):
            assert furniture._marks([[paragraph]]) == [[True]]

    passes()


@pytest.mark.parametrize("line", TEXT)
def test_what_only_begins_like_furniture_stays(line: str) -> None:
    row = take_out(LEAD, END + " " + LEAD + " " + END, line, END)
    assert row["paragraphs"] == [LEAD, END + " " + LEAD + " " + END, line, END]
    assert row["furniture"] is None
    assert row["repairs"] == []


@pytest.mark.parametrize(
    ("paragraph", "stays", "rules"),
    [
        (f"{END} read more", [END], ["read_more"]),
        ("Ferries wait at the pier. (AP Photo/Ada Quill)", ["Ferries wait at the pier."], ["photo_credit"]),
        (f"{END} [+677 chars]", [END], ["truncated_by_feed"]),
        ("The plans, opens new tab, are out.", ["The plans, are out."], ["read_more"]),
        (
            f"{END} © 2024 Amsel Network. All Rights Reserved.",
            [END],
            ["copyright"],
        ),
        ("The pier at dawn © 2024 Amsel Network. All Rights Reserved.", ["The pier at dawn"], ["copyright"]),
        (f"{END} © 2024 The Associated Press. All rights reserved.", None, []),
        (f"{END} Follow @amseltide for more", [END], ["share"]),
        (f"{END} No media source currently available", [END], ["player"]),
        (f"Tonton juga: Dermaga lama[Gambas:Video 20menit] {END}", [END], ["player", "read_more"]),
        (
            f'{END} "By entering your email and clicking the Subscribe button, you agree to the terms. You understand '
            "that you can opt-out at any time. SubscribedYou've successfully subscribed to this newsletter!",
            [f'{END} "'],
            ["subscribe", "subscribe"],
        ),
        (
            f"{END}read moreRegister now for FREE unlimited access to Reuters.com RegisterReporting by Ada Quill in "
            "Amsel; Editing by Bo RookOur Standards: The Thomson Reuters Trust Principles.",
            [END, "Reporting by Ada Quill in Amsel; Editing by Bo Rook"],
            ["our_standards", "subscribe"],
        ),
    ],
)
def test_furniture_inside_a_paragraph(paragraph: str, stays: list[str], rules: list[str]) -> None:
    row = take_out(LEAD, paragraph)
    assert row["paragraphs"] == [LEAD, *(stays or [paragraph])]
    assert [one["rule"] for one in row["furniture"] or []] == rules


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Our Correspondent", "desk"),
        ("By our staff reporter", "desk"),
        ("Web Desk", "desk"),
        ("The northern pier reopened on Monday, the har...", "teaser"),
        ("The northern pier reopened on Monday […]", "teaser"),
    ],
)
def test_what_is_furniture_only_above_the_text(line: str, rule: str) -> None:
    row = take_out(line, LEAD, END)
    assert row["paragraphs"] == [LEAD, END]
    assert row["furniture"] == [{"rule": rule, "line": line}]


@pytest.mark.parametrize("line", ["The southern pier reopened on Monday...", "The northern pier ...", "Our pier"])
def test_what_only_looks_like_that_stays(line: str) -> None:
    assert take_out(line, LEAD, END)["paragraphs"] == [line, LEAD, END]


@pytest.mark.parametrize(
    "note",
    [
        "(Adds the board's reaction in paragraph 3)",
        "(Corrects spelling of Quill (not Quell) in headline)",
        "(ATTN: ADDS details in paras 4-5)",
    ],
)
@pytest.mark.parametrize("above", [[], ["By Ada Quill"]], ids=["first", "behind_a_byline"])
def test_a_note_on_the_version_is_furniture_above_the_text(note: str, above: list[str]) -> None:
    row = take_out(*above, note, LEAD + " " + END + " " + END, END)
    assert row["paragraphs"] == [*above, LEAD + " " + END + " " + END, END]
    assert row["furniture"] == [{"rule": "update_note", "line": note}]


@pytest.mark.parametrize(
    "note",
    [
        "(Corrects paragraph 7 to show that the pier (not the dock) reopened)",
        "(The Dec. 1 story was refiled to correct the pier's name in paragraph 3)",
        "(This version of the Nov. 2 story corrects paragraph 8)",
        "((This December 4 story has been corrected to change the year))",
        "(In Nov 15 item, corrects third paragraph)",
        "(Eds: Updating with fresh quotes)",
    ],
)
def test_a_note_on_the_version_in_front_of_the_dateline(note: str) -> None:
    row = take_out(f"{note} AMSEL (Reuters) - {LEAD}")
    assert row["paragraphs"] == [f"AMSEL (Reuters) - {LEAD}"]
    assert row["furniture"] == [{"rule": "update_note", "line": note}]


@pytest.mark.parametrize(
    "note",
    ["(In the first version of the story nobody drowned.)", "(The report was long.)", "(Updates are free of charge.)"],
)
def test_a_bracket_at_the_beginning_stays(note: str) -> None:
    assert take_out(f"{note} {LEAD}", END)["paragraphs"] == [f"{note} {LEAD}", END]


def test_the_headline_under_a_label_goes_with_it() -> None:
    row = take_out(LEAD, "Related article", "Board sells its ferries to the islands", END, "What comes next", END)
    assert row["paragraphs"] == [LEAD, END, "What comes next", END]
    assert take_out(LEAD, "Related article", END, "What comes next")["paragraphs"] == [LEAD, END, "What comes next"]
    for sentence in ("नौका फिर से चलेगी।", "船は月曜日に再び運航する。", "The ferry sails!"):
        assert take_out(LEAD, "Related article", sentence, END)["paragraphs"] == [LEAD, sentence, END]


@pytest.mark.parametrize(
    ("title", "paragraphs", "stays"),
    [
        pytest.param("Pier to reopen", ["Pier to reopen", LEAD, END], [LEAD, END], id="above"),
        pytest.param("Pier to reopen", [LEAD, "Pier to reopen", END], [LEAD, END], id="between"),
        pytest.param("Pier to reopen", ["Pier to reopen" + LEAD, END], [LEAD, END], id="glued"),
        pytest.param("Pier to reopen", ["Pier to reopen in May", END], None, id="begins_another_line"),
        pytest.param("Pier to reopen", ["Pier to reopened pier", END], None, id="within_a_word"),
        pytest.param("Pier reopens", [LEAD, "Pier reopens", END], None, id="two_words"),
        pytest.param("It sails to the U.S.", [LEAD, "It sails to the U.S.", END], None, id="a_sentence"),
        pytest.param(None, [LEAD, "Pier to reopen", END], None, id="no_title"),
    ],
)
def test_the_headline_is_furniture_where_it_stands_again(title, paragraphs, stays) -> None:
    row = take_out(*paragraphs, title=title)
    assert row["paragraphs"] == (stays or paragraphs)
    assert row["furniture"] == (stays and [{"rule": "repeated_headline", "line": title}])


def test_a_text_of_nothing_but_furniture_stays() -> None:
    assert take_out("Advertisement", "Share this:")["paragraphs"] == ["Advertisement", "Share this:"]
