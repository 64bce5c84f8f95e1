"""Normalization of a text in which capitals or marks were lost, without moving a character.

Every step keeps the length, so a position in the result is a position in the text as stored.
"""

from __future__ import annotations

import re

from searchapp.ingest.entities.lexicon import lexicon
from searchapp.ingest.entities.title_case import recase_line

__all__ = ["has_lost_punctuation", "prepare"]

# What is looked for in a whole text begins with its first character, which the engine skips to;
# what must stand before that is tested behind it.
_SPACED = re.compile(r"[A-Z] (?<!\w..)(?:[A-Z] ){2,}[A-Z]{1,3}\b")
_MARK = re.compile(r"[.,](?=\s|$)")
_SENTENCE_END = re.compile(r"[.!?][\"”’)]?(?:\s|$)")
_DOUBLE_BLANK = re.compile(r"  (?<=\S  )(?=\S)")
_MIN_WORDS = 40
_MIN_MENU_CHARS = 240


def has_lost_punctuation(text: str) -> bool:
    """Return whether the marks were taken out: 40 words and more with hardly a mark.

    Below one mark in 80 words no prose was ever written; in such text a double blank is where a
    mark was.
    """
    words = text.count(" ") - text.count("  ") + 1
    if words < _MIN_WORDS:
        return False
    return len(_MARK.findall(text)) < words * 0.0125


_LOST_POSSESSIVE = re.compile(r" s(?= )")
_LOST_POINTS = re.compile(r"U S(?= )|D C(?= |\Z)")
_LOST_MARK = re.compile(r"  (?=[^\W_])")


def _possessive(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 2) : match.start()]
    return "'s" if before[-1:].islower() or (before[-1:] == " " and before[:1].islower()) else " s"


def _mark(match: re.Match[str]) -> str:
    """Return the mark that a double blank stands for, by what is before and behind it."""
    text, start, end = match.string, match.start(), match.end()
    before, behind = text[max(0, start - 2) : start], text[end]
    if not before or not before[-1].isalnum():
        return match.group()
    if behind == "t" and before[-1] == "n" and text[end + 1 : end + 2] == " ":
        return " '"
    initial = before[-1].isupper() and not before[:-1].isalnum()
    if initial and behind.isupper():
        return ". "
    return ", " if behind.islower() and not before[-1].isupper() else "; "


def _repair(text: str) -> str:
    """Put a mark where a double blank shows that one was."""
    text = _LOST_POSSESSIVE.sub(_possessive, text)
    text = _LOST_POINTS.sub(lambda m: m.group().replace(" ", "."), text)
    return _LOST_MARK.sub(_mark, text)


def _is_menu(line: str) -> bool:
    """Return whether a long line is a run of menu words: capitals, hardly a sentence."""
    words = line.split()
    if len(words) < _MIN_WORDS:
        return False
    if len(_SENTENCE_END.findall(line)) > len(words) / 60:
        return False
    return sum(word[0].isupper() for word in words) > 0.6 * len(words)


_WRAP = re.compile(r"(?<=[a-z,]) ?\n ?(?=[A-Z])|(?<=[A-Z]\.) ?\n ?(?=[A-Z][a-z])")
_MIN_WRAPPED_CHARS = 45


def _join_wrapped_lines(text: str) -> str:
    """Return the text with a blank for a line end inside a sentence, if the line before is long."""

    def join(match: re.Match[str]) -> str:
        start = text.rfind("\n", 0, match.start()) + 1
        return (
            " " * len(match.group())
            if match.start() - start >= _MIN_WRAPPED_CHARS
            else match.group()
        )

    # Where line ends come in pairs they part paragraphs, and none is inside a sentence.
    return text if text.count("\n") == 2 * text.count("\n\n") else _WRAP.sub(join, text)


def prepare(text: str) -> str:
    """Return the text with menus blanked, lost marks put back and headlines in sentence case.

    :returns: as many characters as came in, each at its place.
    """
    known = lexicon()
    text = text.replace("\u2010", "-").replace("\u2011", "-")
    if _SPACED.search(text):
        text = _SPACED.sub(lambda m: " " * len(m.group()), text)
    if _DOUBLE_BLANK.search(text) and has_lost_punctuation(text):
        text = _repair(text)
    lines = [
        " " * len(line)
        if len(line) > _MIN_MENU_CHARS and _is_menu(line)
        else recase_line(line, known)
        for line in _join_wrapped_lines(text).split("\n")
    ]
    changed = "\n".join(lines)
    return changed if len(changed) == len(text) else text
