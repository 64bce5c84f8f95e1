"""How is the next generation made? Learn, extract, write upon the live one, seal, publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from searchapp.engine.protocol import Document
from searchapp.engine.registry import engine_named
from searchapp.engine.store import generations
from searchapp.engine.store.storage import link
from searchapp.engine.store.verified_files import note_sound
from searchapp.errors import PageSkipped, TooManyLost, machine_faults
from searchapp.indexing.aliases import read_table, renamed, stated_aliases, write_table
from searchapp.indexing.catalog import CatalogEntry, write_catalog
from searchapp.indexing.corpus import PageFile
from searchapp.indexing.diff import Base, Plan, versions
from searchapp.indexing.duplicates import write_duplicates
from searchapp.indexing.extraction import (
    KNOWLEDGE_FOLDER,
    Extracted,
    Workers,
    by_source,
    documents_in,
    extract_pages,
    knowledge_name,
    learn_sources,
    workers,
)
from searchapp.indexing.progress import Progress
from searchapp.indexing.spool import Spool, open_spool
from searchapp.ingest.entities import AliasTable, Entities
from searchapp.settings import Settings
from searchapp.stopwatch import Stopwatch

__all__ = ["build"]

MOST_LOST = 0.1
"""Share of the releases that a reindex may lose: a folder that is not mounted loses them all."""

FEWEST_LOST = 3
"""Losing fewer is never a reason to ask."""


def build(
    settings: Settings,
    plan: Plan,
    base: Base,
    pages: Sequence[PageFile],
    progress: Progress,
    stopwatch: Stopwatch,
    *,
    force: bool,
) -> tuple[generations.Manifest, list[CatalogEntry]]:
    """Build and publish the next generation.

    None is made if there are only pages that are looked at again at every reindex, and what became
    of them is what it was.

    :param plan: what has changed since ``base``; ``pages`` are all pages of the corpus.
    :param force: publish it though it has lost many of the releases.
    :returns: the live generation and what it holds of each page.
    :raises TooManyLost: it has lost more than :data:`MOST_LOST` of them.
    :raises MachineFault: the machine failed.
    :raises OSError: the disk is full or broken; what was built is the caller's to sweep.
    """
    upon = None if plan.full else base.manifest
    old = generations.folder_of(settings.index, upon.name) if upon else None
    wanted = {*plan.added, *plan.changed}
    todo = [page for page in pages if page.path in wanted]
    entries = {} if plan.full else dict(base.catalog)
    gone = [entries.pop(path) for path in (*plan.changed, *plan.removed) if path in entries]
    lost = [release_id for entry in gone for release_id in entry.ids]
    with open_spool(settings.index) as spool, machine_faults("making the index"):
        building = generations.begin(settings.index)
        with workers(settings.jobs, len(todo)) as pool:
            knowledge = _knowledge(settings, building, old, pages, todo, pool, progress)
            stopwatch.lap("learn")
            found: list[Extracted] = []
            table = _extract(settings, todo, knowledge, pool, spool, old, found, progress)
            stopwatch.lap("extract")
        made = {each.entry.path: each.entry for each in found}
        if upon and not (plan.added or plan.removed) and made.items() <= base.catalog.items():
            return upon, list(base.catalog.values())
        if not force:
            _check_loss(base, (entries | made).values())
        _write(settings, building, old, lost, found, table, spool, progress)
        entries |= {each.entry.path: each.entry for each in found}
        if not force:
            _check_loss(base, entries.values())
        signed = ((d.id, d.date, d.signature) for each in found for d in each.digests)
        write_duplicates(building, old, lost, signed)
        write_table(building, table)
        write_catalog(building, entries.values())
        manifest = generations.complete(
            building, versions(settings, pages), _counts(entries.values()), upon
        )
        generations.make_current(settings.index, manifest.name)
    generations.prune(settings.index, settings.keep_generations)
    live = generations.folder_of(settings.index, manifest.name)
    note_sound(settings.index, live, manifest.files)
    stopwatch.lap("write")
    return manifest, list(entries.values())


def _knowledge(
    settings: Settings,
    building: Path,
    old: Path | None,
    pages: Sequence[PageFile],
    todo: Sequence[PageFile],
    pool: Workers,
    progress: Progress,
) -> dict[str, Path]:
    """Return, for each source with work to do, the file with what is known about it.

    What was learned before is kept; a source that is new, or any at a full build, is learned.
    """
    folder = building / KNOWLEDGE_FOLDER
    folder.mkdir()
    if old is not None:
        for path in sorted((old / KNOWLEDGE_FOLDER).iterdir()):
            link(path, folder / path.name)
    targets = {source: folder / knowledge_name(source) for source in by_source(todo)}
    new = {source: path for source, path in targets.items() if not path.exists()}
    learned = learn_sources(new, by_source(pages), settings.max_page_bytes, pool)
    for done, _ in enumerate(learned, 1):
        progress("learn", done, len(new))
    return targets


def _extract(
    settings: Settings,
    todo: Sequence[PageFile],
    knowledge: Mapping[str, Path],
    pool: Workers,
    spool: Spool,
    old: Path | None,
    found: list[Extracted],
    progress: Progress,
) -> AliasTable:
    """Extract all pages into the spool, note them in ``found``, and return the alias table.

    The table is learned at a full build; after that the same one is used for single new pages.
    """

    def names() -> Iterator[Entities]:
        limit, model = settings.max_page_bytes, settings.entity_model
        for extracted in extract_pages(todo, knowledge, limit, pool, spool, model):
            yield from (digest.names for digest in extracted.digests)
            found.append(extracted.without_names())
            progress("extract", len(found), len(todo))

    if old is None:
        return AliasTable.learn(names(), stated_aliases(settings))
    for _ in names():
        pass
    return read_table(old)


def _write(
    settings: Settings,
    building: Path,
    old: Path | None,
    lost: Sequence[str],
    found: list[Extracted],
    table: AliasTable,
    spool: Spool,
    progress: Progress,
) -> None:
    """Let the engine write its files upon those of the old generation.

    A page in ``found`` of which no document can be made is replaced there by what was made of it.
    """

    def documents() -> Iterator[Document]:
        for at, extracted in enumerate(found):
            if extracted.entry.ids:
                yield from documents_of(at, extracted)
            progress("write", at + 1, len(found))

    def documents_of(at: int, extracted: Extracted) -> Iterator[Document]:
        written: set[str] = set()
        blob = spool.read(extracted.key)
        try:
            for document in documents_in(
                extracted.entry.path, blob, lambda release: renamed(release, table)
            ):
                written.add(document.release.id)
                yield document
        except PageSkipped as skipped:
            found[at] = extracted.only(written, skipped)

    folder = generations.ENGINE_FOLDER
    writer = engine_named(settings.engine).writer(building / folder, old / folder if old else None)
    try:
        writer.remove(lost)
        writer.add(documents())
        writer.commit()
    except BaseException:
        writer.abort()
        raise


def _check_loss(base: Base, entries: Iterable[CatalogEntry]) -> None:
    """Refuse a generation that has lost more than :data:`MOST_LOST` of the releases.

    :raises TooManyLost: with both numbers.
    """
    before = base.manifest.counts["documents"] if base.manifest else 0
    after = sum(len(entry.ids) for entry in entries)
    if before - after >= FEWEST_LOST and after < before * (1 - MOST_LOST):
        raise TooManyLost(
            f"The index has {before} releases, the corpus gives only {after}; nothing was changed.",
            hint="If that is right, run it again with --force.",
        )


def _counts(entries: Iterable[CatalogEntry]) -> dict[str, Any]:
    entries = list(entries)
    return {
        "documents": sum(len(entry.ids) for entry in entries),
        "pages": len(entries),
        "skipped": dict(sorted(Counter(e.reason for e in entries if e.reason).items())),
    }
