"""What a reader is: how one format's files fall into records, and where the fields of a record stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl


class Piece(NamedTuple):
    """One record of a file: its own id where the format has one, its bytes, and what is wrong with it, if anything."""

    data: bytes
    own_id: str | None = None
    problem: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Reader:
    """One raw format.

    `suffixes`: name endings (lower case, with the dot) that settle the format.
    `recognize`: whether the first kilobytes of a file of another name look like the format.
    `split`: a file's bytes, the source's field names and the most records → its records, in order, the rest of the
    bytes as the last one where there are more; never raises on any bytes.
    `fields`: a frame of records (`wirehouse.schema.RECORDS`) → the same rows with `content` (the text without its
    header), the `header_*` columns of `wirehouse.transform.headers`, and `repairs`.
    """

    name: str
    suffixes: tuple[str, ...]
    recognize: Callable[[bytes], bool]
    split: Callable[[bytes, Mapping[str, str], int], list[Piece]]
    fields: Callable[[pl.DataFrame, Mapping[str, str]], pl.DataFrame]
