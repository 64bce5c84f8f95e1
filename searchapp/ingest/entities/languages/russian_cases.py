"""Russian case endings: stems by which declined words are found, and the nominative of a name."""

from __future__ import annotations

import re

__all__ = ["head_stem", "is_adjective", "nominative_of_adjective", "place_stem", "singular_stem"]

_PLACE = re.compile(r"[а-яё]{4}")
_PLACE_ENDING = re.compile(
    r"(?:ами|ями|ого|его|ому|ему|ой|ей|ом|ем|ах|ях|ам|ям|ый|ий|ия|ию|ии|[аеёиоуыьэюя])$"
)
_NOUN_ENDING = re.compile(r"(?:ами|ями|ом|ем|ой|ей|ам|ям|ах|ях|[аеуыияюоьй])\Z")
_SINGULAR_ENDING = re.compile(r"(?:ами|ями|ом|ем|ой|ей|ам|ям|ах|ях|[аеуыияюоь])\Z")
_ADJECTIVE_ENDING = re.compile(
    r"(?:ого|его|ому|ему|ыми|ими|ым|им|ом|ем|ой|ей|ую|юю|ая|яя|ое|ее|ый|ий)\Z"
)


def place_stem(key: str) -> str | None:
    """Return a folded name of a place without its endings, ``None`` if it is not Russian.

    Words of up to four letters keep theirs: without them too many would be one.
    """
    if not _PLACE.match(key):
        return None
    return " ".join(
        _PLACE_ENDING.sub("", word) if len(word) > 4 else word for word in key.split(" ")
    )


def head_stem(word: str) -> str:
    """Return a noun in lower case without its case ending."""
    return _NOUN_ENDING.sub("", word)


def singular_stem(word: str) -> str:
    """Return a noun like :func:`head_stem`, but with the ``-й`` of ``академий``.

    That form means several academies, and no name of one begins with it.
    """
    return _SINGULAR_ENDING.sub("", word)


def is_adjective(word: str) -> bool:
    """Return whether a word has the ending of an adjective."""
    return _ADJECTIVE_ENDING.search(word) is not None


def nominative_of_adjective(adjective: str, noun: str) -> str:
    """Return an adjective in the nominative, in the gender that the ending of its noun shows.

    :param noun: in the nominative.
    """
    stem = _ADJECTIVE_ENDING.sub("", adjective)
    if noun[-1] in "ое":
        return f"{stem}ое"
    if noun[-1] in "ая":
        return f"{stem}ая"
    return f"{stem}ий" if stem[-1:] in tuple("кгхжшщ") else f"{stem}ый"
