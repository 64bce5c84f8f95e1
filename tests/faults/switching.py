"""Trial: the live generation changes again and again under constant readers.

No request fails; every answer's total, hits and facet counts are those of one generation, the one
that it names; open files and memory stay flat.
"""

from __future__ import annotations

import gc
import os
import random
import threading
from dataclasses import dataclass, field
from pathlib import Path

from searchapp.indexing import lifecycle
from searchapp.indexing.reindexing import reindex
from searchapp.model import SearchRequest, SearchResult
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.support.changing_corpus import ChangingCorpus
from tests.support.waiting import wait_until

__all__ = ["run"]

REQUESTS = (
    SearchRequest(per_page=100, sort="newest"),
    SearchRequest("programme", per_page=100, sort="relevance"),
    SearchRequest("phase OR harbour", per_page=100, sort="title"),
)
WARM = 10
"""Switches after which files and memory are first measured, but at the latest after half of all."""

FILES_MORE, BYTES_MORE = 8, 48 << 20
"""What may be open, and held in memory, beyond that in the end."""

Seen = tuple[str, int, int]
"""Generation, request, hash of everything that was answered."""


@dataclass
class _Readers:
    """Threads that ask until they are stopped, and what they saw."""

    service: SearchService
    stop: threading.Event = field(default_factory=threading.Event)
    seen: set[Seen] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    answers: int = 0

    def read(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            at = number % len(REQUESTS)
            try:
                result = self.service.search(REQUESTS[at])
                self.seen.add((result.index.generation, at, _hash(result)))
                self.answers += 1
            except Exception as error:
                self.faults.append(f"{type(error).__name__}: {error}")


def run(root: Path, switches: int, readers: int = 16, pages: int = 12) -> dict[str, object]:
    """Switch so often; return figures."""
    settings = Settings(
        corpus=root / "corpus", index=root / "index", jobs=1, query_budget_ms=60_000
    )
    room = ChangingCorpus(settings.corpus)
    room.fill(pages)
    expected = {*_expected(settings)}
    watched = _Readers(SearchService(settings))
    threads = [threading.Thread(target=watched.read) for _ in range(readers)]
    for each in threads:
        each.start()
    chance, measured = random.Random(3), []
    try:
        for number in range(switches):
            _switch(settings, room, chance, number, expected)
            _wait_for_readers(watched)
            if number == min(WARM, switches // 2):
                measured.append(_held())
    finally:
        watched.stop.set()
        for each in threads:
            each.join()
        # Without readers only the live generation is open: what is more has leaked.
        measured.append(_held())
        watched.service.close()
    assert watched.faults == []
    assert watched.seen <= expected, f"{len(watched.seen - expected)} answers mix generations"
    files, memory = (last - first for first, last in zip(measured[0], measured[-1], strict=True))
    assert files <= FILES_MORE
    assert memory <= BYTES_MORE
    return {
        "switches": switches, "readers": readers, "answers": watched.answers, "failed": 0,
        "mixed": 0, "generations seen": len({name for name, _, _ in watched.seen}),
        "files more": files, "kB more": memory >> 10,
    }  # fmt: skip


def _switch(
    settings: Settings,
    room: ChangingCorpus,
    chance: random.Random,
    number: int,
    expected: set[Seen],
) -> None:
    if number % 5 == 4:
        lifecycle.rollback(settings)
        lifecycle.activate(settings, lifecycle.list_generations(settings)[-1].name)
        return
    room.change(chance, 4)
    expected |= _expected(settings)


def _wait_for_readers(watched: _Readers) -> None:
    """Wait until every request has been answered since now, unless one has failed."""
    enough = watched.answers + len(REQUESTS)
    wait_until(lambda: watched.faults or watched.answers >= enough, "readers are answered")


def _expected(settings: Settings) -> set[Seen]:
    """Reindex; return what is right to answer from the new generation."""
    reindex(settings)
    alone = SearchService(settings)
    found = [alone.search(request) for request in REQUESTS]
    alone.close()
    for result in found:
        assert len(result.hits) == result.total
    return {(each.index.generation, at, _hash(each)) for at, each in enumerate(found)}


def _hash(result: SearchResult) -> int:
    hits = tuple((hit.release.id, hit.release.title, hit.score) for hit in result.hits)
    facets = tuple((each.field, each.values, each.missing, each.other) for each in result.facets)
    return hash((result.total, hits, facets, result.histogram, result.index.documents))


def _held() -> tuple[int, int]:
    """Return how many files are open and how many bytes are in memory."""
    gc.collect()
    status = Path("/proc/self/statm").read_text().split()
    return len(list(Path("/proc/self/fd").iterdir())), int(status[1]) * os.sysconf("SC_PAGE_SIZE")
