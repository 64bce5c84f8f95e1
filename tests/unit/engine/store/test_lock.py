"""The writer lock: one at a time, named, and free when its holder dies."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from searchapp.engine.store.lock import writer_lock
from searchapp.errors import IndexStateError, LockHeld

HOLD = """
import sys
from pathlib import Path
from searchapp.engine.store.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    """It fails at once, naming the process; when that dies, the lock is free."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockHeld, match=f"process {holder.pid} "), writer_lock(tmp_path):
            pass
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    with writer_lock(tmp_path):
        pass


def test_the_lock_can_be_taken_again_after_it_was_let_go(tmp_path: Path) -> None:
    """Also after an error inside the block; the file that stays behind means nothing."""
    with pytest.raises(RuntimeError), writer_lock(tmp_path):
        raise RuntimeError
    (tmp_path / "lock").write_text("not a note")
    with writer_lock(tmp_path):
        assert str(os.getpid()) in (tmp_path / "lock").read_text()


def test_a_full_disk_does_not_keep_the_lock_from_being_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else `index prune`, which would make room, could not run; only the note is missing."""

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("searchapp.engine.store.lock.os.pwrite", full)
    refused = pytest.raises(LockHeld, match="another process")
    with writer_lock(tmp_path), refused, writer_lock(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_an_error_with_a_code(tmp_path: Path) -> None:
    """A file in its place, for instance."""
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexStateError, match="cannot be written"), writer_lock(tmp_path / "file"):
        pass
