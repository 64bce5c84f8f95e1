"""How are many pages turned into documents, with all cores and flat memory?"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from searchapp.engine.protocol import Document
from searchapp.errors import PageSkipped
from searchapp.ingest.identity import page_digest
from searchapp.ingest.pipeline import Knowledge, ingest, learn_source
from searchapp.service.catalog import CatalogEntry
from searchapp.service.corpus import PageFile, read_bytes
from searchapp.service.documents import document_of

__all__ = ["Extracted", "by_source", "extract_pages", "learn_pages"]

SAMPLE_PAGES = 200
"""Pages of a source, evenly spread, from which is learned what it repeats."""

BATCH = 32
"""Pages that a process extracts at a time."""

SMALL = 64
"""With no more pages than this, starting processes costs more than it gains."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What became of one page."""

    entry: CatalogEntry
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """A batch of pages of one source."""

    pages: tuple[PageFile, ...]
    knowledge: Path | None
    limit: int


def by_source(pages: Sequence[PageFile]) -> dict[str, list[PageFile]]:
    """Group pages by their first folder; those at the top are a group named ``""``."""
    groups: dict[str, list[PageFile]] = {}
    for page in pages:
        folder, slash, _ = page.path.partition("/")
        groups.setdefault(folder if slash else "", []).append(page)
    return groups


def learn_pages(pages: Sequence[PageFile], limit: int) -> Knowledge:
    """Learn from a sample of the pages of one source; those that cannot be read do not count.

    :param limit: bytes above which a page is not read.
    """

    def readable() -> Iterator[tuple[str, bytes]]:
        for page in _sample(pages):
            try:
                yield page.path, read_bytes(page, limit)
            except PageSkipped:
                continue

    return learn_source(readable())


def extract_pages(
    pages: Sequence[PageFile], knowledge: Mapping[str, Path], limit: int, jobs: int
) -> Iterator[Extracted]:
    """Yield what became of each page, in an order that does not depend on the number of jobs.

    :param knowledge: source -> file with what was learned about it.
    :param jobs: processes; 0 is one per core.
    """
    tasks = [
        _Task(tuple(group[start : start + BATCH]), knowledge.get(source), limit)
        for source, group in by_source(pages).items()
        for start in range(0, len(group), BATCH)
    ]
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(pages) <= SMALL:
        for task in tasks:
            yield from _run(task)
        return
    # Fresh processes: a fork of one that has threads may hang.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        # A bounded queue: results wait in memory only as long as the writer is behind.
        queue: deque[Future[list[Extracted]]] = deque()
        for task in tasks:
            queue.append(pool.submit(_run, task))
            if len(queue) >= jobs * 3:
                yield from queue.popleft().result()
        while queue:
            yield from queue.popleft().result()


def _sample(pages: Sequence[PageFile]) -> list[PageFile]:
    if len(pages) <= SAMPLE_PAGES:
        return list(pages)
    step = len(pages) / SAMPLE_PAGES
    return [pages[int(i * step)] for i in range(SAMPLE_PAGES)]


def _run(task: _Task) -> list[Extracted]:
    knowledge = _load_knowledge(task.knowledge) if task.knowledge else Knowledge()
    return [_extract(page, knowledge, task.limit) for page in task.pages]


@lru_cache(maxsize=4)
def _load_knowledge(path: Path) -> Knowledge:
    return Knowledge.from_bytes(path.read_bytes())


def _extract(page: PageFile, knowledge: Knowledge, limit: int) -> Extracted:
    """Extract one page; what it holds before a fault is kept, and the fault is noted."""
    documents: list[Document] = []
    digest, reason, detail = "", "", ""
    try:
        data = read_bytes(page, limit)
        digest = page_digest(data)
        for release in ingest(page.path, data, knowledge):
            documents.append(document_of(release))
    except PageSkipped as skipped:
        reason, detail = skipped.code, skipped.detail
    except Exception as error:
        # One page that meets a fault of ours must not keep all others out of the index.
        reason, detail = "page.failed", f"{type(error).__name__}: {error}"[:200]
    flags = sorted({flag for each in documents for flag in each.release.quality.flags})
    entry = CatalogEntry(
        page.path, page.bytes, page.stamp, digest,
        tuple(each.release.id for each in documents), reason, detail, tuple(flags),
    )  # fmt: skip
    return Extracted(entry, tuple(documents))
