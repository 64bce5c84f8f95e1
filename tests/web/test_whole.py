"""The application over a real index: from files to pages, and no input makes it a 500."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.web import create_app, parameters
from tests.support.hostile_requests import HOSTILE
from tests.support.search_oracle import write_corpus

WORDS = st.sampled_from(
    ["water", '"', "(", ")", "-", "OR", "AND", "NOT", "title:", "person:", "date:", "2024..", "*",
     "~", "w*", "wat~", "-water", ":", "вода", "水", "ماء", "date:2024-13..x", "source:lumen", "^2",
     "20٢٤", "date:2024-03-1٢"]
)  # fmt: skip
VALUES = st.text(max_size=10) | st.sampled_from(["_missing", "lumen-institute", "2024", "en"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an application over an index made from files."""
    app = create_app(write_corpus(tmp_path_factory.mktemp("whole")))
    app.testing = True
    return app.test_client()


def get(client: FlaskClient, address: str) -> Any:
    """Return the JSON of an address that must answer."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.get_json()


def cursor(*members: object) -> str:
    """Return members in the form of a cursor."""
    text = json.dumps(members)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_every_page_answers(whole: FlaskClient) -> None:
    """Home, results, a release in all its forms, facets and about."""
    hit = get(whole, "/api/v1/search?q=water")["hits"][0]
    assert hit["snippet"]["marks"]
    addresses = [hit["url"] + suffix for suffix in ("", ".json", ".txt", ".bib", ".ris")]
    for address in ("/", "/search?q=water", "/facets/person", "/about", "/search.atom", *addresses):
        assert whole.get(address).status_code == 200, address
    assert "<mark>" in whole.get("/search?q=water").text


def test_counts_are_totals(whole: FlaskClient) -> None:
    """The number beside each value is what its link gives; bars too."""
    body = get(whole, "/api/v1/search?q=water OR solar&facet_size=100")
    assert body["total"] > 3
    for facet in body["facets"].values():
        for value in facet["values"]:
            assert get(whole, value["url"])["total"] == value["count"]
    for bar in body["histogram"]["values"]:
        assert get(whole, bar["url"])["total"] >= bar["count"]


def test_hostile_values(whole: FlaskClient) -> None:
    """No value of any parameter is a server error."""
    for path in ("/search", "/api/v1/search", "/api/v1/facets/person", "/api/v1/suggest"):
        for value in HOSTILE:
            for name in ("q", "person", "date_to", "cursor", "contains"):
                address = f"{path}?{urlencode({name: value})}"
                assert whole.get(address).status_code in (200, 400), address


def test_hostile_cursors(whole: FlaskClient) -> None:
    """A cursor that was not made here is refused or leads somewhere; a page starts again."""
    generation = get(whole, "/api/v1/stats")["index"]["generation"]
    for forged in (
        "x", "é", "=", cursor(), cursor(generation), cursor(generation, "a", "b", "c"),
        cursor(generation, None), cursor(generation, [], {}), cursor(generation, 1e999, 1),
        cursor("other", 1, 2), cursor({}), base64.b64encode(b"[" * 3000).decode(),
    ):  # fmt: skip
        for sort in parameters.PARAMETERS["sort"].schema["enum"]:
            query = urlencode({"cursor": forged, "sort": sort})
            assert whole.get(f"/api/v1/search?{query}").status_code in (200, 400, 410), forged
            assert whole.get(f"/search?{query}").status_code == 200, forged


def test_cursors_walk_beyond_the_pages(whole: FlaskClient) -> None:
    """Cursors meet every release once, in the order of the pages."""
    for sort in ("newest", "oldest", "title"):
        pages = get(whole, f"/api/v1/search?sort={sort}&per_page=100")
        following = whole.application.extensions["searchapp"].search
        result = following(parameters.parse([("sort", sort), ("per_page", "7")]))
        seen: list[str] = []
        while True:
            seen += [hit.release.id for hit in result.hits]
            if not result.next_cursor:
                break
            pairs = [("sort", sort), ("per_page", "7"), ("cursor", result.next_cursor)]
            result = following(parameters.parse(pairs))
        assert seen == [hit["id"] for hit in pages["hits"]]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(WORDS | st.text(max_size=6), max_size=6).map(" ".join),
    st.lists(st.tuples(st.sampled_from(parameters.names()), VALUES), max_size=4),
)
def test_any_query(whole: FlaskClient, q: str, pairs: list[tuple[str, str]]) -> None:
    """Whatever is written into the box, the page answers; the API answers or says why not."""
    clean = [(name, value.encode("utf-8", "replace")) for name, value in pairs if name != "q"]
    query = urlencode([("q", q.encode("utf-8", "replace")), *clean])
    assert whole.get(f"/search?{query}").status_code in (200, 400)
    assert whole.get(f"/api/v1/search?{query}").status_code in (200, 400, 410)


def test_a_name_in_a_filter_is_the_chosen_value_in_the_list_of_values(whole: FlaskClient) -> None:
    """It can be let go there, and adding it once more is not offered."""
    body = get(whole, "/api/v1/facets/source?source=Lumen+Institute&year=2024")
    (chosen,) = [each for each in body["values"] if each["selected"]]
    assert chosen["value"] == "lumen-institute"
    assert chosen["url"] == "/api/v1/search?year=2024"
    page = whole.get("/facets/source?source=Lumen+Institute").text
    assert "Remove filter: Source is" in page.replace("\n", " ")
