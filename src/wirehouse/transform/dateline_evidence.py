"""Which of the shapes that fit a text is its dateline.

The weaker the marks of a dateline (date, agency, sign), the more its place must speak for itself.
"""

import polars as pl

from wirehouse.transform.agencies import ALONE, is_listed_agency, may_name_agency, stands_alone
from wirehouse.transform.caseless_datelines import IS_CASELESS, caseless_rules
from wirehouse.transform.dateline_dates import is_day, resolve_dateline_date
from wirehouse.transform.dateline_patterns import SHAPES
from wirehouse.transform.place_names import PlaceFacts, describe_place, is_place, is_region
from wirehouse.transform.places import is_in_gazetteer
from wirehouse.transform.text import extract_screened

_CALL_SIGN = r"^[KW][A-Z]{2,3}(?:[- ]?(?:TV|FM|AM|\d+))?$"  # American stations: `(KTVI)-`, `(WIBW)`
_NO_AGENCY = r"^(?:[\d\W]|[EPS]?\d+$|Adds?\b|Updates?\b|Recasts?\b|Corrects?\b|Repeats?\b|[a-z])"
BEGINS = r"""^["'“‘«(\d]*[\p{Lu}\p{Lo}\d]"""
"""How a sentence begins."""
_TICKER = r"^[A-Z]{2,8}\s*:"  # `(NYSE: IBM)`
_VERSION = r"^(?i:\d(?:st|nd|rd|th)?\s+)?(?i:lead|updated?|corrected|correction|urgent|writethru)\b"  # `(UPDATED)`
_YEAR = r"\d{4}$"
_NUMERIC_YEAR = r"^\d+[./-]\d+[./-]\d|^\d{4}-"
_HYPHENATED = r"\d[-–](?:\d|\p{Ll})"  # `Lille - Marseille 1-1`, `BEIRUT, Group 10-year plan`: the hyphen is no sign
_NEAR = 7  # days from the publication: 98 % of 19,043 days in print were within one
_SITE = r"[\p{L}\d-]{3,}\.(?i:co(?:m|\.\w\w)?|id|net|org|ru|in)"  # `KOMPAS.com`, which signs as agencies do
_FIXTURE = r"^\p{Lu}\S*(?:\s\p{Lu}\S*){0,2}\s\d{1,2}\s?[-–:]\s?\d{1,2}(?:\D|$)"  # `Roma - Juventus 2-0`
_SITE_ENDS = [".co", ".CO", ".id", ".ID", ".net", ".org", ".ru", ".in"]


def may_be_agency(name: pl.Expr) -> pl.Expr:
    """Whether a name in brackets can be an agency: listed, or up to four words that begin a name and are no region."""
    return is_listed_agency(name) | (
        ~name.str.contains(f"{_NO_AGENCY}|{_TICKER}") & (name.str.count_matches(r"\S+") <= 4) & ~_is_region(name)
    )


def believed_candidates(candidates: pl.DataFrame) -> pl.DataFrame:
    """The first candidate of each text that can be a dateline.

    In: `__row`, `__depth`, `__text`, `__is_last`, `published_date`, `__shape` and its `GROUPS`. Out: `__row`,
    `__depth`, `place` (as a reader would write it), `date` and `agency` as printed, `byline`, `__rule` (the marks it
    was believed for) and `__length` (characters, with what stands before the place).
    """
    order = {name: number for number, name in enumerate(SHAPES)}
    frame = _split_signed_place(candidates).rename({"place": "__printed"})
    frame = frame.join(_describe(frame["__printed"]), on="__printed", how="left", maintain_order="left")
    version = pl.col("agency").str.contains(_VERSION).fill_null(value=False)
    frame = frame.with_columns(
        agency=pl.coalesce(
            pl.when(~version).then("agency"),
            "slashed",
            pl.when(stands_alone(pl.col("name")) | IS_CASELESS).then("name"),
            "__signed",
        ),
        __is_version=version,
        __is_day=is_day(pl.col("date")),
        __length=pl.col("raw").str.len_chars(),
        __order=pl.col("__shape").replace_strict(order, return_dtype=pl.Int64),
    )
    frame = frame.with_columns(
        date=pl.when(pl.col("__is_day")).then("date"),
        # not `DETROIT, about 3.5 - 4 million`
        __has_odd_date=pl.col("date").str.contains(r"\p{L}")
        & ~pl.col("date").str.contains(r"\d[./]\d")
        & ~pl.col("__is_day"),
        __is_numeric=~pl.col("date").str.contains(r"\p{L}"),
        __agency_fits=may_be_agency(pl.col("agency")).fill_null(value=False),
        __is_listed=is_listed_agency(pl.col("agency")),
    )
    frame = frame.with_columns(__is_sure_day=_is_sure_day())
    has_caseless = frame.select(IS_CASELESS.any()).item()
    frame = frame.with_columns(__rule=_rule(has_caseless=has_caseless))
    frame = frame.filter(pl.col("__rule").is_not_null() & _is_name())
    return (
        frame.sort("__row", "__depth", "__order")
        .unique(["__row", "__depth"], keep="first", maintain_order=True)
        .select("__row", "__depth", "byline", "place", "date", "agency", "__rule", "__length")
    )


def _split_signed_place(candidates: pl.DataFrame) -> pl.DataFrame:
    """Move an agency's name, or a site's, out of `place` to `__signed`: `New York CNN —`, `JAKARTA, KOMPAS.com -`."""
    place = candidates["place"]
    is_bare = candidates["__shape"] == "bare"
    may_be_signed = pl.select(pl.lit(is_bare) & may_name_agency(pl.lit(place), *_SITE_ENDS)).to_series()
    behind = extract_screened(place, may_be_signed, rf"^(?P<city>.+?)(?:\s(?P<agency>{ALONE})|,\s(?P<site>{_SITE}))$")
    before = extract_screened(place, may_be_signed, rf"^(?P<site>{_SITE}),\s(?P<city>.+)$")
    signed = behind.select(pl.coalesce("agency", "site")).to_series()
    return candidates.with_columns(
        place=pl.coalesce(pl.lit(behind["city"]).str.strip_chars(" ,"), pl.lit(before["city"]), "place"),
        __signed=pl.coalesce(pl.lit(signed), pl.lit(before["site"])),
    )


def _is_region(name: pl.Expr) -> pl.Expr:
    def look_up(names: pl.Series) -> pl.Series:
        different = names.drop_nulls().unique()
        regions = pl.Series([is_region(one) for one in different], dtype=pl.Boolean)
        return names.replace_strict(different, regions, default=None, return_dtype=pl.Boolean)

    return name.map_batches(look_up, return_dtype=pl.Boolean)


def _describe(places: pl.Series) -> pl.DataFrame:
    """`PlaceFacts` of each different name, and the name as `__printed`."""
    names = places.drop_nulls().unique()
    kinds = {str: pl.String, int: pl.Int64, bool: pl.Boolean}
    types = {name: kinds[kind] for name, kind in PlaceFacts.__annotations__.items()}
    rows = [describe_place(name) for name in names]
    return pl.DataFrame(rows, schema=types, orient="row").with_columns(names.alias("__printed"))


def _is_name() -> pl.Expr:
    """What holds of every place: few words, none that begins a sentence; a label only beside a date or an agency."""
    placed = pl.col("is_known") | pl.col("has_region")
    marked = (pl.col("date").is_not_null() | pl.col("agency").is_not_null()) & pl.col("in_capitals")
    not_label = ~pl.col("is_label") | placed | marked
    site = pl.col("is_site") & pl.col("in_capitals")
    dated = (pl.col("__shape") == "dated") & pl.col("__is_day")
    odd = pl.col("has_odd_bracket") & ~(pl.col("is_known") & (pl.col("__is_listed") | dated).fill_null(value=False))
    few = pl.col("word_count").is_between(1, 6) & (~odd | IS_CASELESS)
    nowhere = pl.col("__printed").is_null() & pl.col("__is_listed")  # `By Jane Doe (Reuters) -`
    named = (few & ((~pl.col("is_sentence") & not_label) | site)).fill_null(value=False)
    return named | nowhere.fill_null(value=False)


def _is_sure_day() -> pl.Expr:
    """Whether a date is no score, share or price: numbers alone have a year, or are near the publication.

    And even then a stop or a bracket parts them from the place: `Berlin, 14.9. -`, `Jakarta (14/9) -`, but
    `Mumbai 26/11:`, `London 24/7 -`, `India 12.3 -`.
    """
    numeric, has_year = pl.col("__is_numeric"), pl.col("date").str.contains(_NUMERIC_YEAR)
    is_near = _is_near(numeric)
    is_parted = pl.col("stop").is_not_null() | pl.col("raw").str.contains("(", literal=True)
    return (~numeric | has_year | (is_parted & is_near)).fill_null(value=False)


def _is_near(where: pl.Expr) -> pl.Expr:
    """Whether the day in print is within a week of the publication; looked at only `where` it matters."""
    day = resolve_dateline_date(pl.when(where).then("date"), pl.col("published_date"))
    return (day - pl.col("published_date")).dt.total_days().abs() <= _NEAR


def _rule(*, has_caseless: bool) -> pl.Expr:
    """The marks for which a candidate is believed; null if it is not."""
    shape, agency = pl.col("__shape"), pl.col("__agency_fits")
    known, capitals = pl.col("is_known"), pl.col("in_capitals")
    around_sign = pl.col("__text").str.slice(pl.col("raw").str.len_chars().cast(pl.Int64) - 2, 3)
    signed = pl.col("sign").is_not_null() & ~around_sign.str.contains(_HYPHENATED)
    short = (pl.col("word_count") <= 5) | pl.col("in_capitals")
    stopped = pl.col("stop").is_not_null()
    placed = known | pl.col("has_region")
    dated = pl.col("__is_day") & (
        pl.col("__is_listed") | (pl.col("__is_sure_day") & (placed | ~pl.col("__is_numeric")))
    )
    marked = signed | pl.col("date").is_not_null() | (pl.col("__is_listed") & placed & _goes_on())
    by_agency = (shape != "agency") | marked
    by_agency &= agency & (pl.col("__is_listed") | pl.col("agency").str.contains(_CALL_SIGN) | placed | capitals)
    line = dated & stopped & pl.col("end").is_not_null() & ~pl.col("__is_last") & (pl.col("word_count") <= 4)
    # `TIDEHAVEN, KABAR.com -`, but `TECH GIANTS CNN -`
    by_site = capitals & ~pl.col("is_label") & pl.col("__signed").str.contains(_SITE)
    # `SYDNEY, Sept` of `SYDNEY, Sept 14 NRL -`
    of_a_month = is_day(pl.col("__printed").str.extract(r"([^\s,]+)$") + " 1")
    odd_date = pl.col("__has_odd_date") & signed & capitals & ~pl.col("raw").str.contains("(", literal=True)
    odd_date &= ~of_a_month
    # `BAKU, Azerbaijan, September 14. The …`, but `NEW YORK, September 11. That was the day …`
    full = pl.col("full").is_not_null() & (pl.col("__depth") == 0) & _goes_on() & pl.col("has_region")
    full &= _is_near(full)
    rules = [
        ((shape == "byline") & dated, "byline_place_date"),
        ((shape == "byline") & by_agency, "byline_place_agency"),
        ((shape == "dated_name") & dated & pl.col("__is_listed") & short, "place_date_agency"),
        ((shape == "dated") & dated & agency & short, "place_date_agency"),
        ((shape == "dated") & dated & signed & short & (stopped | capitals | placed), "place_date"),
        ((shape == "dated") & line, "place_date_line"),
        ((shape == "dated") & odd_date, "place_odd_date"),
        ((shape == "dated") & dated & stopped & capitals & full, "place_date"),
        ((shape == "agency") & by_agency, "place_agency"),
        ((shape == "agency") & pl.col("__is_version") & placed & capitals, "capitals_dash"),
        ((shape == "bare") & pl.col("__signed").is_not_null() & (placed | by_site), "place_agency"),
        ((shape == "dash_dated") & dated & (signed | pl.col("date").str.contains(_YEAR)) & short, "place_dash_date"),
        ((shape == "dash_agency") & by_agency & (capitals | placed), "place_dash_agency"),
        ((shape == "low") & dated & known, "place_date"),
        ((shape == "chinese") & pl.col("__is_day") & pl.col("agency").is_not_null(), "place_date_agency"),
        ((shape == "chinese") & pl.col("__is_day"), "place_date"),
        (shape.is_in(["korean", "japanese"]) & pl.col("__is_listed"), "place_agency"),
        *(_caseless_rules() if has_caseless else []),
        *_bare_rules(placed),
    ]
    return pl.coalesce(pl.when(holds.fill_null(value=False)).then(pl.lit(name)) for holds, name in rules)


def _caseless_rules() -> list[tuple[pl.Expr, str]]:
    day = pl.col("__is_day") & pl.col("__is_sure_day")
    return caseless_rules(
        day=day,
        is_near=_is_near(IS_CASELESS & day),
        is_town=is_in_gazetteer(pl.when(IS_CASELESS).then("place")),
        is_city=pl.col("is_known"),
        next_is_place=is_place(pl.when(IS_CASELESS).then(_rest().str.extract(r"^([\p{L}\p{M}]+)"))),
        rest=_rest(),
    )


def _rest() -> pl.Expr:
    """What stands behind a candidate."""
    return pl.col("__text").str.slice(pl.col("raw").str.len_chars())


def _goes_on() -> pl.Expr:
    """Whether a sentence begins behind a candidate, and not a match's other side and its score."""
    return _rest().str.contains(BEGINS) & ~_rest().str.contains(_FIXTURE)


def _bare_rules(placed: pl.Expr) -> list[tuple[pl.Expr, str]]:
    """A place and a sign alone: in capitals before a dash, in a list of places before a colon or in small letters."""
    bare, colon = pl.col("__shape") == "bare", pl.col("sign").str.contains("[:|]")
    known, capitals, first = pl.col("is_known"), pl.col("in_capitals"), pl.col("__depth") == 0
    goes_on, alone = _goes_on(), _rest().str.strip_chars() == ""
    words = pl.col("word_count")
    few = (words == 1) | ((words <= 4) & pl.col("has_place_word")) | placed | pl.col("is_site")
    name = (
        capitals & ~((pl.col("is_acronym") | pl.col("is_label")) & ~placed) & few & (~alone | placed) & (first | placed)
    )
    return [
        (bare & ~colon & name, "capitals_dash"),
        (bare & colon & known & capitals & ~alone & first, "capitals_colon"),
        (bare & known & ~colon & goes_on & first, "known_dash"),
        (bare & known & colon & goes_on & first, "known_colon"),
    ]
