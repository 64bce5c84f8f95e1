"""Bars of links: the languages of a site in a row, or labels parted by strokes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from searchapp.analysis.words import split_words
from searchapp.data_files import read_lines
from searchapp.ingest.text.lines import Line, ends_sentence
from searchapp.ingest.text.page_phrases import menu_words, phrase_key, phrases

__all__ = ["is_link_bar", "language_switch"]

_STROKE = re.compile(r"\s[|·•│]\s|[|│]")
_MIN_LANGUAGES = 3
_MIN_LABELS = 4
_MAX_LABEL_WORDS = 4
_JUNK = frozenset({"menu", "share", "form", "legal", "read-more", "related"})


@lru_cache(maxsize=1)
def _language_names() -> frozenset[tuple[str, ...]]:
    """Return the names of languages in themselves, in tokens (``中文`` is two)."""
    lines = read_lines("ingest/data/language_names.txt")
    names = (name for line in lines for name in line.split())
    return frozenset(tuple(split_words(name)) for name in names)


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    return frozenset(name[0] for name in _language_names())


def language_switch(lowered: Sequence[str]) -> tuple[int, int] | None:
    """Return from which word to before which word languages are named, each in itself, in a row.

    Three names or more are a switch; ``None`` where there is none. Prose names languages in its
    own language, and says "and" before the last.

    :param lowered: words in lower case, as :func:`searchapp.analysis.words.split_words` cuts them.
    """
    if _first_words().isdisjoint(lowered):
        return None
    place = 0
    while place < len(lowered):
        names, end = 0, place
        while step := _name_at(lowered, end):
            names, end = names + 1, end + step
        if names >= _MIN_LANGUAGES:
            return place, end
        place = max(end, place + 1)
    return None


def _name_at(lowered: Sequence[str], place: int) -> int:
    """Return of how many words the name at this place is, 0 where there is none."""
    if place >= len(lowered) or lowered[place] not in _first_words():
        return 0
    sizes = (4, 3, 2, 1)
    known = _language_names()
    return next((size for size in sizes if tuple(lowered[place : place + size]) in known), 0)


def is_link_bar(line: Line) -> bool:
    """Return whether a line is four or more short labels parted by strokes, or three known ones."""
    if "|" not in line.text and "·" not in line.text and "•" not in line.text:
        return "│" in line.text and _is_bar(line.text)
    return _is_bar(line.text)


def _is_bar(text: str) -> bool:
    labels = [label.strip() for label in _STROKE.split(text) if label.strip()]
    if len(labels) < _MIN_LABELS - 1 or ends_sentence(text.rstrip()):
        return False
    if any(len(label.split()) > _MAX_LABEL_WORDS or len(label) > 40 for label in labels):
        return False
    known = sum(1 for label in labels if _is_menu_label(label))
    return known >= 1 if len(labels) < _MIN_LABELS else known >= 1 or not _has_digit(text)


def _is_menu_label(label: str) -> bool:
    folded = phrase_key(label)
    return phrases().role(folded) in _JUNK or bool(menu_words() & frozenset(folded.split()))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
