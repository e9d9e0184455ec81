"""What a run is asked to do, and from which sources: out of the settings, the arguments and the warehouse."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wirehouse import project
from wirehouse.errors import ConfigurationError, EnvironmentProblemError
from wirehouse.readers.payload import Limits
from wirehouse.redaction import conceal, redact
from wirehouse.schema import PARSER_VERSION
from wirehouse.settings import SETTINGS_FILE, Settings, SourceSettings
from wirehouse.sources.discovery import Discovery, discover_all, read_again
from wirehouse.sources.source import Source, locate
from wirehouse.warehouse.ledger import Published, read_dated_files, read_published

MIB = 1024 * 1024
NO_ROOTS: Mapping[str, str] = {}
NAMED = re.compile(r"(?P<name>[\w.-]+)=(?P<path>.+)", re.DOTALL)


@dataclass(frozen=True)
class HeldBack:
    """Which quarantined records a replay tries again, and what a person says of them.

    All open ones, or those of `ids`, or those held back for `reason`. `given_date` is theirs; `accept` lets them pass
    the rule that held them back. Both are kept with the very text that they were said of.
    """

    ids: tuple[str, ...] = ()
    reason: str | None = None
    given_date: date | None = None
    accept: bool = False


@dataclass(frozen=True)
class RunOptions:
    """How this one run differs from an ordinary night.

    `kind`: one of `RUN_KINDS`. `full`: gate 2 looks at everything. `verify`: hash every file.
    `moved`: sources may have new roots. `data_docs`: build the checks' pages though nothing failed. `wait`: seconds to
    wait for another run's end. `dates`: of a backfill, the first and the last day. `held_back`: of a replay.
    """

    kind: str = "nightly"
    full: bool = False
    verify: bool = False
    moved: bool = False
    data_docs: bool = False
    wait: float = 0.0
    dates: tuple[date, date] | None = None
    held_back: HeldBack | None = None

    @property
    def is_stored(self) -> bool:
        """Whether the run reads the warehouse's own records, and no file."""
        return self.kind in ("rebuild", "replay")


def find_sources(
    settings: Settings, arguments: list[str], options: RunOptions, warehouse: Path
) -> tuple[list[Source], Published]:
    """The sources of a run, and what is published: as the arguments and the settings name them, or, where no file is
    read, as the warehouse knows them.

    Raises `ConfigurationError` for sources that contradict the warehouse, `EnvironmentProblemError` where none is.
    """
    published = read_published(warehouse, project.sql())
    if not options.is_stored:
        sources = resolve_sources(settings, arguments, published.roots)
        check_roots(sources, published.roots, moved=options.moved)
        return sources, published
    if not published.version:
        raise EnvironmentProblemError(f"No warehouse at {warehouse}.", "`wirehouse run FOLDER` makes one.")
    return _known_sources(settings, published.roots), published


def discover(
    settings: Settings,
    sources: Sequence[Source],
    published: Published,
    dates: tuple[date, date] | None = None,
    *,
    verify: bool = False,
) -> list[Discovery]:
    """Every source's files against the ledger; of a backfill those alone that are of its days, to be read again."""
    found = discover_all(sources, published.ledger, PARSER_VERSION, settings.gone_share, verify=verify)
    if dates is None:
        return found
    dated = read_dated_files(settings.warehouse.resolve(), *dates)
    return [read_again(one, dated, *dates) for one in found]


def resolve_sources(
    settings: Settings, arguments: Iterable[str] = (), roots: Mapping[str, str] = NO_ROOTS
) -> list[Source]:
    """The sources of a run, sorted by name: the arguments (`[name=]path`, or a name from the settings), else the
    settings' sources, else the sample. `roots` are those that the warehouse knows: the sample is not mixed into
    somebody's own news, where the sources were but forgotten.

    Raises `ConfigurationError` for that, and for two sources of one name, and what `locate` raises.
    """
    given = list(arguments) or [name for name, source in settings.sources.items() if source.path]
    if not given and (own := sorted(roots.keys() - {project.sample().name})):
        raise ConfigurationError(
            f"No source named, and the warehouse is of {', '.join(own)}, not of the sample.",
            f"Name what is to be read, as on the night before, or keep it in {SETTINGS_FILE}; "
            "`wirehouse sql 'from ops.sources'` shows where it was.",
        )
    if not given:
        if not project.sample().is_dir():
            raise ConfigurationError(
                "No source named.", f"Give a folder (`wirehouse run FOLDER`) or a [sources.NAME] in {SETTINGS_FILE}."
            )
        given = [str(project.sample())]
    sources = [_resolve(argument, settings) for argument in given]
    names = [source.name for source in sources]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigurationError(
            f"Two sources are named {doubled[0]!r}.", "Name them apart: `wirehouse run one=PATH two=PATH`."
        )
    return sorted(sources, key=lambda source: source.name)


def _known_sources(settings: Settings, roots: Mapping[str, str]) -> list[Source]:
    """The sources of a warehouse by name and root, with the settings of today; whether they can be reached or not."""
    return [_make(name, root, None, settings) for name, root in sorted(roots.items())]


def _resolve(argument: str, settings: Settings) -> Source:
    if (known := settings.sources.get(argument)) and known.path:
        name, path = argument, known.path
    else:
        match = NAMED.fullmatch(argument)
        name, path = (match["name"], match["path"]) if match else ("", argument)
    found, root, only = locate(path)
    return _make(name or found, root, only, settings)


def _make(name: str, root: str, only: str | None, settings: Settings) -> Source:
    """A source with its settings, by name; a name from an environment variable has lost its capitals."""
    given = settings.sources.get(name) or settings.sources.get(name.lower()) or SourceSettings()  # type: ignore[call-arg]
    # a file held back as too large is read again when the limit is raised
    settings_hash = given.parse_hash(*limits_of(settings))
    return Source(name, root, only, settings_hash=settings_hash, **given.model_dump(exclude={"path"}))


def concealed(argument: str) -> str:
    """A source's argument without its credentials, for Prefect, which keeps a run's parameters in its database."""
    match = NAMED.fullmatch(argument)
    name, path = (f"{match['name']}=", match["path"]) if match else ("", argument)
    return name + conceal(path.rstrip("/") if "://" in path else path)


def limits_of(settings: Settings) -> Limits:
    """What the settings let one file cost."""
    return Limits(
        max_bytes=settings.max_file_mib * MIB,
        max_ratio=settings.max_unpack_ratio,
        max_records=settings.max_file_records,
        max_record_bytes=settings.max_record_mib * MIB,
        max_hash_bytes=settings.max_hash_mib * MIB,
    )


def check_roots(sources: Iterable[Source], roots: Mapping[str, str], *, moved: bool) -> None:
    """Raise `ConfigurationError` where a source's name is known with another root, unless it was `moved`."""
    for source in sources:
        known = roots.get(source.name)
        if known is not None and redact(known) != source.root and not moved:
            raise ConfigurationError(
                f"Source {source.name!r} was read from {known} before, now from {source.root}.",
                "If it moved, run once with --moved; if it is another one, name it: `wirehouse run NAME=PATH`.",
            )
