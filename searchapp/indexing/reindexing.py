"""How is the index brought in line with the corpus?

Plan, refuse what cannot go well, build and publish the next generation, report.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from searchapp.engine.store import generations
from searchapp.engine.store.lock import writer_lock
from searchapp.engine.store.storage import storage_fault
from searchapp.errors import NoSpace, machine_faults
from searchapp.indexing.catalog import CatalogEntry
from searchapp.indexing.corpus import PageFile
from searchapp.indexing.diff import Plan, make_plan
from searchapp.indexing.progress import Progress
from searchapp.indexing.status import note_reindex
from searchapp.settings import Settings
from searchapp.stopwatch import Stopwatch

__all__ = ["ReindexReport", "ReportLine", "reindex"]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A page that is not in the index, or is there with doubts.

    :param stage: ``skipped``; ``doubtful``; or ``altered``: it is as it was, but what was made of
        it is not, because more is known about its source now, or the program has changed.
    :param code: a reason of :data:`searchapp.errors.SKIP_REASONS`, a quality flag, or
        ``page.altered``.
    """

    path: str
    stage: Literal["skipped", "doubtful", "altered"]
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a reindex did.

    :param generation: the live generation afterwards, ``""`` if there is none.
    :param published: a new one was made.
    :param lines: every page that is not in the index, or doubtful, or gave something else than
        before, sorted by path.
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

    @property
    def altered(self) -> tuple[str, ...]:
        """Pages that have not changed, and gave another text, title, date or language."""
        return tuple(line.path for line in self.lines if line.stage == "altered")


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
    :raises MachineFault: there was not enough memory, too few descriptors and the like. The live
        generation stays live, and nothing is kept of what was read meanwhile.
    """
    stopwatch = Stopwatch()
    if dry_run:
        plan, base, _ = make_plan(settings, full=full)
        return _report(plan, base.manifest, base.catalog.values(), {}, published=False)
    with writer_lock(settings.index):
        generations.sweep(settings.index)
        plan, base, pages = make_plan(settings, full=full)
        stopwatch.lap("plan")
        if plan.empty or (if_needed and not plan.full):
            # A run that died after publishing has left this undone.
            generations.prune(settings.index, settings.keep_generations)
            catalog = base.catalog.values()
            note_reindex(settings, stopwatch.seconds)
            return _report(plan, base.manifest, catalog, stopwatch.seconds, published=False)
        try:
            _check_space(settings, plan, pages)
            with machine_faults("making the index"):
                # The extractors take a second to load: not for a corpus that has not changed.
                from searchapp.indexing.build import build

                manifest, entries = build(
                    settings, plan, base, pages, progress, stopwatch, force=force
                )
        except OSError as error:
            raise storage_fault(error, settings.index) from error
        finally:
            generations.sweep(settings.index)
        note_reindex(settings, stopwatch.seconds)
        published = base.manifest is None or manifest.name != base.manifest.name
        return _report(
            plan, manifest, entries, stopwatch.seconds, published=published, before=base.catalog
        )


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


def _report(
    plan: Plan,
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
        if old and old.digest == entry.digest and old.made != entry.made:
            lines.append(ReportLine(entry.path, "altered", "page.altered"))
    return ReindexReport(
        plan,
        manifest.name if manifest else "",
        published,
        manifest.counts["documents"] if manifest else 0,
        manifest.counts["pages"] if manifest else 0,
        tuple(lines),
        seconds,
    )
