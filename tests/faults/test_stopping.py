"""A reindex that is asked to stop: it says so, keeps what it has read, and leaves nothing else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress

import pytest

from searchapp.engine.store import generations
from searchapp.engine.store.lock import writer_lock
from searchapp.indexing.reindexing import reindex
from searchapp.settings import Settings
from tests.faults.killing import command
from tests.support.changing_corpus import ChangingCorpus, leftovers, state_of
from tests.support.waiting import wait_until


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
    room = ChangingCorpus(settings.corpus)
    room.fill(200)
    child = _halted_half_way(settings, jobs)
    if number == signal.SIGINT:
        os.killpg(child.pid, number)
    else:
        child.send_signal(number)
    child.send_signal(signal.SIGCONT)
    out, err = child.communicate()
    assert child.returncode == code, (out, err)
    assert "Stopped" in err
    assert "Traceback" not in err
    with writer_lock(settings.index):
        assert leftovers(settings) == []
    reindex(settings)
    assert state_of(settings) == room.titles


def _halted_half_way(settings: Settings, jobs: str) -> subprocess.Popen[str]:
    """Start a reindex and halt it once it extracts, before anything is published.

    Only its main process: one that starts another cannot be halted while that one is. One that was
    done before it could be halted is no use: the next try begins from nothing.
    """
    spool = settings.index / "cache" / "extracted.sqlite3-wal"
    while True:
        child = command(settings, "--jobs", jobs)

        def extracts(at: subprocess.Popen[str] = child) -> bool:
            return spool.exists() or at.poll() is not None

        wait_until(extracts, "extraction begins")
        if child.poll() is None:
            child.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        if child.poll() is None and not (settings.index / generations.CURRENT).exists():
            return child
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        assert child.wait() in {0, -signal.SIGKILL}, child.communicate()
        child.communicate()
        shutil.rmtree(settings.index)
