"""The credit: the sign-off at the end of a text, `—REUTERS`, `(AP)`, `Reuter`, `(Reporting by A; Editing by B)`.

An agency's copyright line, its line of first publication and the mark that ends a file (`Enditem`, `###`) count too.

An agency's name at the end is a credit only behind the end of a sentence, or on a line of its own: `he told Reuters.`
is text. Known limits: a bare name behind an abbreviation (`he works for Acme Inc. Reuters`) is taken; an agency that is
not listed as one that stands alone is left; credits inside the text, and others' legal lines, are not credits here.
Taking off what is left of a text finds nothing more, but behind more than three credits in a row.
"""

import polars as pl
import polars.selectors as cs

from wirehouse.transform.agencies import ALONE, canonical_agency, is_listed_agency, may_name_agency
from wirehouse.transform.credit_roles import CONTRIBUTED, WORK, WORKS, WRITERS, is_sentence
from wirehouse.transform.text import extract_screened

_TAIL = 320  # characters of the last paragraph that are looked at
_ROUNDS = 3  # `(Reporting by …)`, then `REUTERS`, then a slug

_END = r"""[.!?…:;'"’”»)\]]"""
_DASHES = r"(?:-{1,3}|[–—―−]{1,2}|\x{fffd})"
_INITIALS = r"(?:\s+[A-Z]{2,4}){0,6}|\s+[a-z]{2,4}(?:/[a-z]{2,4}){0,4}/?"  # desk slugs: `PTI SKL KVK`, `IANS vc/vd`
_SLUG = rf"^(?:{_INITIALS})$".replace(r"\s+", r"\s*")
_SIGN_ABOVE = r"^\W*[A-Z]{2,8}(?:\s+[A-Z]{2,4}){0,6}\W*$"  # `--IANS`, `PTI SKL`
_SIGNED_OFF = ("Reuter", "REUTER", "reuter", "REUTE", "REUTERS")  # so the wire did; no sentence ends with it
_SINGULAR = "(?:" + "|".join(_SIGNED_OFF) + ")"
_THE = r"(?:(?i:the)\s+)?"
_RIGHT = r"(?:(?:©|\((?i:c)\)|(?i:copyright))[\s,]*){1,2}(?:\d{4},?\s+)?(?i:by\s+)?"
_LEGAL = r"(?:\s*,?\s*[Aa]ll [Rr]ights [Rr]eserved\b.{0,200}|\s+[Tt]his material may not be\b.{0,200})?"
# How files end: Xinhua (`Enditem`), Yonhap (`(END)`), American desks (`-30-`), press releases (`###`, `ENDS`), and the
# initials of a reporter and an editor, `(adq/bro)`.
_END_MARK = (
    r"(?:Enditem|[\[(](?:END|ENDS|End|Ends)[\])]|[-–—]{1,2}\s*30\s*[-–—]{1,2}|#{2,3}|# # #|\([a-z]{2,4}/[a-z]{2,4}\))"
)
_WORK_BY = rf"{WORKS}\s+(?i:by)\b:?\s"

_SOURCE = r"(?:(?i:sources?|quelle|fuente|fonte|sumber|chanzo|источник)\s*:\s*)?"
_WITH = rf"{_DASHES}?\s*With\s+(?:assistance|reporting|contributions?|files|inputs?)\s+"
_NAMED = "names an agency"

# Tried in this order. Every pattern begins at the end of what stays, has `keep` (what the paragraph must still end
# with) and `credit`.
SHAPES: dict[str, str] = {
    # a line of its own
    "line": rf"^(?P<keep>)(?P<credit>[\s(\[{{]*{_DASHES}?\s*{_SOURCE}{_THE}(?P<agency>{ALONE}|{_SINGULAR}|reuters)"
    rf"(?:{_INITIALS})?[\s)\]}}.…]*(?:&#3;|\d)?)$",
    "reporting_line": rf"^(?P<keep>)(?P<credit>\(*\s*{_WORK_BY}.{{3,250}})$",
    # the sentence ends. (Reporting by A; Editing by B)
    "reporting_bracket": rf"(?P<keep>{_END}|\s)\s*(?P<credit>\(+\s*{_WORK_BY}[^()]{{3,250}}\)+\.?)\s*$",
    "reporting": rf"(?P<keep>{_END})\s*(?P<credit>{_WORK_BY}[^.()]{{3,120}};\s+[Ee]diting\s+[Bb]y\s"
    rf"[^.;()]{{3,80}}\.?)\s*$",
    # © Agence France-Presse | Copyright 2014 The Associated Press. All rights reserved. This material may not be …
    "copyright_line": rf"^(?P<keep>)(?P<credit>{_DASHES}?\s*{_RIGHT}{_THE}(?P<agency>{ALONE})"
    rf"(?:[\s,]+\d{{4}})?(?:,?\s+dpa:[\d/-]+)?\.?{_LEGAL}\s*)$",
    # This report by The Canadian Press was first published Jan. 16, 2024.
    "first_published": rf"(?P<keep>{_END}\s+|^)(?P<credit>This\s+(?:report|article|story|content)\s+by\s+"
    rf"{_THE}(?P<agency>{ALONE})\s+was\s+(?:first|originally)\s+published\b[^;()]{{0,40}})\s*$",
    # With files from The Canadian Press
    "files_line": rf"^(?P<keep>)(?P<credit>{_DASHES}?\s*With\s+(?:files|inputs?|reporting)\s+(?:from|by)\s+"
    rf"{_THE}(?P<agency>{ALONE})(?:(?:,|\s+and|,\s+and)\s+[\p{{L}} .'’-]{{2,40}})?\.?)\s*$",
    # --With assistance from A and B.
    "assistance_line": rf"^(?P<keep>)(?P<credit>{_WITH}"
    r"(?:from|by)\s+\p{Lu}[^!?;()]{2,160}\.?)\s*$",
    # Associated Press writers A in Rome and B contributed to this report.
    "contributed": rf"(?P<keep>{_END}\s+|^)(?P<credit>(?:[_*(—–-]+\s*)?(?:{_THE}(?P<agency>{ALONE})\s+(?:\w+\s+){{0,2}}"
    rf"{WRITERS}\s+)?{CONTRIBUTED}[.)*_]*)\s*$",
    # the sentence ends. Enditem
    "end_mark": rf"(?P<keep>{_END}\s+|^)(?P<credit>{_END_MARK}|ENDS?)\s*$",
    # (With inputs from PTI)
    "inputs": rf"(?P<keep>{_END}|^)\s*(?P<credit>\((?i:with\s+(?:agency\s+inputs|(?:inputs?|files?)\s+from)\s?)"
    rf"(?P<agency>[^()]{{2,40}})?\)\.?)\s*$",
    # �REUTERS, —REUTERS, – IANS vc/vd
    "dash": rf"(?P<keep>{_END}|\s)\s*(?P<credit>{_DASHES}\s*(?P<agency>{ALONE}|{_SINGULAR})(?:{_INITIALS})?\.?)\s*$",
    # (Reuters)
    "bracket": rf"(?P<keep>{_END})\s*(?P<credit>[(\[]\s*(?P<agency>{ALONE}|{_SINGULAR})\s*[)\]]\.?)\s*$",
    # the sentence ends. Reuters
    "bare": rf"(?P<keep>{_END})\s+(?P<credit>(?P<agency>{ALONE})(?:\s+[A-Z]{{2,4}}){{0,6}}(?:\.{{2,3}}|…)?)\s*$",
    "signed_off": r"(?P<keep>[\p{L}\p{N}\p{P}>])\s+"
    r"(?P<credit>(?P<agency>Reuter|REUTER|reuter|REUTE)[\s.…]*(?:&#3;)?)\s*$",
}
# What every match of a shape has, at a tenth of its cost; a shape without one is as cheap itself.
SCREENS: dict[str, str] = {
    "line": _NAMED,
    "reporting_line": rf"^\(*\s*{WORK}",
    "reporting_bracket": r"\)+\.?\s*$",
    "reporting": r";\s+[Ee]diting\s+[Bb]y\s",
    "copyright_line": rf"^{_DASHES}?\s*(?:©|\((?i:c)\)|(?i:copyright))",
    "first_published": r"\spublished\b",
    "contributed": r"\bcontributed\s(?:to\sthis\b|.*\breporting\b)",
    "files_line": rf"^{_DASHES}?\s*With\s+(?:files|inputs?|reporting)\s",
    "assistance_line": rf"^{_WITH}",
    "inputs": r"\)\.?\s*$",
    "dash": _NAMED,
    "bracket": r"[)\]]\.?\s*$",
    "bare": _NAMED,
    "signed_off": r"(?:Reuter|REUTER|reuter|REUTE)[\s.…]*(?:&#3;)?\s*$",
}
_MAY_BE_TEXT = ("reporting_line", "reporting", "assistance_line", "contributed")
GROUPS = ("keep", "credit", "agency")


def split_credit(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the credit off the end of `paragraphs`.

    Out: the same rows with `credit` (as printed), `credit_agency` (canonical; null for reporters and editors alone),
    `credit_rule` (the shape; where several follow each other, that of the last). A text that is nothing else stays.
    """
    null = pl.lit(None, pl.String)
    frame = frame.with_columns(paragraphs=_with_slug_joined())
    frame = frame.with_row_index("__row").with_columns(credit=null, credit_agency=null, credit_rule=null)
    found = frame.select(
        "__row",
        _last().alias("__tail"),
        (pl.col("paragraphs").list.len() - 1).alias("__index"),
        "paragraphs",
        "credit",
        "credit_agency",
        "credit_rule",
    )
    pending, done = found.filter(pl.col("__tail").is_not_null()), []
    for _ in range(_ROUNDS):
        pending = _take_off(pending)
        if pending.is_empty():
            break
        done.append(pending)
    if not done:
        return frame.drop("__row")
    last = pl.concat(done).unique("__row", keep="last", maintain_order=True).drop("__tail", "__index")
    return frame.update(last, on="__row", how="left", maintain_order="left").drop(cs.starts_with("__"))


def _with_slug_joined() -> pl.Expr:
    """The paragraphs with a desk's slug on a line of its own put behind the agency above it: `--IANS`, `rt/dpb`."""
    paragraphs, above = pl.col("paragraphs"), pl.col("paragraphs").list.get(-2, null_on_oob=True)
    is_slug = _last().str.contains(_SLUG) & above.str.contains(_SIGN_ABOVE)
    is_slug &= may_name_agency(pl.when(is_slug).then(above))
    joined = pl.concat_list(paragraphs.list.head(paragraphs.list.len() - 2), above + " " + _last())
    return pl.when(is_slug).then(joined).otherwise(paragraphs)


def _last() -> pl.Expr:
    return pl.col("paragraphs").list.last()


def _take_off(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with a credit at the end, without it; the others are left out."""
    frame = frame.with_columns(pl.col("__tail").str.strip_chars_end())
    tail = pl.col("__tail").str.tail(_TAIL)
    long = pl.col("__tail").str.len_chars() > _TAIL
    part = frame.select(pl.when(long).then("\x1e" + tail).otherwise(tail)).to_series()  # so that ^ is its beginning
    matches = _match_shapes(part)
    found = matches["rule"].is_not_null()
    frame = frame.filter(found).with_columns(matches.filter(found).to_struct("__match"))
    return frame if frame.is_empty() else _without(frame)


def _match_shapes(part: pl.Series) -> pl.DataFrame:
    """`credit`, `agency` and `rule` of the first of the shapes that each tail has; null where it has none."""
    part = part.alias("part")
    named = part.to_frame().select(may_name_agency(pl.col("part"), *_SIGNED_OFF)).to_series()
    screens = {name: SCREENS.get(name, "") for name in SHAPES}
    nothing = pl.repeat(None, len(part), dtype=pl.String, eager=True)
    found = pl.DataFrame({"credit": nothing, "agency": nothing, "rule": nothing})
    for name, pattern in SHAPES.items():
        passed = named if screens[name] == _NAMED else part.str.contains(screens[name])
        passed = passed & found["rule"].is_null()
        groups = extract_screened(part, passed, pattern)
        if groups["credit"].null_count() == len(part):
            continue
        agency = groups["agency"] if "agency" in groups.columns else nothing
        now = groups["credit"].is_not_null()
        if name in _MAY_BE_TEXT:
            now &= ~groups.select(is_sentence(pl.col("credit"))).to_series().fill_null(value=True)
        found = found.select(
            credit=pl.when(now).then(groups["credit"]).otherwise("credit"),
            agency=pl.when(now).then(agency).otherwise("agency"),
            rule=pl.when(now).then(pl.lit(name)).otherwise("rule"),
        )
    return found


def _without(frame: pl.DataFrame) -> pl.DataFrame:
    """The matched rows: `credit` gathered, the last paragraph shorter or gone, unless nothing else were left."""
    printed = pl.col("__match").struct.field("credit")
    named = pl.col("__match").struct.field("agency")
    agency = pl.when(is_listed_agency(named)).then(canonical_agency(named))
    rest_length = pl.col("__tail").str.len_chars() - printed.str.len_chars()
    rest = pl.col("__tail").str.slice(0, rest_length).str.strip_chars_end()
    body = pl.col("paragraphs").list.head(pl.col("paragraphs").list.len() - 1)
    kept = pl.when(rest != "").then(pl.concat_list(rest)).otherwise(pl.lit([], pl.List(pl.String)))
    frame = frame.with_columns(
        paragraphs=pl.concat_list(body, kept),
        credit=pl.concat_str([printed.str.strip_chars(), pl.col("credit")], separator=" ", ignore_nulls=True),
        credit_agency=pl.coalesce("credit_agency", agency),
        credit_rule=pl.coalesce("credit_rule", pl.col("__match").struct.field("rule")),
    )
    frame = frame.filter(pl.col("paragraphs").list.len() > 0)
    return frame.with_columns(__tail=_last()).drop("__match")
