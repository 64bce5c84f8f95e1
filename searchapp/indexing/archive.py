"""How are files packed into one and taken out again, when the archive may be hostile?

A tar archive, gzipped if its name ends so, that other programs can list, too. It is read block by
block: the reader says which entry is due, and nothing but a plain file of that name is taken. So
there are no folders, links, devices, or headers of other kinds, no path that leads elsewhere, and
nothing in memory but one piece of a file.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from searchapp.errors import SnapshotRefused

__all__ = [
    "CHUNK",
    "content",
    "entry",
    "finish",
    "header",
    "padding",
    "reader",
    "refused",
    "writer",
]

BLOCK = tarfile.BLOCKSIZE
CHUNK = 1 << 20
"""Bytes of a file held in memory at a time."""


def refused(why: str, *, hint: str = "") -> SnapshotRefused:
    """Return the error that turns an archive away."""
    return SnapshotRefused(f"The snapshot is refused: {why}.", hint=hint)


@contextmanager
def writer(path: Path, *, packed: bool) -> Iterator[BinaryIO]:
    """Open a new archive for writing."""
    with path.open("xb") as file:
        if packed:
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as stream:
                yield cast(BinaryIO, stream)
        else:
            yield file


def header(name: str, size: int) -> bytes:
    """Return what goes before a file: one block, whatever the name and the size."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o644
    # Old headers hold names of 255 bytes and sizes up to 8 GB, GNU's 100 bytes and any size.
    if len(name.encode()) > tarfile.LENGTH_NAME:
        return info.tobuf(tarfile.USTAR_FORMAT, "utf-8")
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8")


def padding(size: int) -> bytes:
    """Return what goes after a file of this size."""
    return bytes(-size % BLOCK)


def finish(out: BinaryIO) -> None:
    """Write what goes after the last file."""
    out.write(bytes(2 * BLOCK))


@contextmanager
def reader(path: Path) -> Iterator[BinaryIO]:
    """Open an archive. Raises :class:`SnapshotRefused`, also for damage met while reading."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise refused(f"it cannot be opened ({error.strerror})") from None
    with file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        try:
            yield cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise refused(f"it is cut short or damaged ({error})") from None


def entry(file: BinaryIO, name: str, most: int) -> int:
    """Read the header of the file that is due, and return its size.

    :param most: bytes that it may have.
    :raises SnapshotRefused: something else is there, or it is larger.
    """
    try:
        info = tarfile.TarInfo.frombuf(_exactly(file, BLOCK), "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError):
        raise refused("it is no tar archive, or a damaged one") from None
    if info.name != name or info.type != tarfile.REGTYPE:
        raise refused(f"it holds {info.name!r} where the file {name!r} belongs")
    if not 0 <= info.size <= most:
        raise refused(f"{name} has not the size that it should have")
    return info.size


def content(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the file whose header was read, in pieces, then pass over its padding."""
    for start in range(0, size, CHUNK):
        yield _exactly(file, min(CHUNK, size - start))
    _exactly(file, len(padding(size)))


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = io.BytesIO()
    while data.tell() < size:
        read = file.read(size - data.tell())
        if not read:
            raise refused("it is cut short")
        data.write(read)
    return data.getvalue()
