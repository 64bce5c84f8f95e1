"""Acronyms and their definitions: what capitals in brackets stand for.

The method is that of Schwartz and Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text" (PSB 2003): the letters of the short form are looked for from the
right in the words before the bracket.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["SMALL_WORDS", "Acronym", "find_acronyms", "initials"]

# The second pattern is for text whose brackets were lost: prepare() left a mark for each.
_BRACKET = re.compile(r"[(\[]\s?['\"“]?([^\W\d_a-z][^\W_]*(?:[&.-][^\W_]+){0,4})['\"”]?\s?[)\]]")
_UNMARKED = re.compile(r"; ([A-Z]{2,8})(?=[;,] )")
_BREAK = re.compile(r"[\n;:!?()]|\.\s")
_PARTY = re.compile(r"[DRIL]-[A-Z]")
_MAX_LONG_CHARS = 160
SMALL_WORDS = {"of", "the", "and", "for", "on", "in", "to", "de", "la", "du", "des", "del", "&"}


class Acronym(NamedTuple):
    """A short form with its definition: the long form as written, and where both stand."""

    short: str
    long: str
    long_start: int
    long_end: int
    start: int
    end: int


def initials(words: list[str]) -> str:
    """Return the first letters of the words that count, in capitals."""
    return "".join(word[0] for word in words if word.lower() not in SMALL_WORDS).upper()


def _start_of_long(short: str, context: str) -> int | None:
    """Return where the long form begins in the words before the bracket, or ``None``."""
    at = len(context) - 1
    for place in range(len(short) - 1, -1, -1):
        letter = short[place].lower()
        if not letter.isalnum():
            continue
        while at >= 0 and (
            context[at].lower() != letter or (place == 0 and at > 0 and context[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
        at -= 1
    return at + 1


def _start_by_initials(short: str, words: list[str]) -> int | None:
    """Return at which word a long form begins whose capitalized words have these initials.

    The letters of ``EAEOC`` are also found inside ``Earth Observation Cooperative``, so this is
    asked before the letters are looked for within words.
    """
    left = short
    for at in range(len(words) - 1, -1, -1):
        word = words[at].lstrip("\"“”'«(")
        if word[:1].isupper():
            if not left or word[0] != left[-1]:
                return None
            left = left[:-1]
            if not left:
                return at
        elif word.lower() not in SMALL_WORDS:
            return None
    return None


def _acronym(match: re.Match[str], text: str) -> Acronym | None:
    short = match.group(1).strip(".")
    if not 2 <= len(short) <= 10 or sum(c.isupper() for c in short) < 2 or _PARTY.match(short):
        return None
    before = text[max(0, match.start() - _MAX_LONG_CHARS) : match.start()].rstrip()
    end = match.start() - (min(match.start(), _MAX_LONG_CHARS) - len(before))
    words = _BREAK.split(before)[-1].split(" ")[-min(len(short) + 5, 2 * len(short) + 1) :]
    exact = _start_by_initials(short, words)
    context = " ".join(words if exact is None else words[exact:])
    begin = _start_of_long(short, context) if exact is None else 0
    if begin is None:
        return None
    long = context[begin:].lstrip(" ,\"“”'")
    count = len(long.split())
    if not long or not long[0].isupper() or not 2 <= count <= len(short) + 5:
        return None
    return Acronym(short, long, end - len(long), end, match.start(1), match.start(1) + len(short))


def find_acronyms(text: str) -> dict[str, Acronym]:
    """Return the short forms that the text defines, each by its first definition."""
    found: dict[str, Acronym] = {}
    patterns = []
    if "(" in text or "[" in text:
        patterns.append(_BRACKET)
    if "; " in text:
        patterns.append(_UNMARKED)
    for pattern in patterns:
        for match in pattern.finditer(text):
            acronym = _acronym(match, text)
            if acronym is not None:
                found.setdefault(acronym.short, acronym)
    return found
