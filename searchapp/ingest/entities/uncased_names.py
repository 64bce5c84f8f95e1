"""Which places and bodies stand in Chinese and Arabic text, where no capital shows a name?

Only what the lists know is found: countries, regions, large cities, well known bodies. Latin names
and short forms in such text are read like those of any other.
"""

from __future__ import annotations

import re
from functools import lru_cache

from searchapp.ingest.entities.evidence import (
    UNCASED_ORGANIZATION,
    UNCASED_PLACE,
    UNCASED_SHORT_FORM,
    Evidence,
)
from searchapp.ingest.entities.gazetteer import LARGE, REGION, gazetteer
from searchapp.ingest.entities.lexicon import not_acronyms
from searchapp.ingest.entities.organizations import foreign_names
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["read_caseless"]

HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
ARABIC = re.compile(r"[\u0621-\u064a]{2,}")
SHORT_FORM = re.compile(r"[\u0621-\u064a\u4e00-\u9fff] ?[（(]([A-Z]{3,8})[)）]")
LONGEST_HAN = 12
PREFIXES = "وفبلك"
Target = tuple[Evidence, str]


@lru_cache(maxsize=1)
def _names() -> dict[str, Target]:
    """Return the names in Han and Arabic script with what they stand for."""
    found: dict[str, Target] = {}
    for key, place in gazetteer().items():
        first = key[0]
        if place.name and (
            ("\u4e00" <= first <= "\u9fff" and place.tier >= LARGE)
            or ("\u0621" <= first <= "\u064a" and (place.tier >= REGION or len(key) > 3))
        ):
            found[key] = (UNCASED_PLACE, place.name)
    for name, body in foreign_names():
        if "\u0600" <= name[0] <= "\u06ff" or "\u4e00" <= name[0] <= "\u9fff":
            found[name] = (UNCASED_ORGANIZATION, body)
    return found


def _add(reading: ReadingState, start: int, end: int, target: Target) -> None:
    evidence, name = target
    reading.spans.append(Span(start, end, evidence, name))


def _read_han(reading: ReadingState, text: str, offset: int) -> None:
    """Read one run of Han characters: the longest name at each place."""
    names = _names()
    at = 0
    while at < len(text) - 1:
        for length in range(min(LONGEST_HAN, len(text) - at), 1, -1):
            target = names.get(text[at : at + length])
            if target is not None:
                _add(reading, offset + at, offset + at + length, target)
                at += length
                break
        else:
            at += 1


def _arabic_forms(word: str) -> list[tuple[str, int]]:
    """Return a word with and without its attached particle, and how much was taken off."""
    forms = [(word, 0)]
    if len(word) > 4 and word[0] in PREFIXES:
        forms.append((word[1:], 1))
    if len(word) > 4 and word.startswith("لل"):
        forms.append(("ال" + word[2:], 0))
    return forms


def _read_arabic(reading: ReadingState) -> None:
    """Read runs of up to four Arabic words, the longest first."""
    names = _names()
    words = [(m.group(), m.start(), m.end()) for m in ARABIC.finditer(reading.text)]
    at = 0
    while at < len(words):
        taken = 1
        for length in range(min(4, len(words) - at), 0, -1):
            rest = [word for word, _, _ in words[at + 1 : at + length]]
            for form, cut in _arabic_forms(words[at][0]):
                target = names.get(" ".join((form, *rest)))
                if target is not None:
                    _add(reading, words[at][1] + cut, words[at + length - 1][2], target)
                    taken = length
                    break
            else:
                continue
            break
        at += taken


def _read_short_forms(reading: ReadingState) -> None:
    """Note Latin capitals in brackets behind such text, short for a body: ``淡水机构（IFA）``."""
    for match in SHORT_FORM.finditer(reading.text):
        if match[1] not in not_acronyms() and match[1] not in reading.acronyms:
            reading.spans.append(Span(*match.span(1), UNCASED_SHORT_FORM))


def read_caseless(reading: ReadingState) -> None:
    """Note the places and bodies of text in Han or Arabic script."""
    if reading.text.isascii():
        return
    _read_short_forms(reading)
    for match in HAN.finditer(reading.text):
        _read_han(reading, match.group(), match.start())
    if ARABIC.search(reading.text):
        _read_arabic(reading)
