"""A folder to run commands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import RELEASE


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with a corpus of one release and one empty page."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "corpus" / "port"
    folder.mkdir(parents=True)
    (folder / "quay.txt").write_text(RELEASE)
    (folder / "empty.txt").write_text(" ")
    return tmp_path
