"""Named arrays in one read-only, memory-mapped file.

Nothing is pickled or compressed: each process maps the file and shares its pages with the others.
"""

from __future__ import annotations

import json
import mmap
import os
import shutil
import struct
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
import numpy.typing as npt

from searchapp.errors import IndexCorrupt
from searchapp.messages import Notice

__all__ = ["Array", "ArrayFile", "ArrayFileWriter", "ArrayStream", "Bools", "Floats", "Ints"]

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_MAGIC = b"searchapp/arrays"
_TRAILER = struct.Struct("<QI")
_ALIGNMENT = 64
"""Bytes of a cache line: no element of an array lies across two."""


class ArrayFileWriter:
    """Writes one file of arrays; it is complete, and on the disk, when :meth:`close` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("xb")
        self._file.write(_MAGIC)
        self._directory: dict[str, tuple[str, int, int]] = {}

    def add(self, name: str, array: Array) -> None:
        """Append a one-dimensional array."""
        data = np.ascontiguousarray(array)
        self._directory[name] = (data.dtype.str, len(data), self._align())
        self._file.write(data.view(np.uint8).data if len(data) else b"")

    def stream(self, name: str, dtype: npt.DTypeLike) -> ArrayStream:
        """Return a stream for an array whose length is not known yet. Several may be open."""
        return ArrayStream(self, name, np.dtype(dtype), self._path.parent)

    def append_file(self, name: str, dtype: np.dtype[Any], count: int, source: BinaryIO) -> None:
        """Append the content of an open file as an array."""
        self._directory[name] = (dtype.str, count, self._align())
        shutil.copyfileobj(source, self._file, 1 << 20)

    def close(self, meta: Mapping[str, Any] | None = None) -> None:
        """Write the directory and flush everything to the disk."""
        text = json.dumps({"arrays": self._directory, "meta": dict(meta or {})}).encode()
        self._file.write(text)
        self._file.write(_TRAILER.pack(len(text), zlib.crc32(text)) + _MAGIC)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is; it cannot be read."""
        self._file.close()

    def _align(self) -> int:
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNMENT))
        return self._file.tell()


class ArrayStream:
    """An array that grows; it becomes part of its file when closed."""

    def __init__(
        self, target: ArrayFileWriter, name: str, dtype: np.dtype[Any], folder: Path
    ) -> None:
        self._target, self._name, self._dtype = target, name, dtype
        self._count = 0
        self._file: Any = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__

    def append(self, array: Array) -> None:
        """Add values at the end."""
        data = np.ascontiguousarray(array, self._dtype)
        self._count += len(data)
        self._file.write(data.tobytes())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._file:
            if kind is None:
                self._file.seek(0)
                self._target.append_file(self._name, self._dtype, self._count, self._file)


class ArrayFile:
    """The arrays of a finished file, mapped read-only. Arrays stay valid as long as they are held.

    All numbers are little-endian::

        16 bytes   magic text, ``searchapp/arrays``
        -          the arrays, each at a multiple of 64 bytes, zeros in between
        n bytes    directory: the JSON object ``{"arrays": {name: [type, count, offset]},
                   "meta": {...}}``. ``type`` as numpy writes it (``<i4``), ``offset`` in bytes from
                   the beginning of the file, ``meta`` whatever the writer adds
        8 bytes    n, unsigned
        4 bytes    CRC-32 of the directory, unsigned
        16 bytes   the magic text again

    :raises IndexCorrupt: the file is missing, cut short or damaged in its directory.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise IndexCorrupt(
                Notice("file.unreadable", {"file": path.name, "why": str(error)})
            ) from error
        directory = self._read_directory()
        self._arrays: dict[str, tuple[str, int, int]] = directory["arrays"]
        self.meta: dict[str, Any] = directory["meta"]

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def array(self, name: str) -> Array:
        """Return an array by name, without copying it.

        :raises IndexCorrupt: there is no such array.
        """
        try:
            dtype, count, offset = self._arrays[name]
        except KeyError:
            raise IndexCorrupt(
                Notice("file.no-array", {"file": self._path.name, "array": repr(name)})
            ) from None
        if not count:
            return np.empty(0, dtype)
        return np.frombuffer(self._map, dtype, count, offset)

    def release_pages(self) -> None:
        """Take the pages read so far out of this process's memory; arrays stay valid."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def _read_directory(self) -> dict[str, Any]:
        tail = len(_MAGIC) + _TRAILER.size
        end = len(self._map) - tail
        if end < len(_MAGIC) or self._map[: len(_MAGIC)] != _MAGIC:
            raise IndexCorrupt(Notice("file.no-arrays", {"file": self._path.name}))
        length, checksum = _TRAILER.unpack_from(self._map, max(end, 0))
        text = self._map[max(end - length, 0) : end]
        if self._map[-len(_MAGIC) :] != _MAGIC or zlib.crc32(text) != checksum:
            raise IndexCorrupt(Notice("file.cut", {"file": self._path.name}))
        found: dict[str, Any] = json.loads(text)
        return found
