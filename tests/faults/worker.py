"""A process that has everything imported, and lends its memory to children that run the command line.

It reads orders from standard input, one JSON object a line, forks for each, and answers twice: that the child has
begun, and how it ended. Importing all of it takes some nine seconds of CPU; a child has it at once. Polars' and
DuckDB's threads do not survive a fork, so nothing here may start them: the parent imports, and calls what needs none.

An order is run without Prefect and with the critical checks alone; a `whole` one with all that belongs to a run,
against the Prefect server that its environment names.
"""

import gc
import json
import os
import select
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import great_expectations.render.renderer.site_builder  # noqa: F401 - as all of these, else imported by each child
import jinja2.ext  # noqa: F401
import pyarrow.dataset  # noqa: F401
from great_expectations.render.view import DefaultJinjaPageView
from jinja2 import Environment
from prefect.context import refresh_global_settings_context

from tests.critical import write_critical_suites
from tests.faults.content import run_records
from tests.faults.plain import plain_flow
from tests.faults.points import Fault, Points
from wirehouse import project
from wirehouse.audit import preload
from wirehouse.cli import held_back, main, run, status  # noqa: F401 - imported ahead
from wirehouse.orchestration import launch
from wirehouse.transform.languages import _langid

with suppress(ModuleNotFoundError):  # from Python 3.13 on nothing brings it
    import tzdata.zoneinfo  # noqa: F401

LIMIT = 180.0  # seconds after which a child is taken for hanging


def serve() -> None:
    """Run the orders, one after another."""
    preload()
    _langid()
    _compile_pages()
    gc.freeze()
    with tempfile.TemporaryDirectory(prefix="wirehouse-suites-") as folder:
        suites = write_critical_suites(Path(folder))
        suites.chmod(0o755)  # a child may be another user
        _take_orders(suites)


def _compile_pages() -> None:
    """Compile the templates of Great Expectations' pages, which each of its many environments does again."""
    compile_page, compiled = Environment.compile, dict[Any, Any]()

    def compile_once(self: Environment, *source: Any, **options: Any) -> Any:
        key = source, *options.items(), *self.extensions
        if key not in compiled:
            compiled[key] = compile_page(self, *source, **options)
        return compiled[key]

    Environment.compile = compile_once
    pages = DefaultJinjaPageView().env
    for name in pages.list_templates(extensions=["j2"]):
        pages.get_template(name)


def _take_orders(suites: Path) -> None:
    for line in sys.stdin:
        order = json.loads(line)
        Path(order["folder"], "trace.json").unlink(missing_ok=True)
        has_begun = _record_watch(order["warehouse"]) if order["whole"] else lambda: True
        child = os.fork()
        if child == 0:
            _live(order, suites)
        _answer(pid=child)
        is_hanging = _wait(child, order.get("kill_after"), has_begun)
        _, code, usage = os.wait4(child, 0)
        _answer(code=os.waitstatus_to_exitcode(code), cpu=usage.ru_utime + usage.ru_stime, is_hanging=is_hanging)


def _record_watch(warehouse: str) -> Callable[[], bool]:
    """Whether a run on this warehouse has written its record since now: under Prefect it takes its time before."""
    known = run_records(warehouse)
    return lambda: run_records(warehouse) != known


def _wait(child: int, kill_after: float | None, has_begun: Callable[[], bool]) -> bool:
    """Kill the child so long after it has begun, unless it ends before; whether it hung and was killed for that.

    It stays a zombie until `wait4`: its id is nobody else's.
    """
    end = os.pidfd_open(child)  # no SIGCHLD: that may reach one of the libraries' threads, and be lost
    try:
        for _ in range(0 if kill_after is None else int(LIMIT / 0.02)):
            if has_begun():
                break
            if select.select([end], [], [], 0.02)[0]:
                return False
        if select.select([end], [], [], LIMIT if kill_after is None else kill_after)[0]:
            return False
        os.kill(child, signal.SIGKILL)
        return kill_after is None
    finally:
        os.close(end)


def _live(order: dict[str, Any], suites: Path) -> NoReturn:
    """In the child: run the command line as the order says; never returns."""
    code = 70
    try:
        os.chdir(order["folder"])
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ.update(order["env"])
        if order.get("uid"):
            os.setgid(order["uid"])
            os.setuid(order["uid"])
        sys.argv = ["wirehouse", *order["arguments"]]
        if order["whole"]:
            refresh_global_settings_context()  # Prefect has read the environment when it was imported
            code = _run()
        else:
            project.expectations = lambda: suites
            launch.load_flow = lambda name: plain_flow(name, order["workers"])
            code = _run_past_points(order)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run_past_points(order: dict[str, Any]) -> int:
    fault = Fault(**order["fault"]) if order.get("fault") else None
    with Points(Path(order["warehouse"]), fault, lambda: os.kill(os.getpid(), signal.SIGKILL)) as points:
        code = _run()
    if order.get("trace"):
        seen = [[point, when, count] for (point, when), count in points.seen.items()]
        with suppress(PermissionError):  # another user cannot write here
            Path("trace.json").write_text(json.dumps(seen), encoding="utf-8")
    return code


def _run() -> int:
    try:
        main.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
        return 1
    return 0


def _answer(**values: Any) -> None:
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    serve()
