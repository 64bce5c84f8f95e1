"""How is a query read over this index? Parsed, checked, planned; and what to mark in the hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from searchapp.analysis.highlight import Marker, mark
from searchapp.analysis.key_terms import telling_terms
from searchapp.analysis.snippets import best_passage
from searchapp.analysis.spelling import suggest_word
from searchapp.analysis.stems import folded
from searchapp.analysis.tokens import analyse_document, analyse_query
from searchapp.engine.protocol import Question, Snapshot
from searchapp.model import Release, Snippet
from searchapp.query.cost import check, count_words
from searchapp.query.highlight_terms import wanted
from searchapp.query.loosen import loosened
from searchapp.query.nodes import Everything, HasValue, Node, Nothing, Or, Phrase, Terms
from searchapp.query.parse import parse, read_as
from searchapp.query.plan import plan
from searchapp.query.respell import respelled, texts_of, with_values, without, words_to_check
from searchapp.search.name_resolution import Asking, node_named
from searchapp.settings import Settings

__all__ = [
    "ENOUGH",
    "Reading",
    "in_text",
    "other_spelling",
    "read",
    "related_to",
    "with_any_word",
]

TEXTS_READ = 10
"""Releases read to see how the words with an index term are written."""

LONG = 6
"""Words from which on a query is a question, and a release may lack one of them."""

ENOUGH = 10
"""Releases with all words of a question that are enough to show nothing else."""

TELLING_TERMS = 12
"""Words by which related releases are looked for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as it was understood and planned.

    :param read_as: the query as it was understood, for the reader.
    :param left_out: words that are too common to be searched for.
    :param close: the query with the nearest names in place of those that there are none of, or
        ``""`` if there are all of them, or none near.
    :param in_title: what to mark in headlines; ``in_body`` in passages.
    :param cut_short: the time ran out before it was known what all names mean.
    """

    match: Node
    tree: Node
    read_as: str
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]
    close: str
    in_title: Marker
    in_body: Marker
    cut_short: bool = False

    def mark(self, text: str, language: str) -> Snippet:
        """Return a headline with its marks."""
        return mark(text, language, self.in_title)

    def passage(self, paragraphs: Sequence[str], language: str, length: int) -> Snippet:
        """Return the best passage of a text with its marks, about ``length`` characters."""
        return best_passage(paragraphs, language, self.in_body, length)


def read(
    query: str, languages: Sequence[str], settings: Settings, asking: Asking | None = None
) -> Reading:
    """Parse a query and plan it for an index that holds these languages, the commonest first.

    :param asking: tells what names mean; without it they are values as they stand.
    :raises QueryTooCostly: a limit of the settings forbids it.
    """
    parsed = parse(query)
    check(parsed.tree, max_query_terms=settings.max_query_terms)
    tree, close = _named(parsed.tree, asking) if asking else (parsed.tree, parsed.tree)
    planned = _planned(tree, languages, settings)
    notes = asking.notes if asking else ()
    return replace(
        planned,
        read_as=planned.read_as if parsed.read_as else "",
        warnings=tuple(dict.fromkeys((*parsed.warnings, *planned.warnings, *notes))),
        close=read_as(close) if close != tree else "",
        cut_short=asking is not None and asking.cut_short,
    )


def with_any_word(
    reading: Reading, having_all: int, languages: Sequence[str], settings: Settings
) -> Reading | None:
    """Return the same query with any of its words wanted, if that helps and it has several.

    It helps where no release has all, and for a question of :data:`LONG` words or more where fewer
    than :data:`ENOUGH` have: that these few have its every word says little.

    :param having_all: how many releases of the index have all of the words.
    """
    if having_all >= ENOUGH:
        return None
    tree = loosened(reading.tree)
    if tree is None or (having_all and count_words(tree) < LONG):
        return None
    who = {0: "No release has", 1: "Only one release has"}.get(
        having_all, f"Only {having_all} releases have"
    )
    said = f"{who} all of these words: those with any of them are shown, best match first."
    planned = _planned(tree, languages, settings)
    warnings = dict.fromkeys((*reading.warnings, *planned.warnings, said))
    return replace(planned, warnings=tuple(warnings), close=reading.close)


def _planned(tree: Node, languages: Sequence[str], settings: Settings) -> Reading:
    """Return the reading of a parsed query whose names are values."""
    planned = plan(
        tree,
        languages,
        analyse=analyse_query,
        fold=folded,
        max_expansions=settings.max_expansions,
    )
    said = without(tree, planned.left_out) or Everything()
    return Reading(
        planned.match,
        tree,
        read_as(said),
        planned.warnings,
        texts_of(tree, planned.left_out),
        "",
        Marker(wanted(planned.match, "title", "body")),
        Marker(wanted(planned.match, "body")),
    )


def in_text(phrase: str, languages: Sequence[str], settings: Settings) -> Node:
    """Return what to ask the engine for the releases that have a phrase in their text."""
    planned = plan(
        Phrase(phrase),
        languages,
        analyse=analyse_query,
        fold=folded,
        max_expansions=settings.max_expansions,
    )
    return planned.match


def _named(tree: Node, asking: Asking) -> tuple[Node, Node]:
    """Return the tree with values in place of names, and with near ones where there are none."""
    nearest: dict[int, Node] = {}

    def read_name(node: HasValue) -> Node:
        meant, near = node_named(node, asking)
        nearest[id(meant)] = near
        return meant

    meant = with_values(tree, read_name)
    return meant, with_values(meant, lambda node: nearest.get(id(node), node))


def other_spelling(
    query: str, reading: Reading, snapshot: Snapshot, languages: Sequence[str]
) -> str | None:
    """Return the query with words that find little spelled another way, or ``None``.

    Words are looked at in the main language of the index; those that its other languages know, and
    it does not, are not misspelt.
    """

    def terms(prefix: str, limit: int) -> list[tuple[str, int]]:
        return snapshot.terms("body", prefix, limit)

    def frequency(term: str) -> int:
        return snapshot.document_frequency("body", term)

    def texts_with(term: str) -> list[str]:
        found = snapshot.search(Question(Terms("body", (term,)), limit=TEXTS_READ)).hits
        releases = snapshot.fetch([ranked.id for ranked in found])
        return [paragraph for each in releases if each for paragraph in each.body]

    def is_foreign(word: str) -> bool:
        own = analyse_query(word, languages[0])
        forms = (analyse_query(word, language) for language in languages[1:])
        terms = {term for row in forms for term in row if term}.difference(own)
        return not any(map(frequency, filter(None, own))) and any(map(frequency, terms))

    others = {
        word: spelled
        for word in words_to_check(reading.tree)
        if not is_foreign(word)
        and (spelled := suggest_word(word, languages[0], terms, frequency, texts_with))
    }
    other = respelled(query, others)
    return other if other != query else None


def related_to(release: Release, snapshot: Snapshot) -> Node:
    """Return a query for releases that share the most telling words with this one."""
    terms = analyse_document(release.title, release.body, {}, release.language)["body"]

    def frequency(term: str) -> int:
        return snapshot.document_frequency("body", term)

    telling = telling_terms(terms, frequency, snapshot.documents, TELLING_TERMS)
    return Or(tuple(Terms("body", (term,)) for term in telling)) if telling else Nothing()
