"""Settings: `WIREHOUSE_*` environment variables over `wirehouse.toml` over the defaults here.

Read in `flows`, `cli` and `orchestration` only; below them everything travels as arguments.
"""

import hashlib
import re
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

SETTINGS_FILE = "wirehouse.toml"


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

    def parse_hash(self) -> str:
        """Hash of the settings that change what the same bytes mean: other than these, files stay `unchanged`."""
        return hashlib.sha256(self.model_dump_json(exclude={"path"}).encode()).hexdigest()[:16]


class Settings(BaseSettings):
    """The settings of one warehouse. Sizes in MiB, times in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="WIREHOUSE_", env_nested_delimiter="__", toml_file=SETTINGS_FILE, extra="forbid"
    )

    warehouse: Path = Field(Path("data/warehouse.duckdb"), description="the published file")
    sources: dict[str, SourceSettings] = Field(default_factory=dict)
    batch_files: int = Field(6_000, ge=1, description="most files a batch")
    batch_mib: int = Field(64, ge=1, description="bytes a batch, before unpacking")
    max_file_mib: int = Field(64, ge=1, description="largest file read whole, after unpacking")
    keep_versions: int = Field(7, ge=1, description="published versions kept")
    keep_runs: int = Field(400, ge=1, description="run records kept")
    keep_data_docs: int = Field(14, ge=1, description="runs kept in the Data Docs")
    link_window_days: int | None = Field(
        None, ge=0, description="links only between articles so many days apart at most; unset: against everything"
    )
    largest_story: int = Field(500, ge=1, description="articles in one story from which on gate 2 warns")
    story_share: float = Field(0.5, gt=0, le=1, description="share of a source in one story from which on gate 2 warns")
    blocking_checks: list[str] = Field(
        default_factory=list, description="names of checks that refuse to publish though they only warn by default"
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
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: Any) -> Settings:
    """The settings in force in the working directory; `overrides` that are None are left out.

    Raises `ConfigurationError` with one line for each setting that is not as it must be.
    """
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
    except ValueError as error:  # tomllib and pydantic-settings, on a file or a variable that is no TOML or JSON
        raise ConfigurationError(f"Settings: {error}.", f"Mend {SETTINGS_FILE} or the WIREHOUSE_* variables.") from None
