"""What speaks for a place among those of its name: the rules that `places` asks in turn, and the tables they read."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from wirehouse.transform.data import load
from wirehouse.transform.place_keys import city_key, region_key

# A city known by another of its names (Köln as Cologne) counts less than a town that bears this one.
_OTHER_NAME = 0.25
_SMALLEST = 500  # people: the towns without a figure are counted as the smallest that the table has
# A namesake in the agency's country, a capital: not where another of the name is that many times larger.
_LEAST_AT_HOME, _LEAST_CAPITAL = 0.1, 0.3
_NOTABLE, _HUGE = 15_000, 1_000_000  # people


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
        if self.country is None:
            return "in no one country"
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


class Tables(NamedTuple):
    """What a name stands for."""

    regions: dict[str, frozenset[str]]  # region_key -> codes
    stand_alone: dict[str, str]
    supplement: dict[str, list[Any]]
    worldwide: frozenset[str]


@cache
def tables() -> Tables:
    """The tables by hand (`places.json`) and the names of countries, by the name that is looked up; read once."""
    places, regions = load("places"), dict[str, set[str]]()
    for table in (load("country_names"), places["regions"]):
        for code, names in table.items():
            for name in names:
                regions.setdefault(name, set()).add(code)
    return Tables(
        {name: frozenset(codes) for name, codes in regions.items()},
        {name: code for code, names in places["stand_alone"].items() for name in names},
        {city_key(name): entry for name, entry in places["supplement"].items()},
        frozenset(places["worldwide_agencies"]),
    )


def _is_in(candidate: Candidate, codes: frozenset[str]) -> bool:
    return candidate.country in codes or f"{candidate.country}-{candidate.admin1}" in codes


def _countries(codes: Iterable[str]) -> list[str]:
    return sorted({code.split("-")[0] for code in codes})


def _in_region(question: Question) -> list[Candidate]:
    """The places of the name in the region that is printed; where there is none, the region's country alone."""
    named = [*question.candidates, *_in_supplement(question)]
    inside = [one for one in named if _is_in(one, question.regions)]
    if inside or question.is_joint:
        return inside
    return [Candidate(country) for country in _countries(question.regions)]


def _in_supplement(question: Question) -> list[Candidate]:
    entry = tables().supplement.get(question.key)
    if entry is None:
        return []
    country, latitude, longitude = [*entry, None, None, None][:3]
    return [Candidate(country, None, latitude, longitude)]


def _stands_alone(question: Question) -> list[Candidate]:
    code = tables().stand_alone.get(question.key)
    return [one for one in question.candidates if code and _is_in(one, frozenset([code]))]


def _is_country(question: Question) -> list[Candidate]:
    """A country's or a region's own name: its capital of that name (Singapore), else its country alone.

    Not where a larger city elsewhere bears it: New Brunswick in New Jersey, Salvador in Brazil.
    """
    codes = tables().regions.get(region_key(question.key), frozenset())
    countries = _countries(codes)
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


RULES: tuple[tuple[str, float, Callable[[Question], list[Candidate]]], ...] = (
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
