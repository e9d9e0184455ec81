"""Tonight's shards beside the candidate: an attached database in memory, holding views over Parquet files.

It lives as long as the connection; nothing of it reaches the candidate's file, and its size is not the night's.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

def attach_stage(
    con: duckdb.DuckDBPyConnection, shards: Mapping[str, Sequence[Path]], frames: Mapping[str, pl.DataFrame]
) -> None:
    """Attach `tonight` and make `tonight.stage.*`: a view for each kind of shard, a table for each small frame.

    `shards` must name `files`, `records`, `articles`, `signatures` and `evidence`, with at least one file each;
    `frames` `run` and `counts` (one row each), `sources`, and `gone`.
    """
    con.execute("attach ':memory:' as tonight")
    con.execute("create schema tonight.stage")
    for name, frame in frames.items():
        con.register("frame_to_stage", frame)
        con.execute(f"create table tonight.stage.{name} as from frame_to_stage")
        con.unregister("frame_to_stage")
    for name, paths in shards.items():
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        view = "shard_articles" if name == "articles" else name
        con.execute(f"create view tonight.stage.{view} as from read_parquet([{listed}])")
