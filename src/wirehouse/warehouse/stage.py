"""Tonight's shards beside the candidate: an attached database in memory, holding views over Parquet files.

It lives as long as the connection; nothing of it reaches the candidate's file, and its size is not the night's.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

from wirehouse.schema import ARTICLES, EVIDENCE, FILES, RECORDS, SIGNATURES, STAGE_ONLY
from wirehouse.warehouse.connect import quoted

SHARDS = {
    "files": FILES,
    "records": RECORDS,
    "shard_articles": pl.Schema({**ARTICLES, **STAGE_ONLY}),
    "signatures": SIGNATURES,
    "evidence": EVIDENCE,
}


def attach_stage(
    con: duckdb.DuckDBPyConnection, shards: Mapping[str, Sequence[Path]], frames: Mapping[str, pl.DataFrame]
) -> None:
    """Attach `tonight` and make `tonight.stage.*`: a view for each kind of shard, a table for each small frame.

    `shards` names the files of each kind in `SHARDS`, none on a night in which files are only gone; `frames` are `run`
    and `counts` (one row each), `sources` and `gone`.
    """
    con.execute("attach ':memory:' as tonight")
    con.execute("create schema tonight.stage")
    empty = {kind: pl.DataFrame(schema=schema) for kind, schema in SHARDS.items() if not shards[kind]}
    for name, frame in {**frames, **empty}.items():
        con.register("frame_to_stage", frame)
        con.execute(f"create table tonight.stage.{name} as from frame_to_stage")
        con.unregister("frame_to_stage")
    for kind in SHARDS.keys() - empty.keys():
        paths = ", ".join(_literal(path) for path in shards[kind])
        con.execute(f"create view tonight.stage.{kind} as from read_parquet([{paths}])")


def _literal(path: Path) -> str:
    """A path as an SQL literal that DuckDB does not take for a pattern."""
    plain = "".join(f"[{character}]" if character in "[*?" else character for character in str(path))
    return quoted(plain)
