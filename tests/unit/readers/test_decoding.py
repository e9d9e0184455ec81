import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirehouse.readers.decoding import decode

WESTERN = "Der Bürgermeister sprach von 40 Prozent; das sei „genug“. " * 4
RUSSIAN = "Совет порта сообщил в понедельник, что северный причал откроется осенью. " * 6


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"plain", "plain", "utf-8"),
        ("naïve – text".encode(), "naïve – text", "utf-8"),
        (b"\xef\xbb\xbfmarked", "marked", "utf-8-sig"),
        ("wide".encode("utf-16"), "wide", "utf-16"),
        (("wide text " * 9).encode("utf-16-le"), "wide text " * 9, "utf-16-le"),
        (WESTERN.encode("cp1252"), WESTERN, "cp1252"),
        ("café – €5 ".encode() + b"\x93quoted\x94", "café – €5 “quoted”", "utf-8+cp1252"),
        (b"one control\x03 at the end of a wire text of some length\x03", None, "utf-8"),
    ],
    ids=["ascii", "utf-8", "bom", "utf-16 bom", "utf-16 bare", "cp1252", "mixed", "wire end"],
)
def test_decode_finds_the_encoding(data, text, encoding):
    decoded = decode(data)
    assert decoded.encoding == encoding
    assert decoded.problem is None
    assert text is None or decoded.text == text


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_decode_reads_other_alphabets(encoding):
    assert decode(RUSSIAN.encode(encoding)).text == RUSSIAN


@pytest.mark.parametrize(
    ("data", "problem", "detail"),
    [
        (b"\x89PNG\r\n\x1a\n....", "not_text", "it begins like a PNG image"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "not_text", "it begins like a recording or a WebP image"),
        (b"%PDF-1.7 text", "not_text", "it begins like a PDF"),
        (b"PK\x03\x04 text", "not_text", "it begins like a zip archive or an office file"),
        (bytes(range(32)) * 9, "not_text", "234 of its first 288 bytes are control codes"),
        (b"a\x00\x00\x00\x01\x02\x03" * 9, "not_text", "54 of its first 63 bytes are control codes"),
        (b"\xff\xfea\x00\x00\xd8", "undecodable", "it is marked as utf-16, and has bytes that are none"),
        (b"\x81\x8d" * 9, "undecodable", "18 of its 18 bytes are beyond ASCII, and no encoding explains them"),
    ],
    ids=["png", "webp", "pdf", "zip", "controls", "zeros", "no utf-16", "nothing explains it"],
)
def test_decode_tells_what_it_cannot_read(data, problem, detail):
    assert decode(data, guess=False) == (None, None, problem, detail)


@given(st.binary(min_size=1, max_size=400))
def test_decode_is_total(data):
    decoded = decode(data)
    assert (decoded.text is None) == (decoded.problem is not None)


@given(st.text(min_size=1, max_size=200, alphabet=st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc"))))
def test_decode_returns_strict_utf8_as_it_is(text):
    data = text.encode()
    if not data.startswith(
        (b"PK\x03\x04", b"%PDF-", b"GIF8", b"RIFF", b"OggS", b"PAR1", b"ID3", b"BZh", b"Rar!", b"\xef\xbb\xbf")
    ):
        assert decode(data).text == text or text.startswith("SQLite format 3")
