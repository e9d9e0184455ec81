"""Restore paragraph breaks at glue points: a sentence end run into the next paragraph (`analysts said.Calling`).

A glue point is a sentence end that a capital or an opening quote follows with no space. Typists leave a space out now
and then, but programs that join a page's paragraphs with an empty string do so every time, so a glue point is read as
a lost break even where it is the only one of a text: in 66,000 untouched paragraphs of two news collections some 15
glue points between words stood in all, and most of those were lost breaks too.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import polars as pl

SCREEN = r"[.!?][\"”’')\]]{0,2}(?:\p{Lu}|[\"“‘'(]\p{Lu})|[.!?][\"”’')\]]{0,2}[“‘]"
"""What a paragraph with a glue point matches; wider than the decision below, and cheap (one linear pass)."""

_CANDIDATE = re.compile(r"""[.!?]([)\]]?["”’')\]]{0,3}["“‘'(]{0,2})(?=[^\W\d_])""")
_CHUNK_BEFORE = re.compile(r"[^\s\"“”<>(]*$")
_CHUNK_AFTER = re.compile(r"[^\s\"“”<>)]*")
_DOTTED = re.compile(r"[^\W\d_]\.[^\W\d_]\.?$")
_DOTTED_STARTERS = ("U.S.", "U.N.", "U.K.", "E.U.")
_YEAR = re.compile(r"(?:1[89]|20)\d\d$")
_MONTH_DAY = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}$")
_WORD = re.compile(r"[^\W\d_]+")
_CONTEXT = 80
"""How far a chunk is followed to either side: longer runs without a space are no prose (longest URL seen: 70)."""
_SHOWN = 20  # characters each side of a lost break in its note
_MAX_QUOTES = 400
_SHORTEST_SENTENCE = 25
"""Characters; fewer a candidate, over a whole paragraph, and it is code or noise."""
_MAX_ROUNDS = 8
_OPENING_MARK = re.compile(r"[:;,(]\s*$")  # what stands before a mark that opens a sentence, as in "he said: !Yo sé"
_OPENERS, _CLOSERS = "“‘(", "”’)]"


class _Words(NamedTuple):
    titles: frozenset[str]
    companies: frozenset[str]
    abbreviations: frozenset[str]
    starters: frozenset[str]
    suffixes: frozenset[str]


@cache
def _words() -> _Words:
    data = tomllib.loads((files("wirehouse.transform") / "data" / "glue.toml").read_text("utf-8"))
    return _Words(*(frozenset(data[name]) for name in _Words._fields))


def split_glued(paragraph: str, *, is_glued: bool = False) -> list[str]:
    """Split one paragraph at its glue points; a paragraph without any comes back alone. Idempotent, total.

    `is_glued`: the text around it is known to have lost its breaks, so that likely points count too.
    """
    pieces = [paragraph]
    for _ in range(_MAX_ROUNDS):  # a split changes what stands before a later stop: again, until nothing moves
        edges = [[0, *glue_points(piece, is_glued=is_glued), len(piece)] for piece in pieces]
        if all(len(cuts) == 2 for cuts in edges):
            break
        pieces = [p[a:b] for p, cuts in zip(pieces, edges, strict=True) for a, b in pairwise(cuts)]
    return pieces


def glue_points(paragraph: str, *, is_glued: bool = False) -> list[int]:
    """Say where in a paragraph a break was lost: the index of the first character of each new paragraph.

    A paragraph with one certain glue point was joined by a program: then the likely ones count too.
    """
    candidates = [m for m in _CANDIDATE.finditer(paragraph) if paragraph[m.end()].isupper()]
    if not candidates or len(candidates) > 3 + len(paragraph) // _SHORTEST_SENTENCE:
        return []  # none, or so many that this is no prose: and no file may hold a night up
    certain = [match for match in candidates if _is_sentence_end(paragraph, match, is_glued=is_glued)]
    if certain and not is_glued:
        certain = [match for match in candidates if _is_sentence_end(paragraph, match, is_glued=True)]
    marked = any(match.group(1) for match in certain)
    kinds = _quote_kinds(paragraph, '"') | _quote_kinds(paragraph, "'") if marked else {}
    points = [match.start(1) + _closing(match.group(1), match.start(1), kinds) for match in certain]
    return [point for point in points if point < len(paragraph) and not _is_tail(paragraph, point)]


def first_split(glued: list[str], split: list[str]) -> tuple[str, str]:
    """What stands around the first break that `split` has and `glued` has not: before and after."""
    number = next(i for i, paragraph in enumerate(glued) if paragraph != split[i])
    at = len(split[number])
    start, whole = max(0, at - _SHOWN), glued[number]
    return whole[start : at + _SHOWN], f"{whole[start:at]}\n\n{whole[at : at + _SHOWN].lstrip()}"


def split_glued_paragraphs(frame: pl.DataFrame) -> pl.DataFrame:
    """Split glued `paragraphs` (list[str]) of every row.

    Rows that were split get `split_glued` in `repairs`, and `glue_note` shows the first place; it is null elsewhere.
    """
    hits = frame["paragraphs"].list.eval(pl.element().str.contains(SCREEN)).list.any().fill_null(False)
    rows = hits.arg_true()
    before = frame["paragraphs"].gather(rows).to_list()
    after = [[part for p in paragraphs for part in (split_glued(p) if p else [p])] for paragraphs in before]
    rewritten = [(row, old, new) for row, old, new in zip(rows, before, after, strict=True) if len(new) != len(old)]
    note = pl.Struct({"before": pl.String, "after": pl.String})
    patch = pl.DataFrame(
        [(row, new, dict(zip(("before", "after"), first_split(old, new), strict=True))) for row, old, new in rewritten],
        schema={"_row": pl.UInt32, "_split": pl.List(pl.String), "glue_note": note},
        orient="row",
    )
    code = pl.lit(["split_glued"], dtype=pl.List(pl.String))
    repairs = pl.col("repairs").fill_null([])
    was_split = pl.col("_split").is_not_null() & ~repairs.list.contains("split_glued")
    return (
        frame.with_row_index("_row")
        .join(patch, on="_row", how="left", maintain_order="left")
        .with_columns(
            paragraphs=pl.coalesce("_split", "paragraphs"),
            repairs=pl.when(was_split).then(repairs.list.concat(code)).otherwise("repairs"),
        )
        .drop("_row", "_split")
    )


def _closing(marks: str, start: int, kinds: dict[int, str]) -> int:
    """How many marks of a run close something; the first opening mark begins the new paragraph."""
    for offset, mark in enumerate(marks):
        if mark in _OPENERS or (mark in "\"'" and kinds.get(start + offset) == "open"):
            return offset
    return len(marks)


def _is_tail(paragraph: str, point: int) -> bool:
    """Two words or fewer without a sentence end are a glued credit (`said.Reuters`), left to the credit step."""
    rest = paragraph[point : point + _CONTEXT]
    return len(paragraph) - point < _CONTEXT and len(rest.split()) <= 2 and not re.search(r"[.!?][\"”’')\]]*$", rest)


def _is_sentence_end(text: str, match: re.Match[str], *, is_glued: bool) -> bool:
    """Tell a lost break from an abbreviation, an initial, a host or file name, a stock code, an ellipsis."""
    stop, start = match.start(), match.end()
    before = _found(_CHUNK_BEFORE.search(text[max(0, stop - _CONTEXT) : stop]))
    after = _found(_CHUNK_AFTER.match(text, start, start + _CONTEXT))
    is_blank = not text[max(0, stop - _CONTEXT) : stop].strip()  # not all that stands before: of a long text too often
    if is_blank or text[max(0, stop - len(before) - 1)] == "<" or _is_address(before, after):
        return False
    is_ellipsis = before.endswith((".", "…")) and not _DOTTED.search(before)
    if is_ellipsis or (not before and _OPENING_MARK.search(text[max(0, stop - _CONTEXT) : stop])):
        return False
    if match.group(1):
        words = _words()
        return not (match.group(1) == "(" and before in words.titles | words.abbreviations)
    word = _found(_WORD.match(after))
    rest = text[start + len(word) : start + len(word) + 1]
    is_starter = word in _words().starters and rest != "." and (len(word) > 1 or rest.isspace() or rest in ("'", "’"))
    is_starter = is_starter or after.startswith(_DOTTED_STARTERS)
    tail = re.split(r"[^\w'’.]", before)[-1]
    if tail.capitalize() in _words().titles:
        return False
    if is_starter:
        return not _is_name_part(tail) or word != "A" or is_glued  # "Petroleos S.A"
    is_number = (
        tail.isdigit() and len(tail) < 3 and tail == before and not _MONTH_DAY.search(text[max(0, stop - 20) : stop])
    )
    return not (is_number and not is_glued) and _ends_before_any_word(tail, word, rest, text[stop], is_glued=is_glued)


def _found(match: re.Match[str] | None) -> str:
    return match.group() if match else ""


def _is_address(before: str, after: str) -> bool:
    return "://" in before or "@" in before + after or before.lower().startswith("www.")


def _is_name_part(tail: str) -> bool:
    """An initial, a dotted abbreviation or one of the list: `J`, `U.S`, `Sept`."""
    is_dotted = len(tail) > 1 and "." in tail
    return tail in _words().abbreviations or is_dotted or (len(tail) == 1 and tail.isupper())


def _ends_before_any_word(tail: str, word: str, rest: str, stop: str, *, is_glued: bool) -> bool:
    """Whether a stop after `tail` ends a sentence though `word` is none that mostly opens one."""
    words = _words()
    if is_glued and (rest.isspace() or rest == ".") and _ends_though_shortened(tail, word, rest):
        return True
    is_name = tail[:1].isupper() and not tail.isupper()
    if tail in words.companies:  # two of them are one name: "Co.Ltd"
        return word not in words.companies
    is_joined = (
        (stop == "!" and is_name)  # Yahoo!Japan
        or _is_name_part(tail)
        or (rest == "." and word not in words.titles)  # Halo.Bungie.Org
        or (len(word) == 1 and not (rest.isspace() or rest == "/"))  # cawl.L
        or (tail.isupper() and word.isupper() and len(word) <= 4)  # BTOM.MI
    )
    is_code = is_name and len(word) == 1  # Zafi.D
    is_code = is_code or (
        1 < len(word) < 4 and word.isupper() and (is_name or (tail.isdigit() and not _YEAR.match(tail)))
    )  # Bagle.AT, 005930.SE
    is_code = is_code or (not tail.islower() and word.lower() in words.suffixes)  # Booking.Com
    is_short = is_name and (len(tail) < 4 or not (rest.isspace() or rest in "'’" or len(word) >= 4))  # One.Tel
    return not is_joined and (not (is_code or is_short) or (is_glued and (rest.isspace() or rest == "-")))


def _ends_though_shortened(tail: str, word: str, rest: str) -> bool:
    """In a glued text: `the U.S.Foreign ministers`, `in Neb.April delivery`; and `he said.S.A.Y. shares`.

    A space would stand behind an abbreviation too, if the sentence went on.
    """
    if rest == ".":
        return tail.islower() and len(tail) > 2 and len(word) == 1
    return _is_name_part(tail) and len(tail) > 1 and len(word) > 3 and not word.isupper()


def _quote_kinds(paragraph: str, quote: str) -> dict[int, str]:
    """Decide for every straight quote of a paragraph whether it opens or closes, with the fewest contradictions.

    Spacing settles most; one between a full stop and a capital takes the side that its neighbors leave free. A quote
    opened while one is open costs 1 (wire style leaves a quotation of several paragraphs open), a closing one with
    nothing open costs 3, a quotation never closed 1.
    """
    spots = [i for i, char in enumerate(paragraph) if char == quote and not _is_apostrophe(paragraph, i)]
    if len(spots) > _MAX_QUOTES:
        return {}
    paths: dict[bool, tuple[int, str]] = {False: (0, ""), True: (9, "")}
    for spot in spots:
        allowed = _allowed(paragraph, spot)
        closed, opened = paths[False], paths[True]
        to_open = min((closed[0], closed[1] + "o"), (opened[0] + 1, opened[1] + "o"))
        to_closed = min((opened[0], opened[1] + "c"), (closed[0] + 3, closed[1] + "c"))
        paths = {
            True: to_open if "o" in allowed else (to_open[0] + 9, to_open[1]),
            False: to_closed if "c" in allowed else (to_closed[0] + 9, to_closed[1]),
        }
    best = min(paths[False], (paths[True][0] + 1, paths[True][1]))[1]
    return {spot: "open" if kind == "o" else "close" for spot, kind in zip(spots, best, strict=True)}


def _is_apostrophe(text: str, at: int) -> bool:
    return text[at] == "'" and at > 0 and text[at - 1].isalnum() and text[at + 1 : at + 2].isalnum()


def _allowed(text: str, at: int) -> str:
    """Which kinds the characters beside a quote allow: `o`, `c` or both."""
    left, right = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
    if left.isspace() or left in "([—–-“‘":
        return "oc" if right.isspace() else "o"
    if right.isspace() or right in ".,;:!?)]—–-”’":
        return "c"
    return "oc" if left in ".!?,\"')]" else "o" if left in ":" else "c" if not right.isalnum() else "oc"
