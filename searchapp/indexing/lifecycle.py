"""Management of generations: list, verify, activate, roll back, prune."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from searchapp.engine.engine_registry import states_from
from searchapp.engine.protocol import Snapshot
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
from searchapp.indexing.diff import current_versions
from searchapp.settings import Settings

__all__ = [
    "GenerationInfo",
    "activate",
    "activate_locked",
    "find_incompatibility",
    "list_generations",
    "prune",
    "rollback",
    "verify",
]

ESSENTIAL_VERSIONS = ("engine", "schema")
"""Versions that must be those of this program, or it cannot answer from a generation."""

BATCH = 256
"""Releases fetched at a time while verifying, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """One generation as its manifest describes it.

    :param built_at: ISO 8601, in UTC.
    :param bytes: size of all its files, including those shared with other generations.
    :param live: searches are answered from it.
    :param outdated: names of the versions that differ from this program's; if there are any, the
        next reindex is a full rebuild.
    :param fault: why the manifest cannot be read, or ``""``; all other fields are empty then.
    """

    name: str
    built_at: str = ""
    documents: int = 0
    pages: int = 0
    bytes: int = 0
    live: bool = False
    outdated: tuple[str, ...] = ()
    fault: str = ""


def list_generations(settings: Settings) -> list[GenerationInfo]:
    """Return all generations, oldest first, from their manifests alone."""
    live = _live_name(settings.index)
    return [_info(settings, name, live) for name in states_from(settings).names()]


def verify(settings: Settings, name: str | None = None) -> tuple[str, list[str]]:
    """Check a generation: digests of files, posting blocks, records and counts.

    :param name: the live generation by default.
    :returns: its name and one sentence per fault; no faults if it is sound.
    :raises NoIndex: no name is given and no generation is live.
    :raises GenerationNotFound: there is no such generation.
    """
    name = name or generations.current(settings.index)
    faults = generations.verify(settings.index, name)
    # An engine may run code that it reads: open only files whose digests are right.
    return name, [str(fault) for fault in faults] or list(_check_contents(settings, name))


def activate(settings: Settings, name: str) -> None:
    """Verify a generation and make it live.

    :raises GenerationNotFound: there is no such generation.
    :raises IndexIncompatible: this program cannot read it.
    :raises IndexCorrupt: it is damaged; the live generation stays live.
    :raises LockHeld: another process is writing.
    """
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        activate_locked(settings, name)


def rollback(settings: Settings) -> str:
    """Make the newest generation before the live one live, and return its name.

    :raises NoIndex: no generation is live.
    :raises GenerationNotFound: there is no generation before the live one.
    :raises LockHeld: another process is writing.
    """
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        live = generations.current(settings.index)
        earlier = [name for name in generations.generations(settings.index) if name < live]
        if not earlier:
            raise GenerationNotFound(
                f"There is no generation before {live}.", hint="See `searchapp index list`."
            )
        activate_locked(settings, earlier[-1])
        return earlier[-1]


def prune(settings: Settings, keep: int) -> tuple[list[str], list[str]]:
    """Delete all but the newest ``keep`` generations, and leftovers of interrupted builds.

    The live generation is never deleted.

    :returns: names of the generations that were deleted, and of those that could not be.
    :raises LockHeld: another process is writing.
    """
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        surplus = generations.surplus(settings.index, keep)
        deleted = states_from(settings).prune(keep)
        return deleted, [name for name in surplus if name not in deleted]


def find_incompatibility(settings: Settings, manifest: generations.Manifest) -> str:
    """Return why this program cannot answer from a generation, or ``""`` if it can."""
    names = [name for name in _outdated(settings, manifest) if name in ESSENTIAL_VERSIONS]
    return f"it was made with another {' and '.join(names)}" if names else ""


def activate_locked(settings: Settings, name: str) -> None:
    """Verify a generation and make it live, as :func:`activate`, with the writer lock held."""
    _, faults = verify(settings, name)
    manifest = generations.read_manifest(generations.folder_of(settings.index, name))
    if why := find_incompatibility(settings, manifest):
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
        manifest = states_from(settings).manifest(name)
    except SearchAppError as error:
        return GenerationInfo(name, live=name == live, fault=error.message)
    return GenerationInfo(
        name,
        manifest.built_at,
        manifest.counts.get("documents", 0),
        manifest.counts.get("pages", 0),
        sum(file.bytes for file in manifest.files.values()),
        name == live,
        tuple(_outdated(settings, manifest)),
    )


def _live_name(index: Path) -> str:
    try:
        return generations.current(index)
    except (NoIndex, IndexCorrupt):
        return ""


def _outdated(settings: Settings, manifest: generations.Manifest) -> Iterator[str]:
    current = current_versions(settings)
    return (name for name in current if manifest.versions.get(name) != current[name])


def _check_contents(settings: Settings, name: str) -> Iterator[str]:
    """Yield the faults within files whose digests are right."""
    folder = generations.folder_of(settings.index, name)
    manifest = generations.read_manifest(folder)
    if why := find_incompatibility(settings, manifest):
        yield f"its contents cannot be checked: {why}"
        return
    try:
        snapshot = states_from(settings).open(name)
    except IndexCorrupt as error:
        yield error.message
        return
    try:
        yield from map(str, snapshot.check())
        yield from _check_counts(snapshot, manifest, folder)
    finally:
        snapshot.close()


def _check_counts(
    snapshot: Snapshot, manifest: generations.Manifest, folder: Path
) -> Iterator[str]:
    """Yield the disagreements between manifest, engine and catalog."""
    try:
        catalog = read_catalog(folder)
    except (OSError, ValueError, TypeError) as error:
        yield f"the catalog cannot be read ({error})"
        return
    cataloged = {release_id for entry in catalog.values() for release_id in entry.ids}
    held = set(snapshot.ids())
    counts = {
        "the manifest": manifest.counts.get("documents"),
        "the engine": snapshot.documents,
        "the engine's list of ids": len(held),
        "the catalog": len(cataloged),
    }
    if len(set(counts.values())) > 1:
        yield "; ".join(f"{who} has {count} releases" for who, count in counts.items())
    if held != cataloged:
        differing = len(held ^ cataloged)
        yield f"{differing} releases are in the engine or in the catalog, but not in both"
    pages = manifest.counts.get("pages")
    if pages != len(catalog):
        yield f"the manifest has {pages} pages, the catalog {len(catalog)}"
    missing = sum(
        release is None or release.id != expected
        for ids in _batches(sorted(held))
        for expected, release in zip(ids, snapshot.fetch(ids), strict=True)
    )
    if missing:
        yield f"{missing} releases cannot be fetched by their id"


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch
