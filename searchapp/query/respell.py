"""Which words of a query could be misspelt, and how does the query read with others?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from searchapp.query.tree import And, Node, Or, Phrase, Word

__all__ = ["respelled", "words_to_check"]

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
