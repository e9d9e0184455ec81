"""Expressions that several modules share: white space, counting, and the form of a body that is hashed."""

import re
from collections.abc import Callable

import polars as pl

# Scripts written without spaces: every character counts as a word, or a Chinese article would have one.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}"
_WORD = rf"[{_UNSPACED}]|[\p{{L}}\p{{N}}&&[^{_UNSPACED}]][^\s{_UNSPACED}]*"

# All that NFKC surely leaves alone in ordinary news text. NFKC runs at 45 MB/s, this screen at 500 MB/s.
_LETTERS = r"\u{c0}-\u{131}\u{134}-\u{13e}\u{141}-\u{148}\u{14a}-\u{17e}\u{388}-\u{3cf}\u{400}-\u{4ff}"
_NFKC_MAY_CHANGE = rf"[^\x00-\x7f‘’“”–—•€£{_LETTERS}]"

CASELESS = r"\x{590}-\x{dff}"
"""Of a class of characters: the scripts without capitals from Hebrew to Sinhala, Arabic and those of India."""


def is_caseless(word: str) -> bool:
    """Whether a word is written in one of the scripts of `CASELESS`."""
    return "\u0590" <= word[:1] <= "\u0dff"


def normalize_whitespace(text: pl.Expr) -> pl.Expr:
    """Runs of white space, line breaks included, become one space; none at the ends."""
    return text.str.replace_all(r"\s{2,}|[^\S ]", " ").str.strip_chars()


def word_count(text: pl.Expr) -> pl.Expr:
    """How many words: runs without white space that hold a letter or a digit; a CJK character is a word."""
    return text.str.count_matches(_WORD).cast(pl.Int32)


def count_replacement_chars(text: pl.Expr) -> pl.Expr:
    """How many U+FFFD: characters that were lost before the file reached us."""
    return text.str.count_matches("\ufffd", literal=True).cast(pl.Int32)


def hash_form(text: pl.Expr) -> pl.Expr:
    """The form that `body_hash` is taken of: NFKC, straight quotes, runs of white space one space."""
    return text.map_batches(_hash_form, return_dtype=pl.String, is_elementwise=True)


def _hash_form(texts: pl.Series) -> pl.Series:
    """Most texts are ASCII with a blank line between paragraphs, and need no more than two looks.

    In steps: within one expression Polars would work out again whatever is used twice.
    """
    text = pl.col("text")
    beyond_ascii = text.str.len_bytes() != text.str.len_chars()
    frame = texts.alias("text").to_frame().select(replace_where(text, beyond_ascii, _fold))
    frame = frame.select(text.str.replace_all("\n\n", " ", literal=True))
    ends = text.str.starts_with(" ") | text.str.ends_with(" ")  # as `^ | $` in the pattern it took four times as long
    inside = text.str.contains(r"  |[\t\n\x0b\x0c\r]") | only_where(text, beyond_ascii).str.contains(r"[^\S ]")
    return frame.select(replace_where(text, ends | inside, normalize_whitespace)).to_series().alias(texts.name)


def _fold(text: pl.Expr) -> pl.Expr:
    compatible = replace_where(text, text.str.contains(_NFKC_MAY_CHANGE), lambda t: t.str.normalize("NFKC"))
    return compatible.str.replace_all("[‘’‚‛]", "'").str.replace_all("[“”„‟]", '"')


def only_where(text: pl.Expr, mask: pl.Expr) -> pl.Expr:
    """The text where `mask` holds, an empty one elsewhere: what costs a string function nothing there.

    (Null would not do: some functions of Polars 2.1 work through the characters under a null too.)
    """
    return pl.when(mask).then(text).otherwise(pl.lit(""))


def replace_where(text: pl.Expr, mask: pl.Expr, change: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """`change(text)` where `mask` holds, `text` elsewhere, without the cost of `change` elsewhere.

    `when/then/otherwise` alone evaluates both branches on every row: NFC of 9 MB that needs none takes 0.2 s,
    this way nothing. `change` must not make nulls.
    """
    return pl.when(mask).then(change(only_where(text, mask))).otherwise(text)


def of_different(text: pl.Expr, look_up: Callable[[pl.Expr], pl.Expr], dtype: type[pl.DataType]) -> pl.Expr:
    """`look_up` of each different text: of a batch's thousands of rows few have a name, and few of those differ."""

    def answer(texts: pl.Series) -> pl.Series:
        different = texts.drop_nulls().unique()
        if different.is_empty():
            return pl.repeat(None, len(texts), dtype=dtype, eager=True).alias(texts.name)
        answers = pl.select(look_up(pl.lit(different))).to_series()
        return texts.replace_strict(different, answers, default=None, return_dtype=dtype)

    return text.map_batches(answer, return_dtype=dtype)


def extract_screened(texts: pl.Series, passed: pl.Series, pattern: str) -> pl.DataFrame:
    """The named groups of `pattern`, a column each, for the texts that `passed` a cheaper look; null elsewhere.

    Where none passed, the pattern is not even compiled: a pattern of ours takes 1 to 11 ms, in every batch anew, for
    Polars keeps but 32 of them. The cheaper look must let through all that the pattern matches.
    """
    names = re.findall(r"\?P<(\w+)>", pattern)
    passed = passed.fill_null(value=False)
    if not passed.any():
        nothing = pl.repeat(None, len(texts), dtype=pl.String, eager=True)
        return pl.DataFrame(dict.fromkeys(names, nothing))
    groups = texts.filter(passed).str.extract_groups(pattern).struct.unnest()
    place = pl.select(pl.when(passed).then(passed.cast(pl.Int64).cum_sum() - 1)).to_series()
    return groups.select(pl.col(names).gather(place))


def append_code(mask: pl.Expr, code: str, column: str = "repairs") -> pl.Expr:
    """The list `column` with `code` at its end where `mask` holds and it is not in there yet."""
    missing = mask.fill_null(False) & ~pl.col(column).list.contains(code).fill_null(False)
    longer = pl.concat_list(pl.col(column).fill_null([]), pl.lit(code, dtype=pl.String))
    return pl.when(missing).then(longer).otherwise(pl.col(column).fill_null([])).alias(column)
