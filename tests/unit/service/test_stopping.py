"""A reindex that is asked to stop: it says so, keeps what it has read, and leaves nothing else."""

from __future__ import annotations

import os
import signal
import time

import pytest

from searchapp.engine.lock import writer_lock
from searchapp.service.reindex import reindex
from searchapp.settings import Settings
from tests.faults.killing import command
from tests.faults.newsroom import Newsroom, leftovers, state_of


@pytest.mark.parametrize(
    ("number", "jobs", "code"),
    [(signal.SIGINT, "2", 130), (signal.SIGTERM, "2", 143), (signal.SIGTERM, "1", 143)],
)
def test_a_reindex_that_is_stopped(
    tmp_path_factory: pytest.TempPathFactory, number: signal.Signals, jobs: str, code: int
) -> None:
    """Ctrl-C reaches all processes of the terminal, another signal only the one it is sent to."""
    root = tmp_path_factory.mktemp("stopped")
    settings = Settings(corpus=root / "corpus", index=root / "index", jobs=1)
    room = Newsroom(settings.corpus)
    room.fill(400)
    child = command(settings, "--jobs", jobs)
    spool = settings.index / "cache" / "extracted.sqlite3-wal"
    while child.poll() is None and not spool.exists():
        time.sleep(0.01)
    if number == signal.SIGINT:
        os.killpg(child.pid, number)
    else:
        child.send_signal(number)
    out, err = child.communicate()
    assert child.returncode == code, (out, err)
    assert "Stopped" in err
    assert "Traceback" not in err
    with writer_lock(settings.index):
        assert leftovers(settings) == []
    reindex(settings)
    assert state_of(settings) == room.titles
