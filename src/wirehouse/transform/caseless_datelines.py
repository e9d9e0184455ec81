"""Datelines in scripts without capitals (Hebrew, Arabic, those of India): their shape, and what makes it believed.

Any word may be a name there: `قالت وكالة (رويترز) -` is "the agency (Reuters) said". So the place must be a listed
large city, or beside a listed agency any town of the gazetteer, or beside its day what stands before a comma. Many of
the agencies' names are words, too (`भाषा`, language): those in `agencies.json` under `words` need a bracket or a day.

Not found, on purpose: agencies and bureaus before the place (`पीटीआई, नई दिल्ली।`), days of other calendars without an
agency.
"""

import re

import polars as pl

from wirehouse.transform.agencies import AGENCIES, WORDS
from wirehouse.transform.data import load
from wirehouse.transform.text import CASELESS, is_caseless

_DASHES = "–—ـ-"  # the third, the tatweel, stretches Arabic words, and is used as a dash
_LETTER = rf"[{CASELESS}\x{{200c}}\x{{200d}}&&[\p{{L}}\p{{M}}\x{{200c}}\x{{200d}}--\x{{640}}\x{{903}}]]"
_NAME = rf"{_LETTER}+(?:\s{_LETTER}+){{0,2}}?"
_PLACE = rf"{_NAME}(?:\s?/\s?{_NAME})??"
_REGION = r"\s*[\[(][^()\[\]]{2,40}[\])]"
_YEAR = r"(?:[,،]?\s+\d{4}(?:\s?م\b)?)?"
_DAY = (
    rf"(?:\d{{1,2}}(?:\s?[-/.]\s?\d{{1,2}}(?:\s?[-/.]\s?\d{{4}}م?)?|\s*{_LETTER}+(?:\s?/?\s?{_LETTER}+)??)|"
    rf"{_LETTER}+\.?\s\d{{1,2}}){_YEAR}"
)
_HIJRI = rf"(?:\d{{1,2}}\s{_NAME}\s\d{{4}}\s?هـ\s(?:الموافق\s)?)?"
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
        rf"(?:{_DATE})?(?:[\s,،:{_DASHES}]*{_AGENCY}(?P<full>{_SIGN}|\s+|$)|(?P<sign>{_SIGN})))"
    )


SHAPES = {
    # नई दिल्ली [भारत], 14 सितंबर (एएनआई): | غزة (الأراضي الفلسطينية) (أ ف ب) -
    "caseless_region": _shape(_PLACE + _REGION),
    # नई दिल्ली, 14 सितंबर (भाषा) | الرياض (رويترز) - | رام الله 14-9-2023 وفا- | دمشق-سانا | کراچی: | लखनऊ।
    "caseless": _shape(_PLACE),
}
_BEGINS = rf"^[\s*•>\x{{fffd}}]*[{CASELESS}]"
SCREENS = {
    "caseless_region": rf"{_BEGINS}[^(\[]{{0,45}}[(\[][^(\[]*\(",
    "caseless": rf"{_BEGINS}.{{0,45}}?[\d(:।۔ः|/{_DASHES}]",
}

IS_CASELESS = pl.col("__shape").is_in(list(SHAPES))
_WEEKDAYS = load("date_words")["weekdays"]
_SCORE = r"\d\s?[-–:]\s?\d"
_INSERTED = r"^.{0,80}?\s[–—-]\s"  # `दिल्ली – देश की राजधानी – जल रही है`


def caseless_rules(
    *, day: pl.Expr, is_town: pl.Expr, is_city: pl.Expr, next_is_place: pl.Expr, rest: pl.Expr
) -> list[tuple[pl.Expr, str]]:
    """The marks for which a candidate of this shape is believed, the surest first.

    `day`: the date is surely one. `is_town`: the place is in the gazetteer, `is_city`: among the listed large ones.
    `next_is_place`: the word behind it is another (`القاهرة - الإسكندرية`). `rest`: what stands behind the candidate.
    """
    agency, name, date, sign = (pl.col(name) for name in ("agency", "name", "date", "sign"))
    listed = IS_CASELESS & pl.col("__is_listed") & ~pl.col("place").is_in(_WEEKDAYS)
    marked = name.is_null()  # by brackets or strokes
    in_words = date.str.contains(r"\p{L}").fill_null(value=False)
    named = is_city | is_town | (pl.col("stop").is_not_null() & in_words)
    between = pl.col("raw").str.contains(rf"[{_DASHES}]\s?[^(\d{_DASHES}]+$")  # `دمشق-سانا`
    parted = pl.col("full").str.contains(rf"[:।۔|{_DASHES}]|^$") | between | pl.col("slashed").is_not_null()
    is_name = ~name.is_in(WORDS)
    no_number = ~pl.col("raw").str.contains(r"\d\s?[-/.]\s?\d")
    bare = IS_CASELESS & is_city & agency.is_null() & sign.is_not_null() & (pl.col("__depth") == 0)
    bare &= rest.str.contains(r"^\S") & ~next_is_place
    undated = bare & ~pl.col("raw").str.contains(r"\d") & ~rest.str.contains(_SCORE)
    is_dash = sign.str.contains(rf"[{_DASHES}]")
    return [
        (listed & day & named & (marked | parted | is_name), "place_date_agency"),
        (
            listed
            & no_number
            & (is_city | is_town)
            & (parted | (marked & pl.col("__has_odd_date")))
            & (marked | is_name),
            "place_agency",
        ),
        (bare & day, "place_date"),
        (undated & is_dash & sign.str.contains(r"^\s") & ~rest.str.contains(_INSERTED), "known_dash"),
        (undated & ~is_dash, "known_colon"),
    ]
