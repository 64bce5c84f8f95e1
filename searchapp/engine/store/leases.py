"""Leases of the live generation: readers follow ``CURRENT`` without a failed answer."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from searchapp.engine.protocol import Snapshot
from searchapp.engine.store.generations import (
    CURRENT,
    ENGINE_FOLDER,
    Manifest,
    current,
    damage_error,
    folder_of,
    read_manifest,
)
from searchapp.engine.store.storage import StoredFile
from searchapp.engine.store.verified_files import matches_stored, read_verified
from searchapp.errors import IndexCorrupt
from searchapp.messages import Notice

__all__ = ["CurrentGeneration", "Lease"]

MAX_ATTEMPTS = 100
"""How often opening is tried again when what was live has been replaced and pruned meanwhile."""

Stamp = tuple[int, int, bytes]
"""Inode, time and content of ``CURRENT``. The time alone has steps of some milliseconds, and the
content alone does not tell that a damaged generation was put right and activated again."""


@dataclass(slots=True, eq=False)
class Lease:
    """A generation in use: its manifest, its open snapshot, and how many requests hold it."""

    manifest: Manifest
    snapshot: Snapshot
    holders: int = 0
    retired: bool = False


class CurrentGeneration:
    """The live generation of an index, opened once and shared by all threads.

    When ``CURRENT`` changes, the next request opens the new generation, and those that come
    meanwhile are answered from the old one, which is closed when its last holder lets go. Before
    it is opened, the digests of its files are checked, of those shared with the generation before
    not again, nor of those that nothing has touched since the last reindex
    (:mod:`searchapp.engine.store.verified_files`): a damaged index is refused, never counted with.

    :param open_snapshot: opens an engine folder.
    """

    def __init__(self, index: Path, open_snapshot: Callable[[Path], Snapshot]) -> None:
        self._index = index
        self._open = open_snapshot
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._lease: Lease | None = None
        self._stamp: Stamp | None = None
        self._damage: tuple[Stamp | None, IndexCorrupt] | None = None
        self._verified: dict[tuple[int, int, int], StoredFile] = {}

    @contextmanager
    def lease(self) -> Iterator[Lease]:
        """Hold the live generation while the block runs.

        :raises NoIndex: nothing has been published.
        :raises IndexIncompatible: another version of the program made it.
        :raises IndexCorrupt: the live generation is damaged, or cannot be opened.
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
        self._replace(None, None)

    def _take(self) -> Lease:
        stamp = self._current_stamp()
        lease = self._hold_open(lambda: stamp == self._stamp)
        if lease is not None:
            return lease
        # One thread opens: opening twice would cost twice the memory.
        if not self._opening.acquire(blocking=False):
            lease = self._hold_open(lambda: True)
            if lease is not None:
                return lease
            self._opening.acquire()
        try:
            return self._follow()
        finally:
            self._opening.release()

    def _hold_open(self, wanted: Callable[[], bool]) -> Lease | None:
        """Return the open lease, held once more, if there is one and it is wanted."""
        with self._lock:
            if self._lease is not None and wanted():
                self._lease.holders += 1
                return self._lease
        return None

    def _follow(self) -> Lease:
        """Open what is live now, unless another thread has done so. Needs ``_opening``."""
        stamp = self._current_stamp()
        lease = self._hold_open(lambda: stamp == self._stamp)
        if lease is not None:
            return lease
        if self._damage is not None and self._damage[0] == stamp:
            # Reading everything once more at each request would only take time from others.
            raise IndexCorrupt(self._damage[1].message, hint=self._damage[1].hint)
        fresh = self._open_current(stamp)
        fresh.holders = 1
        self._replace(fresh, stamp)
        return fresh

    def _replace(self, fresh: Lease | None, stamp: Stamp | None) -> None:
        """Put another lease in place; the old one is closed, now or by its last holder."""
        with self._lock:
            old, self._lease, self._stamp = self._lease, fresh, stamp
            if old is not None:
                old.retired = True
            close = old is not None and old.holders == 0
        if old is not None and close:
            old.snapshot.close()

    def _current_stamp(self) -> Stamp | None:
        try:
            with (self._index / CURRENT).open("rb", buffering=0) as file:
                status = os.fstat(file.fileno())
                return status.st_ino, status.st_mtime_ns, file.read(100)
        except FileNotFoundError:
            return None
        except OSError:
            # Too many open files, say: what is open can still answer.
            return self._stamp

    def _open_current(self, stamp: Stamp | None) -> Lease:
        """Open what ``CURRENT`` names; again if it was pruned between reading and opening."""
        for _ in range(MAX_ATTEMPTS):
            name = current(self._index)
            folder = folder_of(self._index, name)
            try:
                manifest = read_manifest(folder)
                self._check(folder, manifest, stamp)
                return Lease(manifest, self._open(folder / ENGINE_FOLDER))
            except (IndexCorrupt, OSError) as error:
                if current(self._index) != name:
                    continue
                if isinstance(error, IndexCorrupt):
                    raise
                raise IndexCorrupt(
                    Notice("index.unopenable", {"name": name, "why": str(error)}),
                    hint=Notice("index.rebuild"),
                ) from error
        raise IndexCorrupt(Notice("index.replaced"))

    def _check(self, folder: Path, manifest: Manifest, stamp: Stamp | None) -> None:
        """Check the digests of all files that have not been checked before.

        :raises IndexCorrupt: one is not what was written; that is remembered, unlike a passing lack
            of files or memory.
        """
        record = read_verified(self._index)
        verified: dict[tuple[int, int, int], StoredFile] = {}
        for name, stored in manifest.files.items():
            status = (folder / name).stat()
            key = status.st_dev, status.st_ino, status.st_mtime_ns
            if self._verified.get(key) != stored and not matches_stored(
                folder / name, stored, record
            ):
                error = damage_error(Notice("fault.changed", {"file": f"{folder.name}/{name}"}))
                self._damage = stamp, error
                raise error
            verified[key] = stored
        self._verified = verified
