"""Who did what, of a credit: `(Reporting by A in Mumbai; Additional reporting by B; Editing by C)`."""

import polars as pl

from wirehouse.transform.data import load

ROLES: dict[str, str] = load("credit_roles")
"""The beginning of the word for the work, and what those are called who did it."""

_WORK = r"(?:report(?:ing|ed)|writing|written|editing|edited|compil(?:ing|ed))"
_MORE = r"(?:additional\s+)?"
# The work named first counts: `Reporting, writing and photographs by A`.
_BOTH = rf"(?i)\b({_MORE}{_WORK})(?:,\s+{_MORE}{_WORK})*(?:,?\s+(?:and|&)\s+{_MORE}\w+)?\s+by\b"
# Before the next work stands a semicolon or another sign, `and`, `with`, or nothing.
_NEXT = rf"(?i)(?:[\s,;/|–—-]|\.\s|\b(?:and|with)\b)+({_MORE}{_WORK}\s+by\b)"
_NAMES = r"(?P<names>\w.*?\b(?:[JS]r\.|\p{L}\.)?)\W*$"
_CLAUSE = rf"(?i)^\W*(?P<more>additional\s+)?(?P<work>{'|'.join(ROLES)})\w+\s+by\b[:\s]+{_NAMES}"


def read_roles(frame: pl.DataFrame) -> pl.DataFrame:
    """One row for each clause of a credit that names somebody; its rule says as what: `reporters`, `editors`,
    `additional_reporters` and the like; `value` are the names as printed, with where they were.

    In: `article_id`, `credit`. Out: rows for the evidence, `before` the whole credit.
    """
    named = frame.filter(pl.col("credit").str.contains(rf"(?i)\b{_WORK}\b")).select("article_id", "credit")
    bare = ";" + pl.col("credit").str.replace_all(r"[()\[\]（）]", ";")
    clauses = bare.str.replace_all(_BOTH, "$1 by").str.replace_all(_NEXT, ";$1").str.split(";")
    found = named.with_columns(clause=clauses).explode("clause")
    found = found.with_columns(pl.col("clause").str.extract_groups(_CLAUSE).alias("is")).unnest("is")
    role = pl.col("work").str.to_lowercase().replace_strict(ROLES, default=None, return_dtype=pl.String)
    return found.filter(pl.col("names").is_not_null()).select(
        "article_id",
        field=pl.lit("credit"),
        value=pl.col("names"),
        source=pl.lit("text"),
        rule=pl.when(pl.col("more").is_not_null()).then(pl.lit("additional_") + role).otherwise(role),
        before=pl.col("credit"),
    )
