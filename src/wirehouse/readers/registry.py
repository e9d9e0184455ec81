"""Which reader reads a file. A new format is one file beside this one, and one line here."""

from collections.abc import Mapping

from wirehouse.readers import headed_text, json_lines, plain_text
from wirehouse.readers.reader import Reader

# In the order in which they are asked; the last one takes every text.
READERS: tuple[Reader, ...] = (json_lines.READER, headed_text.READER, plain_text.READER)
BY_NAME: Mapping[str, Reader] = {reader.name: reader for reader in READERS}

# Name endings and first bytes of formats that are text, but not articles in plain words.
UNSUPPORTED_SUFFIXES = (
    ".html", ".htm", ".xhtml", ".xml", ".rss", ".atom", ".sgm", ".sgml", ".csv", ".tsv", ".rtf", ".md", ".yaml",
    ".yml", ".toml", ".warc", ".mht", ".eml", ".css", ".js", ".py", ".sql",
)  # fmt: skip
UNSUPPORTED_STARTS = (b"<!doctype", b"<html", b"<?xml", b"<rss", b"<feed", b"{\\rtf", b"WARC/")
HEAD_BYTES = 4096


def choose_reader(name: str, data: bytes, setting: str = "auto") -> Reader | None:
    """The reader for a file of this name and content; None where no reader is registered for the format.

    `setting` is the source's `format`: `text` or `jsonl` skip the guess.
    """
    if setting == "jsonl":
        return json_lines.READER
    head = data[:HEAD_BYTES]
    suffix = _suffix(name)
    if setting == "auto" and (
        suffix in UNSUPPORTED_SUFFIXES or head.lstrip()[:16].lower().startswith(UNSUPPORTED_STARTS)
    ):
        return None
    if setting == "auto" and suffix == ".json" and not json_lines.READER.recognize(head):
        return None
    candidates = READERS if setting == "auto" else (headed_text.READER, plain_text.READER)
    for reader in candidates:
        if suffix in reader.suffixes and reader is not plain_text.READER:
            return reader
    return next(reader for reader in candidates if reader.recognize(head))


def _suffix(name: str) -> str:
    base = name.rsplit("/", 1)[-1].lower().removesuffix(".gz")
    return f".{base.rsplit('.', 1)[1]}" if "." in base else ""
