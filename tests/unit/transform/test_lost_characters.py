"""Lost characters: what their neighbors tell, and what they do not."""

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wirehouse.transform.lost_characters import Style, restore_lost, restore_text

SCHEMA = {"paragraphs": pl.List(pl.String), "title": pl.String, "repairs": pl.List(pl.String)}


@pytest.mark.parametrize(
    ("damaged", "expected"),
    [
        pytest.param("It\ufffds late, and they\ufffdll wait.", "It’s late, and they’ll wait.", id="clitics"),
        pytest.param("\ufffdYes,\ufffd she said.", "“Yes,” she said.", id="quotation"),
        pytest.param(
            "\ufffdHe said \ufffdno\ufffd twice,\ufffd she added.",
            "“He said ‘no’ twice,” she added.",
            id="quotation in another",
        ),
        pytest.param("\ufffdOne.\ufffd And then: \ufffdTwo.\ufffd", "“One.” And then: “Two.”", id="two quotations"),
        pytest.param("the years 1990\ufffd91", "the years 1990–91", id="range"),
        pytest.param("It cost \ufffd100m to mend.", "It cost £100m to mend.", id="money"),
        pytest.param("the \ufffd18-carat\ufffd ring", "the “18-carat” ring", id="no money"),
        pytest.param("born in the \ufffd80s", "born in the ’80s", id="decade"),
        pytest.param("the pier \ufffd long closed \ufffd opens", "the pier — long closed — opens", id="dashes"),
        pytest.param("the pier\ufffdwhich was closed", "the pier—which was closed", id="dash between words"),
        pytest.param("the workers\ufffd union", "the workers’ union", id="genitive"),
        pytest.param("Sinead O\ufffdHara", "Sinead O’Hara", id="name"),
        pytest.param("a caf\ufffd by the pier", "a café by the pier", id="listed word"),
        pytest.param("in S\ufffdo Paulo", "in São Paulo", id="listed name"),
        pytest.param("Mr Xy\ufffdzw of Qu\ufffdrk", "Mr Xy\ufffdzw of Qu\ufffdrk", id="unknown stays lost"),
        pytest.param(
            "Jos\ufffd P\ufffdrez, Beyonc\ufffd\ufffds guest", "José Pérez, Beyoncé’s guest", id="listed names"
        ),
        pytest.param("\ufffdJos\ufffd,\ufffd she said.", "“José,” she said.", id="listed name in quotes"),
        pytest.param("\ufffdLVAREZ met \ufffdlvarez", "ÁLVAREZ met Álvarez", id="the letter lost is the first"),
        pytest.param("a r\ufffdsum\ufffd of an \ufffdmigr\ufffd", "a résumé of an émigré", id="two letters of a word"),
        pytest.param("said \ufffdno\ufffd and \ufffdNo\ufffd twice", "said “no” and “No” twice", id="no name"),
        pytest.param(
            "Ma\ufffdam, it\ufffds five o\ufffdclock", "Ma’am, it’s five o’clock", id="listed words' apostrophes"
        ),
        pytest.param("at Northcast\ufffdConal swears", "at Northcast—Conal swears", id="dash between names"),
        pytest.param("fear not\ufffdthere are more", "fear not—there are more", id="dash between small words"),
        pytest.param(
            "the farm\ufffd\ufffdPier Farm\ufffd\ufffddoes not",
            "the farm—“Pier Farm”—does not",
            id="dashes around quotes",
        ),
        pytest.param("She added:\ufffdThere it is.\ufffd", "She added:“There it is.”", id="quotation without a space"),
        pytest.param("and went on\ufffd", "and went on…", id="broken off"),
        pytest.param("\ufffdThey went on\ufffd\ufffd", "“They went on…”", id="broken off in a quotation"),
        pytest.param("nothing lost", "nothing lost", id="nothing"),
        pytest.param("", "", id="empty"),
    ],
)
def test_restore_text(damaged, expected):
    assert restore_text(damaged) == expected


def test_quotes_are_single_where_the_double_ones_came_through():
    assert (
        restore_text("He read \ufffdThe Pier\ufffd aloud.", style=Style(has_double=True)) == "He read ‘The Pier’ aloud."
    )


@given(st.text(alphabet="abO .,\ufffd1s“”\n", max_size=80))
def test_restore_text_is_total_and_keeps_the_rest_and_the_length(text):
    restored = restore_text(text)
    assert len(restored) == len(text)
    assert all(new == old for old, new in zip(text, restored, strict=True) if old != "\ufffd")


@example("\ufffdO \ufffd\ufffd")
@given(st.text(alphabet="abO .,\ufffd1s\n", max_size=80))
def test_restore_lost_a_second_time_changes_nothing(text):
    frame = pl.DataFrame({"paragraphs": [[text]], "title": [text], "repairs": [[]]}, schema=SCHEMA)
    once = restore_lost(frame).drop("lost_notes")
    assert restore_lost(once).drop("lost_notes").equals(once)


@pytest.mark.parametrize(
    ("text", "dash"),
    [
        ("The colour of the harbour \ufffd grey", "–"),
        ("The color of the harbor \ufffd gray", "—"),
        ("It \ufffd ends", "—"),
        ("A programme moments ago, literally, in Colorado \ufffd it ends", "–"),
    ],
)
def test_a_spaced_dash_is_as_long_as_the_country_sets_it(text, dash):
    frame = pl.DataFrame({"paragraphs": [[text]], "title": [None], "repairs": [[]]}, schema=SCHEMA)
    assert restore_lost(frame)["paragraphs"].to_list() == [[text.replace("\ufffd", dash)]]


def test_quotations_of_several_words_are_no_accents():
    text = " ".join(f"They call it “the pier number {number} a” and go." for number in range(8))
    damaged = "".join(char if char.isascii() else "\ufffd" for char in text)
    frame = pl.DataFrame({"paragraphs": [[damaged]], "title": [None], "repairs": [[]]}, schema=SCHEMA)
    assert restore_lost(frame)["paragraphs"].to_list() == [[text]]


def test_restore_lost_says_what_it_did():
    frame = pl.DataFrame(
        {
            "paragraphs": [["It\ufffds open."], ["Nothing lost."]],
            "title": ["Pier\ufffds end", None],
            "repairs": [[], []],
        },
        schema=SCHEMA,
    )
    rows = restore_lost(frame).to_dicts()
    assert (rows[0]["paragraphs"], rows[0]["title"], rows[0]["repairs"]) == (
        ["It’s open."], "Pier’s end", ["guessed_characters"],
    )  # fmt: skip
    assert [note["rule"] for note in rows[0]["lost_notes"]] == ["clitic", "clitic"]
    assert (rows[1]["paragraphs"], rows[1]["repairs"], rows[1]["lost_notes"]) == (["Nothing lost."], [], [])


@pytest.mark.parametrize(
    ("damaged", "expected"),
    [
        (
            "It\ufffd\ufffd\ufffds the caf\ufffd\ufffd, \ufffd\ufffd\ufffdhe said.\ufffd\ufffd\ufffd",
            "It’s the café, “he said.”",
        ),
        ("It\ufffd\ufffd\ufffds \ufffd one", "It\ufffd\ufffd\ufffds — one"),  # some are alone: not a character's bytes
        ("Mr Xy\ufffd\ufffd\ufffdzw", "Mr Xy\ufffd\ufffd\ufffdzw"),
    ],
)
def test_the_bytes_of_a_character_are_one_loss(damaged, expected):
    frame = pl.DataFrame({"paragraphs": [[damaged]], "title": [None], "repairs": [[]]}, schema=SCHEMA)
    assert restore_lost(frame)["paragraphs"].to_list() == [[expected]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "L’armée a annoncé vendredi que le général, déjà blessé à Évry, « a été évacué » près de la frontière, où "
            "les réfugiés étaient arrêtés, et que le régime congolais enquête.",
            id="fr",
        ),
        pytest.param(
            "La città è più sicura, ha detto il sindaco, e già martedì sarà riaperto il ponte. Il perché non si è "
            "capito e la società che lo gestisce era già in perdita, e nessuno può dire se tornerà l’attività.",
            id="it",
        ),
        pytest.param(
            "El alcalde viajó a Bogotá y habló con los ingenieros, según informó la prensa. Llegó tarde y allí esperó "
            "más de tres días; después anunció que volverá también el próximo año.",
            id="es",
        ),
        pytest.param(
            "A eleição em São Paulo não terá segundo turno, e a oposição já não fará acordo com o governo até amanhã. "
            "Há também dúvidas sobre a reforma da educação.",
            id="pt",
        ),
    ],
)
def test_a_text_that_is_written_with_accents_is_left_alone(text):
    damaged = "".join(char if char.isascii() else "\ufffd" for char in text)
    frame = pl.DataFrame({"paragraphs": [[damaged]], "title": [None], "repairs": [[]]}, schema=SCHEMA)
    (row,) = restore_lost(frame).to_dicts()
    assert (row["paragraphs"], row["lost_notes"]) == ([damaged], [])


@pytest.mark.timeout(10)
def test_a_word_without_end_takes_no_time():
    word = f"{100_000 * 'a'}\ufffd{100_000 * 'b'}\ufffdccccc"
    frame = pl.DataFrame({"paragraphs": [[word]], "title": [None], "repairs": [[]]}, schema=SCHEMA)
    assert restore_lost(frame)["paragraphs"].to_list() == [[word.replace("\ufffd", "—")]]
