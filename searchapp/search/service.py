"""What answers a request? Parse, plan, ask the engine, cut passages: one answer, any renderer."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from searchapp.analysis.folding import fold
from searchapp.engine.protocol import Answer, FacetAsk, FacetCounts, Question, Snapshot
from searchapp.engine.registry import engine_named
from searchapp.engine.store.leases import Lease, Live
from searchapp.errors import ReleaseNotFound
from searchapp.fields import FACETS, facet_label
from searchapp.indexing.duplicates import Duplicates, read_duplicates
from searchapp.model import (
    MISSING,
    FacetCount,
    FacetResult,
    Filter,
    Histogram,
    Hit,
    IndexInfo,
    Release,
    SearchRequest,
    SearchResult,
    Snippet,
)
from searchapp.query.nodes import Everything
from searchapp.search.cursors import Key, cursor_of, key_of
from searchapp.search.date_ranges import histogram_of, interval_for, range_of, window_of
from searchapp.search.name_resolution import Asking, Named, filters_named
from searchapp.search.result_cache import Answers
from searchapp.search.understanding import (
    ENOUGH,
    Reading,
    in_text,
    other_spelling,
    read,
    related_to,
    with_any_word,
)
from searchapp.settings import Settings
from searchapp.stopwatch import Stopwatch

__all__ = ["DATE_FACET", "SearchService", "Stats", "Suggestion"]

DATE_FACET = "date"
"""The name under which a request asks for the histogram."""

MOST_COPIES = 5
"""Near duplicates named with a hit."""

LEAST_TITLES = 2
"""Places among completions that are kept for titles, however many values there are."""

FEW = 3
"""With fewer results than this another spelling is looked for."""


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
    :param skipped: reason code -> number of pages turned away.
    """

    index: IndexInfo
    pages: int
    facets: tuple[FacetResult, ...]
    first_date: str | None
    last_date: str | None
    skipped: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Known:
    """What holds for a whole generation: its languages, which of its releases are copies, what the
    names that readers have used so far were taken for, and the latest answers.
    """

    generation: str = ""
    languages: tuple[str, ...] = ()
    duplicates: Duplicates = field(default_factory=Duplicates)
    copies: frozenset[str] = frozenset()
    names: dict[tuple[str, str, bool], Named] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


class SearchService:
    """Answers over the live generation; safe for threads. One for each process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        engine = engine_named(settings.engine)

        def opened(folder: Path) -> Snapshot:
            return engine.open(folder, k1=settings.bm25_k1, b=settings.bm25_b)

        self._live = Live(settings.index, opened)
        self._known = _Known()

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request.

        :raises NoIndex: nothing has been indexed yet.
        :raises QueryTooCostly: a limit of the settings forbids the query.
        :raises CursorGone: the cursor belongs to a generation that is gone.
        """
        started = time.monotonic()
        stopwatch = Stopwatch()
        with self._live.lease() as lease:
            known = self._known_of(lease)
            stopwatch.lap("open")
            result = known.answers.get(request)
            if result is not None:
                return replace(result, took_ms=_since(started), seconds=stopwatch.seconds)
            result = self._searched(request, lease, known, stopwatch)
            took = _since(started)
            # What took all the time there is may lack another spelling that there was none for.
            if took < self.settings.query_budget_ms:
                known.answers.keep(request, result)
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
        with self._live.lease() as lease:
            known = self._known_of(lease)
            deadline = self._deadline()
            request, reading = self._read(request, lease, deadline)
            question = replace(
                self._question(request, reading, known),
                limit=0,
                facets=(FacetAsk(field, size, order, fold(contains), offset),),
                deadline=deadline,
            )
            _, answer = self._answered(question, request, reading, lease, known)
            if not answer.facets:
                return FacetResult(field, FACETS[field].label, (), partial=answer.partial)
            counted = _facet(answer.facets[0], request, lease.snapshot.labels)
            return replace(counted, partial=answer.partial)

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return completions of what was typed so far: facet values, then titles.

        Values in which a word begins so come first, of these the most frequent.
        """
        wanted = fold(text).strip()
        if not wanted:
            return ()
        with self._live.lease() as lease:
            names = ("source", "organization", "person", "place")
            snapshot = lease.snapshot
            found = [
                Suggestion(facet_label(name, value, snapshot.labels), name, value, count)
                for name in names
                for value, count in snapshot.commonest(name, wanted, 4)
            ]
            found.sort(key=lambda each: (f" {wanted}" not in f" {fold(each.text)}", -each.count))
            room = max(min(LEAST_TITLES, limit - 1), limit - len(found))
            titles = self._titles(lease, text, room) if len(wanted) > 1 else []
            return (*found[: limit - len(titles)], *titles)

    def release(self, release_id: str) -> Release:
        """Return one release. Raises :class:`~searchapp.errors.ReleaseNotFound`."""
        with self._live.lease() as lease:
            return _fetched(lease, self._known_of(lease), release_id)

    def related(self, release_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return releases that share the most telling words with this one, best first."""
        with self._live.lease() as lease:
            snapshot = lease.snapshot
            release = _fetched(lease, self._known_of(lease), release_id)
            match = related_to(release, snapshot)
            answer = snapshot.search(Question(match, order="relevance", limit=limit + 1))
            ids = [ranked.id for ranked in answer.hits if ranked.id != release_id][:limit]
            return tuple(
                Hit(each, 0.0, Snippet(each.title), Snippet(""))
                for each in snapshot.fetch(ids)
                if each
            )

    def info(self) -> IndexInfo:
        """Return which generation is live. Raises :class:`~searchapp.errors.NoIndex`."""
        with self._live.lease() as lease:
            return _info(lease, self._known_of(lease))

    def stats(self) -> Stats:
        """Return what the live index holds."""
        everything = self.search(SearchRequest(sort="newest", per_page=1, highlight=False))
        oldest = self.search(SearchRequest(sort="oldest", per_page=1, facets=(), highlight=False))
        dates = [
            hit.release.date.value if hit.release.date else None
            for result in (oldest, everything)
            for hit in result.hits
        ] or [None, None]
        with self._live.lease() as lease:
            counts = lease.manifest.counts
            info = _info(lease, self._known_of(lease))
            return Stats(
                info, counts["pages"], everything.facets, dates[0], dates[1],
                dict(counts["skipped"]),
            )  # fmt: skip

    def close(self) -> None:
        """Let go of the index."""
        self._live.close()

    def _searched(
        self, request: SearchRequest, lease: Lease, known: _Known, stopwatch: Stopwatch
    ) -> SearchResult:
        """Answer a request that has no answer yet."""
        # The budget is for the query: opening a new generation is not part of it.
        deadline = self._deadline()
        request, reading = self._read(request, lease, deadline)
        stopwatch.lap("plan")
        strict = self._page_of(request, reading, lease, known, deadline)
        shown, answer = self._answered(strict, request, reading, lease, known)
        answer, further = _first_hits(answer, request.per_page)
        stopwatch.lap("match")
        hits = self._hits(answer, shown, request, lease, known)
        stopwatch.lap("texts")
        having_all = answer.total if shown is reading else 0
        suggestion = (
            None
            if answer.partial
            else self._other_spelling(request, reading, lease, having_all, deadline)
        )
        stopwatch.lap("spelling")
        labels = lease.snapshot.labels
        return SearchResult(
            request=request,
            read_as=shown.read_as,
            total=answer.total,
            hits=hits,
            facets=tuple(_facet(counts, request, labels) for counts in answer.facets),
            histogram=_histogram(answer, request),
            index=_info(lease, known),
            warnings=shown.warnings,
            left_out=shown.left_out,
            any_word=shown is not reading,
            suggestion=suggestion,
            partial=answer.partial,
            next_cursor=cursor_of(further, lease.manifest.name) if further else None,
            seconds={**stopwatch.seconds, **answer.seconds},
        )

    def _deadline(self) -> float:
        return time.monotonic() + self.settings.query_budget_ms / 1_000

    def _read(
        self, request: SearchRequest, lease: Lease, deadline: float
    ) -> tuple[SearchRequest, Reading]:
        """Return the request with values in place of names in its filters, and its query read.

        :raises QueryTooCostly: a limit of the settings forbids the query.
        """
        known = self._known_of(lease)
        asking = Asking(
            lease.snapshot,
            lambda phrase: in_text(phrase, known.languages, self.settings),
            known.names,
            deadline,
        )
        filters = filters_named(request.filters, asking)
        reading = read(request.q, known.languages, self.settings, asking)
        return replace(request, filters=filters), reading

    def _answered(
        self,
        strict: Question,
        request: SearchRequest,
        reading: Reading,
        lease: Lease,
        known: _Known,
    ) -> tuple[Reading, Answer]:
        """Answer a question, or, where hardly a release has all of its words, a looser one.

        Whether it is the looser one is decided over the whole index, whatever the filters are, so
        that a count beside a value is what choosing the value gives.
        """
        search = lease.snapshot.search
        answer = search(strict)
        if reading.cut_short:
            return reading, replace(answer, partial=answer.partial or ("matches",))
        loose = request.words == "auto" and request.order in ("relevance", "recent")
        if not loose or answer.total >= ENOUGH or answer.partial:
            return reading, answer
        everywhere = search(Question(reading.match, limit=0, deadline=strict.deadline))
        if everywhere.partial:
            return reading, replace(answer, partial=everywhere.partial)
        looser = with_any_word(reading, everywhere.total, known.languages, self.settings)
        if looser is None:
            return reading, answer
        more = search(replace(strict, match=looser.match))
        if more.total or _narrowed(strict):
            return looser, more
        # With nothing at all to show, the query stays as it was typed.
        return reading, replace(answer, partial=more.partial)

    def _question(self, request: SearchRequest, reading: Reading, known: _Known) -> Question:
        return Question(
            reading.match,
            tuple(each for each in request.filters if each.any or each.none),
            range_of(request.date_from, request.date_to),
            request.order,
            self.settings.recency_half_life_days,
            without=known.copies if request.duplicates == "hide" else frozenset(),
        )

    def _page_of(
        self, request: SearchRequest, reading: Reading, lease: Lease, known: _Known, deadline: float
    ) -> Question:
        """Return the question for one page of hits with all that is counted beside them.

        One hit more is asked for, which tells whether another page follows.
        """
        after = key_of(request.cursor, lease.manifest.name) if request.cursor else None
        days = range_of(request.date_from, request.date_to)
        return replace(
            self._question(request, reading, known),
            offset=0 if after else (request.page - 1) * request.per_page,
            limit=request.per_page + 1,
            after=after,
            facets=_asks(request),
            interval=interval_for(request.interval, days) if _wants(request, DATE_FACET) else None,
            deadline=deadline,
        )

    def _hits(
        self, answer: Answer, reading: Reading, request: SearchRequest, lease: Lease, known: _Known
    ) -> tuple[Hit, ...]:
        found = _fetch(lease, known, [ranked.id for ranked in answer.hits])
        return tuple(
            self._hit(found[ranked.id], ranked.score, reading, request, lease, known)
            for ranked in answer.hits
        )

    def _hit(
        self,
        release: Release,
        score: float,
        reading: Reading,
        request: SearchRequest,
        lease: Lease,
        known: _Known,
    ) -> Hit:
        others = known.duplicates.others(release.id)[:MOST_COPIES]
        also = tuple(_fetch(lease, known, others).values()) if others else ()
        if not request.highlight:
            return Hit(release, score, Snippet(release.title), Snippet(""), also)
        title = reading.mark(release.title, release.language)
        length = self.settings.snippet_chars
        passage = reading.passage(release.body, release.language, length)
        return Hit(release, score, title, passage, also)

    def _other_spelling(
        self,
        request: SearchRequest,
        reading: Reading,
        lease: Lease,
        total: int,
        deadline: float,
    ) -> str | None:
        """Return another spelling of a query that finds few releases, if it finds more."""
        if total >= FEW or request.page > 1 or not request.q.strip():
            return None
        known = self._known_of(lease)
        languages = known.languages
        if not languages:
            return None
        spelled: str | None = reading.close
        search = lease.snapshot.search
        # What filters alone make rare is not misspelt; that is told in a fraction of the time.
        if search(Question(reading.match, limit=0, deadline=deadline)).total < FEW:
            spelled = other_spelling(request.q, reading, lease.snapshot, languages) or spelled
        if not spelled:
            return None
        question = self._question(request, read(spelled, languages, self.settings), known)
        found = search(replace(question, limit=0, deadline=deadline)).total
        return spelled if found > total else None

    def _titles(self, lease: Lease, text: str, limit: int) -> list[Suggestion]:
        reading = read(_as_title_prefix(text), self._known_of(lease).languages, self.settings)
        answer = lease.snapshot.search(Question(reading.match, order="relevance", limit=limit))
        releases = lease.snapshot.fetch([ranked.id for ranked in answer.hits])
        return [Suggestion(each.title, "title", each.id, 1) for each in releases if each]

    def _known_of(self, lease: Lease) -> _Known:
        """Return what holds for a whole generation; worked out once for each."""
        # Read once: another thread, which still holds another generation, may put its own there.
        known = self._known
        if known.generation != lease.manifest.name:
            ask = FacetAsk("language", size=100)
            answer = lease.snapshot.search(Question(Everything(), limit=0, facets=(ask,)))
            duplicates = read_duplicates(lease.folder)
            self._known = known = _Known(
                lease.manifest.name,
                tuple(value for value, _ in answer.facets[0].values),
                duplicates,
                frozenset(duplicates.copies),
            )
        return known


def _since(started: float) -> float:
    """Return the milliseconds that have passed."""
    return round((time.monotonic() - started) * 1_000, 2)


def _info(lease: Lease, known: _Known) -> IndexInfo:
    manifest = lease.manifest
    return IndexInfo(manifest.name, lease.snapshot.documents, manifest.built_at, known.languages)


def _narrowed(question: Question) -> bool:
    return bool(question.filters or question.without or question.days != (None, None))


def _as_title_prefix(text: str) -> str:
    """Return a query for titles with these words, the last one perhaps unfinished."""
    words = ["".join(filter(str.isalnum, word)) for word in text.split()]
    words = [word for word in words if word]
    if not words:
        return ""
    last = f"title:{words[-1]}*" if len(words[-1]) > 1 else ""
    return " ".join([*(f"title:{word}" for word in words[:-1]), last]).strip()


def _wants(request: SearchRequest, name: str) -> bool:
    return request.facets is None or name in request.facets


def _asks(request: SearchRequest) -> tuple[FacetAsk, ...]:
    return tuple(
        FacetAsk(
            facet.name,
            request.facet_size,
            "value" if "value" in (facet.order, request.facet_sort) else "count",
        )
        for facet in FACETS.values()
        if _wants(request, facet.name)
    )


def _facet(
    counts: FacetCounts, request: SearchRequest, labels: Mapping[str, Mapping[str, str]]
) -> FacetResult:
    chosen: Filter = request.filter_of(counts.field)
    return FacetResult(
        counts.field,
        FACETS[counts.field].label,
        tuple(
            FacetCount(
                value, facet_label(counts.field, value, labels), count,
                value in chosen.any, value in chosen.none,
            )
            for value, count in counts.values
        ),
        counts.missing,
        counts.other,
        counts.distinct,
        MISSING in chosen.any,
    )  # fmt: skip


def _histogram(answer: Answer, request: SearchRequest) -> Histogram | None:
    days = range_of(request.date_from, request.date_to)
    window = window_of(request.interval, days)
    return histogram_of(answer.histogram, days, window) if answer.histogram else None


def _first_hits(answer: Answer, most: int) -> tuple[Answer, Key | None]:
    """Return the answer without the hits after the first ``most``, and after which key these come,
    ``None`` if there are none.
    """
    if len(answer.hits) <= most:
        return answer, None
    return replace(answer, hits=answer.hits[:most]), answer.hits[most - 1].key


def _fetch(lease: Lease, known: _Known, ids: Sequence[str]) -> dict[str, Release]:
    """Return the releases with these ids, those that are copies saying of which."""
    found: dict[str, Release] = {}
    for release in lease.snapshot.fetch(ids):
        if release is not None:
            first = known.duplicates.first(release.id)
            found[release.id] = replace(release, duplicate_of=first) if first else release
    return found


def _fetched(lease: Lease, known: _Known, release_id: str) -> Release:
    found = _fetch(lease, known, [release_id])
    if release_id not in found:
        raise ReleaseNotFound(f"There is no release {release_id!r}.")
    return found[release_id]
