"""Files read whole, for tests that look at one small batch; a run takes them in parts."""

from collections.abc import Iterable

import polars as pl

from wirehouse.readers.reading import FileToRead, ReadBatch, ReadOptions, read_parts


def read_batch(files: Iterable[FileToRead], options: ReadOptions) -> ReadBatch:
    """All the parts of `read_parts` as one."""
    parts = list(read_parts(files, options))
    return ReadBatch(pl.concat([part.files for part in parts]), pl.concat([part.records for part in parts]))
