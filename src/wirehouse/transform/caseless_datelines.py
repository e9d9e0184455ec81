"""Datelines in scripts without capitals (Hebrew, Arabic, those of India): their shape, and what makes it believed.

Any word may be a name there: `قالت وكالة (رويترز) -` is "the agency (Reuters) said". So the place must be a city that
is listed by hand, or, beside a listed agency, any town of the gazetteer or what a comma, a region or a day mark as one.
Many of the agencies' names are words, too (`भाषा`, language): those in `agencies.json` under `words` need more.

Not found, on purpose: a city before a dash alone (`القاهرة - الإسكندرية طريق` is a road), agencies and bureaus before
the place (`पीटीआई, नई दिल्ली।`), days of other calendars without an agency.
"""

import re

import polars as pl

from wirehouse.transform.agencies import AGENCIES, WORDS
from wirehouse.transform.data import load
from wirehouse.transform.text import CASELESS, is_caseless

_DASHES = "–—ـ-"  # the third, the tatweel, stretches Arabic words, and is used as a dash
# No tatweel (U+0640), and no visarga (U+0903), which Hindi and Nepali papers write for a colon: `पटनाः`.
_LETTER = rf"[{CASELESS}\x{{200c}}\x{{200d}}&&[\p{{L}}\p{{M}}\x{{200c}}\x{{200d}}--\x{{640}}\x{{903}}]]"
_NAME = rf"{_LETTER}+(?:\s{_LETTER}+){{0,2}}?"
_PLACE = rf"{_NAME}(?:\s?/\s?{_NAME})??"
_REGION = r"(?:\s*[\[(][^()\[\]]{2,40}[\])]){1,2}?"
_YEAR = r"(?:[,،]?\s+\d{4}(?:\s?م\b)?)?"
# 14-9-2023 | 14 सितंबर 2023 | 14 أيلول/سبتمبر | செப். 14
_DAY = (
    rf"(?:\d{{1,2}}(?:\s?[-/.]\s?\d{{1,2}}(?:\s?[-/.]\s?\d{{4}}م?)?|\s*{_LETTER}+(?:\s?/?\s?{_LETTER}+)??)|"
    rf"{_LETTER}+\.?\s\d{{1,2}}){_YEAR}"
)
_HIJRI = rf"(?:\d{{1,2}}\s{_NAME}\s\d{{4}}\s?هـ\s(?:الموافق\s)?)?"  # 29 صفر 1445 هـ الموافق 14 سبتمبر 2023 م
_DATE = rf"(?:\s*(?P<stop>[,،])|\s*[۔।:{_DASHES}])?\s*(?:في\s)?{_HIJRI}(?P<date>{_DAY})"
_ALIASES = sorted(
    (alias for one in AGENCIES.values() for alias in (*one["aliases"], *one.get("words", ())) if is_caseless(alias)),
    key=len,
    reverse=True,
)
_AGENCY = (
    rf"(?:\(\s*(?P<agency>[^()\[\]]{{2,40}}?)\s*\)|"
    rf"/\s?(?P<slashed>[^/\s()][^/()]{{1,30}}?)\s?/|(?P<name>{'|'.join(map(re.escape, _ALIASES))}))"
)
_SIGN = rf"\s*(?:[:।۔|–—ः]+|--+|[ـ-]\s)[\s{_DASHES}]*"


def _shape(place: str) -> str:
    return (
        rf"^(?P<raw>[\s*•>\x{{fffd}}]*(?P<place>{place})"
        rf"(?:{_DATE})?(?:[\s,،:{_DASHES}]*{_AGENCY}(?P<behind>{_SIGN}|\.\s+|\s+|)|(?P<sign>{_SIGN})))"
    )


SHAPES = {
    # नई दिल्ली [भारत], 14 सितंबर (एएनआई): | غزة (الأراضي الفلسطينية) (أ ف ب) -
    "caseless_region": _shape(_PLACE + _REGION),
    # नई दिल्ली, 14 सितंबर (भाषा) | الرياض (رويترز) - | رام الله 14-9-2023 وفا- | دمشق-سانا | کراچی: | लखनऊ।
    "caseless": _shape(_PLACE),
}
_BEGINS = rf"^[\s*•>\x{{fffd}}]*[{CASELESS}]"
SCREENS = {
    # The second bracket may be the text's own: such a candidate is believed only with an agency.
    "caseless_region": rf"{_BEGINS}[^(\[]{{0,45}}[(\[][^(\[]*\(",
    "caseless": rf"{_BEGINS}.{{0,45}}?[\d(:।۔ः|/{_DASHES}]",
}

IS_CASELESS = pl.col("__shape").is_in(list(SHAPES))
_WEEKDAY = "(?:^|\\s)(?:" + "|".join(filter(is_caseless, load("date_words")["weekdays"])) + ")(?:\\s|$)"
_SHORTEST = 30  # characters behind a bare city: `الرياض: محمد العربي` is a line with the reporter's name


def caseless_rules(
    *, day: pl.Expr, is_near: pl.Expr, is_town: pl.Expr, is_city: pl.Expr, next_is_place: pl.Expr, rest: pl.Expr
) -> list[tuple[pl.Expr, str]]:
    """The marks for which a candidate of these shapes is believed, the surest first.

    `day`: the date is surely one; `is_near`: near the publication. `is_town`: the place is in the gazetteer, `is_city`:
    among the listed ones. `next_is_place`: the next word is another. `rest`: what stands behind the candidate.
    """
    place, agency, date, behind = (pl.col(name) for name in ("place", "agency", "date", "behind"))
    is_whole = rest.str.strip_chars() == ""
    in_brackets = pl.col("name").is_null()  # or between strokes
    is_listed = IS_CASELESS & pl.col("__is_listed") & ~place.str.contains(_WEEKDAY)
    is_listed &= in_brackets | (behind != "") | is_whole  # not the beginning of a word
    is_word = agency.is_in(WORDS)
    dash_between = pl.col("raw").str.contains(rf"[{_DASHES}]\s?[^(\d{_DASHES}]+$")  # `دمشق-سانا`
    has_dash = behind.str.contains(rf"[।.{_DASHES}]") | pl.col("slashed").is_not_null()
    has_sign = has_dash | behind.str.contains("[:۔|]")

    has_region = pl.col("__shape") == "caseless_region"
    has_stop = pl.col("stop").is_not_null() & date.str.contains(r"\p{L}") & in_brackets
    most_spaces = pl.when(is_word).then(0).otherwise(1)
    is_marked = has_region | (has_stop & (place.str.count_matches(r"\s") <= most_spaces))
    dated = is_listed & day & (is_city | is_town | is_marked) & (in_brackets | has_sign | ~is_word)

    no_number = ~pl.col("raw").str.contains(r"\d\s?[-/.]\s?\d") & date.is_null()
    bracketed = in_brackets & (has_dash | pl.col("__has_odd_date") | (~is_word & (has_sign | is_city)))
    plain = ~in_brackets & (is_whole | (~is_word & (has_sign | dash_between)))
    undated = is_listed & no_number & (is_city | is_town) & (bracketed | plain)

    bare = (pl.col("__shape") == "caseless") & is_city & agency.is_null() & (pl.col("__depth") == 0)
    bare &= rest.str.contains(r"^[^\s\d]") & ~next_is_place & (rest.str.len_chars() >= _SHORTEST)
    before_colon = pl.col("sign").str.contains("[:।۔|ः]") & ~pl.col("raw").str.contains(r"\d")
    return [
        (dated, "place_date_agency"),
        (undated, "place_agency"),
        (bare & day & is_near & pl.col("sign").is_not_null(), "place_date"),
        (bare & before_colon, "known_colon"),
    ]
