"""Which words and names of a query could be misspelt, and how does it read with others?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from searchapp.query.nodes import And, HasValue, Node, Not, Or, Phrase, Word

__all__ = ["respelled", "texts_of", "with_values", "without", "words_to_check"]

_WORD = re.compile(r"[^\W\d_]+")


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


def respelled(query: str, words: Mapping[str, str]) -> str:
    """Return the query as typed with some of its words replaced.

    :param words: word as it stands in the query -> word to put there.
    """
    return _WORD.sub(lambda match: words.get(match[0], match[0]), query)


def with_values(tree: Node, change: Callable[[HasValue], Node]) -> Node:
    """Return a parsed tree with something else in place of each test for a facet value."""
    match tree:
        case And(children):
            return And(tuple(with_values(child, change) for child in children))
        case Or(children):
            return Or(tuple(with_values(child, change) for child in children))
        case Not(child):
            return Not(with_values(child, change))
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


def without(tree: Node, gone: Collection[int]) -> Node | None:
    """Return a parsed tree without some of its nodes, each named by its ``id()``; ``None``: all."""
    if id(tree) in gone:
        return None
    match tree:
        case And(children) | Or(children):
            kept = [each for child in children if (each := without(child, gone)) is not None]
            return type(tree)(tuple(kept)) if len(kept) > 1 else next(iter(kept), None)
        case Not(child):
            inner = without(child, gone)
            return None if inner is None else Not(inner)
    return tree
