"""The dateline: where and when a story was filed, and by whom, split off the head of its text.

A text is compared with the shapes in `dateline_patterns`; the facts about the place's name decide which of the
matches is believed. With a date or an agency beside it any name will do; without, a name in capitals must not be a
label (`BREAKING -`), before a colon it must be a known place, and a name in small letters must be one anywhere.

Not found, on purpose: datelines inside a paragraph, after more than three short lines, unknown places in small
letters or before a colon that stand there alone. A second call finds nothing more, but where two datelines follow
each other in one paragraph.
"""

import polars as pl
import polars.selectors as cs

from wirehouse.transform.agencies import is_listed_agency, split_title_agency
from wirehouse.transform.dateline_dates import resolve_dateline_date
from wirehouse.transform.dateline_patterns import GROUPS, HEAD_AGENCY, SHAPES, TAIL_AGENCY
from wirehouse.transform.place_names import PlaceFacts, describe_place, is_region, spell_names

_HEAD = 250  # characters of a paragraph that are looked at; the longest dateline of 10,051 was 58 long
_DEPTH = 4  # paragraphs looked at: the first, and those behind up to three short lines
_SHORT_LINE = 160  # a byline, a note, a slug or a caption before the dateline is not longer

_SURE = ("byline_place_date", "byline_place_agency", "place_date_agency", "place_date_name", "place_dash_date")
_RULES = {name: number for number, name in enumerate(SHAPES)}
_CALL_SIGN = r"^[KW][A-Z]{2,3}(?:[- ]?(?:TV|FM|AM|\d+))?$"  # American stations: `(KTVI)-`, `(WIBW)`
_NO_AGENCY = r"^(?:[\d\W]|Adds?\b|Updates?\b|Recasts?\b|Corrects?\b|Repeats?\b|[a-z])"

Frame = pl.DataFrame


def split_dateline(frame: Frame) -> Frame:
    """Split the dateline off the head of `paragraphs`.

    In: `paragraphs`, `published_date`, `title` (nullable); `authors` if bylines were split before. Out: the same rows
    with `dateline` (as printed), `dateline_place`, `dateline_date`, `dateline_agency` (as printed), `dateline_rule`
    (the shape that matched), `title_agency`, `authors`; `paragraphs` and `title` without what was taken.
    """
    frame = split_title_agency(frame).with_row_index("__row")
    found = _find_all(frame.select("__row", "paragraphs", "title_agency", "published_date"))
    joined = frame.join(found, on="__row", how="left", maintain_order="left")
    return _take_out(joined).drop(cs.starts_with("__"))


def _find_all(frame: Frame) -> Frame:
    """One row for each text with a dateline: its parts, the paragraph it stands in and how long it is there."""
    pending = frame.with_columns(__paragraph_count=pl.col("paragraphs").list.len())
    found = []
    for depth in range(_DEPTH):
        texts = pending.with_columns(__text=_paragraph(depth).str.slice(0, _HEAD)).filter(pl.col("__text").is_not_null())
        here = _find_at(texts.drop("paragraphs"), depth)
        found.append(here)
        pending = texts.filter(_paragraph(depth).str.len_chars() <= _SHORT_LINE).join(
            here, on="__row", how="anti", maintain_order="left"
        )
    return pl.concat(found)


def _paragraph(number: int) -> pl.Expr:
    return pl.col("paragraphs").list.get(number, null_on_oob=True)


def _find_at(texts: Frame, depth: int) -> Frame:
    """The datelines at the beginning of `__text`, an agency in front of the place and one behind it included."""
    texts = _split_head_agency(texts)
    match = _believed(_candidates(texts), depth)
    texts = texts.join(match, on="__row", how="left", maintain_order="left")
    texts = _split_tail_agency(texts)
    agency = pl.coalesce("__head_agency", "agency", "slashed", "__tail_agency")
    length = pl.col("__head_length") + pl.col("__length").fill_null(0) + pl.col("__tail_length")
    rule = pl.coalesce("__rule", pl.when(pl.col("__head_length") > 0).then(pl.lit("agency_alone")))
    return (
        texts.filter(rule.is_not_null())
        .select(
            "__row",
            pl.col("__full").str.slice(0, length).str.strip_chars().alias("dateline"),
            pl.col("place").alias("dateline_place"),
            resolve_dateline_date(pl.col("date"), pl.col("published_date")).alias("dateline_date"),
            agency.str.strip_chars().alias("dateline_agency"),
            rule.alias("dateline_rule"),
            pl.col("byline").alias("__byline"),
            pl.lit(depth, pl.Int64).alias("__depth"),
            length.cast(pl.Int64).alias("__cut"),
        )
    )


def _split_head_agency(texts: Frame) -> Frame:
    """Move an agency before the place from `__text` to `__head_agency`; `__full` keeps the whole text."""
    text = pl.col("__text")
    groups = text.str.extract_groups(HEAD_AGENCY)
    in_title = pl.col("title_agency") + " - "
    said_twice = text.str.starts_with(in_title).fill_null(value=False)
    name = pl.when(said_twice).then(pl.col("title_agency")).otherwise(_agency_of(groups))
    length = pl.when(said_twice).then(in_title.str.len_chars()).otherwise(_length_of(groups, name))
    return (
        texts.with_columns(__head_agency=name, __head_length=length.cast(pl.Int64), __full=text)
        .with_columns(__text=text.str.slice(pl.col("__head_length")))
    )


def _split_tail_agency(texts: Frame) -> Frame:
    rest = pl.when(pl.col("__rule").is_not_null()).then(pl.col("__text").str.slice(pl.col("__length").fill_null(0)))
    groups = rest.str.extract_groups(TAIL_AGENCY)
    name = _agency_of(groups)
    return texts.with_columns(__tail_agency=name, __tail_length=_length_of(groups, name).cast(pl.Int64))


def _agency_of(groups: pl.Expr) -> pl.Expr:
    """The name in the agency's place, null where what stands there cannot be one."""
    bracketed = groups.struct.field("bracketed")
    name = pl.coalesce(
        pl.when(_may_be_agency(bracketed)).then(bracketed), groups.struct.field("plain"), groups.struct.field("lined")
    )
    return name.str.strip_chars()


def _length_of(groups: pl.Expr, name: pl.Expr) -> pl.Expr:
    return pl.when(name.is_not_null()).then(groups.struct.field("raw").str.len_chars()).otherwise(0)


def _may_be_agency(name: pl.Expr) -> pl.Expr:
    """Whether a name in brackets can be an agency: listed, a station's call sign, or a short name in capitals."""
    region = name.map_batches(
        lambda names: names.replace_strict({n: is_region(n) for n in names.drop_nulls().unique()}, default=False,
                                           return_dtype=pl.Boolean),
        return_dtype=pl.Boolean,
    )
    words = name.str.count_matches(r"\S+")
    return is_listed_agency(name) | (~name.str.contains(_NO_AGENCY) & (words <= 4) & ~region)


def _candidates(texts: Frame) -> Frame:
    """One row for each text and shape that fits it, in the order of the shapes."""
    parts = []
    for name, pattern in SHAPES.items():
        groups = pl.col("__text").str.extract_groups(pattern)
        fields = [
            (groups.struct.field(group) if f"(?P<{group}>" in pattern else pl.lit(None, pl.String)).alias(group)
            for group in GROUPS
        ]
        parts.append(
            texts.lazy().select("__row", "__head_agency", "__paragraph_count", "__text", *fields)
            .filter(pl.col("raw").is_not_null()).with_columns(__rule=pl.lit(name))
        )
    return pl.concat(pl.collect_all(parts))


def _believed(candidates: Frame, depth: int) -> Frame:
    """The first candidate of each text that can be a dateline, with its place as a reader would write it."""
    facts = _describe(candidates["place"])
    frame = candidates.rename({"place": "__printed"}).join(facts, on="__printed", how="left", maintain_order="left")
    frame = frame.with_columns(__length=pl.col("raw").str.len_chars(), __order=pl.col("__rule").replace_strict(_RULES))
    return (
        frame.filter(_is_dateline(depth))
        .sort("__row", "__order")
        .unique("__row", keep="first", maintain_order=True)
        .select("__row", "byline", "place", "date", "agency", "slashed", "__rule", "__length")
    )


def _describe(places: pl.Series) -> Frame:
    """`PlaceFacts` of each different name, and the name."""
    names = places.drop_nulls().unique().sort()
    rows = [describe_place(name) for name in names]
    types = {name: (pl.String if kind is str else pl.Int64 if kind is int else pl.Boolean)
             for name, kind in PlaceFacts.__annotations__.items()}
    return pl.DataFrame(rows, schema=types, orient="row").with_columns(names.alias("__printed"))


def _is_dateline(depth: int) -> pl.Expr:
    """Whether a candidate is believed: the weaker its marks, the more its place must speak for itself."""
    rule, known, capitals = pl.col("__rule"), pl.col("is_known"), pl.col("in_capitals")
    agency = pl.coalesce("agency", "slashed")
    placed = known | pl.col("has_region")
    rest = pl.col("__text").str.slice(pl.col("__length"))
    goes_on = rest.str.contains(r"""^["'“‘«(\d]*[\p{Lu}\p{Lo}\d]""")
    dated = rule.is_in([*_SURE, "place_date", "place_odd_date", "place_weekday"])
    named = rule.is_in(["place_agency", "place_region_agency", "place_dash_agency"])
    not_label = ~pl.col("is_label") | known | dated | named
    name_like = ~pl.col("is_sentence") & not_label & (pl.col("word_count") <= 6)
    sure_agency = is_listed_agency(agency) | agency.str.contains(_CALL_SIGN) | placed | capitals
    capital_name = (
        capitals & ~(pl.col("is_acronym") & ~placed) & ((pl.col("word_count") <= 3) | placed | pl.col("is_site"))
    )
    alone = rest.str.strip_chars() == ""
    first = pl.lit(depth == 0)
    believed = (
        pl.when(dated).then((pl.col("word_count") <= 5) | capitals)
        .when(named).then(_may_be_agency(agency) & sure_agency)
        .when(rule == "place_date_line").then((pl.col("__paragraph_count") > depth + 1) & (pl.col("word_count") <= 4))
        .when(rule == "capitals_dash").then(capital_name & (~alone | placed) & (first | placed))
        .when(rule == "capitals_colon").then(known & capitals & ~alone & first)
        .when(rule.is_in(["known_dash", "known_colon"])).then(placed & known & goes_on & first)
        .otherwise(pl.lit(value=False))
    )
    name_like = name_like | (pl.col("is_site") & capitals)
    return (name_like & believed).fill_null(value=False)


def _take_out(frame: Frame) -> Frame:
    """Remove what was found from `paragraphs`; a paragraph that was nothing else goes, an author is added."""
    depth, paragraphs = pl.col("__depth"), pl.col("paragraphs")
    rest = paragraphs.list.get(depth, null_on_oob=True).str.slice(pl.col("__cut")).str.strip_chars()
    kept = pl.when(rest != "").then(pl.concat_list(rest)).otherwise(pl.lit([], pl.List(pl.String)))
    shorter = pl.concat_list(paragraphs.list.head(depth), kept, paragraphs.list.slice(depth + 1))
    frame = frame.with_columns(paragraphs=pl.when(depth.is_not_null()).then(shorter).otherwise(paragraphs))
    if "authors" not in frame.columns:
        frame = frame.with_columns(authors=pl.lit([], pl.List(pl.String)))
    return _add_author(frame)


def _add_author(frame: Frame) -> Frame:
    """The byline that stood before the dateline in its paragraph -> `authors`, where no other is known."""
    names = pl.col("__byline").str.replace_all(r"\s+(?:and|&)\s+", "\x1f").str.split("\x1f")
    missing = pl.col("__byline").is_not_null() & (pl.col("authors").fill_null([]).list.len() == 0)
    return frame.with_columns(authors=pl.when(missing).then(spell_names(names)).otherwise(pl.col("authors").fill_null([])))
