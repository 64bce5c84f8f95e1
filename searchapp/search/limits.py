"""The limits of one request, the same for a page, a program and a terminal."""

from __future__ import annotations

from searchapp.calendar_days import day_span
from searchapp.errors import InvalidParameter, ParameterFault
from searchapp.messages import Notice
from searchapp.model import SearchRequest

__all__ = [
    "MAX_PER_PAGE",
    "MAX_WINDOW",
    "check_limits",
    "dates_fault",
    "depth_fault",
    "length_fault",
]

MAX_PER_PAGE = 100
MAX_WINDOW = 10_000
"""``page * per_page`` may not exceed this; beyond it a cursor is needed."""


def length_fault(q: str, max_characters: int) -> ParameterFault | None:
    """Return what is wrong with a query of more than ``max_characters``, or ``None``."""
    if len(q) <= max_characters:
        return None
    limit = {"limit": max_characters}
    allowed = (Notice("limit.query.allowed", limit),)
    return ParameterFault("q", f"{q[:40]}…", Notice("limit.query", limit), allowed)


def depth_fault(page: int, per_page: int) -> ParameterFault | None:
    """Return what is wrong with a page too far from the first, or ``None``."""
    if page * per_page <= MAX_WINDOW:
        return None
    reason = Notice("limit.page", {"limit": MAX_WINDOW})
    allowed = (Notice("limit.page.allowed", {"limit": max(1, MAX_WINDOW // per_page)}),)
    return ParameterFault("page", str(page), reason, allowed)


def dates_fault(start: str | None, end: str | None) -> ParameterFault | None:
    """Return what is wrong with a range that ends before it begins, or ``None``."""
    if not (start and end) or day_span(start)[0] <= day_span(end)[1]:
        return None
    return ParameterFault("date_from", start, Notice("limit.dates", {"end": end}))


def check_limits(request: SearchRequest, *, max_query_chars: int) -> None:
    """Check that a request asks for no more than is allowed.

    :raises InvalidParameter: naming everything that is above a limit or the wrong way round.
    """
    faults = (
        length_fault(request.q, max_query_chars),
        depth_fault(request.page, request.per_page),
        dates_fault(request.date_from, request.date_to),
    )
    if found := [fault for fault in faults if fault]:
        raise InvalidParameter(found)
