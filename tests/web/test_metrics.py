"""Metrics: every request is counted once, under labels that no request can make more of."""

from __future__ import annotations

import os
import time
from pathlib import Path
from unittest.mock import Mock
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.engine.store.generations import CURRENT
from searchapp.errors import SKIP_REASONS
from searchapp.indexing.reindexing import reindex
from searchapp.indexing.status import NOTE
from searchapp.settings import Settings
from searchapp.web import create_app
from searchapp.web.gunicorn_conf import VARIABLE, child_exit, on_exit, on_starting
from tests.support.prometheus_text import STAGES, Numbers, number, scraped
from tests.support.search_oracle import SearchOracle, write_corpus


def numbers_of(client: FlaskClient) -> Numbers:
    """Return what a client reads at ``/metrics``."""
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.mimetype == "text/plain"
    assert response.headers["Cache-Control"] == "no-store"
    return scraped(response.text)


def test_requests_are_counted_by_route_and_status(client: FlaskClient) -> None:
    """A route is its template, whatever was in its place; what has no route is one."""
    for address in ("/releases/lumen-0010", "/releases/harbour-0001", "/releases/none", "/a", "/b"):
        client.get(address)
    client.post("/search")
    client.get("/facets/person")
    numbers = numbers_of(client)

    def requests(route: str, status: str) -> float:
        return number(numbers, "http_requests_total", route=route, status=status)

    assert requests("/releases/<release_id>", "200") == 2
    assert requests("/releases/<release_id>", "404") == 1
    assert requests("unmatched", "404") == 2
    assert requests("unmatched", "405") == 1
    assert requests("/facets/<field>", "200") == 1
    assert number(numbers, "http_request_duration_seconds_count", route="unmatched") == 3


def test_errors_are_counted_by_code(client: FlaskClient) -> None:
    """Those of the program, of HTTP and of a probe."""
    client.get("/api/v1/releases/nope")
    client.get("/search?q=!costly")
    client.get("/api/v1/search?pge=1")
    client.get("/nope")
    numbers = numbers_of(client)
    for code in ("release.not-found", "query.too-costly", "request.invalid-parameter"):
        assert number(numbers, "errors_total", code=code) == 1, code
    assert number(numbers, "errors_total", code="http.not-found") == 1

    strict = create_app(Settings(min_free_mb=10**12), SearchOracle()).test_client()
    strict.get("/readyz")
    assert number(numbers_of(strict), "errors_total", code="disk.low") == 1


def test_an_unexpected_failure_is_counted() -> None:
    """A fault of the program is a 500 with the code ``internal``."""

    class Broken(SearchOracle):
        def search(self, request: object) -> object:  # type: ignore[override]
            raise RuntimeError("a fault")

    client = create_app(Settings(), Broken()).test_client()
    assert client.get("/search").status_code == 500
    numbers = numbers_of(client)
    assert number(numbers, "errors_total", code="internal") == 1
    assert number(numbers, "http_requests_total", route="/search", status="500") == 1


def test_searches_are_counted_with_their_results(client: FlaskClient) -> None:
    """Once a search, in whatever form it is answered; not those that a page makes for itself."""
    everything = len(SearchOracle().releases)
    for address in ("/search", "/api/v1/search", "/search.atom", "/search.csv", "/search.jsonl"):
        client.get(address).close()
    client.get("/search?q=nothing-has-this&person=Marta Holm")
    client.get("/search?q=!slow")
    for address in ("/", "/about", "/readyz", "/api/v1/stats", "/api/v1/suggest?q=wat"):
        assert client.get(address).status_code == 200
    numbers = numbers_of(client)
    assert number(numbers, "searches_total") == 7
    assert number(numbers, "searches_without_results_total") == 1
    assert number(numbers, "searches_partial_total") == 1
    assert number(numbers, "search_results_count") == 7
    assert number(numbers, "search_results_bucket", le="0.0") == 1
    assert number(numbers, "search_results_sum") == 6 * everything
    assert number(numbers, "search_duration_seconds_count") == 7


def test_a_revalidated_search_is_a_request_and_no_search(client: FlaskClient) -> None:
    """304 is counted as such."""
    tag = client.get("/search?q=water").headers["ETag"]
    client.get("/search?q=water", headers={"If-None-Match": tag})
    numbers = numbers_of(client)
    assert number(numbers, "searches_total") == 1
    assert number(numbers, "http_requests_total", route="/search", status="304") == 1


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
@given(st.text(max_size=20), st.sampled_from(["/", "/api/", "/facets/", "/static/", "/releases/"]))
def test_no_request_makes_a_label_of_its_own(client: FlaskClient, junk: str, root: str) -> None:
    """Every route that is counted is a rule of the application, converters left out."""
    client.get(root + quote(junk.encode("utf-8", "replace")), method="GET")
    rules = [rule.rule for rule in client.application.url_map.iter_rules()]
    allowed = {"unmatched"} | {
        f"{rule.split('<')[0]}<{rule.rsplit(':')[-1]}" if ":" in rule else rule for rule in rules
    }
    seen = {dict(labels).get("route", "unmatched") for _, labels in numbers_of(client)}
    assert seen <= allowed


def test_numbers_of_a_real_index(tmp_path: Path) -> None:
    """Documents, pages, bytes, age and skipped pages by reason are those of the manifest."""
    wanted = write_corpus(tmp_path)
    client = create_app(wanted).test_client()
    body = client.get("/api/v1/stats").get_json()
    before = time.time()
    numbers = numbers_of(client)
    after = time.time()
    folder = wanted.index / "generations" / body["index"]["generation"]
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"]
    assert number(numbers, "index_readable") == 1
    assert number(numbers, "index_documents") == body["releases"]
    assert number(numbers, "index_pages") == body["pages"]
    assert number(numbers, "index_bytes") == sum(path.stat().st_size for path in files)
    built = number(numbers, "index_built_timestamp_seconds")
    assert 1.7e9 < built <= before
    assert before - built <= number(numbers, "index_age_seconds") <= after - built
    assert number(numbers, "index_free_bytes") > 0
    for reason in SKIP_REASONS:
        counted = number(numbers, "index_skipped_pages", reason=reason)
        assert counted == body["skipped"].get(reason, 0), reason


def test_where_the_time_of_a_search_went(tmp_path: Path) -> None:
    """Each stage is timed once a search; together they are no more than the whole answer."""
    client = create_app(write_corpus(tmp_path)).test_client()
    for address in ("/search?q=water", "/api/v1/search?q=water", "/search?q=nothing-has-this"):
        assert client.get(address).status_code == 200
    client.get("/about")
    numbers = numbers_of(client)

    def told(what: str, stage: str) -> float:
        return number(numbers, f"search_stage_duration_seconds_{what}", stage=stage)

    assert {stage: told("count", stage) for stage in STAGES} == dict.fromkeys(STAGES, 3)
    spent = sum(told("sum", stage) for stage in STAGES)
    routes = ("/search", "/api/v1/search")
    whole = sum(number(numbers, "http_request_duration_seconds_sum", route=r) for r in routes)
    assert 0 < told("sum", "match") < spent
    assert spent <= whole + 0.001
    searching = number(numbers, "search_duration_seconds_sum")
    assert spent - told("sum", "render") <= searching + 0.001


def test_the_last_reindex_is_told_though_nothing_had_changed(tmp_path: Path) -> None:
    """A generation tells when something changed last; whether the nightly run works, this does."""
    wanted = write_corpus(tmp_path)
    client = create_app(wanted).test_client()
    first = numbers_of(client)
    assert not reindex(wanted).published
    then = numbers_of(client)
    stamp = "reindex_last_timestamp_seconds"
    assert (
        number(then, stamp) > number(first, stamp) >= number(first, "index_built_timestamp_seconds")
    )
    assert number(first, "reindex_last_duration_seconds", stage="extract") > 0
    assert number(then, "reindex_last_duration_seconds", stage="extract") == 0
    assert number(then, "reindex_last_duration_seconds", stage="plan") > 0
    for damaged in (
        "",
        "{}",
        "[" * 100_000,
        '{"at": 1, "seconds": {"x": {}}}',
        '{"at": [], "s": 0}',
        f'{{"at": {10**400}, "seconds": {{}}}}',
    ):
        (wanted.index / NOTE).write_text(damaged)
        assert number(numbers_of(client), "index_readable") == 1, damaged


@pytest.mark.parametrize("current", [None, "nonsense", "20240101T000000Z-00000000"])
def test_without_an_index_the_rest_is_still_told(tmp_path: Path, current: str | None) -> None:
    """A scrape works when nothing is indexed, or when what is there is damaged."""
    if current:
        (tmp_path / CURRENT).write_text(current)
    client = create_app(Settings(index=tmp_path)).test_client()
    assert client.get("/search").status_code == 503
    numbers = numbers_of(client)
    assert number(numbers, "index_readable") == 0
    assert not any(name == "searchapp_index_documents" for name, _ in numbers)
    assert number(numbers, "http_requests_total", route="/search", status="503") == 1


def test_openmetrics_if_it_is_asked_for(client: FlaskClient) -> None:
    """The newer format has an end mark."""
    response = client.get("/metrics", headers={"Accept": "application/openmetrics-text"})
    assert response.mimetype == "application/openmetrics-text"
    assert response.text.endswith("# EOF\n")


def test_what_was_loaded_before_the_workers_is_not_told_to_count_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With ``--preload`` it is too late for that: numbers of one worker are better than none."""
    monkeypatch.delenv(VARIABLE, raising=False)
    server = Mock()
    on_starting(server)
    assert VARIABLE not in os.environ
    server.log.warning.assert_called_once()
    child_exit(server, Mock(pid=1))
    on_exit(server)


def test_a_worker_that_has_only_begun_does_not_break_the_numbers(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file is empty for a moment, or for ever if it was killed then."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    (tmp_path / "counter_1.db").touch()
    assert client.get("/metrics").status_code == 200
    child_exit(Mock(), Mock(pid=1))
    assert not (tmp_path / "counter_1.db").exists()
