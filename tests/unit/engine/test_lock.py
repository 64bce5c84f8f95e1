"""The writer lock: one at a time, named, and free when its holder dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from searchapp.engine.lock import writer_lock
from searchapp.errors import LockHeld

HOLD = """
import sys, time
from pathlib import Path
from searchapp.engine.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    """It fails at once, naming the process; when that dies, the lock is free."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
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
