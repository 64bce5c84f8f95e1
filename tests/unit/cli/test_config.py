"""``searchapp config``: every setting and where it comes from."""

from __future__ import annotations

from pathlib import Path

from searchapp.settings import setting_names
from tests.support.command_line import run


def test_config_show_lists_every_setting(here: Path) -> None:
    """With its value and where it came from."""
    Path("searchapp.toml").write_text('site_name = "Port news"\n')
    text = run("config", "show").output
    for name in setting_names():
        assert name in text
    assert "Port news" in text
    assert "searchapp.toml" in text
