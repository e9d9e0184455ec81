import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirehouse.duplicates.shingles import SHINGLE_WORDS, make_shingles, printed_text, split_words

TEXTS = {
    "signs": ("Hello, World's end -- 3.5 %", ["hello", "world", "s", "end", "3", "5"]),
    "typography": ("“Naïve”… said—she", ["naïve", "said", "she"]),
    "a Turkish capital": ("İstanbul’da Iğdır", ["istanbul", "da", "iğdır"]),
    "underscores and marks": ("snake_case हिन्दी", ["snake_case", "हिन्दी"]),
    "unspaced": ("東京で ok テスト", ["東", "京", "で", "ok", "テ", "ス", "ト"]),
    "Korean has spaces": ("서울에서 지진", ["서울에서", "지진"]),
    "Cyrillic": ("МОСКВА, 5 мая", ["москва", "5", "мая"]),
    "long": ("Donaudampfschifffahrtsgesellschaft", ["donaudampfschifffahrtsgesellschaft"]),
    "none": ("-- ***", []),
    "empty": ("", []),
}


def split(texts: list[str]) -> list[list[str]]:
    words = split_words(pl.Series(texts, dtype=pl.String))
    spelled = [bytes(words.data[start:end]).decode() for start, end in zip(words.starts, words.ends, strict=True)]
    return [spelled[words.offsets[text] : words.offsets[text + 1]] for text in range(len(texts))]


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_words(text, expected):
    assert split([text]) == [expected]


def test_words_of_a_batch_stay_with_their_texts():
    texts, expected = zip(*TEXTS.values(), strict=True)
    assert split([*texts]) == [*expected]
    assert split([]) == []


@given(st.lists(st.text(max_size=40), max_size=5))
def test_positions_count_the_characters_of_the_text_itself(texts):
    words = split_words(pl.Series(texts, dtype=pl.String))
    starts, ends = (words.characters_before(positions) for positions in (words.starts, words.ends))
    begins = words.characters_before(words.text_starts)
    for number, text in enumerate(texts):
        for word in range(words.offsets[number], words.offsets[number + 1]):
            found = text[starts[word] - begins[number] : ends[word] - begins[number]]
            assert re.fullmatch(r"\w[\w\u0300-\u036f]*|.+", found)
            assert found.replace("İ", "i").lower() == bytes(words.data[words.starts[word] : words.ends[word]]).decode()


def test_equal_words_have_equal_hashes_and_others_do_not():
    names = [f"word{number}" * (number % 5 + 1) for number in range(20_000)]
    words = split_words(pl.Series([" ".join(names), " ".join(names).upper()]))
    once, again = words.hashes[: len(names)], words.hashes[len(names) :]
    assert (once == again).all()
    assert len(set(once.tolist())) == len(names)


def test_hashes_are_the_same_for_ever():
    """Stored fingerprints are made of them: if this fails, METHOD_VERSION must be raised."""
    shingles = make_shingles(
        split_words(pl.Series(["The harbor board of Port Amsel met", "naïve Donaudampfschiff a b c"]))
    )
    assert [f"{value:016x}" for value in shingles.hashes.tolist()] == EXPECTED


EXPECTED = ["8c4e3b58f232022e", "5e93240ba8024e80", "1d978fa413cee12c", "33fe74421d5f361c"]


@pytest.mark.parametrize("lengths", [[5], [4], [0, 9, 0], [7, 3, 4, 6], [], [1, 1, 1, 5]], ids=str)
def test_every_five_words_make_a_shingle_and_none_spans_two_texts(lengths):
    texts = [" ".join(f"w{text}x{word}" for word in range(length)) for text, length in enumerate(lengths)]
    shingles = make_shingles(split_words(pl.Series(texts, dtype=pl.String)))
    counts = [max(length - SHINGLE_WORDS + 1, 0) for length in lengths]
    assert np.diff(shingles.offsets).tolist() == counts
    assert len(set(shingles.hashes.tolist())) == sum(counts)
    alone = [make_shingles(split_words(pl.Series([text], dtype=pl.String))).hashes.tolist() for text in texts]
    assert shingles.hashes.tolist() == [one for hashes in alone for one in hashes]


def test_printed_text_leaves_out_what_is_not_there():
    frame = pl.DataFrame(
        {"title": [None, "T"], "dateline": ["D", None], "body": ["b", "b"], "credit": [None, "C"]},
        schema=dict.fromkeys(("title", "dateline", "body", "credit"), pl.String),
    )
    assert printed_text(frame).to_list() == ["D\nb", "T\nb\nC"]
