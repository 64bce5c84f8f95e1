"""Answers that are kept: the same as if they were worked out again, and not too many."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.indexing.reindexing import reindex
from searchapp.model import (
    Hit,
    IndexInfo,
    Release,
    SearchRequest,
    SearchResult,
    Snippet,
    Source,
)
from searchapp.search.result_cache import ResultCache
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.support.release_pages import TOPICS, write_page


def answer(request: SearchRequest, characters: int = 0, **changes: object) -> SearchResult:
    """Return an answer with one hit of some length."""
    release = Release(
        "id", "a/1.txt", Source("a", "A"), "Title", ("x" * characters,), language="en",
        content_hash="",
    )  # fmt: skip
    hits = (Hit(release, 1.0, Snippet("Title"), Snippet("")),)
    made = SearchResult(request, request.q, 1, hits, (), None, IndexInfo("g", 1, "", ("en",)))
    return replace(made, **changes)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=60))
def test_what_was_asked_for_last_is_kept(turns: list[tuple[int, bool]]) -> None:
    """As a list does that is put in order at each turn, however the turns come."""
    cache = ResultCache(max_characters=4 * 20_000)
    kept: list[int] = []
    for number, asked in turns:
        request = SearchRequest(str(number))
        found = cache.get(request)
        assert (found is not None) == (number in kept)
        if number in kept:
            assert found == answer(request, 12_000)
            kept.remove(number)
            kept.append(number)
        elif not asked:
            cache.put(request, answer(request, 12_000))
            # One of them counts for 16,000: its text, its hit and itself.
            kept = [*kept, number][-5:]


def test_partial_and_huge_answers_are_not_kept() -> None:
    """What was cut short is asked again; one release must not drive all others out."""
    cache = ResultCache(max_characters=100_000)
    partial, huge = SearchRequest("partial"), SearchRequest("huge")
    cache.put(partial, answer(partial, partial=("facets",)))
    cache.put(huge, answer(huge, 90_000))
    assert cache.get(partial) is None
    assert cache.get(huge) is None


def test_an_answer_kept_twice_counts_once() -> None:
    """Two threads may work out the same at the same time."""
    cache = ResultCache(max_characters=4 * 20_000)
    requests = [SearchRequest(str(number)) for number in range(5)]
    for request in (*requests, *requests[:4] * 5):
        cache.put(request, answer(request, 12_000))
    assert all(cache.get(request) for request in requests)


@pytest.mark.parametrize("query", ["", "programme", '"sea walls"', "nothing-of-this", "programe"])
def test_asked_again_the_answer_is_the_same(tmp_path: Path, query: str) -> None:
    """But for the time it took; and what is published since is found at once."""
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)
    for number, topic in enumerate(TOPICS):
        write_page(settings.corpus, f"north/{number}.json", topic, number)
    reindex(settings)
    service, fresh = SearchService(settings), SearchService(settings)
    request = SearchRequest(query)
    first, again = service.search(request), service.search(request)
    assert replace(again, took_ms=0.0) == replace(first, took_ms=0.0)
    assert set(again.seconds) == {"open"}
    write_page(settings.corpus, "south/9.json", "sea walls", 9)
    reindex(settings)
    after = service.search(request)
    assert replace(after, took_ms=0.0) == replace(fresh.search(request), took_ms=0.0)
    assert after.index != first.index
    service.close()
    fresh.close()
