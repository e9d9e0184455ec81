"""Alarms: Prefect automations on the deployments of one name, which send a notification through a block of the user's.

Automations live on the server: they are made once, and made again under the same names they are updated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings

from wirehouse.errors import ConfigurationError
from wirehouse.orchestration.environment import DRIFT_EVENT, WATCH_EVENT
from wirehouse.orchestration.serve import FLOWS, HEARTBEAT_SECONDS, require, tell_watch

RUN = "prefect.flow-run."
BEAT = f"{RUN}heartbeat"
ENDS = {f"{RUN}{state}" for state in ("Completed", "Failed", "Crashed", "Cancelled", "TimedOut")}
REFUSED = "*AuditRefusedError*"  # what the message of a run's state holds when the audit refused
LINK = "{{ flow_run|ui_url or '' }}"
WHOLE = "Readers keep the version published last."


@dataclass(frozen=True)
class Alarm:
    """What is watched (`match` are labels of the events), and what is sent; with `after`, what did not come behind."""

    expect: set[str]
    subject: str
    body: str
    within: timedelta = timedelta(0)
    after: frozenset[str] = frozenset()
    match: tuple[tuple[str, str], ...] = ()
    nightly_only: bool = False


@dataclass(frozen=True)
class Times:
    """How long the last good night may be ago, a run may be at work, and one may be late; 10 seconds at least."""

    fresh: timedelta = timedelta(hours=26)
    longest: timedelta = timedelta(hours=4)
    late: timedelta = timedelta(minutes=10)


def alarms(name: str, times: Times) -> dict[str, Alarm]:
    """All alarms by what they are called."""
    lost = timedelta(seconds=HEARTBEAT_SECONDS + 20)  # found within a minute of the last sign of life
    run = "{{ flow_run.name }}"
    message = ("prefect.state-message", REFUSED)
    return {
        "no run": Alarm(
            {f"{RUN}Completed"}, f"{name}: no new night",
            f"No nightly run of {name} has ended well for {_told(times.fresh)}. {WHOLE} Look whether it is served at "
            "all, and why the last run ended: `wirehouse status`.",
            # Counted from when it is watched, too: else a schedule whose first night fails would never be missed.
            times.fresh, frozenset({f"{RUN}Completed", WATCH_EVENT}), nightly_only=True,
        ),
        "late": Alarm(
            {f"{RUN}Running", *ENDS}, f"{name}: a run is due and nobody starts it",
            f"A run of {name} has been late for {_told(times.late)}. Is `wirehouse serve` at work, or a worker? {LINK}",
            times.late, frozenset({f"{RUN}Late"}),
        ),
        "hangs": Alarm(
            ENDS, f"{name}: a run hangs",
            f"{run} has been at work for {_told(times.longest)}. Cancel it in the UI: all stays whole. {LINK}",
            times.longest, frozenset({f"{RUN}Running"}),
        ),
        "died": Alarm(
            {f"{RUN}Crashed"}, f"{name}: a run's process died",
            f"{run}: {{{{ flow_run.state.message }}}} Nothing is published half; start it again. {LINK}",
        ),
        "no sign of life": Alarm(
            {BEAT, *ENDS}, f"{name}: a run gives no sign of life",
            f"{run} has been silent for {lost.seconds} seconds: its machine or its service is gone. {LINK}",
            lost, frozenset({BEAT}),
        ),
        "refused": Alarm(
            {f"{RUN}Failed"}, f"{name}: the audit refused to publish",
            f"{run}: {{{{ flow_run.state.message }}}} {LINK}", match=(message,),
        ),
        "failed": Alarm(
            {f"{RUN}Failed", f"{RUN}TimedOut"}, f"{name}: a run failed",
            f"{run}: {{{{ flow_run.state.message }}}} {WHOLE} {LINK}", match=((message[0], f"!{REFUSED}"),),
        ),
        "drift": Alarm(
            {DRIFT_EVENT}, f"{name}: a night was unlike the others",
            f"{{{{ event.payload.text }}}} It refused nothing; `wirehouse report` has the checks. {LINK}",
        ),
    }  # fmt: skip


def make_alarms(block: str, name: str, times: Times) -> list[str]:
    """Make or update all alarms for the deployments `name`; returns the automations' names. Their times begin anew.

    `block` is `type/name` of a notification block, as `slack-webhook/desk`. Raises `EnvironmentProblemError` where no
    server answers, and `ConfigurationError` where it has no such block or no such deployment.
    """
    given = PREFECT_API_URL.value() or "http://127.0.0.1:4200/api"
    require(given)
    with temporary_settings({PREFECT_API_URL: given}), get_client(sync_client=True) as client:
        block_id = _find_block(client, block)
        deployments = _find_deployments(client, name)
        asked = alarms(name, times)
        made = [_make(client, f"wirehouse {name}: {what}", one, block_id, deployments) for what, one in asked.items()]
        tell_watch(deployments["nightly"])
        return made


def _find_block(client: SyncPrefectClient, block: str) -> UUID:
    kind, _, name = block.partition("/")
    try:
        return client.read_block_document_by_name(name, kind).id
    except ObjectNotFound:
        raise ConfigurationError(
            f"The server has no block {block}.",
            "Make one in the UI under Blocks (Slack, mail, a webhook of your own …), and give its TYPE/NAME.",
        ) from None


def _find_deployments(client: SyncPrefectClient, name: str) -> dict[str, str]:
    """Of each of our flows the resource that a deployment of this name is."""
    found: dict[str, str] = {}
    asked = DeploymentFilter(name=DeploymentFilterName(any_=[name]))
    flows = {flow.id: flow.name for flow in client.read_flows(deployment_filter=asked)}
    for deployment in client.read_deployments(deployment_filter=asked):
        if (flow := flows.get(deployment.flow_id)) in FLOWS:
            found[str(flow)] = f"prefect.deployment.{deployment.id}"
    if "nightly" not in found:
        raise ConfigurationError(
            f"The server has no deployment nightly/{name}.",
            "`wirehouse serve` or `prefect deploy` makes it; `prefect deployment ls` lists them; --name NAME names it.",
        )
    return found


def _make(client: SyncPrefectClient, name: str, alarm: Alarm, block_id: UUID, deployments: dict[str, str]) -> str:
    of: Sequence[str] = [deployments["nightly"]] if alarm.nightly_only else list(deployments.values())
    ids = [f"{RUN}*", "wirehouse.*"]  # a flow run's own events, and ours: of a run, and of a deployment that is watched
    trigger: dict[str, Any] = {
        "expect": alarm.expect,
        "after": set(alarm.after),
        "posture": Posture.Proactive if alarm.after else Posture.Reactive,
        "within": alarm.within,
        "match": {"prefect.resource.id": ids, **dict(alarm.match)},
        "match_related": {"prefect.resource.role": "deployment", "prefect.resource.id": list(of)},
        "for_each": set() if alarm.nightly_only else {"prefect.resource.id"},
    }
    automation = AutomationCore(
        name=name,
        description=alarm.subject,
        trigger=EventTrigger(**trigger),
        actions=[SendNotification(block_document_id=block_id, subject=alarm.subject, body=alarm.body)],
    )
    if known := client.read_automations_by_name(name):
        client.update_automation(known[0].id, automation)
    else:
        client.create_automation(automation)
    return name


def _told(time: timedelta) -> str:
    seconds = time.total_seconds()
    size, unit = next((one for one in ((3600, "hours"), (60, "minutes")) if seconds >= 2 * one[0]), (1, "seconds"))
    return f"{seconds / size:g} {unit}"
