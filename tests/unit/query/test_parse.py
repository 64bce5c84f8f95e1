"""The query language: any text has a reading, and the reading can be read again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from searchapp.query.nodes import (
    And,
    Everything,
    Fuzzy,
    HasValue,
    InDates,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
)
from searchapp.query.parse import MAX_DEPTH, parse
from searchapp.query.values import split_date
from tests.support.query_strategies import QUERIES
from tests.support.work import steps


@settings(max_examples=500)
@given(QUERIES)
def test_the_reading_of_a_query_reads_the_same(query: str) -> None:
    """No text raises; the canonical form has the same tree and is its own canonical form."""
    parsed = parse(query)
    again = parse(parsed.read_as)
    assert again.tree == parsed.tree
    assert again.read_as == parsed.read_as


@pytest.mark.parametrize(
    ("query", "tree", "read_as"),
    [
        ("patent treaty", And((Word("patent"), Word("treaty"))), "patent AND treaty"),
        ("patent patent", And((Word("patent"), Word("patent"))), "patent AND patent"),
        ("a OR b c", Or((Word("a"), And((Word("b"), Word("c"))))), "a OR (b AND c)"),
        ("(a OR b) c", And((Or((Word("a"), Word("b"))), Word("c"))), "(a OR b) AND c"),
        ("(a b) c", And((Word("a"), Word("b"), Word("c"))), "a AND b AND c"),
        ("a -b", And((Word("a"), Not(Word("b")))), "a AND NOT b"),
        ("-(a OR b)", Not(Or((Word("a"), Word("b")))), "NOT (a OR b)"),
        ("NOT NOT a", Word("a"), "a"),
        ("or and not", And((Word("or"), Word("and"), Word("not"))), "or AND and AND not"),
        ("state-of-the-art", Word("state-of-the-art"), "state-of-the-art"),
        ("«deux mots»", Phrase("deux mots"), '"deux mots"'),
        ("“two  words”", Phrase("two words"), '"two words"'),
        ('title:"two words"', Phrase("two words", "title"), 'title:"two words"'),
        ("title:(a OR b)", Or((Word("a", "title"), Word("b", "title"))), "title:a OR title:b"),
        ("paten*", Prefix("paten"), "paten*"),
        ("水*", Prefix("水"), "水*"),
        ("patnet~", Fuzzy("patnet"), "patnet~"),
        ("*", Everything(), "*"),
        ("", Everything(), ""),
        ('person:"Ada Example"', HasValue("person", "Ada Example"), 'person:"Ada Example"'),
        ("People:Ada", HasValue("person", "Ada"), "person:Ada"),
        ("organisations:ACME", HasValue("organization", "ACME"), "organization:ACME"),
        ("language:french", HasValue("language", "fr"), "language:fr"),
        ("person:_missing", HasValue("person", "_missing"), "person:_missing"),
        ('-place:"_missing"', Not(HasValue("place", "_missing")), "NOT place:_missing"),
        ("date:_missing", HasValue("year", "_missing"), "year:_missing"),
        ("year:2024", HasValue("year", "2024"), "year:2024"),
        ("year:2020..2021", InDates("2020-01-01", "2021-12-31"), "date:2020..2021"),
        ("date:2024", InDates("2024-01-01", "2024-12-31"), "date:2024"),
        ("date:2024-02", InDates("2024-02-01", "2024-02-29"), "date:2024-02"),
        ("date:2024-02-29", InDates("2024-02-29", "2024-02-29"), "date:2024-02-29"),
        ("date:2024-03..2024-05", InDates("2024-03-01", "2024-05-31"), "date:2024-03..2024-05"),
        ("date:2024-02-٢٩", InDates("2024-02-29", "2024-02-29"), "date:2024-02-29"),
        ("date:..2020", InDates(None, "2020-12-31"), "date:..2020"),
        ("date:2024...", InDates("2024-01-01", None), "date:2024.."),
        ("date:2024..2023-06", InDates("2023-06-01", "2024-12-31"), "date:2023-06..2024"),
        ("R & D", And((Word("R"), Word("D"))), "R AND D"),
        ("10:30", Word("10:30"), "10:30"),
        ("why?", Word("why"), "why"),
        ("https://a.org/?b=c?d", Word("https://a.org/?b=c?d"), "https://a.org/?b=c?d"),
        ("https://example.org/x", Word("https://example.org/x"), "https://example.org/x"),
    ],
)
def test_sound_queries(query: str, tree: Node, read_as: str) -> None:
    """What the language allows is read as it says, without a warning."""
    parsed = parse(query)
    assert (parsed.tree, parsed.read_as, parsed.warnings) == (tree, read_as, ())


@pytest.mark.parametrize(
    ("query", "read_as", "warning"),
    [
        ('"two words', "two AND words", "quotation mark"),
        ("(a b", "a AND b", "opening parenthesis"),
        ("a b)", "a AND b", "closing parenthesis"),
        ("a AND", "a AND and", "AND has nothing"),
        ("OR a", "or AND a", "OR has nothing"),
        ("NOT", "not", "NOT has nothing"),
        ("foo:bar", "foo AND bar", "no field “foo”"),
        ("title: x", "title AND x", "no value"),
        ("date:2024-13", "date AND 2024-13", "not a date"),
        ("date:2023-02-29", "date AND 2023-02-29", "not a date"),
        ('date:"last week"', '"last week"', "not a date"),
        ("w*", "w", "2 letters"),
        ("*word", "word", "at the end"),
        ("w*rd", "w AND rd", "at the end"),
        ("wa?er", "wa AND er", "stands for no letter"),
        ("a?http://", "a AND http", "stands for no letter"),
        ("person:Ada*", "person:Ada", "whole values"),
        ('"two words"~3', '"two words"', "after a phrase"),
        ("???", "", "no word"),
        ("()", "", "no word"),
    ],
)
def test_unsound_queries_are_searched_as_words(query: str, read_as: str, warning: str) -> None:
    """Bad syntax is never an error: a warning says what was done instead."""
    parsed = parse(query)
    assert parsed.read_as == read_as
    assert any(warning in str(each) for each in parsed.warnings)


@pytest.mark.parametrize(
    "query",
    ["(" * 512, "(a " * 170, "(a OR " * 80 + "b" + ")" * 32, "-" * 512, '"' * 511, "a*b" * 170],
)
def test_hostile_queries_take_linear_work(query: str) -> None:
    """Depth is bounded, so recursion is; each character takes about as many steps as the next."""
    assert parse(query).read_as.count("((") <= MAX_DEPTH
    assert steps(parse, query) < 12 * steps(parse, query[: len(query) // 10])
    assert steps(parse, query) < 100 * len(query)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("floods in March 2007", ("floods in", "2007-03")),
        ("29 march 2007 floods", ("floods", "2007-03-29")),
        ("floods March 29, 2007", ("floods", "2007-03-29")),
        ("immigration 2007", ("immigration", "2007")),
        ("May 2007", ("", "2007-05")),
        ("floods 20٢٤", ("floods", "2024")),
        ("floods", None),
        ("february 30 2007", None),
        ("2006 2007", None),
        ('"march 2007" floods', None),
        ("date:2007 floods", None),
        ("H.R.2007", None),
        ("2007-2008", None),
        ("20071", None),
    ],
)
def test_a_date_in_words_is_seen(query: str, found: tuple[str, str] | None) -> None:
    """One date, of the calendar, that is no part of anything else."""
    assert split_date(query) == found
