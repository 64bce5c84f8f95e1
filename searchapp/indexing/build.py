"""The making of a generation: learn, extract, write upon the live one, seal, publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchapp.engine.engine_registry import engine_from
from searchapp.engine.protocol import Document
from searchapp.engine.store import generations
from searchapp.engine.store.storage import link
from searchapp.engine.store.verified_files import remember_verified
from searchapp.errors import PageSkipped, TooManyLost, machine_faults
from searchapp.indexing.aliases import apply_aliases, read_stated_aliases, read_table, write_table
from searchapp.indexing.catalog import CatalogEntry, write_catalog
from searchapp.indexing.corpus import PageFile
from searchapp.indexing.diff import Base, Comparison, current_versions
from searchapp.indexing.duplicates import find_duplicates
from searchapp.indexing.extraction import (
    KNOWLEDGE_FOLDER,
    ExtractedPage,
    PageOptions,
    extract_pages,
    group_by_source,
    knowledge_file,
    learn_sources,
    read_documents,
)
from searchapp.indexing.spool import Spool, open_spool
from searchapp.indexing.status import Progress
from searchapp.indexing.workers import Workers, open_workers
from searchapp.ingest.entities import AliasLearner, AliasTable
from searchapp.settings import Settings
from searchapp.stopwatch import Stopwatch

__all__ = ["build_generation"]

MAX_LOST_SHARE = 0.1
"""Share of the releases that a reindex may lose: a folder that is not mounted loses all of its."""

MIN_LOST = 3
"""Losing fewer releases than this never needs ``force``, however few there are."""


@dataclass(frozen=True, slots=True)
class Build:
    """One build under way.

    :param folder: where the next generation is built.
    :param upon: the generation that is built upon, ``None`` for a full build.
    :param todo: pages to extract.
    :param carried: entries of the pages that are taken over from ``upon``.
    :param lost_ids: releases of ``upon`` whose pages are changed or gone.
    """

    settings: Settings
    folder: Path
    upon: generations.Manifest | None
    pages: Sequence[PageFile]
    todo: Sequence[PageFile]
    carried: Mapping[str, CatalogEntry]
    lost_ids: Sequence[str]
    spool: Spool
    progress: Progress

    @property
    def upon_folder(self) -> Path | None:
        """Folder of the generation that is built upon."""
        if self.upon is None:
            return None
        return generations.folder_of(self.settings.index, self.upon.name)


def build_generation(
    settings: Settings,
    comparison: Comparison,
    progress: Progress,
    stopwatch: Stopwatch,
    *,
    force: bool,
) -> tuple[generations.Manifest, list[CatalogEntry]]:
    """Build and publish the next generation.

    None is published if all pages to extract were skipped for a reason of the moment before, and
    their outcome is the same again.

    :param force: publish even if many releases are missing.
    :returns: the live generation and its catalog.
    :raises TooManyLost: more than :data:`MAX_LOST_SHARE` of the releases are missing.
    :raises MachineFault: the machine failed.
    :raises OSError: the disk is full or broken; the caller sweeps what was built.
    """
    base, diff = comparison.base, comparison.diff
    with open_spool(settings.index) as spool, machine_faults("making the index"):
        build = _begin(settings, comparison, spool, progress)
        with open_workers(settings.jobs, len(build.todo)) as workers:
            knowledge = _learn(build, workers)
            stopwatch.lap("learn")
            extracted, aliases = _extract(build, knowledge, workers)
            stopwatch.lap("extract")
        outcomes = {page.entry.path: page.entry for page in extracted}
        same_pages = not (diff.added or diff.removed)
        if build.upon and same_pages and outcomes.items() <= base.catalog.items():
            return build.upon, list(base.catalog.values())
        if not force:
            _check_loss(base, [*build.carried.values(), *outcomes.values()])
        written = _write(build, extracted, aliases)
        entries = [*build.carried.values(), *(page.entry for page in written)]
        if not force:
            _check_loss(base, entries)
        manifest = _seal(build, entries, aliases)
        generations.make_current(settings.index, manifest.name)
    generations.prune(settings.index, settings.keep_generations)
    live = generations.folder_of(settings.index, manifest.name)
    remember_verified(settings.index, live, manifest.files)
    stopwatch.lap("write")
    return manifest, entries


def _begin(settings: Settings, comparison: Comparison, spool: Spool, progress: Progress) -> Build:
    """Make the folder of the next generation and find out what is to be done."""
    base, diff = comparison.base, comparison.diff
    paths = {*diff.added, *diff.changed}
    replaced = {*diff.changed, *diff.removed}
    catalog = {} if diff.rebuild else base.catalog
    return Build(
        settings=settings,
        folder=generations.begin(settings.index),
        upon=None if diff.rebuild else base.manifest,
        pages=comparison.pages,
        todo=[page for page in comparison.pages if page.path in paths],
        carried={path: entry for path, entry in catalog.items() if path not in replaced},
        lost_ids=[
            release_id
            for path in (*diff.changed, *diff.removed)
            if path in catalog
            for release_id in catalog[path].ids
        ],
        spool=spool,
        progress=progress,
    )


def _learn(build: Build, workers: Workers) -> dict[str, Path]:
    """Return, for each source with pages to extract, the file of what is known about it.

    Knowledge of the generation that is built upon is kept; only new sources are learned, or all in
    a full build.
    """
    folder = build.folder / KNOWLEDGE_FOLDER
    folder.mkdir()
    if build.upon_folder is not None:
        for path in sorted((build.upon_folder / KNOWLEDGE_FOLDER).iterdir()):
            link(path, folder / path.name)
    targets = {source: folder / knowledge_file(source) for source in group_by_source(build.todo)}
    new = {source: path for source, path in targets.items() if not path.exists()}
    groups = group_by_source(build.pages)
    learned = learn_sources(new, groups, build.settings.max_page_bytes, workers)
    for done, _ in enumerate(learned, 1):
        build.progress("learn", done, len(new))
    return targets


def _extract(
    build: Build, knowledge: Mapping[str, Path], workers: Workers
) -> tuple[list[ExtractedPage], AliasTable]:
    """Extract all pages into the spool.

    :returns: their outcomes, and the alias table, which is learned in a full build and then stays
        the same until the next one.
    """
    options = PageOptions(
        build.settings.max_page_bytes,
        build.settings.entity_model,
        build.settings.min_skip_confidence,
    )
    learner = AliasLearner()
    pages: list[ExtractedPage] = []
    for page in extract_pages(build.todo, knowledge, options, workers, build.spool):
        if build.upon is None:
            for release in page.releases:
                learner.add(release.names)
        pages.append(page.drop_names())
        build.progress("extract", len(pages), len(build.todo))
    if build.upon_folder is not None:
        return pages, read_table(build.upon_folder)
    return pages, learner.table(read_stated_aliases(build.settings.corpus))


def _write(
    build: Build, pages: Sequence[ExtractedPage], aliases: AliasTable
) -> list[ExtractedPage]:
    """Let the engine write its files upon those of the generation that is built upon.

    :returns: the pages as they were written: without releases that no document can be made of.
    """
    documents = _Documents(build, pages, aliases)
    upon = build.upon_folder / generations.ENGINE_FOLDER if build.upon_folder else None
    engine = engine_from(build.settings)
    writer = engine.writer(build.folder / generations.ENGINE_FOLDER, upon)
    try:
        writer.remove(build.lost_ids)
        writer.add(documents)
        signed = (
            (each.id, each.date, each.signature)
            for page in documents.written
            for each in page.releases
        )
        writer.group_duplicates(
            find_duplicates(build.folder, build.upon_folder, build.lost_ids, signed)
        )
        writer.commit()
    except BaseException:
        writer.abort()
        raise
    return documents.written


class _Documents:
    """The documents of all pages, made one by one while the engine takes them.

    ``written`` then holds the pages as they were written.
    """

    def __init__(self, build: Build, pages: Sequence[ExtractedPage], aliases: AliasTable) -> None:
        self._build = build
        self._pages = pages
        self._aliases = aliases
        self.written: list[ExtractedPage] = []

    def __iter__(self) -> Iterator[Document]:
        for page in self._pages:
            ids: set[str] = set()
            try:
                for document in self._read(page):
                    ids.add(document.release.id)
                    yield document
            except PageSkipped as skipped:
                page = page.keep_only(ids, skipped)
            self.written.append(page)
            self._build.progress("write", len(self.written), len(self._pages))

    def _read(self, page: ExtractedPage) -> Iterator[Document]:
        if not page.entry.ids:
            return iter(())
        return read_documents(
            page.entry.path,
            self._build.spool.read(page.key),
            lambda release: apply_aliases(release, self._aliases),
        )


def _seal(
    build: Build, entries: Sequence[CatalogEntry], aliases: AliasTable
) -> generations.Manifest:
    """Write what stands beside the engine's files, and the manifest."""
    write_table(build.folder, aliases)
    write_catalog(build.folder, entries)
    versions = current_versions(build.settings, build.pages)
    return generations.complete(build.folder, versions, _counts(entries), build.upon)


def _check_loss(base: Base, entries: Iterable[CatalogEntry]) -> None:
    """Raise :class:`TooManyLost` if too many of the releases of the base are missing."""
    before = base.manifest.counts["documents"] if base.manifest else 0
    after = sum(len(entry.ids) for entry in entries)
    if before - after >= MIN_LOST and after < before * (1 - MAX_LOST_SHARE):
        raise TooManyLost(
            f"The index has {before} releases, the corpus gives only {after}; nothing was changed.",
            hint="If that is right, run it again with --force.",
        )


def _counts(entries: Sequence[CatalogEntry]) -> dict[str, Any]:
    return {
        "documents": sum(len(entry.ids) for entry in entries),
        "pages": len(entries),
        "skipped": dict(sorted(Counter(e.reason for e in entries if e.reason).items())),
    }
