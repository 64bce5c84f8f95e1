"""A query of which not every word must be there."""

from __future__ import annotations

import pytest
from hypothesis import given

from searchapp.query.loosen import loosened
from searchapp.query.nodes import And, Or
from searchapp.query.parse import parse, read_as
from tests.unit.query.test_parse import QUERIES


@pytest.mark.parametrize(
    ("query", "looser"),
    [
        ("night train lisbon", "night OR train OR lisbon"),
        ('"night train" lisbon*', '"night train" OR lisbon*'),
        ("(night OR late) train", "night OR late OR train"),
        ("night train -bus", "(night OR train) AND NOT bus"),
        ("night train source:rail date:2024", "(night OR train) AND source:rail AND date:2024"),
        ("night train night", "night OR train OR night"),
    ],
)
def test_words_become_optional_and_all_else_stays(query: str, looser: str) -> None:
    """Words, phrases and groups of them are optional; exclusions, facets and dates are not."""
    tree = loosened(parse(query).tree)
    assert tree is not None
    assert read_as(tree) == looser


@pytest.mark.parametrize(
    "query", ["", "*", "train", "-train", "night OR train", '"night train"', "night source:rail"]
)
def test_there_may_be_nothing_to_loosen(query: str) -> None:
    """One thing to look for, or a choice already: the query stays."""
    assert loosened(parse(query).tree) is None


@given(QUERIES)
def test_what_is_loosened_can_be_read_again(query: str) -> None:
    """It is shown to the reader as a query, which must mean the same."""
    tree = loosened(parse(query).tree)
    if tree is not None:
        assert isinstance(tree, Or | And)
        assert parse(read_as(tree)).tree == tree
