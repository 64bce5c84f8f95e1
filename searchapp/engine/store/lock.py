"""The writer lock: one writer at a time, freed by the kernel when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from searchapp.engine.store.storage import storage_fault, sync
from searchapp.errors import LockHeld
from searchapp.messages import Notice

__all__ = ["FILE_NAME", "writer_lock"]

FILE_NAME = "lock"


@contextmanager
def writer_lock(index: Path) -> Iterator[None]:
    """Hold the right to write the index while the block runs.

    The lock is ``flock`` on ``index/lock``; the file's content only says who holds it, its being
    there means nothing.

    :raises LockHeld: at once, if another process holds it; the message says which and since when.
    :raises IndexStateError: the folder cannot be made or written to, or has no locks.
    """
    descriptor = _open(index)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockHeld(
                Notice("lock.held", {"holder": _read_holder(descriptor)}),
                hint=Notice("lock.held.hint"),
            ) from None
        except OSError as error:
            raise storage_fault(error, index) from error
        _write_holder(descriptor)
        yield
    finally:
        os.close(descriptor)


def _open(index: Path) -> int:
    try:
        if not index.is_dir():
            index.mkdir(parents=True, exist_ok=True)
            sync(index.parent)
        return os.open(index / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise storage_fault(error, index) from error


def _write_holder(descriptor: int) -> None:
    """Say who holds the lock, if there is room to: on a full disk it must still be held."""
    note = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(note).encode() + b"\n", 0)


def _read_holder(descriptor: int) -> Notice:
    try:
        note = json.loads(os.pread(descriptor, 4_096, 0))
        holder = {each: str(note[each]) for each in ("pid", "host", "since")}
        return Notice("lock.holder", holder)
    except (OSError, ValueError, KeyError, TypeError):
        return Notice("lock.holder-unknown")
