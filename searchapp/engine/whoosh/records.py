"""Stored records: the JSON of the releases of a segment, end to end in one file."""

from __future__ import annotations

import json
import mmap
import os
from array import array
from pathlib import Path

import numpy as np

from searchapp.engine.whoosh.arrays import Bools, Ints
from searchapp.errors import IndexCorrupt
from searchapp.messages import Notice
from searchapp.model import Release
from searchapp.release_record import from_record, to_record

__all__ = ["RecordWriter", "Records"]


class RecordWriter:
    """Appends records to a new file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self._offsets = array("q", [0])

    def add(self, release: Release) -> None:
        """Store the next release, with what was dropped from its page."""
        text = json.dumps(
            to_record(release, with_dropped=True), ensure_ascii=False, separators=(",", ":")
        )
        data = text.encode("utf-8", "surrogatepass")
        self._file.write(data)
        self._offsets.append(self._offsets[-1] + len(data))

    def copy(self, records: Records, alive: Bools) -> None:
        """Append the records of the documents that are alive, as they are."""
        for number in np.flatnonzero(alive).tolist():
            data = records.raw(number)
            self._file.write(data)
            self._offsets.append(self._offsets[-1] + len(data))

    def close(self) -> Ints:
        """Flush to the disk; return where each record begins, and where the last one ends."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return np.array(self._offsets, np.int64)

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.close()


class Records:
    """The records of a segment. They are read as slices of a mapping, so threads do not interfere.

    The file ``<segment>.records`` is the records end to end and nothing else, each a JSON object in
    UTF-8 as :mod:`searchapp.release_record` writes it, with what was dropped from the page. Where
    each begins, and where the last one ends, is the array ``records/offsets`` (``<i8``, one more
    than documents) of ``<segment>.arrays``.

    :raises IndexCorrupt: the file is missing or shorter than the offsets say.
    """

    def __init__(self, path: Path, offsets: Ints) -> None:
        self._offsets = offsets.data
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise IndexCorrupt(
                Notice("file.unreadable", {"file": path.name, "why": str(error)})
            ) from error
        if len(self._map) != self._offsets[-1]:
            raise IndexCorrupt(Notice("file.length", {"file": path.name}))

    def raw(self, number: int) -> bytes:
        """Return the JSON of one document."""
        return self._map[self._offsets[number] : self._offsets[number + 1]]

    def release(self, number: int) -> Release:
        """Return one document as a release."""
        return from_record(json.loads(self.raw(number).decode("utf-8", "surrogatepass")))
