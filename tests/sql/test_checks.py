"""Each rule of sql/checks on rows that keep it and rows that break it, in the migrations' schema."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

SQL = Path(__file__).resolve().parents[2] / "sql"
EXPECTATIONS = SQL.parent / "expectations"

STAGE = """
attach ':memory:' as tonight;
create schema tonight.stage;
create table tonight.stage.articles (
    article_id varchar, source varchar default 's', source_uri varchar default 'a.txt',
    record_no integer default 1,
    title varchar, body varchar default 'Three plain words.', published_date date default '2024-05-01',
    published_at timestamptz, published_source varchar default 'header', dateline varchar, dateline_date date,
    agency varchar, agency_is_listed boolean, credit varchar, word_count integer default 3,
    replacement_char_count integer default 0, first_seen_at timestamptz default '2024-05-02 12:00:00+00',
    require_date varchar default 'quarantine', date_detail varchar, publisher varchar default 'p'
);
create table tonight.stage.accepted (
    article_id varchar, body_hash varchar, is_changed boolean default true, old_version integer default 0,
    old_word_count integer
);
create table tonight.stage.records (article_id varchar, content_sha256 varchar);
create table tonight.stage.touched (article_id varchar);
create table tonight.stage.run as select 'run' as run_id;
create table tonight.stage.counts as select 4::bigint as discovered;
create table tonight.stage.touched_stories (story_id varchar);
create table tonight.stage.crowded_keys (key uinteger, holder_count bigint);
create table tonight.stage.matching as select 3 as largest_story, 0.5 as story_share;
"""

LETTERS_KEY = r"""md5_number_lower(
    left(lower(regexp_replace(left(body, 600), '[^\p{L}\p{N}]+', '', 'g')), 200)
)"""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    for migration in sorted((SQL / "migrations").glob("*.sql")):
        connection.execute(migration.read_text(encoding="utf-8"))
    for model in ("articles", "copies"):
        text = (SQL / "models" / "news" / f"{model}.sql").read_text(encoding="utf-8")
        connection.execute(f"create view news.{model} as {text}")
    connection.execute(STAGE)
    for step in sorted((SQL / "drift").glob("*.sql")):
        connection.execute(step.read_text(encoding="utf-8"))
    yield connection
    connection.close()


def insert(con: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    con.execute(f"insert into {table} ({names}) values ({marks})", list(values.values()))


def failing(con: duckdb.DuckDBPyConnection, stem: str) -> list[Any]:
    query = (SQL / "checks" / f"assert_{stem}.sql").read_text(encoding="utf-8")
    return sorted(row[0] for row in con.execute(query).fetchall())


def words(count: int, start: int = 0) -> str:
    """A text of so many words, all different, ten to a sentence."""
    made = [f"word{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}{n // 676}x" for n in range(start, start + count)]
    return " ".join(" ".join(made[i : i + 10]) + "." for i in range(0, count, 10))


DRIFT_CHECKS = {  # each is broken in test_drift.py, which needs a history
    entry["meta"]["query_file"].removeprefix("assert_").removesuffix(".sql")
    for entry in json.loads((EXPECTATIONS / "ops.profiles.json").read_text(encoding="utf-8"))["expectations"]
    if "query_file" in entry["meta"]
}
COPY = words(100)
NO_STOPS = "A caption line that stands under its picture with more than fifteen words in it and has no full stop"

STAGED: list[tuple[str, str, dict[str, Any], bool]] = [
    ("body", "article_has_a_body", {}, False),
    ("body null", "article_has_a_body", {"body": None}, True),
    ("body empty", "article_has_a_body", {"body": ""}, True),
    ("body of signs", "article_has_a_body", {"body": " -- ***\n\n \u2014 "}, True),
    ("body of another script", "article_has_a_body", {"body": "समाचार"}, False),
    ("three words", "body_has_three_words", {}, False),
    ("two words", "body_has_three_words", {"body": "Two words.", "word_count": 2}, True),
    ("no words is another rule's", "body_has_three_words", {"body": "--", "word_count": 0}, False),
    ("date", "required_date_is_known", {}, False),
    ("no date", "required_date_is_known", {"published_date": None}, True),
    ("no date, no setting", "required_date_is_known", {"published_date": None, "require_date": None}, True),
    (
        "no date, only warned",
        "required_date_is_known",
        {"published_date": None, "require_date": "warn"},
        False,
    ),
    ("warned", "optional_date_is_known", {"published_date": None, "require_date": "warn"}, True),
    ("not warned", "optional_date_is_known", {"published_date": None}, False),
    ("next day", "date_is_not_in_the_future", {"published_date": "2024-05-03"}, False),
    ("day after next", "date_is_not_in_the_future", {"published_date": "2024-05-04"}, True),
    ("a day later", "date_is_not_in_the_future", {"published_at": "2024-05-03 12:00:00+00"}, False),
    ("a day and a second", "date_is_not_in_the_future", {"published_at": "2024-05-03 12:00:01+00"}, True),
    ("no date at all", "date_is_not_in_the_future", {"published_date": None}, False),
    ("code with a dot", "body_has_no_markup", {"body": "Big Blue <IBM.N> rose"}, False),
    ("code of one letter", "body_has_no_markup", {"body": "Interstate <I> and Phillips <P> fell"}, False),
    ("code that is an element", "body_has_no_markup", {"body": "The chemicals firm <DD> and <NAV>"}, False),
    (
        "name that starts like an element",
        "body_has_no_markup",
        {"body": "<Video Mall Inc> of <A B Co>"},
        False,
    ),
    ("comparison", "body_has_no_markup", {"body": "for a < b and p > q"}, False),
    (
        "address",
        "body_has_no_markup",
        {"body": "write to <desk@example.org> or <https://example.org>"},
        False,
    ),
    ("unknown element", "body_has_no_markup", {"body": "see <foo> and </foo>"}, False),
    ("paragraph", "body_has_no_markup", {"body": "<p>One two three"}, True),
    ("closing div", "body_has_no_markup", {"body": "One two three</div>"}, True),
    ("closing upper case", "body_has_no_markup", {"body": "One two three</B>"}, True),
    ("line break", "body_has_no_markup", {"body": "One<br/>two"}, True),
    ("line break with space", "body_has_no_markup", {"body": "One<BR />two"}, True),
    ("link", "body_has_no_markup", {"body": 'One <A HREF="x">two'}, True),
    ("attribute over two lines", "body_has_no_markup", {"body": "One <img\nsrc=x.png> two"}, True),
    ("bold", "body_has_no_markup", {"body": "One <b>two"}, True),
    ("comment", "body_has_no_markup", {"body": "One <!-- ad --> two"}, True),
    ("doctype", "body_has_no_markup", {"body": "<!doctype html>\nOne"}, True),
    ("layout in upper case", "body_has_no_markup", {"body": "One<BR>\ntwo<BR>\nthree<BR>"}, True),
    ("once in upper case", "body_has_no_markup", {"body": "Firm One <BR> said"}, False),
    ("no repeat", "body_does_not_repeat_itself", {"body": words(200)}, False),
    ("twice", "body_does_not_repeat_itself", {"body": f"{COPY}\n\n{COPY}"}, True),
    (
        "twice, glued",
        "body_does_not_repeat_itself",
        {"body": COPY.replace(". ", ".\n\n") + COPY.replace(". ", ".")},
        True,
    ),
    (
        "twice, other case and quotes",
        "body_does_not_repeat_itself",
        {"body": COPY + "\n\n“" + COPY + "”"},
        True,
    ),
    ("a fifth", "body_does_not_repeat_itself", {"body": f"{words(160)} {words(40)}"}, True),
    ("under a fifth", "body_does_not_repeat_itself", {"body": f"{words(170)} {words(30)}"}, False),
    (
        "runs of ten",
        "body_does_not_repeat_itself",
        {"body": f"{words(50)} {words(10)} no {words(10, 20)}"},
        False,
    ),
    ("captions", "body_does_not_repeat_itself", {"body": f"{NO_STOPS}\n\n{words(20)}\n\n{NO_STOPS}"}, True),
    (
        "danda",
        "body_does_not_repeat_itself",
        {"body": COPY.replace(".", " ।") + "\n\n" + COPY.replace(".", " ।")},
        True,
    ),
    ("one lost in 200", "lost_characters_are_few", {"body": "x" * 200, "replacement_char_count": 1}, False),
    ("two lost in 200", "lost_characters_are_few", {"body": "x" * 200, "replacement_char_count": 2}, True),
    ("no agency", "agency_is_listed", {}, False),
    ("listed", "agency_is_listed", {"agency": "AP", "agency_is_listed": True}, False),
    ("unlisted", "agency_is_listed", {"agency": "Dale Wire", "agency_is_listed": False}, True),
    ("dateline a week off", "dateline_agrees_with_date", {"dateline_date": "2024-04-24"}, False),
    ("dateline farther off", "dateline_agrees_with_date", {"dateline_date": "2024-04-23"}, True),
]


@pytest.mark.parametrize(("stem", "values", "fails"), [c[1:] for c in STAGED], ids=[f"{c[1]}: {c[0]}" for c in STAGED])
def test_stage_rule(con: duckdb.DuckDBPyConnection, stem: str, values: dict[str, Any], fails: bool) -> None:
    insert(con, "tonight.stage.articles", article_id="bystander", body=words(40, 5000))
    insert(con, "tonight.stage.articles", article_id="x", **values)
    assert failing(con, stem) == (["x"] if fails else [])


def version(con: duckdb.DuckDBPyConnection, article_id: str, body: str, **values: Any) -> None:
    """One version of a record, with its raw record, touched tonight."""
    touched = values.pop("touched", True)
    row = {
        "article_id": article_id, "source": "s", "source_uri": f"{article_id}.txt", "record_no": 1,
        "body": body,
        "published_date": "2024-05-01", "word_count": 3, "paragraph_count": 1, "replacement_char_count": 0,
        "body_hash": f"hash of {body}", "version": 1, "change": "first", "valid_from": "2024-05-02",
        "is_current": True,
        "first_loaded_at": "2024-05-02", "loaded_at": "2024-05-02", "run_id": "run", "parser_version": "1",
        "content_sha256": "0" * 64,
    }  # fmt: skip
    insert(con, "news.article_versions", **(row | values))
    record(con, article_id)
    if touched:
        insert(con, "tonight.stage.touched", article_id=article_id)


def record(con: duckdb.DuckDBPyConnection, article_id: str, **values: Any) -> None:
    row = {
        "article_id": article_id, "source": "s", "source_uri": f"{article_id}.txt", "record_no": 1,
        "record_key": "1", "format": "text", "content_sha256": "0" * 64, "byte_count": 9,
        "first_seen_at": "2024-05-02", "is_current": True, "run_id": "run",
    }  # fmt: skip
    insert(con, "raw.records", **(row | values))
    insert(con, "tonight.stage.records", article_id=article_id, content_sha256="0" * 64)


def choose(con: duckdb.DuckDBPyConnection) -> None:
    """Fill news.bodies as the load does."""
    con.execute(
        f"""insert into news.bodies by name select body_hash,
        arg_min(
            article_id, (coalesce(published_date, date '9999-12-31'), source, source_uri, record_no)
        ) as article_id,
        count(*) as record_count, {LETTERS_KEY.replace("body", "any_value(body)")} as letters_key
        from news.article_versions where is_current group by body_hash"""
    )


def fate(con: duckdb.DuckDBPyConnection, article_id: str | None, name: str, **values: Any) -> None:
    row = {"run_id": "run", "source": "s", "source_uri": f"{article_id}.txt", "record_no": 1, "fate": name}
    insert(con, "ops.fates", **(row | {"article_id": article_id} | values))


def run(con: duckdb.DuckDBPyConnection, **counts: int) -> None:
    zero = dict.fromkeys(("new", "revised", "unchanged", "copy", "quarantined", "unreadable", "gone"), 0)
    values = {f"{name}_count": value for name, value in ({"discovered": 4} | zero | counts).items()}
    insert(
        con,
        "ops.runs",
        run_id="run",
        started_at="2024-05-02",
        status="published",
        parser_version="1",
        **values,
    )


def quarantine(con: duckdb.DuckDBPyConnection, article_id: str) -> None:
    place = {"source": "s", "source_uri": f"{article_id}.txt", "record_no": 1}
    entry = {"quarantine_id": "q", "reason": "no_body", "status": "open", "run_id": "run"}
    insert(con, "ops.quarantine", article_id=article_id, **place, **entry)


DETAILS = [
    ("article_has_a_body", {"body": None}, "no title either"),
    ("article_has_a_body", {"body": "", "title": "Pier shut"}, "a title alone: Pier shut"),
    ("article_has_a_body", {"body": "-- *"}, "no letter and no digit in -- *"),
    ("body_has_three_words", {"body": "Two words.", "word_count": 2}, "Two words."),
    ("required_date_is_known", {"published_date": None, "date_detail": "no date in the file"}, "no date in the file"),
    ("date_is_not_in_the_future", {"published_date": "2024-06-01"}, "dated 2024-06-01 (header)"),
    ("body_has_no_markup", {"body": '<a href="x">a</a>'}, 'the first is <a href="x">'),
    ("body_has_no_markup", {"body": "One<BR>\ntwo<BR>\nthree<BR>"}, "the first is <BR>"),
    ("body_has_no_markup", {"body": "One <!-- ad --> two"}, "the first is <!--"),
]


@pytest.mark.parametrize(("stem", "values", "detail"), DETAILS)
def test_a_rule_says_what_was_seen(
    con: duckdb.DuckDBPyConnection, stem: str, values: dict[str, Any], detail: str
) -> None:
    insert(con, "tonight.stage.articles", article_id="x", **values)
    query = (SQL / "checks" / f"assert_{stem}.sql").read_text(encoding="utf-8")
    assert con.sql(query).select("detail").fetchall() == [(detail,)]


@pytest.fixture
def sound(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A night that is in order: an article, its copy, an older article, one quarantined, one unchanged."""
    version(con, "a", "The mayor opened a bridge.")
    version(con, "b", "The mayor opened a bridge.", published_date="2024-05-02")
    version(con, "old", "The ferry closed for good.", touched=False)
    choose(con)
    record(con, "q")
    quarantine(con, "q")
    fate(con, "a", "new")
    fate(con, "b", "copy")
    fate(con, "q", "quarantined", reason="no_body")
    run(con, new=1, copy=1, quarantined=1, unchanged=1)
    return con


def tell(con: duckdb.DuckDBPyConnection, lead: str, *members: str, linked: bool = True) -> None:
    """A story of tonight: new articles, each tied to the lead, who is the oldest."""
    version(con, lead, f"The story of {lead}.", published_date="2024-04-30")
    for number, article_id in enumerate(members):
        version(con, article_id, f"Part {number} of the story of {lead}.", published_date="2024-05-01")
        insert(con, "news.story_members", article_id=article_id, story_id=lead)
        if linked:
            link(con, article_id, lead)
    con.execute("delete from news.bodies")
    choose(con)
    insert(con, "tonight.stage.touched_stories", story_id=lead)


def link(con: duckdb.DuckDBPyConnection, article_id: str, other_article_id: str) -> None:
    insert(con, "news.links", article_id=article_id, other_article_id=other_article_id, kind="near", similarity=0.5,
           containment=0.7, method_version="1", run_id="run")  # fmt: skip


def check_names() -> list[str]:
    return sorted(p.stem.removeprefix("assert_") for p in (SQL / "checks").glob("*.sql"))


@pytest.mark.parametrize("stem", check_names())
def test_check_passes_on_a_sound_night(sound: duckdb.DuckDBPyConnection, stem: str) -> None:
    assert failing(sound, stem) == []


def rebuilt(con: duckdb.DuckDBPyConnection, *versions: tuple[str, str]) -> None:
    for article_id, body in versions:
        version(con, article_id, body)
    con.execute("delete from news.bodies")
    choose(con)


def revise(con: duckdb.DuckDBPyConnection, old: int, new: int) -> None:
    insert(con, "tonight.stage.articles", article_id="r", word_count=new)
    insert(con, "tonight.stage.accepted", article_id="r", body_hash="h", old_version=1, old_word_count=old)


def bring(con: duckdb.DuckDBPyConnection, count: int, publisher: str = "p", body_hash: str | None = None) -> None:
    """So many records of a publisher tonight, with one body or each with its own."""
    for number in range(count):
        article_id = f"{publisher} {body_hash or 'own'} {number:04}"
        insert(con, "tonight.stage.articles", article_id=article_id, publisher=publisher)
        insert(con, "tonight.stage.accepted", article_id=article_id, body_hash=body_hash or article_id)


FAULTS: list[tuple[str, str, Any, list[Any]]] = [
    ("half lost", "revision_keeps_half_its_words", lambda c: revise(c, 101, 50), ["r"]),
    ("less than half lost", "revision_keeps_half_its_words", lambda c: revise(c, 101, 51), []),
    ("a few words lost", "revision_keeps_half_its_words", lambda c: revise(c, 25, 6), []),
    ("ten times", "body_does_not_come_in_masses", lambda c: bring(c, 10, body_hash="h"), ["p h 0000"]),
    ("nine times", "body_does_not_come_in_masses", lambda c: bring(c, 9, body_hash="h"), []),
    (
        "one of a hundred",
        "body_does_not_come_in_masses",
        lambda c: (bring(c, 10, body_hash="h"), bring(c, 500)),
        [],
    ),
    (
        "wire copy, once by each",
        "body_does_not_come_in_masses",
        lambda c: [bring(c, 1, publisher=f"p{n}", body_hash="h") for n in range(30)],
        [],
    ),
    (
        "other white space",
        "articles_have_distinct_bodies",
        lambda c: rebuilt(c, ("c", "The ferry  closed\n\nfor\u00a0good.")),
        ["c", "old"],
    ),
    (
        "other quotes",
        "articles_have_distinct_bodies",
        lambda c: rebuilt(c, ("c", "“No,” she said."), ("d", '"No," she said.')),
        ["c", "d"],
    ),
    (
        "other comma",
        "articles_have_distinct_bodies",
        lambda c: rebuilt(c, ("c", "The ferry closed, for good.")),
        [],
    ),
    (
        "same start, other end",
        "articles_have_distinct_bodies",
        lambda c: rebuilt(c, ("c", words(400)), ("d", words(400) + " More.")),
        [],
    ),
    (
        "other comma, warned",
        "articles_differ_by_more_than_punctuation",
        lambda c: rebuilt(c, ("c", "The ferry closed, for GOOD!")),
        ["c", "old"],
    ),
    (
        "same start, not warned",
        "articles_differ_by_more_than_punctuation",
        lambda c: rebuilt(c, ("c", words(400)), ("d", words(400) + " More.")),
        [],
    ),
    (
        "equal ones are the other rule's",
        "articles_differ_by_more_than_punctuation",
        lambda c: rebuilt(c, ("c", "The ferry closed\nfor good.")),
        [],
    ),
    (
        "two stand for one body",
        "body_hash_is_unique",
        lambda c: c.execute("insert into news.bodies select body_hash, 'b', 1, 0 from news.bodies"),
        ["hash of The mayor opened a bridge."],
    ),
    (
        "the later one stands",
        "article_is_first_of_its_equals",
        lambda c: c.execute("update news.bodies set article_id = 'b' where article_id = 'a'"),
        ["a"],
    ),
    (
        "miscounted",
        "article_is_first_of_its_equals",
        lambda c: c.execute("update news.bodies set record_count = 1"),
        ["a"],
    ),
    (
        "undated comes last",
        "article_is_first_of_its_equals",
        lambda c: c.execute("update news.article_versions set published_date = null where article_id = 'a'"),
        ["b"],
    ),
    (
        "nobody stands",
        "article_is_first_of_its_equals",
        lambda c: c.execute("delete from news.bodies"),
        ["a"],
    ),
    ("two current", "record_has_one_current_version", lambda c: version(c, "a", "Other text here."), ["a"]),
    (
        "none current",
        "record_has_one_current_version",
        lambda c: c.execute("update news.article_versions set is_current = false where article_id = 'b'"),
        ["b"],
    ),
    ("neither", "record_is_an_article_or_a_copy", lambda c: c.execute("delete from news.bodies"), ["a", "b"]),
    (
        "record lost",
        "article_has_its_record",
        lambda c: c.execute("delete from raw.records where article_id = 'b'"),
        ["b"],
    ),
    (
        "paragraphs miscounted",
        "paragraph_count_is_right",
        lambda c: c.execute("update news.article_versions set paragraph_count = 2"),
        ["a"],
    ),
    (
        "article lost",
        "copy_has_its_article",
        lambda c: c.execute("create or replace view news.copies as select 'b' as copy_id, 'nobody' as article_id"),
        ["b"],
    ),
    (
        "copy of itself",
        "copy_has_its_article",
        lambda c: c.execute("create or replace view news.copies as select 'a' as copy_id, 'a' as article_id"),
        ["a"],
    ),
    (
        "other words under one hash",
        "copy_has_its_articles_body",
        lambda c: c.execute("update news.article_versions set body = 'Quite another text.' where article_id = 'b'"),
        ["b"],
    ),
    (
        "other layout under one hash",
        "copy_has_its_articles_body",
        lambda c: c.execute(
            "update news.article_versions set body = 'The mayor\n\nopened a bridge.' where article_id = 'b'"
        ),
        [],
    ),
    (
        "a ligature under one hash",
        "copy_has_its_articles_body",
        lambda c: c.execute(
            "update news.article_versions set body = 'The ﬁrst mayor opened a bridge.' where article_id = 'b'"
        ),
        [],
    ),
    (
        "one too few",
        "fates_sum_to_discovered",
        lambda c: c.execute("update ops.runs set unchanged_count = 0"),
        ["run"],
    ),
    (
        "discovery knows of more",
        "fates_sum_to_discovered",
        lambda c: c.execute("update tonight.stage.counts set discovered = 5"),
        ["run"],
    ),
    ("the run has no row", "fates_sum_to_discovered", lambda c: c.execute("delete from ops.runs"), ["run"]),
    ("a row too many", "fate_rows_match_counts", lambda c: fate(c, "z", "revised"), ["run"]),
    (
        "a row too few",
        "fate_rows_match_counts",
        lambda c: c.execute("delete from ops.fates where fate = 'copy'"),
        ["run"],
    ),
    ("an unknown fate", "fate_rows_match_counts", lambda c: fate(c, "z", "forgotten"), ["run"]),
    ("two fates", "record_meets_one_fate", lambda c: fate(c, "a", "copy"), ["a"]),
    ("new, but not loaded", "accepted_record_is_loaded", lambda c: fate(c, "z", "new"), ["z"]),
    (
        "text not kept",
        "quarantined_record_is_kept",
        lambda c: c.execute("delete from raw.records where article_id = 'q'"),
        ["q"],
    ),
    ("not listed", "quarantined_record_is_kept", lambda c: c.execute("delete from ops.quarantine"), ["q"]),
    ("two current texts", "current_record_is_unique", lambda c: record(c, "a"), ["a"]),
    ("a story in order", "link_names_two_articles", lambda c: tell(c, "lead", "m", "n"), []),
    ("of itself", "link_names_two_articles", lambda c: link(c, "a", "a"), ["a"]),
    ("to a copy", "link_names_two_articles", lambda c: link(c, "a", "b"), ["a"]),
    ("another night's", "link_names_two_articles", lambda c: link(c, "old", "nobody"), []),
    ("one direction", "link_is_listed_once", lambda c: link(c, "a", "old"), []),
    ("both directions", "link_is_listed_once", lambda c: (link(c, "a", "old"), link(c, "old", "a")), ["a"]),
    ("in order", "linked_article_is_not_older", lambda c: tell(c, "lead", "m"), []),
    ("turned round", "linked_article_is_not_older", lambda c: (tell(c, "l", "m"), link(c, "l", "m")), ["l"]),
    (
        "a band",
        "bands_are_not_crowded",
        lambda c: insert(c, "tonight.stage.crowded_keys", key=7, holder_count=1025),
        [7],
    ),
    (
        "an anchor",
        "bands_are_not_crowded",
        lambda c: insert(c, "tonight.stage.crowded_keys", key=6, holder_count=129),
        [],
    ),
    ("tied", "story_member_is_tied_to_its_lead", lambda c: tell(c, "lead", "m", "n"), []),
    ("untied", "story_member_is_tied_to_its_lead", lambda c: tell(c, "lead", "m", linked=False), ["m"]),
    ("its own", "lead_belongs_to_its_own_story", lambda c: tell(c, "lead", "m"), []),
    (
        "a chain",
        "lead_belongs_to_its_own_story",
        lambda c: (tell(c, "lead", "m"), insert(c, "news.story_members", article_id="lead", story_id="a")),
        ["lead"],
    ),
    (
        "a member of two",
        "lead_belongs_to_its_own_story",
        lambda c: (tell(c, "lead", "m"), insert(c, "news.story_members", article_id="m", story_id="a")),
        ["m"],
    ),
    (
        "no article",
        "lead_belongs_to_its_own_story",
        lambda c: insert(c, "tonight.stage.touched_stories", story_id="gone"),
        ["gone"],
    ),
    ("the first", "lead_is_first_of_its_story", lambda c: tell(c, "z", "m"), []),
    (
        "dated earlier than the lead",
        "lead_is_first_of_its_story",
        lambda c: (
            tell(c, "lead", "m"),
            c.execute("update news.article_versions set published_date = '2024-04-01' where article_id = 'm'"),
        ),
        ["m"],
    ),
    ("as large as allowed", "story_is_not_a_giant", lambda c: tell(c, "lead", "m", "n"), []),
    ("larger", "story_is_not_a_giant", lambda c: tell(c, "lead", "m", "n", "o"), ["lead"]),
    ("half", "story_leaves_something_of_its_source", lambda c: tell(c, "s", *(f"m{n}" for n in range(18))), ["s"]),
    (
        "of few articles",
        "story_leaves_something_of_its_source",
        lambda c: tell(c, "s", *(f"m{n}" for n in range(8))),
        [],
    ),
]


@pytest.mark.parametrize(
    ("stem", "fault", "expected"), [c[1:] for c in FAULTS], ids=[f"{c[1]}: {c[0]}" for c in FAULTS]
)
def test_fault_is_found(sound: duckdb.DuckDBPyConnection, stem: str, fault: Any, expected: list[Any]) -> None:
    fault(sound)
    assert failing(sound, stem) == expected


def test_every_check_has_a_case_that_breaks_it() -> None:
    broken = {c[1] for c in STAGED if c[3]} | {c[1] for c in FAULTS if c[3]} | DRIFT_CHECKS
    assert broken == set(check_names())


def test_every_check_is_in_one_suite() -> None:
    named = [
        entry["meta"]["query_file"]
        for path in EXPECTATIONS.glob("*.json")
        for entry in json.loads(path.read_text(encoding="utf-8"))["expectations"]
        if "query_file" in entry["meta"]
    ]
    assert sorted(named) == sorted(path.name for path in (SQL / "checks").glob("*.sql"))


@pytest.mark.parametrize("path", sorted((SQL / "checks").glob("*.sql")), ids=lambda p: p.stem)
def test_check_file_is_one_select_that_says_what_a_row_means(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"-- one row (per|when) ", text)
    assert len(duckdb.extract_statements(text)) == 1
    assert ";" not in re.sub(r"'[^']*'|--[^\n]*", "", text)
