"""The language of a body, offline: pycld2 for all, py3langid where pycld2 is not sure.

This is the one place where every row passes through Python: pycld2 has no batch call, and its one C call
takes 25 microseconds for 600 characters (py3langid: 500 to 1,000).
"""

from functools import cache
from typing import Any

import polars as pl
import pycld2

from wirehouse.transform.data import load
from wirehouse.transform.text import only_where

# characters; 1,000 changed 0.4 % of the answers on 2,788 articles, at 1.4 times the cost
_SAMPLE = 600
# characters that are asked about first; where nearly all of them are in one language, the rest changed one answer of
# 14,300, at half the cost
_FIRST_LOOK = 300
_CLEAR = 97  # percent
_SURE = 0.6  # of the sample in one language; below it a second opinion is asked for. Only 0.4 % of articles are
_LETTERS_ENOUGH = 12  # a sample with fewer says nothing about its language

_REPLACED: dict[str, str | None] = load("language_codes")["replaced"]
# pycld2 takes Nigerian Pidgin for English. These words are 16 % of its median text, and 2 % of English news
# at the 99th percentile (of 948); a text with many of them gets the second opinion.
_PIDGIN_WORD = r"(?i-u:\b(?:" + "|".join(load("language_codes")["pidgin_words"]) + r")\b)"
_PIDGIN_SHARE = 0.03
# Languages so near that pycld2 takes one for the other: what only the second one spells so, and only the first. Of 322
# news texts in Kirundi it took 272 for Kinyarwanda.
_NEIGHBOURS: dict[str, dict[str, Any]] = load("language_codes")["neighbours"]
# pycld2 raises on controls, private and unassigned characters; lost characters tell nothing.
_NOT_FOR_CLD2 = r"[\p{C}\u{fffd}]+"


def detect_language(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `language` (BCP 47, null if unknown) and `language_confidence` (0 to 1) from `body`."""
    sample = pl.col("body").fill_null("").str.slice(0, _SAMPLE).str.replace_all(_NOT_FOR_CLD2, " ")
    samples = frame.select(sample.alias("sample"))["sample"]
    answers = pl.DataFrame(
        [_detect_fast(text) for text in samples],
        schema={"language": pl.String, "language_confidence": pl.Float64},
        orient="row",
    )
    unsure = _is_unsure(answers, samples)
    second = [_detect_carefully(text) for text in samples.filter(unsure)]
    opinions = pl.DataFrame(
        {
            "row": unsure.arg_true(),
            "other": [code for code, _ in second],
            "other_confidence": [p for _, p in second],
        },
        schema={"row": pl.UInt32, "other": pl.String, "other_confidence": pl.Float64},
    )
    decided = answers.with_row_index("row").join(opinions, on="row", how="left", maintain_order="left")
    better = (pl.col("other_confidence") >= _SURE) & pl.col("other").is_not_null()
    return frame.with_columns(
        decided.select(
            _told_apart(pl.when(better).then(pl.col("other")).otherwise(pl.col("language")), samples).alias("language"),
            pl.when(better)
            .then(pl.col("other_confidence"))
            .otherwise(pl.col("language_confidence"))
            .round(4)
            .alias("language_confidence"),
        )
    )


def _is_unsure(answers: pl.DataFrame, samples: pl.Series) -> pl.Series:
    """Which texts deserve the slow second opinion."""
    pidgin = samples.str.count_matches(_PIDGIN_WORD) / (samples.str.count_matches(" ", literal=True) + 1)
    doubtful = (
        answers["language"].is_null()
        | (answers["language_confidence"] < _SURE)
        | ((answers["language"] == "en") & (pidgin >= _PIDGIN_SHARE))
    )
    asked = pl.select(only_where(pl.lit(samples), pl.lit(doubtful.fill_null(True)))).to_series()
    return asked.str.count_matches(r"\p{L}") >= _LETTERS_ENOUGH


def _told_apart(language: pl.Expr, samples: pl.Series) -> pl.Expr:
    """The language, or its neighbour where the text has so many more of the neighbour's spellings than of its own.

    (One more would make a headline on a `Dem senator` Pidgin.)
    """
    told = language
    for said, neighbour in _NEIGHBOURS.items():
        sample = only_where(pl.lit(samples), language == said)
        marks, against = (sample.str.count_matches(f"(?i){neighbour[kind]}") for kind in ("marks", "against"))
        told = pl.when(marks >= against + neighbour["more"]).then(pl.lit(neighbour["is"])).otherwise(told)
    return told


def _detect_fast(text: str) -> tuple[str | None, float | None]:
    """pycld2's answer: the main language and its share of the text, halved where it is not reliable."""
    try:
        is_reliable, _, details = pycld2.detect(text[:_FIRST_LOOK])
        if not is_reliable or details[0][2] < _CLEAR:
            is_reliable, _, details = pycld2.detect(text)
    except pycld2.error:  # a character that its UTF-8 check refuses, newer than its tables
        return None, None
    _, code, percent, _ = details[0]
    language = _to_bcp47(code)
    return language, None if language is None else percent / (100 if is_reliable else 200)


def _detect_carefully(text: str) -> tuple[str | None, float]:
    """py3langid's answer and its probability."""
    code, probability = _langid().classify(text)
    return _to_bcp47(code), float(probability)


def _to_bcp47(code: str) -> str | None:
    """The tag for a detector's code; null for its ways of saying "unknown" and for scripts (`xx-Copt`)."""
    if code.lower() in _REPLACED:
        return _REPLACED[code.lower()]
    return None if code.startswith("xx") else code


@cache
def _langid() -> Any:
    """py3langid's model, loaded when first asked: that takes 0.7 s, and many runs never need it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
