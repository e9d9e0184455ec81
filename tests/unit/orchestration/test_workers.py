"""Processes that do a run's batches."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from wirehouse.errors import ConfigurationError, EnvironmentProblemError
from wirehouse.orchestration.workers import Workers, start_early, take_workers
from wirehouse.redaction import conceal, reveal
from wirehouse.sources.source import Source


@pytest.fixture
def worker() -> Iterator[Workers]:
    workers = Workers(1)
    yield workers
    workers.end()


def test_a_worker_is_another_process_that_answers_call_by_call(worker: Workers) -> None:
    first = worker.call(os.getpid)
    assert first != os.getpid()
    assert worker.call(os.getpid) == first
    assert worker.call(max, 3, 5) == 5
    assert worker.peaks[first] > 20


def test_what_a_call_raises_is_raised_here_and_the_worker_goes_on(worker: Workers) -> None:
    with pytest.raises(FileNotFoundError):
        worker.call(os.stat, "no/such/file")
    with pytest.raises(ConfigurationError, match=r"^What was seen\. What to do\.$"):
        worker.call(_raise, ConfigurationError("What was seen.", "What to do."))
    assert worker.call(max, 3, 5) == 5


def test_a_panic_is_raised_here_with_its_place_and_the_worker_goes_on(worker: Workers) -> None:
    with pytest.raises(RuntimeError, match=r"(?s)^PanicException: assertion failed\n.*in _panic"):
        worker.call(_panic)
    assert worker.call(max, 3, 5) == 5


def test_what_a_library_prints_is_no_answer(worker: Workers) -> None:
    assert worker.call(os.write, 1, b"chatter\n") == 8
    assert worker.call(max, 3, 5) == 5


def test_a_killed_worker_is_one_sentence(worker: Workers) -> None:
    with pytest.raises(EnvironmentProblemError, match="worker process ended without a word, with -9"):
        worker.call(os.kill, worker.call(os.getpid), signal.SIGKILL)


def test_a_pool_that_was_ended_is_one_sentence_and_ends_once_more(worker: Workers) -> None:
    worker.end()
    with pytest.raises(EnvironmentProblemError, match="The run ended before this batch was done"):
        worker.call(max, 3, 5)


def test_a_worker_does_not_run_what_lies_in_the_folder_of_the_run(tmp_path, monkeypatch) -> None:
    (tmp_path / "resource.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    workers = Workers(1)
    try:
        assert workers.call(max, 3, 5) == 5
    finally:
        workers.end()


def test_ctrl_c_does_not_reach_a_worker_that_is_starting() -> None:
    workers = Workers(1)
    try:
        os.kill(workers._all[0].pid, signal.SIGINT)
        assert workers.call(max, 3, 5) == 5
    finally:
        workers.end()


def test_a_worker_knows_the_credentials_of_a_source(worker: Workers) -> None:
    public = conceal("sftp://reader:geheim@host/wire")
    assert "geheim" not in public
    assert worker.call(reveal, public) == "sftp://reader:geheim@host/wire"


def test_a_worker_ends_with_the_process_that_started_it() -> None:
    parent = Workers(1)
    child = parent.call(_start_another)
    assert _is_alive(child)
    parent.end()
    deadline = time.monotonic() + 20
    while _is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(child)


def test_workers_start_early_only_where_there_is_much_to_do(tmp_path) -> None:
    (tmp_path / "one.txt").write_text("one")
    assert not start_early([Source("few", str(tmp_path))], None)
    assert not start_early([Source("few", str(tmp_path))], 0)
    assert start_early([Source("few", str(tmp_path))], 1)
    early = take_workers([], None)
    assert early is not None
    assert early.count == 1
    early.end()
    assert take_workers([], None) is None


def _panic() -> None:
    """As Polars does: what it raises is no Exception, and cannot be pickled."""

    class PanicException(BaseException):
        pass

    raise PanicException("assertion failed")


def _raise(error: Exception) -> None:
    raise error


def _start_another() -> int:
    kept.append(Workers(1))
    return int(kept[0].call(os.getpid))


kept: list[Workers] = []


def _is_alive(process_id: int) -> bool:
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text()
        return stat.rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
