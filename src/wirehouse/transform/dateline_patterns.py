"""The shapes of datelines, as patterns. Each is tried on its own; `datelines` decides between what they find.

Every pattern begins at the text's first character and has the same groups: `raw` (all of the dateline), `byline`,
`place`, `date`, `agency`. None can look ahead (the regex engine is linear in time), so what a shape must not be is
said by the facts about its place (`place_names`), not by the pattern.
"""

from wirehouse.transform.agencies import ALONE
from wirehouse.transform.dateline_dates import DAY, DAY_AND_YEAR

_START = r"^[\s*•>\x{fffd}]*"
_SMALL = r"(?:de|del|dell|della|da|do|dos|das|di|du|des|der|la|le|les|el|al|of|on|the|upon|am|an|au|aux|and|in|y|e|sur|sous)"
_TAIL = r"[\p{L}\p{M}\p{N}.'’‘`}]*"
_HYPHENS = rf"(?:-(?:\p{{Lu}}{_TAIL}|{_SMALL}|\p{{Ll}}{{1,5}}))*"

_CAPITAL_WORD = (
    r"(?:Mc|Mac|De|Le|La|Du|d['’]|St\.?\s?)?\p{Lu}[\p{Lu}\p{M}\p{N}.'’‘`}]*"
    rf"(?:-(?:\p{{Lu}}[\p{{Lu}}\p{{M}}.'’]*|{_SMALL}))*"
)
_CAPITAL_NAME = rf"{_CAPITAL_WORD}(?:\s+(?:{_SMALL}\s+)*{_CAPITAL_WORD})*"
_WORD = rf"(?:al-|el-|d['’])?\p{{Lu}}{_TAIL}{_HYPHENS}"
_NAME = rf"{_WORD}(?:\s+(?:{_SMALL}\s+)*{_WORD})*"
_REGIONS = rf"(?:\s*,\s*{_NAME}){{0,2}}(?:\s*[\[(][\p{{L}} .'-]{{2,40}}[\])])?"

CAPITALS = rf"(?P<place>{_CAPITAL_NAME}(?:\s*/\s*{_CAPITAL_NAME})*{_REGIONS})"
PLACE = rf"(?P<place>{_NAME}(?:\s*/\s*{_NAME})*{_REGIONS})"
_PLAIN_PLACE = rf"(?P<place>{_NAME}(?:\s*/\s*{_NAME})*(?:\s*,\s*{_NAME}){{0,2}})"
_PLAIN_CAPITALS = rf"(?P<place>{_CAPITAL_NAME}(?:\s*/\s*{_CAPITAL_NAME})*(?:\s*,\s*{_NAME}){{0,2}})"

DASH = r"(?:-{1,3}|[–—―−‒]{1,3}|\x{fffd})"
_LOOSE_DASH = rf"[.,]?\s*{DASH}\s*"  # behind a date or an agency, where a dash can be nothing else
_CLEAR_DASH = r"(?:\s+(?:-{1,3}|_|\x{fffd})(?:\s+|$)|--+\s*|\s*[–—―−‒]{1,3}\s*|-\s+)"  # no hyphen within a word
_COLON = r"\s*:(?:\s+|$)"
_BEFORE_DATE = r"(?:\s*[,.;]+\s*|\s+)"
_BRACKETED = r"(?:\(\s*(?P<agency>[^()\[\]]{2,60})\s*\)|/(?P<slashed>[^/\s][^/]{1,40})/)"
_NAMES = r"(?:\p{Lu}[\p{L}.'’-]*\p{Ll}[\p{L}.'’-]*\s+(?:\p{Lu}\.\s+)?){1,2}\p{Lu}[\p{L}'’-]*\p{Ll}[\p{L}'’-]*"
_BYLINE = rf"(?:[Bb]y|BY)\s+(?P<byline>{_NAMES}(?:\s+(?:and|&)\s+{_NAMES})?)\s+"

# The order is that of trust: more marks of a dateline before fewer.
SHAPES: dict[str, str] = {
    # By Jane Doe ABUJA, Nov 1 (Reuters) -
    "byline_place_date": rf"{_START}(?P<raw>{_BYLINE}{_PLAIN_CAPITALS}{_BEFORE_DATE}(?P<date>{DAY})"
    rf"(?:\s*,?\s*{_BRACKETED})?(?:{_LOOSE_DASH}|{_COLON}))",
    "byline_place_agency": rf"{_START}(?P<raw>{_BYLINE}{_PLAIN_CAPITALS}\s*{_BRACKETED}(?:{_LOOSE_DASH}|{_COLON}))",
    # AUSTIN, Texas, Sept 14 (Reuters) - | New Delhi [India], September 15 (ANI): | New Delhi, Jun 30 (PTI) | /TASS/.
    "place_date_agency": rf"{_START}(?P<raw>{PLACE}{_BEFORE_DATE}(?P<date>{DAY})\s*[,.]?\s*{_BRACKETED}"
    rf"(?:{_LOOSE_DASH}|{_COLON}|\.?\s+|\.?$))",
    # WASHINGTON, March 12, Reuter -
    "place_date_name": rf"{_START}(?P<raw>{PLACE}{_BEFORE_DATE}(?P<date>{DAY})\s*,?\s*(?P<agency>{ALONE})"
    rf"(?:{_LOOSE_DASH}|{_COLON}))",
    # SEOUL, Sept 14: | SALVADOR, Feb 26 -
    "place_date": rf"{_START}(?P<raw>{PLACE}{_BEFORE_DATE}(?P<date>{DAY})(?:{_LOOSE_DASH}|{_COLON}))",
    # RICHMOND, Va — Oct 03, 2025
    "place_dash_date": rf"{_START}(?P<raw>{PLACE}\s*{DASH}\s*(?P<date>{DAY_AND_YEAR})"
    rf"(?:\s*{_BRACKETED})?(?:{_LOOSE_DASH}|{_COLON}|\s+|$))",
    # KANSAS CITY, Mo. (AP) — | Abuja (AFP) -
    "place_agency": rf"{_START}(?P<raw>{_PLAIN_PLACE}(?:\s*,)?\s*{_BRACKETED}(?:{_LOOSE_DASH}|{_COLON}))",
    # Iguala (Mexico) (AFP) -
    "place_region_agency": rf"{_START}(?P<raw>{PLACE}\s*{_BRACKETED}(?:{_LOOSE_DASH}|{_COLON}))",
    # LONDON--(BUSINESS WIRE)-- | FORT LAUDERDALE, Fla. - (KRT) -
    "place_dash_agency": rf"{_START}(?P<raw>{_PLAIN_CAPITALS}\s*{DASH}\s*{_BRACKETED}\s*{DASH}\s*)",
    # WASHINGTON, Wednesday -
    "place_weekday": rf"{_START}(?P<raw>{CAPITALS},\s*(?i:mon|tues?|wednes|thurs|fri|satur|sun)day\s*(?:{DASH}|:)\s*)",
    # Dhangadhi, August 20 (a line of its own)
    "place_date_line": rf"{_START}(?P<raw>{PLACE}\s*[,.:]\s*(?P<date>{DAY})\s*(?:[,:]?\s*{_BRACKETED})?[.:]?\s*)$",
    # NEW YORK, Narch 2 - | BELGRADE, March 2O -
    "place_odd_date": rf"{_START}(?P<raw>{CAPITALS},\s*\p{{L}}{{3,9}}\.?\s*[0-9][0-9Ol]?,?\s*{DASH}\s+)",
    # WASHINGTON — | NEWPORT, Wales —
    "capitals_dash": rf"{_START}(?P<raw>{CAPITALS}{_CLEAR_DASH})",
    # BEIRUT:
    "capitals_colon": rf"{_START}(?P<raw>{CAPITALS}{_COLON})",
    # New Delhi – | Banja Luka (Bosnia and Herzegovina) -
    "known_dash": rf"{_START}(?P<raw>{PLACE}{_CLEAR_DASH})",
    "known_colon": rf"{_START}(?P<raw>{PLACE}{_COLON})",
}

GROUPS = ("raw", "byline", "place", "date", "agency", "slashed")

HEAD_AGENCY = (
    rf"{_START}(?P<raw>(?:\(\s*(?P<bracketed>[^()\[\]]{{2,40}})\s*\)\s*(?:{DASH}|:)|(?P<plain>{ALONE})\s+{DASH}|"
    rf"(?P<lined>{ALONE})\s*(?:--+|[–—]))\s*)"
)
"""An agency before the place, or without one: `(CNN) --`, `AP - `, `(ANSA) - Ancona, January 23 -`."""

TAIL_AGENCY = (
    rf"^(?P<raw>(?:\((?P<bracketed>[^()\[\]]{{2,40}})\)\s*{DASH}|(?P<plain>{ALONE})\s*{DASH}|"
    r"(?P<lined>РИА Новости|ТАСС|ИТАР-ТАСС|Интерфакс)\.)\s*)"
)
"""An agency behind the dash: `FORT LAUDERDALE, Fla. - (KRT) -`, `МОСКВА, 5 мая - РИА Новости.`"""
