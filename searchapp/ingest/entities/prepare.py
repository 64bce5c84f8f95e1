"""How must a text be changed, without moving a character, so that capitals mean names again?

Every step keeps the length, so a position in the result is a position in the text as stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .gazetteer import LARGE, gazetteer
from .lexicon import (
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
    WEAK_HEAD,
    lexicon,
)

__all__ = ["has_lost_punctuation", "prepare"]

SPACED = re.compile(r"\b(?:[A-Z] ){3,}[A-Z]{1,3}\b")
KEPT = BARE_ORGANIZATION | HEAD | DEMONYM | DIRECTION
WORD = re.compile(r"[^\W\d_][\w'’-]*")
MARK = re.compile(r"[.,](?=\s|$)")
SENTENCE_END = re.compile(r"[.!?][\"”’)]?(?:\s|$)")
DOUBLE_BLANK = re.compile(r"(?<=\S)  (?=\S)")
LONG_LINE = 40
HEADLINE = 240


def has_lost_punctuation(text: str) -> bool:
    """Return whether the marks were taken out: 40 words and more with hardly a mark.

    Below one mark in 80 words no prose was ever written; in such text a double blank is where a
    mark was.
    """
    words = text.count(" ") - text.count("  ") + 1
    if words < LONG_LINE:
        return False
    return len(MARK.findall(text)) < words * 0.0125


REPAIRS = (
    (re.compile(r"(?<=[a-z])  ?s(?= )"), lambda m: " 's" if len(m.group()) == 3 else "'s"),
    (re.compile(r"(?<=n)  t(?= )"), lambda m: " 't"),
    (re.compile(r"\bU S(?= )"), lambda m: "U.S"),
    (re.compile(r"\bD C(?= |$)"), lambda m: "D.C"),
    (re.compile(r"(?<=\b[A-Z])  (?=[A-Z][a-z])"), lambda m: ". "),
    (re.compile(r"(?<=[a-z0-9])  (?=[a-z])"), lambda m: ", "),
    (re.compile(r"(?<=\w)  (?=[^\W_])"), lambda m: "; "),
)


def _repair(text: str) -> str:
    """Put a mark where a double blank shows that one was."""
    for pattern, replacement in REPAIRS:
        text = pattern.sub(replacement, text)
    return text


def _is_menu(line: str) -> bool:
    """Return whether a long line is a run of menu words: capitals, hardly a sentence."""
    words = line.split()
    if len(words) < LONG_LINE:
        return False
    capitals = sum(word[0].isupper() for word in words)
    return capitals > 0.6 * len(words) and len(SENTENCE_END.findall(line)) <= len(words) / 60


def _is_shouted(words: list[str]) -> bool:
    return sum(word.isupper() for word in words) > 0.7 * len(words)


def _is_title_case(words: list[str], line: str) -> bool:
    long = [word for word in words if len(word) > 3]
    if len(long) < 3 or line.endswith((".", "?", "!", ",", ";")):
        return False
    if len(words) <= 7 and lexicon().get(words[-1].lower(), 0) & (HEAD | WEAK_HEAD):
        return False
    return sum(word[0].isupper() for word in long) > 0.75 * len(long)


def _recase(line: str, *, shouted: bool, known: Mapping[str, int]) -> str:
    """Return a headline in sentence case: a common word loses its capital, a name keeps it.

    After a first name or an honorific a word that can be a family name keeps its capital.
    """
    pieces: list[str] = []
    end, before, body = 0, 0, False
    for match in WORD.finditer(line):
        word = match.group()
        key = word.lower().replace("’", "'").removesuffix("'s")
        flags = known.get(key, 0)
        body = (body and bool(flags & CONNECTOR or word[0].isupper())) or (
            bool(before & HEAD) and key in ("of", "for", "on")
        )
        kept = body and not flags & FUNCTION and (not shouted or not flags & COMMON)
        new = _case_of(word, flags, before, shouted=shouted) if not kept else word
        if shouted and kept:
            new = word[0] + word[1:].lower()
        pieces += (line[end : match.start()], new)
        end, before = match.end(), flags
    return "".join((*pieces, line[end:]))


def _case_of(word: str, flags: int, before: int, *, shouted: bool) -> str:
    if not word[0].isupper() or (not shouted and word.isupper()):
        return word
    capital = word[0] + word[1:].lower()
    if flags & (HONORIFIC | ROLE) or (flags & LAST and before & (FIRST | HONORIFIC)):
        return capital
    if flags & (COMMON | RARE | FUNCTION | NOT_NAME) and not (
        flags & (FIRST | KEPT) and not flags & FUNCTION
    ):
        place = gazetteer().get(word.lower())
        return capital if place is not None and place.tier >= LARGE + 1 else word.lower()
    if shouted and not flags and (len(word) <= 5 and not re.search("[AEIOUYaeiouy]", word)):
        return word
    return capital if shouted else word


def _line(line: str, known: Mapping[str, int]) -> str:
    stripped = line.strip()
    if len(stripped) >= HEADLINE:
        return " " * len(line) if _is_menu(line) else line
    if (stripped.strip(" .,:;-").lower()) in gazetteer():
        return line.title() if stripped.isupper() else line
    words = WORD.findall(stripped)
    if len(words) >= 2 and _is_shouted(words):
        return _recase(line, shouted=True, known=known)
    if len(words) >= 3 and _is_title_case(words, stripped):
        return _recase(line, shouted=False, known=known)
    return line


WRAP = re.compile(r"(?<=[a-z,]) ?\n ?(?=[A-Z])|(?<=[A-Z]\.) ?\n ?(?=[A-Z][a-z])")
WRAPPED = 45


def _unwrapped(text: str) -> str:
    """Return the text with a blank for a line end inside a sentence, if the line before is long."""

    def join(match: re.Match[str]) -> str:
        start = text.rfind("\n", 0, match.start()) + 1
        return " " * len(match.group()) if match.start() - start >= WRAPPED else match.group()

    return WRAP.sub(join, text)


def prepare(text: str) -> str:
    """Return the text with menus blanked, lost marks put back and headlines in sentence case.

    :returns: as many characters as came in, each at its place.
    """
    known = lexicon()
    if SPACED.search(text):
        text = SPACED.sub(lambda m: " " * len(m.group()), text)
    if DOUBLE_BLANK.search(text) and has_lost_punctuation(text):
        text = _repair(text)
    lines = [_line(line, known) for line in _unwrapped(text).split("\n")]
    changed = "\n".join(lines)
    return changed if len(changed) == len(text) else text
