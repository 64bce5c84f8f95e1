"""The update of an index from its corpus: compare, check, build and publish, report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from searchapp.engine.store import generations
from searchapp.engine.store.lock import writer_lock
from searchapp.engine.store.storage import free_bytes, storage_fault
from searchapp.errors import NoSpace, machine_faults
from searchapp.indexing.catalog import CatalogEntry
from searchapp.indexing.corpus import PageFile
from searchapp.indexing.diff import Comparison, CorpusDiff, compare_corpus
from searchapp.indexing.status import Progress, record_reindex
from searchapp.settings import Settings
from searchapp.stopwatch import Stopwatch

__all__ = ["Mode", "ReindexReport", "ReportLine", "preview_reindex", "reindex"]

Mode = Literal["update", "full", "if-needed"]
"""``update`` builds upon the live generation if it can; ``full`` builds everything from scratch and
learns again what each source repeats; ``if-needed`` does so only if the live generation cannot be
built upon, and nothing otherwise."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A page that is not in the index, is doubtful, or was read differently.

    :param stage: ``skipped``; ``doubtful``; or ``altered``: the file is unchanged but was read
        differently, because more is known about its source now, or the program has changed.
    :param code: a reason of :data:`searchapp.errors.SKIP_REASONS`, a quality flag, or
        ``page.altered``.
    """

    path: str
    stage: Literal["skipped", "doubtful", "altered"]
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """The outcome of a reindex.

    :param generation: the live generation afterwards, ``""`` if there is none.
    :param published: it is a new one.
    :param lines: all pages that are not in the index, doubtful, or read differently than before,
        sorted by path.
    :param seconds: wall-clock time by stage.
    """

    diff: CorpusDiff
    generation: str
    published: bool
    documents: int
    pages: int
    lines: tuple[ReportLine, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def skipped(self) -> Counter[str]:
        """Reason code -> number of skipped pages."""
        return Counter(line.code for line in self.lines if line.stage == "skipped")

    @property
    def altered(self) -> tuple[str, ...]:
        """Unchanged pages that gave another text, title, date or language than before."""
        return tuple(line.path for line in self.lines if line.stage == "altered")


def preview_reindex(settings: Settings, *, full: bool = False) -> ReindexReport:
    """Return what a reindex would do, without writing anything.

    :raises CorpusError: the corpus folder cannot be used.
    """
    comparison = compare_corpus(settings, full=full)
    return _report_unchanged(comparison, {})


def reindex(
    settings: Settings,
    mode: Mode = "update",
    *,
    force: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> ReindexReport:
    """Update the index from the corpus.

    :param force: publish a generation even if many releases are missing.
    :raises LockHeld: another process is writing.
    :raises CorpusError: the corpus folder cannot be used.
    :raises NoSpace: the disk is full, or would be; the live generation stays live.
    :raises TooManyLost: more than a tenth of the releases are missing from the new generation.
    :raises MachineFault: memory, descriptors or the like were short. The live generation stays
        live, and nothing that was read is kept.
    """
    stopwatch = Stopwatch()
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        comparison = compare_corpus(settings, full=mode == "full")
        diff = comparison.diff
        stopwatch.lap("plan")
        if diff.empty or (mode == "if-needed" and not diff.rebuild):
            # Left undone by a run that died after publishing.
            generations.prune(settings.index, settings.keep_generations)
            record_reindex(settings.index, stopwatch.seconds)
            return _report_unchanged(comparison, stopwatch.seconds)
        try:
            _check_space(settings, diff, comparison.pages)
            with machine_faults("making the index"):
                # Imported here because the extractors take a second to load, and most reindexes
                # find nothing to do.
                from searchapp.indexing.build import build_generation

                manifest, entries = build_generation(
                    settings, comparison, progress, stopwatch, force=force
                )
        except OSError as error:
            raise storage_fault(error, settings.index) from error
        finally:
            generations.sweep(settings.index)
        record_reindex(settings.index, stopwatch.seconds)
        base = comparison.base
        published = base.manifest is None or manifest.name != base.manifest.name
        return _report(
            diff, manifest, entries, stopwatch.seconds, published=published, before=base.catalog
        )


def _check_space(settings: Settings, diff: CorpusDiff, pages: Sequence[PageFile]) -> None:
    """Raise :class:`NoSpace` if the disk may be too full for a build.

    The limit is four times the bytes of the pages to read, and 32 MiB. It is on the safe side: an
    index with its spool takes less.
    """
    paths = {*diff.added, *diff.changed}
    needed = 4 * sum(page.bytes for page in pages if page.path in paths) + 2**25
    free = free_bytes(settings.index)
    if free < needed:
        raise NoSpace(
            f"The disk has {free // 2**20} MiB free, and a reindex may need {needed // 2**20} MiB.",
            hint=f"Free some space for {settings.index} and run it again.",
        )


def _report_unchanged(comparison: Comparison, seconds: Mapping[str, float]) -> ReindexReport:
    base = comparison.base
    return _report(comparison.diff, base.manifest, base.catalog.values(), seconds, published=False)


def _report(
    diff: CorpusDiff,
    manifest: generations.Manifest | None,
    entries: Iterable[CatalogEntry],
    seconds: Mapping[str, float],
    *,
    published: bool,
    before: Mapping[str, CatalogEntry] = MappingProxyType({}),
) -> ReindexReport:
    lines: list[ReportLine] = []
    for entry in sorted(entries, key=lambda each: each.path):
        if entry.reason:
            lines.append(ReportLine(entry.path, "skipped", entry.reason, entry.detail))
        lines += [ReportLine(entry.path, "doubtful", flag) for flag in entry.flags]
        old = before.get(entry.path)
        if old and old.digest == entry.digest and old.outcome != entry.outcome:
            lines.append(ReportLine(entry.path, "altered", "page.altered"))
    return ReindexReport(
        diff,
        manifest.name if manifest else "",
        published,
        manifest.counts["documents"] if manifest else 0,
        manifest.counts["pages"] if manifest else 0,
        tuple(lines),
        seconds,
    )
