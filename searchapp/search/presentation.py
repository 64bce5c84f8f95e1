"""The parts of a result as values: hits with their passages, counts with their labels, the bars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from searchapp.analysis.highlight import HighlightTerms, Marker, mark
from searchapp.analysis.snippets import best_passage
from searchapp.engine.protocol import Answer
from searchapp.fields import FACETS, facet_label
from searchapp.model import (
    MISSING,
    FacetCount,
    FacetResult,
    Histogram,
    Hit,
    SearchRequest,
    Snippet,
)
from searchapp.query.nodes import (
    And,
    Boost,
    Node,
    Or,
    Planned,
    TermFuzzy,
    TermPhrase,
    TermPrefix,
    Terms,
)
from searchapp.search.cursors import cursor_of
from searchapp.search.date_ranges import histogram_of, range_of, window_of
from searchapp.search.session import Session
from searchapp.search.understanding import Interpretation

__all__ = ["facet_result", "first_page", "highlight_terms", "histogram_result", "hits_of"]

MAX_COPIES = 5
"""Near duplicates named with a hit."""


def first_page(
    answer: Answer, request: SearchRequest, session: Session
) -> tuple[Answer, str | None]:
    """Return the answer without hits beyond the page, and the cursor for these, if there are any.

    :param answer: with one hit more than the page has, if another page follows.
    """
    if len(answer.hits) <= request.per_page:
        return answer, None
    page = answer.hits[: request.per_page]
    return replace(answer, hits=page), cursor_of(page[-1].key, session.generation)


def hits_of(
    answer: Answer, interpretation: Interpretation, request: SearchRequest, session: Session
) -> tuple[Hit, ...]:
    """Return the hits with their releases, headlines, passages and near duplicates."""
    releases = session.with_originals(each.release for each in answer.hits if each.release)
    copies = session.copies_of(releases)
    # The headline is part of the body: what is looked for there is marked in the headline, too.
    in_title = Marker(highlight_terms(interpretation.match, "title", "body"))
    in_body = Marker(highlight_terms(interpretation.match, "body"))
    hits: list[Hit] = []
    for ranked in answer.hits:
        release = releases[ranked.id]
        title, passage = Snippet(release.title), Snippet("")
        if request.highlight:
            title = mark(release.title, release.language, in_title)
            length = session.settings.snippet_chars
            passage = best_passage(release.body, release.language, in_body, length)
        others = copies.get(release.id, ())[:MAX_COPIES]
        also = tuple(session.fetch(others).values()) if others else ()
        hits.append(Hit(release, ranked.score, title, passage, also))
    return tuple(hits)


def highlight_terms(match: Node, *fields: str) -> HighlightTerms:
    """Return what a planned query looks for in the given fields, negations left out."""
    leaves = [leaf for leaf in _leaves(match) if leaf.field in fields]
    return HighlightTerms(
        tuple(dict.fromkeys(leaf.terms for leaf in leaves if isinstance(leaf, Terms))),
        tuple(dict.fromkeys(leaf.slots for leaf in leaves if isinstance(leaf, TermPhrase))),
        tuple(dict.fromkeys(leaf.prefix for leaf in leaves if isinstance(leaf, TermPrefix))),
        tuple(
            dict.fromkeys(
                (leaf.term, leaf.distance, leaf.prefix_length)
                for leaf in leaves
                if isinstance(leaf, TermFuzzy)
            )
        ),
    )


def _leaves(node: Node) -> Iterator[Planned]:
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _leaves(child)
        case Boost(child):
            yield from _leaves(child)
        case Terms() | TermPhrase() | TermPrefix() | TermFuzzy():
            yield node


def facet_result(
    field: str, answer: Answer, request: SearchRequest, session: Session
) -> FacetResult:
    """Return the counts of one facet with labels and with what the request has chosen of it.

    A facet that the deadline left out of the answer has no values.
    """
    counts = next((each for each in answer.facets if each.field == field), None)
    if counts is None:
        return FacetResult(field, FACETS[field].label, ())
    chosen = request.filter_of(field)
    labels = session.snapshot.labels
    return FacetResult(
        field,
        FACETS[field].label,
        tuple(
            FacetCount(
                value, facet_label(field, value, labels), count,
                value in chosen.any, value in chosen.none,
            )
            for value, count in counts.values
        ),
        counts.missing,
        counts.other,
        counts.distinct,
        MISSING in chosen.any,
    )  # fmt: skip


def histogram_result(answer: Answer, request: SearchRequest) -> Histogram | None:
    """Return the bars of the histogram, ``None`` if it was not asked for or the time ran out."""
    if answer.histogram is None:
        return None
    days = range_of(request.date_from, request.date_to)
    return histogram_of(answer.histogram, days, window_of(request.interval, days))
