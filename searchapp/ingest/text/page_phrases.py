"""Phrases and words of menus, share bars, marks and forms, as short lines hold them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from searchapp.analysis.words import split_words
from searchapp.data_files import read_lines, read_toml

__all__ = [
    "Phrases",
    "menu_words",
    "phrase_key",
    "phrase_key_of",
    "phrases",
]

_NUMBER = re.compile(r"\d\d*")  # begun with one character, so that the search skips to it
_MAX_ROW = 80
_MAX_PHRASE = 6
_IN_ROWS = frozenset({"share", "menu"})


def phrase_key(text: str) -> str:
    """Return the text as the phrase lists spell it: lower case, words only, numbers as ``0``."""
    return phrase_key_of(split_words(text.lower()))


def phrase_key_of(lowered: Sequence[str]) -> str:
    """Return words in lower case as the phrase lists spell them."""
    return _NUMBER.sub("0", " ".join(lowered))


@dataclass(frozen=True, slots=True)
class Phrases:
    """What short lines say: folded phrase -> role, for whole lines and for line beginnings.

    :param words: lists of words by name, as ``[words]`` of the data file explains them; in
        ``site``, words of which headings of a site are made up altogether.
    """

    whole: Mapping[str, str]
    start: tuple[tuple[str, str], ...]
    beginnings: tuple[str, ...]
    words: Mapping[str, frozenset[str]]

    def role(self, folded: str) -> str:
        """Return what a folded line is (``share``, ``menu``, ``end-mark``, ...) or ``""``."""
        known = self.whole.get(folded)
        if known is None and len(folded) < 60 and self.words["site"] >= frozenset(folded.split()):
            return "menu" if folded else ""
        if known is None and len(folded) < _MAX_ROW:
            known = self._row(folded.split())
        if known is not None or not folded.startswith(self.beginnings):
            return known or ""
        return next(role for beginning, role in self.start if folded.startswith(beginning))

    def _row(self, words: Sequence[str]) -> str | None:
        """Return what a row of known phrases is, if buttons and links of a site are all of it."""
        first = None
        place = 0
        while place < len(words):
            ends = range(min(len(words), place + _MAX_PHRASE), place, -1)
            found = ((end, self.whole.get(" ".join(words[place:end]))) for end in ends)
            end, role = next(((e, r) for e, r in found if r in _IN_ROWS), (0, None))
            if role is None:
                return None
            first, place = first or role, end
        return first


@lru_cache(maxsize=1)
def menu_words() -> frozenset[str]:
    """Return the words of menus, share bars, footers and forms."""
    lines = read_lines("ingest/data/menu_words.txt")
    return frozenset(word for line in lines for word in line.split())


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Return the phrase lists, folded."""
    table = read_toml("ingest/data/page_phrases.toml")
    whole = {phrase_key(text): role for role, texts in table["whole"].items() for text in texts}
    start = [
        (phrase_key(text) + (" " if text.endswith(" ") else ""), role)
        for role, texts in table["start"].items()
        for text in texts
    ]
    start = [(text, role) for text, role in start if text.strip()]
    return Phrases(
        whole,
        tuple(start),
        tuple(text for text, _ in start),
        {name: frozenset(words) for name, words in table["words"].items()},
    )
