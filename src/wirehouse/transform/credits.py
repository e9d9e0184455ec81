"""The credit: the sign-off at the end of a text, `—REUTERS`, `(AP)`, `Reuter`, `(Reporting by A; Editing by B)`.

An agency's copyright line, its line of first publication and the mark that ends a file (`Enditem`, `###`) count too.

An agency's name at the end is a credit only behind the end of a sentence, or on a line of its own: `he told Reuters.`
is text. Known limits: a bare name behind an abbreviation (`he works for Acme Inc. Reuters`) is taken; an agency that is
not listed as one that stands alone is left; credits inside the text, and others' legal lines, are not credits here.
Taking off what is left of a text finds nothing more, but behind more than three credits in a row.
"""

import polars as pl
import polars.selectors as cs

from wirehouse.transform.agencies import ALONE, canonical_agency, is_listed_agency

_TAIL = 320  # characters of the last paragraph that are looked at
_ROUNDS = 3  # `(Reporting by …)`, then `REUTERS`, then a slug

_END = r"""[.!?…:;'"’”»)\]]"""
_DASHES = r"(?:-{1,3}|[–—―−]{1,2}|\x{fffd})"
_INITIALS = r"(?:\s+[A-Z]{2,4}){0,6}|\s+[a-z]{2,4}(?:/[a-z]{2,4}){0,4}/?"  # desk slugs: `PTI SKL KVK`, `IANS vc/vd`
_SINGULAR = r"(?:Reuter|REUTER|reuter|REUTE|REUTERS)"  # so the wire signed off; no sentence ends with it
_THE = r"(?:(?i:the)\s+)?"
_RIGHT = r"(?:(?:©|\((?i:c)\)|(?i:copyright))[\s,]*){1,2}(?:\d{4},?\s+)?(?i:by\s+)?"
_WORK = r"(?:Additional\s+)?(?:[Rr]eport(?:ing|ed)|[Ww]riting|[Ww]ritten|[Ee]diting|[Ee]dited|[Cc]ompil(?:ing|ed))"
_LEGAL = r"(?:\s*,?\s*[Aa]ll [Rr]ights [Rr]eserved\b.{0,200}|\s+[Tt]his material may not be\b.{0,200})?"
# How files end: Xinhua (`Enditem`), Yonhap (`(END)`), American desks (`-30-`), press releases (`###`, `ENDS`).
_END_MARK = r"(?:Enditem|[\[(](?:END|ENDS|End|Ends)[\])]|[-–—]{1,2}\s*30\s*[-–—]{1,2}|#{2,3}|# # #)"
_WORK_BY = rf"{_WORK}(?:\s+and\s+\w+)?\s+by\s"

# Tried in this order. Every pattern begins at the end of what stays, has `keep` (what the paragraph must still end
# with) and `credit`.
SHAPES: dict[str, str] = {
    # a line of its own
    "line": rf"^(?P<keep>)(?P<credit>[\s(\[{{]*{_DASHES}?\s*(?:(?i:the)\s+)?(?P<agency>{ALONE}|{_SINGULAR}|reuters)"
    rf"(?:{_INITIALS})?[\s)\]}}.…]*(?:&#3;|\d)?)$",
    "reporting_line": rf"^(?P<keep>)(?P<credit>\(*\s*{_WORK_BY}.{{3,250}})$",
    # the sentence ends. (Reporting by A; Editing by B)
    "reporting_bracket": rf"(?P<keep>{_END}|\s)\s*(?P<credit>\(+\s*{_WORK_BY}[^()]{{3,250}}\)+\.?)\s*$",
    "reporting": rf"(?P<keep>{_END})\s*(?P<credit>{_WORK_BY}[^.()]{{3,120}};\s+[Ee]diting\s+by\s"
    rf"[^.;()]{{3,80}}\.?)\s*$",
    # © Agence France-Presse | Copyright 2014 The Associated Press. All rights reserved. This material may not be …
    "copyright_line": rf"^(?P<keep>)(?P<credit>{_DASHES}?\s*{_RIGHT}{_THE}(?P<agency>{ALONE})"
    rf"(?:[\s,]+\d{{4}})?\.?{_LEGAL}\s*)$",
    # This report by The Canadian Press was first published Jan. 16, 2024.
    "first_published": rf"(?P<keep>{_END}\s+|^)(?P<credit>This\s+(?:report|article|story|content)\s+by\s+"
    rf"{_THE}(?P<agency>{ALONE})\s+was\s+(?:first|originally)\s+published\b[^;()]{{0,40}})\s*$",
    # With files from The Canadian Press
    "files_line": rf"^(?P<keep>)(?P<credit>{_DASHES}?\s*With\s+(?:files|inputs?|reporting)\s+(?:from|by)\s+"
    rf"{_THE}(?P<agency>{ALONE})(?:(?:,|\s+and|,\s+and)\s+[\p{{L}} .'’-]{{2,40}})?\.?)\s*$",
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
GROUPS = ("keep", "credit", "agency")


def split_credit(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the credit off the end of `paragraphs`.

    Out: the same rows with `credit` (as printed), `credit_agency` (canonical; null for reporters and editors alone),
    `credit_rule` (the shape; where several follow each other, that of the last). A text that is nothing else stays.
    """
    null = pl.lit(None, pl.String)
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


def _last() -> pl.Expr:
    return pl.col("paragraphs").list.last()


def _take_off(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with a credit at the end, without it; the others are left out."""
    frame = frame.with_columns(pl.col("__tail").str.strip_chars_end())
    tail = pl.col("__tail").str.tail(_TAIL)
    long = pl.col("__tail").str.len_chars() > _TAIL
    frame = frame.with_columns(__part=pl.when(long).then("\x1e" + tail).otherwise(tail))  # so that ^ is its beginning
    fields = []
    for name, pattern in SHAPES.items():
        groups = pl.col("__part").str.extract_groups(pattern)
        agency = groups.struct.field("agency") if "?P<agency>" in pattern else pl.lit(None, pl.String)
        match = pl.struct(
            groups.struct.field("credit").alias("credit"), agency.alias("agency"), pl.lit(name).alias("rule")
        )
        fields.append(pl.when(groups.struct.field("credit").is_not_null()).then(match))
    frame = frame.with_columns(__match=pl.coalesce(fields)).filter(pl.col("__match").is_not_null())
    return _without(frame)


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
    return frame.with_columns(__tail=_last()).drop("__part", "__match")
