"""Which snapshot answers this request? Readers follow ``CURRENT`` without a failed answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from searchapp.engine.generations import (
    ENGINE_FOLDER,
    Manifest,
    current,
    folder_of,
    read_manifest,
)
from searchapp.engine.protocol import Snapshot
from searchapp.errors import IndexCorrupt

__all__ = ["Lease", "Live"]


@dataclass(slots=True, eq=False)
class Lease:
    """A generation in use: its manifest, its folder, its open snapshot, and who still holds it."""

    manifest: Manifest
    folder: Path
    snapshot: Snapshot
    holders: int = 0
    retired: bool = False


class Live:
    """The live generation of an index, opened once and shared by all threads.

    When ``CURRENT`` changes, the next request opens the new generation; the old one is closed when
    its last holder lets go.

    :param open_snapshot: opens an engine folder.
    """

    def __init__(self, index: Path, open_snapshot: Callable[[Path], Snapshot]) -> None:
        self._index = index
        self._open = open_snapshot
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._lease: Lease | None = None
        self._stamp: tuple[int, int, int] | None = None

    @contextmanager
    def lease(self) -> Iterator[Lease]:
        """Hold the live generation while the block runs.

        :raises NoIndex: nothing has been published.
        :raises IndexCorrupt: the live generation cannot be opened.
        """
        lease = self._take()
        try:
            yield lease
        finally:
            with self._lock:
                lease.holders -= 1
                close = lease.retired and lease.holders == 0
            if close:
                lease.snapshot.close()

    def close(self) -> None:
        """Let go of the live generation; open requests finish first."""
        with self._lock:
            lease, self._lease, self._stamp = self._lease, None, None
            close = self._retire(lease)
        if lease is not None and close:
            lease.snapshot.close()

    def _take(self) -> Lease:
        stamp = self._current_stamp()
        with self._lock:
            if self._lease is not None and stamp == self._stamp:
                self._lease.holders += 1
                return self._lease
        # One thread opens while the others wait: opening twice would cost twice the memory.
        with self._opening:
            stamp = self._current_stamp()
            with self._lock:
                if self._lease is not None and stamp == self._stamp:
                    self._lease.holders += 1
                    return self._lease
            fresh = self._opened()
            with self._lock:
                old, self._lease, self._stamp = self._lease, fresh, stamp
                fresh.holders += 1
                close = self._retire(old)
        if old is not None and close:
            old.snapshot.close()
        return fresh

    @staticmethod
    def _retire(lease: Lease | None) -> bool:
        """Mark a lease as out of use; tell whether it can be closed at once. Needs the lock."""
        if lease is None:
            return False
        lease.retired = True
        return lease.holders == 0

    def _current_stamp(self) -> tuple[int, int, int] | None:
        try:
            status = (self._index / "CURRENT").stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def _opened(self) -> Lease:
        """Open what ``CURRENT`` names; once more if it was pruned between reading and opening."""
        for attempt in (1, 2):
            name = current(self._index)
            folder = folder_of(self._index, name)
            try:
                return Lease(read_manifest(folder), folder, self._open(folder / ENGINE_FOLDER))
            except (IndexCorrupt, OSError) as error:
                if attempt == 2 or current(self._index) == name:
                    if isinstance(error, IndexCorrupt):
                        raise
                    raise IndexCorrupt(
                        f"The live generation {name} cannot be opened ({error}).",
                        hint="Rebuild with `searchapp reindex --full`.",
                    ) from error
        raise AssertionError("unreachable")
