"""The parser's version cannot be forgotten: other fields for the same bytes need another version.

The bytes are the sample's, and those of `cases/`: what the sample has nothing of, and some version changed.

Without it, a warehouse would keep the old fields of unchanged files, and `rebuild` would not equal a first load.
"""

import hashlib
import json
from pathlib import Path

import duckdb
import pytest

from tests.faults.plain import plain_flow
from wirehouse.schema import ARTICLES, PARSER_VERSION

KNOWN, CASES = (Path(__file__).parent / name for name in ("parser_versions.json", "cases"))


@pytest.mark.usefixtures("critical_suites")
def test_the_same_bytes_give_the_fields_that_this_parser_version_gave(sample_warehouse, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cases = tmp_path / "cases.duckdb"
    plain_flow("nightly")(sources=[f"cases={CASES}"], warehouse=cases)
    digest = hashlib.sha256((_fields(sample_warehouse) + _fields(cases)).encode()).hexdigest()[:16]
    known = json.loads(KNOWN.read_text())
    assert known.get(PARSER_VERSION) == digest, (
        f"The fields are not those of parser version {PARSER_VERSION}. Raise PARSER_VERSION in "
        f'src/wirehouse/schema.py and put "<new version>": "{digest}" into {KNOWN.name}.'
    )


def _fields(warehouse):
    columns = ", ".join(name for name in ARTICLES if name not in ("record_key", "parser_version"))
    with duckdb.connect(str(warehouse), read_only=True) as con:
        fields = con.sql(f"select {columns} from news.article_versions order by source_uri, record_no").pl()
        evidence = con.sql("select * from news.article_evidence order by all").pl()
        held = con.sql("select source_uri, record_no, reason from ops.quarantine order by all").pl()
    return "".join(frame.write_ndjson() for frame in (fields, evidence, held))
