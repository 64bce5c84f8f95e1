"""Links edit a request one step at a time, and each step can be undone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.fields import FACETS
from searchapp.model import SearchRequest
from searchapp.web import links, parameters
from tests.support.request_strategies import requests

FIELDS = st.sampled_from(list(FACETS))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(requests(), FIELDS, WORDS, st.booleans())
def test_adding_then_removing_a_value(
    request: SearchRequest, field: str, value: str, excluded: bool
) -> None:
    """A value that is added is there once, on the first page; removing it leaves no trace."""
    added = links.with_value(request, field, value, excluded=excluded)
    chosen = added.filter_of(field)
    wanted, unwanted = (chosen.none, chosen.any) if excluded else (chosen.any, chosen.none)
    assert wanted.count(value) == 1
    assert value not in unwanted
    assert (added.page, added.cursor) == (1, None)
    removed = links.without_value(added, field, value)
    assert removed == links.without_value(request, field, value)


@given(requests(), FIELDS, WORDS)
def test_every_edit_can_be_addressed(request: SearchRequest, field: str, value: str) -> None:
    """What a link leads to survives the way through the address."""
    for edited in (
        links.with_value(request, field, value),
        links.without_field(request, field),
        links.without_dates(request),
        links.with_dates(request, "2024", "2024-03"),
        links.without_filters(request),
        links.at_page(request, 2),
        *(chip.request for chip in links.chips(request)),
    ):
        if edited.page * edited.per_page <= parameters.MAX_WINDOW:
            assert parameters.parse(parameters.pairs(edited)) == edited


@given(requests())
def test_removing_every_chip_clears_all(request: SearchRequest) -> None:
    """There is a chip for everything that narrows the results."""
    left = request
    for _ in range(50):
        chips = links.chips(left)
        if not chips:
            break
        left = chips[0].request
    assert left == (links.without_filters(request) if links.chips(request) else request)
    assert not (left.filters or left.date_from or left.date_to)


@given(requests())
def test_a_form_carries_the_rest(request: SearchRequest) -> None:
    """Hidden inputs and the box together say what the address said, from the first page."""
    carried = [*links.hidden_fields(request, "q"), ("q", request.q)]
    assert parameters.parse(carried) == links.with_query(request, request.q)


def test_the_address_of_everything_is_bare() -> None:
    """No question mark without parameters."""
    assert links.address("/search", SearchRequest()) == "/search"


@given(requests(), FIELDS, st.lists(WORDS, min_size=1, max_size=6))
def test_addresses_made_together_are_those_made_one_by_one(
    request: SearchRequest, field: str, values: list[str]
) -> None:
    """A value toggles to the address of the request with it or, if it is chosen, without it."""
    chosen = request.filter_of(field)
    values += [*chosen.any, *chosen.none]
    one_by_one = [
        links.address(
            "/s",
            links.without_value(request, field, value)
            if value in (*chosen.any, *chosen.none)
            else links.with_value(request, field, value),
        )
        for value in values
    ]
    assert links.toggle_addresses("/s", request, field, values) == one_by_one


@given(requests(), st.lists(st.sampled_from(["1999", "2024", "2024-03", "2024-03-29"])))
def test_addresses_of_bars_are_those_of_their_ranges(
    request: SearchRequest, dates: list[str]
) -> None:
    """Each bar leads to the request within its own days."""
    one_by_one = [links.address("/s", links.with_dates(request, date, date)) for date in dates]
    assert links.range_addresses("/s", request, dates) == one_by_one
