"""This project's engine, with its own analysis and query planning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from searchapp.engine.protocol import Answer, Document, FacetAsk, Question, Snapshot
from searchapp.engine.whoosh import WhooshEngine, snapshot, writer
from searchapp.indexing.documents import document_of, terms_of
from searchapp.model import Entity, Filter, PublicationDate, Release, Source
from searchapp.search.understanding import interpret
from searchapp.settings import Settings
from tests.benchmarks.asked import Asked, Filters
from tests.benchmarks.peers import COUNTED, Counts
from tests.benchmarks.texts import Text

__all__ = ["documents_of", "make", "release_of"]

LOADED = (snapshot, writer)
"""The engine loads these when it first opens or writes: neither is to be measured with it."""

_SIGNS = {"and": "{}", "or": "{}", "phrase": '"{}"', "prefix": "{}*", "fuzzy": "{}~"}
_ASKS = tuple(FacetAsk(name) for name in COUNTED)


def make() -> Ours:
    """Return the peer."""
    return Ours()


class Ours:
    """See :class:`tests.benchmarks.peers.Peer`."""

    snapshot: Snapshot

    def build(self, folder: Path, texts: Iterable[Text]) -> None:
        """Index all texts."""
        writer = WhooshEngine().writer(folder)
        writer.add(documents_of(texts))
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open the index."""
        self.snapshot = WhooshEngine().open(folder)

    def plain(self, asked: Asked) -> int:
        """Ask for the first ten."""
        return self._search(asked).total

    def faceted(self, asked: Asked, filters: Filters | None, texts: bool) -> tuple[int, Counts]:
        """Ask for everything at once."""
        answer = self._search(asked, filters, _ASKS)
        if texts:
            self.snapshot.fetch([hit.id for hit in answer.hits])
        return answer.total, {facet.field: dict(facet.values) for facet in answer.facets}

    def _search(
        self, asked: Asked, filters: Filters | None = None, facets: tuple[FacetAsk, ...] = ()
    ) -> Answer:
        joined = (" OR " if asked.kind == "or" else " ").join(asked.words)
        match = interpret(_SIGNS[asked.kind].format(joined), ("en",), Settings()).match
        wanted = (
            (Filter("source", filters.sources), Filter("year", filters.years)) if filters else ()
        )
        return self.snapshot.search(
            Question(match, wanted, order="relevance", limit=10, facets=facets,
                     interval="month" if facets else None)
        )  # fmt: skip


def documents_of(texts: Iterable[Text]) -> Iterator[Document]:
    """Yield the texts as documents of the engine, analysed as they are asked for."""
    for text in texts:
        release = release_of(text)
        yield document_of(release, terms_of(release))


def release_of(text: Text) -> Release:
    """Return a text as a release."""
    people, organizations, places = (
        tuple(Entity(name, (), 1, "") for name in names) for names in text.names
    )
    day = PublicationDate(text.day.isoformat(), "day", "text") if text.day else None
    return Release(
        id=text.id, path=text.id, source=Source(text.source, text.source), title=text.title,
        body=text.body, language="en", content_hash="", date=day,
        people=people, organizations=organizations, places=places,
    )  # fmt: skip
