"""What can be asked of the program: all that the web and the command line call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from searchapp.model import FacetResult, Hit, IndexInfo, Release, SearchRequest, SearchResult
from searchapp.settings import Settings

__all__ = ["SearchService", "Stats", "Suggestion"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion of what was typed: a title, or a facet value with how often it occurs.

    :param field: ``title`` or a name of :data:`searchapp.fields.FACETS`.
    """

    text: str
    field: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What the live index holds.

    :param facets: every facet, counted over everything.
    :param first_date: ISO, the earliest publication date; ``last_date`` the latest.
    :param skipped: reason code -> number of pages turned away at the last reindex.
    """

    index: IndexInfo
    pages: int
    facets: tuple[FacetResult, ...]
    first_date: str | None
    last_date: str | None
    skipped: dict[str, int]


class SearchService:
    """Answers over the live generation; safe for threads. One for each process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request.

        :raises NoIndex: nothing has been indexed yet.
        :raises QueryTooCostly: a limit of the settings forbids the query.
        :raises CursorGone: the cursor belongs to a generation that is gone.
        """
        raise NotImplementedError

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
        """Return a slice of all values of one facet under the request's query and filters."""
        raise NotImplementedError

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return completions of what was typed so far."""
        raise NotImplementedError

    def release(self, release_id: str) -> Release:
        """Return one release. Raises :class:`~searchapp.errors.ReleaseNotFound`."""
        raise NotImplementedError

    def related(self, release_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return releases that share the most telling words with this one."""
        raise NotImplementedError

    def info(self) -> IndexInfo:
        """Return which generation is live. Raises :class:`~searchapp.errors.NoIndex`."""
        raise NotImplementedError

    def stats(self) -> Stats:
        """Return what the live index holds."""
        raise NotImplementedError
