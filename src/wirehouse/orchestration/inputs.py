"""From settings and arguments to sources."""

import re
from collections.abc import Iterable, Mapping

from wirehouse import project
from wirehouse.errors import ConfigurationError
from wirehouse.settings import SETTINGS_FILE, Settings, SourceSettings
from wirehouse.sources.source import Source, locate

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
        _with_settings(name, root, None, _settings_of(name, settings.sources)) for name, root in sorted(roots.items())
    ]


def _resolve(argument: str, settings: Settings) -> Source:
    if (known := settings.sources.get(argument)) and known.path:
        return _make(argument, known.path, known)
    match = NAMED.fullmatch(argument)
    path = match["path"] if match else argument
    name = match["name"] if match else locate(path)[0]
    return _make(name, path, _settings_of(name, settings.sources))


def _settings_of(name: str, sources: Mapping[str, SourceSettings]) -> SourceSettings:
    """Settings by name; a name from an environment variable has lost its capitals."""
    return sources.get(name) or sources.get(name.lower()) or SourceSettings()  # type: ignore[call-arg]


def _make(name: str, path: str, given: SourceSettings) -> Source:
    _, root, only = locate(path)
    return _with_settings(name, root, only, given)


def _with_settings(name: str, root: str, only: str | None, given: SourceSettings) -> Source:
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
        settings_hash=given.parse_hash(),
    )


def check_roots(sources: Iterable[Source], roots: Mapping[str, str], *, moved: bool) -> None:
    """Raise `ConfigurationError` where a source's name is known with another root, unless it was `moved`."""
    for source in sources:
        known = roots.get(source.name)
        if known is not None and known != source.root and not moved:
            raise ConfigurationError(
                f"Source {source.name!r} was read from {known} before, now from {source.root}.",
                "If it moved, run once with --moved; if it is another one, name it: `wirehouse run NAME=PATH`.",
            )
