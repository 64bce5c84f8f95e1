"""The states of an index in a folder of this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from searchapp.engine.protocol import Snapshot
from searchapp.engine.store import generations
from searchapp.engine.store.leases import CurrentGeneration

__all__ = ["FileStates"]


class FileStates:
    """Generations as folders below ``index``. See :class:`searchapp.engine.protocol.States`.

    :param open_folder: opens the engine folder of a generation.
    """

    def __init__(self, index: Path, open_folder: Callable[[Path], Snapshot]) -> None:
        self._index = index
        self._open_folder = open_folder

    def current(self) -> str:
        """Return the name of the live generation."""
        return generations.current(self._index)

    def names(self) -> list[str]:
        """Return the names of all complete generations, oldest first."""
        return generations.generations(self._index)

    def manifest(self, name: str) -> generations.Manifest:
        """Return the manifest of a generation."""
        return generations.read_manifest(generations.folder_of(self._index, name))

    def open(self, name: str) -> Snapshot:
        """Open a generation for reading, without verifying its files."""
        folder = generations.folder_of(self._index, name)
        return self._open_folder(folder / generations.ENGINE_FOLDER)

    def prune(self, keep: int) -> list[str]:
        """Delete all but the newest ``keep`` generations and the live one."""
        return generations.prune(self._index, keep)

    def follow(self) -> CurrentGeneration:
        """Return the live generation, whichever it is at the moment."""
        return CurrentGeneration(self._index, self._open_folder)
