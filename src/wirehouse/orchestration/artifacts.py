"""What a run shows in the Prefect UI: its fates, its checks, and a summary in words."""

import re
from html import escape

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from wirehouse.report.record import RunRecord
from wirehouse.report.summary import check_rows, fate_rows, headline, next_steps

# What Markdown may read as more than a character, a bare address (`www.…`) included; `&lt;` from `escape` stays whole.
MEANINGFUL = re.compile(r"[\\`*_{}\[\]()#+\-.!|~:/@^$=]")


def publish_artifacts(record: RunRecord) -> None:
    """Create the three artifacts of the flow run at work."""
    create_table_artifact(
        key="fates", table=fate_rows(record),
        description=f"What became of the {record.discovered:,} records discovered",
    )  # fmt: skip
    if record.checks:
        create_table_artifact(key="checks", table=check_rows(record), description="The checks of both gates")
    create_markdown_artifact(key="summary", markdown=to_markdown(record), description=headline(record))


def to_markdown(record: RunRecord) -> str:
    """The summary as Markdown. Whatever comes from the data is escaped: it must not become a link or an element."""
    lines = [f"# {headline(record)}", ""]
    lines += [f"> {_plain(message)}\n" for message in record.messages]
    lines += ["| fate | records |", "|---|---:|"]
    lines += [f"| {row['fate']} | {row['records']:,} |" for row in fate_rows(record)]
    if record.quarantined_by_reason:
        lines += ["", "| held back because | records |", "|---|---:|"]
        lines += [f"| `{reason}` | {count:,} |" for reason, count in record.quarantined_by_reason.items()]
    lines += ["", "| stage | seconds | rows | peak MiB |", "|---|---:|---:|---:|"]
    for stage in record.stages:
        numbers = f"{stage['duration_seconds']:.2f} | {stage['row_count'] or ''} | {stage['peak_rss_mb']:.0f}"
        lines.append(f"| {stage['stage']} | {numbers} |")
    lines += ["", "Next:", ""]
    lines += [f"- {what}: `{command}`" for what, command in next_steps(record)]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """A text that Markdown shows as it is: one line, every sign that could mean something escaped."""
    return MEANINGFUL.sub(r"\\\g<0>", escape(" ".join(text.split()), quote=False))
