import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirehouse.transform.text import (
    append_code,
    count_replacement_chars,
    hash_form,
    normalize_whitespace,
    replace_where,
    word_count,
)


def apply(expression, *texts):
    return pl.DataFrame({"t": list(texts)}, schema={"t": pl.String}).select(expression(pl.col("t")))["t"].to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  a  b ", "a b", id="runs"),
        pytest.param("a\n\n\tb", "a b", id="line_ends"),
        pytest.param("a\u00a0b\u3000c", "a b c", id="odd_spaces"),
        pytest.param("", "", id="empty"),
        pytest.param(None, None, id="null"),
    ],
)
def test_normalize_whitespace(text, expected):
    assert apply(normalize_whitespace, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The ferry sank.", 3, id="plain"),
        pytest.param("12 boats -- and – 3.5 more", 5, id="dashes_are_no_words"),
        pytest.param("don’t (stop)", 2, id="punctuation_belongs_to_words"),
        pytest.param("渡轮停运", 4, id="han_by_character"),
        pytest.param("渡轮 ferry号", 4, id="mixed"),
        pytest.param(" … !", 0, id="no_word"),
        pytest.param("", 0, id="empty"),
    ],
)
def test_word_count(text, expected):
    assert apply(word_count, text) == [expected]


def test_count_replacement_chars():
    assert apply(count_replacement_chars, "It\ufffds a \ufffd", "none", None) == [2, 0, None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("He said “no”, didn’t he", 'He said "no", didn\'t he', id="quotes"),
        pytest.param("„no‟ ‚x‛", "\"no\" 'x'", id="low_and_reversed_quotes"),
        pytest.param("a\n\nb", "a b", id="paragraphs"),
        pytest.param("ﬁne … ½", "fine ... 1⁄2", id="compatibility"),
        pytest.param("cafe\u0301", "café", id="composition"),
        pytest.param("Ｔｏｋｙｏ", "Tokyo", id="full_width"),
        pytest.param("ŉ ĳ", "ʼn ij", id="latin_extended"),
    ],
)
def test_hash_form_is_equal_for(one, other):
    forms = apply(hash_form, one, other)
    assert forms[0] == forms[1]


@pytest.mark.parametrize(("one", "other"), [("a b", "ab"), ("A", "a"), ("naïve", "naive")])
def test_hash_form_differs_for(one, other):
    forms = apply(hash_form, one, other)
    assert forms[0] != forms[1]


@given(st.text())
def test_hash_form_is_nfkc_folded_and_idempotent(text):
    once = apply(hash_form, text)
    assert apply(hash_form, *once) == once
    quotes = str.maketrans({**dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("“”„‟", '"')})
    # Python's `isspace` counts four control characters as white space that Unicode does not.
    plain = unicodedata.normalize("NFKC", text).translate(quotes)
    if not set(plain) & set("\x1c\x1d\x1e\x1f"):
        assert once == [" ".join(plain.split())]


def test_replace_where_leaves_the_others_alone():
    upper = replace_where(pl.col("t"), pl.col("t").str.len_chars() > 1, lambda t: t.str.to_uppercase())
    assert pl.DataFrame({"t": ["ab", "c"]}).select(upper.alias("t"))["t"].to_list() == ["AB", "c"]


def test_append_code_adds_a_code_once():
    frame = pl.DataFrame({"repairs": [["x"], [], None, ["y"]], "hit": [True, True, True, False]})
    once = frame.with_columns(append_code(pl.col("hit"), "x"))
    assert once["repairs"].to_list() == [["x"], ["x"], ["x"], ["y"]]
