"""From settings and arguments to sources."""

import re
from collections.abc import Iterable, Mapping

from wirehouse import project
from wirehouse.errors import ConfigurationError
from wirehouse.readers.payload import Limits
from wirehouse.redaction import conceal, redact
from wirehouse.settings import SETTINGS_FILE, Settings, SourceSettings
from wirehouse.sources.source import Source, locate

MIB = 1024 * 1024
NAMED = re.compile(r"(?P<name>[\w.-]+)=(?P<path>.+)", re.DOTALL)


def resolve_sources(settings: Settings, arguments: Iterable[str] = ()) -> list[Source]:
    """The sources of a run, sorted by name: the arguments (`[name=]path`, or a name from the settings), else the
    settings' sources, else the sample.

    Raises `ConfigurationError` for two sources of one name, and what `locate` raises.
    """
    given = list(arguments) or [name for name, source in settings.sources.items() if source.path]
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


def known_sources(settings: Settings, roots: Mapping[str, str]) -> list[Source]:
    """The sources of a warehouse by name and root, with the settings of today; whether they can be reached or not."""
    return [
        _with_settings(name, root, None, _settings_of(name, settings.sources), limits_of(settings))
        for name, root in sorted(roots.items())
    ]


def _resolve(argument: str, settings: Settings) -> Source:
    if (known := settings.sources.get(argument)) and known.path:
        return _make(argument, known.path, known, limits_of(settings))
    match = NAMED.fullmatch(argument)
    path = match["path"] if match else argument
    name = match["name"] if match else locate(path)[0]
    return _make(name, path, _settings_of(name, settings.sources), limits_of(settings))


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


def _settings_of(name: str, sources: Mapping[str, SourceSettings]) -> SourceSettings:
    """Settings by name; a name from an environment variable has lost its capitals."""
    return sources.get(name) or sources.get(name.lower()) or SourceSettings()  # type: ignore[call-arg]


def _make(name: str, path: str, given: SourceSettings, limits: Limits) -> Source:
    _, root, only = locate(path)
    return _with_settings(name, root, only, given, limits)


def _with_settings(name: str, root: str, only: str | None, given: SourceSettings, limits: Limits) -> Source:
    return Source(
        name=name,
        root=root,
        only=only,
        publisher=given.publisher,
        country=given.country,
        format=given.format,
        date_from=given.date_from,
        require_date=given.require_date,
        fields=given.fields,
        follow_links=given.follow_links,
        settings_hash=given.parse_hash(*limits),  # a file held back as too large is read again when the limit is raised
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
