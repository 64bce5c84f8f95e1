"""What does the code behind an address have at hand?"""

from __future__ import annotations

from typing import cast

from flask import current_app, request

from searchapp.model import SearchRequest, SearchResult
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from searchapp.web import parameters
from searchapp.web.request_log import observed

__all__ = ["EXTENSION", "given", "lenient", "noted", "searched", "service", "settings", "strict"]

EXTENSION = "searchapp"


def service() -> SearchService:
    """Return the service that this application asks."""
    return cast(SearchService, current_app.extensions[EXTENSION])


def searched(asked: SearchRequest) -> SearchResult:
    """Answer the search that a client asked for; metrics and logs tell of it."""
    return noted(service().search(asked))


def noted(result: SearchResult) -> SearchResult:
    """Let metrics and logs tell of the answer to a search, and return it."""
    observed().result = result
    return result


def settings() -> Settings:
    """Return the settings of this application."""
    return cast(Settings, current_app.config["SEARCHAPP"])


def given(*without: str) -> list[tuple[str, str]]:
    """Return the parameters of the address now asked for, in order, some left out."""
    return [pair for pair in request.args.items(multi=True) if pair[0] not in without]


def strict(*own: str) -> SearchRequest:
    """Return the request of an API address; ``own`` are parameters that the route reads itself.

    :raises InvalidParameter: anything is unknown or not allowed.
    """
    return parameters.parse(given(*own), max_query_chars=settings().max_query_chars)


def lenient(*own: str) -> parameters.Reading:
    """Return the request of a page address, and what of it could not be used."""
    return parameters.read_leniently(given(*own), max_query_chars=settings().max_query_chars)
