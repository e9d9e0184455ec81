"""Titles: whether a text's first paragraph is one, and the tags in front of it (`UPDATE 1-`, `FACTBOX-`).

A title is never invented: it must look like a headline, and stand apart from what follows or be all there is.
"""

import re

import polars as pl

from wirehouse.transform.data import load
from wirehouse.transform.place_names import is_known_capitals
from wirehouse.transform.text import only_where

SENTENCE_END = r"""[.!?…:;。！？।]["'”’»)\]]*"""

_BREAK = "\x1e"
_LONGEST_TITLE = 160
_FLASH_WORDS = 12
_SMALL_WORDS = r"\b(?:the|a|an|is|are|was|were|has|have|been|who)\b"  # which headlines leave out
_MONTHS = list(load("date_words")["months"])
_TAGS: list[str] = load("title_tags")
# A dateline that stands alone, or leads the text; its month is looked up:
# 250 names make a slow expression.
_DAY = r"(?:(\p{L}+)\.?\s+\d{1,2}|\d{1,2}\.?\s+(?:de\s+)?(\p{L}+)\.?)(?:,?\s+\d{4})?"
_REGION = r"(?:[\p{L} .'’-]+,)?"
_DATED_LINE = rf"^[\p{{L}} .'’(/&-]+,{_REGION}\s*{_DAY}\s*(?:\([^)]+\)\s*)?(?:[:—–-]|$)"
_AGENCY_LINE = r"^\p{Lu}[\p{L} .,'’/-]+\([\p{L} /]+\)\s*[:—–-]"
# An agency or a place before a dash, and words in small letters behind it: `(CNN) -- …`, `BAGHDAD - …`. Headlines in
# capitals (`PARIS - FRENCH PUBLIC SECTOR`, `(CORRECTED) - …`) look the same but for those.
_BRACKET_LINE = r"^\(\s*([\p{L} .&/]+?)\s*\)\s*[:—–-].*\p{Ll}"
_LONGEST_AGENCY = 40  # characters; counted in the pattern it were a tenth of what all patterns take to compile
_PLACE_LINE = r"^(\p{Lu}{2}[\p{L} .,'’/-]*?)(?:\s+--?\s|\s*--\s*|\s*[—–]+\s*).*\p{Ll}"
_BYLINE = r"^(?:By|BY|by)\s+\p{Lu}[\p{L}.'’-]+(?:\s+(?:and\s+)?\p{Lu}[\p{L}.'’-]*){0,5}(?:[,|/(].*)?$"
_NO_HEADLINE_END = r"""[.…,;:。।۔|–—-]["'”’»)\]\x{fffd}]*$"""
# A headline may end so all the same, if it is short: `… IN U.S.`, `… Holdings Inc.`, `'My years with …'`
_SHORT_END = r"""(?:\b(?:\p{Lu}\.){2,}|\b(?:Inc|Corp|Co|Ltd|Bros|Jr|Sr|St|a\.m|p\.m)\.|…|\.\.\.)["'”’]*$"""


# What stands in a title's place and is none: a time stamp, a source, a caption, an interview's question, what an agency
# changed since its last version, a second sentence, a standfirst.
_LABEL = (
    r"(?i)^(?:(?:last )?updated?s?\b.*\d|updated?$"
    r"|(?:source|via|photos?|pictures?|image|video|credit|file)\s?:"
    r"|file (?:photo|pic|picture|image)\s*[:–—-]|[qa]\s?:|question\s?:|answer\s?:|image caption\s"
    r"|[^\d\W]+ [^\d\W]+ by$|(?:our|staff) (?:bureau|correspondents?|reporters?)$"
    r"|(?:an?|\d+) (?:minute|hour|day)s? ago$|[*•]\s"
    r"|\((?:adds|updates|recasts|corrects|refiles|repeats|removes|clarifies|rewrites|amends|attn:)\s"
    r"|via |from staff|advertisement\b|share this\b|story highlights\b|read more\b|watch\b.*:$)"
)
# `UPDATE 1-`, `Update 1:` and `Update:` begin a headline, where `Updated 3 p.m.` and `Update: 3 p.m.` are labels.
_NUMBERED_TAG = r"^(?:UPDATE|Update)\s\d{1,2}\s*(?:[-–—]+|:)\s*\p{L}"
_PLAIN_TAG = r"^(?:UPDATE|Update)\s?:\s*\p{L}"
_TIME_STAMP = r"\b(?:19|20)\d\d\b|\d:\d\d|\d\s?[AaPp]\.?[Mm]\b"
# `Calif. Voters …`: no sentence ends there. AP's states of three letters and more in a row, and offices.
_SHORTENED = (
    r"\b(Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ill|Ind|Kan|Mass|Mich|Minn|Miss|Mont|Neb|Nev|Okla|Ore|Tenn|Tex|Wash|Wis|Wyo"
    r"|Ont|Que|Dept|Govt|Gov|Rep|Reps|Sen|Sens|Gen|Lt|Col|Capt|Sgt|Prof|Univ|Intl|Natl|Assn|Bros|Corp|Pct|Mrs|Msgr|Rev"
    r"|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\."
)
_TWO_SENTENCES = r"""\p{Ll}{3}\.["'”’]?\s+\p{Lu}|[!?].*[!?]\s+\p{Lu}"""
_STANDFIRST = r"^(?:The|An?|It|There|This|These|He|She|They|In|I|We)\s.{66}"


def find_title(text_column: str, first_column: str, second_column: str) -> pl.Expr:
    """The first paragraph where it is a title, else null; from the text and its first two paragraphs."""
    text, first, second = pl.col(text_column), pl.col(first_column), pl.col(second_column)
    length = first.str.len_chars()
    is_tagged = first.str.contains(_NUMBERED_TAG) | (first.str.contains(_PLAIN_TAG) & ~first.str.contains(_TIME_STAMP))
    whole = only_where(first, length <= _LONGEST_TITLE).str.replace_all(_SHORTENED, "$1")
    is_capitals = first.str.contains(r"\p{Lu}") & ~first.str.contains(r"\p{Ll}")
    may_end_so = (length < 100) & (is_capitals | first.str.contains(_SHORT_END))
    ends_early = first.str.contains(_NO_HEADLINE_END) & ~may_end_so
    looks_like_one = (
        length.is_between(2, _LONGEST_TITLE)
        & ~ends_early
        & first.str.contains(r"\p{L}")
        & ~whole.str.contains(f"{_BYLINE}|{_TWO_SENTENCES}|{_STANDFIRST}")
        & (~first.str.contains(_LABEL) | is_tagged)
        & (first.str.contains(r"\s") | first.str.contains(r"[^\p{Latin}\p{P}]{6}"))
        & ~text.str.contains(r"\A(?:[ ]{2}|\t)")
    )
    candidate = pl.when(looks_like_one & _stands_as_title(text, first, second)).then(first)
    is_placed = second.is_not_null() & _begins_with_place(candidate)
    return pl.when(~(_is_dateline(candidate) | is_placed)).then(candidate)


def _stands_as_title(text: pl.Expr, first: pl.Expr, second: pl.Expr) -> pl.Expr:
    """Whether the first paragraph stands apart from what follows; or alone on one line, and is no sentence."""
    apart = text.str.contains(r"\A[^\n]+\n(?:\n|[ \t]+\S)")
    followed = apart | (second.str.len_chars() > first.str.len_chars()) | second.str.contains(f"{SENTENCE_END}$")
    # A long line in small letters that is all there is was sent as the news itself: a flash, not a headline.
    words = first.str.count_matches(r"\S+")
    is_flash = (words >= _FLASH_WORDS) & (first.str.count_matches(r"(?:^|\s)\p{Ll}") * 2 > words)
    is_flash &= first.str.contains(_SMALL_WORDS)
    alone = ~first.str.contains(f"{SENTENCE_END}$") & ~text.str.contains("\n", literal=True) & ~is_flash
    return pl.when(second.is_null()).then(alone).otherwise(followed)


def _is_dateline(line: pl.Expr) -> pl.Expr:
    """Whether a short line is a dateline, or begins with one; false for null."""
    comma = only_where(line, line.str.contains(r",.*\d")).fill_null("")
    dated = only_where(comma, comma.str.contains(_DATED_LINE)).str.extract_groups(_DATED_LINE)
    month = pl.coalesce(dated.struct.field("1"), dated.struct.field("2")).str.to_lowercase()
    attributed = only_where(line, line.str.contains("(", literal=True)).str.contains(_AGENCY_LINE)
    bracketed = only_where(line, line.str.starts_with("(")).str.extract(_BRACKET_LINE).str.to_uppercase()
    is_bracketed = bracketed.str.len_chars().is_between(2, _LONGEST_AGENCY) & ~bracketed.is_in(_TAGS)
    is_month = month.is_in(_MONTHS).fill_null(False)
    return is_month | attributed.fill_null(False) | is_bracketed.fill_null(False)


def _begins_with_place(line: pl.Expr) -> pl.Expr:
    """Whether a line goes on behind a place in capitals; where it is all there is, it is a flash's headline instead."""
    return is_known_capitals(only_where(line, line.str.contains(r"^\p{Lu}{2}")).str.extract(_PLACE_LINE))


_TAG = "(?:" + "|".join(sorted((re.escape(tag) for tag in _TAGS), key=len, reverse=True)) + ")"
# `LEAD-FREE PETROL` in a title of capitals is no tag: there a number or spaces must tell.
_SPACED_TAGS = rf"^((?:{_TAG}(?:\s\d{{1,2}}\s*[-–—]+\s*|\s+[-–—]+\s+))+)(\S.*)$"
_TIGHT_TAGS = rf"^((?:{_TAG}(?:\s\d{{1,2}})?\s*[-–—]+\s*)+)(\S.*\p{{Ll}}.*)$"
_BRACKETED_TAGS = r"^((?:\((?:\d(?:st|nd|rd|th)\s)?(?:LEAD|LD|URGENT|YONHAP [A-Z]+|NEWS FOCUS)\)\s*)+)(\S.*)$"


def split_title_tags(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `title_tags` (`UPDATE 1`, `FACTBOX`) and leave the rest in `title`."""
    title = pl.col("title")
    forms = [title.str.extract_groups(form) for form in (_TIGHT_TAGS, _SPACED_TAGS, _BRACKETED_TAGS)]
    tags = pl.coalesce(*(form.struct.field("1") for form in forms))
    rest = pl.coalesce(*(form.struct.field("2") for form in forms))
    names = tags.str.replace_all(r"\s*[-–—()]+\s*", _BREAK).str.strip_chars(_BREAK).str.split(_BREAK)
    listed = pl.when(tags.is_not_null()).then(names.list.eval(pl.element().filter(pl.element() != "")))
    return frame.with_columns(
        listed.fill_null(pl.lit([], dtype=pl.List(pl.String))).alias("title_tags"),
        pl.coalesce(rest, title).alias("title"),
    )
