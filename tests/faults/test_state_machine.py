"""Random sequences of everything that can happen to a warehouse, against a model of what it must hold: law 2."""

import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.faults.content import find_faults, query
from tests.faults.forms import REPORT, SEED, amount
from tests.faults.model import RESTORED, Model
from tests.faults.plain import plain_flow
from tests.faults.points import Fault, Points
from tests.faults.world import FAULTS, LINE_FAULTS, SOURCE, Text, World
from wirehouse.errors import ConfigurationError
from wirehouse.orchestration.restore import restore_version
from wirehouse.settings import load_settings
from wirehouse.warehouse.state import State

EXAMPLES, STEPS = amount(1, 6, 120), amount(12, 30, 50)

FILES = ("a/1.txt", "a/2.txt", "b/1.txt", "b/2.txt")
FEEDS = ("c.jsonl", "d.jsonl")
GIVEN = date(2024, 2, 29)
# Few bodies and days, so that many texts are equal, and change to what they were before.
texts = st.builds(
    Text,
    body=st.integers(0, 3),
    day=st.integers(0, 2),
    more=st.sampled_from((None, None, None, 0, 1)),
    is_curly=st.booleans(),
    fault=st.sampled_from((None, None, None, *FAULTS)),
)
damaged = st.builds(
    Text,
    body=st.sampled_from(RESTORED),
    day=st.integers(0, 2),
    more=st.sampled_from((None, None, 0, *RESTORED)),
    is_curly=st.booleans(),
    is_damaged=st.booleans(),
    fault=st.sampled_from((None, None, None, None, *FAULTS)),
)
lines = st.lists(
    st.tuples(
        st.sampled_from(("x", "y", "z")),
        st.builds(
            Text,
            body=st.integers(0, 3),
            day=st.integers(0, 2),
            fault=st.sampled_from((None, None, None, *LINE_FAULTS)),
        )
        | damaged.map(lambda text: replace(text, fault=None)),
    ),
    max_size=3,
    unique_by=lambda line: line[0],
)
how = st.tuples(st.integers(1, 8), st.integers(1, 8))  # files a batch, threads


class Killed(BaseException):
    """The end of a run that could say nothing more."""


class Nights(RuleBasedStateMachine):
    """A folder that anything happens to, and its warehouse."""

    runs = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="wirehouse-nights-"))
        self.home = Path.cwd()
        os.chdir(self.folder)
        self.raw, self.warehouse = self.folder / "raw", self.folder / "warehouse.duckdb"
        self.world, self.model = World(), Model()
        self.publisher = 1
        self.published: dict[int, Model] = {0: Model()}
        self.sources = {"sources": [f"{SOURCE}={self.raw}"], "gone_share": 1.0}

    def teardown(self) -> None:
        """Whatever happened: one more night, and all is as if it had been loaded at once."""
        try:
            if self.warehouse.exists():
                self.run((3, 2))
                self.compare_with_a_fresh_load()
        finally:
            os.chdir(self.home)
            shutil.rmtree(self.folder)

    # What happens to the files.

    @initialize(text=texts, held=lines)
    def begin(self, text: Text, held: list[tuple[str, Text]]) -> None:
        self.world.files = {FILES[0]: replace(text, fault=None), FEEDS[0]: held}

    @rule(name=st.sampled_from(FILES), text=texts | damaged)
    def put_file(self, name: str, text: Text) -> None:
        self.world.files[name] = text

    @rule(name=st.sampled_from(FEEDS), held=lines)
    def put_feed(self, name: str, held: list[tuple[str, Text]]) -> None:
        self.world.files[name] = held

    @rule(name=st.sampled_from(FILES + FEEDS))
    def delete(self, name: str) -> None:
        if len(self.world.files) > 1:
            self.world.files.pop(name, None)

    @rule(name=st.sampled_from(FILES), other=st.sampled_from(FILES), keep=st.booleans())
    def duplicate_or_rename(self, name: str, other: str, keep: bool) -> None:
        if name in self.world.files:
            self.world.files[other] = self.world.files[name] if keep else self.world.files.pop(name)

    @rule(name=st.sampled_from(FILES), fault=st.sampled_from(FAULTS))
    def corrupt(self, name: str, fault: str) -> None:
        if isinstance(text := self.world.files.get(name), Text):
            self.world.files[name] = replace(text, fault=fault)

    @rule(name=st.sampled_from(FEEDS))
    def turn_feed(self, name: str) -> None:
        if held := self.world.files.get(name):
            assert isinstance(held, list)
            self.world.files[name] = held[::-1]

    @rule(name=st.sampled_from(FILES + FEEDS))
    def touch(self, name: str) -> None:
        self.world.touched[name] = self.world.touched.get(name, 0) + 60

    # What a person or the schedule does.

    @rule(how=how)
    def run(self, how: tuple[int, int]) -> None:
        after = self.expect(lambda model: model.read(self.world))
        summary = self.start("nightly", how, **self.sources)
        assert summary["discovered"] == sum(len(self.world.records(name)) for name in self.world.files)
        self.follow(after)

    @rule(how=how, nth=st.integers(1, 160))
    def run_and_be_killed(self, how: tuple[int, int], nth: int) -> None:
        self.be_killed(self.expect(lambda model: model.read(self.world)), nth, "nightly", how, **self.sources)

    @rule(how=how)
    def run_twice(self, how: tuple[int, int]) -> None:
        self.run(how)
        before = self.warehouse.read_bytes() if self.warehouse.exists() else None
        assert self.start("nightly", how, **self.sources)["status"] == "unchanged"
        assert before == (self.warehouse.read_bytes() if self.warehouse.exists() else None)

    @rule(how=how)
    @precondition(lambda self: self.warehouse.exists())
    def rebuild(self, how: tuple[int, int]) -> None:
        after = self.expect(_nothing)
        self.start("rebuild", how)
        self.follow(after)

    @rule(how=how, nth=st.integers(1, 160))
    @precondition(lambda self: self.warehouse.exists())
    def rebuild_and_be_killed(self, how: tuple[int, int], nth: int) -> None:
        self.be_killed(self.expect(_nothing), nth, "rebuild", how)

    @rule(how=how, reason=st.sampled_from(("no_date", "body_too_short")))
    @precondition(lambda self: self.warehouse.exists())
    def replay(self, how: tuple[int, int], reason: str) -> None:
        given = GIVEN if reason == "no_date" else None
        options = {"reason": reason, "given_date": given, "accept": given is None}
        if reason in self.model.held().values():
            after = self.expect(lambda model: model.replay(reason, given))
            self.start("replay", how, **options)
            self.follow(after)
        else:
            with pytest.raises(ConfigurationError, match="No such record is held back"):
                self.start("replay", how, **options)

    @rule(how=how, days=st.sampled_from(((1, 1), (1, 2), (2, 2), (2, 3))))
    @precondition(lambda self: self.warehouse.exists())
    def backfill(self, how: tuple[int, int], days: tuple[int, int]) -> None:
        first, last = (date(2024, 3, day) for day in days)
        dated = {record.uri for record in self.model.records.values() if record.day and first <= record.day <= last}
        asked = sorted(dated & set(self.world.files))
        after = self.expect(lambda model: model.read(self.world, asked))
        self.start("backfill", how, sources=self.sources["sources"], first=first, last=last)
        self.follow(after)

    @rule(which=st.integers(0, 6))
    def restore(self, which: int) -> None:
        if kept := [*State(self.warehouse).kept_versions()]:
            number = kept[which % len(kept)]
            restore_version(load_settings(warehouse=self.warehouse), str(number))
            assert self.version() == number
            self.is_now(self.published[number], ended_well=False)

    @rule()
    def change_publisher(self) -> None:
        self.publisher += 1

    # How it is done, and what must be true.

    def start(self, name: str, how: tuple[int, int], fault: Fault | None = None, **parameters: Any) -> dict[str, Any]:
        """Run a flow; its threads are at their end when this returns."""
        Nights.runs += 1
        self.world.write(self.raw)
        Path("wirehouse.toml").write_text(f'[sources.{SOURCE}]\npublisher = "The Amsel Post {self.publisher}"\n')
        os.environ["WIREHOUSE_BATCH_FILES"] = str(how[0])
        with ThreadPoolExecutor(how[1]) as pool:
            flow = plain_flow(name, pool=pool)
            try:
                with Points(self.warehouse, fault, _die):
                    return flow(warehouse=self.warehouse, **parameters)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def be_killed(
        self, after: tuple[Model, Model], nth: int, name: str, how: tuple[int, int], **parameters: Any
    ) -> None:
        """Run a flow that dies; what is published then is what was, or what was to be."""
        with suppress(Killed):
            self.start(name, how, Fault("*", nth=nth), **parameters)
        is_new = self.version() not in self.published
        self.is_now(after[1] if is_new else self.model, ended_well=False)

    def version(self) -> int:
        """The version that is published."""
        if not self.warehouse.exists():
            return 0
        return int(query(self.warehouse, "select max(version) from ops.runs")[0][0])

    def expect(self, change: Callable[[Model], Any]) -> tuple[Model, Model]:
        """The model after a run that publishes nothing, and after one that does.

        A version published after a restore has the texts of the undone ones again.
        """
        newest = max(State(self.warehouse).kept_versions(), default=0)
        bare, whole = self.model.copy(), self.model.copy()
        if 0 < self.version() < newest:
            whole.recover(self.published[newest])
        change(bare)
        change(whole)
        return bare, whole

    def follow(self, after: tuple[Model, Model]) -> None:
        """A run has ended well."""
        self.is_now(after[self.version() not in self.published])

    def is_now(self, model: Model, *, ended_well: bool = True) -> None:
        """From now on the warehouse holds what the model says."""
        self.model = model.copy()
        if not self.warehouse.exists():
            return
        articles = """
            select article_id, source_uri, record_no, body, published_date, source_gone_at is not null
            from news.articles
            """
        held = "select article_id, reason from ops.quarantine where status = 'open'"
        stored = "select article_id, content_sha256, record_no, is_current from raw.records"
        apart = model.restored()  # compared with a fresh load alone
        assert _without(apart, {row[0]: row[1:] for row in query(self.warehouse, articles)}) == _without(
            apart, model.articles()
        )
        copies = "select copy_id, article_id, record_no from news.copies"
        assert _without(apart, {row[0]: row[1:] for row in query(self.warehouse, copies)}) == _without(
            apart, model.copies()
        )
        assert sorted(query(self.warehouse, held)) == sorted(model.held().items())
        assert sorted(query(self.warehouse, stored)) == sorted(model.texts())
        self.published[self.version()] = self.model
        if ended_well:
            assert find_faults(self.warehouse) == []

    def compare_with_a_fresh_load(self) -> None:
        """Law 2 against one load of the same folder.

        Compared are the records that are there: every field of those whose current text is the one that their version
        was made of, whose file is not gone, and of whom no person said anything; and what is held back. Who is the
        article, and its links, are compared for the bodies all of whose records are such. Left out is what one night
        cannot know: the articles of what is gone, the older version that stays when a revision is held back, given
        dates; and the texts to which one of these gave what they had lost.
        """
        fresh = self.folder / "fresh.duckdb"
        with ThreadPoolExecutor(4) as pool:
            os.environ["WIREHOUSE_BATCH_FILES"] = "2"
            plain_flow("nightly", pool=pool)(sources=[f"{SOURCE}={self.raw}"], warehouse=fresh)
        con = duckdb.connect()
        for path, name in ((self.warehouse, "grown"), (fresh, "fresh")):
            con.execute(f"attach '{path}' as {name} (read_only)")
        con.execute(COMPARED)
        try:
            assert con.sql("from differences").fetchall() == []
        finally:
            con.close()


COMPARED = """
    create table apart as
    select article_id from grown.ops.overrides
    union
    select v.article_id from grown.news.article_versions as v join grown.raw.records as r using (article_id)
    where v.is_current and r.is_current and (v.source_gone_at is not null or v.content_sha256 <> r.content_sha256);

    insert into apart
    select article_id from grown.news.damaged_texts where list_has_any(donor_ids, (select list(article_id) from apart));

    create table apart_bodies as
    select body_hash from grown.news.article_versions where is_current and article_id in (from apart)
    union
    select body_hash from fresh.news.article_versions where is_current and article_id in (from apart);

    create table apart_articles as
    select article_id from grown.news.article_versions where is_current and body_hash in (from apart_bodies)
    union
    select article_id from fresh.news.article_versions where is_current and body_hash in (from apart_bodies);

    create macro settled(versions) as table
    select v::varchar as line
    from (
        select * exclude (version, change, valid_from, valid_to, first_loaded_at, loaded_at, source_gone_at, run_id)
        from query_table(versions)
        where is_current and article_id not in (from apart)
    ) as v;

    create macro chosen(articles) as table
    select 'article ' || article_id || body_hash as line
    from query_table(articles) where body_hash not in (from apart_bodies);

    create macro linked(links) as table
    select 'link ' || l::varchar as line
    from (
        select * exclude (run_id) from query_table(links)
        where article_id not in (from apart_articles) and other_article_id not in (from apart_articles)
    ) as l;

    create macro held(quarantine) as table
    select 'held ' || article_id || reason || content_sha256 as line
    from query_table(quarantine) where status = 'open' and article_id not in (from apart);

    create macro known(damaged) as table
    select 'damaged ' || d::varchar as line from query_table(damaged) as d where article_id not in (from apart);

    create table of_grown as
    from settled('grown.news.article_versions')
    union all from chosen('grown.news.articles')
    union all from linked('grown.news.links')
    union all from held('grown.ops.quarantine')
    union all from known('grown.news.damaged_texts');

    create table of_fresh as
    from settled('fresh.news.article_versions')
    union all from chosen('fresh.news.articles')
    union all from linked('fresh.news.links')
    union all from held('fresh.ops.quarantine')
    union all from known('fresh.news.damaged_texts');

    create view differences as
    (select 'only grown', line from of_grown except all select 'only grown', line from of_fresh)
    union all
    (select 'only fresh', line from of_fresh except all select 'only fresh', line from of_grown)
    """


def _without(apart: set[str], rows: dict[str, Any]) -> dict[str, Any]:
    return {identity: row for identity, row in rows.items() if identity not in apart}


def _die() -> None:
    raise Killed


def _nothing(_: Model) -> None:
    """What a rebuild with the same parser changes."""


@pytest.mark.usefixtures("critical_suites")
@pytest.mark.timeout(amount(240, 1200, 6000))
def test_whatever_happened_the_content_is_that_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREHOUSE_BATCH_FILES", "4")
    form = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(int(SEED))(Nights), settings=form)
    REPORT.insert(0, f"State machine: {EXAMPLES} histories, {Nights.runs} runs: the model's content after each")


OK, HELD = Text(1), Text(1, fault="no_date")
HISTORIES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "a record moves twice while it is held back": [
        ("put_feed", {"name": FEEDS[0], "held": [("x", OK)]}),
        ("run", {"how": (4, 2)}),
        ("put_feed", {"name": FEEDS[0], "held": [("y", Text(2)), ("x", HELD)]}),
        ("run", {"how": (4, 2)}),
        ("put_feed", {"name": FEEDS[0], "held": [("y", Text(2)), ("z", Text(3)), ("x", HELD)]}),
        ("run", {"how": (4, 2)}),
    ],
    "a feed loses its first record, and all is rebuilt": [
        ("put_feed", {"name": FEEDS[0], "held": [("x", OK), ("y", Text(2))]}),
        ("run", {"how": (4, 2)}),
        ("put_feed", {"name": FEEDS[0], "held": [("y", Text(2)), ("z", Text(3))]}),
        ("run", {"how": (4, 2)}),
        ("change_publisher", {}),
        ("rebuild", {"how": (4, 2)}),
    ],
}
"""What random histories, or somebody's thoughts, once found broken."""


@pytest.mark.usefixtures("critical_suites")
@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(steps, id=name, marks=[pytest.mark.long] * (number > 0))
        for number, (name, steps) in enumerate(HISTORIES.items())
    ],
)
def test_a_history_that_was_broken_once(steps: list[tuple[str, dict[str, Any]]]) -> None:
    machine = Nights()
    machine.begin(text=OK, held=[])
    for name, given in steps:
        getattr(machine, name)(**given)
    machine.teardown()
