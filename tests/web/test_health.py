"""Probes: alive whatever happens, ready only if a search would be answered."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from searchapp.engine.store.generations import CURRENT, ENGINE_FOLDER
from searchapp.errors import IndexCorrupt, IndexIncompatible, QueryTooCostly, SearchAppError
from searchapp.indexing.status import available_bytes
from searchapp.model import SearchRequest, SearchResult
from searchapp.settings import Settings
from searchapp.web import create_app
from tests.support.search_oracle import SearchOracle, write_corpus

Search = Callable[[SearchOracle, SearchRequest], SearchResult]


def answering(search: Search, **wanted: Any) -> FlaskClient:
    """Return a client of a service that searches in its own way."""

    class Odd(SearchOracle):
        def search(self, request: SearchRequest) -> SearchResult:
            return search(self, request)

    return create_app(Settings(**wanted), Odd()).test_client()


def raising(error: SearchAppError) -> Search:
    """Return a search that fails."""

    def search(oracle: SearchOracle, request: SearchRequest) -> SearchResult:
        raise error

    return search


def test_ready_says_which_generation_and_what_was_checked(client: FlaskClient) -> None:
    """Index, query and disk are each named; nothing is kept by a cache."""
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.get_json() == {
        "status": "ready",
        "checks": {"index": "ok", "query": "ok", "disk": "ok"},
        "generation": "20240601T080000Z-test",
        "documents": len(SearchOracle().releases),
    }


@pytest.mark.parametrize(
    ("error", "failing"),
    [
        (IndexCorrupt("/secret/path is not what was written"), "index"),
        (IndexIncompatible("layout 9 of /secret/path"), "index"),
        (QueryTooCostly("too much"), "query"),
    ],
)
def test_an_index_that_cannot_answer_is_503(error: SearchAppError, failing: str) -> None:
    """The check that failed has the code of the error; its message, which may name files, stays."""
    client = answering(raising(error))
    response = client.get("/readyz")
    assert response.status_code == 503
    body = response.get_json()
    assert (body["status"], body["code"]) == ("not ready", error.code)
    assert body["checks"][failing] == error.code
    assert "secret" not in response.text
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_no_index_is_503(client_without_index: FlaskClient) -> None:
    """The process is alive, but nothing has been indexed."""
    body = client_without_index.get("/readyz").get_json()
    assert body["code"] == "index.none"
    assert body["checks"] == {"index": "index.none", "query": "not checked", "disk": "ok"}
    assert client_without_index.get("/healthz").status_code == 200


@pytest.mark.parametrize("late", [{"partial": ("facets",)}, {"took_ms": 51.0}])
def test_a_query_over_its_budget_is_503(late: dict[str, Any]) -> None:
    """An answer that comes late, or is cut short, is not what readers should get."""

    def search(oracle: SearchOracle, request: SearchRequest) -> SearchResult:
        return replace(SearchOracle.search(oracle, request), **late)

    response = answering(search, query_budget_ms=50).get("/readyz")
    assert (response.status_code, response.get_json()["code"]) == (503, "query.slow")


def test_a_full_disk_is_503(tmp_path: Path) -> None:
    """Less free space than ``min_free_mb`` fails, though the index answers; 0 never fails."""
    huge = 10**12
    full = create_app(Settings(index=tmp_path, min_free_mb=huge), SearchOracle()).test_client()
    response = full.get("/readyz")
    body = response.get_json()
    assert (response.status_code, body["code"], body["checks"]["index"]) == (503, "disk.low", "ok")
    assert str(tmp_path) not in response.text
    careless = create_app(Settings(index=tmp_path, min_free_mb=0), SearchOracle()).test_client()
    assert careless.get("/readyz").status_code == 200


def test_free_space_of_a_folder_to_come(tmp_path: Path) -> None:
    """An index that is not there yet has the space of the folder that it will be made in."""
    assert available_bytes(Settings(index=tmp_path / "not" / "yet")) > 0


def test_states_of_a_real_index(tmp_path: Path) -> None:
    """Ready when indexed, not when ``CURRENT`` or the engine's files are gone; alive all along."""
    settings = write_corpus(tmp_path)
    client = create_app(settings).test_client()
    assert client.get("/readyz").get_json()["documents"] > 20

    published = (settings.index / CURRENT).read_text()
    (settings.index / CURRENT).unlink()
    assert client.get("/readyz").get_json()["code"] == "index.none"

    shutil.rmtree(settings.index / "generations" / published.strip() / ENGINE_FOLDER)
    (settings.index / CURRENT).write_text(published)
    response = client.get("/readyz")
    assert (response.status_code, response.get_json()["code"]) == (503, "index.corrupt")
    assert str(tmp_path) not in response.text
    assert client.get("/healthz").status_code == 200
