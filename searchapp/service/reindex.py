"""How is the index brought in line with the corpus?

Plan, learn what each source repeats, extract in parallel, write the next generation upon the live
one, seal it, publish it.
"""

from __future__ import annotations

import errno
import os
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
from searchapp.errors import IndexStateError, NoSpace
from searchapp.ingest.identity import page_digest, slug
from searchapp.service.catalog import CatalogEntry, write_catalog
from searchapp.service.corpus import PageFile
from searchapp.service.extraction import by_source, extract_pages, learn_pages
from searchapp.service.plan import Base, Plan, make_plan, versions
from searchapp.settings import Settings

__all__ = ["Progress", "ReindexReport", "ReportLine", "Stage", "reindex"]

KNOWLEDGE_FOLDER = "sources"

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


def reindex(
    settings: Settings,
    *,
    full: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> ReindexReport:
    """Bring the index in line with the corpus.

    :param full: build everything anew, and learn anew what each source repeats.
    :param dry_run: only plan.
    :raises LockHeld: another process is writing.
    :raises CorpusError: the corpus folder cannot be used.
    :raises NoSpace: the disk is full; the live generation stays live.
    """
    started = time.perf_counter()
    if dry_run:
        plan, base, _ = make_plan(settings, full=full)
        return _report(plan, base.manifest, base.catalog.values(), {}, published=False)
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        plan, base, pages = make_plan(settings, full=full)
        seconds = {"plan": time.perf_counter() - started}
        if plan.empty:
            return _report(plan, base.manifest, base.catalog.values(), seconds, published=False)
        try:
            manifest, entries = _build(settings, plan, base, pages, progress, seconds)
        except OSError as error:
            raise _storage_fault(error, settings) from error
        finally:
            generations.sweep(settings.index)
        return _report(plan, manifest, entries, seconds, published=True)


def _build(
    settings: Settings,
    plan: Plan,
    base: Base,
    pages: Sequence[PageFile],
    progress: Progress,
    seconds: dict[str, float],
) -> tuple[generations.Manifest, list[CatalogEntry]]:
    """Build and publish the next generation; fill in the seconds that each stage took."""
    upon = None if plan.full else base.manifest
    old = generations.folder_of(settings.index, upon.name) if upon else None
    building = generations.begin(settings.index)
    wanted = {*plan.added, *plan.changed}
    todo = [page for page in pages if page.path in wanted]

    mark = time.perf_counter()
    knowledge = _knowledge(building, old, pages, todo, settings.max_page_bytes, progress)
    seconds["learn"] = time.perf_counter() - mark

    mark = time.perf_counter()
    entries = {} if plan.full else dict(base.catalog)
    gone = [entries.pop(path) for path in (*plan.changed, *plan.removed) if path in entries]

    def documents() -> Iterator[Document]:
        found = extract_pages(todo, knowledge, settings.max_page_bytes, settings.jobs)
        for done, extracted in enumerate(found, 1):
            entries[extracted.entry.path] = extracted.entry
            yield from extracted.documents
            progress("extract", done, len(todo))

    writer = engine_named(settings.engine).writer(
        building / generations.ENGINE_FOLDER, old / generations.ENGINE_FOLDER if old else None
    )
    try:
        writer.remove(release_id for entry in gone for release_id in entry.ids)
        writer.add(documents())
        seconds["extract"] = time.perf_counter() - mark
        mark = time.perf_counter()
        progress("write", 0, 1)
        writer.commit()
    except BaseException:
        writer.abort()
        raise
    write_catalog(building, entries.values())
    manifest = generations.complete(building, versions(settings), _counts(entries.values()), upon)
    generations.make_current(settings.index, manifest.name)
    generations.prune(settings.index, settings.keep_generations)
    progress("write", 1, 1)
    seconds["write"] = time.perf_counter() - mark
    return manifest, list(entries.values())


def _knowledge(
    building: Path,
    old: Path | None,
    pages: Sequence[PageFile],
    todo: Sequence[PageFile],
    limit: int,
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
    groups = by_source(pages)
    found: dict[str, Path] = {}
    busy = list(by_source(todo))
    for done, source in enumerate(busy, 1):
        path = folder / f"{slug(source or 'top')[:60]}-{page_digest(source.encode())[:8]}"
        if not path.exists():
            path.write_bytes(learn_pages(groups[source], limit).to_bytes())
        found[source] = path
        progress("learn", done, len(busy))
    return found


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
