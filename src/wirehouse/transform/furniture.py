"""What pages and feeds put around a story: calls to share, subscribe and read on, photo credits, legal lines.

It is taken out of the body, and each kind is a row of the evidence with what stood there. A line is furniture only as a
whole paragraph, at a paragraph's end, or by a phrase that is nothing else; an agency's copyright line is left to the
credits, which learn the agency from it. A text that is nothing but furniture stays.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, NamedTuple

import polars as pl

from wirehouse.transform.agencies import ALONE
from wirehouse.transform.text import append_code

_LINE = pl.Struct({"rule": pl.String, "line": pl.String})
_PATCH: Any = {"__row": pl.UInt32, "__kept": pl.List(pl.String), "furniture": pl.List(_LINE)}

_LONGEST = 400  # characters of a paragraph that can be furniture as a whole
_SHORT_LINE = 160  # a headline, a byline, another note: the text has not begun
# Of three words and more: fewer are a word of the text as well; and no sentence, which the text has as its own.
_HEADLINE = r"(?s)\S\s+\S+\s+\S{2}.*[^.]$"
_BEGINS = re.compile(r'["“‘(]?[A-Z]')  # where nothing parts it from the headline
_CUT_OFF = re.compile(r"\s*[\[(]?(?:…|\.\.\.)[\])]?$")
_MOST_PARAGRAPHS = 500  # of a text whose teasers are looked for, each among all others; articles have fewer
_LEAST_TEASER = 30
_AGENCYS = re.compile(rf"\W*(?:c\W+|copyright\W*)?(?:\d{{4}}\W+)?(?:by\s+)?(?:the\s+)?{ALONE}", re.IGNORECASE)
_HEADLINE_BELOW = re.compile(r"related (?:articles?|stor(?:y|ies)|videos?)\W*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.:;,!…。！।።۔]\W*$")  # of the scripts that have their own, too
_WORD = re.compile(r"\w")
_SAYS = re.compile(r"\b(?:said|says|told|tells|added|asked|ruled|announced|reported)\b(?! by)")  # so news speaks


class _Patterns(NamedTuple):
    screen: str
    lines: dict[str, re.Pattern[str]]
    head: dict[str, re.Pattern[str]]
    starts: dict[str, re.Pattern[str]]
    ends: dict[str, re.Pattern[str]]
    inside: dict[str, re.Pattern[str]]
    within: dict[str, re.Pattern[str]]


@cache
def _patterns() -> _Patterns:
    data = tomllib.loads((files("wirehouse.transform") / "data" / "furniture.toml").read_text("utf-8"))
    parts = (
        {kind: re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE) for kind, patterns in part.items()}
        for part in (data[name] for name in _Patterns._fields[1:])
    )
    starts, anywhere = (f"(?:{'|'.join(data['screen'][place])})" for place in ("starts", "anywhere"))
    return _Patterns(rf"(?im)^[^\w\n]{{0,4}}{starts}|{anywhere}", *parts)


def take_out_furniture(frame: pl.DataFrame) -> pl.DataFrame:
    """Take furniture out of `paragraphs` (list[str]); add `furniture`, a list of (rule, line), null for none.

    The headline (`title_raw`) is furniture too where it stands in the text once more.
    """
    headline = pl.when(pl.col("title_raw").str.contains(_HEADLINE)).then("title_raw")
    screened = frame.select(headline=headline, text="\n" + pl.col("paragraphs").list.join("\n") + "\n")
    again = pl.col("text").str.contains("\n" + pl.col("headline"), literal=True)
    picked = screened.select(pl.col("text").str.contains(_patterns().screen) | again.fill_null(value=False))
    rows = picked.to_series().fill_null(value=False).arg_true()
    found: list[tuple[int, list[str], list[dict[str, str]]]] = []
    texts = [paragraphs or [] for paragraphs in frame["paragraphs"].gather(rows).to_list()]
    for row, paragraphs, marks, title in zip(
        rows, texts, _marks(texts), screened["headline"].gather(rows), strict=True
    ):
        kept, lines = _split(paragraphs, marks, title)
        if lines and kept:
            found.append((row, kept, [{"rule": rule, "line": line} for rule, line in lines]))
    patch = pl.DataFrame(found, schema=_PATCH, orient="row")
    return (
        frame.with_row_index("__row")
        .join(patch, on="__row", how="left", maintain_order="left")
        .with_columns(
            append_code(pl.col("furniture").is_not_null(), "removed_furniture"),
            paragraphs=pl.coalesce("__kept", "paragraphs"),
        )
        .drop("__row", "__kept")
    )


def _marks(texts: list[list[str]]) -> list[list[bool]]:
    """Which paragraphs may hold furniture: where few do, the patterns are tried on few."""
    flat = pl.Series([paragraph for paragraphs in texts for paragraph in paragraphs], dtype=pl.String)
    marks = iter(("\n" + flat + "\n").str.contains(_patterns().screen).to_list())
    return [list(islice(marks, len(paragraphs))) for paragraphs in texts]


def _split(paragraphs: list[str], marks: list[bool], headline: str | None) -> tuple[list[str], list[tuple[str, str]]]:
    """What stays of a text's paragraphs, and what is furniture: (rule, line)."""
    kept: list[str] = []
    lines: list[tuple[str, str]] = []
    has_long_line = False
    above = ""
    others = paragraphs if len(paragraphs) <= _MOST_PARAGRAPHS else []
    for number, (whole, is_marked) in enumerate(zip(paragraphs, marks, strict=True), start=1):
        paragraph = _without_headline(whole, headline)
        if paragraph != whole and headline:
            lines.append(("repeated_headline", headline))
        may_hold = is_marked or paragraph != whole
        if may_hold and not has_long_line:
            paragraph = _without_note(paragraph, lines)
        for piece in _pieces(paragraph, lines) if may_hold else [paragraph]:
            is_head = number < len(paragraphs) and not has_long_line
            rule = "teaser" if _is_teaser(piece, others) else None
            rule = rule or ("read_more" if _is_link_below(piece, above) else None)
            rule = rule or (_rule_of(piece, is_head=is_head) if may_hold else None)
            above = piece
            if rule:
                lines.append((rule, piece))
            else:
                kept.append(piece)
                has_long_line |= len(piece) > _SHORT_LINE
    return kept, lines


def _is_link_below(piece: str, above: str) -> bool:
    """Whether a line is the headline under a label, `Related article`."""
    is_headline = len(piece) <= _SHORT_LINE and not _SENTENCE_END.search(piece)
    return is_headline and _HEADLINE_BELOW.fullmatch(above) is not None


def _without_note(paragraph: str, lines: list[tuple[str, str]]) -> str:
    """A paragraph without the note on the version in front of its dateline: `(Corrects date) OSLO (Reuters) - …`."""
    for kind, pattern in _patterns().starts.items():
        if match := pattern.match(paragraph):
            lines.append((kind, match.group().strip()))
            paragraph = paragraph[match.end() :]
    return paragraph


def _is_teaser(piece: str, paragraphs: list[str]) -> bool:
    """Whether a paragraph is another one's beginning, cut off: `The northern pier reopened on Mon...`."""
    if not piece.rstrip("])").endswith(("…", "...")):
        return False
    stem = _CUT_OFF.sub("", piece)
    is_long = _LEAST_TEASER <= len(stem) < len(piece)
    return is_long and any(other.startswith(stem) and len(other) > len(piece) for other in paragraphs)


def _without_headline(paragraph: str, headline: str | None) -> str:
    """A paragraph that is the headline, or has it glued to its front (`Ferry sailsThe ferry …`), without it."""
    if headline is None or not paragraph.startswith(headline):
        return paragraph
    rest = paragraph[len(headline) :]
    return rest if not rest or _BEGINS.match(rest) else paragraph


def _pieces(paragraph: str, lines: list[tuple[str, str]]) -> list[str]:
    """A paragraph without the furniture in it, in pieces where that stood between two; what it was goes to `lines`."""
    patterns = _patterns()
    for kind, pattern in patterns.within.items():
        lines += [(kind, match.group()) for match in pattern.finditer(paragraph)]
        paragraph = pattern.sub("", paragraph)
    pieces = [paragraph]
    for kind, pattern in patterns.inside.items():
        lines += [(kind, match.group().strip()) for piece in pieces for match in pattern.finditer(piece)]
        parts = [(part.strip(), piece) for piece in pieces for part in pattern.split(piece)]
        pieces = [part for part, piece in parts if part == piece or _WORD.search(part)]
    for kind, pattern in patterns.ends.items():
        for number, piece in enumerate(pieces):
            if (match := pattern.search(piece)) and not _is_agencys(kind, match.group()):
                lines.append((kind, match.group().strip()))
                pieces[number] = piece[: match.start()]
    return [piece for piece in pieces if piece]


def _rule_of(paragraph: str, *, is_head: bool) -> str | None:
    """Which kind of furniture a whole paragraph is, if any; `is_head`: nothing but short lines stands above it."""
    if len(paragraph) > _LONGEST or not _WORD.search(paragraph):
        return None
    if _SAYS.search(paragraph):
        return None
    patterns = _patterns()
    for kind, pattern in (patterns.lines | patterns.head if is_head else patterns.lines).items():
        if pattern.fullmatch(paragraph) and not _is_agencys(kind, paragraph):
            return kind
    return None


def _is_agencys(kind: str, line: str) -> bool:
    """Whether a line is an agency's copyright line, from which the credits learn the agency."""
    return kind == "copyright" and _AGENCYS.match(line) is not None
