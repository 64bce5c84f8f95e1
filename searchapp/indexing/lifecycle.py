"""Which generations are there, are they sound, and which one is live?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from searchapp.engine.protocol import Snapshot
from searchapp.engine.registry import engine_named
from searchapp.engine.store import generations
from searchapp.engine.store.lock import writer_lock
from searchapp.engine.store.storage import storage_fault
from searchapp.errors import (
    GenerationNotFound,
    IndexCorrupt,
    IndexIncompatible,
    NoIndex,
    SearchAppError,
)
from searchapp.indexing.catalog import read_catalog
from searchapp.indexing.diff import versions
from searchapp.settings import Settings

__all__ = [
    "GenerationInfo",
    "activate",
    "activate_held",
    "listing",
    "prune",
    "rollback",
    "unreadable",
    "verify",
]

READABLE = ("engine", "schema")
"""Versions that must be those of this program, or it cannot answer from a generation."""

BATCH = 256
"""Releases fetched at a time while verifying."""


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """One generation as its manifest describes it.

    :param built_at: ISO 8601, in UTC.
    :param bytes: of all its files; those it shares with other generations are counted, too.
    :param live: readers answer from it.
    :param other: versions that are not those of this program, so that the next reindex builds anew.
    :param fault: why its manifest cannot be read, or ``""``; then all else is empty.
    """

    name: str
    built_at: str = ""
    documents: int = 0
    pages: int = 0
    bytes: int = 0
    live: bool = False
    other: tuple[str, ...] = ()
    fault: str = ""


def listing(settings: Settings) -> list[GenerationInfo]:
    """Return all generations, the oldest first. Files are not read: see :func:`verify`."""
    live = _live(settings.index)
    return [_info(settings, name, live) for name in generations.generations(settings.index)]


def verify(settings: Settings, name: str | None = None) -> tuple[str, list[str]]:
    """Check a generation: every digest, every posting block and record, every count.

    :param name: the live one by default.
    :returns: its name, and what is wrong, one sentence a fault; none if it is sound.
    :raises NoIndex: none was named and none is live.
    :raises GenerationNotFound: it is not there.
    """
    name = name or generations.current(settings.index)
    faults = generations.verify(settings.index, name)
    # An engine may run what it reads: only what was written by this program gets that far.
    return name, faults or list(_contents(settings, name))


def activate(settings: Settings, name: str) -> None:
    """Make a generation live. It is verified first.

    :raises GenerationNotFound: it is not there.
    :raises IndexIncompatible: this program cannot read it.
    :raises IndexCorrupt: it is damaged; the live generation stays as it is.
    :raises LockHeld: another process is writing.
    """
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        activate_held(settings, name)


def rollback(settings: Settings) -> str:
    """Make the newest generation before the live one live, and return its name.

    :raises NoIndex: none is live.
    :raises GenerationNotFound: there is none before it.
    """
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        live = generations.current(settings.index)
        before = [name for name in generations.generations(settings.index) if name < live]
        if not before:
            raise GenerationNotFound(
                f"There is no generation before {live}.", hint="See `searchapp index list`."
            )
        activate_held(settings, before[-1])
        return before[-1]


def prune(settings: Settings, keep: int) -> tuple[list[str], list[str]]:
    """Delete all but the newest ``keep`` generations, and what dead builds left behind.

    :returns: names of what was deleted, and of what could not be.
    """
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        chosen = generations.surplus(settings.index, keep)
        gone = generations.prune(settings.index, keep)
        return gone, [name for name in chosen if name not in gone]


def unreadable(settings: Settings, manifest: generations.Manifest) -> str:
    """Return why this program cannot answer from a generation, or ``""`` if it can."""
    other = [name for name in _other(settings, manifest) if name in READABLE]
    return f"it was made with another {' and '.join(other)}" if other else ""


def activate_held(settings: Settings, name: str) -> None:
    """Do what :func:`activate` does. The writer lock must be held."""
    _, faults = verify(settings, name)
    manifest = generations.read_manifest(generations.folder_of(settings.index, name))
    if why := unreadable(settings, manifest):
        raise IndexIncompatible(f"{name} cannot be used: {why}.")
    if faults:
        raise IndexCorrupt(
            f"{name} is damaged: {faults[0]}.", hint=f"See `searchapp index verify {name}`."
        )
    try:
        generations.make_current(settings.index, name)
    except OSError as error:
        raise storage_fault(error, settings.index) from error


def _info(settings: Settings, name: str, live: str) -> GenerationInfo:
    try:
        manifest = generations.read_manifest(generations.folder_of(settings.index, name))
    except SearchAppError as error:
        return GenerationInfo(name, live=name == live, fault=error.message)
    return GenerationInfo(
        name,
        manifest.built_at,
        manifest.counts.get("documents", 0),
        manifest.counts.get("pages", 0),
        sum(file.bytes for file in manifest.files.values()),
        name == live,
        tuple(_other(settings, manifest)),
    )


def _live(index: Path) -> str:
    try:
        return generations.current(index)
    except (NoIndex, IndexCorrupt):
        return ""


def _other(settings: Settings, manifest: generations.Manifest) -> Iterator[str]:
    wanted = versions(settings)
    return (name for name in wanted if manifest.versions.get(name) != wanted[name])


def _contents(settings: Settings, name: str) -> Iterator[str]:
    """Yield what is wrong inside of files that are what was written."""
    folder = generations.folder_of(settings.index, name)
    manifest = generations.read_manifest(folder)
    if why := unreadable(settings, manifest):
        yield f"its contents cannot be checked: {why}"
        return
    try:
        snapshot = engine_named(settings.engine).open(folder / generations.ENGINE_FOLDER)
    except IndexCorrupt as error:
        yield error.message
        return
    try:
        yield from snapshot.check()
        yield from _counts(snapshot, manifest, folder)
    finally:
        snapshot.close()


def _counts(snapshot: Snapshot, manifest: generations.Manifest, folder: Path) -> Iterator[str]:
    """Yield where manifest, engine and catalog do not agree."""
    try:
        catalog = read_catalog(folder)
    except (OSError, ValueError, TypeError) as error:
        yield f"the catalog cannot be read ({error})"
        return
    told = {release_id for entry in catalog.values() for release_id in entry.ids}
    held = set(snapshot.ids())
    counts = {
        "the manifest": manifest.counts.get("documents"),
        "the engine": snapshot.documents,
        "the engine's list of ids": len(held),
        "the catalog": len(told),
    }
    if len(set(counts.values())) > 1:
        yield "; ".join(f"{who} has {count} releases" for who, count in counts.items())
    if held != told:
        yield f"{len(held ^ told)} releases are in the engine or in the catalog, but not in both"
    if manifest.counts.get("pages") != len(catalog):
        yield f"the manifest has {manifest.counts.get('pages')} pages, the catalog {len(catalog)}"
    lost = sum(
        release is None or release.id != wanted
        for ids in _batches(sorted(held))
        for wanted, release in zip(ids, snapshot.fetch(ids), strict=True)
    )
    if lost:
        yield f"{lost} releases cannot be fetched by their id"


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch
