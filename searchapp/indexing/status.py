"""Index status from manifests and notes alone, and the progress of a build.

Monitoring asks for the status every few seconds, so nothing here opens the engine's files.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Literal, Protocol, get_args

from searchapp.engine.engine_registry import states_from
from searchapp.engine.store.storage import free_bytes, replace_text
from searchapp.settings import Settings

__all__ = [
    "NOTE",
    "IndexStatus",
    "LastReindex",
    "Progress",
    "Stage",
    "available_bytes",
    "read_last_reindex",
    "read_status",
    "record_reindex",
]

NOTE = "reindexed.json"
"""File about the last reindex, beside the generations: not every reindex makes a generation."""

Stage = Literal["learn", "extract", "write"]
"""Stages of a build that report progress."""

STAGES = ("plan", *get_args(Stage))
"""Stages whose times are recorded. Others in a damaged file are ignored: they become labels."""


class Progress(Protocol):
    """Receives the progress of a build."""

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` steps of a stage are done."""


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The live generation as its manifest describes it.

    :param built_at: when the last reindex that changed anything ended, in seconds since 1970.
    :param bytes: size of all its files.
    :param skipped: reason code -> number of skipped pages.
    """

    generation: str
    built_at: float
    documents: int
    pages: int
    bytes: int
    skipped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LastReindex:
    """The last reindex that succeeded.

    :param at: when it ended, in seconds since 1970.
    :param seconds: wall-clock time by stage.
    """

    at: float
    seconds: Mapping[str, float]


def record_reindex(index: Path, seconds: Mapping[str, float]) -> None:
    """Record that a reindex has succeeded. The writer lock must be held.

    A failing disk is ignored: the reindex has succeeded all the same.

    :param seconds: wall-clock time by stage.
    """
    with suppress(OSError):
        replace_text(index / NOTE, json.dumps(asdict(LastReindex(time.time(), dict(seconds)))))


def read_last_reindex(settings: Settings) -> LastReindex | None:
    """Return the record of the last reindex, ``None`` if there is none that can be read."""
    try:
        record = json.loads((settings.index / NOTE).read_text(encoding="utf-8"))
        seconds = {stage: float(record["seconds"].get(stage, 0)) for stage in sorted(STAGES)}
        return LastReindex(float(record["at"]), seconds)
    except (OSError, ValueError, KeyError, TypeError, AttributeError,
            RecursionError, OverflowError):  # fmt: skip
        return None


def read_status(settings: Settings) -> IndexStatus:
    """Return the status of the live generation.

    :raises NoIndex: no generation is live.
    :raises IndexCorrupt: ``CURRENT`` or the manifest is damaged.
    :raises IndexIncompatible: another version of the program made it.
    """
    states = states_from(settings)
    name = states.current()
    manifest = states.manifest(name)
    return IndexStatus(
        name,
        datetime.fromisoformat(manifest.built_at).timestamp(),
        manifest.counts["documents"],
        manifest.counts["pages"],
        sum(file.bytes for file in manifest.files.values()),
        manifest.counts["skipped"],
    )


def available_bytes(settings: Settings) -> int:
    """Return the free space where the index is, or will be; 0 if the disk does not say."""
    folder = settings.index.absolute()
    try:
        return free_bytes(next(each for each in chain([folder], folder.parents) if each.exists()))
    except OSError:
        return 0
