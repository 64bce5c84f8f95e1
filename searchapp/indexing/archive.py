"""Tar archives, gzipped or not, that are read without trusting them.

Other programs can list the archives. They are read block by block: the caller names the entry that
must come next, and only a plain file of that name is accepted. So there are no folders, links,
devices or extended headers, no path that leads elsewhere, and never more than a chunk in memory.
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
    "CHUNK_BYTES",
    "header_block",
    "open_reader",
    "open_writer",
    "padding",
    "read_content",
    "read_header",
    "refusal",
    "write_end",
]

BLOCK = tarfile.BLOCKSIZE
CHUNK_BYTES = 1 << 20
"""Bytes of a file held in memory at a time."""


def refusal(why: str, *, hint: str = "") -> SnapshotRefused:
    """Return the error with which an archive is refused, for the reason ``why``."""
    return SnapshotRefused(f"The snapshot is refused: {why}.", hint=hint)


@contextmanager
def open_writer(path: Path, *, packed: bool) -> Iterator[BinaryIO]:
    """Open a new archive for writing, gzipped if ``packed``. Raises ``OSError``."""
    with path.open("xb") as file:
        if packed:
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as stream:
                yield cast(BinaryIO, stream)
        else:
            yield file


def header_block(name: str, size: int) -> bytes:
    """Return the header of a file: one block of 512 bytes, whatever its name and size."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o644
    # USTAR headers hold names of 255 bytes and sizes up to 8 GB, GNU headers 100 bytes, any size.
    if len(name.encode()) > tarfile.LENGTH_NAME:
        return info.tobuf(tarfile.USTAR_FORMAT, "utf-8")
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8")


def padding(size: int) -> bytes:
    """Return the zeros that follow a file of this size, up to the next block."""
    return bytes(-size % BLOCK)


def write_end(out: BinaryIO) -> None:
    """Write the two empty blocks that end an archive."""
    out.write(bytes(2 * BLOCK))


@contextmanager
def open_reader(path: Path) -> Iterator[BinaryIO]:
    """Open an archive for reading, gzipped or not.

    :raises SnapshotRefused: it cannot be opened, or damage is found while the block reads it.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise refusal(f"it cannot be opened ({error.strerror})") from None
    with file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        try:
            yield cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise refusal(f"it is cut short or damaged ({error})") from None


def read_header(file: BinaryIO, name: str, max_bytes: int) -> int:
    """Read the header of the next file and return its size in bytes.

    :param name: the name that the file must have.
    :param max_bytes: the largest size accepted.
    :raises SnapshotRefused: the next entry is another, not a plain file, or too large.
    """
    try:
        info = tarfile.TarInfo.frombuf(_read_exactly(file, BLOCK), "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError):
        raise refusal("it is not a tar archive, or it is damaged") from None
    if info.name != name or info.type != tarfile.REGTYPE:
        raise refusal(f"it holds {info.name!r} where the file {name!r} belongs")
    if not 0 <= info.size <= max_bytes:
        raise refusal(f"{name} does not have the size that it should have")
    return info.size


def read_content(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the chunks of the file whose header was read, then skip its padding."""
    for start in range(0, size, CHUNK_BYTES):
        yield _read_exactly(file, min(CHUNK_BYTES, size - start))
    _read_exactly(file, len(padding(size)))


def _read_exactly(file: BinaryIO, size: int) -> bytes:
    data = io.BytesIO()
    while data.tell() < size:
        read = file.read(size - data.tell())
        if not read:
            raise refusal("it is cut short")
        data.write(read)
    return data.getvalue()
