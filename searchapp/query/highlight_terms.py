"""What should be marked in a text that was found? The terms of a planned query, by kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from searchapp.query.nodes import (
    And,
    Boost,
    Node,
    Or,
    TermFuzzy,
    TermPhrase,
    TermPrefix,
    Terms,
)

__all__ = ["Wanted", "wanted"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Terms to mark.

    :param words: groups of terms; the terms of a group are forms of one word.
    :param phrases: sequences of such groups, ``()`` for any word.
    :param prefixes: beginnings of terms.
    :param fuzzy: a term, how many edits it may be away, and how much of its beginning must agree.
    """

    words: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[tuple[tuple[str, ...], ...], ...] = ()
    prefixes: tuple[str, ...] = ()
    fuzzy: tuple[tuple[str, int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.prefixes or self.fuzzy)


def wanted(planned: Node, *fields: str) -> Wanted:
    """Return what a planned query looks for in the given fields, negations left out.

    For the body that is ``wanted(match, "body")``, for the headline
    ``wanted(match, "title", "body")``, since the headline is part of the body.
    """
    leaves = [leaf for leaf in _leaves(planned) if leaf.field in fields]
    return Wanted(
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


def _leaves(node: Node) -> Iterator[Terms | TermPhrase | TermPrefix | TermFuzzy]:
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _leaves(child)
        case Boost(child):
            yield from _leaves(child)
        case Terms() | TermPhrase() | TermPrefix() | TermFuzzy():
            yield node
