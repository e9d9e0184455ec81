import datetime as dt

import pytest

from tests.datelines import SECOND, split


@pytest.mark.parametrize(
    ("text", "place", "day", "agency", "rule"),
    [
        ("नई दिल्ली, 14 सितंबर (भाषा) ", "नई दिल्ली", "09-14", "भाषा", "place_date_agency"),
        ("नई दिल्ली [भारत], 14 सितंबर (एएनआई): ", "नई दिल्ली, भारत", "09-14", "एएनआई", "place_date_agency"),
        ("भदोही (उप्र), 14 सितंबर (भाषा) ", "भदोही, उप्र", "09-14", "भाषा", "place_date_agency"),
        ("नयी दिल्ली/लखनऊ, 14 सितंबर (भाषा) ", "नयी दिल्ली/लखनऊ", "09-14", "भाषा", "place_date_agency"),
        ("नयी दिल्ली 14 मई (वार्ता) ", "नयी दिल्ली", "05-14", "वार्ता", "place_date_agency"),
        ("सीतापुर, 14 सितंबर (आईएएनएस)। ", "सीतापुर", "09-14", "आईएएनएस", "place_date_agency"),
        ("लखनऊ। ", "लखनऊ", None, None, "known_colon"),
        ("पटनाः ", "पटना", None, None, "known_colon"),
        ("कोलंबो, 14 सितंबर: ", "कोलंबो", "09-14", None, "place_date"),
        ("சென்னை, செப். 14: ", "சென்னை", "09-14", None, "place_date"),
        ("काठमाडौं, २८ भदौ (रासस) ", "काठमाडौं", None, "रासस", "place_agency"),
        ("পাবনা, ১৪ সেপ্টেম্বর, ২০২৩ (বাসস) : ", "পাবনা", "2023-09-14", "বাসস", "place_date_agency"),
        ("کراچی: ", "کراچی", None, None, "known_colon"),
        ("اسلام آباد۔14ستمبر (اے پی پی): ", "اسلام آباد", "09-14", "اے پی پی", "place_date_agency"),
        ("الرياض (رويترز) - ", "الرياض", None, "رويترز", "place_agency"),
        ("دبي/القاهرة (رويترز) - ", "دبي/القاهرة", None, "رويترز", "place_agency"),
        ("القاهرة 14 سبتمبر أيلول (رويترز) - ", "القاهرة", "09-14", "رويترز", "place_date_agency"),
        ("القاهرة 14 أيلول/سبتمبر (أ ف ب) - ", "القاهرة", "09-14", "أ ف ب", "place_date_agency"),
        ("غزة (الأراضي الفلسطينية) (أ ف ب) - ", "غزة, الأراضي الفلسطينية", None, "أ ف ب", "place_agency"),
        ("واشنطن ـ أ ف ب ", "واشنطن", None, "أ ف ب", "place_agency"),
        ("عمان 14 تشرين الأول (بترا) -- ", "عمان", "10-14", "بترا", "place_date_agency"),
        ("الكويت - 14 - 9 (كونا) -- ", "الكويت", "09-14", "كونا", "place_date_agency"),
        ("الرياض 29 صفر 1445 هـ الموافق 14 سبتمبر 2023 م واس ", "الرياض", "2023-09-14", "واس", "place_date_agency"),
        ("رام الله 14-9-2023 وفا- ", "رام الله", "2023-09-14", "وفا", "place_date_agency"),
        ("أبوظبي في 14 سبتمبر / وام / ", "أبوظبي", "09-14", "وام", "place_date_agency"),
        ("حلب-سبوتنيك ", "حلب", None, "سبوتنيك", "place_agency"),
        ("بغداد / واع / ", "بغداد", None, "واع", "place_agency"),
        ("تهران- ایرنا- ", "تهران", None, "ایرنا", "place_agency"),
        ("سیالکوٹ (این این آئی) ", "سیالکوٹ", None, "این این آئی", "place_agency"),
        ("پشاور(این این آئی)", "پشاور", None, "این این آئی", "place_agency"),
        ("موسكو - سبوتنيك. ", "موسكو", None, "سبوتنيك", "place_agency"),
        ("ירושלים, 14 בספטמבר (רויטרס) - ", "ירושלים", "09-14", "רויטרס", "place_date_agency"),
        ("सीतापुर (उप्र) 14 सितंबर (भाषा) ", "सीतापुर, उप्र", "09-14", "भाषा", "place_date_agency"),
        ("الخميس 14 سبتمبر (رويترز) - ", None, "09-14", "رويترز", "agency"),
    ],
)
def test_split_dateline_takes_the_styles_of_agencies_and_newspapers(text, place, day, agency, rule):
    rest = "وصلت العبارة (القديمة) إلى الجزيرة يوم الاثنين."  # a bracket of the text's own
    got = split(text + rest, SECOND)
    assert got["dateline"] == text.strip(" *")
    assert got["dateline_place"] == place
    assert got["dateline_date"] == (
        None if day is None else dt.date.fromisoformat(("" if len(day) > 5 else "2023-") + day)
    )
    assert got["dateline_agency"] == agency
    assert got["dateline_rule"] == rule
    assert got["paragraphs"] == [rest, SECOND]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("قالت وكالة (رويترز) إن العبارة غرقت.", id="agency_in_a_sentence"),
        pytest.param("قالت وكالة (رويترز): غرقت العبارة.", id="agency_that_said"),
        pytest.param("قالت وكالة (رويترز) - نقلا عن مصادر - إن العبارة غرقت.", id="agency_before_an_insertion"),
        pytest.param("صورة أرشيفية (رويترز) – الميناء القديم.", id="picture"),
        pytest.param("رويترز - ارتفعت الأسعار يوم الخميس.", id="agency_before_a_dash"),
        pytest.param("نقلت رويترز: غرقت العبارة.", id="agency_that_reported"),
        pytest.param("بيروت، ومع اقتراب العيد، تستعد لاستقبال الزوار.", id="and_with"),
        pytest.param("نيويورك - وال ستريت تغلق على ارتفاع.", id="wall_street"),
        pytest.param("القاهرة - قنا - أسوان: مواعيد القطارات.", id="three_stations"),
        pytest.param("مسقط العمانية تستضيف المؤتمر (الاثنين).", id="adjective"),
        pytest.param("کراچی سونا 500 روپے تولہ مہنگا ہو گیا۔", id="gold_in_urdu"),
        pytest.param("जिनेवा वार्ता में समझौता हुआ।", id="talks_in_hindi"),
        pytest.param("मुंबई, भाषा विवाद पर बोले मंत्री: सब ठीक।", id="language_in_hindi"),
        pytest.param("(भाषा) का महत्व।", id="language_in_brackets"),
        pytest.param("दिल्ली (भाषा) विवाद पर बैठक।", id="language_behind_a_city"),
        pytest.param("लखनऊ: 2-1 से जीत।", id="score_in_hindi"),
        pytest.param("दिल्ली 12 लोग: सब बचे।", id="number_behind_a_city"),
        pytest.param("العين: غرقت العبارة القديمة في البحر يوم الخميس.", id="word_that_is_a_city"),
        pytest.param("سيول: غرقت المدينة القديمة كلها يوم الخميس.", id="floods"),
        pytest.param("कोटा: नई नीति आज से पूरे देश में लागू हो गई।", id="quota"),
        pytest.param("برشلونة - ريال مدريد 3-1.", id="match_in_arabic"),
        pytest.param("लखनऊ – दिल्ली 2-1 से मैच।", id="match_in_hindi"),
        pytest.param("القاهرة - الإسكندرية طريق صحراوي.", id="road"),
        pytest.param("दिल्ली – देश की राजधानी – जल रही है।", id="apposition"),
        pytest.param("हैदराबाद- विजयवाड़ा हाईवे पर हादसा।", id="road_in_hindi"),
        pytest.param("सोमवार, 14 सितंबर (भाषा) नाव डूब गई।", id="weekday_in_hindi"),
        pytest.param("تاريخ النشر: 14 سبتمبر (رويترز)", id="label"),
        pytest.param("ارتفع المؤشر 1.2 (رويترز) - قليلا.", id="number_in_arabic"),
        pytest.param("मुंबई 26/11 (भाषा) हमले की बरसी।", id="day_that_is_a_name_in_hindi"),
        pytest.param("مانشستر 2-1 (رويترز) - فوز كبير.", id="score_in_arabic"),
        pytest.param("(رويترز) ذكرت أن العبارة غرقت.", id="agency_begins_an_arabic_sentence"),
        pytest.param("(पीटीआई) की खबर के अनुसार नाव डूब गई।", id="agency_begins_a_hindi_sentence"),
        pytest.param("تهران - وام ازدواج افزایش یافت و مردم خوشحال شدند.", id="loan_in_persian"),
        pytest.param("عمان - بترا: رحلة في الصحراء مع العائلة كلها.", id="town_of_petra"),
        pytest.param("القاهرة: 35، الإسكندرية: 30، أسوان: 41 درجة مئوية.", id="weather"),
        pytest.param("दिल्ली। मुंबई। चेन्नई। नाव चलती है हर दिन।", id="list_of_cities"),
        pytest.param("لاہور: 180/5 کے بعد بارش نے کھیل روک دیا۔", id="score_in_urdu"),
        pytest.param("الرياض: محمد العربي", id="byline"),
        pytest.param("मुंबई 26 नवंबर: वह रात जिसे कोई नहीं भूल सकता।", id="anniversary"),
        pytest.param("कल रात, 14 सितंबर, एएनआई से बातचीत में कहा।", id="night_and_day"),
        pytest.param("हिंदी दिवस, 14 सितंबर (भाषा) पर विशेष लेख।", id="day_of_the_language"),
        pytest.param("يوم الخميس، 14 سبتمبر (رويترز) - غرقت العبارة.", id="weekday_of_two_words"),
        pytest.param("غزة (فيديو): شاهد العبارة وهي تغرق (مباشر).", id="label_in_brackets"),
        pytest.param("القدس - عاصمة الحكايات القديمة والجديدة.", id="apposition_in_arabic"),
        pytest.param("القاهرة 14 سبتمبر 2023 وفا بوعده اللاعب القديم.", id="verb_behind_a_day"),
        pytest.param("لندن رويترز تنقل الخبر - من المدينة القديمة.", id="city_and_agency_in_a_sentence"),
        pytest.param("حلب-سبوتنيكا رحلة بحرية جديدة.", id="beginning_of_a_word"),
        pytest.param("حلب-سانا ماريا رحلة بحرية جديدة.", id="part_of_a_name"),
        pytest.param("غرقت العبارة - كما قيل - يوم الاثنين.", id="insertion"),
        pytest.param("सोमवार, 14 सितंबर: नाव डूब गई।", id="weekday_alone_in_hindi"),
        pytest.param("नाव डूब गई। लोग बच गए।", id="sentence_in_hindi"),
        pytest.param("दिल्ली में नाव: लोग बच गए।", id="city_in_a_sentence"),
        pytest.param("दिल्ली 12 सितंबर को डूबी: नाव।", id="day_in_a_sentence"),
    ],
)
def test_split_dateline_leaves_sentences(text):
    assert split(text, SECOND)["paragraphs"] == [text, SECOND]


def test_split_dateline_takes_a_word_for_an_agency_on_a_line_of_its_own():
    assert split("دمشق-سانا", SECOND)["dateline_agency"] == "سانا"


def test_split_dateline_takes_a_bare_city_in_the_first_paragraph_only():
    assert split("मंत्री का बयान", "लखनऊ: नाव डूब गई और उसके सब लोग बच गए।")["dateline"] is None
    assert split("मंत्री का बयान", "लखनऊ, 14 सितंबर (भाषा) नाव डूब गई।")["dateline_place"] == "लखनऊ"
