import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.datelines import PUBLISHED, SCHEMA, SECOND, split
from wirehouse.transform.dateline_dates import is_day, resolve_dateline_date
from wirehouse.transform.datelines import split_dateline
from wirehouse.transform.place_names import describe_place


@pytest.mark.parametrize(
    ("text", "place", "day", "agency", "rule"),
    [
        pytest.param("SEOUL, Sept 14: ", "Seoul", "09-14", None, "place_date", id="colon"),
        pytest.param(
            "BAKU, Azerbaijan, September 14. ", "Baku, Azerbaijan", "09-14", None, "place_date", id="full_stop"
        ),
        pytest.param(
            "GENEVA, Sept 13-14 (Reuters) - ", "Geneva", "09-14", "Reuters", "place_date_agency", id="two_days"
        ),
        pytest.param("SALVADOR, Sept 12 - ", "Salvador", "09-12", None, "place_date", id="reuters_1987"),
        pytest.param(
            "AUSTIN, Texas, Sept 14 (Reuters) - ",
            "Austin, Texas",
            "09-14",
            "Reuters",
            "place_date_agency",
            id="reuters",
        ),
        pytest.param("KANSAS CITY, Mo. (AP) — ", "Kansas City, Mo.", None, "AP", "place_agency", id="ap"),
        pytest.param("BEIJING, Aug. 31 (Xinhua) -- ", "Beijing", "08-31", "Xinhua", "place_date_agency", id="xinhua"),
        pytest.param("SEOUL, Sept. 14 (Yonhap) -- ", "Seoul", "09-14", "Yonhap", "place_date_agency", id="yonhap"),
        pytest.param("New Delhi, Jun 30 (PTI) ", "New Delhi", "06-30", "PTI", "place_date_agency", id="pti_no_dash"),
        pytest.param(
            "New Delhi [India], September 15 (ANI): ", "New Delhi, India", "09-15", "ANI", "place_date_agency", id="ani"
        ),
        pytest.param(
            "Nagpur (Maharashtra) [India], September 15 (ANI): ",
            "Nagpur, Maharashtra",
            "09-15",
            "ANI",
            "place_date_agency",
            id="ani_state_and_country",
        ),
        pytest.param("Rome | ", "Rome", None, None, "known_colon", id="pipe"),
        pytest.param("AMSEL (N1) - ", "Amsel", None, "N1", "place_agency", id="agency_of_a_letter_and_a_number"),
        pytest.param("OSLO () - ", "Oslo", None, None, "capitals_dash", id="lost_agency"),
        pytest.param(
            "Cúcuta (Norte), 14 de septiembre de 2023. – ",
            "Cúcuta, Norte",
            "09-14",
            None,
            "place_date",
            id="district_and_date",
        ),
        pytest.param("SYDNEY, Sept 14 AAP - ", "Sydney", "09-14", "AAP", "place_date_agency", id="name_behind_the_day"),
        pytest.param("UNDATED (AP) — ", None, None, "AP", "agency", id="from_nowhere"),
        pytest.param("PARIS, 14-09-2023 (AFP) - ", "Paris", "2023-09-14", "AFP", "place_date_agency", id="hyphens"),
        pytest.param("PRAHA 14. 9. (ČTK) - ", "Praha", "09-14", "ČTK", "place_date_agency", id="stops_and_spaces"),
        pytest.param(
            "BRATISLAVA 14. septembra (SITA) - ", "Bratislava", "09-14", "SITA", "place_date_agency", id="slovak"
        ),
        pytest.param(
            "新华社北京9月14日电（记者王军、李明）",
            "北京",
            "09-14",
            "新华社",
            "place_date_agency",
            id="xinhua_in_chinese",
        ),
        pytest.param("上海9月14日讯 ", "上海", "09-14", None, "place_date", id="chinese_newspaper"),
        pytest.param(
            "(서울=연합뉴스) 김민수·이영희 기자 = ", "서울", None, "연합뉴스", "place_agency", id="yonhap_in_korean"
        ),
        pytest.param(
            "(서울·부산=연합뉴스) ", "서울/부산", None, "연합뉴스", "place_agency", id="yonhap_from_two_cities"
        ),
        pytest.param("【東京共同】", "東京", None, "共同", "place_agency", id="kyodo_in_japanese"),
        pytest.param("[ソウル 14日 ロイター] - ", "ソウル", None, "ロイター", "place_agency", id="reuters_in_japanese"),
        pytest.param("BERLIN (epd). ", "Berlin", None, "epd", "place_agency", id="full_stop_behind_the_agency"),
        pytest.param("CIUDAD DE MÉXICO.- ", "Ciudad de México", None, None, "capitals_dash", id="stop_behind_words"),
        pytest.param("Sept 14 (Reuters) - ", None, "09-14", "Reuters", "agency", id="date_and_no_place"),
        pytest.param(
            "SEPTEMBER 14, 2023 (REUTERS) - PORTLAND -- ",
            "Portland",
            "09-14",
            "REUTERS",
            "capitals_dash",
            id="date_agency_place",
        ),
        pytest.param("MOSCOW, August 31. /TASS/. ", "Moscow", "08-31", "TASS", "place_date_agency", id="tass"),
        pytest.param("Madrid, 18 jun (EFE).- ", "Madrid", "06-18", "EFE", "place_date_agency", id="efe"),
        pytest.param(
            "Paris, 10 août 2023 (AFP) - ", "Paris", "08-10", "AFP", "place_date_agency", id="french_with_year"
        ),
        pytest.param("AMSTERDAM, 2 September - ", "Amsterdam", "09-02", None, "place_date", id="day_first"),
        pytest.param(
            "WASHINGTON, Sept 12, Reuter - ", "Washington", "09-12", "Reuter", "place_date_agency", id="agency_bare"
        ),
        pytest.param("LONDON, Thursday, Sept. 14 — ", "London", "09-14", None, "place_date", id="weekday_and_date"),
        pytest.param("LONDON, Thursday - ", "London", None, None, "capitals_dash", id="weekday"),
        pytest.param("New york, September 2 - ", "New York", "09-02", None, "place_date", id="capital_lost"),
        pytest.param("NORFOLK, Va., - Sept 4 - ", "Norfolk, Va.", "09-04", None, "place_date", id="dash_before_date"),
        pytest.param("NORFOLK, Va. Sept 4 -", "Norfolk, Va.", "09-04", None, "place_date", id="no_comma"),
        pytest.param(
            "FORT WAYNE, IND., Septt 12 - ", "Fort Wayne, Ind.", "09-12", None, "place_date", id="misprinted_month"
        ),
        pytest.param("BERLIN, Setp 12 - ", "Berlin", None, None, "place_odd_date", id="no_month"),
        pytest.param("****SAO PAULO, Sept 4 - ", "Sao Paulo", "09-04", None, "place_date", id="asterisks"),
        pytest.param(
            "RICHMOND, Va — Sept 03, 2021 — ", "Richmond, Va", "2021-09-03", None, "place_dash_date", id="dash_date"
        ),
        pytest.param("BEIJING/MOSCOW, Sept 1 - ", "Beijing/Moscow", "09-01", None, "place_date", id="two_cities"),
        pytest.param(
            "EL PASO, Texas/CIUDAD JUAREZ, Mexico, Sept 14 (Reuters) - ",
            "El Paso, Texas/Ciudad Juarez, Mexico",
            "09-14",
            "Reuters",
            "place_date_agency",
            id="two_cities_with_regions",
        ),
        pytest.param(
            "SEATTLE/VANCOUVER, British Columbia (AP) - ",
            "Seattle/Vancouver, British Columbia",
            None,
            "AP",
            "place_agency",
            id="two_cities_and_a_region",
        ),
        pytest.param("Berlin, 14/09 (dpa) - ", "Berlin", "09-14", "dpa", "place_date_agency", id="numbers"),
        pytest.param("Berlin, 14.9. - ", "Berlin", "09-14", None, "place_date", id="numbers_with_stops"),
        pytest.param("JAKARTA, 14.09.2021 — ", "Jakarta", "2021-09-14", None, "place_date", id="numbers_and_year"),
        pytest.param("Jakarta, Kamis (14/9/23) - ", "Jakarta", "09-14", None, "place_date", id="weekday_and_numbers"),
        pytest.param("MIAMI, 9/14/2023 (AP) - ", "Miami", "09-14", "AP", "place_date_agency", id="month_first"),
        pytest.param("BEIJING, 2023-09-14 (Xinhua) -- ", "Beijing", "09-14", "Xinhua", "place_date_agency", id="iso"),
        pytest.param("Jakarta (14/9) - ", "Jakarta", "09-14", None, "place_date", id="numbers_in_brackets"),
        pytest.param("14/9 (dpa) - ", None, "09-14", "dpa", "agency", id="numbers_and_no_place"),
        pytest.param("BONN and PARIS (dpa) - ", "Bonn/Paris", None, "dpa", "place_agency", id="two_cities_and"),
        pytest.param("Beijing (AFP) - ", "Beijing", None, "AFP", "place_agency", id="afp_small_letters"),
        pytest.param(
            "Arroyo Seco (Mexico) (AFP) - ", "Arroyo Seco, Mexico", None, "AFP", "place_agency", id="bracketed_region"
        ),
        pytest.param("NEW DELHI – ", "New Delhi", None, None, "capitals_dash", id="capitals"),
        pytest.param("WASHINGTON -- ", "Washington", None, None, "capitals_dash", id="capitals_two_hyphens"),
        pytest.param("NEWPORT, Wales — ", "Newport, Wales", None, None, "capitals_dash", id="capitals_region"),
        pytest.param("ABOARD AIR FORCE ONE — ", "Aboard Air Force One", None, None, "capitals_dash", id="site"),
        pytest.param("BEIRUT: ", "Beirut", None, None, "capitals_colon", id="capitals_colon"),
        pytest.param("Mumbai: ", "Mumbai", None, None, "known_colon", id="known_colon"),
        pytest.param("München – ", "München", None, None, "known_dash", id="known_in_its_own_language"),
        pytest.param("Wien (APA) – ", "Wien", None, "APA", "place_agency", id="apa"),
        pytest.param("Киев — ", "Киев", None, None, "known_dash", id="known_in_its_own_script"),
        pytest.param("Helsinki - ", "Helsinki", None, None, "known_dash", id="known_dash"),
        pytest.param("(CNN) -- ", None, None, "CNN", "agency", id="agency_in_brackets"),
        pytest.param("(CNN)", None, None, "CNN", "agency", id="nothing_behind_the_agency"),
        pytest.param("Hong Kong (CNN)", "Hong Kong", None, "CNN", "place_agency", id="nothing_behind_place_and_agency"),
        pytest.param("DENVER (AP) _ ", "Denver", None, "AP", "place_agency", id="underscore"),
        pytest.param("QUETTA, Sep 14 (APP):", "Quetta", "09-14", "APP", "place_date_agency", id="colon_glued"),
        pytest.param("GENEVA (14 September 2023) – ", "Geneva", "09-14", None, "place_date", id="bracketed_day"),
        pytest.param("CNN — ", None, None, "CNN", "agency", id="cnn_alone"),
        pytest.param("New York CNN — ", "New York", None, "CNN", "place_agency", id="cnn_behind_its_place"),
        pytest.param(
            "TIDEHAVEN, KABAR.com - ", "Tidehaven", None, "KABAR.com", "place_agency", id="site_of_unknown_place"
        ),
        pytest.param(
            "By Ada Quill (Reuters) - ", None, None, "Reuters", "byline_place_agency", id="byline_and_no_place"
        ),
        pytest.param("JAKARTA, KABAR.com - ", "Jakarta", None, "KABAR.com", "place_agency", id="site_behind_its_place"),
        pytest.param("KABAR.CO.ID, Jakarta - ", "Jakarta", None, "KABAR.CO.ID", "place_agency", id="site_first"),
        pytest.param(
            "MANILA, Philippines (UPDATED) — ", "Manila, Philippines", None, None, "capitals_dash", id="updated"
        ),
        pytest.param("Goma (RD Congo) (AFP) – ", "Goma, RD Congo", None, "AFP", "place_agency", id="unlisted_region"),
        pytest.param("HÀ NỘI — ", "Hà Nội", None, None, "capitals_dash", id="accents"),
        pytest.param(
            "MOSCOW. Sept 14 (Interfax) - ", "Moscow", "09-14", "Interfax", "place_date_agency", id="stop_behind_place"
        ),
        pytest.param(
            "Москва. 14 сентября. INTERFAX.RU - ", "Москва", "09-14", "INTERFAX.RU", "place_date_agency", id="stops"
        ),
        pytest.param("Kumasi, Sept. 14, GNA – ", "Kumasi", "09-14", "GNA", "place_date_agency", id="gna"),
        pytest.param("KANO, 14 ga Satumba (NAN) - ", "Kano", "09-14", "NAN", "place_date_agency", id="hausa"),
        pytest.param(
            "DAR ES SALAAM, 14 Septemba - ", "Dar es Salaam", "09-14", None, "place_date", id="swahili_day_first"
        ),
        pytest.param("MEDAN, 30 Agustus - ", "Medan", "08-30", None, "place_date", id="indonesian"),
        pytest.param("(NEWSER) – ", None, None, "NEWSER", "agency", id="agency_unlisted"),
        pytest.param("(KQRX)- ", None, None, "KQRX", "agency", id="station"),
        pytest.param("Reuters - ", None, None, "Reuters", "agency", id="agency_alone"),
        pytest.param("(ANSA) - Ancona, September 13 - ", "Ancona", "09-13", "ANSA", "place_date", id="agency_first"),
        pytest.param(
            "Canadian Press - KINSHASA, Congo (AP) - ",
            "Kinshasa, Congo",
            None,
            "Canadian Press",
            "place_agency",
            id="distributor_first",
        ),
        pytest.param(
            "FORT LAUDERDALE, Fla. - (KRT) - ", "Fort Lauderdale, Fla.", None, "KRT", "place_dash_agency", id="krt"
        ),
        pytest.param(
            "LONDON--(BUSINESS WIRE)--", "London", None, "BUSINESS WIRE", "place_dash_agency", id="business_wire"
        ),
        pytest.param("МОСКВА, 5 мая - РИА Новости. ", "Москва", "05-05", "РИА Новости", "place_date", id="ria"),
        pytest.param(
            "HUNTINGTON BEACH (KQRX News 8) — ", "Huntington Beach", None, "KQRX News 8", "place_agency", id="unlisted"
        ),
    ],
)
def test_split_dateline_takes_the_styles_of_the_wires(text, place, day, agency, rule):
    got = split(text + "The ferry to the island ran again on Monday.", SECOND)
    assert got["dateline"] == text.strip(" *")
    assert got["dateline_place"] == place
    year = "" if day is None or len(day) > 5 else "2023-"
    assert got["dateline_date"] == (None if day is None else dt.date.fromisoformat(year + day))
    assert got["dateline_agency"] == agency
    assert got["dateline_rule"] == rule
    assert got["paragraphs"] == ["The ferry to the island ran again on Monday.", SECOND]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("BREAKING: The ferry sank.", id="breaking"),
        pytest.param("OPINION | The ferry should sail.", id="label_before_a_pipe"),
        pytest.param("By Ada Quill - The ferry should sail.", id="byline_and_nothing_else"),
        pytest.param("TECH GIANTS CNN - The ferry sails.", id="words_before_an_agency"),
        pytest.param("By Ada Quill (Harbour Board) - The ferry should sail.", id="byline_and_an_office"),
        pytest.param("THE LONG TIDE (P51): The ferry sank.", id="part_of_a_serial"),
        pytest.param("THE POINT -- The ferry should sail.", id="article_and_a_place_word"),
        pytest.param("UNDATED: The ferry's log has no date.", id="undated_and_nothing_else"),
        pytest.param("SYDNEY, Sept 14 NRL - The ferries carried fans.", id="no_agency_behind_the_day"),
        pytest.param("北京9月14日的会议。", id="day_in_a_chinese_sentence"),
        pytest.param("北京9月14日电影节开幕。", id="film_festival"),
        pytest.param("(서울=시청) 다리가 열렸다.", id="korean_office"),
        pytest.param("FERRY SINKS, September 14. The crew was saved.", id="headline_and_its_day"),
        pytest.param("NEW YORK, September 14. That was when the ferry sank.", id="day_in_a_narrative_in_capitals"),
        pytest.param("Paris, September 14. That was when the ferry sank.", id="day_in_a_narrative"),
        pytest.param("【东京奥运】比赛开始。", id="topic_in_brackets"),
        pytest.param("(Reuters) has learned that the ferry sank.", id="agency_in_brackets_in_a_sentence"),
        pytest.param("Jane Doe (AP) The ferry sank.", id="a_name_before_an_agency"),
        pytest.param("ACME (NYSE: ACM) — the maker of ferries — met on Monday.", id="ticker"),
        pytest.param("CNN — the network of news — met on Monday.", id="agency_in_a_sentence"),
        pytest.param("BREAKING CNN - The ferry sank.", id="label_and_an_agency"),
        pytest.param("BREAKING NEWS - The ferry sank.", id="breaking_news"),
        pytest.param("UPDATE: The ferry sank.", id="update"),
        pytest.param("SEE ALSO: Ferries of the north", id="see_also"),
        pytest.param("EXCLUSIVE - The ferry sank.", id="exclusive"),
        pytest.param("WATCH: The ferry sinks", id="watch"),
        pytest.param("Paris city council votes - on Monday, that is - to buy a ferry.", id="place_in_a_sentence"),
        pytest.param("The IMFO - the ferries' own union - met on Monday.", id="the_organisation"),
        pytest.param("NATO: The alliance met.", id="acronym_colon"),
        pytest.param("NASA - The agency met.", id="acronym_dash"),
        pytest.param("ISLES PIRATES - The Pirates lost again.", id="team"),
        pytest.param("HIGH COURT - The judges refused to hear it.", id="court"),
        pytest.param("WORLDWIDE - Ferries will stop.", id="worldwide"),
        pytest.param("FERRY SINKS OFF COAST—", id="headline"),
        pytest.param("Jane Doe: I saw the ferry.", id="speaker"),
        pytest.param("Q: Where was the ferry?", id="question"),
        pytest.param("A: Off the coast.", id="answer"),
        pytest.param("Pay March 31", id="dividend"),
        pytest.param("Period ended December 31 - the line lost money.", id="period"),
        pytest.param("On Monday, Sept 4 - a holiday - the ferry sank.", id="sentence_with_date"),
        pytest.param("Total, about 30 - the crew not counted - were saved.", id="number"),
        pytest.param("TOTAL, 3/4 - the crew not counted - were saved.", id="share"),
        pytest.param("ISLES PIRATES, 14/20 - The Pirates lost again.", id="score"),
        pytest.param("Mumbai 12/9: The trial of the pirates began.", id="day_that_is_a_name"),
        pytest.param("London 16/9 - the ferries never sleep.", id="always"),
        pytest.param("Brazil, 9/2: The champions lost their ferry.", id="odds"),
        pytest.param("India 14.9 - Kohli is out.", id="overs"),
        pytest.param("China 14.9-15.0 percent growth is the forecast.", id="range"),
        pytest.param("DETROIT, about 3.5 - 4 million were carried.", id="range_in_capitals"),
        pytest.param("Roma - Juventus 2-0", id="match"),
        pytest.param("Lille - Marseille 1-1", id="match_of_a_month"),
        pytest.param("ISLES, Group 10-year plan is out.", id="years"),
        pytest.param("Madrid – Real Sociedad 2:1, a great evening", id="match_and_more"),
        pytest.param("Smith, Jones, Brown, Green, March 3 - all of them were saved.", id="list_of_names"),
        pytest.param("FerryWEB.com - September 6, 2023 - The site opened.", id="web_address"),
        pytest.param("Jane Doe (D) - the senator - took the ferry.", id="party"),
        pytest.param("Acme Ferries (ACMF) - the line - rose.", id="company_code"),
        pytest.param("(Adds details) - The ferry sank.", id="note"),
        pytest.param("May 5 (Monday) - The ferry sank.", id="day_and_weekday"),
        pytest.param("Chapter 11 (Reuters) - The ferry sank.", id="number_and_agency"),
        pytest.param("Nagpur (Orange City) [India], the ferry sank.", id="two_brackets"),
        pytest.param("London-based ferries sank.", id="hyphen"),
        pytest.param("", id="empty"),
    ],
)
def test_split_dateline_leaves_what_only_looks_like_one(text):
    got = split(text, SECOND)
    assert got["dateline"] is None
    assert got["dateline_place"] is None
    assert got["paragraphs"] == [text, SECOND]


@pytest.mark.parametrize(
    ("paragraphs", "dateline", "left", "authors"),
    [
        pytest.param(
            ["Biratnagar, September 14", "A ferry sank.", SECOND],
            "Biratnagar, September 14",
            ["A ferry sank.", SECOND],
            [],
            id="line_of_its_own",
        ),
        pytest.param(
            ["FORT HOPE, Massachusetts -", "A ferry sank."],
            "FORT HOPE, Massachusetts -",
            ["A ferry sank."],
            [],
            id="capitals_line",
        ),
        pytest.param(
            ["The ferry in 2019. Photo: Jane Doe", "Biratnagar, September 14", "A ferry sank."],
            "Biratnagar, September 14",
            ["The ferry in 2019. Photo: Jane Doe", "A ferry sank."],
            [],
            id="caption",
        ),
        pytest.param(
            ["By Ann Ray", "Prague (AFP) Sept 14, 2023", "A ferry sank."],
            "Prague (AFP) Sept 14, 2023",
            ["By Ann Ray", "A ferry sank."],
            [],
            id="a_line_of_place_agency_and_day",
        ),
        pytest.param(
            ["(Adds detail, quotes)", "LIMA, Sept 14 (Reuters) - A ferry sank."],
            "LIMA, Sept 14 (Reuters) -",
            ["(Adds detail, quotes)", "A ferry sank."],
            [],
            id="note",
        ),
        pytest.param(
            ["By Jane Doe ABUJA, Sept 14 (Reuters) - A ferry sank."],
            "By Jane Doe ABUJA, Sept 14 (Reuters) -",
            ["A ferry sank."],
            ["Jane Doe"],
            id="glued_byline",
        ),
        pytest.param(["Biratnagar, September 14"], None, ["Biratnagar, September 14"], [], id="nothing_else"),
        pytest.param(
            ["A ferry sank.", "A" * 200, "LIMA, Sept 14 - More."],
            None,
            ["A ferry sank.", "A" * 200, "LIMA, Sept 14 - More."],
            [],
            id="behind_a_long_paragraph",
        ),
    ],
)
def test_split_dateline_looks_past_short_lines(paragraphs, dateline, left, authors):
    got = split(*paragraphs)
    assert (got["dateline"], got["paragraphs"], got["authors"]) == (dateline, left, authors)


@pytest.mark.parametrize(
    ("printed", "published", "expected"),
    [
        pytest.param("Dec 31", dt.date(2024, 1, 1), dt.date(2023, 12, 31), id="back_over_new_year"),
        pytest.param("Jan 1", dt.date(2023, 12, 31), dt.date(2024, 1, 1), id="ahead_over_new_year"),
        pytest.param("Feb 29", dt.date(2024, 3, 1), dt.date(2024, 2, 29), id="leap_day"),
        pytest.param("Feb 29", dt.date(2023, 3, 1), dt.date(2024, 2, 29), id="leap_day_of_another_year"),
        pytest.param("Feb 30", dt.date(2023, 3, 1), None, id="no_such_day"),
        pytest.param("14th September", dt.date(2023, 9, 15), dt.date(2023, 9, 14), id="ordinal"),
        pytest.param("MArch 3", dt.date(1987, 3, 3), dt.date(1987, 3, 3), id="odd_case"),
        pytest.param("Sept 14", None, None, id="no_publication"),
        pytest.param("Sept 14, 2021", dt.date(2023, 9, 15), dt.date(2021, 9, 14), id="year_is_believed"),
        pytest.param("Sept 14, 2021", None, dt.date(2021, 9, 14), id="year_needs_no_publication"),
        pytest.param("4/9", dt.date(2023, 9, 5), dt.date(2023, 9, 4), id="numbers_day_first"),
        pytest.param("9/4", dt.date(2023, 9, 5), dt.date(2023, 9, 4), id="numbers_month_first"),
        pytest.param("4.9.", dt.date(2023, 4, 9), dt.date(2023, 9, 4), id="with_stops_the_day_is_first"),
        pytest.param("1/1", dt.date(2023, 12, 31), dt.date(2024, 1, 1), id="numbers_over_new_year"),
        pytest.param("04/09/2021", dt.date(2023, 9, 5), dt.date(2021, 9, 4), id="numbers_and_their_year"),
        pytest.param("04/09/2021", None, None, id="numbers_read_in_two_ways"),
        pytest.param("14/09/2021", None, dt.date(2021, 9, 14), id="numbers_read_in_one_way"),
        pytest.param("5/5/2021", None, dt.date(2021, 5, 5), id="numbers_read_alike"),
        pytest.param("14.09.87", dt.date(1987, 9, 15), dt.date(1987, 9, 14), id="short_year"),
        pytest.param("30/2", dt.date(2023, 3, 1), None, id="no_such_day_in_numbers"),
        pytest.param("2023-09-14", None, dt.date(2023, 9, 14), id="iso"),
        pytest.param("14-09-2023", None, dt.date(2023, 9, 14), id="day_month_year"),
        pytest.param("14. 9. 2021", dt.date(2023, 9, 15), dt.date(2021, 9, 14), id="spaces_behind_the_stops"),
        pytest.param("9月14日", dt.date(2023, 9, 15), dt.date(2023, 9, 14), id="chinese"),
        pytest.param("9월 14일", dt.date(2023, 9, 15), dt.date(2023, 9, 14), id="korean"),
    ],
)
def test_resolve_dateline_date_takes_the_nearest_year(printed, published, expected):
    frame = pl.DataFrame(
        {"date": [printed], "published": [published]}, schema={"date": pl.String, "published": pl.Date}
    )
    assert frame.select(resolve_dateline_date(pl.col("date"), pl.col("published"))).item() == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Sept. 14", True),
        ("Monday, Sept 14", True),
        ("2 März", True),
        ("14/9", True),
        ("9/14/2023", True),
        ("Kamis (14/9", True),
        ("14.13.", False),
        ("34/56", False),
        ("2023-13-01", False),
        ("about 30", False),
        ("Sept 41", False),
        ("york, May 2", False),
    ],
)
def test_is_day_wants_a_month_and_a_day(printed, expected):
    assert pl.select(is_day(pl.lit(printed))).item() is expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("RIO DE JANEIRO", "Rio de Janeiro"),
        ("PORT-AU-PRINCE, Haiti", "Port-au-Prince, Haiti"),
        ("ROSTOV-ON-DON, RUSSIA", "Rostov-on-Don, Russia"),
        ("ST. LOUIS", "St. Louis"),
        ("McALLEN, Texas", "McAllen, Texas"),
        ("MCALLEN, TX", "McAllen, TX"),
        ("KANSAS CITY, MO", "Kansas City, MO"),
        ("HAMMOND, IND.", "Hammond, Ind."),
        ("CLARKSBURG, W.Va.", "Clarksburg, W.Va."),
        ("WASHINGTON, D.C.", "Washington, D.C."),
        ("THE HAGUE", "The Hague"),
        ("UNITED NATIONS", "United Nations"),
        ("O'FALLON, Ill.", "O'Fallon, Ill."),
        ("COEUR D'ALENE, Idaho", "Coeur d'Alene, Idaho"),
        ("L'AQUILA", "L'Aquila"),
        ("XI'AN", "Xi'an"),
        ("TRINIDAD AND TOBAGO", "Trinidad and Tobago"),
        ("ABHA , SAUDI ARABIA", "Abha, Saudi Arabia"),
        ("DALLAS/FORT WORTH, Texas", "Dallas/Fort Worth, Texas"),
        ("Santiago de Compostela", "Santiago de Compostela"),
        ("New Delhi [India]", "New Delhi, India"),
    ],
)
def test_describe_place_writes_names_as_readers_do(printed, expected):
    assert describe_place(printed).place == expected


def test_split_dateline_keeps_rows_and_bears_nothing():
    rows = {
        "paragraphs": [None, [], ["LIMA, Sept 1 - A."], [None, "b"]],
        "published_date": [None] * 4,
        "title": [None] * 4,
    }
    got = split_dateline(pl.DataFrame(rows, schema=SCHEMA))
    assert got["paragraphs"].to_list() == [None, [], ["A."], [None, "b"]]
    assert got["dateline_date"].to_list() == [None] * 4
    assert split_dateline(pl.DataFrame(schema=SCHEMA)).is_empty()


heads = st.sampled_from(
    ["LIMA", "New Delhi", "(AP)", " - ", ", ", "Sept 14", ": ", "/", "By Jane Doe ", "\ufffd", "—", "AP - "]
)
texts = st.lists(st.one_of(heads, st.text(max_size=8)), max_size=8).map("".join)


def split_all(texts_of_rows, published):
    rows = [{"paragraphs": one, "published_date": published, "title": None} for one in texts_of_rows]
    return split_dateline(pl.DataFrame(rows, schema=SCHEMA)).rows(named=True)


# Many rows an example: a call costs a tenth of a second before its first row.
@given(st.lists(st.lists(texts, max_size=4), min_size=1, max_size=60), st.none() | st.dates())
@settings(max_examples=25, deadline=None)
def test_split_dateline_is_total_and_loses_nothing(rows, published):
    marks = str.maketrans("", "", " *•>\ufffd")
    for before, got in zip(rows, split_all(rows, published), strict=True):
        kept = "".join("".join([got["dateline"] or "", *got["paragraphs"]]).split()).translate(marks)
        assert len(kept) == len("".join("".join(before).split()).translate(marks))


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=60))
@settings(max_examples=25, deadline=None)
def test_split_dateline_of_a_split_text_finds_nothing_more(bodies):
    datelines = ["LIMA, Sept 14 (Reuters) - ", "BONN — ", "(AP) - ", ""]
    rows = [[f"{datelines[number % 4]}The ferry {body}", SECOND] for number, body in enumerate(bodies)]
    once = [row["paragraphs"] for row in split_all(rows, PUBLISHED)]
    assert [row["paragraphs"] for row in split_all(once, PUBLISHED)] == once
