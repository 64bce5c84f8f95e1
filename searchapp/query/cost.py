"""Would this query cost too much? Checked on the parsed tree, before the index is touched.

Wildcards and fuzzy words are bounded where they are planned (``max_expansions``), nesting where it
is parsed; the time budget of the engine bounds the rest.
"""

from __future__ import annotations

import re

from searchapp.errors import QueryTooCostly
from searchapp.query.nodes import And, Boost, Fuzzy, Node, Not, Or, Phrase, Prefix, Word

__all__ = ["check", "count_words"]

_WORD_OR_CHARACTER = re.compile(r"[⺀-\U0010ffff]|[^\W⺀-\U0010ffff]+")


def check(tree: Node, *, max_query_terms: int) -> None:
    """Let a query pass or refuse it.

    :raises QueryTooCostly: it has more than ``max_query_terms`` words.
    """
    words = count_words(tree)
    if words > max_query_terms:
        raise QueryTooCostly(
            f"The query has {words} words; at most {max_query_terms} are searched for at a time.",
            hint="Leave some words out.",
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
