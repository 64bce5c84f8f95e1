"""Hypothesis strategies of search requests."""

from __future__ import annotations

from hypothesis import strategies as st

from searchapp.calendar_days import day_span
from searchapp.fields import FACETS
from searchapp.model import MISSING, Filter, SearchRequest
from searchapp.web import parameters

__all__ = ["TEXT", "dates", "filters", "requests"]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = st.lists(TEXT.filter(bool) | st.just(MISSING), unique=True, max_size=3).map(tuple)


@st.composite
def filters(draw: st.DrawFn) -> tuple[Filter, ...]:
    """Draw filters in canonical form: table order, none empty, ``all`` only with values."""
    out = []
    for name, facet in FACETS.items():
        wanted, unwanted = draw(VALUES), draw(VALUES)
        if wanted or unwanted:
            both = facet.multiple and bool(wanted) and draw(st.booleans())
            out.append(Filter(name, wanted, unwanted, "all" if both else "any"))
    return tuple(out)


@st.composite
def dates(draw: st.DrawFn) -> str:
    """Draw a date of any precision."""
    day = draw(st.dates()).isoformat()
    return day[: draw(st.sampled_from([4, 7, 10]))]


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    """Draw any request that may be made."""
    start, end = draw(st.none() | dates()), draw(st.none() | dates())
    if start and end and day_span(start)[0] > day_span(end)[1]:
        start, end = end, start
    per_page = draw(st.integers(1, 100))
    cursor = draw(st.none() | TEXT.filter(bool))
    page = 1 if cursor else draw(st.integers(1, parameters.MAX_WINDOW // per_page))
    names = st.lists(st.sampled_from([*FACETS, "date"]), unique=True).map(tuple)
    fields = st.lists(st.sampled_from(parameters.HIT_FIELDS), unique=True, min_size=1).map(tuple)
    return SearchRequest(
        q=draw(TEXT),
        page=page,
        per_page=per_page,
        cursor=cursor,
        sort=draw(st.sampled_from([None, "relevance", "recent", "newest", "oldest", "title"])),
        filters=draw(filters()),
        date_from=start,
        date_to=end,
        facets=draw(st.none() | names),
        facet_size=draw(st.integers(1, 100)),
        facet_sort=draw(st.sampled_from(["count", "value"])),
        interval=draw(st.sampled_from(["auto", "year", "month", "day"])),
        fields=draw(st.none() | fields),
        highlight=draw(st.booleans()),
        duplicates=draw(st.sampled_from(["show", "hide"])),
        words=draw(st.sampled_from(["auto", "all"])),
    )
