"""Settings: `WIREHOUSE_*` environment variables over `wirehouse.toml` over the defaults here.

Read in `flows`, `cli` and `orchestration` only; below them everything travels as arguments.
"""

import difflib
import hashlib
import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from wirehouse.errors import ConfigurationError
from wirehouse.redaction import redact

SETTINGS_FILE = "wirehouse.toml"
PREFIX = "WIREHOUSE_"
# Not settings of a warehouse: what the service tells its runs, and what `make faults` and its like tell the tests.
OTHERS = frozenset({"SERVED_BY", "FAULTS", "FAULTS_SEED", "FUZZ_SECONDS", "SERVE"})


class SourceSettings(BaseModel):
    """One named source: where its files are, and how its texts are to be understood."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str | None = Field(None, description="a folder, a file or an fsspec URL")
    publisher: str | None = Field(None, description="the publisher of every record that names none itself")
    country: str | None = Field(
        None, pattern="^[A-Z]{2}$", description="its home (ISO 3166-1): settles ambiguous places and time zones"
    )
    format: Literal["auto", "text", "jsonl"] = Field("auto", description="auto tells by name and content")
    date_from: str = Field("header", description="header | mtime | path:PATTERN, as path:%Y/%m/%d | fixed:YYYY-MM-DD")
    require_date: Literal["quarantine", "warn"] = Field(
        "quarantine", description="what becomes of a record without a date"
    )
    follow_links: bool = Field(False, description="read what links lead to outside the source's folder")
    fields: dict[str, str] = Field(default_factory=dict, description="JSON Lines: our field = theirs, dots for nesting")

    @field_validator("date_from")
    @classmethod
    def _known_date_source(cls, value: str) -> str:
        if value in ("header", "mtime") or re.fullmatch(r"path:.*%Y.*", value):
            return value
        if match := re.fullmatch(r"fixed:(\d{4}-\d\d-\d\d)", value):
            date.fromisoformat(match[1])
            return value
        raise ValueError("expected header, mtime, path:PATTERN with %Y in it, or fixed:YYYY-MM-DD")

    def parse_hash(self, *limits: int) -> str:
        """Hash of the settings that change what the same bytes mean: other than these, files stay `unchanged`."""
        meaning = self.model_dump_json(exclude={"path", "follow_links"}) + repr(limits)
        return hashlib.sha256(meaning.encode()).hexdigest()[:16]


class _File(TomlConfigSettingsSource):
    """`wirehouse.toml`, which must hold no secret: it is copied, committed and read by others."""

    def __call__(self) -> dict[str, Any]:
        values = super().__call__()
        sources = values.get("sources")
        for name, source in sources.items() if isinstance(sources, dict) else ():
            path = source.get("path") if isinstance(source, dict) else None
            if isinstance(path, str) and redact(path) != path:
                raise ValueError(f"sources.{name}.path holds credentials; WIREHOUSE_SOURCES__{name.upper()}__PATH may")
        return values


class Settings(BaseSettings):
    """The settings of one warehouse. Sizes in MiB, times in seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", toml_file=SETTINGS_FILE, extra="forbid"
    )

    warehouse: Path = Field(Path("data/warehouse.duckdb"), description="the published file")
    sources: dict[str, SourceSettings] = Field(default_factory=dict)
    batch_files: int = Field(6_000, ge=1, description="most files a batch")
    batch_mib: int = Field(64, ge=1, description="bytes a batch, before unpacking")
    workers: int | None = Field(
        None,
        ge=0,
        le=64,
        description="processes that read and split; by default one a core for a night that is worth it",
    )
    max_file_mib: int = Field(64, ge=1, description="largest file read whole, after unpacking")
    max_unpack_ratio: int = Field(100, ge=1, description="how many times its size a packed file above 1 MiB may have")
    max_record_mib: int = Field(1, ge=1, description="largest text taken for an article")
    max_file_records: int = Field(200_000, ge=1, description="records read from one file")
    max_hash_mib: int = Field(16_384, ge=1, description="how much of a file that is too large is hashed")
    keep_versions: int = Field(7, ge=1, description="published versions kept")
    keep_versions_mib: int = Field(20_480, ge=1, description="what they may take of the disk, the published one apart")
    keep_runs: int = Field(400, ge=1, description="run records kept")
    keep_data_docs: int = Field(14, ge=1, description="runs kept in the Data Docs")
    keep_prefect_days: int = Field(90, ge=1, description="days after which Prefect forgets a run")
    link_window_days: int | None = Field(
        None, ge=0, description="links only between articles so many days apart at most; unset: against everything"
    )
    largest_story: int = Field(500, ge=1, description="articles in one story from which on gate 2 warns")
    story_share: float = Field(0.5, gt=0, le=1, description="share of a source in one story from which on gate 2 warns")
    block_on: list[str] = Field(
        default_factory=list, description="checks of gate 2 that only warn by default, but are to refuse: their names"
    )
    gone_share: float = Field(
        0.5, ge=0, le=1, description="share of a source that may vanish before a run refuses to believe it"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over environment over `wirehouse.toml`; no dotenv, no secret files."""
        return init_settings, env_settings, _File(settings_cls)


def load_settings(**overrides: Any) -> Settings:
    """The settings in force in the working directory; `overrides` that are None are left out.

    Raises `ConfigurationError` with one line for each setting that is not as it must be.
    """
    _refuse_unknown_variables()
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']} (seen: {problem['input']!r})"
            for problem in error.errors()
        )
        raise ConfigurationError(
            f"Settings: {problems}.", f"Mend {SETTINGS_FILE} or the WIREHOUSE_* variable of that name."
        ) from None
    except tomllib.TOMLDecodeError as error:
        path = Path(SETTINGS_FILE).resolve()
        last = f"at the end, line {len(path.read_text(encoding='utf-8').splitlines())}"
        where = str(error).replace("at end of document", last)
        raise ConfigurationError(f"{path} is no TOML: {where}.", f"Mend {SETTINGS_FILE}.") from None
    except ValueError as error:  # pydantic-settings, on a variable that is no JSON
        raise ConfigurationError(f"Settings: {error}.", f"Mend {SETTINGS_FILE} or the WIREHOUSE_* variables.") from None


def _refuse_unknown_variables() -> None:
    """A setting that is misspelt in the environment is an error, as it is in the file. Capitals do not matter.

    What is like none of them is somebody else's: a cluster sets WIREHOUSE_SERVICE_HOST for a service of that name.
    """
    known = {name.upper() for name in Settings.model_fields} | OTHERS
    for variable in sorted(os.environ):
        name = variable.upper().removeprefix(PREFIX)
        if name == variable.upper() or name in known or name.startswith("SOURCES__"):
            continue
        if near := difflib.get_close_matches(name.partition("__")[0], known - OTHERS, n=1, cutoff=0.75):
            hint = f"Did you mean {PREFIX}{near[0]}?"
            raise ConfigurationError(f"{variable} in the environment is no setting.", hint)


def published_file(warehouse: Path | None = None) -> Path:
    """The full path of the warehouse that is asked for, else of the settings'."""
    return load_settings(warehouse=warehouse).warehouse.resolve()
