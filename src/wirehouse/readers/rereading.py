"""Records that the warehouse holds already, read again from their stored texts and bytes: no source file is needed."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from wirehouse.readers.decoding import decode
from wirehouse.readers.reader import Piece, Reader
from wirehouse.readers.registry import BY_NAME, choose_reader
from wirehouse.schema import RECORDS

# What a later version may know better; the other problems are properties of the bytes themselves, or of a limit.
MAY_PASS = ("unsupported_format", "not_text", "undecodable", "malformed_record")


def reread(records: pl.DataFrame, setting: str, fields: Mapping[str, str]) -> pl.DataFrame:
    """Stored records (`RECORDS`, `problem` as it was found) as the readers of today see them, in the same order.

    `setting` is the source's `format`, `fields` its mapping. Texts that were strict UTF-8 stay as they are; what came
    from other bytes is decoded again, and what no reader took is offered to those there are now. A file that would
    now fall into several records keeps its problem: only reading it anew can give them their keys.
    """
    again = pl.col("bytes").is_not_null() | pl.col("problem").is_in(MAY_PASS).fill_null(value=False)
    rows = records.with_row_index("row")
    seen = [_reread(row, setting, fields) for row in rows.filter(again).to_dicts()]
    read = pl.DataFrame(seen, schema=pl.Schema([("row", rows.schema["row"]), *RECORDS.items()]))
    return pl.concat([rows.filter(~again).select(read.columns).cast(read.schema), read]).sort("row").drop("row")


def _reread(row: dict[str, Any], setting: str, fields: Mapping[str, str]) -> dict[str, Any]:
    if row["problem"] is not None and row["problem"] not in MAY_PASS:
        return row
    data: bytes = row["bytes"] if row["bytes"] is not None else (row["text"] or "").encode()
    decoded = decode(data, guess=row["format"] != "json_lines")
    row |= {"text": decoded.text and decoded.text.replace("\x00", "\ufffd"), "encoding": decoded.encoding}
    if row["problem"] is None or decoded.problem is not None:
        return row | {"problem": decoded.problem, "problem_detail": decoded.detail}
    reader = BY_NAME.get(row["format"]) or choose_reader(row["source_uri"], data, setting)
    piece = _only_piece(reader, data, fields) if reader else None
    if reader is None or piece is None:
        return row
    return row | {"format": reader.name, "problem": piece.problem, "problem_detail": piece.detail}


def _only_piece(reader: Reader, data: bytes, fields: Mapping[str, str]) -> Piece | None:
    pieces = reader.split(data, fields, 2)
    return pieces[0] if len(pieces) == 1 else None
