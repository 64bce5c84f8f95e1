"""The search service: every way to ask the live index, from one request to one answer."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from searchapp.model import FacetResult, Hit, IndexInfo, Release, SearchRequest, SearchResult
from searchapp.search.completions import Suggestion, complete
from searchapp.search.corrections import correct
from searchapp.search.presentation import facet_result, first_page, histogram_result, hits_of
from searchapp.search.retrieval import retrieve_facet, retrieve_page, retrieve_related
from searchapp.search.session import Session, Sessions
from searchapp.search.understanding import understand
from searchapp.settings import Settings
from searchapp.stopwatch import Stopwatch

__all__ = ["SearchService", "Stats", "Suggestion"]


@dataclass(frozen=True, slots=True)
class Stats:
    """What the live index holds.

    :param facets: every facet, counted over everything.
    :param first_date: ISO, the earliest publication date; ``last_date`` the latest.
    :param skipped: reason code -> number of pages turned away.
    """

    index: IndexInfo
    pages: int
    facets: tuple[FacetResult, ...]
    first_date: str | None
    last_date: str | None
    skipped: dict[str, int]


class SearchService:
    """Answers over the live generation; safe for threads. One per process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._sessions = Sessions(settings)

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request.

        :raises NoIndex: nothing has been indexed yet.
        :raises QueryTooCostly: a limit of the settings forbids the query.
        :raises CursorGone: the cursor belongs to a generation that is gone.
        """
        started = time.monotonic()
        stopwatch = Stopwatch()
        with self._sessions.open() as session:
            stopwatch.lap("open")
            result = session.facts.results.get(request)
            if result is not None:
                took = _milliseconds_since(started)
                return replace(result, took_ms=took, seconds=stopwatch.seconds)
            result = _answer(request, session, stopwatch)
            took = _milliseconds_since(started)
            # A result that took the whole budget may lack a suggestion for want of time.
            if took < self.settings.query_budget_ms:
                session.facts.results.put(request, result)
            return replace(result, took_ms=took)

    def facet_values(
        self,
        request: SearchRequest,
        field: str,
        *,
        contains: str = "",
        offset: int = 0,
        size: int = 100,
        order: Literal["count", "value"] = "count",
    ) -> FacetResult:
        """Return a slice of all values of one facet under the request's query and filters.

        :param contains: only values that contain this, without regard to case and accents.
        """
        with self._sessions.open() as session:
            request, interpretation = understand(request, session)
            answer = retrieve_facet(
                request, interpretation, session, field, contains, offset, size, order
            )
            counts = facet_result(field, answer, request, session)
            return replace(counts, partial=answer.partial)

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return completions of an unfinished query: facet values, then titles."""
        with self._sessions.open() as session:
            return complete(text, limit, session)

    def release(self, release_id: str) -> Release:
        """Return one release. Raises :class:`~searchapp.errors.ReleaseNotFound`."""
        with self._sessions.open() as session:
            return session.release(release_id)

    def related(self, release_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return releases that share the most telling words with this one, best first.

        :raises ReleaseNotFound: there is no release with this id.
        """
        with self._sessions.open() as session:
            return retrieve_related(session.release(release_id), limit, session)

    def info(self) -> IndexInfo:
        """Return which generation is live. Raises :class:`~searchapp.errors.NoIndex`."""
        with self._sessions.open() as session:
            return session.info()

    def stats(self) -> Stats:
        """Return what the live index holds."""
        everything = self.search(SearchRequest(sort="newest", per_page=1, highlight=False))
        oldest = self.search(SearchRequest(sort="oldest", per_page=1, facets=(), highlight=False))
        dates = [
            hit.release.date.value if hit.release.date else None
            for result in (oldest, everything)
            for hit in result.hits
        ] or [None, None]
        with self._sessions.open() as session:
            counts = session.lease.manifest.counts
            return Stats(
                session.info(), counts["pages"], everything.facets, dates[0], dates[1],
                dict(counts["skipped"]),
            )  # fmt: skip

    def close(self) -> None:
        """Close the index; requests that are being answered finish first."""
        self._sessions.close()


def _answer(request: SearchRequest, session: Session, stopwatch: Stopwatch) -> SearchResult:
    """Return the result of a request: understand, retrieve, present, propose another spelling."""
    request, interpretation = understand(request, session)
    stopwatch.lap("plan")
    retrieval = retrieve_page(request, interpretation, session)
    answer, next_cursor = first_page(retrieval.answer, request, session)
    stopwatch.lap("match")
    hits = hits_of(answer, retrieval.interpretation, request, session)
    stopwatch.lap("texts")
    suggestion = correct(request, interpretation, retrieval, session)
    stopwatch.lap("spelling")
    return SearchResult(
        request=request,
        read_as=retrieval.interpretation.read_as,
        total=answer.total,
        hits=hits,
        facets=tuple(facet_result(each.field, answer, request, session) for each in answer.facets),
        histogram=histogram_result(answer, request),
        index=session.info(),
        warnings=retrieval.interpretation.warnings,
        left_out=retrieval.interpretation.left_out,
        any_word=retrieval.relaxed,
        suggestion=suggestion,
        partial=answer.partial,
        next_cursor=next_cursor,
        seconds=_joined(stopwatch.seconds, answer.seconds),
    )


def _joined(own: Mapping[str, float], engine: Mapping[str, float]) -> dict[str, float]:
    """Return seconds by stage: reading texts is the engine's part and ours, the rest one's only."""
    texts = own.get("texts", 0.0) + engine.get("texts", 0.0)
    return {**own, **engine, "texts": texts}


def _milliseconds_since(started: float) -> float:
    return round((time.monotonic() - started) * 1_000, 2)
