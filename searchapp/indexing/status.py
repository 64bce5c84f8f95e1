"""In what condition is the index, as far as a glance from outside can tell?

Asked every few seconds by whoever watches over a server, so nothing here opens the engine's files.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain

from searchapp.engine.store import generations
from searchapp.settings import Settings

__all__ = [
    "NOTE",
    "Condition",
    "LastReindex",
    "condition",
    "free_bytes",
    "last_reindex",
    "note_reindex",
]

NOTE = "reindexed.json"
"""Beside the generations: a reindex that found nothing changed makes none."""

STAGES = frozenset({"plan", "learn", "extract", "write"})
"""What may be told of in a note, so that a damaged one makes no labels of its own."""


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


@dataclass(frozen=True, slots=True)
class LastReindex:
    """The last reindex that ended well.

    :param at: seconds since 1970.
    :param seconds: wall-clock time by stage.
    """

    at: float
    seconds: Mapping[str, float]


def note_reindex(settings: Settings, seconds: Mapping[str, float]) -> None:
    """Note that a reindex has ended well. The writer lock must be held.

    A disk that refuses does not make it end otherwise.
    """
    path = settings.index / NOTE
    fresh = path.with_suffix(".tmp")
    with suppress(OSError):
        try:
            fresh.write_text(json.dumps(asdict(LastReindex(time.time(), dict(seconds)))))
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)


def last_reindex(settings: Settings) -> LastReindex | None:
    """Return what was noted of the last reindex, ``None`` if that is nothing that can be read."""
    try:
        record = json.loads((settings.index / NOTE).read_text(encoding="utf-8"))
        seconds = {stage: float(record["seconds"].get(stage, 0)) for stage in sorted(STAGES)}
        return LastReindex(float(record["at"]), seconds)
    except (OSError, ValueError, KeyError, TypeError, AttributeError,
            RecursionError, OverflowError):  # fmt: skip
        return None


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
