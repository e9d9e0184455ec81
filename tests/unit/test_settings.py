import re
from pathlib import Path

import pytest

from wirehouse import project
from wirehouse.errors import ConfigurationError
from wirehouse.settings import OTHERS, SourceSettings, load_settings


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_environment_wins_over_the_file_and_arguments_over_both(monkeypatch):
    Path("wirehouse.toml").write_text('warehouse = "file.duckdb"\nbatch_files = 7\n')
    assert load_settings().warehouse == Path("file.duckdb")
    monkeypatch.setenv("WIREHOUSE_WAREHOUSE", "environment.duckdb")
    assert load_settings().warehouse == Path("environment.duckdb")
    assert load_settings(warehouse=Path("argument.duckdb")).warehouse == Path("argument.duckdb")
    assert load_settings(warehouse=None).batch_files == 7


def test_a_source_can_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("WIREHOUSE_SOURCES__DAILY__DATE_FROM", "mtime")
    assert load_settings().sources["daily"].date_from == "mtime"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("batch_files = 0", "batch_files: Input should be greater"),
        ("bacth_files = 5", "bacth_files: Extra inputs"),
        ('[sources.a]\ndate_from = "yesterday"', "expected header, mtime, path:PATTERN"),
        ('[sources.a]\ndate_from = "fixed:2023-02-30"', "sources.a.date_from"),
        ("batch_files = ", "wirehouse.toml is no TOML: Invalid value (at the end, line 1)"),
        ("batch_files = 7\nworkers =\n", "(at line 2, column 10)"),
    ],
    ids=["range", "typing error", "unknown date source", "impossible day", "no TOML", "no TOML further on"],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(text, said):
    Path("wirehouse.toml").write_text(text)
    with pytest.raises(ConfigurationError, match="Mend wirehouse.toml") as caught:
        load_settings()
    assert said in str(caught.value)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("WIREHOUSE_KEEP_VERSION", "Did you mean WIREHOUSE_KEEP_VERSIONS?"),
        ("wirehouse_worker", "Did you mean WIREHOUSE_WORKERS?"),
        ("WIREHOUSE_SOURCE__DAILY__PATH", "is no setting"),
        ("WIREHOUSE_SOURCES__DAILY__PTAH", "sources.daily.ptah: Extra inputs"),
    ],
)
def test_a_misspelt_variable_is_refused_as_in_the_file(variable, said, monkeypatch):
    monkeypatch.setenv(variable, "3")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert said in str(caught.value)


def test_the_variables_of_the_makefile_are_known(monkeypatch):
    named = set(re.findall(r"WIREHOUSE_([A-Z_]+)=", (project.root() / "Makefile").read_text(encoding="utf-8")))
    assert named == OTHERS - {"SERVED_BY"}
    for name in OTHERS:
        monkeypatch.setenv(f"WIREHOUSE_{name}", "1")
    load_settings()


def test_only_what_changes_the_meaning_of_bytes_changes_the_hash():
    plain = SourceSettings()
    assert plain.parse_hash() == SourceSettings(path="/elsewhere").parse_hash()
    assert plain.parse_hash() != SourceSettings(date_from="mtime").parse_hash()
    assert plain.parse_hash() != SourceSettings(publisher="Other").parse_hash()


@pytest.mark.parametrize(
    "variable", ["WIREHOUSE_SERVICE_HOST", "WIREHOUSE_PORT", "WIREHOUSE_PORT_80_TCP_ADDR", "WIREHOUSE_HOME"]
)
def test_somebody_elses_variable_is_none_of_ours(variable, monkeypatch):
    """A cluster sets those of a service that is named so, and nobody can unset them."""
    monkeypatch.setenv(variable, "tcp://10.0.0.1:80")
    load_settings()
