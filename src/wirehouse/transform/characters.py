"""Characters: line ends, entities, mojibake, controls, invisible marks, odd spaces, composition.

Typography (curly quotes, dashes, ellipses) stays, and so does U+FFFD. Nine texts of ten hold nothing unusual:
one screen finds that out, and only the others go through the rules.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from wirehouse.transform.data import load
from wirehouse.transform.entities import ENTITY, unescape_entities
from wirehouse.transform.mojibake import fix_mojibake, mojibake_screen

NOTE = pl.Struct({"rule": pl.String, "before": pl.String, "after": pl.String})

_TABLES: dict[str, dict[str, str]] = load("characters")
# One repair can uncover another (a soft hyphen inside an entity); a third pass has changed nothing yet.
_PASSES = 3
_CONTEXT = 36  # characters each side of a repair in its note

_NEWLINES = r"\r\n?|[\x0b\x0c\u{2028}\u{2029}]"
_C1 = r"[\x80-\x9f]"
# Where cp1252 would have a sign or a capital inside a word, or an apostrophe between two consonants (as no contraction
# has it): the text is MacRoman, where the same bytes are vowels with accents.
_MAC_ROMAN = r"\p{Ll}[\x80-\x84\x86-\x90\x98\x9a\x9b\x9d\x9f]\p{Ll}|[bcdfghj-np-tv-z]\x92[bcdfghj-np-tv-z]\p{Ll}{2}"
_ANSI = r"\x1b\[[0-?]*[ -/]*[@-~]"
# The separators FS to US stand between words; the other controls stand for nothing.
_SEPARATORS = r"[\x1c-\x1f]"
_CONTROLS = r"[\x00-\x08\x0e-\x1f\x7f-\x9f]"
_ASCII_CONTROL = r"[\x00-\x08\x0e-\x1f\x7f]"
_INVISIBLE = r"\u{ad}\u{200b}\u{200e}\u{200f}\u{61c}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fffc}"
_JOINERS = r"\u{200c}\u{200d}"
# Scripts in which a joiner between letters changes what is read, and emoji, which are joined into one.
_JOINED = (
    r"\p{Arabic}\p{Syriac}\p{Mongolian}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}"
    r"\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Myanmar}\p{Khmer}\p{Tibetan}\p{Thai}"
    r"\p{Emoji_Presentation}\u{2600}-\u{27bf}\u{1f000}-\u{1faff}\p{Emoji_Modifier}\u{fe0f}"
)
_STRAY_JOINER = rf"(^|[^{_JOINED}{_JOINERS}])[{_JOINERS}]+"
_SPACES = r"[\u{a0}\u{1680}\u{2000}-\u{200a}\u{202f}\u{205f}\u{3000}]"
_LIGATURES = "[" + "".join(_TABLES["ligatures"]) + "]"
# Marks, and what NFC changes without one: singletons, letters of India with a dot, jamo, Greek with oxia,
# compatibility ideographs, notes of music.
_COMPOSABLE = (
    r"[\p{M}\u{374}\u{37e}\u{387}\u{958}-\u{95f}\u{9dc}-\u{9df}\u{a33}-\u{a36}\u{a59}-\u{a5e}\u{b5c}\u{b5d}"
    r"\u{f43}-\u{f69}\u{1100}-\u{11ff}\u{1f71}-\u{1fff}\u{2126}\u{212a}\u{212b}\u{2329}\u{232a}\u{2adc}"
    r"\u{f900}-\u{faff}\u{fb1d}-\u{fb4e}\u{1d15e}-\u{1d1c0}\u{2f800}-\u{2fa1d}]"
)
_OPENING = re.compile(r"<!--|<(script|style)\b[^<>]*>|<a\s+[a-z]+\s*=[^<>]*>|</a\s*>", re.IGNORECASE)
_CLOSING = {kind: re.compile(rf"</{kind}\s*>", re.IGNORECASE) for kind in ("script", "style")} | {"": re.compile("-->")}
_PLAIN = r"\n\x20-\x7e‘’“”–—…£€àáäçèéêíñóöúü"
_MOJIBAKE = mojibake_screen()
# What is no word of anybody's in a plain text: comments and scripts whole, of links the tags.
_MARKUP = (
    r"(?is)<!--.*?-->|<script\b[^<>]*>.*?</script\s*>|<style\b[^<>]*>.*?</style\s*>|<a\s+[a-z]+\s*=[^<>]*>|</a\s*>"
)
_UNUSUAL = rf"[^{_PLAIN}]|{ENTITY}|<!--|<(?i:script|style|a\s|/a)"
_SUSPECT = f"{_UNUSUAL}|(?:{_MOJIBAKE})"  # one pass over all texts; the other screens then look at these alone


@dataclass(frozen=True)
class Rule:
    """One kind of repair: `screen` picks the texts, `change` repairs them; no `code` if nobody sees it."""

    code: str | None
    screen: str
    change: Callable[[pl.Series], pl.Series]


def clean_characters(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `content`, the clean form of `text`, and `character_notes`; extend `repairs`."""
    content = frame["text"].fill_null("").str.replace_all(_NEWLINES, "\n")
    content, notes = _clean_texts(content)
    by_row = notes.group_by("row", maintain_order=True).agg(
        codes=pl.col("rule").unique(maintain_order=True), character_notes=pl.struct("rule", "before", "after")
    )
    return (
        frame.with_columns(content.alias("content"))
        .with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))
        .join(by_row, on="row", how="left", maintain_order="left")
        .with_columns(
            pl.concat_list(pl.col("repairs").fill_null([]), pl.col("codes").fill_null([])).list.unique(
                maintain_order=True
            ),
            pl.col("character_notes").fill_null(pl.lit([], dtype=pl.List(NOTE))),
        )
        .drop("row", "codes")
    )


def clean_strings(texts: pl.Series) -> pl.Series:
    """The same rules for a column beside the text (a title from JSON), without notes; null stays null."""
    newlines = texts.cast(pl.String).str.replace_all(_NEWLINES, "\n")
    cleaned, _ = _clean_texts(newlines.fill_null(""))
    return pl.select(pl.when(texts.is_not_null()).then(cleaned)).to_series().alias(texts.name)


def _clean_texts(content: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
    """The texts after all rules, and a note (row, rule, before, after) for each visible repair."""
    suspect = content.str.contains(_SUSPECT)
    rows = pl.int_range(len(content), dtype=pl.UInt32, eager=True).filter(suspect)
    cleaned, notes = _clean_suspects(content.filter(suspect), rows)
    return (content if rows.is_empty() else _put_back(content, suspect, cleaned)), notes


def _clean_suspects(content: pl.Series, rows: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
    """The same for the texts that hold anything unusual; `rows` are their numbers in the notes."""
    notes = [pl.DataFrame(schema={"row": pl.UInt32, "rule": pl.String, "before": pl.String, "after": pl.String})]
    content = _apply_rule(_ASCII_CONTROLS, content, rows, notes)
    picked = _is_unusual(content)
    for _ in range(_PASSES):
        if not picked.any():
            break
        before = after = content.filter(picked)
        for rule in _RULES:
            after = _apply_rule(rule, after, rows.filter(picked), notes)
        content = _put_back(content, picked, after)
        again = (after != before) & _is_unusual(after)
        picked = rows.is_in(rows.filter(picked).filter(again).implode())
    return content, pl.concat(notes).unique(["row", "rule"], keep="first", maintain_order=True)


def _is_unusual(texts: pl.Series) -> pl.Series:
    return texts.str.contains(_UNUSUAL) | texts.str.contains(_MOJIBAKE)


def _apply_rule(rule: Rule, texts: pl.Series, rows: pl.Series, notes: list[pl.DataFrame]) -> pl.Series:
    """The texts after one rule; what was repaired is added to `notes`."""
    picked = texts.str.contains(rule.screen)
    if not picked.any():
        return texts
    before = texts.filter(picked)
    after = rule.change(before)
    if rule.code is not None:
        notes.append(_notes(rule, rows.filter(picked), before, after))
    return _put_back(texts, picked, after)


def _put_back(texts: pl.Series, picked: pl.Series, replacements: pl.Series) -> pl.Series:
    """`texts` with the picked ones replaced, in their places."""
    index = pl.when(picked).then(picked.cast(pl.Int64).cum_sum() - 1 + len(texts)).otherwise(pl.int_range(len(texts)))
    return pl.concat([texts, replacements]).gather(pl.select(index).to_series())


def _notes(rule: Rule, rows: pl.Series, before: pl.Series, after: pl.Series) -> pl.DataFrame:
    """The surroundings of the first repair in each text that changed.

    The place of a match comes in bytes: the characters before it are counted in the bytes up to there.
    """
    text = pl.col("text")
    bytes_before = text.cast(pl.Binary).bin.slice(0, text.str.find(rule.screen).fill_null(0))
    start = bytes_before.cast(pl.String).str.len_chars().cast(pl.Int64) - _CONTEXT
    changed = before != after
    snippets = pl.DataFrame({"text": before.filter(changed)}).select(
        text.str.slice(start.clip(lower_bound=0), 2 * _CONTEXT + 8)
    )["text"]
    return pl.DataFrame({"row": rows.filter(changed), "before": snippets, "after": rule.change(snippets)}).select(
        "row", pl.lit(rule.code).alias("rule"), "before", "after"
    )


def _by_row(change: Callable[[str], str]) -> Callable[[pl.Series], pl.Series]:
    """A change that only Python can make, text by text; its rule's screen keeps the texts few."""
    return lambda texts: pl.Series(texts.name, [change(text) for text in texts], dtype=pl.String)


def _decode_c1(texts: pl.Series) -> pl.Series:
    """cp1252 characters for the controls that stand for them; but U+0085 may be the text's line end."""
    text = pl.col("text")
    is_line_end = (
        text.str.count_matches("\x85", literal=True) >= text.str.count_matches("\n", literal=True)
    ) & ~text.str.contains(r"\x85 |[\x80-\x84\x86-\x9f]")
    table = _TABLES["cp1252"]
    return pl.DataFrame({"text": texts}).select(
        pl.when(is_line_end)
        .then(text.str.replace_all("\x85", "\n", literal=True))
        .otherwise(text.str.replace_many(list(table), list(table.values())))
    )["text"]


def _decode_mac_roman(text: str) -> str:
    """MacRoman characters for the controls that stand for them."""
    return re.sub(_C1, lambda match: match.group().encode("latin-1").decode("mac_roman"), text)


def _remove_markup(text: str) -> str:
    """Without what `_MARKUP` finds. What nothing closes is looked through once: the pattern itself would start anew at
    each match behind it, which took 14 s for 250 KB of `<!-- <a b=c>`.
    """
    kept, start, place = [], 0, 0
    unclosed: set[str] = set()
    while opening := _OPENING.search(text, place):
        place = opening.end()
        if not opening.group().lower().startswith(("<a", "</a")):
            kind = (opening.group(1) or "").lower()
            closing = None if kind in unclosed else _CLOSING[kind].search(text, place)
            if closing is None:
                unclosed.add(kind)
                place = opening.start() + 1
                continue
            place = closing.end()
        kept.append(text[start : opening.start()])
        start = place
    return "".join([*kept, text[start:]])


def _remove_controls(texts: pl.Series) -> pl.Series:
    without_escapes = texts.str.replace_all(_ANSI, "")
    return without_escapes.str.replace_all(_SEPARATORS, " ").str.replace_all(_CONTROLS, "")


def _remove_ascii_controls(texts: pl.Series) -> pl.Series:
    """The controls of ASCII alone: those above U+007F may stand for cp1252 characters (`_decode_c1`)."""
    without_escapes = texts.str.replace_all(_ANSI, "")
    return without_escapes.str.replace_all(_SEPARATORS, " ").str.replace_all(_ASCII_CONTROL, "")


def _remove_invisible(texts: pl.Series) -> pl.Series:
    """Without marks that nobody sees; a soft hyphen at a line's end takes the line end with it."""
    whole = texts.str.replace_all(r"\u{ad}[ \t]*\n[ \t]*(\p{Ll})", "$1")
    return whole.str.replace_all(f"[{_INVISIBLE}]", "").str.replace_all(_STRAY_JOINER, "$1")


def _compose(texts: pl.Series) -> pl.Series:
    table = _TABLES["ligatures"]
    return texts.str.replace_many(list(table), list(table.values())).str.normalize("NFC")


# Before all others, for it is cheap and spares texts that end in a transmission mark (ETX) the other screens.
_ASCII_CONTROLS = Rule("removed_controls", _ASCII_CONTROL, _remove_ascii_controls)
_RULES = (
    Rule("unescaped_entities", ENTITY, _by_row(unescape_entities)),
    Rule("removed_markup", _MARKUP, _by_row(_remove_markup)),
    Rule("fixed_mojibake", _MOJIBAKE, _by_row(fix_mojibake)),
    Rule("decoded_c1", _MAC_ROMAN, _by_row(_decode_mac_roman)),
    Rule("decoded_c1", _C1, _decode_c1),
    Rule(None, _NEWLINES, lambda texts: texts.str.replace_all(_NEWLINES, "\n")),
    Rule("removed_controls", _CONTROLS, _remove_controls),
    Rule("removed_invisible", rf"[{_INVISIBLE}]|{_STRAY_JOINER}", _remove_invisible),
    Rule(None, _SPACES, lambda texts: texts.str.replace_all(_SPACES, " ")),
    Rule("normalized_unicode", f"{_LIGATURES}|{_COMPOSABLE}", _compose),
)
