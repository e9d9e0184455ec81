"""The closed vocabularies and the frames that travel between the stages.

Everything here is a contract between modules and, for the names that reach a table, with the users of the
warehouse. `tests/unit/test_schema.py` holds the vocabularies against what the code and the suites use.
"""

from collections.abc import Mapping

import polars as pl

# Raise it whenever the same bytes may give other fields than before: what an older parser read is read again.
PARSER_VERSION = "9"

# Raise it whenever the same texts may give other fingerprints or links: then all are made anew, for fingerprints of two
# methods cannot be compared.
METHOD_VERSION = "1"

FATES = ("unreadable", "unchanged", "quarantined", "copy", "revised", "new")
"""What becomes of a record in a run, in order of precedence: the first that holds."""

UNREADABLE_REASONS = {
    "permission_denied": "the operating system did not let us read it",
    "vanished": "it was listed, but gone when it was to be read; or a link that points nowhere",
    "link_loop": "a link to a folder that contains it, or one of too many to the same folder",
    "link_outside": "a link that leads out of the source's folder; the source's setting follow_links allows it",
    "path_too_long": "its path is longer than the operating system takes",
    "changing": "it changed while it was read, and again while it was read once more; the next run tries again",
    "not_a_file": "a socket, a pipe or a device",
    "io_error": "reading it failed",
}

QUARANTINE_REASONS = {
    "empty": "the file has no bytes, or nothing but white space",
    "not_text": "the bytes are not text: an image, an archive, a program",
    "undecodable": "text, but in no encoding that explains its bytes",
    "too_large": "larger than the limit; of a file above its limit the first 64 KB and the hash are kept",
    "unsupported_format": "a format that no reader is registered for",
    "damaged_archive": "a compressed file that cannot be unpacked to its end",
    "too_many_records": "more records in one file than the limit; the rest of the file is kept as one",
    "malformed_record": "a record that does not follow its file's format",
    "no_body": "no text beside the header and the title",
    "body_too_short": "a body of fewer than three words",
    "no_date": "no date where the source's settings look for one",
    "future_date": "dated more than a day after it was first seen",
    "markup_left": "HTML elements left in what should be plain text",
    "repeated_body": "the body repeats itself, and could not be repaired",
}

ACCEPTABLE_REASONS = ("body_too_short", "no_date", "future_date", "markup_left", "repeated_body")
"""Reasons that a person may waive for one text: there is a body, and the rule judges what it is like."""

REPAIRS = {
    "decoded_legacy": "the bytes were not UTF-8 and were decoded from another encoding",
    "removed_controls": "control characters or terminal sequences removed",
    "removed_invisible": "soft hyphens, zero-width or direction marks removed",
    "unescaped_entities": "HTML entities turned into their characters",
    "fixed_mojibake": "text that had been decoded with the wrong encoding",
    "decoded_c1": "cp1252 punctuation that stood as control codes",
    "normalized_unicode": "characters composed (NFC)",
    "joined_wrapped_lines": "hard-wrapped lines joined into paragraphs",
    "merged_copies": "the text stood more than once in its file and was merged into one",
    "restored_breaks": "paragraph breaks taken over from the other copy",
    "split_glued": "paragraph breaks restored where sentences were glued",
    "restored_characters": "characters that were lost (U+FFFD) taken from the other copy",
    "guessed_characters": "characters that were lost (U+FFFD) put back by what stands around them",
    "copied_characters": "characters that were lost (U+FFFD) taken from another record with the same passage",
    "removed_markup": "comments, scripts and link tags removed",
    "removed_furniture": "calls to share and read on, photo credits, legal lines, a repeated headline taken out",
    "dropped_repeat": "a paragraph that stood twice in a row dropped",
}

PUBLISHED_SOURCES = ("header", "meta", "text", "url", "path", "mtime", "dateline", "feed", "fixed")
RUN_KINDS = ("nightly", "backfill", "rebuild", "replay", "restore")
CHANGES = ("first", "edited", "corrected_metadata", "reparsed", "restored")
QUARANTINE_STATUSES = ("open", "resolved", "superseded")

UTC_TIME = pl.Datetime("us", "UTC")
LATEST_NS = 2**62  # the year 2116: a file dated later has a broken clock behind it, and 64 bits end in 2262


def storable_ns(time_ns: int) -> int:
    """A file's time, nanoseconds since 1970, as a 64-bit column can hold it; 0 for one before that."""
    return min(max(time_ns, 0), LATEST_NS)


def _schema(columns: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.Schema:
    return pl.Schema(columns)


RECORDS = _schema(
    {
        "article_id": pl.String,
        "source": pl.String,
        "source_uri": pl.String,
        "record_no": pl.Int32,
        "record_key": pl.String,
        "format": pl.String,
        "text": pl.String,
        "bytes": pl.Binary,
        "encoding": pl.String,
        "content_sha256": pl.String,
        "byte_count": pl.Int64,
        "problem": pl.String,
        "problem_detail": pl.String,
        "file_mtime": UTC_TIME,
        "first_seen_at": UTC_TIME,
    }
)
"""One row per record as read; `problem` is a quarantine reason where no text could be had from the bytes."""

FILES = _schema(
    {
        "source": pl.String,
        "source_uri": pl.String,
        "byte_count": pl.Int64,
        "mtime_ns": pl.Int64,
        "content_sha256": pl.String,
        "record_count": pl.Int32,
        "problem": pl.String,
        "problem_detail": pl.String,
        "is_unchanged": pl.Boolean,
        "read_at": UTC_TIME,
    }
)
"""One row per file that a batch tried to read; `problem` is a reason for `unreadable`."""

ARTICLES = _schema(
    {
        "article_id": pl.String,
        "source": pl.String,
        "source_uri": pl.String,
        "record_no": pl.Int32,
        "record_key": pl.String,
        "publisher": pl.String,
        "url": pl.String,
        "title": pl.String,
        "title_tags": pl.List(pl.String),
        "body": pl.String,
        "published_date": pl.Date,
        "published_at": UTC_TIME,
        "published_source": pl.String,
        "updated_at": UTC_TIME,
        "dateline": pl.String,
        "dateline_place": pl.String,
        "dateline_date": pl.Date,
        "country_code": pl.String,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        "agency": pl.String,
        "credit": pl.String,
        "authors": pl.List(pl.String),
        "language": pl.String,
        "word_count": pl.Int32,
        "paragraph_count": pl.Int32,
        "replacement_char_count": pl.Int32,
        "repairs": pl.List(pl.String),
        "parser_version": pl.String,
        "content_sha256": pl.String,
    }
)
"""One row per staged article: what the transform makes of a record. `paragraphs` is `body` split at blank lines."""

STAGE_ONLY = _schema(
    {
        "format": pl.String,
        "agency_is_listed": pl.Boolean,
        "date_detail": pl.String,
        "require_date": pl.String,
        "first_seen_at": UTC_TIME,
    }
)
"""What gate 1 needs beside the article's own columns."""

EVIDENCE = _schema(
    {
        "article_id": pl.String,
        "field": pl.String,
        "value": pl.String,
        "source": pl.String,
        "rule": pl.String,
        "confidence": pl.Float64,
        "before": pl.String,
        "after": pl.String,
    }
)
"""One row per value that was inferred or repaired: what `wirehouse explain` shows."""

SIGNATURES = _schema(
    {
        "article_id": pl.String,
        "body_hash": pl.String,
        "shingle_count": pl.Int32,
        "bands": pl.List(pl.UInt32),
        "anchors": pl.List(pl.UInt32),
    }
)
"""One row per staged article: by these, equal texts and texts that share text find each other."""

DAMAGED_TEXTS = _schema(
    {
        "article_id": pl.String,
        "anchors": pl.List(pl.UInt32),
        "pieces": pl.List(pl.Struct({"at": pl.Int32, "lost": pl.String, "put": pl.String})),
        "donor_ids": pl.List(pl.String),
    }
)
"""One row per text that lost characters: by what its donors are found, what was put in, who has the passages whole."""

LINK_KINDS = {
    "revision": "the same source and publisher, later: much the same text, or the same headline or address",
    "truncated": "the newer text is a part of the older",
    "extended": "the newer text begins as the older and goes on",
    "embeds": "the newer text holds the older within other text",
    "syndicated": "another publisher, the same agency",
    "near": "none of these: light edits, or a rewrite that keeps passages",
}

LINK_DIRECTIONS = {
    "newer_in_older": "the newer text stands in the older, four fifths of it or more",
    "older_in_newer": "the older stands in the newer",
    "both": "each in the other: nearly the same text",
    "neither": "both have text of their own",
}

LINKS = _schema(
    {
        "article_id": pl.String,
        "other_article_id": pl.String,
        "kind": pl.String,
        "similarity": pl.Float64,
        "containment": pl.Float64,
        "direction": pl.String,
        "span_start": pl.Int32,
        "span_length": pl.Int32,
        "other_span_start": pl.Int32,
        "other_span_length": pl.Int32,
    }
)
"""One row per pair of articles that share enough text, the newer one first."""

STORED = _schema(
    {
        "source": pl.String,
        "row_id": pl.Int64,
        "article_id": pl.String,
        "content_sha256": pl.String,
        "byte_count": pl.Int64,
        "problem": pl.String,
        "problem_detail": pl.String,
        "reason": pl.String,
    }
)
"""One row per record to be parsed again from the warehouse; `problem` is what reading it had found, `reason` why it is
held back."""

OVERRIDES = _schema({"article_id": pl.String, "content_sha256": pl.String, "field": pl.String, "value": pl.String})
"""What a person said of one text: its `published_date`, or the `accepted_reason` that is not to hold it back."""
