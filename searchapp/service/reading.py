"""How is a query read over this index? Parsed, checked, planned; and what to mark in the hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from searchapp.analysis.folding import fold
from searchapp.analysis.related import telling_terms
from searchapp.analysis.snippets import best_passage, mark
from searchapp.analysis.tokens import analyse_document, analyse_query
from searchapp.engine.protocol import Snapshot
from searchapp.model import Release, Snippet
from searchapp.query.cost import check
from searchapp.query.parse import parse
from searchapp.query.plan import plan
from searchapp.query.tree import Node, Nothing, Or, Terms
from searchapp.query.wanted import Wanted, wanted
from searchapp.settings import Settings

__all__ = ["Reading", "read", "related_to"]

TELLING_TERMS = 12
"""Words by which related releases are looked for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as it was understood and planned.

    :param read_as: the query as it was understood, for the reader.
    :param in_title: what to mark in headlines; ``in_body`` in passages.
    """

    match: Node
    tree: Node
    read_as: str
    warnings: tuple[str, ...]
    in_title: Wanted
    in_body: Wanted

    def mark(self, text: str, language: str) -> Snippet:
        """Return a headline with its marks."""
        return mark(text, language, self.in_title)

    def passage(self, paragraphs: Sequence[str], language: str, length: int) -> Snippet:
        """Return the best passage of a text with its marks, about ``length`` characters."""
        return best_passage(paragraphs, language, self.in_body, length)


def read(query: str, languages: Sequence[str], settings: Settings) -> Reading:
    """Parse a query and plan it for an index that holds these languages, the commonest first.

    :raises QueryTooCostly: a limit of the settings forbids it.
    """
    parsed = parse(query)
    check(parsed.tree, max_query_terms=settings.max_query_terms)
    planned = plan(
        parsed.tree,
        languages,
        analyse=analyse_query,
        fold=fold,
        max_expansions=settings.max_expansions,
    )
    return Reading(
        planned.match,
        parsed.tree,
        parsed.read_as,
        (*parsed.warnings, *planned.warnings),
        wanted(planned.match, "title", "body"),
        wanted(planned.match, "body"),
    )


def related_to(release: Release, snapshot: Snapshot) -> Node:
    """Return a query for releases that share the most telling words with this one."""
    terms = analyse_document(release.title, release.body, {}, release.language)["body"]

    def frequency(term: str) -> int:
        return snapshot.document_frequency("body", term)

    telling = telling_terms(terms, frequency, snapshot.documents, TELLING_TERMS)
    return Or(tuple(Terms("body", (term,)) for term in telling)) if telling else Nothing()
