"""A query string and a request say the same; what is doubtful is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.errors import InvalidParameter
from searchapp.model import SearchRequest
from searchapp.web import parameters
from tests.support.request_strategies import TEXT, requests


def decoded(query: str) -> list[tuple[str, str]]:
    """Return the pairs that a server reads from a query string."""
    return parse_qsl(query, keep_blank_values=True)


@given(requests())
def test_parse_is_the_inverse_of_build(request: SearchRequest) -> None:
    """Writing a request and reading it back changes nothing, strictly and leniently."""
    pairs = decoded(parameters.build(request))
    assert parameters.parse(pairs) == request
    assert parameters.read_leniently(pairs) == parameters.ParsedParameters(request)


@given(requests())
def test_build_is_canonical(request: SearchRequest) -> None:
    """Equal requests have equal addresses, whatever order their parameters came in."""
    query = parameters.build(request)
    assert parameters.build(parameters.parse(decoded(query))) == query


@given(st.lists(st.tuples(st.sampled_from([*parameters.names(), "pge"]) | TEXT, TEXT), max_size=8))
def test_any_query_string_is_read(pairs: list[tuple[str, str]]) -> None:
    """The strict reader answers or names faults; the lenient one gives what is allowed."""
    try:
        parameters.parse(pairs)
    except InvalidParameter as error:
        assert all(fault.parameter in dict(pairs) for fault in error.faults)
    request = parameters.read_leniently(pairs).request
    assert parameters.parse(parameters.pairs(request)) == request


def test_the_default_has_no_parameters() -> None:
    """The address of everything is bare."""
    assert parameters.build(SearchRequest()) == ""


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("pge=2", "pge", "did you mean 'page'"),
        ("sorce=x", "sorce", "did you mean 'source'"),
        ("match_source=all", "match_source", "is not a parameter"),
        ("page=0", "page", "whole number from 1"),
        ("page=-1", "page", "whole number"),
        ("page=1.5", "page", "whole number"),
        ("page=٣", "page", "whole number"),
        ("page=99999999999999999999", "page", "whole number"),
        ("per_page=101", "per_page", "1 to 100"),
        ("page=101&per_page=100", "page", "cursor"),
        ("page=2&cursor=x", "page", "cursor"),
        ("page=2&page=3", "page", "more than once"),
        ("date_from=2024-13", "date_from", "not a date"),
        ("date_from=2023-02-29", "date_from", "not a date"),
        ("date_to=0000", "date_to", "not a date"),
        ("date_to=yesterday", "date_to", "not a date"),
        ("date_from=2024&date_to=2023", "date_from", "after date_to"),
        ("sort=newst", "sort", "nearest is 'newest'"),
        ("sort=xyzzy", "sort", "is not one of the choices"),
        ("xyzzy=1", "xyzzy", "is not a parameter"),
        ("facets=source,colour", "facets", "not one of"),
        ("facets=none,source", "facets", "alone"),
        ("fields=body", "fields", "not one of"),
        ("highlight=yes", "highlight", "not one of"),
        ("facet_size=0", "facet_size", "1 to 100"),
        ("interval=week", "interval", "not one of"),
        ("match_person=some", "match_person", "not one of"),
        ("q=" + "x" * 513, "q", "longer than 512"),
    ],
)
def test_a_fault_names_parameter_and_reason(query: str, parameter: str, says: str) -> None:
    """A parameter that is unknown or not allowed is refused by name, with what is allowed."""
    with pytest.raises(InvalidParameter) as caught:
        parameters.parse(decoded(query))
    fault = caught.value.faults[0]
    assert fault.parameter == parameter
    assert says in str(fault.reason)


def test_every_fault_is_reported_at_once() -> None:
    """Three mistakes make one answer with three faults."""
    with pytest.raises(InvalidParameter) as caught:
        parameters.parse(decoded("page=0&sort=up&colour=red"))
    assert [fault.parameter for fault in caught.value.faults] == ["page", "sort", "colour"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("utm_source=mail&q=water", SearchRequest(q="water")),
        ("page=0&q=water", SearchRequest(q="water")),
        ("date_from=never&date_to=2024", SearchRequest(date_to="2024")),
        ("date_from=2024&date_to=2023", SearchRequest(date_from="2023", date_to="2024")),
        ("page=500&per_page=100", SearchRequest(per_page=100)),
        ("q=&date_from=&sort=&page=", SearchRequest()),
        ("match_person=all", SearchRequest()),
    ],
)
def test_the_lenient_reader_falls_back(query: str, expected: SearchRequest) -> None:
    """What cannot be used is left out, and the rest of the address still works."""
    assert parameters.read_leniently(decoded(query)).request == expected


def test_a_long_query_is_searched_by_its_beginning() -> None:
    """A page cuts the query at the limit and says so."""
    parsed = parameters.read_leniently([("q", "ab" * 300)], max_query_chars=10)
    assert parsed.request.q == "ababababab"
    assert parsed.faults[0].parameter == "q"


def test_every_request_field_has_a_parameter() -> None:
    """Nothing of a request is left out of its address, save the filters, which have their own."""
    fields: dict[str, Any] = dict.fromkeys(SearchRequest.__dataclass_fields__)
    assert set(fields) - {"filters"} == set(parameters.PARAMETERS)
    assert replace(SearchRequest(), q="x") == parameters.parse([("q", "x")])
