"""What a cursor is worth: on its generation, and after the next one."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from searchapp.engine.protocol import Answer, Question
from searchapp.engine.whoosh.snapshot import WhooshSnapshot
from searchapp.errors import CursorGone, InvalidParameter
from searchapp.indexing.reindexing import reindex
from searchapp.model import Filter, SearchRequest, Sort
from searchapp.query.nodes import Or, Terms
from searchapp.search.service import SearchService
from searchapp.settings import Settings


def deliver(corpus: Path, number: int) -> None:
    """Put one record into the corpus."""
    corpus.mkdir(exist_ok=True)
    record = {
        "title": f"Harbour notice {number}",
        "date": f"2024-01-{number + 1:02}",
        "body": [f"The harbour gave notice number {number} to all ships at its quays today."],
    }
    (corpus / f"{number}.json").write_text(json.dumps(record), encoding="utf-8")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SearchService]:
    """Nine releases, indexed."""
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)
    for number in range(9):
        deliver(settings.corpus, number)
    reindex(settings)
    service = SearchService(settings)
    yield service
    service.close()


def test_a_cursor_walks_its_generation_and_is_gone_after_it(service: SearchService) -> None:
    """Every release once and in order; then the error says to start again."""
    asked = SearchRequest(per_page=4, sort="oldest")
    first = service.search(asked)
    second = service.search(replace(asked, cursor=first.next_cursor))
    third = service.search(replace(asked, cursor=second.next_cursor))
    titles = [hit.release.title for page in (first, second, third) for hit in page.hits]
    assert titles == [f"Harbour notice {number}" for number in range(9)]
    assert third.next_cursor is None
    deliver(service.settings.corpus, 9)
    reindex(service.settings)
    with pytest.raises(CursorGone, match="has changed since"):
        service.search(replace(asked, cursor=first.next_cursor))
    with pytest.raises(InvalidParameter, match="not one that this program made"):
        service.search(replace(asked, cursor="bm9wZQ"))


def test_after_a_full_last_page_comes_none(service: SearchService) -> None:
    """Nobody is sent on to a page with nothing on it."""
    asked = SearchRequest(per_page=3)
    pages = [service.search(asked)]
    while pages[-1].next_cursor:
        pages.append(service.search(replace(asked, cursor=pages[-1].next_cursor)))
    assert [len(page.hits) for page in pages] == [3, 3, 3]
    assert service.search(replace(asked, page=3)).next_cursor is None


@pytest.mark.parametrize(
    ("order", "key"),
    [("relevance", [10**400, 0, 0]), ("recent", [-(10**400), 0, 0]), ("title", ["", math.inf])],
)
def test_a_cursor_with_a_number_that_none_has_is_refused(
    service: SearchService, order: Sort, key: list[float | str]
) -> None:
    """Whoever makes one up is told; it is no fault of the server."""
    text = json.dumps([service.info().generation, *key])
    forged = base64.urlsafe_b64encode(text.encode()).decode()
    with pytest.raises(InvalidParameter, match="no position in the order"):
        service.search(SearchRequest(q="harbour", sort=order, cursor=forged))


def test_a_list_of_values_that_ran_out_of_time_says_so(service: SearchService) -> None:
    """It is empty, not an error."""
    hurried = SearchService(replace(service.settings, query_budget_ms=0))
    found = hurried.facet_values(SearchRequest(), "source")
    assert found.partial
    assert found.values == ()
    assert service.facet_values(SearchRequest(), "source").partial == ()
    hurried.close()


def test_no_question_is_asked_when_the_time_is_up(
    service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another spelling is looked for within the same time, and not after it."""
    hurried = SearchService(replace(service.settings, query_budget_ms=0))
    hurried.info()
    service.info()
    asked: list[Question] = []
    search = WhooshSnapshot.search

    def watched(self: WhooshSnapshot, question: Question) -> Answer:
        asked.append(question)
        return search(self, question)

    monkeypatch.setattr(WhooshSnapshot, "search", watched)
    assert hurried.search(SearchRequest(q="harbuor")).partial
    assert len(asked) == 1
    service.search(SearchRequest(q="harbuor notice"))
    of_words = [each for each in asked if not isinstance(each.match, Terms)]
    assert len(of_words) > 3
    assert None not in [question.deadline for question in of_words]
    hurried.close()


@pytest.mark.parametrize(
    ("request_", "is_cut"),
    [
        (SearchRequest("harbour zebra", facets=()), lambda each: isinstance(each.match, Or)),
        (SearchRequest("harbour zebra", facets=()), lambda each: not each.limit),
        (SearchRequest("person:zebra", facets=()), lambda each: bool(each.facets)),
        (
            SearchRequest(filters=(Filter("person", ("zebra",)),), facets=()),
            lambda each: bool(each.facets),
        ),
    ],
    ids=["any word", "how many have all", "a name in the query", "a name in a filter"],
)
def test_an_answer_says_so_if_any_question_behind_it_ran_out_of_time(
    service: SearchService,
    monkeypatch: pytest.MonkeyPatch,
    request_: SearchRequest,
    is_cut: Callable[[Question], bool],
) -> None:
    """Or it would be kept, and shown again, as if it were whole."""
    service.info()
    search = WhooshSnapshot.search

    def hurried(self: WhooshSnapshot, question: Question) -> Answer:
        return Answer(0, (), partial=("matches",)) if is_cut(question) else search(self, question)

    assert service.search(request_).partial == ()
    other = SearchService(service.settings)
    other.info()
    monkeypatch.setattr(WhooshSnapshot, "search", hurried)
    assert other.search(request_).partial == ("matches",)
    other.close()
