"""The session in which one request is answered: a held generation, what is known of it, a deadline.

:class:`SearchService` opens one per request and hands it down; nothing below asks for the index,
the settings or the time by another way.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from searchapp.engine.engine_registry import states_from
from searchapp.engine.protocol import Answer, FacetAsk, Lease, Question, Snapshot
from searchapp.errors import ReleaseNotFound
from searchapp.messages import Notice
from searchapp.model import IndexInfo, Release
from searchapp.query.nodes import Everything
from searchapp.search.name_resolution import ResolvedName
from searchapp.search.result_cache import ResultCache
from searchapp.settings import Settings

__all__ = ["GenerationFacts", "Session", "Sessions"]

MAX_LANGUAGES = 100
"""Languages of an index that queries are analysed in, the commonest first."""


@dataclass(frozen=True, slots=True)
class GenerationFacts:
    """What holds for a whole generation, worked out once and shared by its sessions.

    :param languages: tags of the languages that it holds, the commonest first.
    :param names: what the names that readers have used so far stand for.
    :param results: the latest results over it.
    """

    generation: str = ""
    languages: tuple[str, ...] = ()
    names: dict[tuple[str, str, bool], ResolvedName] = field(default_factory=dict)
    results: ResultCache = field(default_factory=ResultCache)


@dataclass(frozen=True, slots=True)
class Session:
    """One request's view of the index.

    :param deadline: :func:`time.monotonic` value at which the time budget of the request is spent.
    """

    settings: Settings
    lease: Lease
    facts: GenerationFacts
    deadline: float

    @property
    def snapshot(self) -> Snapshot:
        """The open index."""
        return self.lease.snapshot

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
        return self.lease.manifest.name

    @property
    def languages(self) -> tuple[str, ...]:
        """Tags of the languages of the index, the commonest first."""
        return self.facts.languages

    def search(self, question: Question) -> Answer:
        """Return what the engine finds before the deadline."""
        return self.snapshot.search(replace(question, deadline=self.deadline))

    def fetch(self, ids: Sequence[str]) -> dict[str, Release]:
        """Return id -> release for those that exist; a copy names the release it is a copy of."""
        return self.with_originals(each for each in self.snapshot.fetch(ids) if each is not None)

    def with_originals(self, releases: Iterable[Release]) -> dict[str, Release]:
        """Return id -> release; a copy names the release it is a copy of."""
        by_id = {release.id: release for release in releases}
        for release_id, group in self.snapshot.duplicates(by_id).items():
            if group[0] != release_id:
                by_id[release_id] = replace(by_id[release_id], duplicate_of=group[0])
        return by_id

    def copies_of(self, release_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return id -> the other releases of its group of near duplicates, if it has one."""
        groups = self.snapshot.duplicates(release_ids)
        return {
            each: tuple(other for other in group if other != each) for each, group in groups.items()
        }

    def release(self, release_id: str) -> Release:
        """Return one release. Raises :class:`~searchapp.errors.ReleaseNotFound`."""
        releases = self.fetch([release_id])
        if release_id not in releases:
            raise ReleaseNotFound(Notice("release.none", {"id": repr(release_id)}))
        return releases[release_id]

    def info(self) -> IndexInfo:
        """Return which generation answers."""
        return IndexInfo(
            self.generation, self.snapshot.documents, self.lease.manifest.built_at, self.languages
        )


class Sessions:
    """Opens sessions over the live generation; safe for threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._live = states_from(settings).follow()
        self._facts = GenerationFacts()

    @contextmanager
    def open(self) -> Iterator[Session]:
        """Hold the live generation for one request.

        :raises NoIndex: nothing has been indexed yet.
        :raises IndexCorrupt: the live generation is damaged.
        """
        with self._live.lease() as lease:
            facts = self._facts_of(lease)
            # The budget is for the query: opening a new generation is not part of it.
            deadline = time.monotonic() + self._settings.query_budget_ms / 1_000
            yield Session(self._settings, lease, facts, deadline)

    def close(self) -> None:
        """Close the index; sessions that are open finish first."""
        self._live.close()

    def _facts_of(self, lease: Lease) -> GenerationFacts:
        # Read once: another thread, which still holds another generation, may put its own there.
        facts = self._facts
        if facts.generation != lease.manifest.name:
            ask = FacetAsk("language", size=MAX_LANGUAGES)
            answer = lease.snapshot.search(Question(Everything(), limit=0, facets=(ask,)))
            self._facts = facts = GenerationFacts(
                lease.manifest.name,
                tuple(value for value, _ in answer.facets[0].values),
            )
        return facts
