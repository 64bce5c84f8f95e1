"""The place that opens a release before a dash: ``GENEVA, 4 March --``, ``WASHINGTON, D.C.``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchapp.ingest.dates.calendar_words import calendar_key, date_words

__all__ = [
    "dateline",
    "is_place_alone",
    "opens_with_place",
    "places_before_text",
    "strip_dateline",
]

_STATE = r"(?:D\.? ?C\.?|[A-Z]{2}\b|[A-Z]\.[A-Z]\.|[A-Z][a-z]{1,5}\.)"
"""A state of the United States as datelines shorten it: ``D.C.``, ``MD``, ``N.Y.``, ``Calif.``"""

_PLACE = r"[^\W\d_][^\W\d_.'’-]*\.?(?:['’. -]{1,2}[^\W\d_][^\W\d_.'’-]*\.?){0,4}"
_DATELINE = re.compile(
    rf"^\(?(?P<place>{_PLACE}(?:[,/]\s?{_PLACE}){{0,3}})\)?"
    r"(?P<date>[\s,(-]{1,3}[^–—()]{0,12}\d{1,2}[^–—()]{0,16}(?:\d{4})?\)?[.,]?)?"
    r"\s{0,3}(?:–|—|--|[ .]-{1,2}(?=\s)|\s-(?=\w)|//)\s{0,2}(?=\S)"
)
_BARE_DATELINE = re.compile(
    r"^(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’]{3,}(?: [A-ZÀ-Þ.'’]{3,}){0,2}"
    rf"(?:,? {{1,2}}{_STATE})?"
    r"|[A-ZÀ-Þ][a-zà-ÿ]+(?: [A-ZÀ-Þ][a-zà-ÿ]+)?,? {1,2}(?:D\.? ?C\.?|[A-Z]{2}\b))"
    r" {2,6}(?=[\w\"“])"
)
_SMALL_WORD = re.compile(r"\b[a-zà-ÿ]{2,}")
_MAX_DATELINE = 60
_PLACE_AND_DASH = re.compile(
    r"\([A-Z][\w., ]{2,40}\)\s{0,2}[–—-]|[A-Z][\w., ]{2,40}\s{0,2}(?:–|—|--)"
)
_PLACE_ALONE = re.compile(
    rf"[A-ZÀ-Þ]{{4,}}(?: [A-ZÀ-Þ]{{3,}}){{0,2}}(?:,? {{1,2}}{_STATE})?"
    r"|[A-ZÀ-Þ][a-zà-ÿ]+(?: [A-ZÀ-Þ][a-zà-ÿ]+)?,? {1,2}(?:D\.? ?C\.?|[A-Z]{2})"
)
_STATE_BEHIND = rf"(?:,? {{1,2}}{_STATE}|, [A-Z][a-z]+)"
_FIRST_OF_PLACE = (
    r"(?:(?i:new|san|santa|los|las|des|st\.?|saint|fort|ft\.?|el|la|north|south|east|west"
    r"|mount|mt\.?|port|cape|baton|little|grand|great|long|palm|rio|são|hong|tel|abu|kuala"
    r"|buenos|mexico|addis|salt lake|united) )?"
)
_PLACE_BEFORE_TEXT = re.compile(
    rf"\s(?<=[\w\"”’.)]\s)\s*(?={_FIRST_OF_PLACE}(?:[A-ZÀ-Þ][\w.]+{_STATE_BEHIND}? ?(?:--|–|—) ?\w"
    rf"|[A-ZÀ-Þ]{{4,}}{_STATE_BEHIND}? {{2,}}\w|[A-ZÀ-Þ][a-zà-ÿ]+{_STATE_BEHIND} {{2,}}\w))"
)
_SMALL_OF_PLACE = frozenset("de la le les du des del of the am an der and el sur upon".split())
"""Words that names of places hold in lower case."""


def dateline(text: str) -> str | None:
    """Return the place that a paragraph opens with (``GENEVA``, ``WASHINGTON, D.C.``), or ``None``.

    The place stands before a dash, with or without a date; or, in capitals, before two spaces.
    """
    found = _find_dateline(text)
    if found is None:
        return None
    pieces = found["place"].strip(" ,").split(",")
    while pieces and calendar_key(pieces[-1].strip()) in date_words().months:
        pieces.pop()
    return ",".join(pieces) or None


def strip_dateline(text: str) -> str:
    """Return a paragraph without the dateline that it opens with."""
    found = _find_dateline(text)
    return text[found.end() :] if found else text


def _find_dateline(text: str) -> re.Match[str] | None:
    head = text[:120]
    found = _DATELINE.match(head)
    if found is None or not _is_place(found["place"]):
        found = _BARE_DATELINE.match(head)
        if found and not _SMALL_WORD.search(head, found.end()):
            return None
    return found if found and found.end() <= _MAX_DATELINE + 30 else None


def _is_place(text: str) -> bool:
    """Whether every word but small ones is capitalised: a place, not the start of a sentence."""
    words = [word for word in re.split(r"[\s,/-]+", text) if word]
    return (
        len(text) <= _MAX_DATELINE
        and len(words) <= 6
        and all(word[0].isupper() or word in _SMALL_OF_PLACE for word in words)
    )


def is_place_alone(text: str) -> bool:
    """Return whether a text is a place in capitals, or one with its state, and nothing else."""
    return _PLACE_ALONE.fullmatch(text) is not None


def opens_with_place(text: str) -> bool:
    """Return whether a text may open with a place and a dash: wider than :func:`dateline`."""
    return _PLACE_AND_DASH.match(text) is not None


def places_before_text(text: str, start: int) -> Iterator[re.Match[str]]:
    """Yield the blanks before each place that a sentence follows, from an offset on.

    Two blanks may stand for the dash, as where a page lost its punctuation.
    """
    return _PLACE_BEFORE_TEXT.finditer(text, start)
