"""Records to articles: the order in which the concerns follow each other. Each step is a module of its own."""

from typing import NamedTuple

import polars as pl

from wirehouse.schema import ARTICLES, EVIDENCE, PARSER_VERSION, STAGE_ONLY
from wirehouse.transform.agencies import combine_agency
from wirehouse.transform.bylines import split_byline
from wirehouse.transform.credits import split_credit
from wirehouse.transform.dated_lines import split_dated_lines
from wirehouse.transform.datelines import split_dateline
from wirehouse.transform.evidence import collect_evidence
from wirehouse.transform.furniture import take_out_furniture
from wirehouse.transform.languages import detect_language
from wirehouse.transform.layout import split_title_and_paragraphs
from wirehouse.transform.lost_characters import restore_lost
from wirehouse.transform.places import locate_place
from wirehouse.transform.publication import SourceRules, add_publication, add_publisher, settle_publication
from wirehouse.transform.text import append_code, count_replacement_chars, word_count
from wirehouse.transform.twins import repair_twins

PARAGRAPH_BREAK = "\n\n"
_UTF8 = ("utf-8", "utf-8-sig")  # the second with a byte order mark


class Staged(NamedTuple):
    """`articles` has the columns of `ARTICLES` and `STAGE_ONLY`, `evidence` those of `EVIDENCE`."""

    articles: pl.DataFrame
    evidence: pl.DataFrame


def to_articles(read: pl.DataFrame, rules: SourceRules) -> Staged:
    """Turn records whose reader has found their fields (`content`, `header_*`, `repairs`) into staged articles.

    One row per record in, one per record out, whatever it holds; what is no article is for gate 1 to say.
    """
    frame = read.with_columns(append_code(~pl.col("encoding").is_in(_UTF8), "decoded_legacy"))
    frame = add_publication(add_publisher(split_dated_lines(frame), rules), rules)
    frame = take_out_furniture(repair_twins(split_title_and_paragraphs(frame)))
    frame = restore_lost(combine_agency(split_credit(split_dateline(split_byline(frame)))))
    frame = settle_publication(locate_place(frame))
    frame = frame.with_columns(body=pl.col("paragraphs").list.join(PARAGRAPH_BREAK)).with_columns(
        word_count=word_count(pl.col("body")),
        paragraph_count=pl.col("paragraphs").list.len(),
        replacement_char_count=count_replacement_chars(pl.col("body")),
        url=pl.col("header_url"),
        parser_version=pl.lit(PARSER_VERSION),
        require_date=pl.lit(rules.require_date),
    )
    frame = detect_language(frame)
    columns = {**ARTICLES, **STAGE_ONLY}
    articles = frame.select(pl.col(name).cast(dtype) for name, dtype in columns.items())
    return Staged(
        articles, collect_evidence(frame).select(pl.col(name).cast(dtype) for name, dtype in EVIDENCE.items())
    )
