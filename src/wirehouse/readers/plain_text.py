"""Plain text without a header: a title line or none, then paragraphs. What no other reader claims."""

from collections.abc import Mapping

import polars as pl

from wirehouse.readers.headed_text import split
from wirehouse.readers.reader import Reader
from wirehouse.transform.characters import clean_characters
from wirehouse.transform.headers import without_header


def fields(records: pl.DataFrame, _fields: Mapping[str, str]) -> pl.DataFrame:
    """Clean the characters; every header column is null."""
    return without_header(clean_characters(records))


READER = Reader("plain_text", (".txt", ".text"), lambda _head: True, split, fields)
