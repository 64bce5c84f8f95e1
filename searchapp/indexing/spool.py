"""The spool: extracted pages that wait to be indexed, in a file that outlives a stopped run.

Extraction is the long part of a reindex. Its results are kept by page content, path, pipeline
version and knowledge about the source, so that the next run after a stopped one continues from
there. Once a generation is published, the spool is deleted: the index holds everything then.

The file is a SQLite database with one table ``pages``: ``key`` (16 bytes) and ``blob`` (16 bytes of
BLAKE2b over key and content, then the content).
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
"""Pages between two commits, which is what a killed process loses."""

DIGEST_BYTES = 16
"""Length of the digest in front of each blob."""


class Spool:
    """Blobs by key."""

    def __init__(self, connection: sqlite3.Connection, *, empty: bool) -> None:
        self._connection = connection
        self._waiting = 0
        self.empty = empty
        """It held nothing when it was opened, so there is nothing to look up."""

    def find(self, key: bytes) -> bytes | None:
        """Return the blob of a key, from this run or an earlier one; ``None`` if it is damaged.

        Raises ``OSError``.
        """
        with _disk_faults():
            cursor = self._connection.execute("SELECT blob FROM pages WHERE key = ?", (key,))
            row = cursor.fetchone()
        return _check(key, row[0]) if row else None

    def put(self, key: bytes, blob: bytes) -> None:
        """Store a blob. It survives the death of the process after at most a batch more.

        Raises ``OSError``.
        """
        with _disk_faults():
            row = (key, _digest(key, blob) + blob)
            self._connection.execute("INSERT OR REPLACE INTO pages VALUES (?, ?)", row)
            self._waiting += 1
            if self._waiting >= BATCH:
                self._connection.commit()
                self._waiting = 0

    def read(self, key: bytes) -> bytes:
        """Return the blob of a key. Raises ``OSError``, also if it is missing or damaged."""
        blob = self.find(key)
        if blob is None:
            raise OSError(errno.EIO, "an extracted page is missing from the spool")
        return blob


@contextmanager
def open_spool(index: Path) -> Iterator[Spool]:
    """Open the spool of an index; it is deleted if the block succeeds, and kept if it fails.

    It is also deleted if the machine failed: libraries may continue after an error with less than
    they would have found, so nothing read in such a run can be trusted. A damaged spool is started
    from scratch. Raises ``OSError``.
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
    # The generation is published: an error here must not report that it is not.
    with contextlib.suppress(OSError):
        _delete(path)


@contextmanager
def _disk_faults() -> Iterator[None]:
    """Raise errors of SQLite as the ``OSError`` that all other storage raises."""
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


def _check(key: bytes, stored: bytes) -> bytes | None:
    """Return the blob of a row if its digest is right: SQLite does not notice flipped bits."""
    blob = stored[DIGEST_BYTES:]
    return blob if stored[:DIGEST_BYTES] == _digest(key, blob) else None


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
    # The spool is a cache: if a loss of power destroys it, pages are extracted again.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS pages (key BLOB PRIMARY KEY, blob BLOB NOT NULL)"
    )
    verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
