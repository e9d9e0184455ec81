"""datatrove's MinHash pipeline on one machine, as its example has it: signatures, buckets, clusters; two workers.

`python -m benchmarks.peer_datatrove TEXTS.parquet FOLDER`; prints one JSON object. Timed from its first executor on: it
reads its input itself, so that is among its signatures, and the start of its processes among all.
"""

import json
import struct
import sys
import time
from pathlib import Path

import polars as pl
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import ParquetReader
from loguru import logger

from benchmarks.reprints import recall

WORKERS = 2  # of the signatures, as many files as workers; the buckets are 14 tasks


def clusters(folder: Path, ranks: list[list[str]]) -> dict[str, int]:
    """The cluster of each text that is in one."""
    found = {}
    for path in folder.glob("*.clusters"):
        for text, cluster in struct.iter_unpack("<2I", path.read_bytes()):
            found[ranks[int(path.stem)][text]] = cluster
    return found


def main() -> None:
    """Measure and print."""
    texts, folder = pl.read_parquet(sys.argv[1]), Path(sys.argv[2])
    logger.remove()
    ranks = []
    (folder / "in").mkdir()
    for rank, part in enumerate(texts.iter_slices(-(-texts.height // WORKERS))):
        part.select("text", id="name").write_parquet(folder / "in" / f"{rank}.parquet")
        ranks.append(part["name"].to_list())
    config = MinhashConfig()
    started = time.perf_counter()
    LocalPipelineExecutor(
        [ParquetReader(str(folder / "in")), MinhashDedupSignature(str(folder / "signatures"), config=config)],
        tasks=len(ranks), workers=WORKERS, logging_dir=str(folder / "log 1"),
    ).run()  # fmt: skip
    signed = time.perf_counter()
    LocalPipelineExecutor(
        [MinhashDedupBuckets(str(folder / "signatures"), str(folder / "buckets"), config=config)],
        tasks=config.num_buckets, workers=WORKERS, logging_dir=str(folder / "log 2"),
    ).run()  # fmt: skip
    LocalPipelineExecutor(
        [MinhashDedupCluster(str(folder / "buckets"), str(folder / "clusters"), config=config, save_cluster_id=True)],
        tasks=1, workers=1, logging_dir=str(folder / "log 3"),
    ).run()  # fmt: skip
    answer = {"seconds": time.perf_counter() - started, "signature_seconds": signed - started}
    found = clusters(folder / "clusters", ranks)
    print(
        json.dumps(answer | {"recall": recall(texts, lambda one, two: one in found and found[one] == found.get(two))})
    )


if __name__ == "__main__":
    main()
