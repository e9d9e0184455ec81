"""The forms in which names of places are compared: what spelling, accents and abbreviations differ in is gone."""

import re
import unicodedata

_SAINTS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_NOT_NAME = re.compile(r"[^\w]+")


def city_key(name: str) -> str:
    """`ST. JOHN’S` -> `saint johns`, `Zürich` -> `zurich`, `PORT-au-PRINCE` -> `port au prince`."""
    words = _NOT_NAME.sub(" ", re.sub(r"['’‘ʻ`´.](?=\w)|['’‘ʻ`´]", "", _plain(name.replace(". ", " ")))).split()
    return " ".join(_SAINTS.get(word, word) for word in words)


def region_key(name: str) -> str:
    """Letters only: `N.Y.` -> `ny`, `W. Va.` -> `wva`, `West Virginia` -> `westvirginia`, `J&K` -> `j&k`."""
    return "".join(letter for letter in _plain(name) if letter.isalpha() or letter == "&")


def _plain(name: str) -> str:
    """Lower case, accents gone from the letters of Latin, Greek and Cyrillic script."""
    composed = unicodedata.normalize("NFKD", name.casefold().translate(_STROKES))
    return unicodedata.normalize("NFC", "".join(one for one in composed if unicodedata.category(one) != "Mn"))
