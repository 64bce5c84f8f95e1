"""Set operations on posting lists are those of sets, however long the lists are."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.whoosh.arrays import Ints
from searchapp.engine.whoosh.posting_lists import (
    find_places,
    intersect,
    membership,
    subtract,
    sum_scores,
    union,
)

SIZE = 400
few = st.sets(st.integers(0, SIZE - 1), max_size=6)
# Stretches, so that one list can be many times as long as another, or hold all of it.
many = st.tuples(st.integers(0, SIZE - 1), st.integers(1, SIZE), st.integers(1, 3)).map(
    lambda each: set(range(each[0], min(SIZE, each[0] + each[1]), each[2]))
)
lists = few | many


def rising(numbers: set[int]) -> Ints:
    """Return a set as a posting list."""
    return np.array(sorted(numbers), np.int64)


@given(one=lists, other=lists)
def test_membership_and_difference_are_those_of_sets(one: set[int], other: set[int]) -> None:
    """Also where one list is empty, or far longer than the other."""
    docs, others = rising(one), rising(other)
    assert membership(docs, others, SIZE).tolist() == [each in other for each in sorted(one)]
    assert subtract(docs, others, SIZE).tolist() == sorted(one - other)


@given(one=lists, other=lists.filter(bool))
def test_an_intersection_is_that_of_sets(one: set[int], other: set[int]) -> None:
    """With the shorter list first, as the callers sort them."""
    fewer, more = sorted((one, other), key=len)
    if more:
        assert intersect(rising(fewer), rising(more)).tolist() == sorted(one & other)


@given(docs=lists, holders=lists.filter(bool))
def test_places_are_found_of_those_that_are_there(docs: set[int], holders: set[int]) -> None:
    """Any place will do for the others, as long as it is one."""
    ordered = sorted(holders)
    for number, place in zip(sorted(docs), find_places(rising(holders), rising(docs)), strict=True):
        assert 0 <= place < len(ordered)
        assert number not in holders or ordered[place] == number


@given(sets=st.lists(lists, max_size=4))
def test_a_union_adds_the_values_of_a_document(sets: list[set[int]]) -> None:
    """Each document once, in order, with the sum of its values in all lists."""
    parts = [(rising(each), np.full(len(each), 2.0**rank)) for rank, each in enumerate(sets)]
    expected: Counter[int] = Counter()
    for rank, each in enumerate(sets):
        expected.update(dict.fromkeys(each, 2**rank))
    docs, values = union(parts, SIZE)
    assert dict(zip(docs.tolist(), values.tolist(), strict=True)) == expected
    assert docs.tolist() == sorted(expected)


def test_scores_are_added_one_by_one() -> None:
    """No list of scores has no sum."""
    assert sum_scores([]) is None
    total = sum_scores([np.array([1.0, 2.0]), np.array([0.5, 0.25])])
    assert total is not None and total.tolist() == [1.5, 2.25]
