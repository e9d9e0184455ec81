"""A source: a named root of raw files, and how its texts are to be understood."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem
from fsspec.registry import known_implementations

from wirehouse.errors import ConfigurationError, EnvironmentProblemError
from wirehouse.redaction import HIDDEN, conceal, reveal

# What tools and desktops leave behind in folders: never somebody's article.
IGNORED_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".gitignore"})


@dataclass(frozen=True)
class Source:
    """Where one source's files are, and the settings that give their bytes a meaning.

    `root` is an absolute path or an fsspec URL without its credentials (see `wirehouse.redaction`); for a source that
    is one file, the folder of that file, with `only` its name. `follow_links`: read what links lead to outside the
    root. `settings_hash` changes when the same bytes would mean something else.
    """

    name: str
    root: str
    only: str | None = None
    publisher: str | None = None
    country: str | None = None
    format: str = "auto"
    date_from: str = "header"
    require_date: str = "quarantine"
    fields: Mapping[str, str] = field(default_factory=dict)
    follow_links: bool = False
    settings_hash: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the files are on this machine's file system."""
        return "://" not in self.root

    def path_of(self, uri: str) -> str:
        """The full path of a file of this source, or its key with the credentials: for opening it, not for showing."""
        return f"{reveal(self.root).rstrip('/')}/{uri}"


def locate(text: str) -> tuple[str, str, str | None]:
    """`(name, root, only)` of a path or URL: the name is the last component of the path.

    Raises `EnvironmentProblemError` where nothing is, `ConfigurationError` for a protocol that is not installed.
    """
    text = text.removeprefix("file://").removeprefix("local://")
    if "://" in text:
        return _locate_url(reveal(text.rstrip("/")))
    try:
        path = Path(text).expanduser().resolve()
        is_folder = stat.S_ISDIR(path.stat().st_mode)
        str(path).encode()
    except FileNotFoundError:
        raise EnvironmentProblemError(
            f"No such folder or file: {text}.", "Give the path of a folder with raw article files."
        ) from None
    except OSError as error:
        raise EnvironmentProblemError(f"Cannot open {text}: {error.strerror}.", "Check its permissions.") from None
    except UnicodeEncodeError:
        raise ConfigurationError(f"The name of {text!r} is no valid UTF-8.", "Give the folder another name.") from None
    if is_folder:
        return path.name or "root", str(path), None
    return path.name, str(path.parent), path.name


def _locate_url(url: str) -> tuple[str, str, None]:
    root = conceal(url)
    _open_store(root)
    name = root.rsplit("/", 1)[-1].removeprefix(f"{HIDDEN}@")
    return name, root, None


def file_system(source: Source) -> fsspec.AbstractFileSystem:
    """The fsspec file system of a source."""
    return LocalFileSystem() if source.is_local else _open_store(source.root)


def _open_store(root: str) -> fsspec.AbstractFileSystem:
    try:
        return fsspec.core.url_to_fs(reveal(root))[0]
    except ImportError as error:
        driver = known_implementations.get(root.partition("://")[0], {}).get("class", "fsspec").partition(".")[0]
        hint = f"`pip install {driver}` does." if driver != "fsspec" else "Install what it names."
        raise ConfigurationError(f"Cannot open {root}: {error}.", hint) from None
    except ValueError as error:
        raise ConfigurationError(f"Cannot open {root}: {error}.", "Give a path, or a URL that fsspec opens.") from None
    except OSError as error:
        problem = str(error).partition("\n")[0]
        raise EnvironmentProblemError(f"Cannot open {root}: {problem}.", "Check its address and the network.") from None
