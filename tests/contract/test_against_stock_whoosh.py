"""Whoosh's own classes read our index, and find and score what we find and score.

The queries are Whoosh's (``Term``, ``And``, ``Or``, ``AndNot``, ``Phrase``, ``Prefix``), and so is
the matching, document by document; only the weighting is a model of our own, since the formula is
the engine's contract and not Whoosh's default.
"""

from __future__ import annotations

import math
import tempfile
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import index, query

from searchapp.engine.protocol import Document, Question, Snapshot
from searchapp.engine.whoosh import WhooshEngine
from searchapp.fields import FACETS, TEXT_FIELDS
from searchapp.query import nodes
from searchapp.release_record import to_record
from tests.support.engine_comparison import build
from tests.support.stock_whoosh import ContractBM25, Pair, documents_having
from tests.support.strategies import FACET_VALUES, WORDS, Step, documents, histories

# Whoosh 2.7.4 leaves its files to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


_fields = st.sampled_from(sorted(TEXT_FIELDS))
_words = st.sampled_from(WORDS)


def _term(field: str, word: str) -> Pair:
    return nodes.Terms(field, (word,)), query.Term(field, word)


def _value(field: str, number: int) -> Pair:
    value = FACET_VALUES[field][number % len(FACET_VALUES[field])]
    return nodes.HasValue(field, value), query.ConstantScoreQuery(query.Term(field, value), 0.0)


def _phrase(field: str, words: list[str]) -> Pair:
    return nodes.TermPhrase(field, tuple((word,) for word in words)), query.Phrase(field, words)


def _and(pairs: list[Pair]) -> Pair:
    return nodes.And(tuple(ours for ours, _ in pairs)), query.And([theirs for _, theirs in pairs])


def _or(pairs: list[Pair]) -> Pair:
    return nodes.Or(tuple(ours for ours, _ in pairs)), query.Or([theirs for _, theirs in pairs])


class _AndNot(query.AndNot):  # type: ignore[misc]
    """Whoosh's, without its fault: 2.7.4 does not bring what is excluded up to the first match.

    A release that is excluded, but not the first that would be, then stays in if it is the first
    match.
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return the matcher, brought to the first match that is not excluded."""
        matcher = super().matcher(searcher, context)
        if matcher.is_active() and hasattr(matcher, "_find_next"):
            matcher._find_next()
        return matcher


def _and_not(kept: Pair, gone: Pair) -> Pair:
    return nodes.And((kept[0], nodes.Not(gone[0]))), _AndNot(kept[1], gone[1])


_leaves = st.one_of(
    st.builds(_term, _fields, _words),
    st.builds(_phrase, _fields, st.lists(_words, min_size=2, max_size=3)),
)
_pairs: st.SearchStrategy[Pair] = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(_and, st.lists(inner, min_size=2, max_size=3)),
        st.builds(_or, st.lists(inner, min_size=2, max_size=3)),
        st.builds(_and_not, inner, inner),
    ),
    max_leaves=5,
)


def _scores_of_whoosh(searcher: Any, theirs: Any) -> dict[str, float]:
    results = searcher.search(theirs, limit=None)
    return {hit["id"]: hit.score for hit in results}


def _scores_of_ours(snapshot: Snapshot, ours: nodes.Node) -> dict[str, float]:
    answer = snapshot.search(Question(ours, order="relevance", limit=10_000))
    assert answer.total == len(answer.hits)
    return {hit.id: hit.score for hit in answer.hits}


def _equal(ours: dict[str, float], theirs: dict[str, float], *, scored: bool = True) -> None:
    assert ours.keys() == theirs.keys()
    if scored:
        for name, score in ours.items():
            assert math.isclose(score, theirs[name], rel_tol=1e-6), name


@settings(max_examples=15, deadline=None)
@given(steps=histories(), asked=st.lists(_pairs, min_size=1, max_size=6))
def test_both_find_and_score_the_same(steps: list[Step], asked: list[Pair]) -> None:
    """Over one and several segments, with deletions: the same releases, scores to 1e-6."""
    with tempfile.TemporaryDirectory() as name:
        folder = build(WhooshEngine(), Path(name), steps)
        snapshot = WhooshEngine().open(folder)
        if not snapshot.documents:
            return
        with index.open_dir(str(folder)).searcher(weighting=ContractBM25()) as searcher:
            for ours, theirs in asked:
                _equal(_scores_of_ours(snapshot, ours), _scores_of_whoosh(searcher, theirs))


@settings(max_examples=10, deadline=None)
@given(
    steps=histories(),
    fields=st.lists(st.tuples(st.sampled_from(sorted(FACETS)), st.integers(0, 5)), min_size=1),
)
def test_facets_are_fields_of_the_whoosh_index(
    steps: list[Step], fields: list[tuple[str, int]]
) -> None:
    """A value of a facet can be looked up in Whoosh as a term of the field of that name."""
    with tempfile.TemporaryDirectory() as name:
        folder = build(WhooshEngine(), Path(name), steps)
        snapshot = WhooshEngine().open(folder)
        with index.open_dir(str(folder)).searcher() as searcher:
            for field, number in fields:
                _, theirs = _value(field, number)
                value = theirs.child.text
                held = {hit["id"] for hit in searcher.search(theirs.child, limit=None)}
                ask = Question(nodes.Everything(), limit=10_000)
                assert held == {
                    hit.id
                    for hit in snapshot.search(ask).hits
                    if value in _values(steps, field, hit.id)
                }


def _values(steps: list[Step], field: str, release_id: str) -> tuple[str, ...]:
    last = [each for step in steps for each in step.added if each.release.id == release_id][-1]
    return tuple(last.facets[field])


@settings(max_examples=10, deadline=None)
@given(steps=histories(), field=_fields, prefix=st.sampled_from(("a", "wi", "éc", "р", "")))
def test_whoosh_lists_the_same_terms(steps: list[Step], field: str, prefix: str) -> None:
    """Whoosh's walk over the terms, less those of deleted releases alone, is our list."""
    with tempfile.TemporaryDirectory() as name:
        folder = build(WhooshEngine(), Path(name), steps)
        snapshot = WhooshEngine().open(folder)
        with index.open_dir(str(folder)).reader() as reader:
            terms = sorted({text for leaf, _ in reader.leaf_readers()
                            for text in leaf.expand_prefix(field, prefix)})  # fmt: skip
            counted = [(text.decode(), documents_having(reader, field, text)) for text in terms]
        assert snapshot.terms(field, prefix, 1000) == [each for each in counted if each[1]]


def test_prefix_and_fuzzy_of_whoosh_walk_our_terms(whole: tuple[Snapshot, Any]) -> None:
    """Whoosh's own expansions, which move a cursor through the terms, match the same releases."""
    snapshot, searcher = whole
    pairs: tuple[Pair, ...] = (
        (nodes.TermPrefix("body", "a", 100), query.Prefix("body", "a")),
        (nodes.TermPrefix("body", "win", 100), query.Prefix("body", "win")),
        (nodes.TermFuzzy("body", "wint", 1, 0, 100), query.FuzzyTerm("body", "wint")),
        (nodes.TermFuzzy("body", "bansk", 1, 0, 100), query.FuzzyTerm("body", "bansk")),
    )
    for ours, theirs in pairs:
        _equal(_scores_of_ours(snapshot, ours), _scores_of_whoosh(searcher, theirs), scored=False)


def test_whoosh_reads_stored_fields(whole: tuple[Snapshot, Any]) -> None:
    """The stored fields are the id and the record of the release."""
    snapshot, searcher = whole
    for fields in searcher.reader().all_stored_fields():
        (release,) = snapshot.fetch([fields["id"]])
        assert release is not None
        assert to_record(release, with_dropped=True) == fields["record"]


@lru_cache(maxsize=1)
def _drawn() -> tuple[Document, ...]:
    found: list[Document] = []

    @settings(max_examples=1, deadline=None, database=None, derandomize=True)
    @given(st.tuples(*(documents(f"r{number}") for number in range(20))))
    def draw(drawn: tuple[Document, ...]) -> None:
        found[:] = drawn

    draw()
    return tuple(found)


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[tuple[Snapshot, Any]]:
    """Twenty documents in two segments, five deleted, as our snapshot and as Whoosh's searcher."""
    drawn = _drawn()
    steps = [Step((), drawn[:12]), Step((), drawn[12:]), Step(("r1", "r5", "r13"), ())]
    folder = build(WhooshEngine(), tmp_path, steps)
    with index.open_dir(str(folder)).searcher() as searcher:
        yield WhooshEngine().open(folder), searcher
