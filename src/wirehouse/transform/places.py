"""Where a dateline's place is: country and coordinates, the rule that says so, and how sure it is.

Of several cities (`Beijing/Moscow`) the first decides. The rules are asked in the order of `_RULES`; the first that
picks any of the places of that name decides between them by population. What stays too unsure is NULL: 17,000
names of cities are ambiguous, and a wrong place is worse than none.
"""

from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, NamedTuple

import polars as pl

from wirehouse.transform import data
from wirehouse.transform.agencies import AGENCIES
from wirehouse.transform.place_keys import city_key, region_key

# A city known by another of its names (Köln as Cologne) counts less than a town that bears this one.
_OTHER_NAME = 0.25
_SMALLEST = 500  # people: the towns without a figure are counted as the smallest that the table has
# A namesake in the agency's country, a capital: not where another of the name is that many times larger.
_LEAST_AT_HOME, _LEAST_CAPITAL = 0.1, 0.3
_NOTABLE, _HUGE = 15_000, 1_000_000  # people
_SURE_COUNTRY, _SURE_PLACE = 0.65, 0.75
_RUNNERS_UP = 3  # named in the evidence


class Candidate(NamedTuple):
    """One place that bears the name; without coordinates it is a country, a region or a ship."""

    country: str | None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    is_capital: bool = False
    is_other_name: bool = False

    @property
    def weight(self) -> float:
        """By what candidates share the confidence."""
        return (self.population + _SMALLEST) * (_OTHER_NAME if self.is_other_name else 1)

    def __str__(self) -> str:
        """`US-MO 166,810`, for the evidence."""
        where = f"{self.country}-{self.admin1}" if (self.admin1 or "").isalpha() else f"{self.country}"
        return f"{where} {self.population:,}" if self.population else where


class Question(NamedTuple):
    """What is known about one printed place."""

    key: str
    candidates: list[Candidate]
    regions: frozenset[str]  # codes as in `places.json`, of the region printed behind the city
    is_joint: bool  # several cities: a region may be the last one's
    agency_home: str | None
    publisher_home: str | None


class Located(NamedTuple):
    """The answer; `rule` is `ambiguous_place` and all else null where the candidates stay too even."""

    country_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    place_rule: str | None = None
    country_confidence: float | None = None
    place_confidence: float | None = None
    place_note: str | None = None  # the place chosen, and the runners-up


class _Tables(NamedTuple):
    regions: dict[str, frozenset[str]]  # region_key -> codes
    stand_alone: dict[str, str]
    supplement: dict[str, list[Any]]
    worldwide: frozenset[str]


@cache
def _tables() -> _Tables:
    places, regions = data.load("places"), dict[str, set[str]]()
    for table in (data.load("country_names"), places["regions"]):
        for code, names in table.items():
            for name in names:
                regions.setdefault(name, set()).add(code)
    return _Tables(
        {name: frozenset(codes) for name, codes in regions.items()},
        {name: code for code, names in places["stand_alone"].items() for name in names},
        places["supplement"],
        frozenset(places["worldwide_agencies"]),
    )


@cache
def _gazetteer() -> pl.DataFrame:
    """The cities of GeoNames, made by `tools/make_gazetteer.py`: 306,000 names, read in 0.03 s when first asked."""
    table = files(data.__package__).joinpath("gazetteer.parquet")
    return pl.read_parquet(BytesIO(table.read_bytes()))


def locate_place(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the columns of `Located`.

    In: `dateline_place`, `agency`, `publisher_country` (all nullable). Each combination is looked up once.
    """
    asked = ("dateline_place", "agency", "publisher_country")
    different = frame.select(asked).filter(pl.col("dateline_place").is_not_null()).unique()
    kinds = {str: pl.String, float: pl.Float64}
    types = {name: kinds[kind.__args__[0]] for name, kind in Located.__annotations__.items()}
    if different.is_empty():
        return frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in types.items())
    answers = pl.DataFrame(_locate_all(different.rows()), schema=types, orient="row")
    return frame.join(different.hstack(answers), on=asked, how="left", nulls_equal=True, maintain_order="left")


def _locate_all(asked: Iterable[tuple[str, str | None, str | None]]) -> list[Located]:
    split = [(_split(place), agency, publisher_home) for place, agency, publisher_home in asked]
    found = _find({key for (key, _, _), _, _ in split})
    return [
        locate(Question(key, found.get(key, []), regions, is_joint, _home(agency), publisher_home))
        for (key, regions, is_joint), agency, publisher_home in split
    ]


def _split(place: str) -> tuple[str, frozenset[str], bool]:
    """The first city's key, the codes of the nearest region that is listed, and whether there are more cities."""
    cities, *regions = place.split(",")
    first, *others = cities.split("/")
    listed = (_tables().regions.get(region_key(region)) for region in regions)
    return city_key(first), next((codes for codes in listed if codes), frozenset()), bool(others)


def _find(keys: set[str]) -> dict[str, list[Candidate]]:
    rows = _gazetteer().filter(pl.col("key").is_in(list(keys)))
    found: dict[str, list[Candidate]] = {}
    for key, *fields in rows.iter_rows():
        found.setdefault(key, []).append(Candidate(*fields))
    return found


def _home(agency: str | None) -> str | None:
    listed = AGENCIES.get(agency or "")
    return listed["country"] if listed and agency not in _tables().worldwide else None


def locate(question: Question) -> Located:
    """Ask the rules in turn; the first that picks any candidates decides."""
    for rule, certainty, pick in _RULES:
        if picked := pick(question):
            return _decide(question, rule, certainty, sorted(picked, key=lambda one: -one.weight))
    return Located()


def _decide(question: Question, rule: str, certainty: float, picked: list[Candidate]) -> Located:
    """Country and coordinates, each if its share of the candidates' weight makes it sure enough."""
    best, total = picked[0], sum(one.weight for one in picked)
    in_country = sum(one.weight for one in picked if one.country == best.country)
    country_confidence, place_confidence = certainty * in_country / total, certainty * best.weight / total
    others = [one for one in sorted(question.candidates, key=lambda one: -one.weight) if one[:4] != best[:4]]
    also = f"; also {', '.join(map(str, others[:_RUNNERS_UP]))}" if others else ""
    if country_confidence < _SURE_COUNTRY:
        return Located(place_rule="ambiguous_place", place_note=f"{best}{also}")
    is_placed = place_confidence >= _SURE_PLACE and best.latitude is not None
    return Located(
        best.country,
        best.latitude if is_placed else None,
        best.longitude if is_placed else None,
        rule,
        round(country_confidence, 2),
        round(place_confidence, 2) if is_placed else None,
        f"{best}{also}",
    )


def _is_in(candidate: Candidate, codes: frozenset[str]) -> bool:
    return candidate.country in codes or f"{candidate.country}-{candidate.admin1}" in codes


def _in_region(question: Question) -> list[Candidate]:
    """The places of the name in the region that is printed; where there is none, the region's country alone."""
    inside = [one for one in question.candidates if _is_in(one, question.regions)]
    if inside or question.is_joint:
        return inside
    return [Candidate(code) for code in {code.split("-")[0] for code in question.regions}]


def _in_supplement(question: Question) -> list[Candidate]:
    entry = _tables().supplement.get(question.key)
    if entry is None:
        return []
    country, latitude, longitude = [*entry, None, None, None][:3]
    return [Candidate(country, None, latitude, longitude)]


def _stands_alone(question: Question) -> list[Candidate]:
    code = _tables().stand_alone.get(question.key)
    return [one for one in question.candidates if code and _is_in(one, frozenset([code]))]


def _is_country(question: Question) -> list[Candidate]:
    """A country's or a region's own name: its capital of that name (Singapore), else its country alone.

    Not where a larger city elsewhere bears it: New Brunswick in New Jersey, Salvador in Brazil.
    """
    codes = _tables().regions.get(region_key(question.key), frozenset())
    countries = {code.split("-")[0] for code in codes}
    abroad = max((one.population for one in _own_named(question) if one.country not in countries), default=0)
    if abroad >= (_NOTABLE if any("-" in code for code in codes) else _HUGE):
        return []
    cities = [one for one in question.candidates if one.country in countries and one.is_capital]
    return cities or [Candidate(country) for country in countries]


def _at_home(home: str | None, question: Question) -> list[Candidate]:
    least = _LEAST_AT_HOME * max((one.weight for one in question.candidates), default=0)
    return [one for one in question.candidates if one.country == home and one.weight >= least]


def _own_named(question: Question) -> list[Candidate]:
    return [one for one in question.candidates if not one.is_other_name]


def _bearers(question: Question) -> list[Candidate]:
    """The candidates, those known by another name only where no town of note is called so (Berne, but not Canton)."""
    own = _own_named(question)
    return own if max((one.population for one in own), default=0) >= _NOTABLE else question.candidates


def _capitals(question: Question) -> list[Candidate]:
    bearers = _bearers(question)
    least = _LEAST_CAPITAL * max((one.weight for one in bearers), default=0)
    return [one for one in bearers if one.is_capital and one.weight >= least]


_RULES: tuple[tuple[str, float, Callable[[Question], list[Candidate]]], ...] = (
    ("region_named", 1.0, _in_region),
    ("supplement", 1.0, _in_supplement),
    ("stand_alone_city", 0.98, _stands_alone),
    ("country_named", 0.95, _is_country),
    ("agency_home", 0.95, lambda question: _at_home(question.agency_home, question)),
    ("capital", 0.95, _capitals),
    ("publisher_home", 0.9, lambda question: _at_home(question.publisher_home, question)),
    ("only_one_city", 0.9, lambda question: _bearers(question) if len(_bearers(question)) == 1 else []),
    ("most_populous", 0.9, _bearers),
)
"""Name, how sure it is where it leaves one candidate, and which candidates it picks."""
