"""What may one request ask for? The same from a page, a program and a terminal."""

from __future__ import annotations

from searchapp.calendar_days import day_span
from searchapp.errors import InvalidParameter, ParameterFault
from searchapp.model import SearchRequest

__all__ = [
    "MAX_PER_PAGE",
    "MAX_WINDOW",
    "check",
    "dates_fault",
    "depth_fault",
    "length_fault",
]

MAX_PER_PAGE = 100
MAX_WINDOW = 10_000
"""``page * per_page`` may not exceed this; beyond it a cursor is needed."""


def length_fault(q: str, most: int) -> ParameterFault | None:
    """Return what is wrong with a query of more than ``most`` characters."""
    if len(q) <= most:
        return None
    reason = f"is longer than {most} characters"
    return ParameterFault("q", f"{q[:40]}…", reason, (f"1 to {most} characters",))


def depth_fault(page: int, per_page: int) -> ParameterFault | None:
    """Return what is wrong with a page too far from the first."""
    if page * per_page <= MAX_WINDOW:
        return None
    above = f"page × per_page is above {MAX_WINDOW:,}"
    reason = f"{above}; narrow the search, or follow links.next (cursor)"
    return ParameterFault("page", str(page), reason, (f"1 to {max(1, MAX_WINDOW // per_page)}",))


def dates_fault(start: str | None, end: str | None) -> ParameterFault | None:
    """Return what is wrong with a range that ends before it begins."""
    if not (start and end) or day_span(start)[0] <= day_span(end)[1]:
        return None
    reason = f"is after date_to ({end}): the earlier of the two goes into date_from"
    return ParameterFault("date_from", start, reason)


def check(request: SearchRequest, *, max_query_chars: int) -> None:
    """Let a request pass, or refuse it.

    :raises InvalidParameter: with everything that is above a limit or the wrong way round.
    """
    faults = (
        length_fault(request.q, max_query_chars),
        depth_fault(request.page, request.per_page),
        dates_fault(request.date_from, request.date_to),
    )
    if found := [fault for fault in faults if fault]:
        raise InvalidParameter(found)
