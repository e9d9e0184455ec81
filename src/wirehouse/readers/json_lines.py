"""JSON Lines: one object a line, a record each. Field names as the source's settings map them, common ones known."""

import codecs
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
import polars as pl

from wirehouse.readers.decoding import decode
from wirehouse.readers.reader import Piece, Reader
from wirehouse.transform.characters import clean_characters, clean_strings
from wirehouse.transform.data import load
from wirehouse.transform.headers import HEADER_COLUMNS
from wirehouse.transform.text import normalize_whitespace

# our field → the names it goes by in public feeds, dumps and APIs, the likelier first
COMMON_NAMES: dict[str, list[str]] = load("json_fields")
NAMES = ("name", "title", "text", "$oid", "$date", "rendered")  # where an object keeps what it is about
HEAD_SEEN = 4096  # bytes that `recognize` is shown of a long file
DEEPEST = 8  # levels of nesting in which a field's text is looked for
BLANK_LINES = re.compile(rb"\n\s+")  # and the white space in front of the next one
UNIX_TIME = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")
COLUMN_OF = {
    "title": "header_title",
    "published": "header_date_raw",
    "updated": "header_updated_raw",
    "authors": "header_authors_raw",
    "url": "header_url",
    "publisher": "header_publisher",
}


def split(data: bytes, fields_setting: Mapping[str, str], most: int) -> list[Piece]:
    """A piece for every line that is not blank; one that is no JSON object is `malformed_record`."""
    lines = BLANK_LINES.sub(b"\n", data.removeprefix(codecs.BOM_UTF8)).strip().split(b"\n", most)
    pieces = [_piece(line.strip(), fields_setting) for line in lines[:most]]
    if len(lines) > most:
        pieces.append(Piece(lines[most], None, "too_many_records", f"more than {most:,} (max_file_records)"))
    return pieces


def _piece(line: bytes, fields_setting: Mapping[str, str]) -> Piece:
    try:
        record = _load(line)
    except ValueError as error:
        return Piece(line, problem="malformed_record", detail=f"no JSON: {error}")
    if not isinstance(record, dict):
        return Piece(line, problem="malformed_record", detail=f"expected an object, seen {type(record).__name__}")
    own_id = _value(record, "id", fields_setting)
    if isinstance(own_id, float):  # digits beyond 64 bits, two of which would become one
        own_id = _value(_load_carefully(line), "id", fields_setting)
    return Piece(line, own_id=_text(own_id))


def fields(records: pl.DataFrame, fields_setting: Mapping[str, str]) -> pl.DataFrame:
    """Read the fields of each line. One `orjson` call a record: 400 MB/s, faster than a column-wise decode."""
    parsed = [_parse(text) for text in records["text"].to_list()]
    columns = {
        column: [
            (_time if name in ("published", "updated") else _text)(_value(record, name, fields_setting))
            for record in parsed
        ]
        for name, column in COLUMN_OF.items()
    }
    body = [_text(_value(record, "body", fields_setting), joint="\n\n") or "" for record in parsed]
    frame = records.with_columns(
        pl.Series("text", body, pl.String),
        *(
            clean_strings(pl.Series(column, columns.get(column, [None] * len(parsed)), pl.String))
            for column in HEADER_COLUMNS
        ),
    )
    one_line = normalize_whitespace(pl.col(HEADER_COLUMNS))  # a title of two lines, or of tabs alone
    return clean_characters(frame.with_columns(one_line).with_columns(pl.col(HEADER_COLUMNS).replace("", None)))


def _parse(text: str | None) -> dict[str, Any]:
    try:
        record = _load(text or "{}")
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _load(line: bytes | str) -> Any:
    """The value of a line of JSON; raises ValueError."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as refusal:
        try:
            return _load_carefully(line)
        except (ValueError, RecursionError):
            raise refusal from None


def _load_carefully(line: bytes | str) -> Any:
    """What orjson refuses or rounds: NaN (read as null), half a surrogate pair (as U+FFFD), lines that are not UTF-8,
    and numbers beyond 64 bits; all numbers as they are printed. Raises ValueError or RecursionError."""
    text = line if isinstance(line, str) else decode(line, guess=False).text
    values = json.loads(text or "", parse_int=str, parse_float=str, parse_constant=lambda _: None)
    printed = json.dumps(values, ensure_ascii=False)
    return json.loads(printed.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _value(record: Mapping[str, Any], name: str, fields_setting: Mapping[str, str]) -> Any:
    """The first value that is there, under the setting's name (dots go into nested objects) or a common one."""
    if name in fields_setting:
        value: Any = record
        for part in fields_setting[name].split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value
    found = (record[common] for common in COMMON_NAMES[name] if record.get(common) not in (None, ""))
    return next(found, None)


def _text(value: Any, joint: str = ", ", depth: int = 0) -> str | None:
    """A value as text: lists joined, objects by their name; numbers, as ids often are, as they print."""
    if value is None or isinstance(value, bool) or depth > DEEPEST:
        return None
    if isinstance(value, list):
        parts = [part for part in (_text(item, joint, depth + 1) for item in value) if part]
        return joint.join(parts) or None
    if isinstance(value, dict):
        return _text(next((value[key] for key in NAMES if value.get(key)), None), joint, depth + 1)
    return str(value).strip() or None


def _time(value: Any) -> str | None:
    """A date as text. A number of ten or thirteen digits is a Unix time, in seconds or milliseconds."""
    text = _text(value)
    if text is None or not UNIX_TIME.fullmatch(text):
        return text
    return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()


def recognize(head: bytes) -> bool:
    """Whether a text begins with a whole JSON object in its first line, or with a line too long to see its end."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not start.startswith(b"{"):
        return False
    line, end, _ = start.partition(b"\n")
    if not end and len(head) < HEAD_SEEN:
        return _is_object(start)
    return _is_object(line) or (not end and start[:2] == b'{"')


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


READER = Reader("json_lines", (".jsonl", ".ndjson", ".jl"), recognize, split, fields)
