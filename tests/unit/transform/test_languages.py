import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirehouse.transform.languages import detect_language


def detect(*bodies):
    return detect_language(pl.DataFrame({"body": list(bodies)}, schema={"body": pl.String}))


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (
            "The harbour office said the ferry would run again once repairs were complete.",
            "en",
        ),
        ("Dem senator wins harbour vote", "en"),
        ("Ada de Quill and Ana de la Tide met Jan de Rook at De Pier.", "en"),
        ("I don't like ferries, I don't like piers, and I don't like you if you don't like me.", "en"),
        ("Le port a annoncé lundi que le bateau reprendra son service dès la fin des travaux du quai.", "fr"),
        (
            "Das Hafenamt teilte mit, dass die Fähre nach den Arbeiten am Pier wieder fahren werde.",
            "de",
        ),
        (
            "La oficina del puerto dijo el lunes que el barco volverá a navegar cuando terminen las obras.",
            "es",
        ),
        (
            "Ofisi ya bandari ilisema siku ya Jumatatu kivuko kitaanza kazi tena baada ya ukarabati.",
            "sw",
        ),
        ("Ofishin tashar jirgin ruwa ya ce a ranar Litinin jirgin zai sake aiki bayan an gama gyara.", "ha"),
        (
            "Управление порта сообщило в понедельник, что паром снова начнёт ходить после ремонта причала.",
            "ru",
        ),
        ("बंदरगाह कार्यालय ने सोमवार को कहा कि मरम्मत पूरी होने के बाद नौका फिर से चलेगी।", "hi"),
        (
            "Harbour authority announce say de ferry go start work again after dem repair de pier give passengers for "
            "de coast. Harbour workers dey happy about de decision.",
            "pcm",
        ),
        (
            "Di pipo wey dey di harbour tok sey di ferry dey come back wen dem don finish di work.",
            "pcm",
        ),
        (
            "Ibiro vy'ikivuko vyavuze ku wa mbere ko ubwato buzosubira gukora mu nyuma y'ibikorwa vyo gusanura canke "
            "vy'ukwagura ikibanza ca kera.",
            "rn",
        ),
        (
            "Ibiro by'icyambu byavuze ku wa mbere ko ubwato buzongera gukora nyuma y'ibikorwa byo gusana cyangwa "
            "kwagura icyambu cya kera.",
            "rw",
        ),
        ("Itegeko ryemejwe n'Inteko, abaturage bahawe amazi meza kandi bigishwa gusoma.", "rw"),
        (
            "Kantor pelabuhan menyampaikan pada Senin bahwa kapal feri akan kembali beroperasi karena perbaikan "
            "dermaga sudah selesai.",
            "id",
        ),
        (
            "Pejabat pelabuhan memaklumkan pada Isnin bahawa feri akan beroperasi semula selepas kerja pembaikan jeti "
            "siap kerana cuaca boleh berubah.",
            "ms",
        ),
        ("Ketua pelabuhan menghadiri majlis di Kota Bharu minggu lalu.", "ms"),
    ],
)
def test_detect_language(body, language):
    row = detect(body).row(0, named=True)
    assert row["language"] == language
    assert 0.5 <= row["language_confidence"] <= 1


@pytest.mark.parametrize("body", [None, "", " ", "12 - 14", "\ufffd\ufffd", "!?", "🎉" * 50])
def test_detect_language_says_null_where_nothing_is_known(body):
    assert detect(body).row(0, named=True)["language"] is None


def test_detect_language_keeps_rows_in_order():
    bodies = [
        "Le port a annoncé lundi que le bateau reprendra son service.",
        None,
        "The ferry would run again on Monday.",
    ]
    assert detect(*bodies)["language"].to_list() == ["fr", None, "en"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=3))
def test_detect_language_is_total(bodies):
    assert len(detect(*bodies)) == len(bodies)
