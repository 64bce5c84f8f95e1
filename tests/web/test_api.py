"""A program gets what the interface promises: shape, links that agree with counts, and headers."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from flask.testing import FlaskClient

from searchapp.fields import FACETS
from searchapp.model import SearchRequest
from searchapp.release_record import to_record
from searchapp.settings import Settings
from searchapp.web import create_app
from tests.support.search_oracle import RELEASES, SearchOracle

STATES = [
    "",
    "q=water",
    "source=lumen&source=harbour",
    "organization=Lumen+Institute&organization=%D0%9E%D1%80%D0%B1%D0%B8%D1%82%D0%B0"
    "&match_organization=all",
    "-source=lumen&language=en",
    "person=_missing",
    "date_from=2024&date_to=2024-03",
    "q=water&person=Ines+Duarte&date_from=2022",
]


def get(client: FlaskClient, address: str) -> Any:
    """Return the JSON of an address that must answer."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    return response.get_json()


def test_the_shape_of_an_answer(client: FlaskClient) -> None:
    """Every member that the interface names is there."""
    body = get(client, "/api/v1/search?q=water&per_page=2")
    assert set(body) == {
        "query", "total", "total_relation", "page", "per_page", "pages", "took_ms", "partial",
        "hits", "facets", "histogram", "suggestion", "links", "index",
    }  # fmt: skip
    assert body["query"]["read_as"] == "water"
    assert body["query"]["sort"] == "relevance"
    assert list(body["facets"]) == list(FACETS)
    assert body["index"]["documents"] == len(RELEASES)
    hit = body["hits"][0]
    for start, end in hit["snippet"]["marks"]:
        assert hit["snippet"]["text"][start:end].casefold() == "water"
    assert set(body["links"]) == {"self", "next", "prev", "html", "atom", "csv", "jsonl"}


def test_the_unversioned_name_answers_the_same(client: FlaskClient) -> None:
    """``/api/search`` is ``/api/v1/search``."""
    here, there = (get(client, f"/api{v}/search?source=lumen&page=1") for v in ("", "/v1"))
    assert here["hits"] == there["hits"]
    assert here["links"] == there["links"]


@pytest.mark.parametrize("state", STATES)
def test_each_count_is_what_its_link_gives(client: FlaskClient, state: str) -> None:
    """Follow every facet value and bar: the total there is the number shown here.

    A value of an any-filter adds its own releases to those of the others, so there the total grows
    by what only it has; that it is listed with its own count is checked against the oracle.
    """
    body = get(client, f"/api/v1/search?{state}")
    for field, facet in body["facets"].items():
        chosen = body["query"]["filters"].get(field, {"any": [], "none": []})
        for value in facet["values"]:
            there = get(client, value["url"])
            if not value["selected"] and not chosen["any"] and not value["excluded"]:
                assert there["total"] == value["count"] > 0
            elif facet["match"] == "all" and not value["selected"]:
                assert there["total"] <= value["count"]
            elif not value["selected"] and not value["excluded"]:
                assert there["total"] >= max(value["count"], body["total"])
    for bar in body["histogram"]["values"]:
        assert get(client, bar["url"])["total"] >= bar["count"]
    assert any(bar["count"] for bar in body["histogram"]["values"])


def test_walking_the_pages_meets_everything_once(client: FlaskClient) -> None:
    """``links.next`` leads through all results without a repeat, and back again."""
    address, seen = "/api/v1/search?per_page=7&sort=oldest&facets=none", []
    while address:
        body = get(client, address)
        seen += [hit["id"] for hit in body["hits"]]
        last, address = address, body["links"]["next"]
    assert sorted(seen) == sorted(release.id for release in RELEASES)
    back = get(client, last)["links"]["prev"]
    assert get(client, back)["links"]["next"].split("?")[1] == last.split("?")[1]


def test_hit_fields_can_be_chosen(client: FlaskClient) -> None:
    """``fields`` leaves out all but the id and what is named; ``highlight=0`` leaves out marks."""
    body = get(client, "/api/v1/search?fields=title,date&facets=none&q=water")
    assert set(body["hits"][0]) == {"id", "title", "date"}
    assert body["facets"] == {}
    assert body["histogram"] is None
    plain = get(client, "/api/v1/search?q=water&highlight=0")
    assert plain["hits"][0]["snippet"] is None
    assert plain["hits"][0]["title_marks"] == []


def test_facet_values_are_found_beyond_the_listed(client: FlaskClient) -> None:
    """``contains`` looks at all values under the filters in force; pages walk them."""
    body = get(client, "/api/v1/facets/person?contains=DUARTE&source=ministry")
    assert [(each["value"], each["count"]) for each in body["values"]] == [("Ines Duarte", 5)]
    first = get(client, "/api/v1/facets/person?per_page=4")
    assert first["links"]["prev"] is None
    pages = [first]
    while pages[-1]["links"]["next"]:
        pages.append(get(client, pages[-1]["links"]["next"]))
    names = [each["value"] for each in itertools.chain(*(page["values"] for page in pages))]
    assert len(names) == len(set(names)) == first["distinct"]


def test_one_release_is_its_record(client: FlaskClient) -> None:
    """The record of the release, with what was removed only if asked for."""
    release = RELEASES[6]
    body = get(client, f"/api/v1/releases/{release.id}")
    assert body.items() >= to_record(release).items()
    assert "dropped" not in body
    assert get(client, f"/api/v1/releases/{release.id}?dropped=1")["dropped"][0]["reason"] == "menu"
    related = get(client, f"/api/v1/releases/{release.id}/related?limit=2")
    assert len(related["hits"]) == 2


def test_suggestions_lead_somewhere(client: FlaskClient) -> None:
    """Each suggestion has an address that answers."""
    body = get(client, "/api/v1/suggest?q=lum")
    assert body["suggestions"][0]["field"] == "source"
    for each in body["suggestions"]:
        assert client.get(each["url"]).status_code == 200
    assert get(client, "/api/v1/suggest?q=")["suggestions"] == []
    assert client.get("/suggest.json?q=lum").get_json()[0] == "lum"


def test_stats(client: FlaskClient) -> None:
    """What the index holds and what was turned away."""
    body = get(client, "/api/v1/stats")
    assert body["releases"] == len(RELEASES)
    assert body["skipped"] == {"page.empty": 4, "content.program-code": 3}
    assert set(body["facets"]) == set(FACETS)


@pytest.mark.parametrize(
    "path",
    ["/api/v1/search?q=water", "/api/v1/facets/source", "/api/v1/suggest?q=a", "/api/v1/stats",
     "/api/v1/releases/lumen-0010", "/api/v1/releases/lumen-0010/related", "/api/v1/openapi.json"],
)  # fmt: skip
def test_headers_of_every_answer(client: FlaskClient, path: str) -> None:
    """Open to scripts of other sites, may be kept for a minute, never sniffed."""
    response = client.get(path)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=60" in response.headers["Cache-Control"]
    if "openapi" not in path:
        assert response.get_json()["took_ms"] >= 0
        again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_etags_tell_questions_apart(client: FlaskClient) -> None:
    """Another query is another answer."""
    tags = {
        client.get(f"/api/v1/search?{state}").headers["ETag"] for state in STATES
    }  # fmt: skip
    assert len(tags) == len(STATES)


def test_etags_tell_settings_apart() -> None:
    """After a setting has been changed nobody is told that his answer still holds."""
    tags = {
        create_app(each, SearchOracle()).test_client().get("/api/v1/search").headers["ETag"]
        for each in (Settings(), Settings(recency_half_life_days=30), Settings(bm25_b=0.5))
    }
    assert len(tags) == 3


def test_a_partial_answer_is_not_kept(client: FlaskClient) -> None:
    """What the time budget cut short is said so and is not stored."""
    response = client.get("/api/v1/search?q=!slow")
    assert response.get_json()["partial"] == ["facets"]
    assert response.get_json()["total_relation"] == "at_least"
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_preflight_and_head(client: FlaskClient) -> None:
    """A browser may ask first, and a monitor may ask for the head alone."""
    response = client.options("/api/v1/search", headers={"Origin": "https://other.example"})
    assert response.status_code == 200
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    assert client.head("/api/v1/search").data == b""


def test_the_description_names_every_parameter(client: FlaskClient) -> None:
    """OpenAPI and the reader of parameters come from the same tables."""
    from searchapp.web import parameters

    body = get(client, "/api/v1/openapi.json")
    described = body["paths"]["/v1/search"]["get"]["parameters"]
    assert [each["name"] for each in described] != []
    assert {each["name"] for each in described} == set(parameters.names())
    for path in body["paths"]:
        address = "/api" + path.format(field="source", release_id="lumen-0010")
        assert client.get(address).status_code == 200


def test_the_request_reaches_the_service_unchanged(client: FlaskClient) -> None:
    """The total is that of the service for the same request."""
    expected = SearchOracle().search(SearchRequest(q="water", date_from="2022")).total
    assert get(client, "/api/v1/search?q=water&date_from=2022")["total"] == expected


def test_bars_drill_down_as_those_of_the_page_do(client: FlaskClient) -> None:
    """With interval=auto a year is counted by month and a month by day, only what is in the range;
    what is not drawn is counted.
    """
    months = get(client, "/api/v1/search?date_from=2024&date_to=2024")["histogram"]
    assert months["interval"] == "month"
    assert [bar["from"][:7] for bar in months["values"]] == [f"2024-{n:02}" for n in range(1, 13)]
    assert months["outside"] > 0
    days = get(client, next(bar for bar in months["values"] if bar["count"])["url"])["histogram"]
    assert days["interval"] == "day"
    whole = get(client, "/api/v1/search?date_from=2024&date_to=2024&interval=year")["histogram"]
    assert (whole["interval"], whole["outside"]) == ("year", 0)


@pytest.mark.parametrize("name", ["facet_size=5", "cursor=x", "facets=none", "highlight=0"])
def test_what_the_values_of_a_facet_do_not_use_is_refused(client: FlaskClient, name: str) -> None:
    """Rather than ignored: the answer names it and what to use; the description leaves it out."""
    response = client.get(f"/api/v1/facets/person?{name}")
    assert response.status_code == 400
    (error,) = response.get_json()["errors"]
    assert error["parameter"] == name.split("=")[0]
    assert "per_page" in error["reason"]
    described = get(client, "/api/v1/openapi.json")["paths"]["/v1/facets/{field}"]["get"]
    assert error["parameter"] not in {each["name"] for each in described["parameters"]}


def test_years_come_newest_first_unless_asked_otherwise(client: FlaskClient) -> None:
    """The list of a facet has the order that the facet has in a search."""
    years = [each["value"] for each in get(client, "/api/v1/facets/year")["values"]]
    assert years == sorted(years, reverse=True)
    counts = [
        each["count"] for each in get(client, "/api/v1/facets/person?facet_sort=count")["values"]
    ]
    assert counts == sorted(counts, reverse=True)


def test_answers_say_that_they_depend_on_accept(client: FlaskClient) -> None:
    """The API refuses other formats, so a cache must keep these answers apart."""
    for address in ("/api/v1/search", "/api/v1/stats", "/api/v1/openapi.json", "/api/v1/nope"):
        assert "Accept" in client.get(address).headers["Vary"]
    tag = client.get("/api/v1/search").headers["ETag"]
    again = client.get("/api/v1/search", headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["Vary"]) == (304, "Accept")


def test_suggestions_say_what_they_are(client: FlaskClient) -> None:
    """The same name can be a source and an organization."""
    found = get(client, "/api/v1/suggest?q=lumen institute")["suggestions"]
    assert [each["kind"] for each in found] == ["Source", "Organization"]
    text, names, kinds = client.get("/suggest.json?q=lumen institute").get_json()
    assert (text, names, kinds) == (
        "lumen institute", ["Lumen Institute"], ["Source, Organization"],
    )  # fmt: skip
