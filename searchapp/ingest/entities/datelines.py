"""Which place does a paragraph open with? ``QUITO – The census ...``, ``AARHUS, May 30, 2023 –``"""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchapp.ingest.entities.evidence import DATELINE
from searchapp.ingest.entities.gazetteer import LARGE, find_place
from searchapp.ingest.entities.lexicon import COMMON
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["read_datelines"]

_OPENING = re.compile(
    r" {0,4}(?P<place>[^\W\d_][^\W\d_.'’-]*(?:[ '’-][^\W\d_][^\W\d_.'’-]*){0,3})"
    r"(?P<date>(?:,[^\n–—()\d]{0,24}\d[^\n–—()]{0,20}?)?)(?:,[^\n–—()\d,]{2,24})?"
    r"\s{0,2}(?:–|—|--)\s{0,2}(?=[^\s])"
)
SMALL = frozenset({"de", "la", "le", "les", "du", "del", "am", "an", "der", "sur", "upon"})


def read_datelines(reading: ReadingState) -> None:
    """Note the place before a dash that a paragraph opens with, in the spelling of prose.

    Capitals or a date must show that it is a dateline, and the gazetteer that it is a place.
    """
    for match in _openings(reading.text):
        surface = match["place"]
        place = find_place(surface.lower())
        if place is None or not (surface.isupper() or match["date"]):
            continue
        plain = reading.known.get(surface.lower(), 0) & COMMON
        if plain and place.tier < LARGE and not match["date"]:
            continue
        name = place.name or (_prose_case(surface) if surface.isupper() else "")
        reading.spans.append(Span(*match.span("place"), DATELINE, name))


def _openings(text: str) -> Iterator[re.Match[str]]:
    """Yield the matches at line starts: none is tried anywhere else."""
    start, free_from = 0, 0
    while start >= 0:
        match = _OPENING.match(text, start) if start >= free_from else None
        if match:
            yield match
            free_from = match.end()
        start = text.find("\n", start) + 1 or -1


def _prose_case(surface: str) -> str:
    """Return a place in capitals as prose writes it: ``RIO DE JANEIRO`` as ``Rio de Janeiro``."""
    words = re.split(r"([ '’-])", surface.lower())
    return "".join(
        word if index and word in SMALL else word.capitalize() for index, word in enumerate(words)
    )
