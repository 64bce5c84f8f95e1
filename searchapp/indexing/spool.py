"""Where do extracted pages wait until they are indexed? A file that outlives a stopped run.

Extraction is the long part of a reindex. What it makes is kept here by page content, path, pipeline
version and what was known about the source, so that a run that was stopped goes on where it was.
When a generation has been published, the spool is deleted: the index holds everything then.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from searchapp.errors import MachineFault

__all__ = ["Spool", "open_spool"]

FILE_NAME = "extracted.sqlite3"
FOLDER = "cache"

BATCH = 500
"""Pages between two commits: what a killed process loses."""


DIGEST_BYTES = 16
"""Before each blob, of its key and of it."""


class Spool:
    """Blobs by key, in the order in which they were put."""

    def __init__(self, connection: sqlite3.Connection, *, empty: bool) -> None:
        self._connection = connection
        self._waiting = 0
        self.empty = empty
        """Nothing was here at the start, so there is nothing to look up."""

    def find(self, key: bytes) -> bytes | None:
        """Return what was put under a key, in this run or one before, if it is still that.

        Raises ``OSError``.
        """
        with _disk_faults():
            found = self._connection.execute("SELECT blob FROM pages WHERE key = ?", (key,))
            row = found.fetchone()
        return _checked(key, row[0]) if row else None

    def put(self, key: bytes, blob: bytes) -> None:
        """Keep a blob; it is safe from the death of the process after at most a batch.

        Raises ``OSError``.
        """
        with _disk_faults():
            kept = _digest(key, blob) + blob
            self._connection.execute("INSERT OR REPLACE INTO pages VALUES (?, ?)", (key, kept))
            self._waiting += 1
            if self._waiting >= BATCH:
                self._connection.commit()
                self._waiting = 0

    def read(self, key: bytes) -> bytes:
        """Return what was put under a key. Raises ``OSError``, also if it is not there any more."""
        blob = self.find(key)
        if blob is None:
            raise OSError(errno.EIO, "what was extracted is not what was kept")
        return blob


@contextmanager
def open_spool(index: Path) -> Iterator[Spool]:
    """Open the spool of an index; it is deleted if the block succeeds, and kept if it does not.

    It is deleted, too, if the machine failed: libraries go on after an error that they do not
    expect, with less than they would have found, so nothing read in such a run can be relied upon.
    A spool that is damaged is begun anew. Raises ``OSError``.
    """
    folder = index / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    try:
        connection = _connect(path)
    except sqlite3.DatabaseError:
        _delete(path)
        with _disk_faults():
            connection = _connect(path)
    try:
        with _disk_faults():
            count = connection.execute("SELECT count(*) FROM pages").fetchone()[0]
        yield Spool(connection, empty=count == 0)
    except BaseException as error:
        failed = isinstance(error, MachineFault)
        with contextlib.suppress(sqlite3.Error):
            if not failed:
                connection.commit()
        connection.close()
        if failed:
            with contextlib.suppress(OSError):
                _delete(path)
        raise
    connection.close()
    # The work is published: a fault of the disk now must not report that it is not.
    with contextlib.suppress(OSError):
        _delete(path)


@contextmanager
def _disk_faults() -> Iterator[None]:
    """Raise a fault of the disk as the error that all other storage raises for it."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0)
        if code == sqlite3.SQLITE_IOERR_NOMEM:
            raise MemoryError(str(error)) from error
        full = code == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error


def _digest(key: bytes, blob: bytes) -> bytes:
    return hashlib.blake2b(key + blob, digest_size=DIGEST_BYTES).digest()


def _checked(key: bytes, kept: bytes) -> bytes | None:
    """Return the blob of a row: SQLite notices no flipped bit in it, or in what leads to it."""
    blob = kept[DIGEST_BYTES:]
    return blob if kept[:DIGEST_BYTES] == _digest(key, blob) else None


def _delete(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    # The spool is a cache: after a loss of power it may be lost, and is then made again.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS pages (key BLOB PRIMARY KEY, blob BLOB NOT NULL)"
    )
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(found)
