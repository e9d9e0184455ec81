"""The raw file that the project began with. Its text is somebody's: it is read from outside the repository."""

import json

import duckdb


def test_the_seed_comes_out_as_its_truth_says(run_night, shared, tmp_path):
    truth = json.loads((shared / "seed" / "truth.json").read_text())
    raw = tmp_path / "seed"
    raw.mkdir()
    (raw / truth["file"]).write_bytes((shared / "seed" / truth["file"]).read_bytes())
    summary = run_night(raw)
    assert summary["fates"]["new"] == 1
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as con:
        article = con.sql("from news.articles").pl().to_dicts()[0]
    asserted = truth.keys() - {"file"}
    got = {name: str(article[name]) if name.endswith("_date") else article[name] for name in asserted}
    assert got == {name: truth[name] for name in asserted}
    assert {"merged_copies", "restored_breaks"} <= set(article["repairs"])
