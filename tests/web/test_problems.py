"""Whatever is asked, the answer has a known shape; nothing makes it a 500."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.errors import IndexCorrupt
from searchapp.fields import FACETS
from searchapp.settings import Settings
from searchapp.web import create_app, parameters
from searchapp.web.problems import HTTP_CODES, STATUSES, Problem
from tests.support.hostile_requests import HOSTILE
from tests.support.search_oracle import SearchOracle

PAGES = [
    "/", "/search", "/about", "/facets/person", "/facets/year", "/releases/lumen-0010",
    "/search.atom", "/search.csv", "/search.jsonl", "/opensearch.xml", "/suggest.json",
    "/releases/lumen-0010.json", "/releases/lumen-0010.txt", "/releases/lumen-0010.bib",
    "/releases/lumen-0010.ris", "/healthz", "/readyz", "/robots.txt", "/favicon.ico",
]  # fmt: skip
UNINDEXED = ("/healthz", "/opensearch.xml", "/robots.txt", "/favicon.ico")
API = [
    "/api/search", "/api/v1/search", "/api/v1/facets/person", "/api/v1/suggest", "/api/v1/stats",
    "/api/v1/releases/lumen-0010", "/api/v1/releases/lumen-0010/related", "/api/v1/openapi.json",
]  # fmt: skip
NAMES = ["q", "page", "date_to", "person", "-source", "cursor", "contains", "limit", "dropped"]


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """Check the shape of RFC 9457 with the members that are ours, and return it."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    body: dict[str, Any] = response.get_json()
    assert body.keys() >= {"type", "title", "status", "detail", "instance", "code"}
    assert (body["status"], body["code"]) == (status, code)
    assert response.headers["Cache-Control"] == "no-store"
    return body


@pytest.mark.parametrize("path", PAGES + API)
def test_hostile_values(client: FlaskClient, path: str) -> None:
    """No value of any parameter on any route is a server error."""
    names = [[name] for name in NAMES] if path.endswith("/search") else []
    for value in HOSTILE:
        for together in [*names, NAMES]:
            address = f"{path}?{urlencode([(name, value) for name in together])}"
            response = client.get(address)
            assert response.status_code in (200, 400, 414), address
            if path.startswith("/api") and response.status_code != 200:
                assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", [each for each in PAGES if each != "/readyz"])
def test_pages_never_refuse_a_parameter(client: FlaskClient, path: str) -> None:
    """An old link works, whatever it carries."""
    names = [*parameters.names(), "utm_source", "", "a[b]"]
    for value in ("nonsense", "0", "\x00<"):
        for together in [*([name] for name in names if path == "/search"), names]:
            address = f"{path}?{urlencode([(name, value) for name in together])}"
            assert client.get(address).status_code == 200, address


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(
    st.sampled_from([*PAGES, *API]),
    st.lists(
        st.tuples(st.sampled_from(parameters.names()) | st.text(max_size=8), st.text(max_size=12))
    ),
)
def test_any_query_string(client: FlaskClient, path: str, pairs: list[tuple[str, str]]) -> None:
    """Pages answer 200, the API 200 or a problem."""
    clean = [(n.encode("utf-8", "replace"), v.encode("utf-8", "replace")) for n, v in pairs]
    response = client.get(f"{path}?{urlencode(clean)}")
    assert response.status_code in ((200, 400) if path in API else (200,))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.binary(max_size=40), st.sampled_from(["/search", "/api/v1/search", "/search.atom"]))
def test_any_bytes(client: FlaskClient, junk: bytes, path: str) -> None:
    """Bytes that are not even text are read as far as they can be."""
    response = client.get(f"{path}?q={quote(junk)}&{quote(junk)}")
    assert response.status_code in (200, 400)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.text(min_size=1, max_size=30), st.sampled_from(["", ".json", ".bib", "/related"]))
def test_any_release_id(client: FlaskClient, identity: str, suffix: str) -> None:
    """An id that is not there is 404 (or another page, if it holds slashes), never 500."""
    name = quote(identity.encode("utf-8", "replace"))
    for root in ("/releases/", "/api/v1/releases/", "/facets/", "/api/v1/facets/"):
        assert client.get(f"{root}{name}{suffix}").status_code in (200, 301, 308, 400, 404)


def test_every_fault_of_a_request(client: FlaskClient) -> None:
    """The answer names each parameter, its value, the reason and what is allowed."""
    body = assert_problem(
        client.get("/api/v1/search?pge=2&page=0&date_from=2024-13"), 400,
        "request.invalid-parameter",
    )  # fmt: skip
    assert [error["parameter"] for error in body["errors"]] == ["pge", "page", "date_from"]
    assert "did you mean 'page'" in body["errors"][0]["reason"]
    assert "per_page" in body["errors"][0]["allowed"]
    assert body["errors"][2]["allowed"] == ["YYYY", "YYYY-MM", "YYYY-MM-DD"]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/releases/nope", 404, "release.not-found"),
        ("/api/v1/releases/nope/related", 404, "release.not-found"),
        ("/api/v1/facets/colour", 404, "http.not-found"),
        ("/api/v1/nope", 404, "http.not-found"),
        ("/api/", 404, "http.not-found"),
        ("/api", 404, "http.not-found"),
        ("/api/v1", 404, "http.not-found"),
        ("/api/v1/", 404, "http.not-found"),
        ("/api/v1/search/", 404, "http.not-found"),
        ("/api/v1/search?cursor=gone", 410, "request.cursor-gone"),
        ("/api/v1/search?q=!costly", 400, "query.too-costly"),
        ("/api/v1/search?q=" + "x" * 9000, 414, "http.uri-too-long"),
        ("/api/v1/stats?q=x", 400, "request.invalid-parameter"),
        ("/api/v1/suggest?limit=0", 400, "request.invalid-parameter"),
        ("/api/v1/releases/lumen-0010?dropped=yes", 400, "request.invalid-parameter"),
    ],
)
def test_problems_of_the_api(client: FlaskClient, address: str, status: int, code: str) -> None:
    """Each error has its status and its stable code, and other sites may read it."""
    assert_problem(client.get(address), status, code)
    assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"
    assert_problem(client.get("/releases/nope.json"), 404, "release.not-found")


def test_every_problem_type_leads_to_its_words(client: FlaskClient) -> None:
    """``type`` is the address of a place on the page about the collection, for every code."""
    about = client.get("/about").text
    problems = [
        client.get("/api/v1/nope"),
        client.post("/api/v1/search"),
        client.get("/api/v1/search", headers={"Accept": "text/html"}),
        client.get("/api/v1/search?q=" + "x" * 9000),
        client.get("/api/v1/search?page=0"),
        client.get("/api/v1/releases/nope"),
    ]
    for response in problems:
        page, anchor = response.get_json()["type"].split("#")
        assert page == "/about"
        assert f'id="{anchor}"' in about
    for code in (*STATUSES, *HTTP_CODES.values()):
        assert f'id="{code.replace(".", "-")}"' in about
    assert Problem(418, "http.418", "", "").as_json("/", "/about")["type"] == "about:blank"


def test_a_range_the_wrong_way_round_is_told(client: FlaskClient) -> None:
    """A program is told what goes where; a reader what was done."""
    response = client.get("/api/v1/search?date_from=2024&date_to=2020")
    (error,) = assert_problem(response, 400, "request.invalid-parameter")["errors"]
    assert error["reason"] == "is after date_to (2020): the earlier of the two goes into date_from"
    page = client.get("/search?date_from=2024&date_to=2020").text
    assert "The range was read the other way round." in page
    for address in ("/search?sort=best", "/search?date_from=2024-02-30", "/search?q=a&q=b"):
        page = client.get(address).text
        assert "It was left out." in page
        assert "the other way round" not in page
        assert "Only the beginning" not in page
    assert "Only the beginning was searched for." in client.get("/search?q=" + "a" * 600).text


def test_other_methods_and_formats(client: FlaskClient) -> None:
    """Writing is refused with the methods that are allowed; so is a format that is not made."""
    refused = client.post("/api/v1/search")
    assert_problem(refused, 405, "http.method-not-allowed")
    assert "GET" in refused.headers["Allow"]
    only_html = {"Accept": "text/html"}
    assert_problem(client.get("/api/v1/search", headers=only_html), 406, "http.not-acceptable")
    for accept in ("application/json", "*/*", "text/html, */*;q=0.1", "application/*", ""):
        assert client.get("/api/v1/search", headers={"Accept": accept}).status_code == 200


def test_problems_of_pages_are_pages(client: FlaskClient) -> None:
    """A reader gets a page with a way on, also when a cursor is gone."""
    for address in ("/nope", "/releases/nope", "/facets/colour"):
        response = client.get(address)
        assert (response.status_code, response.mimetype) == (404, "text/html")
        assert "All releases" in response.text
    assert client.post("/search").status_code == 405
    assert client.get("/search?cursor=gone").status_code == 200
    assert "This place in the results is gone" in client.get("/search?cursor=gone").text
    costly = client.get("/search?q=!costly")
    assert costly.status_code == 400
    assert "stands for more than" in costly.text


@pytest.mark.parametrize("path", [p for p in PAGES if p not in UNINDEXED])
def test_pages_without_an_index(client_without_index: FlaskClient, path: str) -> None:
    """Every page says how to make an index, with 503."""
    response = client_without_index.get(f"{path}?q=x")
    assert response.status_code == 503
    if response.mimetype == "text/html":
        assert "make serve" in response.text
        assert "searchapp reindex" in response.text
        assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", [path for path in API if "openapi" not in path])
def test_api_without_an_index(client_without_index: FlaskClient, path: str) -> None:
    """The API says so with a code, when to come back, and what to do."""
    response = client_without_index.get(path)
    body = assert_problem(response, 503, "index.none")
    assert int(response.headers["Retry-After"]) > 0
    assert "searchapp reindex" in body["hint"]
    assert client_without_index.get("/healthz").status_code == 200


def test_a_damaged_index_is_503() -> None:
    """Any other state of the index is told apart by its code."""

    class Damaged(SearchOracle):
        def info(self) -> Any:
            raise IndexCorrupt("A file is missing.", hint="Run `searchapp reindex --full`.")

    client = create_app(Settings(), Damaged()).test_client()
    body = assert_problem(client.get("/api/v1/search"), 503, "index.corrupt")
    assert "--full" in body["hint"]
    assert "--full" in client.get("/").text


def test_the_table_of_statuses_covers_every_error() -> None:
    """Each error class that a request can meet has a status of its own."""
    from searchapp import errors

    raised = {
        each.code
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.RequestError | errors.IndexStateError)
    }
    assert raised == set(STATUSES)


def test_facets_of_the_table_have_pages(client: FlaskClient) -> None:
    """A facet is a row in a table; its page and its API come with it."""
    for name in FACETS:
        assert client.get(f"/facets/{name}").status_code == 200
        assert client.get(f"/api/v1/facets/{name}").status_code == 200


HOSTS = {
    "a..b": 400, "..": 400, ".": 400, "x" * 64: 400, "x" * 63: 200, "<script>": 400, "a b": 400,
    "[::1": 400, "[::1]:80": 200, "localhost:65536": 400, "localhost:65535": 200, "é.example": 400,
    "a_b.example": 200, "xn--e1afmkfd.example.": 200, "-a.example": 400, "": 200, "@evil": 400,
    "a.example:": 400, "a.example/x": 400, "a.example\t": 400, "a." * 127 + "a": 400, "b\x00": 400,
}  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/search", "/search.atom", "/nosuch"])
@pytest.mark.parametrize("host", HOSTS)
def test_a_host_header_is_a_host_or_refused(client: FlaskClient, path: str, host: str) -> None:
    """A malformed one is a 400 in our shape, with the headers that every answer has."""
    response = client.get(path, environ_overrides={"HTTP_HOST": host})
    expected = 404 if path == "/nosuch" and HOSTS[host] == 200 else HOSTS[host]
    assert response.status_code == expected, response.text
    assert "Content-Security-Policy" in response.headers
    assert response.headers["X-Request-Id"]
    if expected == 400 and path.startswith("/api"):
        assert_problem(response, 400, "http.bad-request")


@given(st.text(st.characters(max_codepoint=255), max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_host_header(client: FlaskClient, host: str) -> None:
    """Whatever a client sends as its host is answered or refused, and never a server error."""
    for path in ("/opensearch.xml", "/api/v1/openapi.json"):
        response = client.get(path, environ_overrides={"HTTP_HOST": host})
        assert response.status_code in (200, 400)


@pytest.mark.parametrize("name", ["zz{}", "facet_siz{}", "pag{}"])
def test_many_faults_are_told_shortly(client: FlaskClient, name: str) -> None:
    """The first are told with what is allowed, the rest are counted: no answer is a flood."""
    query = "&".join(name.format(number) for number in range(500))
    body = assert_problem(client.get(f"/api/v1/search?{query}"), 400, "request.invalid-parameter")
    assert len(body["errors"]) == 10
    assert "and 490 more" in body["detail"]
    assert len(client.get(f"/api/v1/search?{query}").data) < 20_000
