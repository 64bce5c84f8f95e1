"""Watching a corpus: one report for a burst of changes, after it has settled."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from searchapp.indexing import watch
from searchapp.indexing.watch import settled_changes


class _Burst(threading.Event):
    """A request to stop that is not made; whoever asks for it watches, so the burst comes then."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._left = [folder / f"{number}.txt" for number in range(5)]

    def is_set(self) -> bool:
        while self._left:
            self._left.pop().write_text("x")
        return super().is_set()


def test_a_burst_of_changes_is_reported_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files written one after the other come together; after the stop nothing more comes."""
    monkeypatch.setattr(watch, "QUIET_MS", 500)
    stop = _Burst(tmp_path)
    reported = []
    for count in settled_changes(tmp_path, stop):
        reported.append(count)
        stop.set()
    assert reported == [5]
