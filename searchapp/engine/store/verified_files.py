"""The files of an index that were verified, so that unchanged ones are not hashed again.

Reading a large index through takes seconds, at each reindex and in each process that opens it. So
the last reindex records inode, size and times of change of each file that it wrote or checked. No
program can set the time of the last change of an inode, so whatever writes to a file, or puts
another in its place, is noticed. Silent corruption by a disk is not: ``index verify`` reads
everything and does not consult this record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from searchapp.engine.store.storage import StoredFile, digest_of, replace_text

__all__ = ["VERIFIED_FILE", "VerifiedFiles", "matches_stored", "read_verified", "remember_verified"]

VERIFIED_FILE = "sound.json"
"""Name of the record in the index folder."""

VerifiedFiles = Mapping[str, StoredFile]
"""Identity of a file when it was verified (:func:`_identity`) -> its size and digest then."""


def read_verified(index: Path) -> VerifiedFiles:
    """Return the record of an index; empty if it is missing or damaged."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        record = json.loads((index / VERIFIED_FILE).read_bytes())
        return {identity: StoredFile(*stored) for identity, stored in record.items()}
    return {}


def remember_verified(index: Path, folder: Path, files: Mapping[str, StoredFile]) -> None:
    """Record the files of a generation, all of which have just been verified or written.

    Links that come and go change the time too, so this is the last thing to do. A fault of the
    disk is no error: without the record, files are read.
    """
    with suppress(OSError):
        record = {_identity(folder / name): (s.bytes, s.digest) for name, s in files.items()}
        replace_text(index / VERIFIED_FILE, json.dumps(record))


def matches_stored(path: Path, stored: StoredFile, verified: VerifiedFiles) -> bool:
    """Return whether a file has its recorded digest, without reading it if it is unchanged.

    :raises OSError: it cannot be read.
    """
    return verified.get(_identity(path)) == stored or digest_of(path) == stored


def _identity(path: Path) -> str:
    status = path.stat()
    parts = status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    return ":".join(map(str, parts))
