"""The questions of `sql/queries/`, asked of the sample: each runs, says its grain, and answers right."""

import hashlib
from datetime import date
from random import Random

import duckdb
import polars as pl
import pytest

from benchmarks import prose
from benchmarks.nights import load_night, open_warehouse, to_articles
from wirehouse import project
from wirehouse.warehouse.query import fetch

QUERIES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((project.sql() / "queries").glob("*.sql"))}
EMPTY_FOR_THE_SAMPLE = {"explain_copies", "explain_links", "most_revised"}
JANUARY = date(2024, 1, 1)
# query, what must hold of a row (column = value), what that row holds besides
ANSWERS = [
    ("agencies", {"agency": "Reuters"}, {"articles": 14, "printed": 17, "publishers": 4}),
    ("agency_shares", {"publisher": "valley-tribune"}, {"articles": 5, "agency_share": 0.6, "first_agency": "AP"}),
    ("agency_shares", {"publisher": "northern-wire"}, {"agency_share": 1.0, "agencies": 4}),
    ("countries", {"country_code": "GB"}, {"articles": 3, "places": 2, "agencies": ["Reuters"]}),
    ("countries", {"country_code": "KE"}, {"articles": 2, "places": 1, "agencies": ["AFP"]}),
    ("dictionary", {"table_name": "news.articles", "column_name": "article_id"}, {"data_type": "VARCHAR"}),
    ("first_to_print", {"publisher": "Capital Daily"}, {"shared_texts": 2, "first_with": 0}),
    ("first_to_print", {"publisher": "islands-herald"}, {"shared_texts": 2, "first_with": 1}),
    ("held_back", {"reason": "future_date"}, {"records": 1, "detail": "dated 2099-01-01 (header)"}),
    ("languages", {"language": "de"}, {"example": "Seilbahn am Bodensee tauft ihre Gondeln nach Käsesorten"}),
    ("missing_fields", {"publisher": "harbour-gazette"}, {"articles": 11, "without_title": 1.0, "without_author": 1.0}),
    ("missing_fields", {"publisher": "Meridian Feed"}, {"without_title": 0.0, "without_time": 0.0}),
    (
        "most_reprinted",
        {"title": "Missouri tuner finds lost jazz recordings in church piano"},
        {"publisher": "valley-tribune", "copies": 1, "last_day": date(2024, 1, 8), "reprinted_by": ["Capital Daily"]},
    ),
    ("places", {"place": "London"}, {"articles": 2, "agencies": ["Reuters"]}),
    ("publishers", {"publisher": "harbour-gazette"}, {"articles": 11, "first_day": JANUARY}),
    ("repairs", {"repair": "merged_copies"}, {"articles": 9}),
    ("silent_days", {"publisher": "islands-herald", "last_day_before": date(2024, 1, 13)}, {"silent_days": 4}),
    ("volume_by_month", {"publisher": "Capital Daily"}, {"month": JANUARY, "articles": 5, "agencies": 1}),
    ("who_prints_whom", {"agency": "Reuters", "publisher": "Capital Daily"}, {"printed": 5}),
    ("words_in_titles", {"word": "school"}, {"recent_titles": 3, "earlier_titles": 0}),
]


def ask(warehouse, name, **parameters):
    return fetch(warehouse, QUERIES[name], parameters or None)


@pytest.mark.parametrize("name", QUERIES)
def test_query_runs_and_says_its_grain(name, sample_warehouse):
    text = QUERIES[name]
    known = {
        "article_id": fetch(sample_warehouse, "select min(article_id) from news.articles").item(),
        "quarantine_id": "",
        "reason": None,
        "include_settled": True,
        "limit": 5,
        "at": "2999-01-01",
    }
    frame = ask(sample_warehouse, name, **{key: value for key, value in known.items() if f"${key}" in text})
    assert frame.width > 0
    assert name in EMPTY_FOR_THE_SAMPLE or frame.height > 0
    assert text.startswith("-- one row")


@pytest.mark.parametrize(("name", "row", "holds"), ANSWERS, ids=lambda value: value if isinstance(value, str) else "")
def test_query_answers_right(name, row, holds, sample_warehouse):
    found = [one for one in ask(sample_warehouse, name).to_dicts() if row.items() <= one.items()]
    assert len(found) == 1
    assert {key: found[0][key] for key in holds} == holds


def test_the_shares_and_sums_agree_with_the_articles(sample_warehouse):
    articles = fetch(sample_warehouse, "select count(*), count(agency) from news.articles").row(0)
    copies = fetch(
        sample_warehouse, "from news.copies join news.articles as a using (article_id) select count(a.agency)"
    )
    assert ask(sample_warehouse, "agency_shares")["articles"].sum() == articles[0]
    assert ask(sample_warehouse, "who_prints_whom")["printed"].sum() == articles[1] + copies.item()
    assert ask(sample_warehouse, "volume_by_month")["articles"].sum() == articles[0]


def test_history_of_an_article_that_was_changed(make_files, run_night, tmp_path):
    lead = "The harbor board of Port Amsel said on Monday that the northern pier would open again in the autumn."
    more = "Repairs had taken longer than planned because divers found the old piles hollow, its engineer said."
    for body in (lead, f"{lead}\n\n{more}"):
        raw = make_files({"a.txt": f"Title: Pier to open\nDate: 2024-03-04\n\n{body}\n"})
        run_night(raw)
    warehouse = tmp_path / "warehouse.duckdb"
    revised = ask(warehouse, "most_revised").to_dicts()
    assert [(one["title"], one["versions"], one["changes"]) for one in revised] == [
        ("Pier to open", 2, ["first", "edited"])
    ]
    history = ask(warehouse, "article_history", article_id=revised[0]["article_id"])
    assert history["word_count_change"].to_list() == [None, len(more.split())]
    assert history["has_new_body"].to_list() == [None, True]
    assert history["has_new_title"].to_list() == [False, False]


BODY = "\n\n".join(prose.paragraphs(Random(1), 1_200))
BEGINNING = BODY[: BODY.index(" ", 500)]
POST, COURIER, HERALD = (
    hashlib.sha256(f"s\n{name}/1".encode()).hexdigest()[:16] for name in ("post", "courier", "herald")
)
ROWS = [
    ("post/1", BODY, "post", "Owls move in", date(2024, 3, 4)),
    ("courier/1", BODY, "courier", "Owls in hall", date(2024, 3, 5)),
    ("herald/1", BEGINNING, "herald", "Owls", date(2024, 3, 7)),
]
HELD = """
insert into news.article_evidence values
    (getvariable('post'), 'country_code', 'GB', 'dateline', 'only_one_city', 0.9, null, null),
    (getvariable('post'), 'body', null, null, 'restored_breaks', 1, 'a.b', 'a b'),
    ('another', 'body', null, null, 'restored_breaks', 1, 'a.b', 'a b');

insert into ops.quarantine by name
select * from (values
    ('1a', 'x', 'no_date', 'open', 'night 1'), ('1b', 'y', 'no_body', 'open', 'night 2'),
    ('2a', 'z', 'no_date', 'settled', 'night 2')
) as t (quarantine_id, article_id, reason, status, run_id),
(select 's' as source, 'h' as source_uri, 1 as record_no, 'none' as detail, 'read' as rule, 'sha' as content_sha256);

insert into raw.records by name
select r.* replace ('x' as article_id, 'sha' as content_sha256, 'held text' as text, repeat('ab', 40)::blob as bytes)
from raw.records as r
limit 1
"""


@pytest.fixture(scope="module")
def history():
    """Three papers, of which one prints another's article and one its beginning; the next night corrects a title."""
    names = ["source_uri", "body", "publisher", "title", "published_date"]
    frame = pl.DataFrame(ROWS, schema=names, orient="row").with_columns(source=pl.lit("s"))
    with open_warehouse() as con:
        load_night(con, to_articles(frame))
        load_night(con, to_articles(frame.head(1).with_columns(title=pl.lit("Owls move out"))), number=2)
        con.execute(f"set variable post = '{POST}'; {HELD}")
        yield con


HELD_OF = {"reason": None, "include_settled": False, "limit": 9}
# query, its values, columns of the rows that it gives, and the rows
PARAMETERS = [
    ("as_of", {"at": "2024-01-01"}, "title", []),
    ("as_of", {"at": "2024-01-02 12:00:00+00"}, "publisher, title", [("herald", "Owls"), ("post", "Owls move in")]),
    ("as_of", {"at": "2024-01-03"}, "publisher, title", [("herald", "Owls"), ("post", "Owls move out")]),
    (
        "explain_version",
        {"article_id": POST},
        "version, change, title, record_key, stands_for_article_id",
        [(1, "first", "Owls move in", "1", POST), (2, "corrected_metadata", "Owls move out", "1", POST)],
    ),
    ("explain_version", {"article_id": COURIER}, "version, stands_for_article_id", [(1, POST)]),
    ("explain_copies", {"article_id": POST}, "copy_id, source_uri, title", [(COURIER, "courier/1", "Owls in hall")]),
    ("explain_copies", {"article_id": HERALD}, "copy_id", []),
    (
        "explain_evidence",
        {"article_id": POST},
        "field, value, rule, before, after",
        [("body", None, "restored_breaks", "a.b", "a b"), ("country_code", "GB", "only_one_city", None, None)],
    ),
    (
        "explain_links",
        {"article_id": POST},
        "other_article_id, this_is, kind, title, before, passage, after",
        [(HERALD, "older", "truncated", "Owls", "", BEGINNING, BODY[len(BEGINNING) :][:60])],
    ),
    (
        "explain_links",
        {"article_id": HERALD},
        "other_article_id, this_is, kind, title, before, passage, after",
        [(POST, "newer", "truncated", "Owls move out", "", BEGINNING, "")],
    ),
    (
        "explain_story",
        {"article_id": COURIER},
        "lead_article_id, article_count, copy_count, lead_title, lead_publisher",
        [(POST, 2, 1, "Owls move out", "post")],
    ),
    ("find_article", {"article_id": POST[:9]}, "*", [(POST,)]),
    ("find_article", {"article_id": "zz"}, "*", []),
    ("find_article", {"article_id": ""}, "count(*)", [(4,)]),
    ("quarantine_list", HELD_OF, "quarantine_id, reason", [("1a", "no_date"), ("1b", "no_body")]),
    ("quarantine_list", {**HELD_OF, "include_settled": True}, "quarantine_id", [("1a",), ("1b",), ("2a",)]),
    ("quarantine_list", {**HELD_OF, "reason": "no_date"}, "quarantine_id, detail", [("1a", "none")]),
    ("quarantine_list", {**HELD_OF, "limit": 1}, "quarantine_id", [("1b",)]),
    (
        "quarantine_show",
        {"quarantine_id": "1a"},
        "quarantine_id, text, first_bytes",
        [("1a", "held text", b"ab" * 32)],
    ),
    ("quarantine_open", {"quarantine_id": "1"}, "quarantine_id, reason", [("1a", "no_date"), ("1b", "no_body")]),
    ("quarantine_open", {"quarantine_id": "2a"}, "quarantine_id", []),
    ("quarantine_show", {"quarantine_id": "1"}, "quarantine_id, text", [("1a", "held text"), ("1b", None)]),
]


@pytest.mark.parametrize(("name", "values", "columns", "rows"), PARAMETERS)
def test_query_answers_for_its_values(name, values, columns, rows, history):
    statement = QUERIES[name].strip().removesuffix(";")
    assert history.sql(f"select {columns} from ({statement}\n) order by all", params=values).fetchall() == rows


def test_held_back_says_of_its_example_what_was_seen():
    with duckdb.connect() as con:
        con.execute("create schema ops")
        con.execute(
            "create table ops.quarantine as from (values ('s', 'no_body', '1', 'z', 'open'), "
            "('s', 'no_body', '2', 'a', 'open')) as t (source, reason, quarantine_id, detail, status)"
        )
        assert con.sql(QUERIES["held_back"]).fetchall() == [("s", "no_body", 2, "1", "z")]


def test_every_query_has_an_expected_answer():
    told = {name for name, *_ in (*ANSWERS, *PARAMETERS)} | {"most_revised", "article_history"}
    assert told == QUERIES.keys()
