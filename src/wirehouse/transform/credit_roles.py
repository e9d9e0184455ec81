"""Who did what, by a credit: `(Reporting by A; Additional reporting by B in Rome; Writing and editing by C)`.

Names are taken as printed, but for capitals, without the places they worked in. Known limits: a town that is not listed
and stands second behind a name (`A in Rome and Amsel`) is taken for another name, and so is each half of a firm's name
with an `and` in it.
"""

import polars as pl

from wirehouse.transform.data import load
from wirehouse.transform.place_names import is_place, spell_name
from wirehouse.transform.text import replace_where

_ROLES: dict[str, str] = load("credit_roles")["roles"]
WORK = "(?i:" + "|".join(word.replace(" ", r"\s+") for word in sorted(_ROLES, key=len, reverse=True)) + ")"
"""A pattern for a word that says what somebody did."""

WORKS = rf"{WORK}(?:(?:\s*,|\s*[&/]|\s+(?i:and))\s*{WORK})*(?:,?\s+(?i:and|&)\s+\w+)?"
"""A pattern for all of it that one person did: `Reporting, writing and photographs`."""

WRITERS = r"(?i:writers?|reporters?|correspondents?|journalists?|photographers?|producers?|editors?|staff)"
"""A pattern for what those are who work for an agency."""

CONTRIBUTED = (
    r"(?:\p{Lu}|the\s+\p{Lu})(?:[^.!?;]|\b\p{Lu}\.|\b(?:[JS]r|St)\.|\.\p{Ll})+?\s+contributed\s+"
    r"(?:(?:additional\s+)?reporting|to\s+this\s+(?:report|story|article|piece|post|dispatch))"
    r"(?:\s+from\s+\p{Lu}[^.!?;]+)?"
)
"""A pattern for `Associated Press writers A in Rome and B contributed to this report`.

Of any length: it meets ends of texts alone, and with `{1,220}` for `+` it was too large to compile."""

# The first sentence of a credit; what may stand in it in small letters; who contributes without being named.
_FIRST_SENTENCE = r"^((?:\b\p{Lu}\.|[^.;])*)"
_CREDIT_WORDS = (
    rf"\b(?:{'|'.join(load('credit_roles')['credit_words'])})\b|{WORK}|\bcontributed(?:\s+to\s+this\s+\p{{L}}+)?"
)
_SMALL_WORD = r"(?:^|\s)\p{Ll}+(?:[\s,:]|$)"
_PRONOUN = r"^\W*(?:Both|He|It|Others|She|That|These|They|This|Those|We|Who|You)\b"
# `A and B contributed to this report`, behind another credit too.
_CONTRIBUTORS = (
    r"(?:^|[).;]\s+)[\W_]*((?:the\s+)?\p{Lu}(?:[^.;()]|\b\p{Lu}\.|\b(?:[JS]r|St)\.|\.\p{Ll})*?)"
    r"(?:\s+also)?\s+contributed\b[^.;]*"
)
_ASSISTANTS = r"\bWith\s+(?:assistance|contributions?|reporting)\s+(?:from|by)\s+"
_MARK = rf"(?i)\b({WORKS})\s+by\b:?\s*"
_BETWEEN = r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*[&/]\s*"
# `Associated Press writer A`, `CNN’s A`: whose they are is left out.
_WHOSE = rf"^(?:.*?\b{WRITERS}|\p{{Lu}}[^'’]+['’]s?)\s+(\p{{Lu}})"
_PLACED = r"\s+(?i:in|at|from)\s.*$"
_STOP = r"(\p{L}{3})\.+$"  # at the credit's end: `Jr.` and an initial keep theirs
_SENTENCE_BEHIND = r"(\p{Ll}{3})[.?!]\s.*$"
_ACRONYM = r"^\p{Lu}+$"  # `AP`, `PTI`: a person in capitals has two names
_LONGEST = 60  # characters of a name


def credited_people(frame: pl.DataFrame) -> pl.DataFrame:
    """In: `article_id`, `credit`. Out: a row for each role in a credit: `article_id`, `credit`, `role`, `names`."""
    contributed = pl.col("credit").str.contains("contributed", literal=True)
    by = replace_where(
        pl.col("credit"),
        contributed,
        lambda credit: credit.str.replace_all(_CONTRIBUTORS, "; additional reporting by ${1};"),
    ).str.replace(_ASSISTANTS, "additional reporting by ")
    credited = frame.select("article_id", "credit", __by=by).filter(pl.col("__by").str.contains(_MARK))
    parts = credited.with_columns(
        part=pl.col("__by").str.replace_all(_MARK, "\x1e${1}\x1f").str.split("\x1e").list.slice(1)
    ).explode("part")
    roles = pl.col("part").str.extract(r"^([^\x1f]*)").str.to_lowercase().str.replace_all(r"\s+", " ")
    people = pl.col("part").str.extract(r"\x1f([^;()\[\]]*)").str.replace(_SENTENCE_BEHIND, "$1")
    named = (
        parts.select(
            "article_id",
            "credit",
            roles.str.extract_all(WORK).alias("role"),
            people.str.replace_all(_BETWEEN, "\x1f").str.split("\x1f").alias("name"),
        )
        .with_row_index("__part")
        .explode("name")
        .with_columns(__placed=pl.col("name").str.contains(_PLACED))
        .with_columns(
            __behind_place=pl.col("__placed").cast(pl.Int8).cum_max().over("__part") > 0,
            name=pl.col("name")
            .str.replace(_PLACED, "")
            .str.strip_chars(' :-–—"“”*_')
            .str.replace(_STOP, "$1")
            .str.replace(_WHOSE, "$1"),
        )
        .filter(
            pl.col("name").str.contains(r"^[\p{Lu}\p{Lo}]")
            & (pl.col("name").str.len_chars() <= _LONGEST)
            & (pl.col("__placed") | ~pl.col("__behind_place") | ~is_place(pl.col("name")))
        )
    )
    name = pl.when(pl.col("name").str.contains(_ACRONYM)).then("name")
    return (
        named.explode("role")
        .with_columns(
            pl.col("role").replace_strict(_ROLES, default=None, return_dtype=pl.String),
            name.otherwise(spell_name(pl.col("name"))),
        )
        .group_by("article_id", "credit", "role", maintain_order=True)
        .agg(pl.col("name").unique(maintain_order=True))
        .select("article_id", "credit", "role", names=pl.col("name").list.join("; "))
    )


def is_sentence(credit: pl.Expr) -> pl.Expr:
    """Whether what looks like a credit without brackets is of the text: `Written by A, the play opens in June.`

    A credit's small words are few and known (`and`, `in`, `newsroom`); what stands behind its first sentence is open
    to all (`Additional reporting by A. Have something to add?`). Null stays null.
    """
    first = credit.str.extract(_FIRST_SENTENCE)
    other = first.str.replace_all(_CREDIT_WORDS, "").str.contains(_SMALL_WORD)
    return ~credit.str.starts_with("(") & (other | credit.str.contains(_PRONOUN))
