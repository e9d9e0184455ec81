"""The dateline: where and when a story was filed, and by whom, split off the head of its text.

A text is compared with the shapes in `dateline_patterns`; the facts about the place's name decide which of the
matches is believed. With a date or an agency beside it any name will do (beside a day in numbers alone, only a known
place or a listed agency); without, a name in capitals must not be a label (`BREAKING -`), before a colon it must be a
known place, and a name in small letters must be one anywhere.

Not found, on purpose: datelines inside a paragraph, after more than three short lines, unknown places in small
letters or before a colon that stand there alone. A second call finds nothing more, but where two datelines follow
each other.
"""

import polars as pl
import polars.selectors as cs

from wirehouse.transform.agencies import is_listed_agency, may_name_agency, split_title_agency, stands_alone
from wirehouse.transform.dateline_dates import is_day, resolve_dateline_date
from wirehouse.transform.dateline_evidence import BEGINS, believed_candidates, may_be_agency
from wirehouse.transform.dateline_patterns import GROUPS, HEAD_AGENCY, HEAD_SCREENS, SCREENS, SHAPES, TAIL_AGENCY
from wirehouse.transform.text import CASELESS, extract_screened

_HEAD = 250  # characters of a paragraph that are looked at; the longest dateline of 10,051 was 58 long
_DEPTH = 4  # paragraphs looked at: the first, and those behind up to three short lines
_SHORT_LINE = 160  # a byline, a note, a slug or a caption before the dateline is not longer
_EDGES = " *•>\ufffd"  # marks before a dateline that are no part of it


def split_dateline(frame: pl.DataFrame) -> pl.DataFrame:
    """Split the dateline off the head of `paragraphs`.

    In: `paragraphs`, `published_date`, `title` (nullable); `authors` if bylines were split before. Out: the same rows
    with `dateline` (as printed), `dateline_place`, `dateline_date`, `dateline_agency` (as printed), `dateline_rule`
    (the shape that was believed), `title_agency`, `authors`; `paragraphs` and `title` without what was taken.
    """
    frame = split_title_agency(frame).with_row_index("__row")
    found = _find_all(frame)
    joined = frame.join(found, on="__row", how="left", maintain_order="left")
    return _take_out(joined).drop(cs.starts_with("__"))


def _find_all(frame: pl.DataFrame) -> pl.DataFrame:
    """One row for each text with a dateline: its parts, the paragraph it stands in and how long it is there."""
    heads, pending = [_heads(frame, 0)], frame
    for depth in range(1, _DEPTH):
        pending = pending.filter(_paragraph(depth - 1).str.len_chars() <= _SHORT_LINE)
        heads.append(_heads(pending, depth))
    found = _find(pl.concat(heads))  # all depths at once: the patterns are compiled once
    return found.sort("__row", "__depth").unique("__row", keep="first", maintain_order=True)


def _paragraph(number: int) -> pl.Expr:
    return pl.col("paragraphs").list.get(number, null_on_oob=True)


def _heads(frame: pl.DataFrame, depth: int) -> pl.DataFrame:
    """The beginnings of the paragraphs number `depth`, for the texts that have one."""
    return frame.select(
        "__row",
        "title_agency",
        "published_date",
        __text=_paragraph(depth).str.slice(0, _HEAD),
        __depth=pl.lit(depth, pl.Int64),
        __is_last=pl.col("paragraphs").list.len() == depth + 1,
    ).filter(pl.col("__text").is_not_null())


def _find(texts: pl.DataFrame) -> pl.DataFrame:
    """The datelines at the beginning of `__text`, an agency in front of the place and one behind it included."""
    texts = _split_head_agency(texts)
    match = believed_candidates(_candidates(texts))
    texts = texts.join(match, on=["__row", "__depth"], how="left", maintain_order="left")
    texts = _split_tail_agency(texts)
    agency = pl.coalesce("__head_agency", "agency", "__tail_agency")
    length = pl.col("__head_length") + pl.col("__length").fill_null(0) + pl.col("__tail_length")
    rule = pl.coalesce("__rule", pl.when(pl.col("__head_length") > 0).then(pl.lit("agency")))
    return texts.filter(rule.is_not_null()).select(
        "__row",
        pl.col("__full").str.slice(0, length).str.strip_chars(_EDGES).alias("dateline"),
        pl.col("place").alias("dateline_place"),
        resolve_dateline_date(pl.coalesce("date", "__head_date"), pl.col("published_date")).alias("dateline_date"),
        agency.str.strip_chars().alias("dateline_agency"),
        rule.alias("dateline_rule"),
        pl.col("byline").alias("__byline"),
        "__depth",
        length.cast(pl.Int64).alias("__cut"),
    )


def _split_head_agency(texts: pl.DataFrame) -> pl.DataFrame:
    """Move an agency before the place from `__text` to `__head_agency`; `__full` keeps the whole text.

    A day before the agency (`Jan 11 (Reuters) -`) goes to `__head_date`; then the agency must be listed.
    """
    text = pl.col("__text")
    in_title = pl.col("title_agency") + " - "
    said_twice = text.str.starts_with(in_title).fill_null(value=False)
    in_brackets, plain = (text.str.contains(screen) for screen in HEAD_SCREENS)
    passed = texts.select(in_brackets | (plain & may_name_agency(text))).to_series()
    texts = texts.with_columns(extract_screened(texts["__text"], passed, HEAD_AGENCY).to_struct("__groups"))
    date, bracketed = (pl.col("__groups").struct.field(name) for name in ("date", "bracketed"))
    begins = text.str.slice(pl.col("__groups").struct.field("raw").str.len_chars()).str.contains(BEGINS)
    is_marked, is_listed = pl.col("__groups").struct.field("mark").is_not_null(), is_listed_agency(bracketed)
    begins &= ~bracketed.str.contains(f"^[{CASELESS}]").fill_null(value=False)  # there every word begins a sentence
    undated = pl.when(bracketed.is_not_null()).then(is_marked | (is_listed & begins)).otherwise(begins)
    believed = pl.when(date.is_null()).then(undated).otherwise(is_marked & is_listed & is_day(date))
    texts = texts.with_columns(__name=pl.when(believed).then(_agency_of("__groups")), __head_date=date)
    name = pl.when(said_twice).then(pl.col("title_agency")).otherwise(pl.col("__name"))
    length = pl.when(said_twice).then(in_title.str.len_chars()).otherwise(_length_of("__groups", "__name"))
    return (
        texts.with_columns(__head_agency=name, __head_length=length.cast(pl.Int64), __full=text)
        .with_columns(__text=text.str.slice(pl.col("__head_length")))
        .drop("__groups", "__name")
    )


def _split_tail_agency(texts: pl.DataFrame) -> pl.DataFrame:
    rest = pl.when(pl.col("__rule").is_not_null()).then(pl.col("__text").str.slice(pl.col("__length").fill_null(0)))
    rests = texts.select(rest).to_series()
    return (
        texts.with_columns(extract_screened(rests, rests.is_not_null(), TAIL_AGENCY).to_struct("__groups"))
        .with_columns(__tail_agency=_agency_of("__groups"))
        .with_columns(__tail_length=_length_of("__groups", "__tail_agency").cast(pl.Int64))
    )


def _agency_of(groups: str) -> pl.Expr:
    """The name in the agency's place, null where what stands there cannot be one."""
    bracketed, plain = (pl.col(groups).struct.field(name) for name in ("bracketed", "plain"))
    return pl.coalesce(
        pl.when(may_be_agency(bracketed)).then(bracketed), pl.when(stands_alone(plain)).then(plain)
    ).str.strip_chars()


def _length_of(groups: str, name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null()).then(pl.col(groups).struct.field("raw").str.len_chars()).otherwise(0)


def _candidates(texts: pl.DataFrame) -> pl.DataFrame:
    """One row for each text and shape that fits it: `GROUPS`, `__shape`, and the text."""
    known, parts = ("__row", "__depth", "__text", "__is_last", "published_date"), []
    for name, pattern in SHAPES.items():
        passed = texts["__text"].str.contains(SCREENS[name])
        fields = texts.filter(passed).select(*known)
        groups = extract_screened(fields["__text"], pl.repeat(True, len(fields), eager=True), pattern)
        missing = [pl.lit(None, pl.String).alias(one) for one in GROUPS if one not in groups.columns]
        fields = fields.with_columns(groups).with_columns(*missing, __shape=pl.lit(name))
        fields = fields.select(*known, *GROUPS, "__shape")
        parts.append(fields.filter(pl.col("raw").is_not_null()))
    return pl.concat(parts)


def _take_out(frame: pl.DataFrame) -> pl.DataFrame:
    """Remove what was found from `paragraphs`; a paragraph that was nothing else goes, an author is added."""
    depth, paragraphs = pl.col("__depth"), pl.col("paragraphs")
    rest = paragraphs.list.get(depth, null_on_oob=True).str.slice(pl.col("__cut")).str.strip_chars()
    kept = pl.when(rest != "").then(pl.concat_list(rest)).otherwise(pl.lit([], pl.List(pl.String)))
    shorter = pl.concat_list(paragraphs.list.head(depth), kept, paragraphs.list.slice(depth + 1))
    frame = frame.with_columns(paragraphs=pl.when(depth.is_not_null()).then(shorter).otherwise(paragraphs))
    if "authors" not in frame.columns:
        frame = frame.with_columns(authors=pl.lit([], pl.List(pl.String)))
    return _add_author(frame)


def _add_author(frame: pl.DataFrame) -> pl.DataFrame:
    """The byline that stood before the dateline in its paragraph -> `authors`, where no other is known."""
    names = pl.col("__byline").str.replace_all(r"\s+(?:and|&)\s+|\s?[、·]\s?", "\x1f").str.split("\x1f")
    missing = pl.col("__byline").is_not_null() & (pl.col("authors").fill_null([]).list.len() == 0)
    return frame.with_columns(authors=pl.when(missing).then(names).otherwise(pl.col("authors").fill_null([])))
