"""Text under header lines: ` date 2023-09-15 `, or a block of `Name: value` lines, then the story."""

from collections.abc import Mapping

import polars as pl

from wirehouse.readers.reader import Piece, Reader
from wirehouse.transform.characters import clean_characters
from wirehouse.transform.headers import may_begin_header, split_header

LONGEST_START = 512  # bytes in which the first header line begins, blank lines before it included


def split(data: bytes, _fields: Mapping[str, str], _most: int) -> list[Piece]:
    """One file, one record."""
    return [Piece(data)]


def fields(records: pl.DataFrame, _fields: Mapping[str, str]) -> pl.DataFrame:
    """Clean the characters, then split the header off."""
    return split_header(clean_characters(records))


READER = Reader(
    "headed_text", (), lambda head: may_begin_header(head[:LONGEST_START].decode("utf-8", "replace")), split, fields
)
