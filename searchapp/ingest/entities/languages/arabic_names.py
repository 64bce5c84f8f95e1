"""People, organizations and places of Arabic text, where no capital shows a name.

Of organizations and places only what the lists know is found. Of people only what can hardly be
anything else: a name behind a title that begins with a given name, or behind one that takes no
genitive, up to a mark or a particle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from searchapp.ingest.entities.evidence import UNCASED_TITLE
from searchapp.ingest.entities.gazetteer import REGION
from searchapp.ingest.entities.language_rules import LanguageRules
from searchapp.ingest.entities.languages.uncased_script import (
    Target,
    names_in_script,
    read_short_forms,
)
from searchapp.ingest.entities.lexicon import read_table, split_list
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["RULES"]

_WORD = re.compile(r"[\u0621-\u064a]{2,}")
_VOWELLED_WORD = re.compile(r"[\u0621-\u064a][\u0621-\u064a\u064b-\u0652]+")
_VOWEL_MARKS = re.compile(r"[\u064b-\u0652]")
_SHORT_FORM = re.compile(r"[\u0621-\u064a] ?[（(]([A-Z]{3,8})[)）]")
_ARTICLE = "ال"
_PREFIXES = "وفبلك"
"""Particles that are written together with the word behind them."""
_MAX_NAME_WORDS = 4

_Word = tuple[str, int, int]

# ---- listed names --------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _listed_names() -> dict[str, Target]:
    return names_in_script(
        "\u0621", "\u064a", lambda name, place: place.tier >= REGION or len(name) > 3
    )


def _forms(word: str) -> list[tuple[str, int]]:
    """Return a word with and without its attached particle, and how much was taken off."""
    forms = [(word, 0)]
    if len(word) > 4 and word[0] in _PREFIXES:
        forms.append((word[1:], 1))
    if len(word) > 4 and word.startswith("لل"):
        forms.append(("ال" + word[2:], 0))
    return forms


def _read_listed(reading: ReadingState) -> None:
    """Read runs of up to four Arabic words, the longest first."""
    names = _listed_names()
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(reading.text)]
    at = 0
    while at < len(words):
        taken = 1
        for length in range(min(4, len(words) - at), 0, -1):
            rest = [word for word, _, _ in words[at + 1 : at + length]]
            for form, cut in _forms(words[at][0]):
                target = names.get(" ".join((form, *rest)))
                if target is not None:
                    start, end = words[at][1] + cut, words[at + length - 1][2]
                    reading.spans.append(Span(start, end, *target))
                    taken = length
                    break
            else:
                continue
            break
        at += taken


# ---- people --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _word_lists() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    table = read_table("languages/arabic.toml")
    names = ("titles", "roles", "names", "stops")
    titles, roles, given, stops = (frozenset(split_list(table, name)) for name in names)
    return titles, roles, given, stops


def _people(text: str) -> Iterator[tuple[int, int]]:
    titles, roles, given, _ = _word_lists()
    words = [
        (_VOWEL_MARKS.sub("", m.group()), m.start(), m.end()) for m in _VOWELLED_WORD.finditer(text)
    ]
    for at, (word, _, _) in enumerate(words):
        if word in given and (end := _before_title(words, at, text)):
            yield words[at][1], words[end - 1][2]
            continue
        bare = word[1:] if word[0] in "وف" and word[1:] in titles | roles else word
        definite = bare in titles
        if not definite and bare not in roles:
            continue
        begin = at + 1
        while begin < len(words) and begin <= at + 3 and _is_attribute(words, begin, text):
            begin += 1
        end = _name_end(words, begin, text)
        known = begin < len(words) and words[begin][0] in given
        if end - begin >= 2 and (known or (definite and begin == at + 1)):
            yield words[begin][1], words[end - 1][2]


def _before_title(words: list[_Word], at: int, text: str) -> int:
    """Return where ``عمر التميمي، رئيس`` ends before its comma and title; 0 if none is there."""
    titles, roles, _, _ = _word_lists()
    for end in (at + 2, at + 3):
        if end < len(words) and text[words[end - 1][2] : words[end][1]] == "، ":
            return end if words[end][0] in titles | roles else 0
        if end < len(words) and text[words[end - 1][2] : words[end][1]] != " ":
            return 0
    return 0


def _is_attribute(words: list[_Word], at: int, text: str) -> bool:
    """Return whether a word still belongs to the title: ``رئيس المختبرات``, another title."""
    joined = text[words[at - 1][2] : words[at][1]] == " "
    titles, roles, given, _ = _word_lists()
    word = words[at][0]
    return joined and word not in given and (word.startswith(_ARTICLE) or word in titles | roles)


def _name_end(words: list[_Word], begin: int, text: str) -> int:
    """Return where a name of two to four words ends; ``begin`` if nothing shows its end.

    A mark, the end of the text, or a particle must follow.
    """
    stops = _word_lists()[3]
    at = begin
    while at < len(words) and at - begin < _MAX_NAME_WORDS:
        if at > begin and text[words[at - 1][2] : words[at][1]] != " ":
            return at
        if words[at][0] in stops:
            return at
        at += 1
    closed = at == len(words) or text[words[at - 1][2] : words[at][1]] != " "
    return at if closed or words[at][0] in stops else begin


def _read_names(reading: ReadingState) -> None:
    """Note the short forms, the listed names and the people that a title shows."""
    read_short_forms(reading, _SHORT_FORM)
    _read_listed(reading)
    for start, end in _people(reading.text):
        reading.spans.append(Span(start, end, UNCASED_TITLE))


RULES = LanguageRules(read=_read_names)
