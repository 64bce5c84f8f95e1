"""Counting in parts: the same counts however many releases are counted at a time."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.whoosh import facets
from searchapp.engine.whoosh.columns import Columns, FacetColumn
from searchapp.engine.whoosh.string_table import StringTable, starts_of

VALUES = 5


def columns(given_values: list[set[int]]) -> Columns:
    """Return columns of one facet."""
    table = StringTable.of([str(each).encode() for each in range(VALUES)])
    ordinals = np.array([each for one in given_values for each in sorted(one)], np.int32)
    sizes = np.array([len(one) for one in given_values], np.int64)
    nothing = np.zeros(len(given_values), np.int64)
    return Columns(
        np.ones(len(given_values), bool), nothing, nothing, nothing, table, nothing, table,
        {"place": FacetColumn(table, table, starts_of(sizes), ordinals)}, {},
    )  # fmt: skip


@given(
    st.lists(st.sets(st.integers(0, VALUES - 1)), max_size=12),
    st.integers(1, 4),
    st.sets(st.integers(0, 11)),
    st.booleans(),
)
def test_counts(given_values: list[set[int]], part: int, chosen: set[int], rest: bool) -> None:
    """Counted one by one: how many of the chosen have each value, how many have none."""
    docs = sorted(number for number in chosen if number < len(given_values))
    others = [number for number in range(len(given_values)) if number not in docs]
    with patch.object(facets, "_PART", part):
        tally = facets.count_values(
            columns(given_values), "place", np.array(docs, np.int64),
            np.array(others, np.int64) if rest else None,
        )  # fmt: skip
    counted = {
        value: count
        for value in range(VALUES)
        if (count := sum(value in given_values[number] for number in docs))
    }
    assert dict(zip(tally.ordinals.tolist(), tally.counts.tolist(), strict=True)) == counted
    assert tally.missing == sum(not given_values[number] for number in docs)
