import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirehouse.transform.data import load
from wirehouse.transform.place_keys import city_key, region_key
from wirehouse.transform.place_rules import RULES
from wirehouse.transform.places import Located, locate_place


def locate(place, agency=None, home=None):
    frame = pl.DataFrame(
        {"dateline_place": [place], "agency": [agency], "publisher_country": [home]},
        schema=dict.fromkeys(("dateline_place", "agency", "publisher_country"), pl.String),
    )
    return locate_place(frame).row(0, named=True)


# place, agency, the publisher's country -> country, latitude and longitude to a tenth of a degree, rule
CASES = [
    ("Kansas City, Mo.", "AP", None, "US", (39.1, -94.6), "region_named"),
    ("Kansas City, Kan.", "AP", None, "US", (39.1, -94.6), "region_named"),
    ("Springfield, Ill.", "AP", None, "US", (39.8, -89.6), "region_named"),
    ("Springfield, Massachusetts", None, None, "US", (42.1, -72.6), "region_named"),
    ("Bluefield, W. Va.", "Reuters", None, "US", (37.3, -81.2), "region_named"),
    ("Houston, TX", "Sports Network", None, "US", (29.8, -95.4), "region_named"),
    ("Portland, ME", None, None, "US", (43.7, -70.3), "region_named"),
    ("London, Ontario", None, None, "CA", (43.0, -81.2), "region_named"),
    ("London, England", None, None, "GB", (51.5, -0.1), "region_named"),
    ("St. John's, Newfoundland", None, None, "CA", (47.6, -52.7), "region_named"),
    ("Hyderabad, Telangana", None, None, "IN", (17.4, 78.5), "region_named"),
    ("Hyderabad, Sindh", None, None, "PK", (25.4, 68.4), "region_named"),
    ("Amritsar, Punjab", None, None, "IN", (31.6, 74.9), "region_named"),
    ("Faisalabad, Punjab", None, None, "PK", (31.4, 73.1), "region_named"),
    ("Tbilisi, Georgia", None, None, "GE", (41.7, 44.8), "region_named"),
    ("Savannah, Georgia", None, None, "US", (32.1, -81.1), "region_named"),
    ("Essen, West Germany", "Reuters", None, "DE", (51.5, 7.0), "region_named"),
    ("Tallinn, Soviet Union", "Reuters", None, "EE", (59.4, 24.8), "region_named"),
    ("Manchester, Royaume-Uni", None, None, "GB", (53.5, -2.2), "region_named"),
    ("Valencia, España", None, None, "ES", (39.5, -0.4), "region_named"),
    ("Valencia, Venezuela", None, None, "VE", (10.2, -68.0), "region_named"),
    ("Toronto, Ontario, Canada", None, None, "CA", (43.7, -79.4), "region_named"),
    ("Panmunjom, South Korea", None, None, "KR", (38.0, 126.7), "region_named"),
    ("Dallas/Fort Worth, Texas", None, None, "US", (32.8, -96.8), "region_named"),
    ("Duesseldorf, West Germany", "Reuters", None, "DE", (51.2, 6.8), "region_named"),
    # A region, and no such town in it: the country is sure, the spot is not.
    ("Nowhereville, Vt.", "AP", None, "US", None, "region_named"),
    ("Beaverton, Wash.", "Reuters", None, "US", None, "region_named"),
    ("Bagram Air Base, Afghanistan", "AP", None, "AF", None, "region_named"),
    # The first of several cities decides.
    ("Beijing/Moscow", None, None, "CN", (39.9, 116.4), "stand_alone_city"),
    ("El Paso, Texas/Ciudad Juarez, Mexico", None, None, "US", (31.8, -106.5), "region_named"),
    ("Nogales, Mexico/Nogales, Ariz.", None, None, "MX", (31.3, -110.9), "region_named"),
    ("New York/Louisville, Ky.", None, None, "US", (40.7, -74.0), "stand_alone_city"),
    ("नयी दिल्ली", "PTI", None, "IN", (28.7, 77.2), "supplement"),
    ("लखनऊ", None, None, "IN", (26.8, 80.9), "only_one_city"),
    ("جنين", None, None, "PS", (32.5, 35.3), "supplement"),
    ("القاهرة", "AFP", None, "EG", (30.1, 31.2), "capital"),
    ("Panmunjom", "Yonhap", None, "KR", (38.0, 126.7), "supplement"),
    ("United Nations", "Reuters", None, "US", (40.7, -74.0), "supplement"),
    ("Capitol Hill", None, None, "US", (38.9, -77.0), "supplement"),
    ("West Bank", None, None, "PS", None, "supplement"),
    ("Vatican City", "AP", None, "VA", (41.9, 12.5), "supplement"),
    ("Peking", "Reuters", None, "CN", (39.9, 116.4), "supplement"),
    ("Pékin", "AFP", None, "CN", (39.9, 116.4), "supplement"),
    ("Pekin, Ill.", "AP", None, "US", (40.6, -89.6), "region_named"),
    ("Venezia", None, None, "IT", (45.4, 12.3), "supplement"),
    ("Скопје", None, None, "MK", (42.0, 21.4), "supplement"),
    ("Leningrad", "Reuters", None, "RU", (59.9, 30.3), "supplement"),
    ("Saigon", None, None, "VN", (10.8, 106.6), "supplement"),
    ("East Berlin", "Reuters", None, "DE", (52.5, 13.4), "supplement"),
    ("Aboard Air Force One", "AP", None, None, None, "supplement"),
    ("Seoul", None, None, "KR", (37.6, 127.0), "stand_alone_city"),
    ("Washington", "AP", None, "US", (38.9, -77.0), "stand_alone_city"),
    ("London", "Canadian Press", None, "GB", (51.5, -0.1), "stand_alone_city"),
    ("Vancouver", None, None, "CA", (49.2, -123.1), "stand_alone_city"),
    ("The Hague", "Reuters", None, "NL", (52.1, 4.3), "stand_alone_city"),
    ("Strasbourg", "AFP", None, "FR", (48.6, 7.7), "stand_alone_city"),
    ("Gaza", "Reuters", None, "PS", (31.5, 34.5), "stand_alone_city"),
    ("St. Petersburg", "Reuters", None, "RU", (59.9, 30.3), "stand_alone_city"),
    ("Bahrain", "Reuters", None, "BH", None, "country_named"),
    ("Kuwait", "Reuters", None, "KW", (29.4, 48.0), "country_named"),
    ("Jamaica", None, None, "JM", None, "country_named"),
    ("Michigan", None, None, "US", None, "country_named"),
    ("Hyderabad", "PTI", None, "IN", (17.4, 78.5), "agency_home"),
    ("Hyderabad", "APP", None, "PK", (25.4, 68.4), "agency_home"),
    ("Kingston", "Canadian Press", None, "CA", (44.2, -76.5), "agency_home"),
    ("Newcastle", "AAP", None, "AU", (-32.9, 151.8), "agency_home"),
    ("Kingston", "Reuters", None, "JM", (18.0, -76.8), "capital"),
    ("San Jose", "Reuters", None, "CR", (9.9, -84.1), "capital"),
    ("Georgetown", "Reuters", None, "GY", (6.8, -58.2), "capital"),
    ("Kyiv", "TASS", None, "UA", (50.5, 30.5), "stand_alone_city"),
    ("N'Djamena", None, None, "TD", (12.1, 15.1), "capital"),
    ("Newcastle", None, "AU", "AU", (-32.9, 151.8), "publisher_home"),
    ("Worcester", None, "GB", "GB", (52.2, -2.2), "publisher_home"),
    ("Dhangadhi", None, None, "NP", (28.7, 80.6), "only_one_city"),
    ("Grozny", "Reuters", None, "RU", (43.3, 45.7), "only_one_city"),
    ("Stuttgart", "Reuters", None, "DE", (48.8, 9.2), "most_populous"),
    ("Salvador", "Reuters", None, "BR", (-13.0, -38.5), "most_populous"),
    # All the larger ones are in one country: it is sure, which of them is not.
    ("Portland", "AP", None, "US", None, "most_populous"),
    ("New Brunswick", "Reuters", None, "US", (40.5, -74.4), "only_one_city"),
    # An accident of names: not of the agency's country, for the other is so much larger.
    ("Lima", "Xinhua", None, "PE", (-12.0, -77.0), "stand_alone_city"),
    # Too even: nobody knows.
    ("Georgia", None, None, None, None, "ambiguous_place"),
    ("Greenwich", "Reuters", None, None, None, "ambiguous_place"),
    ("St Andrews", None, None, None, None, "ambiguous_place"),
    ("Congo", None, None, None, None, "ambiguous_place"),
    # Unknown: no rule at all.
    ("Wasington", "Reuters", None, None, None, None),
    ("Port Amsel", None, None, None, None, None),
]


@pytest.mark.parametrize(("place", "agency", "home", "country", "spot", "rule"), CASES)
def test_place(place, agency, home, country, spot, rule):
    got = locate(place, agency, home)
    assert (got["country_code"], got["place_rule"]) == (country, rule)
    if spot is None:
        assert (got["latitude"], got["longitude"], got["place_confidence"]) == (None, None, None)
    else:
        assert (got["latitude"], got["longitude"]) == pytest.approx(spot, abs=0.06)


def test_every_rule_is_shown():
    assert {rule for rule, _, _ in RULES} | {"ambiguous_place", None} == {case[5] for case in CASES}


def test_an_ambiguous_place_names_its_runners_up():
    got = locate("Portland", "AP")
    assert got["place_note"].startswith("US-OR 652,503; also US-ME 66,881")
    assert 0 < got["country_confidence"] < 1


def test_a_place_without_rivals_is_sure():
    got = locate("Boise, Idaho")
    assert (got["country_confidence"], got["place_confidence"]) == (1, 1)
    assert "also" not in got["place_note"]


def test_rows_keep_their_order_and_those_without_a_place_stay_null():
    places = ["Seoul", None, "Oslo", "Seoul", None]
    frame = pl.DataFrame({"row": range(5), "dateline_place": places, "agency": None, "publisher_country": None})
    got = locate_place(frame.cast({"agency": pl.String, "publisher_country": pl.String}))
    assert got["country_code"].to_list() == ["KR", None, "NO", "KR", None]
    assert got["row"].to_list() == list(range(5))


def test_no_dateline_does_not_open_the_gazetteer(monkeypatch):
    monkeypatch.setattr("wirehouse.transform.places._gazetteer", lambda: pytest.fail("opened"))
    assert locate(None)["country_code"] is None


def test_the_cities_listed_in_scripts_without_capitals_are_located():
    lost = [name for name in load("known_places")["caseless"] if locate(name)["latitude"] is None]
    assert lost == []


@given(st.text(st.sampled_from("NEW york, St./[]'é-") | st.characters(exclude_categories=("Cs",)), max_size=30))
def test_total(place):
    got = locate(place)
    assert (got["latitude"] is None) == (got["longitude"] is None)
    assert got["country_code"] is not None or got["latitude"] is None
    assert set(Located._fields) <= got.keys()


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("ST. JOHN’S", "saint johns"),
        ("Saint John's", "saint johns"),
        ("Mt. Gilead", "mount gilead"),
        ("FT WORTH", "fort worth"),
        ("PORT-au-PRINCE", "port au prince"),
        ("Zürich", "zurich"),
        ("Łódź", "lodz"),
        ("L'Aquila", "laquila"),
        ("МОСКВА", "москва"),
        ("عمّان", "عمان"),
        ("  ", ""),
    ],
)
def test_city_key(printed, key):
    assert city_key(printed) == key


@pytest.mark.parametrize(
    ("printed", "key"), [("N.Y.", "ny"), ("W. Va.", "wva"), ("J&K", "j&k"), ("Côte d'Ivoire", "cotedivoire")]
)
def test_region_key(printed, key):
    assert region_key(printed) == key
