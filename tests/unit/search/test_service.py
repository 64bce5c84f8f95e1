"""Answers against a brute-force oracle: plain Python over the releases, nothing clever.

The oracle knows what a request means (which releases match, in which order, what each facet
counts) and nothing of indexes. It reads words with the same analysis: what a word is is not at
stake here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from searchapp.analysis.tokens import analyse_document, terms_of_word
from searchapp.calendar_days import day_span
from searchapp.fields import FACETS
from searchapp.indexing.documents import title_key
from searchapp.indexing.explanation import extract_releases
from searchapp.indexing.reindexing import reindex
from searchapp.model import MISSING, Filter, Release, SearchRequest, tie_break
from searchapp.search.date_ranges import range_of
from searchapp.search.service import SearchService
from searchapp.settings import Settings

TOPICS = ("harbour", "water", "night train", "museum", "food")
PEOPLE = ("Dr. Amina Okafor", "Marisol Quintero", "Jonas Lindqvist")
PLACES = ("Geneva", "Quito", "Lyon")
DATES = ("2019-03-01", "2020-02", "2020-02-29", "2021", "2023-11-30", None)
LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Newsroom:
    """A service over an index, and the same releases as a list."""

    service: SearchService
    releases: tuple[Release, ...]


def record(number: int) -> dict[str, object]:
    """Return one made-up release; equal numbers modulo small primes give many ties."""
    topic, person = TOPICS[number % 5], PEOPLE[number % 3]
    place = PLACES[number % 2]
    return {
        "title": f"{topic.title()} programme enters phase {number % 4}",
        "date": DATES[number % 6],
        "body": [
            f"The {topic} programme enters a new phase in {place}, {person} announced today, "
            f"after {number % 7 + 2} years of work by all those who took part in it.",
            f"“We are glad about the {TOPICS[(number + 1) % 5]},” said {person}, who leads it.",
        ],
    }


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Forty releases of three sources, indexed in two steps so that there are two segments."""
    root = tmp_path_factory.mktemp("oracle")
    settings = Settings(corpus=root / "corpus", index=root / "index", jobs=1)

    def write(numbers: range) -> None:
        for number in numbers:
            path = root / "corpus" / f"s{number % 3}" / f"{number}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(record(number)), encoding="utf-8")

    write(range(30))
    reindex(settings)
    write(range(25, 40))
    (root / "corpus" / "s0" / "3.json").unlink()
    reindex(settings)
    service = SearchService(settings)
    yield Newsroom(service, tuple(extract_releases([settings.corpus], settings)))
    service.close()


WORDS = st.sampled_from(["harbour", "water", "museum", "programme", "Okafor", "glad", "zebra"])
QUERIES = st.lists(st.tuples(WORDS, st.booleans()), max_size=3)


def facet_filters() -> st.SearchStrategy[tuple[Filter, ...]]:
    """Filters over a few fields, with values that exist, that do not, and none at all."""
    values = {
        "source": ["s0", "s1", "s2", "nowhere"],
        "person": ["Amina Okafor", "Marisol Quintero", MISSING],
        "place": ["Geneva", "Quito", MISSING],
        "year": ["2019", "2020", "2021", MISSING],
    }
    one = st.one_of(
        *(
            st.builds(
                Filter,
                st.just(field),
                st.lists(st.sampled_from(known), max_size=2, unique=True).map(tuple),
                st.lists(st.sampled_from(known), max_size=1).map(tuple),
                st.sampled_from(["any", "all"]) if FACETS[field].multiple else st.just("any"),
            )
            for field, known in values.items()
        )
    )
    return st.lists(one, max_size=3, unique_by=lambda each: each.field).map(tuple)


REQUESTS = st.builds(
    SearchRequest,
    q=QUERIES.map(lambda words: " ".join(f"-{w}" if negated else w for w, negated in words)),
    page=st.integers(1, 3),
    per_page=st.sampled_from([1, 7, 100]),
    sort=st.sampled_from(["newest", "oldest", "title"]),
    filters=facet_filters(),
    date_from=st.sampled_from([None, "2019", "2020-02-10", "2021-06"]),
    date_to=st.sampled_from([None, "2019-03-01", "2020-02", "2023"]),
    facet_size=st.sampled_from([1, 2, 100]),
    facet_sort=st.sampled_from(["count", "value"]),
)


def matches_words(release: Release, query: str) -> bool:
    """Every word is in some field, and none of the excluded ones."""
    fields = analyse_document(release.title, release.body, release.parts, release.language)
    terms = {term for each in fields.values() for term in each}
    for word in query.split():
        negated = word.startswith("-")
        there = bool(terms & set(terms_of_word(word.lstrip("-"), LANGUAGES)))
        if there == negated:
            return False
    return True


def matches_filter(release: Release, wanted: Filter) -> bool:
    """The release has one (or all) of the wanted values and none of the others."""
    values = set(FACETS[wanted.field].values(release)) or {MISSING}
    if any(value in values for value in wanted.none):
        return False
    if not wanted.any:
        return True
    quantifier = all if wanted.match == "all" else any
    return quantifier(value in values for value in wanted.any)


def matches_dates(release: Release, request: SearchRequest) -> bool:
    """The days of the release overlap the range."""
    start, end = range_of(request.date_from, request.date_to)
    if start is None and end is None:
        return True
    if release.date is None:
        return False
    first, last = day_span(release.date.value)
    return (start is None or last >= start) and (end is None or first <= end)


def ordered(releases: list[Release], sort: str | None) -> list[str]:
    """Return the ids in the order that the request asks for."""

    def key(release: Release) -> tuple[object, ...]:
        tie = tie_break(release.id)
        if sort == "title":
            return title_key(release.title), tie
        if release.date is None:
            return 1, 0, tie
        first = day_span(release.date.value)[0]
        return 0, first if sort == "oldest" else -first, tie

    return [each.id for each in sorted(releases, key=key)]


@budget(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(request=REQUESTS)
def test_totals_order_pages_and_counts_are_those_of_the_oracle(
    newsroom: Newsroom, request: SearchRequest
) -> None:
    """For any request: the same total, the same page of hits, the same count for each value."""
    result = newsroom.service.search(request)
    base = [each for each in newsroom.releases if matches_words(each, request.q)]
    dated = [each for each in base if matches_dates(each, request)]
    found = [each for each in dated if all(matches_filter(each, f) for f in request.filters)]
    assert result.total == len(found)
    start = (request.page - 1) * request.per_page
    expected = ordered(found, request.sort)[start : start + request.per_page]
    assert [hit.release.id for hit in result.hits] == expected

    for facet in result.facets:
        others = [each for each in request.filters if each.field != facet.field]
        seen = [each for each in dated if all(matches_filter(each, f) for f in others)]
        counts = Counter(v for each in seen for v in FACETS[facet.field].values(each))
        for row in facet.values:
            assert row.count == counts[row.value], (facet.field, row)
        assert facet.missing == sum(not FACETS[facet.field].values(each) for each in seen)
        assert facet.distinct == len(counts)
        listed = sum(row.count for row in facet.values)
        assert facet.other == sum(counts.values()) - listed
        chosen = request.filter_of(facet.field)
        assert {*chosen.any, *chosen.none} - {MISSING} <= {row.value for row in facet.values}
        free = [row.count for row in facet.values if not row.selected and not row.excluded]
        if request.facet_sort == "count" and facet.field != "year":
            assert free == sorted(free, reverse=True)

    seen = [each for each in base if all(matches_filter(each, f) for f in request.filters)]
    assert result.histogram is not None
    drawn = result.histogram
    bars = sum(bar.count for bar in drawn.buckets)
    assert bars + drawn.missing + drawn.coarse + drawn.outside == len(seen)


@budget(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=REQUESTS)
def test_choosing_a_value_gives_as_many_results_as_its_count_says(
    newsroom: Newsroom, request: SearchRequest
) -> None:
    """The promise behind the number: add the value alone to its field and count the hits."""
    result = newsroom.service.search(request)
    for facet in result.facets:
        others = tuple(each for each in request.filters if each.field != facet.field)
        for row in facet.values[:3]:
            chosen = SearchRequest(
                request.q, filters=(*others, Filter(facet.field, (row.value,))),
                date_from=request.date_from, date_to=request.date_to, facets=(),
                sort=request.sort,
            )  # fmt: skip
            assert newsroom.service.search(chosen).total == row.count


@pytest.mark.parametrize("sort", ["relevance", "recent", "newest", "oldest", "title"])
@pytest.mark.parametrize("query", ["", "harbour OR water OR programme"])
def test_walking_by_cursor_shows_every_release_once(
    newsroom: Newsroom, sort: str, query: str
) -> None:
    """Cursor by cursor the same hits come as page by page."""
    request = SearchRequest(query, per_page=7, sort=sort, facets=())  # type: ignore[arg-type]
    whole = SearchRequest(query, per_page=100, sort=sort, facets=())  # type: ignore[arg-type]
    seen: list[str] = []
    cursor = None
    while True:
        result = newsroom.service.search(
            SearchRequest(query, per_page=7, sort=request.sort, facets=(), cursor=cursor)
        )
        seen += [hit.release.id for hit in result.hits]
        cursor = result.next_cursor
        if cursor is None or not result.hits:
            break
    assert seen == [hit.release.id for hit in newsroom.service.search(whole).hits]


def test_relevance_is_bm25(newsroom: Newsroom) -> None:
    """A release that says the word more often, in its title too, comes before one that does not."""
    hits = newsroom.service.search(SearchRequest("harbour", per_page=100)).hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    in_title = ["harbour" in hit.release.title.lower() for hit in hits]
    assert in_title == sorted(in_title, reverse=True)


def test_what_the_folder_is_called_is_not_searched(newsroom: Newsroom) -> None:
    """Only the text of a release is."""
    assert newsroom.service.search(SearchRequest("s1")).total == 0


def test_without_a_release_that_has_all_words_those_with_any_are_shown(newsroom: Newsroom) -> None:
    """The answer is that of the words joined by OR, and says so in words and as a flag."""
    asked = newsroom.service.search(SearchRequest("harbour museum", per_page=100))
    joined = newsroom.service.search(SearchRequest("harbour OR museum", per_page=100))
    assert [hit.release.id for hit in asked.hits] == [hit.release.id for hit in joined.hits]
    assert (asked.read_as, asked.total) == (joined.read_as, joined.total)
    assert asked.any_word
    assert not joined.any_word
    assert any(warning.code.startswith("query.relaxed") for warning in asked.warnings)


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("harbour museum", words="all"),
        SearchRequest("harbour museum", sort="newest"),
        SearchRequest("harbour programme"),
        SearchRequest("harbour -programme"),
        SearchRequest("zebra giraffe"),
        SearchRequest("harbour programme", filters=(Filter("source", ("nowhere",)),)),
    ],
)
def test_all_words_are_wanted_where_any_would_not_help(
    newsroom: Newsroom, request_: SearchRequest
) -> None:
    """Where the reader says so, by date, or where releases of other sources have all words."""
    result = newsroom.service.search(request_)
    assert not result.any_word
    assert result.total == 0 or "programme" in request_.q


def test_a_question_may_have_a_few_releases_with_all_its_words(newsroom: Newsroom) -> None:
    """Of six words or more, those with any come too, after those with all; of fewer they do not."""
    few = 'harbour programme enters phase "after 2 years"'
    strict = newsroom.service.search(SearchRequest(few, words="all", per_page=100))
    assert 0 < strict.total < 10
    asked = newsroom.service.search(SearchRequest(few, per_page=100))
    assert asked.any_word
    assert asked.total > strict.total
    best = [hit.release.id for hit in asked.hits[: strict.total]]
    assert sorted(best) == sorted(hit.release.id for hit in strict.hits)
    short = 'harbour "after 2 years"'
    assert not newsroom.service.search(SearchRequest(short)).any_word


@pytest.mark.parametrize(
    "query", ["harbour museum", 'harbour programme enters phase "after 2 years"']
)
def test_counts_hold_where_any_word_is_enough(newsroom: Newsroom, query: str) -> None:
    """Choosing a value gives as many results as stand beside it, also upon another value."""
    for first in ("s0", "s1", "nowhere"):
        request = SearchRequest(query, filters=(Filter("source", (first,)),))
        for facet in newsroom.service.search(request).facets:
            for row in facet.values:
                own = (first,) if facet.field == "source" else ()
                others = tuple(each for each in request.filters if each.field != facet.field)
                chosen = Filter(facet.field, (row.value,))
                alone = newsroom.service.search(SearchRequest(query, filters=(*others, chosen)))
                assert alone.total == row.count
                both = Filter(facet.field, (*own, row.value))
                if own and row.value not in own:
                    joined = newsroom.service.search(SearchRequest(query, filters=(both,)))
                    assert joined.total == row.count + next(
                        each.count for each in facet.values if each.value == first
                    )


def test_newer_releases_come_before_older_ones_that_are_as_good(newsroom: Newsroom) -> None:
    """A score is halved by each half-life; without a date it is that of the oldest release."""
    plain = {
        hit.release.id: hit.score
        for hit in newsroom.service.search(SearchRequest("harbour", per_page=100)).hits
    }
    recent = newsroom.service.search(SearchRequest("harbour", sort="recent", per_page=100)).hits
    days = {each.id: day_span(each.date.value)[0] for each in newsroom.releases if each.date}
    for hit in recent:
        age = max(days.values()) - days.get(hit.release.id, min(days.values()))
        assert hit.score == pytest.approx(plain[hit.release.id] * 2 ** (-age / 365))
    assert [hit.score for hit in recent] == sorted((hit.score for hit in recent), reverse=True)
    assert [hit.release.id for hit in recent] != list(plain)
