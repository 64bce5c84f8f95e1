"""Rewriting of parsed queries: limits, relaxation, other spellings, nodes changed or removed.

Wildcards and fuzzy words are bounded where they are planned (``max_expansions``), nesting where it
is parsed; the time budget of the engine bounds the rest of what a query can cost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from searchapp.errors import QueryTooCostly
from searchapp.messages import Notice
from searchapp.query.nodes import (
    And,
    Boost,
    Everything,
    Fuzzy,
    HasValue,
    InDates,
    Node,
    Not,
    Or,
    Parsed,
    Phrase,
    Prefix,
    Word,
)

__all__ = [
    "check_cost",
    "count_words",
    "relax",
    "remove_nodes",
    "replace_values",
    "replace_words",
    "texts_of",
    "words_to_check",
]

_WORD = re.compile(r"[^\W\d_]+")
_WORD_OR_CHARACTER = re.compile(r"[⺀-\U0010ffff]|[^\W⺀-\U0010ffff]+")


def check_cost(tree: Node, *, max_query_terms: int) -> None:
    """Check that a query is not too long to be answered.

    :raises QueryTooCostly: it has more than ``max_query_terms`` words.
    """
    words = count_words(tree)
    if words > max_query_terms:
        raise QueryTooCostly(
            Notice("query.too-many-words", {"words": words, "limit": max_query_terms}),
            hint=Notice("query.too-many-words.hint"),
        )


def count_words(tree: Node) -> int:
    """Return how many index look-ups the words, phrases and filters of a query stand for."""
    match tree:
        case And(children) | Or(children):
            return sum(map(count_words, children))
        case Not(child) | Boost(child):
            return count_words(child)
        case Word(text) | Phrase(text) | Prefix(text) | Fuzzy(text):
            return max(1, len(_WORD_OR_CHARACTER.findall(text)))
    return 1


def relax(tree: Node) -> Node | None:
    """Return the parsed query with any of its words enough, where all of them were wanted.

    A long question holds words that no single release has all of. What the reader excludes, and
    facet values and dates, stay as they are.

    :returns: ``None`` if there are not two words or groups of which one could be missing.
    """
    if not isinstance(tree, And):
        return None
    optional = tuple(child for child in tree.children if _is_words(child))
    if len(optional) < 2:
        return None
    wanted = Or(tuple(part for child in optional for part in _choices(child)))
    required = tuple(child for child in tree.children if not _is_words(child))
    return And((wanted, *required)) if required else wanted


def _is_words(node: Node) -> bool:
    """Return whether a node looks for words and for nothing else."""
    match node:
        case And(children) | Or(children):
            return all(map(_is_words, children))
        case Not() | HasValue() | InDates() | Everything():
            return False
    return isinstance(node, Parsed)


def _choices(node: Node) -> tuple[Node, ...]:
    return node.children if isinstance(node, Or) else (node,)


def words_to_check(tree: Node) -> tuple[str, ...]:
    """Return the words that are looked for in texts, in order, without repeats.

    What is negated, ends in a star or a tilde, or is a facet value is as the reader wants it.
    """
    match tree:
        case And(children) | Or(children):
            found = [word for child in children for word in words_to_check(child)]
        case Word(text) | Phrase(text):
            found = _WORD.findall(text)
        case _:
            found = []
    return tuple(dict.fromkeys(found))


def replace_words(query: str, words: Mapping[str, str]) -> str:
    """Return the query as typed with some of its words replaced.

    :param words: word as it stands in the query -> word to put there.
    """
    return _WORD.sub(lambda match: words.get(match[0], match[0]), query)


def replace_values(tree: Node, change: Callable[[HasValue], Node]) -> Node:
    """Return a parsed tree with something else in place of each test for a facet value."""
    match tree:
        case And(children):
            return And(tuple(replace_values(child, change) for child in children))
        case Or(children):
            return Or(tuple(replace_values(child, change) for child in children))
        case Not(child):
            return Not(replace_values(child, change))
        case HasValue():
            return change(tree)
    return tree


def texts_of(tree: Node, chosen: Collection[int]) -> tuple[str, ...]:
    """Return the words and phrases among the nodes that are named by their ``id()``."""
    match tree:
        case And(children) | Or(children):
            found = [text for child in children for text in texts_of(child, chosen)]
        case Not(child):
            found = list(texts_of(child, chosen))
        case Word(text) | Phrase(text):
            found = [text] if id(tree) in chosen else []
        case _:
            found = []
    return tuple(dict.fromkeys(found))


def remove_nodes(tree: Node, removed: Collection[int]) -> Node | None:
    """Return a parsed tree without the nodes named by their ``id()``, ``None`` if none is left."""
    if id(tree) in removed:
        return None
    match tree:
        case And(children) | Or(children):
            kept = [
                each for child in children if (each := remove_nodes(child, removed)) is not None
            ]
            return type(tree)(tuple(kept)) if len(kept) > 1 else next(iter(kept), None)
        case Not(child):
            inner = remove_nodes(child, removed)
            return None if inner is None else Not(inner)
    return tree
