"""Sentence case for headlines and lines in capitals, so that the capitals left mean names.

A headline is put into sentence case: a common word loses its capital, a name keeps it. What can be
a family name keeps it behind a title or a first name, and what follows a head word keeps it
(``Department of Labor``). Every function here keeps the length of its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from searchapp.ingest.entities.gazetteer import MEDIUM, REGION, gazetteer
from searchapp.ingest.entities.lexicon import (
    BARE_ORGANIZATION,
    COMMON,
    CONNECTOR,
    DEMONYM,
    DIRECTION,
    FIRST,
    FUNCTION,
    HEAD,
    HONORIFIC,
    LAST,
    NOT_NAME,
    RARE,
    ROLE,
    VERB,
    WEAK_HEAD,
)
from searchapp.ingest.entities.listed_organizations import is_short_name

__all__ = ["recase_line"]

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Words are bounded and nothing is given back, so that a line of capitals takes linear time; the
# first letter is tested before anything else: the engine skips to it at full speed.
_SHOUT = re.compile(
    r"[A-Z](?<!\w.)[A-Z'’.-]{1,40}+(?![a-z])(?:[ ,]{1,3}+[A-Z][A-Z'’.&-]{0,40}+(?![a-z])){2,}+"
)
_SHOUTED_NAME = re.compile(
    r"(?:^|(?<=[.;:] ))[ ]{0,4}[A-Z][A-Z'’.-]{1,40}+ [A-Z][A-Z'’-]{1,40}+(?=[:,] )"
)
_SHOUTED_END = re.compile(r"[:,] (?<=[A-Z][A-Z'’-]..)")
"""How a :data:`_SHOUTED_NAME` ends; few lines have it."""
_VOWEL = re.compile("[AEIOUYaeiouy]")
_KEPT = BARE_ORGANIZATION | HEAD | DEMONYM | DIRECTION | FIRST
_LOWERED = COMMON | RARE | FUNCTION | NOT_NAME
_TITLES = HONORIFIC | ROLE
_NATURE = frozenset({"lake", "mount", "mt", "fort", "port", "cape", "isle"})
_MAX_HEADLINE_CHARS = 240


def _capital(word: str) -> str:
    """Return the word with one capital, and one behind an apostrophe or hyphen in a name."""
    lowered = word[0] + word[1:].lower()
    if word.isupper() and len(word) > 3 and re.match(r"(?:Mc|[OD]['’])", lowered):
        return lowered[:2] + lowered[2].upper() + lowered[3:]
    return re.sub(r"-([^\W\d_])", lambda m: "-" + m.group(1).upper(), lowered)


def _case_of(word: str, flags: int, *, named: int, shouted: bool) -> str:
    """Return one word of a headline in its case."""
    if not word[0].isupper() or (not shouted and word.isupper()):
        return word
    if shouted and is_short_name(word):
        return word
    if (
        flags & _TITLES
        or (flags & LAST and named)
        or (named > 1 and not flags & (FUNCTION | NOT_NAME) and word[-1] not in "sS")
    ):
        return _capital(word)
    if flags & _LOWERED and (flags & FUNCTION or not flags & _KEPT):
        place = gazetteer().get(word.lower())
        certain = place is not None and place.tier >= REGION and not flags & FUNCTION
        return _capital(word) if certain else word.lower()
    if shouted and not flags and len(word) <= 5 and not _VOWEL.search(word):
        return word
    return _capital(word) if shouted else word


def _named(flags: int, *, before: int) -> int:
    """Return how surely the next word is part of a name: 2 behind title and first name."""
    if flags & HONORIFIC:
        return 1
    if flags & FIRST:
        return 2 if before else 1
    return int(bool(before) and (not flags or bool(flags & LAST)))


def _recase(line: str, known: Mapping[str, int], *, shouted: bool) -> str:
    """Return a headline in sentence case."""
    pieces: list[str] = []
    end, before, named, in_organization = 0, 0, 0, False
    matches = list(_WORD.finditer(line))
    placed = _in_places(matches, known)
    for match in matches:
        word = match.group()
        key = word.lower().replace("’", "'").removesuffix("'s")
        flags = known.get(key, 0)
        begins = before & HEAD and key in ("of", "for", "on")
        goes_on = not flags & VERB and (flags & CONNECTOR or word[0].isupper())
        in_organization = bool(begins or (in_organization and goes_on))
        if in_organization and not shouted and not flags & FUNCTION:
            new = word
        elif match.start() in placed:
            new = _capital(word) if shouted else word
        else:
            new = _case_of(word, flags, named=named, shouted=shouted)
        pieces += (line[end : match.start()], new)
        end, before = match.end(), flags
        named = _named(flags, before=named)
    return "".join((*pieces, line[end:]))


def _in_places(words: Sequence[re.Match[str]], known: Mapping[str, int]) -> set[int]:
    """Return where the words begin that are half of a place: ``Lake Victoria``, ``BUENA PARK``."""
    found: set[int] = set()
    places = gazetteer()
    for one, other in pairwise(words):
        if other.start() != one.end() + 1 or not (one[0][0].isupper() and other[0][0].isupper()):
            continue
        key = one[0].lower()
        place = places.get(f"{key} {other[0].lower()}")
        lake = key in _NATURE and not known.get(other[0].lower(), 0) & _LOWERED
        if lake or (place is not None and place.tier >= MEDIUM):
            found.update((one.start(), other.start()))
    return found


def _is_shouted(words: list[str]) -> bool:
    return sum(word.isupper() for word in words) > 0.7 * len(words)


def _is_title_case(words: list[str], line: str, known: Mapping[str, int]) -> bool:
    long = [word for word in words if len(word) > 3]
    closed = line.endswith((".", "?", "!", ",", ";")) and not line.endswith("...")
    if len(long) < 3 or closed:
        return False
    if len(words) <= 7 and known.get(words[-1].lower(), 0) & (HEAD | WEAK_HEAD):
        return False
    return sum(word[0].isupper() for word in long) > 0.75 * len(long)


def recase_line(line: str, known: Mapping[str, int]) -> str:
    """Return a line with its headlines and its runs of capitals in sentence case."""
    stripped = line.strip()
    if len(stripped) < _MAX_HEADLINE_CHARS:
        if stripped.strip(" .,:;-").lower() in gazetteer():
            return line.title() if stripped.isupper() and len(stripped) > 3 else line
        words = _WORD.findall(stripped)
        if len(words) >= 2 and _is_shouted(words):
            return _recase(line, known, shouted=True)
        if len(words) >= 3 and _is_title_case(words, stripped, known):
            return _recase(line, known, shouted=False)
    line = _SHOUT.sub(lambda m: _recase(m.group(), known, shouted=True), line)
    if not _SHOUTED_END.search(line):
        return line
    return _SHOUTED_NAME.sub(lambda m: _recase(m.group(), known, shouted=True), line)
