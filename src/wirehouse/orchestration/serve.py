"""`wirehouse serve`: a server, the deployments of one warehouse with the nightly schedule, and what works them off."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wirehouse.errors import ConfigurationError, EnvironmentProblemError, WarehouseBusyError
from wirehouse.orchestration.environment import SERVED, TAG, WATCH_EVENT, set_defaults
from wirehouse.orchestration.inputs import RunOptions, find_sources
from wirehouse.orchestration.launch import load_flow
from wirehouse.orchestration.server import END_SECONDS, answers, server_on
from wirehouse.redaction import HIDDEN, redact
from wirehouse.settings import Settings
from wirehouse.warehouse.state import State

FLOWS = ("nightly", "backfill", "rebuild", "replay")
WAIT_SECONDS = 3600.0  # a served run may find one from the command line at work
HEARTBEAT_SECONDS = 30  # the least that Prefect takes


@dataclass(frozen=True)
class Service:
    """What is served. `name` is that of the deployments, by default the warehouse's; `sources` as for a run; `cron` is
    read in `zone`, by default that of this machine; `port` that of a server of our own; `now`: start one at once.
    """

    sources: tuple[str, ...] = ()
    name: str | None = None
    cron: str = "30 2 * * *"
    zone: str | None = None
    port: int = 4200
    now: bool = False

    def name_for(self, settings: Settings) -> str:
        """The name of the deployments."""
        return self.name or settings.warehouse.stem


def serve(settings: Settings, service: Service, say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; a run at work is then cancelled, which leaves all whole.
    `say` takes what to print.

    Raises a `WirehouseError` for what stands against it, and `EnvironmentProblemError` where the server is lost.
    """
    state = State(settings.warehouse.resolve())
    if any(HIDDEN in redact(source) for source in service.sources):
        raise ConfigurationError(
            "A source holds credentials, which Prefect would store.",
            "Name it in the environment, WIREHOUSE_SOURCES__NAME__PATH, and give its name.",
        )
    find_sources(settings, list(service.sources), RunOptions(), state.warehouse)
    state.prepare()
    set_defaults(quiet=False)
    os.environ[SERVED] = str(os.getpid())
    say("Starting ...")
    with ExitStack() as stack:
        deployments = _deployments(settings, service, state.warehouse)
        api, process = stack.enter_context(_server(service.port, state.path("server.log")))
        asyncio.run(_serve(deployments, state, service, process, lambda: say(_told(service, settings, api))))
        from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

        APILogWorker.drain_all(
            timeout=5
        )  # while there is a server: at the end of the process it would be tried for a minute
    say("Stopped.")


@contextmanager
def _server(port: int, log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes] | None]]:
    """The server that PREFECT_API_URL names, or one of our own, which this process and its runs are told of."""
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415 - its import takes seconds

    if given := PREFECT_API_URL.value():
        require(given)
        yield given, None
        return
    with server_on(port, log) as (api, process), temporary_settings({PREFECT_API_URL: api}):
        yield api, process


def require(api_url: str) -> None:
    """Raise `EnvironmentProblemError` where no server answers."""
    if not answers(api_url):
        raise EnvironmentProblemError(
            f"No Prefect server answers at {redact(api_url)}.",
            "Start it, or correct PREFECT_API_URL; without that, `wirehouse serve` starts one itself.",
        )


def _deployments(settings: Settings, service: Service, warehouse: Path) -> list[Any]:
    """One deployment a flow, the nightly one scheduled. Raises `ConfigurationError` for a cron that is none."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig  # noqa: PLC0415
    from prefect.schedules import Cron  # noqa: PLC0415

    name, limit = service.name_for(settings), ConcurrencyLimitConfig(limit=1)
    common = {"warehouse": str(warehouse), "wait": WAIT_SECONDS}
    sources = {"sources": list(service.sources)} if service.sources else {}
    try:
        schedule = Cron(service.cron, timezone=service.zone or local_zone())
        return [
            load_flow(flow).to_deployment(
                name=name,
                schedule=schedule if flow == "nightly" else None,
                parameters={**common, **(sources if flow in ("nightly", "backfill") else {})},
                concurrency_limit=limit,
                paused=False,
                tags=[TAG],
            )
            for flow in FLOWS
        ]
    except ValueError as error:
        raise ConfigurationError(
            f"The schedule {service.cron!r} in {service.zone or local_zone()} is none: {str(error).splitlines()[-1]}.",
            "Five fields as in cron, and a zone as Europe/Paris: --cron '30 2 * * *' --zone Europe/Paris.",
        ) from None


def local_zone() -> str:
    """The name of this machine's time zone, UTC where it has none."""
    from tzlocal import get_localzone_name  # noqa: PLC0415

    return str(get_localzone_name() or "UTC")


def _told(service: Service, settings: Settings, api: str) -> str:
    name = service.name_for(settings)
    return (
        f"The UI: {os.environ.get('PREFECT_UI_URL') or api.removesuffix('/api')}\n"
        f"nightly/{name} runs at {service.cron!r} in {service.zone or local_zone()}; "
        f"{', '.join(FLOWS[1:])} start from there, too.\nCtrl-C ends it."
    )


async def _serve(
    deployments: Sequence[Any], state: State, service: Service, server: Any, at_start: Callable[[], None]
) -> None:
    """Register, settle what an earlier service left, and work off what is due until a signal comes."""
    from prefect import get_client  # noqa: PLC0415
    from prefect.runner import Runner  # noqa: PLC0415

    # One run at a time, whichever of the flows; the schedule stays active, so that a night missed is made up.
    runner = Runner(name=TAG, limit=1, pause_on_shutdown=False, heartbeat_seconds=HEARTBEAT_SECONDS)
    async with get_client() as client:
        for deployment in deployments:
            await _require_same(client, deployment)
        ids = [await runner.aadd_deployment(deployment) for deployment in deployments]
        await settle(client, ids, state)
        tell_watch(f"prefect.deployment.{ids[0]}")
        if service.now:
            await client.create_flow_run_from_deployment(ids[0])
    work = asyncio.create_task(runner.start())
    told = asyncio.Event()
    while not (runner.started or work.done()):
        await asyncio.sleep(0.05)
    for number in (signal.SIGINT, signal.SIGTERM):  # instead of the runner's own, which leave a run at work `Running`
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    at_start()
    while not (told.is_set() or work.done() or (server and server.poll() is not None)):
        await asyncio.wait([work, asyncio.create_task(told.wait())], timeout=1, return_when=asyncio.FIRST_COMPLETED)
    if told.is_set():
        await runner.astop()
        await work
        return
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    raise EnvironmentProblemError("Prefect's server was lost.", "Start again: what was at work is taken up.")


def tell_watch(deployment: str) -> None:
    """Tell the alarms that this deployment (a resource's id) is watched. A clock that runs for it goes on."""
    from prefect.events import emit_event  # noqa: PLC0415

    resource = {"prefect.resource.id": "wirehouse.watch"}
    emit_event(
        WATCH_EVENT, resource, related=[{"prefect.resource.id": deployment, "prefect.resource.role": "deployment"}]
    )


async def _require_same(client: Any, deployment: Any) -> None:
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415

    try:
        known = await client.read_deployment_by_name(f"{deployment.flow_name}/{deployment.name}")
    except ObjectNotFound:
        return
    there, here = known.parameters.get("warehouse"), deployment.parameters["warehouse"]
    if there not in (None, here):
        raise ConfigurationError(f"The server's {deployment.name} is of {there}.", "Name this one apart: --name NAME.")


async def settle(client: Any, deployment_ids: Sequence[Any], state: State) -> None:
    """What an earlier service left: a run that nobody works on has crashed, and of those overdue the last is enough.

    While the warehouse is locked there is a run at work, from wherever: then nothing is touched.
    """
    from prefect.client.schemas import filters  # noqa: PLC0415
    from prefect.client.schemas.objects import StateType  # noqa: PLC0415
    from prefect.client.schemas.sorting import FlowRunSort  # noqa: PLC0415
    from prefect.states import Cancelled, Crashed  # noqa: PLC0415

    async def runs(deployments: Sequence[Any], *states: Any) -> list[Any]:
        found: list[Any] = await client.read_flow_runs(
            deployment_filter=filters.DeploymentFilter(id=filters.DeploymentFilterId(any_=list(deployments))),
            flow_run_filter=filters.FlowRunFilter(
                state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=list(states)))
            ),
            sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        )
        return found

    try:
        with state.locked(wait=2 * END_SECONDS):
            for run in await runs(deployment_ids, StateType.RUNNING, StateType.PENDING, StateType.CANCELLING):
                lost: Any = Crashed(message="Its process, or the service that ran it, ended without a word.")
                await client.set_flow_run_state(run.id, lost, force=True)
    except WarehouseBusyError:
        return
    now = datetime.now(UTC)
    overdue = [run for run in await runs(deployment_ids[:1], StateType.SCHEDULED) if run.expected_start_time < now]
    for run in [run for run in overdue if run.auto_scheduled][1:]:
        missed: Any = Cancelled(message="Missed while nothing was served; a later run makes up for it.")
        await client.set_flow_run_state(run.id, missed, force=True)
