"""Query understanding: parse, check the cost, resolve names, plan for the index's languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from searchapp.analysis.stems import folded
from searchapp.analysis.tokens import analyse_query
from searchapp.messages import Notice
from searchapp.model import Filter, SearchRequest
from searchapp.query.nodes import Everything, Node, Phrase
from searchapp.query.parse import format_query, parse
from searchapp.query.plan import Plan, plan
from searchapp.query.rewrite import check_cost, count_words, relax, remove_nodes, texts_of
from searchapp.search.name_resolution import NameResolver
from searchapp.search.session import Session
from searchapp.settings import Settings

__all__ = [
    "MIN_HAVING_ALL",
    "Interpretation",
    "interpret",
    "interpret_relaxed",
    "interpret_with_names",
    "match_phrase",
    "understand",
]

MIN_QUESTION_WORDS = 6
"""Words from which on a query is a question, and a release may lack one of them."""

MIN_HAVING_ALL = 10
"""Releases with all words of a question that are enough to show nothing else."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A query as it was understood and planned.

    :param match: planned nodes, what the engine is asked for.
    :param tree: parsed nodes, with values in place of names.
    :param read_as: the query as it was understood, for the reader.
    :param left_out: words that are too common to be searched for.
    :param close: the query with the nearest names in place of those that there are none of, or
        ``""`` if there are all of them, or none near.
    :param cut_short: the time ran out before it was known what all names mean.
    """

    match: Node
    tree: Node
    read_as: str
    warnings: tuple[Notice, ...]
    left_out: tuple[str, ...]
    close: str = ""
    cut_short: bool = False


def understand(request: SearchRequest, session: Session) -> tuple[SearchRequest, Interpretation]:
    """Return the request with values in place of names in its filters, and its query interpreted.

    :raises QueryTooCostly: a limit of the settings forbids the query.
    """
    languages, settings = session.languages, session.settings
    resolver = NameResolver(
        session.snapshot,
        lambda phrase: match_phrase(phrase, languages, settings),
        session.facts.names,
        session.deadline,
    )
    filters, interpretation = interpret_with_names(
        request.q, request.filters, languages, settings, resolver
    )
    return replace(request, filters=filters), interpretation


def interpret(query: str, languages: Sequence[str], settings: Settings) -> Interpretation:
    """Parse a query and plan it for an index that holds these languages, the commonest first.

    Names in it are taken for values as they stand.

    :raises QueryTooCostly: a limit of the settings forbids it.
    """
    parsed = parse(query)
    check_cost(parsed.tree, max_query_terms=settings.max_query_terms)
    interpretation = _interpret_tree(parsed.tree, languages, settings)
    return replace(
        interpretation,
        read_as=interpretation.read_as if parsed.read_as else "",
        warnings=_unique(parsed.warnings, interpretation.warnings),
    )


def interpret_with_names(
    query: str,
    filters: Sequence[Filter],
    languages: Sequence[str],
    settings: Settings,
    resolver: NameResolver,
) -> tuple[tuple[Filter, ...], Interpretation]:
    """Return filters with values in place of names, and the interpretation of a query likewise.

    :raises QueryTooCostly: a limit of the settings forbids the query.
    """
    parsed = parse(query)
    check_cost(parsed.tree, max_query_terms=settings.max_query_terms)
    names = resolver.resolve(parsed.tree, filters)
    interpretation = _interpret_tree(names.tree, languages, settings)
    return names.filters, replace(
        interpretation,
        read_as=interpretation.read_as if parsed.read_as else "",
        warnings=_unique(parsed.warnings, interpretation.warnings, names.notices),
        close=format_query(names.nearest) if names.nearest != names.tree else "",
        cut_short=names.cut_short,
    )


def interpret_relaxed(
    interpretation: Interpretation, having_all: int, languages: Sequence[str], settings: Settings
) -> Interpretation | None:
    """Return the same query with any of its words enough, if that helps and it has several.

    It helps where no release has all, and for a question of :data:`MIN_QUESTION_WORDS` words or
    more where fewer than :data:`MIN_HAVING_ALL` have: that these few have its every word says
    little.

    :param having_all: how many releases of the index have all of the words.
    """
    if having_all >= MIN_HAVING_ALL:
        return None
    tree = relax(interpretation.tree)
    if tree is None or (having_all and count_words(tree) < MIN_QUESTION_WORDS):
        return None
    notice = Notice("query.relaxed-none")
    if having_all:
        notice = Notice("query.relaxed", {"count": having_all})
    relaxed = _interpret_tree(tree, languages, settings)
    warnings = _unique(interpretation.warnings, relaxed.warnings, (notice,))
    return replace(relaxed, warnings=warnings, close=interpretation.close)


def match_phrase(phrase: str, languages: Sequence[str], settings: Settings) -> Node:
    """Return what to ask the engine for the releases that have a phrase in their text."""
    return _plan(Phrase(phrase), languages, settings).match


def _interpret_tree(tree: Node, languages: Sequence[str], settings: Settings) -> Interpretation:
    """Return the interpretation of a parsed query whose names are values."""
    planned = _plan(tree, languages, settings)
    searched_for = remove_nodes(tree, planned.left_out) or Everything()
    return Interpretation(
        planned.match,
        tree,
        format_query(searched_for),
        planned.warnings,
        texts_of(tree, planned.left_out),
    )


def _plan(tree: Node, languages: Sequence[str], settings: Settings) -> Plan:
    return plan(
        tree,
        languages,
        analyse=analyse_query,
        fold=folded,
        max_expansions=settings.max_expansions,
    )


def _unique(*warnings: Sequence[Notice]) -> tuple[Notice, ...]:
    return tuple(dict.fromkeys(each for group in warnings for each in group))
