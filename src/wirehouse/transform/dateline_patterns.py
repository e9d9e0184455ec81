"""The shapes of datelines, as patterns. Each is tried on its own; `datelines` decides between what they find.

Every pattern begins at the text's first character and has some of `GROUPS`. They match generously: none can look
ahead (the regex engine is linear in time), and large character classes are most of what a pattern costs, so that
the facts about a place (`place_names`), a month (`is_day`) and an agency decide, not the patterns.
"""

from wirehouse.transform.agencies import AGENCIES
from wirehouse.transform.caseless_datelines import SCREENS as CASELESS_SCREENS
from wirehouse.transform.caseless_datelines import SHAPES as CASELESS_SHAPES
from wirehouse.transform.dateline_dates import DAY, MONTH_DAY

_START = r"^(?P<raw>[\s*•>\x{fffd}]*"
_SMALL = (
    r"(?:de|del|dell|della|da|do|dos|das|di|du|des|der|la|le|les|el|al|of|on|the|upon|am|an|au|aux|and|in|y|e|sur|sous)"
)
_LETTER = r"[^\s,/()\[\]:;<>\"“”!?–—-]"
_WORD = rf"(?:al-|el-|d['’])?\p{{Lu}}{_LETTER}*(?:-{_LETTER}+)*"
_NAME = rf"{_WORD}(?:\s+(?:{_SMALL}\s+)*{_WORD})*"
_JOINED = rf"{_NAME}(?:\s*[/,]\s*{_NAME})*"  # `BEIJING/MOSCOW`, `EL PASO, Texas/CIUDAD JUAREZ, Mexico`
_PLACE = rf"(?P<place>{_JOINED}(?:\s*[\[(][^\])]{{2,40}}[\])]){{0,2}})"  # `Jaipur (Rajasthan) [India]`
_PLAIN_PLACE = rf"(?P<place>{_JOINED})"
# Misprinted: the name's first letter alone is a capital. Believed only of known places.
_LOW_PLACE = r"(?P<place>\p{Lu}[^\s,/():–—-]+(?:\s[^\s,/():–—-]+){1,2})"

_DASH = r"(?:-{1,3}|_|[–—―−‒]{1,3}|\x{fffd})"
_LOOSE_DASH = rf"[.,]?\s*{_DASH}\s*"  # behind a date or an agency, where a dash can be nothing else
_CLEAR_DASH = r"(?:\s+(?:-{1,3}|_|\x{fffd})(?:\s+|$)|--+\s*|\s*[–—―−‒]{1,3}\s*|-\s+)"  # no hyphen within a word
_COLON = r"\s*[:|](?:\s+|$)"  # `Rome | The pier …` too
_BEFORE_DATE = r"(?:\s*(?P<stop>[,.;]+)\s*|\s+)(?:-+\s+)?"
_DATE = rf"(?P<date>{DAY})"
_BRACKETED = r"(?:\(\s*(?P<agency>[^()\[\]]{2,60})\s*\)|/(?P<slashed>[^/\s][^/]{1,40})/)"
_UNBRACKETED = r"(?P<name>[^\s,()–—:-][^,()–—:]{1,30}?)"
_PERSON = r"(?:\p{Lu}[^\s,]*\p{Ll}[^\s,]*\s+(?:\p{Lu}\.\s+)?){1,2}\p{Lu}[^\s,]*\p{Ll}[^\s,]*"
_BYLINE = rf"(?:[Bb]y|BY)\s+(?P<byline>{_PERSON}(?:\s+(?:and|&)\s+{_PERSON})?)\s+"
_SIGN = rf"(?:{_LOOSE_DASH}|{_COLON})"

_EAST_ASIAN = r"\x{3400}-\x{9fff}\x{30a1}-\x{30fa}ー"  # Han and Katakana; for Hangul below
_ALIASES = (alias for agency in AGENCIES.values() for alias in agency["aliases"] if alias[0] > "\u3000")
_EAST_ASIAN_AGENCY = "|".join(sorted(_ALIASES, key=len, reverse=True))  # nothing parts it from the place's name

# The order is that of trust: more marks of a dateline before fewer.
SHAPES: dict[str, str] = {
    # By Jane Doe ABUJA, Nov 1 (Reuters) - | By Jane Doe (Reuters) -
    "byline": rf"{_START}{_BYLINE}(?P<place>\p{{Lu}}{{2}}[^a-z(]*?(?:,\s*{_NAME})?)?"
    rf"(?:{_BEFORE_DATE}{_DATE})?(?:\s*,?\s*{_BRACKETED})?{_SIGN})",
    # SYDNEY, Sept 14 AAP -
    "dated_name": rf"{_START}{_PLAIN_PLACE}{_BEFORE_DATE}(?P<date>{MONTH_DAY}),?\s+(?P<name>[A-Z]{{2,9}}){_SIGN})",
    # AUSTIN, Texas, Sept 14 (Reuters) - | New Delhi [India], September 15 (ANI): | New Delhi, Jun 30 (PTI) | /TASS/.
    # WASHINGTON, March 12, Reuter - | SEOUL, Sept 14: | Dhangadhi, August 20 (a line of its own)
    # GENEVA (14 September 2023) – | BAKU, Azerbaijan, September 14. The pier …
    "dated": rf"{_START}{_PLACE}{_BEFORE_DATE}\(?{_DATE}\)?"
    rf"(?:(?P<sign>{_SIGN})|\s*[,.]?\s*{_BRACKETED}(?:{_SIGN}|:|\.?\s+|\.?$)|[,.]?\s*{_UNBRACKETED}{_SIGN}|[.:]?\s*(?P<end>$)|\.(?P<full>\s+)))",
    # KANSAS CITY, Mo. (AP) — | Abuja (AFP) - | Iguala (Mexico) (AFP) -
    # Prague (AFP) May 3, 2023 (a line of its own) | Hong Kong (CNN)The | BERLIN (epd).
    "agency": rf"{_START}{_PLACE}(?:\s*,)?\s*{_BRACKETED}(?:(?P<sign>{_SIGN})|,?\s+{_DATE}"
    rf"(?:{_SIGN}|[.:]?\s*(?P<end>$))|\.?\s*))",
    # RICHMOND, Va — Oct 03, 2025
    "dash_dated": rf"{_START}{_PLAIN_PLACE}\s*(?:{_DASH}|:)\s*{_DATE}(?:\s*{_BRACKETED})?(?:(?P<sign>{_SIGN})|\s+|$))",
    # LONDON--(BUSINESS WIRE)-- | FORT LAUDERDALE, Fla. - (KRT) -
    "dash_agency": rf"{_START}{_PLAIN_PLACE}\s*{_DASH}\s*{_BRACKETED}\s*{_DASH}\s*)",
    # WASHINGTON — | NEWPORT, Wales — | New Delhi – | BEIRUT: | Rome | | OSLO () -
    "bare": rf"{_START}{_PLACE}(?:\s*\(\s*\))?(?P<sign>{_CLEAR_DASH}|{_COLON}))",
    # New york, March 2 -
    "low": rf"{_START}{_LOW_PLACE},\s*{_DATE}(?P<sign>{_SIGN}))",
    # 新华社北京9月14日电（记者王军） | 北京9月14日讯
    "chinese": rf"{_START}(?P<agency>{_EAST_ASIAN_AGENCY})?(?:本报|本報)?\s*(?P<place>[{_EAST_ASIAN}]{{2,10}}?)\s*"
    r"(?P<date>[0-9]{1,2}\s?月\s?[0-9]{1,2}\s?日)\s?[电電讯訊]"
    # A bracket or a mark must follow: `北京9月14日电影节` is a film festival.
    r"(?:\s?[(（](?:(?:记者|記者)\s?(?P<byline>[^()（）]{2,40})|[^()（）]{2,40})[)）][\s:：—-]*|[\s:：—-]+|$))",
    # (서울=연합뉴스) 김민수 기자 = | (서울·부산=연합뉴스)
    "korean": rf"{_START}[(（](?P<place>[가-힣]{{2,10}}(?:\s?[·ㆍ・,]\s?[가-힣]{{2,10}}){{0,3}})\s?="
    r"\s?(?P<agency>[가-힣]{2,10})[)）]\s*"
    r"(?:(?P<byline>[가-힣]{2,4}(?:\s?[·ㆍ・,]\s?[가-힣]{2,4}){0,3})\s?(?:기자|특파원)\s?=\s*)?)",
    # 【東京共同】 | [東京 14日 ロイター] -
    "japanese": rf"{_START}[【\[［](?P<place>[{_EAST_ASIAN}・]{{2,16}}?)[\s=＝]*(?:[0-9]{{1,2}}\s?日)?\s*"
    rf"(?P<agency>{_EAST_ASIAN_AGENCY})[】\]］]\s*{_DASH}?\s*)",
    **CASELESS_SHAPES,
}

_OPEN = r"[^:<\"“”!?(\[]"  # what stands before a dateline's sign, date or first bracket
SCREENS: dict[str, str] = {
    "byline": r"^[\s*•>\x{fffd}]*(?:[Bb]y|BY)\s",
    "dated": r"^[^:–—(\[\d]*[\d(\[]",
    "agency": rf"^{_OPEN}*[(\[/]",
    "dash_dated": r"^[^()\[\]<\"“”!?]*(?:[-–—―−‒:]|\x{fffd})[^()\[\]]*\d",
    "dash_agency": r"(?:[-–—―−‒]|\x{fffd})\s*[(/]",
    "bare": rf"^{_OPEN}*(?:\s[-_]|--|-\s|[–—―−‒:|(\[]|\x{{fffd}})",
    "low": r"^[^,/():–—-]*,[^\d]*\d",
    "dated_name": r"\d,?\s+[A-Z]{2}",
    "chinese": r"月\s?[0-9]{1,2}\s?日",
    "korean": r"=\s?[가-힣]",
    "japanese": r"^[\s*•>\x{fffd}]*[【\[［]",
    **CASELESS_SCREENS,
}
"""What every text has that a shape of the same name fits, for a tenth of what the shape costs to compile."""

GROUPS = ("raw", "byline", "place", "date", "agency", "slashed", "name", "stop", "sign", "end", "full", "behind")

HEAD_AGENCY = (
    rf"{_START}(?:(?i:undated\s+)?(?:{_DATE},?\s*)?\(\s*(?P<bracketed>[^()\[\]]{{2,40}})\s*\)\s*(?P<mark>{_DASH}|:)?|"
    r"(?P<plain>[^\s()][^():–—]{1,40}?)(?:\s+-|\s*--|\s*[–—]))-*\s*)"
)
"""An agency before the place, or without one: `(CNN) --`, `AP - `, `(ANSA) - Ancona, January 23 -`; a day before the
agency too: `Jan 11 (Reuters) -`; `UNDATED (AP) -`, from nowhere. `mark` is null where nothing parts the agency from
the text: `(CNN)The board …`."""

HEAD_SCREENS = (
    r"^[\s*•>\x{fffd}]*(?:(?i:undated\s+)|[^()\[\]:–—]*\d[^()\[\]:–—]*)?\(",
    r"^[\s*•>\x{fffd}]*[^\s()][^():–—]*(?:\s-|--|[–—])",
)
"""What every match of `HEAD_AGENCY` has: the first an agency in brackets, the second one without."""

TAIL_AGENCY = (
    rf"^(?P<raw>(?:\((?P<bracketed>[^()\[\]]{{2,40}})\)\s*{_DASH}|"
    rf"(?P<plain>[^\s()][^():–—.]{{1,30}}?)(?:\s+{_DASH}|\.\s))\s*)"
)
"""An agency behind the dash: `FORT LAUDERDALE, Fla. - (KRT) -`, `МОСКВА, 5 мая - РИА Новости.`"""
