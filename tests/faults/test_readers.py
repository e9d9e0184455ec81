"""Readers at work while versions are published: none is refused, none sees half of one (law 3)."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.forms import REPORT, amount
from tests.faults.lives import ROOT
from tests.faults.plain import plain_flow
from tests.faults.torn import CHECKSUM
from tests.faults.world import SOURCE, invent
from wirehouse.warehouse import publish
from wirehouse.warehouse.connect import open_candidate
from wirehouse.warehouse.state import State

READERS, PUBLISHES = amount(3, 8, 8), amount(8, 200, 2000)

CHANGE = """
    delete from news.article_versions where article_id like 'made-%';
    delete from news.bodies where article_id like 'made-%';

    insert into news.article_versions by name
    select * exclude (paragraphs)
        replace ('made-' || article_id as article_id, body || ' Version {version}.' as body,
            sha256(article_id || '{version}') as body_hash)
    from news.article_versions where is_current and hash(article_id) % 7 < {version} % 7;

    insert into news.bodies by name
    select body_hash, article_id, 1 as record_count, 0 as letters_key
    from news.article_versions where article_id like 'made-%' and is_current;

    insert into ops.runs by name
    select * replace ('{version}' as run_id, {version} as version, ({checksum}) as message)
    from ops.runs where version = 1
    """
"""What makes the next version: articles of its own in place of the last one's, and the checksum over all of them."""


def publish_next(state: State, version: int) -> None:
    """Make and publish a version as a run does, with the changes above in place of a night's."""
    candidate = publish.copy_published(state, str(version))
    with open_candidate(candidate, state.path("next") / "spill") as con:
        con.begin()
        con.execute(CHANGE.format(version=version, checksum=CHECKSUM))
        con.commit()
        con.execute("checkpoint")
    publish.publish(state, candidate)
    publish.settle(state, version)


@pytest.mark.timeout(amount(240, 600, 3000))
def test_readers_are_never_refused_and_never_see_half_a_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    invent("readers", 20).write(tmp_path / "raw")
    state = State(tmp_path / "warehouse.duckdb")
    plain_flow("nightly")(sources=[f"{SOURCE}={tmp_path / 'raw'}"], warehouse=state.warehouse)
    publish_next(state, 2)
    command = [sys.executable, "-m", "tests.faults.torn", str(state.warehouse)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    readers = [
        subprocess.Popen([*command, str(seed)], cwd=ROOT, env=env, text=True, stdin=-1, stdout=-1)
        for seed in range(READERS)
    ]
    started = time.perf_counter()
    try:
        for version in range(3, PUBLISHES + 3):
            publish_next(state, version)
            state.version_path(version - 1).unlink()
    finally:
        saw = [json.loads(reader.communicate("")[0]) for reader in readers]
    seconds = time.perf_counter() - started
    problems = [problem for one in saw for problem in one["problems"]]
    reads = sum(one["reads"] for one in saw)
    REPORT.insert(
        0,
        f"Readers: {READERS} processes, {reads:,} reads of {max(one['versions'] for one in saw)} versions in "
        f"{seconds:.0f} s while {PUBLISHES} were published: {len(problems)} refused, torn or gone back",
    )
    assert problems == []
    assert min(one["reads"] for one in saw) > max(1, PUBLISHES // 10)
