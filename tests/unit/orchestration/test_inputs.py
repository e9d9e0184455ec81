import pytest

from wirehouse.errors import ConfigurationError
from wirehouse.orchestration.inputs import check_roots, resolve_sources
from wirehouse.settings import Settings, SourceSettings
from wirehouse.sources.source import Source


@pytest.fixture
def settings(tmp_path):
    for name in ("daily", "weekly"):
        (tmp_path / name).mkdir()
    return Settings(
        sources={
            "daily": SourceSettings(path=str(tmp_path / "daily"), publisher="The Daily"),
            "weekly": SourceSettings(date_from="mtime"),
        }
    )


def test_without_arguments_the_settings_with_a_path_count(settings):
    assert [(one.name, one.publisher) for one in resolve_sources(settings)] == [("daily", "The Daily")]


@pytest.mark.parametrize(
    ("argument", "name", "date_from"),
    [("daily", "daily", "header"), ("{}/weekly", "weekly", "mtime"), ("other={}/weekly", "other", "header")],
    ids=["by name", "settings by last component", "named"],
)
def test_an_argument_finds_its_settings(settings, tmp_path, argument, name, date_from):
    (source,) = resolve_sources(settings, [argument.format(tmp_path)])
    assert (source.name, source.date_from) == (name, date_from)


@pytest.mark.parametrize("known", [{"mine": "/news/mine"}, {"sample": "/x/sample", "mine": "/news/2024"}])
def test_the_sample_is_not_mixed_into_somebodys_news(known):
    with pytest.raises(ConfigurationError, match="the warehouse is of mine, not of the sample"):
        resolve_sources(Settings(), (), known)
    assert [one.name for one in resolve_sources(Settings(), (), {"sample": "/x/sample"})] == ["sample"]


def test_two_sources_of_one_name_are_refused(settings, tmp_path):
    with pytest.raises(ConfigurationError, match="Two sources are named 'daily'"):
        resolve_sources(settings, ["daily", f"{tmp_path}/daily"])


def test_check_roots_accepts_the_known_and_the_moved():
    here = Source("daily", "/new")
    check_roots([here], {"daily": "/new", "other": "/x"}, moved=False)
    check_roots([here], {"daily": "/old"}, moved=True)
    with pytest.raises(ConfigurationError, match="from /old before, now from /new"):
        check_roots([here], {"daily": "/old"}, moved=False)
