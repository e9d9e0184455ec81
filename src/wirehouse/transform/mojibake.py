"""Text that was decoded with the wrong encoding: a vectorised screen, and ftfy for the rows it picks.

ftfy reads 1 to 6 MB/s; its own test for "looks damaged", translated to the dialect of Polars, 500 MB/s.
"""

import re

from ftfy import fix_encoding
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES

_LONGEST_SEGMENT = 20_000  # characters; ftfy tries ten encodings on each segment
# A piece of a longer line ends after an ASCII word: a space after `Ã` may be half of what was one character.
_PIECE = re.compile(
    rf"(?s).{{1,{_LONGEST_SEGMENT}}}$|.{{1,{_LONGEST_SEGMENT}}}(?<=[a-z0-9.,])(?= )|.{{1,{_LONGEST_SEGMENT}}}"
)


def mojibake_screen() -> str:
    """ftfy's expression for damaged text, for Polars' engine.

    A lone C1 control is no reason: it is cp1252 punctuation and cheaper to decode (see `characters`). Next to
    another character beyond ASCII it may be half of one.
    """
    controls = f"[{MOJIBAKE_CATEGORIES['c1']}]"
    pattern = _without_layout(BADNESS_RE.pattern)
    if not pattern.startswith(f"{controls}|"):
        return f"(?m){pattern}"
    near_others = rf"[^\x00-\x9f]{controls}|{controls}[^\x00-\x9f]"
    return f"(?m){near_others}{pattern[len(controls) :]}"


def fix_mojibake(text: str) -> str:
    """The text with wrongly decoded characters restored, line by line as ftfy does; the rest is left."""
    return "\n".join(_fix_line(line) for line in text.split("\n"))


def _fix_line(line: str) -> str:
    """One line repaired; a very long one in pieces, so that the time stays in proportion to the length."""
    if line.isascii():
        return line
    if len(line) <= _LONGEST_SEGMENT:
        return str(fix_encoding(line))
    pieces = _PIECE.findall(line)
    return "".join(str(fix_encoding(piece)) for piece in pieces)


def _without_layout(verbose: str) -> str:
    """A verbose Python pattern without its comments and white space; a space in a class is written `\\x20`.

    Rust's own verbose mode would drop the spaces inside character classes too.
    """
    tokens = re.findall(r"\\.|\[(?:\\.|[^\]\\])*\]|#[^\n]*|\s+|.", verbose)
    kept = (token for token in tokens if not token.startswith("#") and not token.isspace())
    return "".join(token.replace(" ", r"\x20") for token in kept)
