"""Ends of a name in a run: what is trimmed, and which possessives stand inside a name."""

from __future__ import annotations

from searchapp.ingest.entities.capitalized_runs import Run
from searchapp.ingest.entities.gazetteer import MEDIUM, REGION, find_place
from searchapp.ingest.entities.lexicon import (
    ADJECTIVE,
    COMMON,
    CONNECTOR,
    DEMONYM,
    FIRST,
    FUNCTION,
    HEAD,
    HONORIFIC,
    LAST,
    LOCATION_SUFFIX,
    MODIFIER,
    MONTH,
    NOT_NAME,
    PARTICLE,
    ROLE,
    WEAK_HEAD,
)

__all__ = ["ARTICLES", "TRIMMED", "office_start", "owned_landform", "trim"]

ARTICLES = {"le", "la", "el", "il", "lo", "o", "a", "los", "las", "les"}
TRIMMED = FUNCTION | MONTH


def trim(run: Run, low: int, high: int) -> tuple[int, int]:
    """Leave out small words at both ends, and a common word that opens a sentence."""
    while low < high and (
        (run.flags[low] & TRIMMED and not run.flags[low] & (FIRST | ADJECTIVE))
        or run.keys[low] == "the"
    ):
        if _begins_place(run, low, high):
            break
        low += 1
    while (
        high > low
        and not _ends_title(run, low, high)
        and run.flags[high - 1] & (CONNECTOR | FUNCTION | PARTICLE | MONTH)
        and (run.words[high - 1][0].islower() or run.flags[high - 1] & (FUNCTION | MONTH))
    ):
        high -= 1
    if run.opens and low == 0 and high > 1 and _is_opening_word(run, low, high):
        return trim(run, 1, high) if high > 1 else (low, high)
    return low, high


def _ends_title(run: Run, low: int, high: int) -> bool:
    """Return whether the name of a month is a person's behind a title: ``Mayor John Spring``."""
    if high - low < 3 or not run.flags[low] & (HONORIFIC | ROLE):
        return False
    last, first = run.flags[high - 1], run.flags[high - 2]
    return bool(last & MONTH and last & LAST and first & FIRST and not first & MONTH)


def _begins_place(run: Run, low: int, high: int) -> bool:
    """Return whether an article begins a place: ``Los Angeles``, ``La Habra``."""
    if run.keys[low] not in ARTICLES or (run.opens and low == 0 and run.words[low].islower()):
        return False
    for length in (3, 2):
        place = find_place(run.key(low, low + length)) if low + length <= high else None
        if place is not None and not run.flags[low + length - 1] & (HEAD | WEAK_HEAD | COMMON):
            return True
    return False


_OPENING_KEPT = (
    HONORIFIC | ROLE | MODIFIER | HEAD | WEAK_HEAD | FIRST | ADJECTIVE | DEMONYM | CONNECTOR
)


def _is_opening_word(run: Run, low: int, high: int) -> bool:
    """Return whether a first word has its capital from the sentence alone."""
    flags = run.flags[low]
    if not flags & (COMMON | NOT_NAME) or flags & _OPENING_KEPT:
        return False
    return not (run.flags[high - 1] & (HEAD | WEAK_HEAD | LOCATION_SUFFIX) and high - low <= 4)


_LANDFORMS = {"county", "river", "bay", "creek", "lake", "island", "parish", "canyon", "peak"}
_ROYAL = {"prince", "queen", "king", "st", "saint"}
_OFFICERS = {"attorney", "sheriff", "general", "prosecutor", "coroner", "clerk", "assessor"}
_OFFICES = {"office", "department", "bureau"}


def owned_landform(run: Run, low: int, at: int) -> int | None:
    """Return where the place ``Prince George's County`` begins whose possessive is at ``at``."""
    if at + 2 != run.length or run.keys[at + 1] not in _LANDFORMS:
        return None
    start = at - 1 if at > low and run.keys[at - 1] in _ROYAL else at
    if start > low and not run.flags[start - 1] & CONNECTOR:
        return None
    place = find_place(run.key(start, at + 1))
    named = start < at or place is None or place.tier < REGION
    return start if named and not run.flags[at] & (ROLE | HONORIFIC) else None


def office_start(run: Run, low: int, at: int) -> int | None:
    """Return where ``Kern County Sheriff's Office`` begins, whose possessive is at ``at``."""
    if at + 1 >= run.length or run.keys[at] not in _OFFICERS or run.keys[at + 1] not in _OFFICES:
        return None
    begin = next((k + 1 for k in range(at - 1, low - 1, -1) if run.flags[k] & CONNECTOR), low)
    while begin < at and run.flags[begin] & TRIMMED:
        begin += 1
    places = (find_place(run.key(begin, end)) for end in range(begin + 1, at + 1))
    return begin if any(place and place.tier >= MEDIUM for place in places) else None
