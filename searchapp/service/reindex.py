"""How is the index brought in line with the corpus?

Plan, learn what each source repeats, extract in parallel, write the next generation upon the live
one, seal it, publish it.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from searchapp.engine import generations
from searchapp.engine.lock import writer_lock
from searchapp.engine.protocol import Document
from searchapp.engine.registry import engine_named
from searchapp.errors import IndexStateError, NoSpace, TooManyLost
from searchapp.ingest.entities import AliasTable, Entities
from searchapp.ingest.identity import page_digest, slug
from searchapp.service.catalog import CatalogEntry, write_catalog
from searchapp.service.corpus import PageFile
from searchapp.service.duplicates import write_duplicates
from searchapp.service.extraction import (
    Extracted,
    Workers,
    by_source,
    documents_in,
    extract_pages,
    learn_sources,
    workers,
)
from searchapp.service.names import read_table, renamed, stated_aliases, write_table
from searchapp.service.plan import Base, Plan, make_plan, versions
from searchapp.service.spool import Spool, open_spool
from searchapp.settings import Settings

__all__ = ["Progress", "ReindexReport", "ReportLine", "Stage", "reindex"]

KNOWLEDGE_FOLDER = "sources"

MOST_LOST = 0.1
"""Share of the releases that a reindex may lose: a folder that is not mounted loses them all."""

FEWEST_LOST = 3
"""Losing fewer is never a reason to ask."""

Stage = Literal["learn", "extract", "write"]


class Progress(Protocol):
    """Told how far the work is."""

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` steps of a stage are done."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A page that is not in the index, or is there with doubts.

    :param stage: ``skipped`` or ``doubtful``.
    :param code: a reason of :data:`searchapp.errors.SKIP_REASONS`, or a quality flag.
    """

    path: str
    stage: Literal["skipped", "doubtful"]
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a reindex did.

    :param generation: the live generation afterwards, ``""`` if there is none.
    :param published: a new one was made.
    :param lines: every page that is not in the index, or doubtful, sorted by path.
    :param seconds: wall-clock time by stage.
    """

    plan: Plan
    generation: str
    published: bool
    documents: int
    pages: int
    lines: tuple[ReportLine, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def skipped(self) -> Counter[str]:
        """Reason code -> number of pages turned away."""
        return Counter(line.code for line in self.lines if line.stage == "skipped")


class _Clock:
    """Notes how long each stage took, in seconds of wall-clock time."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._mark = time.perf_counter()

    def note(self, stage: str) -> None:
        """Note that a stage has ended."""
        now = time.perf_counter()
        self.seconds[stage] = now - self._mark
        self._mark = now


def reindex(
    settings: Settings,
    *,
    full: bool = False,
    if_needed: bool = False,
    dry_run: bool = False,
    force: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> ReindexReport:
    """Bring the index in line with the corpus.

    :param full: build everything anew, and learn anew what each source repeats.
    :param if_needed: do nothing unless everything must be built anew: there is no index, or it was
        made with another pipeline, schema or settings.
    :param dry_run: only plan.
    :param force: publish a generation though it has lost many of the releases.
    :raises LockHeld: another process is writing.
    :raises CorpusError: the corpus folder cannot be used.
    :raises NoSpace: the disk is full, or would be; the live generation stays live.
    :raises TooManyLost: the new generation has lost more than a tenth of the releases.
    """
    clock = _Clock()
    if dry_run:
        plan, base, _ = make_plan(settings, full=full)
        return _report(plan, base.manifest, base.catalog.values(), {}, published=False)
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        plan, base, pages = make_plan(settings, full=full)
        clock.note("plan")
        if plan.empty or (if_needed and not plan.full):
            catalog = base.catalog.values()
            return _report(plan, base.manifest, catalog, clock.seconds, published=False)
        try:
            _check_space(settings, plan, pages)
            manifest, entries = _build(settings, plan, base, pages, progress, clock, force=force)
        except OSError as error:
            raise _storage_fault(error, settings) from error
        finally:
            generations.sweep(settings.index)
        return _report(plan, manifest, entries, clock.seconds, published=True)


def _build(
    settings: Settings,
    plan: Plan,
    base: Base,
    pages: Sequence[PageFile],
    progress: Progress,
    clock: _Clock,
    *,
    force: bool,
) -> tuple[generations.Manifest, list[CatalogEntry]]:
    """Build and publish the next generation."""
    upon = None if plan.full else base.manifest
    old = generations.folder_of(settings.index, upon.name) if upon else None
    wanted = {*plan.added, *plan.changed}
    todo = [page for page in pages if page.path in wanted]
    entries = {} if plan.full else dict(base.catalog)
    gone = [entries.pop(path) for path in (*plan.changed, *plan.removed) if path in entries]
    lost = [release_id for entry in gone for release_id in entry.ids]
    with open_spool(settings.index) as spool:
        building = generations.begin(settings.index)
        with workers(settings.jobs, len(todo)) as pool:
            knowledge = _knowledge(settings, building, old, pages, todo, pool, progress)
            clock.note("learn")
            found: list[Extracted] = []
            table = _extract(settings, todo, knowledge, pool, spool, old, found, progress)
            clock.note("extract")
        entries |= {each.entry.path: each.entry for each in found}
        if not force:
            _check_loss(base, entries.values())
        _write(settings, building, old, lost, found, table, spool, progress)
        signed = ((d.id, d.date, d.signature) for each in found for d in each.digests)
        write_duplicates(building, old, lost, signed)
        write_table(building, table)
        write_catalog(building, entries.values())
        manifest = generations.complete(
            building, versions(settings), _counts(entries.values()), upon
        )
        generations.make_current(settings.index, manifest.name)
    generations.prune(settings.index, settings.keep_generations)
    clock.note("write")
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
            os.link(path, folder / path.name)
    targets = {
        source: folder / f"{slug(source or 'top')[:60]}-{page_digest(source.encode())[:8]}"
        for source in by_source(todo)
    }
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
        limit = settings.max_page_bytes
        for extracted in extract_pages(todo, knowledge, limit, pool, spool):
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
    found: Sequence[Extracted],
    table: AliasTable,
    spool: Spool,
    progress: Progress,
) -> None:
    """Let the engine write its files upon those of the old generation."""

    def documents() -> Iterator[Document]:
        for done, extracted in enumerate(found, 1):
            if extracted.entry.ids:
                yield from documents_in(
                    spool.read(extracted.key), lambda release: renamed(release, table)
                )
            progress("write", done, len(found))

    folder = generations.ENGINE_FOLDER
    writer = engine_named(settings.engine).writer(building / folder, old / folder if old else None)
    try:
        writer.remove(lost)
        writer.add(documents())
        writer.commit()
    except BaseException:
        writer.abort()
        raise


def _check_space(settings: Settings, plan: Plan, pages: Sequence[PageFile]) -> None:
    """Refuse to begin what the disk has no room for; the estimate is on the safe side.

    :raises NoSpace: it is less than four times the pages to read, and 32 MiB.
    """
    wanted = {*plan.added, *plan.changed}
    needed = 4 * sum(page.bytes for page in pages if page.path in wanted) + 2**25
    free = shutil.disk_usage(settings.index).free
    if free < needed:
        raise NoSpace(
            f"The disk has {free // 2**20} MiB free, and a reindex may need {needed // 2**20} MiB.",
            hint=f"Free some space for {settings.index} and run it again.",
        )


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


def _report(
    plan: Plan,
    manifest: generations.Manifest | None,
    entries: Iterable[CatalogEntry],
    seconds: Mapping[str, float],
    *,
    published: bool,
) -> ReindexReport:
    lines: list[ReportLine] = []
    for entry in sorted(entries, key=lambda each: each.path):
        if entry.reason:
            lines.append(ReportLine(entry.path, "skipped", entry.reason, entry.detail))
        lines += [ReportLine(entry.path, "doubtful", flag) for flag in entry.flags]
    return ReindexReport(
        plan,
        manifest.name if manifest else "",
        published,
        manifest.counts["documents"] if manifest else 0,
        manifest.counts["pages"] if manifest else 0,
        tuple(lines),
        seconds,
    )


def _storage_fault(error: OSError, settings: Settings) -> IndexStateError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return NoSpace(
            "The disk is full; the index is as it was before.",
            hint=f"Free some space for {settings.index} and run it again.",
        )
    return IndexStateError(f"The index cannot be written: {error}.")
