"""Random sequences of everything that can happen to a warehouse, against a model of what it must hold: law 2."""

import hashlib
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
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.faults.content import find_faults, query
from tests.faults.forms import REPORT, amount
from tests.faults.model import Model
from tests.faults.plain import plain_flow
from tests.faults.points import Fault, Points
from tests.faults.world import FAULTS, LINE_FAULTS, SOURCE, Text, World
from wirehouse.errors import ConfigurationError

EXAMPLES, STEPS = amount(2, 24, 240), amount(10, 30, 50)

FILES = ("a/1.txt", "a/2.txt", "b/1.txt", "b/2.txt")
FEEDS = ("c.jsonl", "d.jsonl")
GIVEN = date(2024, 2, 29)
# Few bodies and days, so that many texts are equal, and change to what they were before.
texts = st.builds(
    Text,
    body=st.integers(0, 3),
    day=st.integers(0, 2),
    is_curly=st.booleans(),
    fault=st.sampled_from((None, None, None, *FAULTS)),
)
lines = st.lists(
    st.tuples(
        st.sampled_from(("x", "y", "z")),
        st.builds(
            Text,
            body=st.integers(0, 3),
            day=st.integers(0, 2),
            fault=st.sampled_from((None, None, None, *LINE_FAULTS)),
        ),
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

    @rule(name=st.sampled_from(FILES), text=texts)
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
        after = self.model.copy()
        after.read(self.world)
        summary = self.start("nightly", how, sources=[f"{SOURCE}={self.raw}"], gone_share=1.0)
        assert summary["discovered"] == sum(len(self.world.records(name)) for name in self.world.files)
        self.is_now(after)

    @rule(how=how, nth=st.integers(1, 160))
    def run_and_be_killed(self, how: tuple[int, int], nth: int) -> None:
        after = self.model.copy()
        after.read(self.world)
        self.be_killed(after, nth, "nightly", how, sources=[f"{SOURCE}={self.raw}"], gone_share=1.0)

    @rule(how=how)
    def run_twice(self, how: tuple[int, int]) -> None:
        self.run(how)
        before = hashlib.sha256(self.warehouse.read_bytes()).digest() if self.warehouse.exists() else None
        assert self.start("nightly", how, sources=[f"{SOURCE}={self.raw}"], gone_share=1.0)["status"] == "unchanged"
        assert before == (hashlib.sha256(self.warehouse.read_bytes()).digest() if self.warehouse.exists() else None)

    @rule(how=how)
    def rebuild(self, how: tuple[int, int]) -> None:
        if self.warehouse.exists():
            self.start("rebuild", how)
            self.is_now(self.model)

    @rule(how=how, nth=st.integers(1, 160))
    def rebuild_and_be_killed(self, how: tuple[int, int], nth: int) -> None:
        if self.warehouse.exists():
            self.be_killed(self.model, nth, "rebuild", how)

    @rule(how=how, reason=st.sampled_from(("no_date", "body_too_short")))
    def replay(self, how: tuple[int, int], reason: str) -> None:
        if not self.warehouse.exists():
            return
        after = self.model.copy()
        given = GIVEN if reason == "no_date" else None
        options = {"reason": reason, "given_date": given, "accept": given is None}
        if after.replay(reason, given):
            self.start("replay", how, **options)
            self.is_now(after)
        else:
            with pytest.raises(ConfigurationError, match="No such record is held back"):
                self.start("replay", how, **options)

    @rule(how=how, first=st.integers(1, 3))
    def backfill(self, how: tuple[int, int], first: int) -> None:
        if not self.warehouse.exists():
            return
        first_day, last_day = date(2024, 3, first), date(2024, 3, 2)
        if first_day > last_day:
            return
        after = self.model.copy()
        days = {record.uri for record in after.records.values() if record.day and first_day <= record.day <= last_day}
        after.read(self.world, sorted(days & set(self.world.files)))
        self.start("backfill", how, sources=[f"{SOURCE}={self.raw}"], first=first_day, last=last_day)
        self.is_now(after)

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

    def be_killed(self, after: Model, nth: int, name: str, how: tuple[int, int], **parameters: Any) -> None:
        """Run a flow that dies; what is published then is what was, or what was to be."""
        before = self.version()
        with suppress(Killed):
            self.start(name, how, Fault("*", nth=nth), **parameters)
        self.is_now(after if self.version() > before else self.model, ended_well=False)

    def version(self) -> int:
        """The version that is published."""
        if not self.warehouse.exists():
            return 0
        return int(query(self.warehouse, "select max(version) from ops.runs")[0][0])

    def is_now(self, model: Model, *, ended_well: bool = True) -> None:
        """From now on the warehouse holds what the model says."""
        self.model = model
        if not self.warehouse.exists():
            return
        articles = "select article_id, source_uri, record_no, body, published_date, source_gone_at is not null from news.articles"
        held = "select article_id, reason from ops.quarantine where status = 'open'"
        stored = "select article_id, content_sha256, record_no, is_current from raw.records"
        assert {row[0]: row[1:] for row in query(self.warehouse, articles)} == model.articles()
        assert dict(query(self.warehouse, "select copy_id, article_id from news.copies")) == model.copies()
        assert sorted(query(self.warehouse, held)) == sorted(model.held().items())
        assert sorted(query(self.warehouse, stored)) == sorted(model.texts())
        if ended_well:
            assert find_faults(self.warehouse) == []

    def compare_with_a_fresh_load(self) -> None:
        """Law 2 against one load of the same folder.

        Compared are the records that are there: every field of those whose current text is the one that their version
        was made of, whose file is not gone, and of whom no person said anything; and what is held back. Who is the
        article is compared for the bodies all of whose records are such. Left out is what one night cannot know: the
        articles of what is gone, the older version that stays when a revision is held back, given dates.
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

    create table apart_bodies as
    select body_hash from grown.news.article_versions where is_current and article_id in (from apart)
    union
    select body_hash from fresh.news.article_versions where is_current and article_id in (from apart);

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

    create macro held(quarantine) as table
    select 'held ' || article_id || reason || content_sha256 as line
    from query_table(quarantine) where status = 'open' and article_id not in (from apart);

    create table of_grown as
    from settled('grown.news.article_versions')
    union all from chosen('grown.news.articles') union all from held('grown.ops.quarantine');

    create table of_fresh as
    from settled('fresh.news.article_versions')
    union all from chosen('fresh.news.articles') union all from held('fresh.ops.quarantine');

    create view differences as
    (select 'only grown', line from of_grown except all select 'only grown', line from of_fresh)
    union all
    (select 'only fresh', line from of_fresh except all select 'only fresh', line from of_grown)
    """


def _die() -> None:
    raise Killed


@pytest.mark.timeout(amount(240, 1200, 6000))
def test_whatever_happened_the_content_is_that_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREHOUSE_BATCH_FILES", "4")
    form = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Nights, settings=form)
    REPORT.insert(0, f"State machine: {EXAMPLES} histories, {Nights.runs} runs: the model's content after each")
