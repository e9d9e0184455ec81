"""The parser's version cannot be forgotten: other fields for the sample's bytes need another version.

Without it, a warehouse would keep the old fields of unchanged files, and `rebuild` would not equal a first load.
"""

import hashlib
import json
from pathlib import Path

import duckdb

from wirehouse.schema import ARTICLES, PARSER_VERSION

KNOWN = Path(__file__).parent / "parser_versions.json"


def test_the_sample_gives_the_fields_that_this_parser_version_gave(sample_warehouse):
    columns = ", ".join(name for name in ARTICLES if name not in ("record_key", "parser_version"))
    with duckdb.connect(str(sample_warehouse), read_only=True) as con:
        fields = con.sql(f"select {columns} from news.article_versions order by source_uri, record_no").pl()
        evidence = con.sql("select * from news.article_evidence order by all").pl()
        held = con.sql("select source_uri, record_no, reason from ops.quarantine order by all").pl()
    lines = "".join(frame.write_ndjson() for frame in (fields, evidence, held))
    digest = hashlib.sha256(lines.encode()).hexdigest()[:16]
    known = json.loads(KNOWN.read_text())
    assert known.get(PARSER_VERSION) == digest, (
        f"The sample's fields are not those of parser version {PARSER_VERSION}. Raise PARSER_VERSION in "
        f'src/wirehouse/schema.py and put "<new version>": "{digest}" into {KNOWN.name}.'
    )
