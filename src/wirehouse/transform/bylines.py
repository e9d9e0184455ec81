"""The byline: a first short paragraph that says who wrote the text, and perhaps for whom.

`By Jane Doe, Reuters`, `BY JANE DOE`, `Par Jeanne Doe`, `By Jane Doe and John Roe | AP Writer`, `Jane Doe, Reuters`,
`Agence France Presse`. It is looked for in the first three paragraphs, behind none but short ones. A byline in front of
a dateline in the same paragraph is the dateline's affair. A second call finds nothing more, but where two bylines
follow each other.
"""

import polars as pl
import polars.selectors as cs

from wirehouse.transform.agencies import ALONE, is_listed_agency, may_name_agency
from wirehouse.transform.place_names import spell_names
from wirehouse.transform.text import extract_screened

_LONGEST = 120  # characters of a byline, and of a note or slug that may stand before it
_DEPTH = 3

# In English, French, Spanish and Portuguese, German, Indonesian.
_WRITTEN_BY = r"(?:(?i:by)|Par|PAR|Por|POR|Von|VON|Oleh|OLEH)"
_AND = r"(?i:and|with|et|avec|und|dan)"
_ADDRESS = r"(?i)^(.*\p{L}.*?)\s+[(|,]?\s*(?:@\w+|[\w.+-]+@[\w-]+\.[\w.-]+)\)?$"  # behind the name
_INITIAL = r"\p{Lu}\."
_LINK = r"(?:de|del|della|di|da|dos|du|la|le|van|von|der|den|ter|bin|al|el|ul|y|e)"
_NAME_WORD = r"(?:al-|el-|d['’])?\p{Lu}[\p{L}\p{M}.'’-]*"
_PERSON = rf"{_NAME_WORD}(?:\s+(?:{_LINK}\s+)*(?:{_NAME_WORD}|{_INITIAL})){{1,4}}"
_PEOPLE = rf"{_PERSON}(?:(?:\s*,\s*|\s*[/&]\s*|,?\s+{_AND}\s+){_PERSON})*"
_FOR_WHOM = r"(?:\s*[,|/;•-]\s*|\s+)(?:(?i:of|for|from|avec|pour)\s+)?(?:(?i:the)\s+)?"

_ROLE = (
    r"(?i:[^,|;]*\b(?:staff|writers?|correspondents?|reporters?|editors?|bureau|contributors?|columnists?|desk|"
    r"news|times|post|press|daily|tribune|herald|gazette|mail|journal|chronicle|magazine|agency|network|service|online|tv)\b"
    r"[^,|;]*)"
)

# The agency's pattern is tried before the second name's, or `By Jane Doe, Associated Press` had two authors.
_SHAPES = (
    rf"^{_WRITTEN_BY}\s*:?\s+(?P<agency>(?:(?i:the)\s+)?{ALONE}(?:\s+(?i:staff|writers?|reporters?))?)\.?$",
    rf"^(?:{_WRITTEN_BY}\s*:?\s+)?(?P<people>{_PERSON}(?:(?:\s*[/&]\s*|,?\s+{_AND}\s+){_PERSON})*){_FOR_WHOM}"
    rf"(?P<agency>{ALONE})(?:\s+[\p{{L}}\s]{{3,30}})?\.?$",
    rf"^{_WRITTEN_BY}\s*:?\s+(?P<people>{_PEOPLE}?)\s*[,|;]\s*(?P<agency>{_ROLE})\.?$",
    rf"^{_WRITTEN_BY}\s*:?\s+(?P<people>{_PEOPLE})\.?$",
    rf"^{_WRITTEN_BY}\s*:?\s+(?P<people>{_PERSON})\s*[,|;]\s*(?P<agency>[^|;.]{{2,45}})\.?$",
    rf"^(?P<agency>(?:(?i:the)\s+)?{ALONE})$",
)
_NO_PERSON = (
    r"(?i)\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|"
    r"september|october|november|december|numbers)\b"
)
# What every byline has, for a fraction of what the shapes cost: `By`, one short name, or a name and another behind it.
_SCREEN = rf"^{_WRITTEN_BY}[\s:]|^[^\s,.|/;•]+(?:\s[^\s,.|/;•]+){{0,4}}(?:\s*[,|/;•-]\s*[^,|/;•]{{2,40}})?\.?$"
_BY, _BY_AND_SIGN = rf"^{_WRITTEN_BY}[\s:]", rf"^{_WRITTEN_BY}[\s:][^,|;]*[,|;]"
_NAMED = "names an agency"
_SCREENS = (_BY, _NAMED, _BY_AND_SIGN, _BY, _BY_AND_SIGN, _NAMED)  # what each of the shapes has, at a tenth of its cost
_BETWEEN_PEOPLE = rf"\s*[,;|]\s*(?:and\s+)?|\s*[/&]\s*|\s+{_AND}\s+"


def split_byline(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the byline off the head of `paragraphs`.

    In: `paragraphs`; `header_authors_raw` if a header or a feed named the authors, who then count. Out: the same rows
    with `byline` (as printed), `byline_agency` (as printed), `authors`, and `paragraphs` without the byline.
    """
    frame = frame.with_row_index("__row")
    found = _find_all(frame.select("__row", "paragraphs"))
    joined = frame.join(found, on="__row", how="left", maintain_order="left")
    depth, paragraphs = pl.col("__depth"), pl.col("paragraphs")
    shorter = pl.concat_list(paragraphs.list.head(depth), paragraphs.list.slice(depth + 1))
    people = pl.coalesce(name for name in ("header_authors_raw", "__people") if name in joined.columns)
    joined = joined.with_columns(
        paragraphs=pl.when(depth.is_not_null()).then(shorter).otherwise(paragraphs), __people=people
    )
    return _add_authors(joined).drop(cs.starts_with("__"))


def _find_all(frame: pl.DataFrame) -> pl.DataFrame:
    """One row for each text with a byline: the line, its people, its agency, its paragraph's number."""
    lines, pending = [], frame
    for depth in range(_DEPTH):
        line = pl.col("paragraphs").list.get(depth, null_on_oob=True)
        pending = pending.filter((line.str.len_chars() <= _LONGEST) & (pl.col("paragraphs").list.len() > depth + 1))
        here = pending.select("__row", line.alias("byline"), __depth=pl.lit(depth, pl.Int64))
        lines.append(here.filter(pl.col("byline").str.contains(_SCREEN)))
    found = _read_lines(pl.concat(lines))  # all depths at once: the patterns are compiled once
    return found.sort("__row", "__depth").unique("__row", keep="first", maintain_order=True)


def _read_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines that are bylines, with `__people` and `byline_agency`."""
    lines = _match_shapes(lines)
    people, agency, agency_only = pl.col("__people"), pl.col("__agency"), pl.col("__agency_only")
    is_person = people.is_not_null() & ~people.str.contains(_NO_PERSON) & ~agency_only
    lines = lines.with_columns(byline_agency=agency.map_batches(_listed_part, return_dtype=pl.String))
    nobody = (people.is_null() | agency_only) & pl.col("byline_agency").is_not_null()
    lines = lines.with_columns(__people=pl.when(is_person).then(people), __nobody=nobody)
    found = lines.filter(pl.col("__people").is_not_null() | pl.col("__nobody"))
    return found.select("__row", "byline", "__depth", "__people", "byline_agency")


def _match_shapes(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines that have a shape, with what stands in the people's and the agency's place (`__people`, `__agency`)."""
    line = lines["byline"].str.strip_chars().str.replace(_ADDRESS, "$1")
    named = line.to_frame("line").select(may_name_agency(pl.col("line"))).to_series()
    passed = {screen: named if screen == _NAMED else line.str.contains(screen) for screen in dict.fromkeys(_SCREENS)}
    groups = [extract_screened(line, passed[screen], shape) for screen, shape in zip(_SCREENS, _SHAPES, strict=True)]
    matched = lines.with_columns(
        __people=pl.coalesce(group["people"] for group in groups if "people" in group.columns),
        __agency=pl.coalesce(group["agency"] for group in groups if "agency" in group.columns),
        __agency_only=groups[0]["agency"].is_not_null(),
    )
    return matched.filter(pl.col("__people").is_not_null() | pl.col("__agency").is_not_null())


def _listed_part(names: pl.Series) -> pl.Series:
    """The agency of `ALONE` in each name that is listed or begins with one; null elsewhere."""
    different = names.drop_nulls().unique()
    if different.is_empty():
        return names
    name = pl.lit(different)
    listed = is_listed_agency(name).fill_null(value=False) | name.str.contains(rf"^{ALONE}")
    parts = pl.select(pl.when(listed).then(name.str.extract(rf"({ALONE})"))).to_series()
    return names.replace_strict(different, parts, default=None, return_dtype=pl.String)


def _add_authors(frame: pl.DataFrame) -> pl.DataFrame:
    """`Jane Doe and John Roe` in `__people` -> both in `authors`, in mixed case; nobody gives an empty list."""
    people = pl.col("__people")
    different = frame.select(people.drop_nulls().unique())
    bare = people.str.replace(r"^\s*(?i:by)\s+", "").str.replace_all(_BETWEEN_PEOPLE, "\x1f")
    names = bare.str.split("\x1f").list.eval(pl.element().str.strip_chars().filter(pl.element() != ""))
    different = different.with_columns(authors=spell_names(names))
    frame = frame.drop("authors", strict=False).join(different, on="__people", how="left", maintain_order="left")
    return frame.with_columns(pl.col("authors").fill_null([]))
