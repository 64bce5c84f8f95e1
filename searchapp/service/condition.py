"""In what condition is the index, as far as a glance from outside can tell?

Asked every few seconds by whoever watches over a server, so nothing here opens the engine's files.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from searchapp.engine import generations
from searchapp.settings import Settings

__all__ = ["Condition", "condition", "free_bytes"]


@dataclass(frozen=True, slots=True)
class Condition:
    """The live generation as its manifest describes it.

    :param built_at: seconds since 1970: when the last reindex that changed anything was done.
    :param bytes: of all its files.
    :param skipped: reason code -> number of pages turned away.
    """

    generation: str
    built_at: float
    documents: int
    pages: int
    bytes: int
    skipped: Mapping[str, int]


def condition(settings: Settings) -> Condition:
    """Return the condition of the live generation.

    :raises NoIndex: nothing has been published.
    :raises IndexCorrupt: ``CURRENT`` or the manifest is damaged.
    :raises IndexIncompatible: another version of the program made it.
    """
    name = generations.current(settings.index)
    manifest = generations.read_manifest(generations.folder_of(settings.index, name))
    return Condition(
        name,
        datetime.fromisoformat(manifest.built_at).timestamp(),
        manifest.counts["documents"],
        manifest.counts["pages"],
        sum(file.bytes for file in manifest.files.values()),
        manifest.counts["skipped"],
    )


def free_bytes(settings: Settings) -> int:
    """Return the free space where the index is, or will be; 0 if the disk does not tell."""
    folder = settings.index.absolute()
    try:
        there = next(each for each in chain([folder], folder.parents) if each.exists())
        return shutil.disk_usage(there).free
    except OSError:
        return 0
