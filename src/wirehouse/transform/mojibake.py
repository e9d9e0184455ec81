"""Text that was decoded with the wrong encoding: a vectorised screen, and ftfy for the rows it picks.

ftfy reads 1 to 6 MB/s; its own test for "looks damaged", translated to the dialect of Polars, 500 MB/s.
"""

import re
from dataclasses import dataclass

from ftfy import fix_encoding
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES

_LONGEST_SEGMENT = 20_000  # characters; ftfy tries ten encodings on each segment
# A piece of a longer line ends after an ASCII word: a space after `Ã` may be half of what was one character.
_PIECE = re.compile(
    rf"(?s).{{1,{_LONGEST_SEGMENT}}}$|.{{1,{_LONGEST_SEGMENT}}}(?<=[a-z0-9.,])(?= )|.{{1,{_LONGEST_SEGMENT}}}"
)
# The byte A0 of `à` became a plain space; what follows it here ends a syllable of Vietnamese: it stood inside a word.
_VIETNAMESE = re.compile("á[º»]")
_VIETNAMESE_A = re.compile(r"(?<=[^\W\d_])([ÃĂ]) (?=(?:i|o|u|y|m|ng?|nh)(?![^\W\d_]))")


@dataclass(frozen=True)
class Pair:
    """Two characters that were one of UTF-8, decoded as `encoding`, where they touch a letter: ftfy leaves a single one
    as it is, but nobody writes a box or a root into a word.

    `lead` is what the first byte became; `before` and `behind` are the letters, of which one side must be there.
    """

    encoding: str
    lead: str
    before: str
    behind: str = ""
    alone: str | None = None  # what a lead that stands alone was, with a space for its second byte: `Г ` for `à `

    @property
    def _second(self) -> str:
        return re.escape(bytes(range(0x80, 0xC0)).decode(self.encoding, "ignore"))

    @property
    def screen(self) -> str:
        """For Polars' engine, which has no look-around."""
        pair = f"[{self.lead}][{self._second}]"
        return f"{self.before}{pair}" + (f"|{pair}{self.behind}" if self.behind else "")

    def fix(self, line: str) -> str:
        """The line with each such pair decoded, if it then is one small letter or an opening mark of Spanish."""
        pair = f"[{self.lead}][{self._second}]"
        places = f"(?<={self.before}){pair}" + (f"|{pair}(?={self.behind})" if self.behind else "")
        fixed, count = re.subn(places, lambda match: self._decoded(match.group()), line)
        return re.sub(f"(?<= ){self.lead}(?= )", self.alone, fixed) if self.alone and count and fixed != line else fixed

    def _decoded(self, pair: str) -> str:
        try:
            found = pair.encode(self.encoding).decode("utf-8")
        except UnicodeError:
            return pair
        return found if found.islower() or found in "¿¡" else pair


_PAIRS = (
    Pair("cp437", "┬├", before="[a-z]{2}", behind="[a-z]{2}"),  # `├┤a┼` is drawn
    Pair("mac_roman", "√", before="[A-Za-z][a-z]"),  # `2√π` and `x√π` are sums
    Pair("cp1251", "Г", before="[a-z]", behind="[a-z]", alone="à"),
)


def mojibake_screen() -> str:
    """ftfy's expression for damaged text, for Polars' engine.

    A lone C1 control is no reason: it is cp1252 punctuation and cheaper to decode (see `characters`). Next to
    another character beyond ASCII it may be half of one.
    """
    controls = f"[{MOJIBAKE_CATEGORIES['c1']}]"
    pattern = _without_layout(BADNESS_RE.pattern)
    pairs = "|".join(pair.screen for pair in _PAIRS)
    if not pattern.startswith(f"{controls}|"):
        return f"(?m){pairs}|{pattern}"
    near_others = rf"[^\x00-\x9f]{controls}|{controls}[^\x00-\x9f]"
    return f"(?m){near_others}|{pairs}{pattern[len(controls) :]}"


def fix_mojibake(text: str) -> str:
    """The text with wrongly decoded characters restored, line by line as ftfy does; the rest is left."""
    return "\n".join(_fix_line(line) for line in text.split("\n"))


def _fix_line(line: str) -> str:
    """One line repaired; a very long one in pieces, so that the time stays in proportion to the length."""
    if line.isascii():
        return line
    line = _VIETNAMESE_A.sub("\\1\xa0", line) if _VIETNAMESE.search(line) else line
    pieces = [line] if len(line) <= _LONGEST_SEGMENT else _PIECE.findall(line)
    fixed = "".join(str(fix_encoding(piece)) for piece in pieces)
    for pair in _PAIRS:
        fixed = pair.fix(fixed)
    return fixed


def _without_layout(verbose: str) -> str:
    """A verbose Python pattern without its comments and white space; a space in a class is written `\\x20`.

    Rust's own verbose mode would drop the spaces inside character classes too.
    """
    tokens = re.findall(r"\\.|\[(?:\\.|[^\]\\])*\]|#[^\n]*|\s+|.", verbose)
    kept = (token for token in tokens if not token.startswith("#") and not token.isspace())
    return "".join(token.replace(" ", r"\x20") for token in kept)
