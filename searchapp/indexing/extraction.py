"""How are many pages turned into releases, with all cores and flat memory?"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import zlib
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from searchapp.analysis.minhash import signature
from searchapp.engine.protocol import Document
from searchapp.errors import MachineFault, PageSkipped
from searchapp.indexing.catalog import PASSING, CatalogEntry
from searchapp.indexing.corpus import PageFile, read_bytes
from searchapp.indexing.documents import document_of, terms_of
from searchapp.indexing.spool import Spool
from searchapp.ingest.entities import AliasTable, Entities
from searchapp.ingest.identity import page_digest, slug
from searchapp.ingest.outcome import page_outcome
from searchapp.ingest.pipeline import Knowledge, ingest, learn_source
from searchapp.ingest.version import model_version, pipeline_version
from searchapp.model import Release

__all__ = [
    "KNOWLEDGE_FOLDER",
    "Digest",
    "Extracted",
    "Workers",
    "by_source",
    "documents_in",
    "extract_pages",
    "knowledge_name",
    "learn_pages",
    "learn_sources",
    "workers",
]

KNOWLEDGE_FOLDER = "sources"
"""Folder of a generation with a file for each source."""

SAMPLE_PAGES = 200
"""Pages of a source, evenly spread, from which is learned what it repeats."""

BATCH = 32
"""Pages that a process extracts at a time."""

SMALL = 64
"""With no more pages than this, starting processes costs more than it gains."""

In = TypeVar("In")
Out = TypeVar("Out")


class Workers(Protocol):
    """Applies a function to many values and yields the results in their order."""

    def __call__(self, function: Callable[[In], Out], values: Sequence[In], /) -> Iterator[Out]:
        """Run it, perhaps in other processes: function, values and results travel by pickle."""
        ...


@dataclass(frozen=True, slots=True)
class Digest:
    """What is kept in memory of a release while all others are extracted.

    :param names: its entities, for the alias table.
    :param signature: for near duplicates, see :mod:`searchapp.analysis.minhash`.
    """

    id: str
    date: str | None
    names: Entities
    signature: bytes | None


@dataclass(frozen=True, slots=True)
class Extracted:
    """What became of one page.

    :param key: under which the spool keeps its releases.
    :param digests: what must be known of them at once.
    """

    key: bytes
    entry: CatalogEntry
    digests: tuple[Digest, ...]

    def without_names(self) -> Extracted:
        """Return it without the entities, which are many and have been read."""
        bare = tuple(replace(digest, names=Entities()) for digest in self.digests)
        return replace(self, digests=bare)

    def only(self, ids: Collection[str], skipped: PageSkipped) -> Extracted:
        """Return it with no more than these releases, because no documents can be made of others.

        :param skipped: why.
        """
        entry = self.entry._replace(
            ids=tuple(each for each in self.entry.ids if each in ids),
            reason=skipped.code,
            detail=skipped.detail,
            made=page_digest(json.dumps([self.entry.made, sorted(ids)]).encode()),
        )
        digests = tuple(digest for digest in self.digests if digest.id in ids)
        return replace(self, entry=entry, digests=digests)


@dataclass(frozen=True, slots=True)
class _Learning:
    """The pages of one source, a file to write what was learned to."""

    pages: tuple[PageFile, ...]
    target: Path
    limit: int


@dataclass(frozen=True, slots=True)
class _Task:
    """A batch of pages of one source."""

    pages: tuple[PageFile, ...]
    knowledge: Path | None
    limit: int
    model: str


@contextmanager
def workers(count: int, pages: int) -> Iterator[Workers]:
    """Give a way to use ``count`` processes (0 is one per core), none of them for few pages."""
    count = count or os.cpu_count() or 1
    if count == 1 or pages <= SMALL:
        yield _here
        return
    # Fresh processes: a fork of one that has threads may hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, initializer=_end_with_parent) as pool:

        def submit(function: Callable[[In], Out], value: In) -> Future[Out]:
            with _undisturbed():  # this may start a process
                return pool.submit(function, value)

        def in_order(function: Callable[[In], Out], values: Sequence[In], /) -> Iterator[Out]:
            # A bounded queue: results wait in memory only as far as the reader is behind.
            left = iter(values)
            queue: deque[Future[Out]] = deque(
                submit(function, value) for value in islice(left, count * 3)
            )
            while queue:
                result = queue.popleft().result()
                for value in islice(left, 1):
                    queue.append(submit(function, value))
                yield result

        try:
            yield in_order
        except BrokenProcessPool as error:
            # Whatever it read, it took no other page with it: the system, or a person, ended it.
            raise MachineFault(
                "A process that reads pages was ended from outside, as a system does that lacks "
                "memory. Nothing was published.",
                hint="Run it again, with fewer processes (the setting `jobs`) or smaller pages "
                "(`max_page_bytes`) if memory is short.",
            ) from error
        except BaseException:
            # What waits would be done to its end before this one can go.
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let processes be started whole: whoever asks this one to stop waits for that moment.

    A process whose start is cut short dies with a traceback. What a thread blocks stays blocked in
    the processes that it starts: they are not told of Ctrl-C, who started them is, and ends them.
    """
    came: list[int] = []
    in_main = threading.current_thread() is threading.main_thread()
    numbers = (signal.SIGINT, signal.SIGTERM) if in_main else ()
    handlers = {each: signal.signal(each, lambda got, _: came.append(got)) for each in numbers}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for each, handler in handlers.items():
            signal.signal(each, handler)
        for got in came:
            signal.raise_signal(got)


def _here(function: Callable[[In], Out], values: Sequence[In], /) -> Iterator[Out]:
    return map(function, values)


def _end_with_parent() -> None:
    """End this process when the one that started it dies, even if it was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def by_source(pages: Sequence[PageFile]) -> dict[str, list[PageFile]]:
    """Group pages by the folders of their sources; those without one are a group named ``""``."""
    groups: dict[str, list[PageFile]] = {}
    for page in pages:
        groups.setdefault(page.source, []).append(page)
    return groups


def knowledge_name(source: str) -> str:
    """Return the name of the file with what was learned about a source."""
    return f"{slug(source or 'top')[:60]}-{page_digest(source.encode())[:8]}"


def learn_pages(pages: Sequence[PageFile], limit: int) -> Knowledge:
    """Learn from a sample of the pages of one source; those that cannot be read do not count.

    :param limit: bytes above which a page is not read.
    :raises MachineFault: the machine failed.
    """

    def readable() -> Iterator[tuple[str, bytes]]:
        for page in _sample(pages):
            try:
                yield page.path, read_bytes(page, limit)
            except PageSkipped:
                continue

    return learn_source(readable())


def learn_sources(
    targets: Mapping[str, Path], groups: Mapping[str, Sequence[PageFile]], limit: int,
    pool: Workers,
) -> Iterator[None]:  # fmt: skip
    """Learn about sources and write it to their files; yields once for each.

    :param targets: source -> file to write.
    """
    tasks = [
        _Learning(tuple(_sample(groups[source])), target, limit)
        for source, target in targets.items()
    ]
    return pool(_learn, tasks)


def extract_pages(
    pages: Sequence[PageFile],
    knowledge: Mapping[str, Path],
    limit: int,
    pool: Workers,
    spool: Spool,
    model: str = "",
) -> Iterator[Extracted]:
    """Extract pages into the spool and yield what became of each, whatever the number of processes.

    :param knowledge: source -> file with what was learned about it.
    :param model: package of the statistical model that adds entities, ``""`` for none.
    :raises MachineFault: the machine failed.
    """
    waiting = []
    for page in pages:
        known = knowledge.get(page.source)
        key = None if spool.empty else _key_of_file(page, known, limit, model)
        blob = spool.find(key) if key else None
        kept = _kept(key, blob) if key and blob else None
        if kept and kept.entry.reason not in PASSING:
            yield kept
        else:
            waiting.append(page)
    tasks = [
        _Task(tuple(group[start : start + BATCH]), knowledge.get(source), limit, model)
        for source, group in by_source(waiting).items()
        for start in range(0, len(group), BATCH)
    ]
    for batch in pool(_extract_batch, tasks):
        for extracted, blob in batch:
            # What a page holds before it failed is written in this run, and not found by another.
            if extracted.entry.ids or extracted.entry.reason not in PASSING:
                spool.put(extracted.key, blob)
            yield extracted


def documents_in(
    path: str, blob: bytes, renamed: Callable[[Release], Release]
) -> Iterator[Document]:
    """Yield the documents of a page from the spool.

    :param renamed: gives a release the names that its entities have over all releases.
    :raises PageSkipped: ``page.failed``: of the next release none can be made.
    :raises MachineFault: the machine failed.
    """
    with page_outcome(path):
        for row in json.loads(zlib.decompress(blob))["releases"]:
            release = renamed(Release.from_record(row))
            yield document_of(release, terms_of(release))


def _sample(pages: Sequence[PageFile]) -> list[PageFile]:
    if len(pages) <= SAMPLE_PAGES:
        return list(pages)
    step = len(pages) / SAMPLE_PAGES
    return [pages[int(i * step)] for i in range(SAMPLE_PAGES)]


def _learn(task: _Learning) -> None:
    task.target.write_bytes(learn_pages(task.pages, task.limit).to_bytes())


def _extract_batch(task: _Task) -> list[tuple[Extracted, bytes]]:
    return [_extract(page, task.knowledge, task.limit, task.model) for page in task.pages]


def _kept(key: bytes, blob: bytes) -> Extracted:
    """Return what a run before this one made of a page."""
    row = json.loads(zlib.decompress(blob))
    releases = [Release.from_record(each) for each in row["releases"]]
    return Extracted(key, CatalogEntry.from_row(row["entry"]), tuple(map(_digest, releases)))


def _digest(release: Release) -> Digest:
    return Digest(
        release.id,
        release.date.value if release.date else None,
        Entities(release.people, release.organizations, release.places),
        signature(release.body),
    )


def _known(path: Path | None) -> tuple[Knowledge, str]:
    """Return what was learned about a source, and a digest of it."""
    if path is None:
        return Knowledge(), ""
    found = path.stat()
    # The next run of this process may write to the same path what it has learned anew.
    return _read_knowledge(path, found.st_ino, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _read_knowledge(path: Path, _inode: int, _stamp: int) -> tuple[Knowledge, str]:
    data = path.read_bytes()
    return Knowledge.from_bytes(data), page_digest(data)


def _key(page: PageFile, digest: str, knowledge: Path | None, model: str) -> bytes:
    """Return what the outcome of an extraction depends on, as a key."""
    parts = (
        page.path, page.source, str(page.bytes), str(page.stamp), digest, _known(knowledge)[1],
        pipeline_version(),
        model_version(model),
    )  # fmt: skip
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()


def _key_of_file(page: PageFile, knowledge: Path | None, limit: int, model: str) -> bytes | None:
    try:
        return _key(page, page_digest(read_bytes(page, limit)), knowledge, model)
    except PageSkipped:
        return None


def _made(releases: Sequence[Release], reason: str) -> str:
    """Return a digest of what a reader sees of a page, see :class:`CatalogEntry`."""
    seen = [
        (each.id, each.content_hash, each.date.value if each.date else None, each.language)
        for each in releases
    ]
    return page_digest(json.dumps([reason, seen]).encode())


def _extract(
    page: PageFile, knowledge: Path | None, limit: int, model: str
) -> tuple[Extracted, bytes]:
    """Extract one page; what it holds before a fault is kept, and the fault is noted.

    :raises MachineFault: the machine failed.
    """
    known, _ = _known(knowledge)
    releases: list[Release] = []
    rows: list[bytes] = []
    digests: list[Digest] = []
    digest, reason, detail = "", "", ""
    try:
        with page_outcome(page.path):
            data = read_bytes(page, limit)
            digest = page_digest(data)
            for release in ingest(page.path, data, known, model, page.source):
                row, found = _row(release.record(with_dropped=True)), _digest(release)
                # Names are learned over all releases at once: those of which nothing can be learned
                # are to fail here, with their page.
                AliasTable.learn([found.names])
                rows.append(row)
                digests.append(found)
                releases.append(release)
    except PageSkipped as skipped:
        reason, detail = skipped.code, skipped.detail
    flags = sorted({flag for each in releases for flag in each.quality.flags})
    entry = CatalogEntry(
        page.path, page.bytes, page.stamp, digest, tuple(each.id for each in releases),
        reason, detail, tuple(flags), _made(releases, reason),
    )  # fmt: skip
    text = b'{"entry":' + _row(entry) + b',"releases":[' + b",".join(rows) + b"]}"
    return Extracted(_key(page, digest, knowledge, model), entry, tuple(digests)), zlib.compress(
        text, 1
    )


def _row(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
