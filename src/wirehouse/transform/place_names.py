"""The names of places as datelines print them: their usual spelling, and what speaks for or against their being places.

Plain functions over one name: they run on the few different names of a batch, not on its rows.
"""

import re
import unicodedata
from typing import Any, NamedTuple

import polars as pl

from wirehouse.transform.data import load
from wirehouse.transform.text import replace_where

_STYLES: dict[str, Any] = load("place_styles")
_KNOWN: dict[str, Any] = load("known_places")
_SMALL = frozenset(_STYLES["small_words"])
_KEPT = frozenset(_STYLES["kept_in_capitals"])
_SPELLINGS: dict[str, str] = _STYLES["spellings"]
_NOT_PLACES = frozenset(_STYLES["not_places"])
_PLACE_WORDS = frozenset(_STYLES["place_words"])
_SENTENCE_WORDS = frozenset(_STYLES["sentence_words"])
_REGIONS = frozenset(_KNOWN["regions"])
_SHORTEST_DAY = 4  # letters: `Wed` and `Sat` are names of places, too
_WEEKDAYS = frozenset(
    day for day in load("date_words")["weekdays"] if len(day) >= _SHORTEST_DAY
)  # `LONDON, Thursday -`
_TITLE_TAGS = frozenset(tag.casefold() for tag in load("title_tags"))

_WORD = re.compile(r"[^\s/,()\[\]-]+")
_BETWEEN = re.compile(r"/|(?<=[가-힣])\s?[·ㆍ・,]\s?(?=[가-힣])")  # `BEIJING/MOSCOW`, `서울·부산`
_JOINT = re.compile(r"(?<=[A-Z]) and (?=[A-Z]{2})")
_BRACKETED = re.compile(r"\s*[\[(]\s*([^\])]+?)\s*[\])]")  # `New Delhi [India]`; `Jaipur (Rajasthan) [India]`
# `MOSCOW. Sept 14 (Interfax)`, `CIUDAD DE MÉXICO.-`, but `FARMINGTON Conn.`
_STOPPED = re.compile(r"^([^,.\s]*[^\W\d_]{4}|[^,.]*\s(?!(?i:calif))[^\W\d_]{5,})\.$")
_LOW = re.compile(r"\s[a-z]")  # `New york`
_SITE_NAME = re.compile(r"\.(?:com|org|net|co|tv)\b", re.IGNORECASE)
_PREFIX = re.compile(r"(?:Mc|Mac|De|Le|La|Du)(?=[A-Z])")
_ELIDED = re.compile(r"([LONDM]['’])(\w.*)$")  # `L'AQUILA`, `O'FALLON`, `COEUR D'ALENE`
_DOTTED = re.compile(r"(?:[A-Z]\.){2,}")  # `D.C.`
_MAC = re.compile(r"MC[^\W\d_]{3,}$")
# A name of the sea or of a craft is longer than a town's: `ABOARD AIR FORCE ONE`, `ON THE MISSISSIPPI RIVER`.
_SITE = re.compile(r"(?:aboard|near|outside|off|over|(?:on|in|with|at|along) the|on board)\b", re.IGNORECASE)
_MOST_REGIONS = 2  # `Nagpur, Maharashtra, India`


def _fold(name: str) -> str:
    """The form that the lists are in: lower case, without accents, straight apostrophes."""
    plain = unicodedata.normalize("NFD", name.strip().casefold().replace("’", "'").replace("‘", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


_CITIES = frozenset(_KNOWN["cities"]) | frozenset(map(_fold, _KNOWN["caseless"]))


class PlaceFacts(NamedTuple):
    """What is known of a name in a dateline's place."""

    place: str  # as a reader would write it, cities joined by `/`
    word_count: int  # of the first city
    in_capitals: bool  # the cities, not their regions
    is_known: bool  # every city is in the list
    is_acronym: bool  # one word of up to four capitals, which more often is an organisation than a town
    has_region: bool  # a country, state or province that is listed stands behind it, or behind each that has one
    has_place_word: bool  # one of its words is of the kind that towns are named with: `SAN`, `COUNTY`, `SPRINGS`
    is_site: bool  # begins as `ABOARD` or `NEAR` do
    is_label: bool  # holds a word that labels and headlines are made of (`BREAKING`, `PHOTOS`), or is a web address
    is_sentence: bool  # begins with a word that sentences begin with, a weekday or a month, or lists many names
    has_odd_bracket: bool  # what stands in brackets behind it is no listed region


def describe_place(raw: str) -> PlaceFacts:
    """The facts about a printed name (`KANSAS CITY, Mo.`, `BEIJING/MOSCOW`, `New Delhi [India]`); never raises."""
    printed = re.sub(r"\s+", " ", raw).strip(" *,")
    in_brackets = _BRACKETED.findall(printed)  # of two, the first is the nearer region
    printed = _STOPPED.sub(r"\1", printed)
    printed = _BRACKETED.sub("", printed) + "".join(f", {name}" for name in in_brackets[:1])
    each = [_split_place(one) for one in _BETWEEN.split(printed)]
    joint = [city for cities, _ in each for city in cities]
    regions = [named for _, named in each if named]
    words = _WORD.findall(joint[0]) if joint else []
    lower = [re.sub(r"[^\w']", "", word).casefold() for word in words]
    phrase = " ".join(lower)
    return PlaceFacts(
        place="/".join(
            ", ".join(["/".join(_spell(city) for city in cities), *(_spell_region(region) for region in named)])
            for cities, named in each
            if cities
        ),
        word_count=len(words),
        in_capitals=bool(joint) and all(_is_capitals(city) for city in joint),
        is_known=bool(joint) and all(_fold(city) in _CITIES for city in joint),
        is_acronym=len(words) == 1 and len(words[0].replace(".", "")) <= 4,
        has_region=bool(regions) and all(is_region(named[-1]) for named in regions),
        has_place_word=any(word in _PLACE_WORDS for word in lower) and lower[0] != "the",
        is_site=_SITE.match(printed) is not None,
        is_label=phrase in _NOT_PLACES
        or phrase in _TITLE_TAGS
        or any(word in _NOT_PLACES for word in lower)
        or _SITE_NAME.search(printed) is not None,
        is_sentence=(bool(lower) and lower[0] in _SENTENCE_WORDS)
        or any(len(named) > _MOST_REGIONS for named in regions),
        has_odd_bracket=not all(is_region(name) for name in in_brackets),
    )


def _split_place(printed: str) -> tuple[list[str], list[str]]:
    """The cities and the regions behind them of what stands between two strokes: `BONN and COLOGNE, Germany`."""
    cities, *regions = [part.strip() for part in printed.split(",")]
    return (
        [city.strip() for city in _JOINT.split(cities) if city.strip()],
        [region for region in regions if region and region.casefold() not in _WEEKDAYS],
    )


def is_region(name: str) -> bool:
    """Whether a name is a listed country, state or province: `(Mexico)` is no agency."""
    return _fold(name) in _REGIONS


def is_place(names: pl.Expr) -> pl.Expr:
    """Whether a name is that of a listed town or region; false for null."""

    def look_up(column: pl.Series) -> pl.Series:
        different = column.drop_nulls().unique()
        known = pl.Series([_fold(name) in _CITIES or is_region(name) for name in different], dtype=pl.Boolean)
        return column.replace_strict(different, known, default=False, return_dtype=pl.Boolean)

    return names.map_batches(look_up, return_dtype=pl.Boolean).fill_null(value=False)


def is_known_capitals(names: pl.Expr) -> pl.Expr:
    """Whether a printed name is a place's in capitals, listed or behind a listed region (`BAGHDAD`); false for null."""

    def look_up(column: pl.Series) -> pl.Series:
        different = column.drop_nulls().unique()
        facts = [describe_place(name) for name in different]
        known = pl.Series([one.in_capitals and (one.is_known or one.has_region) for one in facts], dtype=pl.Boolean)
        return column.replace_strict(different, known, default=False, return_dtype=pl.Boolean)

    return names.map_batches(look_up, return_dtype=pl.Boolean).fill_null(value=False)


def spell_names(names: pl.Expr) -> pl.Expr:
    """A list of persons' names, those that are printed in capitals only in mixed case.

    Polars calls Python for each list: for rows by the thousand `spell_name` takes a hundredth of the time.
    """
    return names.list.eval(spell_name(pl.element()))


def spell_name(name: pl.Expr) -> pl.Expr:
    """A person's name, in mixed case where it is printed in capitals only."""
    is_capitals = ~name.str.contains(r"\p{Ll}{2}")
    return replace_where(name, is_capitals, lambda one: one.map_batches(_spell_series, return_dtype=pl.String))


def _spell_series(names: pl.Series) -> pl.Series:
    different = names.drop_nulls().unique()
    spelled = pl.Series([_spell(name) for name in different], dtype=pl.String)
    return names.replace_strict(different, spelled, default=None)


def _is_capitals(city: str) -> bool:
    """`KANSAS CITY`, `McALLEN`, `PORT-au-PRINCE`: every word in capitals but small ones and a `Mc`."""
    words = [word for word in re.split(r"[\s/-]+", city) if word not in _SMALL]
    stems = [re.sub(r"^(?:Mc|Mac|De|Le|La|Du|St\.?)(?=[A-Z])", "", word) for word in words]
    letters = [letter for stem in stems for letter in stem if letter.isalpha()]
    return bool(letters) and (len(letters) > 1 or len(city) == 1) and all(letter.isupper() for letter in letters)


def _spell(city: str) -> str:
    known = _SPELLINGS.get(_fold(city))
    if known and _is_capitals(city):
        return known
    if not _is_capitals(city):
        return _spell(city.upper()) if _LOW.search(city) and _fold(city) in _CITIES else city
    first = True

    def spell(match: re.Match[str]) -> str:
        nonlocal first
        word, first_now = match.group(), first
        first = False
        return _spell_word(word, is_first=first_now)

    return _WORD.sub(spell, city)


def _spell_region(region: str) -> str:
    letters = re.sub(r"[^A-Za-z]", "", region)
    if len(letters) <= 2 or not _is_capitals(region):  # `NY`, `N.Y.`, `Mo.`
        return region
    return _spell(region)


def _spell_word(word: str, *, is_first: bool) -> str:
    """One word of a name in capitals; a word that has small letters already (`McALLEN`) keeps its own beginning."""
    lower, prefix = word.casefold(), _PREFIX.match(word)
    elided = _ELIDED.match(word)
    if word in _KEPT or _DOTTED.fullmatch(word):
        spelled = word
    elif lower in _SMALL and not is_first:
        spelled = lower
    elif lower in _SPELLINGS:
        spelled = _SPELLINGS[lower]
    elif prefix:
        spelled = prefix.group() + word[prefix.end() :].capitalize()
    elif _MAC.match(word):
        spelled = "Mc" + word[2:].capitalize()
    elif elided:
        article, rest = elided.groups()
        spelled = (article.lower() if article[0] == "D" and not is_first else article) + rest.capitalize()
    else:
        spelled = word[:1] + word[1:].lower()
    return spelled
