"""Which possessives are inside a name, as in ``Prince George's County``?"""

from __future__ import annotations

from searchapp.ingest.entities.capitalized_runs import Run
from searchapp.ingest.entities.gazetteer import MEDIUM, REGION, find_place
from searchapp.ingest.entities.lexicon import CONNECTOR, HONORIFIC, ROLE
from searchapp.ingest.entities.trimming import TRIMMED

__all__ = ["office_start", "owned_landform"]

LANDFORMS = {"county", "river", "bay", "creek", "lake", "island", "parish", "canyon", "peak"}
ROYAL = {"prince", "queen", "king", "st", "saint"}
OFFICERS = {"attorney", "sheriff", "general", "prosecutor", "coroner", "clerk", "assessor"}
OFFICES = {"office", "department", "bureau"}


def owned_landform(run: Run, low: int, at: int) -> int | None:
    """Return where the place ``Prince George's County`` begins whose possessive is at ``at``."""
    if at + 2 != run.length or run.keys[at + 1] not in LANDFORMS:
        return None
    start = at - 1 if at > low and run.keys[at - 1] in ROYAL else at
    if start > low and not run.flags[start - 1] & CONNECTOR:
        return None
    place = find_place(run.key(start, at + 1))
    named = start < at or place is None or place.tier < REGION
    return start if named and not run.flags[at] & (ROLE | HONORIFIC) else None


def office_start(run: Run, low: int, at: int) -> int | None:
    """Return where ``Kern County Sheriff's Office`` begins, whose possessive is at ``at``."""
    if at + 1 >= run.length or run.keys[at] not in OFFICERS or run.keys[at + 1] not in OFFICES:
        return None
    begin = next((k + 1 for k in range(at - 1, low - 1, -1) if run.flags[k] & CONNECTOR), low)
    while begin < at and run.flags[begin] & TRIMMED:
        begin += 1
    places = (find_place(run.key(begin, end)) for end in range(begin + 1, at + 1))
    return begin if any(place and place.tier >= MEDIUM for place in places) else None
