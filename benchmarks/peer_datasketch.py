"""The usual way by hand: datasketch's MinHash of five-word shingles, 128 permutations, and its LSH index at 0.5.

`python -m benchmarks.peer_datasketch TEXTS.parquet`; prints one JSON object. Timed from texts in memory to the pairs.
"""

import json
import re
import sys
import time

import polars as pl
from datasketch import MinHash, MinHashLSH

from benchmarks.reprints import recall

THRESHOLD, PERMUTATIONS = 0.5, 128


def sign(text: str) -> MinHash:
    """The signature of one text, its shingles in one call."""
    words = re.findall(r"\w+", text.lower())
    shingles = {" ".join(words[start : start + 5]).encode() for start in range(len(words) - 4)}
    signature = MinHash(num_perm=PERMUTATIONS)
    signature.update_batch(list(shingles))
    return signature


def main() -> None:
    """Measure and print."""
    texts = pl.read_parquet(sys.argv[1])
    names = texts["name"].to_list()
    started, cpu = time.perf_counter(), time.process_time()
    signatures = [sign(text) for text in texts["text"]]
    signed = time.perf_counter()
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    for name, signature in zip(names, signatures, strict=True):
        index.insert(name, signature)
    found = {
        frozenset((name, other))
        for name, signature in zip(names, signatures, strict=True)
        for other in index.query(signature)
        if name != other
    }
    answer = {"seconds": time.perf_counter() - started, "signature_seconds": signed - started,
              "cpu_seconds": time.process_time() - cpu, "pairs": len(found)}  # fmt: skip
    print(json.dumps(answer | {"recall": recall(texts, lambda one, two: frozenset((one, two)) in found)}))


if __name__ == "__main__":
    main()
