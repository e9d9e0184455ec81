"""Signatures of texts, a batch at a time: by them equal and similar texts find each other."""

import hashlib

import polars as pl

from wirehouse.schema import SIGNATURES
from wirehouse.transform.text import hash_form


def add_signatures(articles: pl.DataFrame) -> pl.DataFrame:
    """`SIGNATURES`, one row per staged article (`wirehouse.schema.ARTICLES`), in the same order.

    `body_hash` is the SHA-256, in hex, of the body's hash form: Polars has no SHA-256, and one C call a body hashes
    1.5 GB/s, so a plugin would gain nothing.
    """
    forms = articles.select(hash_form(pl.col("body"))).to_series()
    hashes = [hashlib.sha256((form or "").encode()).hexdigest() for form in forms]
    return pl.DataFrame({"article_id": articles["article_id"], "body_hash": hashes}, schema=SIGNATURES)
