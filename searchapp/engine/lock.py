"""Who is writing? One writer at a time, by a lock that the kernel frees when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from searchapp.errors import LockHeld

__all__ = ["FILE_NAME", "writer_lock"]

FILE_NAME = "lock"


@contextmanager
def writer_lock(index: Path) -> Iterator[None]:
    """Hold the right to write the index while the block runs.

    The lock is ``flock`` on ``index/lock``; the file's content only says who holds it, its being
    there means nothing.

    :raises LockHeld: at once, if another process holds it; the message says which and since when.
    """
    index.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(index / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockHeld(
                f"The index is being written by {_holder(descriptor)}.",
                hint="Wait for it to end, then try again.",
            ) from None
        _leave_note(descriptor)
        yield
    finally:
        os.close(descriptor)


def _leave_note(descriptor: int) -> None:
    note = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(note).encode() + b"\n", 0)


def _holder(descriptor: int) -> str:
    try:
        note = json.loads(os.pread(descriptor, 4_096, 0))
        return f"process {note['pid']} on {note['host']} since {note['since']}"
    except (ValueError, KeyError, TypeError):
        return "another process"
