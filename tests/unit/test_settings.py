"""Settings: file, environment and flags, in this order of strength, each value checked."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.errors import SettingsError
from searchapp.settings import Settings, load_settings, setting_names


def test_defaults_hold_where_nothing_is_set(tmp_path: Path) -> None:
    """With no file, no variables and no flags every setting has its default."""
    loaded = load_settings(tmp_path, {})
    assert loaded.settings == Settings()
    assert set(loaded.origins.values()) == {"default"}


def test_flags_beat_environment_beats_file(tmp_path: Path) -> None:
    """The later source wins, and where a value came from is told."""
    (tmp_path / "searchapp.toml").write_text('corpus = "a"\nindex = "a"\nsite_name = "a"\n')
    loaded = load_settings(
        tmp_path,
        {"SEARCHAPP_INDEX": "b", "SEARCHAPP_SITE_NAME": "b", "HOME": "/nowhere"},
        {"site_name": "c", "jobs": None},
    )
    settings = loaded.settings
    assert (settings.corpus, settings.index, settings.site_name) == (Path("a"), Path("b"), "c")
    assert loaded.origins["corpus"] == "searchapp.toml"
    assert loaded.origins["index"] == "SEARCHAPP_INDEX"
    assert loaded.origins["site_name"] == "--site-name"
    assert loaded.origins["jobs"] == "default"


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"SEARCHAPP_CORPSE": "x"}, "'corpus'"),
        ({"SEARCHAPP_JOBS": "many"}, "whole number"),
        ({"SEARCHAPP_JOBS": "-1"}, "below 0"),
        ({"SEARCHAPP_BM25_B": "1.5"}, "above 1"),
        ({"SEARCHAPP_ENGINE": "grep"}, "whoosh"),
    ],
)
def test_a_wrong_setting_is_an_error_that_says_what_to_do(
    tmp_path: Path, environ: dict[str, str], said: str
) -> None:
    """An unknown name tells the nearest one; a bad value tells what is allowed."""
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings(tmp_path, environ)
    assert caught.value.code == "settings.invalid"


@pytest.mark.parametrize("text", ["corpus = ", "jobs = true", "jobs = 1.5", "\udcff"])
def test_a_bad_file_is_an_error(tmp_path: Path, text: str) -> None:
    """A file that is not TOML, or holds a value of another kind, is refused."""
    (tmp_path / "searchapp.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError):
        load_settings(tmp_path, {})


@given(st.dictionaries(st.sampled_from(setting_names()), st.text(max_size=12)))
def test_any_environment_gives_settings_or_a_settings_error(environ: dict[str, str]) -> None:
    """Whatever the variables hold, the outcome is settings within their limits or one error."""
    try:
        loaded = load_settings(
            Path("/nonexistent"), {f"SEARCHAPP_{k.upper()}": v for k, v in environ.items()}
        )
    except SettingsError:
        return
    for row in fields(Settings):
        value = getattr(loaded.settings, row.name)
        assert isinstance(value, type(row.default) | Path)
        if row.metadata["minimum"] is not None:
            assert value >= row.metadata["minimum"]
