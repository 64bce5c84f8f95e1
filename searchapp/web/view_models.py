"""Values that the templates lay out beside the answer itself.

Facet groups, active filters, the pager, and the ways out of an empty answer, each with the request
that a click on it leads to. Templates lay these out; they decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from searchapp.fields import FACETS
from searchapp.model import (
    MISSING,
    FacetCount,
    FacetResult,
    Release,
    SearchRequest,
    SearchResult,
)
from searchapp.web import links, parameters
from searchapp.web.template_filters import iso_words, value_words

__all__ = [
    "ActiveFilter",
    "EntityLink",
    "FacetGroup",
    "FacetRow",
    "Page",
    "Relaxation",
    "active_filters",
    "count_only",
    "entity_links",
    "facet_group",
    "facet_groups",
    "main_language",
    "pager",
    "relaxations",
]

MAX_RELAXATIONS = 5
ENTITIES_ON_HIT = (("organization", 2), ("person", 2), ("place", 1))
PAGES_AROUND = 2


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One value of a facet: choosing it leads to ``request``; so does letting it go."""

    label: str
    count: int
    selected: bool
    excluded: bool
    request: SearchRequest
    value: str


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One facet beside the results.

    :param active: how many of its values are wanted or unwanted.
    :param hidden: how many values are not listed here.
    :param match: ``any`` or ``all`` if the reader can choose between them, else ``""``.
    """

    field: str
    label: str
    rows: tuple[FacetRow, ...]
    missing: FacetRow | None
    active: int
    distinct: int
    hidden: int
    match: str


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One chip: ``Source``, ``is``, ``WIPO``, and the request without it."""

    label: str
    verb: str
    value: str
    request: SearchRequest


@dataclass(frozen=True, slots=True)
class EntityLink:
    """An entity of a hit; its link adds a filter."""

    label: str
    field: str
    request: SearchRequest


@dataclass(frozen=True, slots=True)
class Page:
    """One entry of the pager; ``request`` is ``None`` for a gap."""

    number: int
    request: SearchRequest | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A wider request and its number of results (query relaxation)."""

    label: str
    count: int
    request: SearchRequest


def facet_groups(
    request: SearchRequest, facets: Iterable[FacetResult], most: int | None = None
) -> list[FacetGroup]:
    """Return the facets that stand on a page and have anything to say, ``most`` values of each."""
    groups = [facet_group(request, facet, most) for facet in facets if FACETS[facet.field].on_page]
    return [group for group in groups if group.rows or group.missing or group.active]


def facet_group(request: SearchRequest, facet: FacetResult, most: int | None = None) -> FacetGroup:
    """Return one facet with the request behind each value, the chosen values first."""
    chosen = request.filter_of(facet.field)
    rows = [_row(request, facet.field, value) for value in facet.values if value.value != MISSING]
    rows.sort(key=lambda row: not (row.selected or row.excluded))
    rows = rows[:most]
    listed = sum(1 for row in rows if row.count)
    several = FACETS[facet.field].multiple and len(chosen.any) > 1
    return FacetGroup(
        facet.field,
        FACETS[facet.field].label,
        tuple(rows),
        _missing_row(request, facet),
        len(chosen.any) + len(chosen.none),
        facet.distinct,
        max(0, facet.distinct - listed),
        chosen.match if several else "",
    )


def _row(request: SearchRequest, field: str, count: FacetCount) -> FacetRow:
    chosen = request.filter_of(field)
    selected, excluded = count.value in chosen.any, count.value in chosen.none
    edit: Callable[[SearchRequest, str, str], SearchRequest] = (
        links.without_value if selected or excluded else links.with_value
    )
    label = value_words(field, count.value, count.label)
    target = edit(request, field, count.value)
    return FacetRow(label, count.count, selected, excluded, target, count.value)


def _missing_row(request: SearchRequest, facet: FacetResult) -> FacetRow | None:
    chosen = request.filter_of(facet.field)
    if not facet.missing and MISSING not in (*chosen.any, *chosen.none):
        return None
    return _row(request, facet.field, FacetCount(MISSING, "", facet.missing))


def active_filters(request: SearchRequest, facets: Iterable[FacetResult]) -> list[ActiveFilter]:
    """Return the chips above the results, in words."""
    labels = {(facet.field, value.value): value.label for facet in facets for value in facet.values}
    return [
        ActiveFilter(
            FACETS[chip.field].label if chip.field in FACETS else "Date",
            chip.verb,
            _chip_words(chip, labels.get((chip.field, chip.value), "")),
            chip.request,
        )
        for chip in links.chips(request)
    ]


def _chip_words(chip: links.Chip, label: str) -> str:
    if chip.field == "date":
        return " to ".join(iso_words(end) for end in chip.value.split(" to "))
    return value_words(chip.field, chip.value, label)


def entity_links(request: SearchRequest, release: Release) -> list[EntityLink]:
    """Return the entities named most in a release that are not yet filters."""
    lists = {
        "organization": release.organizations,
        "person": release.people,
        "place": release.places,
    }
    return [
        EntityLink(entity.name, field, links.with_value(request, field, entity.name))
        for field, most in ENTITIES_ON_HIT
        for entity in sorted(lists[field], key=lambda each: -each.mentions)[:most]
        if entity.name not in request.filter_of(field).any
    ]


def main_language(result: SearchResult) -> str:
    """Return the language of most of the results, which need not be said at each hit."""
    counts = next((facet.values for facet in result.facets if facet.field == "language"), ())
    return max(counts, key=lambda value: value.count).value if counts else ""


def pager(request: SearchRequest, total: int, per_page: int) -> list[Page]:
    """Return the pages around the one in force, the first and the last, with gaps between."""
    last = min(max(1, -(-total // per_page)), parameters.MAX_WINDOW // per_page)
    near = range(request.page - PAGES_AROUND, request.page + PAGES_AROUND + 1)
    shown = sorted({1, last, *(page for page in near if 1 <= page <= last)})
    out: list[Page] = []
    for page in shown:
        if out and page - out[-1].number > 1:
            out.append(Page(page - 1, None))
        out.append(Page(page, links.at_page(request, page), page == request.page))
    return out


def relaxations(request: SearchRequest, total: Callable[[SearchRequest], int]) -> list[Relaxation]:
    """Return the request with one filter fewer each, those with most results first.

    :param total: counts the results of a request; it is asked at most seven times.
    """
    wider = [(f"without the {FACETS[each.field].label.lower()} filter",
              links.without_field(request, each.field)) for each in request.filters]  # fmt: skip
    if request.date_from or request.date_to:
        wider.append(("without the date range", links.without_dates(request)))
    wider = wider[:MAX_RELAXATIONS]
    if len(wider) > 1:
        wider.append(("without any filter", links.without_filters(request)))
    if wider and request.q.strip():
        wider.append(("with the filters and no query", links.with_query(request, "")))
    found = [Relaxation(label, total(each), each) for label, each in wider]
    return sorted((each for each in found if each.count), key=lambda each: -each.count)


def count_only(request: SearchRequest) -> SearchRequest:
    """Return the request in its cheapest form, when only the total matters."""
    return replace(request, page=1, per_page=1, cursor=None, facets=(), highlight=False)
