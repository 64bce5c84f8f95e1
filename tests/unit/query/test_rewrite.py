"""Queries rewritten: refused, relaxed, spelled another way."""

from __future__ import annotations

import pytest
from hypothesis import given

from searchapp.errors import QueryTooCostly
from searchapp.query.nodes import And, Or
from searchapp.query.parse import format_query, parse
from searchapp.query.rewrite import (
    check_cost,
    count_words,
    relax,
    replace_words,
    words_to_check,
)
from tests.support.query_strategies import QUERIES


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
    tree = relax(parse(query).tree)
    assert tree is not None
    assert format_query(tree) == looser


@pytest.mark.parametrize(
    "query", ["", "*", "train", "-train", "night OR train", '"night train"', "night source:rail"]
)
def test_there_may_be_nothing_to_loosen(query: str) -> None:
    """One thing to look for, or a choice already: the query stays."""
    assert relax(parse(query).tree) is None


@given(QUERIES)
def test_what_is_loosened_can_be_read_again(query: str) -> None:
    """It is shown to the reader as a query, which must mean the same."""
    tree = relax(parse(query).tree)
    if tree is not None:
        assert isinstance(tree, Or | And)
        assert parse(format_query(tree)).tree == tree


def test_too_many_words_are_refused() -> None:
    """The number of words counts, those within a phrase and Chinese characters too."""
    assert count_words(parse('a "b c" 专利 OR (d -e) person:x date:2024 t-u').tree) == 11
    check_cost(parse("a " * 64).tree, max_query_terms=64)
    with pytest.raises(QueryTooCostly, match="65 words"):
        check_cost(parse("a " * 65).tree, max_query_terms=64)


def test_words_that_could_be_misspelt() -> None:
    """Negations, wildcards and facet values are as the reader wants them."""
    query = 'pattent OR (trety "worl trade") -nott wil* person:Adda'
    assert words_to_check(parse(query).tree) == ("pattent", "trety", "worl", "trade")
    changed = replace_words(query, {"pattent": "patent", "worl": "world"})
    assert changed == 'patent OR (trety "world trade") -nott wil* person:Adda'
