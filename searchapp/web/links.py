"""Edits of a request that a click stands for, and the addresses they lead to.

No other module edits requests for links. Every edit that changes the results goes back to the first
page; none changes its argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote_plus, urlencode

from searchapp.fields import FACETS
from searchapp.model import MISSING, FacetResult, Filter, SearchRequest
from searchapp.web import parameters

__all__ = [
    "Chip",
    "address",
    "at_cursor",
    "at_page",
    "chips",
    "hidden_fields",
    "range_addresses",
    "search_for",
    "toggle_addresses",
    "with_dates",
    "with_duplicates",
    "with_match",
    "with_query",
    "with_resolved_values",
    "with_value",
    "without_dates",
    "without_field",
    "without_filters",
    "without_value",
]


def address(path: str, request: SearchRequest, **more: str) -> str:
    """Return the address of a request under a path; ``more`` is added to the query string."""
    query = urlencode([*parameters.pairs(request), *more.items()])
    return f"{path}?{query}" if query else path


def toggle_addresses(
    path: str, request: SearchRequest, field: str, values: Sequence[str]
) -> list[str]:
    """Return for each value of a facet the address that adds it or, if it is chosen, removes it.

    An answer has a hundred such addresses that differ in one value; the rest is built once.
    """
    chosen = request.filter_of(field)
    known = {*chosen.any, *chosen.none}
    free = next((value for value in values if value not in known), None)
    if free is None:
        return [address(path, without_value(request, field, value)) for value in values]
    pairs = parameters.pairs(with_value(request, field, free))
    at = max(place for place, (name, _) in enumerate(pairs) if name == field)
    before, after = _affixes(pairs[:at], pairs[at + 1 :])
    return [
        address(path, without_value(request, field, value))
        if value in known
        else f"{path}?{before}{field}={quote_plus(value)}{after}"
        for value in values
    ]


def range_addresses(path: str, request: SearchRequest, dates: Sequence[str]) -> list[str]:
    """Return for each ISO date of any precision the address of the request restricted to it."""
    pairs = parameters.pairs(with_dates(request, "2000", "2000"))
    at = next(place for place, (name, _) in enumerate(pairs) if name == "date_from")
    before, after = _affixes(pairs[:at], pairs[at + 2 :])
    return [f"{path}?{before}date_from={date}&date_to={date}{after}" for date in dates]


def _affixes(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> tuple[str, str]:
    """Return the query string before and after a parameter, with the separators."""
    return (
        f"{urlencode(before)}&" if before else "",
        f"&{urlencode(after)}" if after else "",
    )


def hidden_fields(request: SearchRequest, *without: str) -> list[tuple[str, str]]:
    """Return the parameters that a form carries along, its own fields and the page left out."""
    gone = {"page", "cursor", *without}
    return [(name, value) for name, value in parameters.pairs(request) if name not in gone]


def search_for(field: str, value: str) -> SearchRequest:
    """Return the request for everything with one facet value."""
    return SearchRequest(filters=(Filter(field, (value,)),))


def _at_first_page(request: SearchRequest) -> SearchRequest:
    return replace(request, page=1, cursor=None)


def _with_filter(request: SearchRequest, changed: Filter) -> SearchRequest:
    by_name = {each.field: each for each in request.filters} | {changed.field: changed}
    kept = tuple(
        by_name[name]
        for name in FACETS
        if name in by_name and (by_name[name].any or by_name[name].none)
    )
    return replace(_at_first_page(request), filters=kept)


def with_value(
    request: SearchRequest, field: str, value: str, *, excluded: bool = False
) -> SearchRequest:
    """Return the request with a facet value wanted, or, if ``excluded``, unwanted."""
    without = without_value(request, field, value).filter_of(field)
    if excluded:
        return _with_filter(request, replace(without, none=(*without.none, value)))
    match = request.filter_of(field).match
    return _with_filter(request, replace(without, any=(*without.any, value), match=match))


def without_value(request: SearchRequest, field: str, value: str) -> SearchRequest:
    """Return the request with a facet value neither wanted nor unwanted."""
    now = request.filter_of(field)
    wanted = tuple(each for each in now.any if each != value)
    unwanted = tuple(each for each in now.none if each != value)
    match = now.match if wanted else "any"
    return _with_filter(request, Filter(field, wanted, unwanted, match))


def without_field(request: SearchRequest, field: str) -> SearchRequest:
    """Return the request with no filter on a field."""
    return _with_filter(request, Filter(field))


def with_match(request: SearchRequest, field: str, match: Literal["any", "all"]) -> SearchRequest:
    """Return the request that wants any or all of the values chosen in a field."""
    return _with_filter(request, replace(request.filter_of(field), match=match))


def with_resolved_values(request: SearchRequest, facet: FacetResult) -> SearchRequest:
    """Return the request with the names in one facet's filter resolved to values.

    :param facet: the answer to the request; it lists every chosen value. One that ran out of time
        may not, and changes nothing.
    """
    if facet.partial:
        return request
    now = request.filter_of(facet.field)
    wanted = [each.value for each in facet.values if each.selected]
    unwanted = [each.value for each in facet.values if each.excluded]
    wanted += [MISSING] if MISSING in now.any else []
    unwanted += [MISSING] if MISSING in now.none else []
    filters = (
        replace(each, any=tuple(wanted), none=tuple(unwanted)) if each is now else each
        for each in request.filters
    )
    return replace(request, filters=tuple(filters))


def with_dates(request: SearchRequest, start: str, end: str) -> SearchRequest:
    """Return the request with a date range, both ends included."""
    return replace(_at_first_page(request), date_from=start, date_to=end)


def without_dates(request: SearchRequest) -> SearchRequest:
    """Return the request with no date range."""
    return replace(_at_first_page(request), date_from=None, date_to=None)


def without_filters(request: SearchRequest) -> SearchRequest:
    """Return the request with its query and its order and no filter at all."""
    return replace(without_dates(request), filters=())


def with_query(request: SearchRequest, q: str) -> SearchRequest:
    """Return the request with another query."""
    return replace(_at_first_page(request), q=q)


def with_duplicates(request: SearchRequest, shown: Literal["show", "hide"]) -> SearchRequest:
    """Return the request with near duplicates shown, or counted once."""
    return replace(_at_first_page(request), duplicates=shown)


def at_page(request: SearchRequest, page: int) -> SearchRequest:
    """Return the request for another page."""
    return replace(request, page=page, cursor=None)


def at_cursor(request: SearchRequest, cursor: str) -> SearchRequest:
    """Return the request for the page that a cursor names."""
    return replace(request, page=1, cursor=cursor)


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter: "Source is wipo", and the request without it.

    :param field: name of a facet, or ``date``.
    :param verb: ``is``, ``is not``, ``is from`` or ``is up to``.
    """

    field: str
    verb: str
    value: str
    request: SearchRequest


def chips(request: SearchRequest) -> list[Chip]:
    """Return the active filters in the order of the facet table, the date range last."""
    out = []
    for each in request.filters:
        for verb, values in (("is", each.any), ("is not", each.none)):
            out += [
                Chip(each.field, verb, value, without_value(request, each.field, value))
                for value in values
            ]
    if request.date_from or request.date_to:
        out.append(Chip("date", *_range_words(request), without_dates(request)))
    return out


def _range_words(request: SearchRequest) -> tuple[str, str]:
    start, end = request.date_from, request.date_to
    if start and end:
        return "is", start if start == end else f"{start} to {end}"
    return ("is from", start) if start else ("is up to", end or "")
