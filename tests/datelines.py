"""One text through `split_dateline`, for the tests of datelines."""

import datetime as dt

import polars as pl

from wirehouse.transform.datelines import split_dateline

SCHEMA = {"paragraphs": pl.List(pl.String), "published_date": pl.Date, "title": pl.String}
PUBLISHED = dt.date(2023, 9, 15)
SECOND = "The harbour office gave no further details."


def split(*paragraphs, published=PUBLISHED, title=None):
    row = {"paragraphs": list(paragraphs), "published_date": published, "title": title}
    return split_dateline(pl.DataFrame([row], schema=SCHEMA)).row(0, named=True)
