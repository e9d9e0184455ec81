"""The tables of places that are shipped are those that their script makes."""

import json

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tools.make_gazetteer import make_country_names, make_gazetteer
from wirehouse.transform import data
from wirehouse.transform.place_keys import city_key, region_key
from wirehouse.transform.places import _gazetteer


@pytest.mark.long
def test_the_gazetteer_is_what_its_script_makes():
    assert_frame_equal(_gazetteer(), make_gazetteer())


def test_the_names_of_countries_are_what_their_script_makes():
    assert data.load("country_names") == json.loads(json.dumps(make_country_names()))


def test_the_tables_by_hand_are_in_the_form_that_is_looked_up():
    places, countries = data.load("places"), data.load("country_names").keys()
    known = set(_gazetteer()["key"]) & {name for names in places["stand_alone"].values() for name in names}
    for code, names in places["regions"].items():
        assert code.split("-")[0] in countries
        assert [region_key(name) for name in names] == names
    for code, names in places["stand_alone"].items():
        assert code.split("-")[0] in countries
        assert [city_key(name) for name in names] == names
        assert set(names) <= known, "a city that the gazetteer lacks belongs in the supplement"
    in_latin = [name for name in places["supplement"] if name.isascii()]
    assert [city_key(name) for name in in_latin] == in_latin, "others are as printed, for their keys cannot be read"
    assert len({city_key(name) for name in places["supplement"]}) == len(places["supplement"]), "two of one key"


def test_regions_narrow_to_where_their_cities_are():
    codes = pl.Series([code for code in data.load("places")["regions"] if "-" in code])
    listed = _gazetteer().select(pl.concat_str("country", "admin1", separator="-").alias("code")).unique()
    assert set(codes) - set(listed["code"]) == set()
