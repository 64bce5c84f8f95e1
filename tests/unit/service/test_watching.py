"""Watching a corpus: one report for a burst of changes, after it has settled."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from searchapp.service import watching
from searchapp.service.watching import settled_changes


def test_a_burst_of_changes_is_reported_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files written one after the other come together; after the stop nothing more comes."""
    monkeypatch.setattr(watching, "QUIET_MS", 300)
    stop = threading.Event()

    def write() -> None:
        time.sleep(0.5)
        for number in range(5):
            (tmp_path / f"{number}.txt").write_text("x")
            time.sleep(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    reported = []
    for count in settled_changes(tmp_path, stop):
        reported.append(count)
        stop.set()
    writer.join()
    assert reported == [5]
