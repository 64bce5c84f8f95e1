"""Parsed nodes -> planned nodes; what is a stop word in one language hides nothing in another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.analysis.stems import folded
from searchapp.analysis.tokens import analyse, analyse_query
from searchapp.fields import TEXT_FIELDS
from searchapp.query.nodes import (
    And,
    Boost,
    Everything,
    HasValue,
    InDates,
    Node,
    Not,
    Nothing,
    Or,
    TermFuzzy,
    TermPhrase,
    TermPrefix,
    Terms,
)
from searchapp.query.parse import parse
from searchapp.query.plan import Plan, plan


def planned(query: str, *languages: str) -> Plan:
    """Plan a query as the service does."""
    return plan(
        parse(query).tree,
        languages or ("en",),
        analyse=analyse_query,
        fold=folded,
        max_expansions=100,
    )


def body(*terms: str) -> Terms:
    """Return a look-up in the body."""
    return Terms("body", terms)


def matches(node: Node, text: str, language: str) -> bool:
    """Oracle: whether a release with this text as its body matches."""
    terms = analyse(text, language)
    match node:
        case And(children):
            return all(matches(child, text, language) for child in children)
        case Or(children):
            return any(matches(child, text, language) for child in children)
        case Not(child):
            return not matches(child, text, language)
        case Boost(child):
            return matches(child, text, language)
        case HasValue(field, value):
            return value == language if field == "language" else True
        case InDates():
            return True
        case Everything():
            return True
        case Terms("body", wanted_terms):
            return not set(wanted_terms).isdisjoint(terms)
        case TermPrefix("body", prefix):
            return any(term.startswith(prefix) for term in terms)
        case TermPhrase("body", slots):
            return any(
                all(not slot or terms[start + at] in slot for at, slot in enumerate(slots))
                for start in range(len(terms) - len(slots) + 1)
            )
    return False


@pytest.mark.parametrize(
    ("query", "languages", "tree"),
    [
        ("body:patents", ("en",), body("patent")),
        ("body:nationals", ("en", "fr"), body("nation", "national")),
        ("body:the body:patents", ("en",), body("patent")),
        ("body:the body:patents", ("en", "es"), body("patent", "patents")),
        (
            "body:war body:powers",
            ("en", "de"),
            And((Or((body("war"), HasValue("language", "de"))), body("pow", "power"))),
        ),
        ("body:war", ("en", "de"), body("war")),
        ("body:COVID-19", ("en",), TermPhrase("body", (("covid",), ("19",)))),
        ("body:专利局", ("en", "zh"), TermPhrase("body", (("专利",), ("利局",)))),
        ("body:水", ("zh",), TermPrefix("body", "水", 100)),
        ("body:paten*", ("en",), TermPrefix("body", "paten", 100)),
        (
            "body:treaties*",
            ("en",),
            Or((TermPrefix("body", "treaties", 100), body("treati"))),
        ),
        ("body:patnet~", ("en",), TermFuzzy("body", "patnet", 1, 1, 50)),
        ("body:ab~", ("en",), body("ab")),
        ("-body:patent", ("en",), Not(body("patent"))),
        ("-body:a1 -body:b1", ("en",), And((Everything(), Not(body("a1")), Not(body("b1"))))),
        ('body:"right of appeal"', ("en",), TermPhrase("body", (("right",), (), ("appeal",)))),
        ("date:2024", ("en",), InDates("2024-01-01", "2024-12-31")),
        ("", (), Everything()),
    ],
)
def test_planned_nodes(query: str, languages: tuple[str, ...], tree: Node) -> None:
    """Each kind of parsed node becomes look-ups of terms."""
    assert planned(query, *languages) == Plan(tree)


def test_words_without_a_field_are_looked_up_everywhere() -> None:
    """A word is an OR over the text fields, each with its weight."""
    tree = planned("patents").match
    assert isinstance(tree, Or)
    found = {
        child.child.field: child.factor
        for child in tree.children
        if isinstance(child, Boost) and isinstance(child.child, Terms)
    }
    assert found == {row.name: row.weight for row in TEXT_FIELDS.values() if row.weight != 1}
    assert body("patent") in tree.children


@pytest.mark.parametrize("query", ["the", '"to be or not to be"', "the of", "the OR of", "-the"])
def test_only_stop_words_match_everything_with_a_warning(query: str) -> None:
    """There is nothing to look for: everything is shown, and the reader is told why."""
    result = planned(query)
    assert result.match == Everything()
    assert any(warning.code == "query.too-common" for warning in result.warnings)


@pytest.mark.parametrize("query", ["the OR patent", "patent -the"])
def test_a_stop_word_that_changes_the_logic_is_told(query: str) -> None:
    """Where leaving a word out is not what AND does with it anyway, a warning says so."""
    result = planned(query)
    assert _terms_in(result.match) == {"patent"}
    assert result.warnings


def _terms_in(node: Node) -> set[str]:
    match node:
        case And(children) | Or(children):
            return set().union(*map(_terms_in, children))
        case Boost(child):
            return _terms_in(child)
        case Terms(_, terms):
            return set(terms)
    return set()


WORDS = ("the", "war", "die", "la", "patent", "office", "powers", "Organisation", "de")


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    st.permutations(["en", "de", "fr", "zh"]).flatmap(
        lambda tags: st.integers(1, 4).map(lambda size: tags[:size])
    ),
    st.booleans(),
)
def test_a_release_with_the_words_is_found(
    query: list[str], extra: list[str], languages: list[str], quoted: bool
) -> None:
    """A release that holds the query's words as they are written matches, in any language."""
    text = " ".join([*extra, *query, *extra])
    asked = " ".join(query)
    tree = planned(f'body:"{asked}"' if quoted else f"body:({asked})", *languages).match
    for language in languages:
        words_are_terms = any(analyse(asked, language))
        if words_are_terms:
            assert matches(tree, text, language)


@pytest.mark.parametrize("also", ["", " -body:x", " source:x", " date:2024", " *"])
@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize(
    "query", ["the", "war", "the war", "war die", "the patent", '"war powers"']
)
def test_a_release_with_none_of_the_words_is_not_found(
    query: str, language: str, also: str
) -> None:
    """Giving way to other words never goes so far that no word is left to be found."""
    for languages in (("en", "de", "fr"), ("de", "fr", "en")):
        tree = planned(f"body:({query}){also}", *languages).match
        assert not matches(tree, "Something else", language)


@given(st.text(), st.lists(st.sampled_from(["en", "de", "fr", "zh", "ar"]), unique=True))
def test_any_query_can_be_planned(query: str, languages: list[str]) -> None:
    """Planning never raises, leaves no parsed node, and an empty plan is never silent."""
    result = planned(query, *languages)
    assert not isinstance(result.match, Nothing)
    if result.match == Everything() and parse(query).tree != Everything():
        assert result.warnings or "*" in query
