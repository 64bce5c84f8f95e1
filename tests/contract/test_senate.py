"""Five thousand real releases, three segments, deletions: what stock Whoosh finds is what we find.

Totals, ids, scores and facet counts of every kind of query, worked out by Whoosh document by
document over the same index.
"""

from __future__ import annotations

import math
import tarfile
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import index, query

from searchapp.engine.protocol import Document, FacetAsk, Question, Snapshot
from searchapp.engine.whoosh import WhooshEngine
from searchapp.indexing.documents import document_of, terms_of
from searchapp.query import nodes
from tests.benchmarks.peer_ours import release_of
from tests.benchmarks.texts import senate
from tests.support.engine_comparison import build
from tests.support.stock_whoosh import ContractBM25, Pair
from tests.support.strategies import Step

pytestmark = [
    pytest.mark.shared,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

COUNT = 5_000
FACETS = ("source", "person", "organization", "place", "year")


def _terms(*words: str) -> list[Pair]:
    return [(nodes.Terms("body", (word,)), query.Term("body", word)) for word in words]


def _all(*words: str) -> Pair:
    pairs = _terms(*words)
    return nodes.And(tuple(ours for ours, _ in pairs)), query.And([each for _, each in pairs])


def _any(*words: str) -> Pair:
    pairs = _terms(*words)
    return nodes.Or(tuple(ours for ours, _ in pairs)), query.Or([each for _, each in pairs])


def _phrase(*words: str) -> Pair:
    return nodes.TermPhrase("body", tuple((word,) for word in words)), query.Phrase("body", words)


def _without(kept: str, gone: str) -> Pair:
    (ours, theirs), (no, nor) = _terms(kept, gone)
    return nodes.And((ours, nodes.Not(no))), query.AndNot(theirs, nor)


def _boosted(word: str) -> Pair:
    ours, theirs = _any(word, "fund")
    title = nodes.Boost(nodes.Terms("title", (word,)), 0.5)
    return nodes.Or((ours, title)), query.Or([theirs, query.Term("title", word, boost=0.5)])


PAIRS: tuple[Pair, ...] = (
    *_terms("senat", "health", "iraq", "asbesto", "nowhere"),
    _all("health", "insur"),
    _all("border", "secur", "fund"),
    _any("medicar", "medicaid"),
    _any("tax", "budget", "deficit"),
    _phrase("health", "care"),
    _phrase("social", "secur"),
    _phrase("stem", "cell", "research"),
    _without("energi", "oil"),
    _boosted("veteran"),
)


@pytest.fixture(scope="module")
def whole(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Snapshot, Any, dict[str, Document]]]:
    """The snapshot, Whoosh's searcher over the same files, and the live documents by id."""
    folder = tmp_path_factory.mktemp("senate")
    documents = list(_documents(shared, folder))
    gone = tuple(each.release.id for each in documents[::11])
    steps = [Step((), tuple(documents[:3_500])), Step((), tuple(documents[3_500:4_600])),
             Step(gone, tuple(documents[4_600:]))]  # fmt: skip
    gone_before = {each.release.id for each in documents[:4_600]} & set(gone)
    built = build(WhooshEngine(), folder, steps)
    held = {each.release.id: each for each in documents if each.release.id not in gone_before}
    with index.open_dir(str(built)).searcher(weighting=ContractBM25()) as searcher:
        yield WhooshEngine().open(built), searcher, held


def _documents(shared: Path, folder: Path) -> Iterator[Document]:
    with tarfile.open(shared / "data" / "senate.tar.xz", "r|xz") as archive:
        files = (each for each in archive if each.isfile() and each.name.endswith(".txt"))
        for number, member in enumerate(files):
            if number == COUNT:
                break
            archive.extract(member, folder / "texts", filter="data")
    root = next((folder / "texts").rglob("*.txt")).parent.parent
    for text in senate(root, COUNT):
        release = release_of(text)
        yield document_of(release, terms_of(release))


def test_five_thousand_releases(whole: tuple[Snapshot, Any, dict[str, Document]]) -> None:
    """For every kind of query: equal totals, ids, scores to 1e-6 and facet counts."""
    snapshot, searcher, held = whole
    assert snapshot.documents == len(held) == searcher.doc_count()
    asks = tuple(FacetAsk(name, size=100_000) for name in FACETS)
    for ours, theirs in PAIRS:
        answer = snapshot.search(Question(ours, order="relevance", limit=COUNT, facets=asks))
        expected = {hit["id"]: hit.score for hit in searcher.search(theirs, limit=None)}
        assert answer.total == len(expected)
        assert {hit.id for hit in answer.hits} == expected.keys()
        for hit in answer.hits:
            assert math.isclose(hit.score, expected[hit.id], rel_tol=1e-6)
        for facet in answer.facets:
            counted = Counter(
                value for each in expected for value in held[each].facets[facet.field]
            )
            assert dict(facet.values) == counted
            assert facet.missing == sum(not held[each].facets[facet.field] for each in expected)
