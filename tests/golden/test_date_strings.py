"""Dates in words, with known answers, as another library's tests have them."""

import json

import polars as pl

from wirehouse.transform.dates import parse_written_date


def test_every_date_with_a_year_is_read_and_no_other_guessed(shared):
    lines = (shared / "corpora" / "date_strings" / "truth.jsonl").read_text().splitlines()
    rows = pl.DataFrame([json.loads(line) for line in lines])
    rows = rows.with_columns(parse_written_date(pl.col("text")).alias("parsed")).unnest("parsed")
    # Expected in UTC: the day as written is another one.
    in_utc = pl.col("test").str.starts_with("test_parsing_with_")
    expected = pl.when(in_utc).then(pl.col("at").dt.strftime("%FT%T")).otherwise(pl.col("date").cast(pl.String))
    dated = rows.filter("has_year").with_columns(got=expected)
    wrong = dated.filter(~pl.col("expected").str.starts_with(pl.col("got")).fill_null(value=False))
    assert wrong["text"].to_list() == []
    assert dated.height == 74
    assert rows.filter(~pl.col("has_year") & pl.col("date").is_not_null())["text"].to_list() == []
