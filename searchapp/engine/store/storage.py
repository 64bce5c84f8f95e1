"""Durable writes, links and deletions, and the digests of files."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from searchapp.errors import IndexStateError, NoSpace
from searchapp.messages import Notice

__all__ = [
    "StoredFile",
    "delete",
    "digest_of",
    "folders",
    "free_bytes",
    "link",
    "replace_text",
    "storage_fault",
    "sync",
    "write",
]

NO_SPACE_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Size in bytes and BLAKE2b digest (128 bits, hexadecimal) of one file."""

    bytes: int
    digest: str


def digest_of(path: Path) -> StoredFile:
    """Read a file through. Raises ``OSError``."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
        return StoredFile(file.tell(), digest.hexdigest())


def write(path: Path, text: str) -> None:
    """Write a file and wait until it is on the disk; its name is not, before :func:`sync`."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def replace_text(path: Path, text: str) -> None:
    """Replace a file by one with this text, in one step: a reader sees the old text or the new.

    It is not waited for until it is on the disk. Raises ``OSError``; nothing is left behind then
    but, on a disk that refuses even that, ``<name>.new``.
    """
    fresh = path.with_name(f"{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def delete(folder: Path, first: str) -> bool:
    """Delete a folder, one file in it before all others; a link is deleted, not followed.

    A fault of the disk is no error: what could not be deleted is left for the next time.

    :returns: nothing is left.
    """
    with suppress(OSError):
        if folder.is_symlink() or not folder.is_dir():
            folder.unlink(missing_ok=True)
            return True
        (folder / first).unlink(missing_ok=True)
        sync(folder)  # or it might be there again after a power cut, and the others not
        shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def link(source: Path, target: Path) -> None:
    """Give a file that never changes a second name, or copy it where disks have no such thing.

    Raises ``OSError``.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        shutil.copyfile(source, target)
        sync(target)


def folders(folder: Path) -> Iterator[Path]:
    """Yield all folders below one, and then itself: the order in which to flush their names."""
    for each in sorted(folder.iterdir()):
        if each.is_dir() and not each.is_symlink():
            yield from folders(each)
    yield folder


def free_bytes(folder: Path) -> int:
    """Return how many bytes may still be written below a folder that exists."""
    return shutil.disk_usage(folder).free


def storage_fault(error: OSError, index: Path) -> IndexStateError:
    """Return what to tell when the disk refuses: :class:`NoSpace` if it is full."""
    if error.errno in NO_SPACE_ERRNOS:
        return NoSpace(Notice("disk.full"), hint=Notice("disk.full.hint", {"folder": str(index)}))
    return IndexStateError(Notice("disk.refused", {"why": error.strerror or str(error)}))
