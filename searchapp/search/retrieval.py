"""Retrieval: an understood request as questions to the engine, stricter ones before looser ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from searchapp.analysis.folding import fold
from searchapp.analysis.key_terms import key_terms
from searchapp.analysis.tokens import analyse_document
from searchapp.engine.protocol import Answer, FacetAsk, Question, Snapshot
from searchapp.fields import DATE_FIELD, FACETS
from searchapp.model import Hit, Release, SearchRequest, Snippet
from searchapp.query.nodes import Node, Nothing, Or, Terms
from searchapp.search.cursors import key_of
from searchapp.search.date_ranges import interval_for, range_of
from searchapp.search.session import Session
from searchapp.search.understanding import MIN_HAVING_ALL, Interpretation, interpret_relaxed

__all__ = ["Retrieval", "question_for", "retrieve_facet", "retrieve_page", "retrieve_related"]

MAX_KEY_TERMS = 12
"""Words by which related releases are looked for."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What the engine answered.

    :param interpretation: of the query that was answered, which is the one that was typed or, if
        ``relaxed``, the same with any of its words enough.
    :param answer: with one hit more than a page has, if there are more.
    """

    interpretation: Interpretation
    answer: Answer
    relaxed: bool = False


def retrieve_page(
    request: SearchRequest, interpretation: Interpretation, session: Session
) -> Retrieval:
    """Return one page of hits and all that is counted beside them.

    :raises InvalidParameter: the cursor is none of this program's.
    :raises CursorGone: the cursor belongs to another generation.
    """
    after = key_of(request.cursor, session.generation) if request.cursor else None
    days = range_of(request.date_from, request.date_to)
    question = replace(
        question_for(request, interpretation, session),
        offset=0 if after else (request.page - 1) * request.per_page,
        # One hit more tells whether another page follows.
        limit=request.per_page + 1,
        after=after,
        with_releases=True,
        facets=_facet_asks(request),
        interval=interval_for(request.interval, days) if _is_counted(DATE_FIELD, request) else None,
    )
    return _retrieve(question, request, interpretation, session)


def retrieve_facet(
    request: SearchRequest,
    interpretation: Interpretation,
    session: Session,
    field: str,
    contains: str,
    offset: int,
    size: int,
    order: Literal["count", "value"],
) -> Answer:
    """Return the counts of a slice of one facet's values, without hits."""
    question = replace(
        question_for(request, interpretation, session),
        limit=0,
        facets=(FacetAsk(field, size, order, fold(contains), offset),),
    )
    return _retrieve(question, request, interpretation, session).answer


def retrieve_related(release: Release, limit: int, session: Session) -> tuple[Hit, ...]:
    """Return up to ``limit`` releases that share telling words with this one, best first."""
    snapshot = session.snapshot
    question = Question(_related_to(release, snapshot), order="relevance", limit=limit + 1)
    ids = [ranked.id for ranked in snapshot.search(question).hits if ranked.id != release.id]
    return tuple(
        Hit(each, 0.0, Snippet(each.title), Snippet(""))
        for each in snapshot.fetch(ids[:limit])
        if each
    )


def question_for(
    request: SearchRequest, interpretation: Interpretation, session: Session
) -> Question:
    """Return the question for what matches a request, whatever is to be listed or counted of it."""
    return Question(
        interpretation.match,
        tuple(each for each in request.filters if each.any or each.none),
        range_of(request.date_from, request.date_to),
        request.order,
        session.settings.recency_half_life_days,
        hide_copies=request.duplicates == "hide",
    )


def _retrieve(
    strict: Question, request: SearchRequest, interpretation: Interpretation, session: Session
) -> Retrieval:
    """Answer a question, or a looser one where hardly a release has all of its words.

    Which of them is decided over the whole index, whatever the filters are, so that a count beside
    a value is what choosing the value gives.
    """
    answer = session.search(strict)
    if interpretation.cut_short:
        return _as_typed(interpretation, answer, answer.partial or ("matches",))
    may_relax = request.words == "auto" and request.order in ("relevance", "recent")
    if not may_relax or answer.total >= MIN_HAVING_ALL or answer.partial:
        return Retrieval(interpretation, answer)
    everywhere = session.search(Question(interpretation.match, limit=0))
    if everywhere.partial:
        return _as_typed(interpretation, answer, everywhere.partial)
    relaxed = interpret_relaxed(
        interpretation, everywhere.total, session.languages, session.settings
    )
    if relaxed is None:
        return Retrieval(interpretation, answer)
    looser = session.search(replace(strict, match=relaxed.match))
    if looser.total or _is_narrowed(strict):
        return Retrieval(relaxed, looser, relaxed=True)
    # With nothing at all to show, the query stays as it was typed.
    return _as_typed(interpretation, answer, looser.partial)


def _as_typed(
    interpretation: Interpretation, answer: Answer, partial: tuple[str, ...]
) -> Retrieval:
    return Retrieval(interpretation, replace(answer, partial=partial))


def _is_narrowed(question: Question) -> bool:
    return bool(question.filters or question.hide_copies or question.days != (None, None))


def _is_counted(name: str, request: SearchRequest) -> bool:
    return request.facets is None or name in request.facets


def _facet_asks(request: SearchRequest) -> tuple[FacetAsk, ...]:
    return tuple(
        FacetAsk(
            facet.name,
            request.facet_size,
            "value" if "value" in (facet.order, request.facet_sort) else "count",
        )
        for facet in FACETS.values()
        if _is_counted(facet.name, request)
    )


def _related_to(release: Release, snapshot: Snapshot) -> Node:
    """Return a query for releases that share the most telling words with this one."""
    terms = analyse_document(release.title, release.body, {}, release.language)["body"]

    frequencies = partial(snapshot.document_frequencies, "body")
    telling = key_terms(terms, frequencies, snapshot.documents, MAX_KEY_TERMS)
    return Or(tuple(Terms("body", (term,)) for term in telling)) if telling else Nothing()
