"""Extraction of many pages: from files of the corpus to releases that wait in the spool."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from searchapp.analysis.minhash import signature
from searchapp.engine.protocol import Document
from searchapp.errors import PageSkipped
from searchapp.indexing.catalog import TRANSIENT_REASONS, CatalogEntry
from searchapp.indexing.corpus import PageFile, read_bytes
from searchapp.indexing.documents import document_of, terms_of
from searchapp.indexing.spool import Spool
from searchapp.indexing.workers import Workers
from searchapp.ingest.entities import AliasTable, Entities
from searchapp.ingest.gate import MIN_SKIP_CONFIDENCE
from searchapp.ingest.identity import page_digest, slug
from searchapp.ingest.outcome import page_outcome
from searchapp.ingest.pipeline import Knowledge, ingest, learn_source
from searchapp.ingest.version import model_version, pipeline_version
from searchapp.model import Release
from searchapp.release_record import from_record, to_record

__all__ = [
    "KNOWLEDGE_FOLDER",
    "ExtractedPage",
    "PageOptions",
    "ReleaseSummary",
    "extract_pages",
    "group_by_source",
    "knowledge_file",
    "learn_pages",
    "learn_sources",
    "read_documents",
]

KNOWLEDGE_FOLDER = "sources"
"""Folder of a generation with one file of knowledge per source."""

MAX_SAMPLE_PAGES = 200
"""Pages of a source, evenly spread, from which is learned what it repeats."""

BATCH = 32
"""Pages that a process extracts at a time."""


@dataclass(frozen=True, slots=True)
class PageOptions:
    """Settings that decide how a page is read.

    :param max_bytes: size above which a page is skipped.
    :param model: package of a statistical model that adds entities, ``""`` for none.
    :param min_skip_confidence: how sure the gate must be that a page is no release to skip it.
    """

    max_bytes: int
    model: str = ""
    min_skip_confidence: float = MIN_SKIP_CONFIDENCE


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """What is kept in memory of a release while all others are extracted.

    :param names: its entities, for the alias table.
    :param signature: for near duplicates, see :mod:`searchapp.analysis.minhash`.
    """

    id: str
    date: str | None
    names: Entities
    signature: bytes | None


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """The outcome of one page.

    :param key: key of its releases in the spool.
    """

    key: bytes
    entry: CatalogEntry
    releases: tuple[ReleaseSummary, ...]

    def drop_names(self) -> ExtractedPage:
        """Return the page without its entities, which take most of the memory."""
        bare = tuple(replace(release, names=Entities()) for release in self.releases)
        return replace(self, releases=bare)

    def keep_only(self, ids: Collection[str], skipped: PageSkipped) -> ExtractedPage:
        """Return the page with only some of its releases.

        :param skipped: why no documents can be made of the others.
        """
        entry = self.entry._replace(
            ids=tuple(each for each in self.entry.ids if each in ids),
            reason=skipped.code,
            detail=skipped.detail,
            outcome=page_digest(json.dumps([self.entry.outcome, sorted(ids)]).encode()),
        )
        releases = tuple(release for release in self.releases if release.id in ids)
        return replace(self, entry=entry, releases=releases)


@dataclass(frozen=True, slots=True)
class _LearningTask:
    """Sample pages of one source, and the file to write what is learned to."""

    pages: tuple[PageFile, ...]
    target: Path
    max_bytes: int


@dataclass(frozen=True, slots=True)
class _ExtractionTask:
    """A batch of pages of one source, with the file of what is known about it."""

    pages: tuple[PageFile, ...]
    knowledge: Path | None
    options: PageOptions


def group_by_source(pages: Sequence[PageFile]) -> dict[str, list[PageFile]]:
    """Group pages by the folders of their sources; pages without one are the group ``""``."""
    groups: dict[str, list[PageFile]] = {}
    for page in pages:
        groups.setdefault(page.source, []).append(page)
    return groups


def knowledge_file(source: str) -> str:
    """Return the name of the file with the knowledge about a source."""
    return f"{slug(source or 'top')[:60]}-{page_digest(source.encode())[:8]}"


def learn_pages(pages: Sequence[PageFile], max_bytes: int) -> Knowledge:
    """Learn from a sample of the pages of one source; pages that cannot be read do not count.

    :param max_bytes: size above which a page is not read.
    :raises MachineFault: the machine failed.
    """

    def read_sample() -> Iterator[tuple[str, bytes]]:
        for page in _sample(pages):
            try:
                yield page.path, read_bytes(page, max_bytes)
            except PageSkipped:
                continue

    return learn_source(read_sample())


def learn_sources(
    targets: Mapping[str, Path],
    groups: Mapping[str, Sequence[PageFile]],
    max_bytes: int,
    workers: Workers,
) -> Iterator[None]:
    """Learn about sources and write their files of knowledge; yields once per source.

    :param targets: source -> file to write.
    :param groups: source -> all its pages.
    :raises MachineFault: the machine failed.
    """
    tasks = [
        _LearningTask(tuple(_sample(groups[source])), target, max_bytes)
        for source, target in targets.items()
    ]
    return workers(_learn, tasks)


def extract_pages(
    pages: Sequence[PageFile],
    knowledge: Mapping[str, Path],
    options: PageOptions,
    workers: Workers,
    spool: Spool,
) -> Iterator[ExtractedPage]:
    """Extract pages into the spool and yield their outcomes.

    First come the pages that a stopped run has left in the spool, then the others by source. The
    number of processes changes nothing.

    :param knowledge: source -> file of what is known about it.
    :raises MachineFault: the machine failed.
    :raises OSError: the spool cannot be written.
    """
    waiting = []
    for page in pages:
        spooled = _find_spooled(page, knowledge.get(page.source), options, spool)
        if spooled and spooled.entry.reason not in TRANSIENT_REASONS:
            yield spooled
        else:
            waiting.append(page)
    tasks = [
        _ExtractionTask(tuple(group[start : start + BATCH]), knowledge.get(source), options)
        for source, group in group_by_source(waiting).items()
        for start in range(0, len(group), BATCH)
    ]
    for batch in workers(_extract_batch, tasks):
        for extracted, blob in batch:
            # Releases found on a page before it failed are written in this run; another run does
            # not take them from the spool.
            if extracted.entry.ids or extracted.entry.reason not in TRANSIENT_REASONS:
                spool.put(extracted.key, blob)
            yield extracted


def read_documents(
    path: str, blob: bytes, rename: Callable[[Release], Release]
) -> Iterator[Document]:
    """Yield the documents of a page from its blob in the spool.

    :param rename: gives the entities of a release their names over all releases.
    :raises PageSkipped: ``page.failed``: no document can be made of the next release.
    :raises MachineFault: the machine failed.
    """
    with page_outcome(path):
        for row in json.loads(zlib.decompress(blob))["releases"]:
            release = rename(from_record(row))
            yield document_of(release, terms_of(release))


def _sample(pages: Sequence[PageFile]) -> list[PageFile]:
    if len(pages) <= MAX_SAMPLE_PAGES:
        return list(pages)
    step = len(pages) / MAX_SAMPLE_PAGES
    return [pages[int(i * step)] for i in range(MAX_SAMPLE_PAGES)]


def _learn(task: _LearningTask) -> None:
    task.target.write_bytes(learn_pages(task.pages, task.max_bytes).to_bytes())


def _find_spooled(
    page: PageFile, knowledge: Path | None, options: PageOptions, spool: Spool
) -> ExtractedPage | None:
    """Return what an earlier run made of a page, ``None`` if it would be something else now."""
    if spool.empty:
        return None
    try:
        digest = page_digest(read_bytes(page, options.max_bytes))
    except PageSkipped:
        return None
    key = _spool_key(page, digest, knowledge, options)
    blob = spool.find(key)
    if not blob:
        return None
    row = json.loads(zlib.decompress(blob))
    releases = [from_record(each) for each in row["releases"]]
    return ExtractedPage(key, CatalogEntry.from_row(row["entry"]), tuple(map(_summarize, releases)))


def _extract_batch(task: _ExtractionTask) -> list[tuple[ExtractedPage, bytes]]:
    return [_extract(page, task.knowledge, task.options) for page in task.pages]


def _extract(
    page: PageFile, knowledge_path: Path | None, options: PageOptions
) -> tuple[ExtractedPage, bytes]:
    """Extract one page; the releases found on it before a fault are kept, and the fault is noted.

    :returns: its outcome, and its blob for the spool: a JSON object, compressed with zlib, of
        ``entry`` (a row of the catalog) and ``releases`` (records with the text that was removed).
    :raises MachineFault: the machine failed.
    """
    knowledge, _ = _read_knowledge(knowledge_path)
    releases: list[Release] = []
    rows: list[bytes] = []
    summaries: list[ReleaseSummary] = []
    digest, reason, detail = "", "", ""
    try:
        with page_outcome(page.path):
            data = read_bytes(page, options.max_bytes)
            digest = page_digest(data)
            for release in ingest(
                page.path, data, knowledge, options.model, page.source, options.min_skip_confidence
            ):
                row, summary = _row(to_record(release, with_dropped=True)), _summarize(release)
                # Names are learned over all releases at once: if nothing can be learned from these,
                # it must fail here, with their page.
                AliasTable.learn([summary.names])
                rows.append(row)
                summaries.append(summary)
                releases.append(release)
    except PageSkipped as skipped:
        reason, detail = skipped.code, skipped.detail
    flags = sorted({flag for each in releases for flag in each.quality.flags})
    entry = CatalogEntry(
        page.path, page.bytes, page.stamp, digest, tuple(each.id for each in releases),
        reason, detail, tuple(flags), _outcome_digest(releases, reason),
    )  # fmt: skip
    text = b'{"entry":' + _row(entry) + b',"releases":[' + b",".join(rows) + b"]}"
    key = _spool_key(page, digest, knowledge_path, options)
    return ExtractedPage(key, entry, tuple(summaries)), zlib.compress(text, 1)


def _summarize(release: Release) -> ReleaseSummary:
    return ReleaseSummary(
        release.id,
        release.date.value if release.date else None,
        Entities(release.people, release.organizations, release.places),
        signature(release.body),
    )


def _read_knowledge(path: Path | None) -> tuple[Knowledge, str]:
    """Return the knowledge about a source and its digest; nothing and ``""`` without a file."""
    if path is None:
        return Knowledge(), ""
    status = path.stat()
    # The next run of this process may write new knowledge to the same path.
    return _read_knowledge_file(path, status.st_ino, status.st_mtime_ns)


@lru_cache(maxsize=4)
def _read_knowledge_file(path: Path, _inode: int, _stamp: int) -> tuple[Knowledge, str]:
    data = path.read_bytes()
    return Knowledge.from_bytes(data), page_digest(data)


def _spool_key(page: PageFile, digest: str, knowledge: Path | None, options: PageOptions) -> bytes:
    """Return a digest of everything that the outcome of an extraction depends on."""
    parts = (
        page.path, page.source, str(page.bytes), str(page.stamp), digest,
        _read_knowledge(knowledge)[1], pipeline_version(),
        model_version(options.model), str(options.min_skip_confidence),
    )  # fmt: skip
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()


def _outcome_digest(releases: Sequence[Release], reason: str) -> str:
    """Return a digest of what searches can see of a page, see :class:`CatalogEntry`."""
    visible = [
        (each.id, each.content_hash, each.date.value if each.date else None, each.language)
        for each in releases
    ]
    return page_digest(json.dumps([reason, visible]).encode())


def _row(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
