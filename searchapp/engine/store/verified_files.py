"""Which files were found to be what was written, and have not been touched since? A note of them.

Reading a large index through takes seconds, at each reindex and in each process that opens it. So
the last reindex notes what it wrote or checked: inode, size, and times of change of each file. The
time of the last change of the inode cannot be set by a program, so whatever writes to a file, or
puts another in its place, is noticed. What a disk loses by itself is not: ``index verify`` reads
everything, and takes no note for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from searchapp.engine.store.storage import StoredFile, digest_of

__all__ = ["NOTE", "Sound", "is_stored", "note_sound", "read_sound"]

NOTE = "sound.json"

Sound = Mapping[str, StoredFile]
"""What a file was like when it was last known to be sound (:func:`_likeness`) -> what it was."""


def read_sound(index: Path) -> Sound:
    """Return what is noted of an index; nothing if the note is missing or makes no sense."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        noted = json.loads((index / NOTE).read_bytes())
        return {like: StoredFile(*stored) for like, stored in noted.items()}
    return {}


def note_sound(index: Path, folder: Path, files: Mapping[str, StoredFile]) -> None:
    """Note the files of a generation, all of which have just been checked or written.

    Links that come and go change the time too, so this is the last thing to do. A fault of the
    disk is no error: without a note, files are read.
    """
    with suppress(OSError):
        noted = {_likeness(folder / name): (s.bytes, s.digest) for name, s in files.items()}
        fresh = index / f"{NOTE}.new"
        fresh.write_text(json.dumps(noted), encoding="ascii")
        fresh.replace(index / NOTE)


def is_stored(path: Path, stored: StoredFile, sound: Sound) -> bool:
    """Tell whether a file is what was written: by the note, or by reading it.

    :raises OSError: it cannot be read.
    """
    return sound.get(_likeness(path)) == stored or digest_of(path) == stored


def _likeness(path: Path) -> str:
    status = path.stat()
    parts = status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    return ":".join(map(str, parts))
