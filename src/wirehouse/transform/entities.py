"""HTML entities in plain text: `&amp;quot;`, `&#8217;`, and those that lost their ampersand (` #39;s`).

Row by row: only for the texts that `ENTITY` has picked out.
"""

import re

from ftfy.fixes import unescape_html

from wirehouse.transform.data import load

# An entity, or the rest of one whose ampersand a careless cleaner took (2,930 in 7,600 leads of 2004).
ENTITY = r"&#?[0-9A-Za-z]{2,24};|&lt;|&gt;|(?:^|[^&\w])#0?\d{2,4};"

_ROUNDS = 4  # how often text is escaped in the wild: `&amp;amp;#39;` is three
_NUMERIC: dict[str, str] = load("characters")["numeric_entities"]
_BLOCK = "p|br|div|li|ul|ol|h[1-6]|tr|table|blockquote"
_INLINE = "a|b|i|u|em|strong|span|font|nobr|img|small|big|sup|sub|tt|code|script|center"
_TAG_REST = r"(?:\s(?:[^&<>\n]|&(?:amp|quot|#39);){0,500})?/?&gt;"
_ESCAPED_BLOCK = re.compile(rf"&lt;/?(?:{_BLOCK}){_TAG_REST}", re.IGNORECASE)
_ESCAPED_INLINE = re.compile(rf"&lt;/?(?:{_INLINE}){_TAG_REST}", re.IGNORECASE)
# The apostrophe of `it #39;s`, `won #39;t`, `players #39; union`: the lost ampersand left a space behind.
_SPACED_APOSTROPHE = re.compile(r"(?<=\w) #(?:0?39|146);(?=(?:s|t|re|ve|ll|d|m)?(?:\W|$))", re.IGNORECASE)
_BARE_NUMERIC = re.compile(r"(?<![&\w])#0?(\d{2,4});")


def unescape_entities(text: str) -> str:
    """The text with its entities as characters; what is no entity (`AT&T`, `R&D;`) is left as it is.

    An escaped tag of HTML (`&lt;b&gt;`) is taken out, for it would only become a tag; an escaped company
    code (`&lt;IBM.N&gt;`) becomes one.
    """
    for _ in range(_ROUNDS):
        before = text
        if "&lt;" in text:
            text = _ESCAPED_INLINE.sub("", _ESCAPED_BLOCK.sub("\n", text))
        text = unescape_html(text)
        if text == before:
            break
    if "#" not in text:
        return text
    text = _SPACED_APOSTROPHE.sub("'", text)
    return _BARE_NUMERIC.sub(lambda match: _NUMERIC.get(match[1], match[0]), text)
