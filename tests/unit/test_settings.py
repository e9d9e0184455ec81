from pathlib import Path

import pytest

from wirehouse.errors import ConfigurationError
from wirehouse.settings import SourceSettings, load_settings


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
        ("batch_files = ", "Settings: "),
    ],
    ids=["range", "typing error", "unknown date source", "impossible day", "no TOML"],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(text, said):
    Path("wirehouse.toml").write_text(text)
    with pytest.raises(ConfigurationError, match="Mend wirehouse.toml") as caught:
        load_settings()
    assert said in str(caught.value)
    assert "\n" not in caught.value.message


def test_only_what_changes_the_meaning_of_bytes_changes_the_hash():
    plain = SourceSettings()
    assert plain.parse_hash() == SourceSettings(path="/elsewhere").parse_hash()
    assert plain.parse_hash() != SourceSettings(date_from="mtime").parse_hash()
    assert plain.parse_hash() != SourceSettings(publisher="Other").parse_hash()
