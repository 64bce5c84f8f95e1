"""Service, settings and parameters at hand for the code behind an address."""

from __future__ import annotations

from typing import cast

from flask import current_app, request

from searchapp.model import SearchRequest, SearchResult
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from searchapp.web import parameters
from searchapp.web.request_log import current_record

__all__ = [
    "EXTENSION",
    "answer_search",
    "parse_leniently",
    "parse_strictly",
    "query_pairs",
    "record_result",
    "service",
    "settings",
]

EXTENSION = "searchapp"


def service() -> SearchService:
    """Return the service that this application asks."""
    return cast(SearchService, current_app.extensions[EXTENSION])


def answer_search(asked: SearchRequest) -> SearchResult:
    """Answer the search that a client asked for, and record it for metrics and logs."""
    return record_result(service().search(asked))


def record_result(result: SearchResult) -> SearchResult:
    """Record the answer to a search for metrics and logs, and return it."""
    current_record().result = result
    return result


def settings() -> Settings:
    """Return the settings of this application."""
    return cast(Settings, current_app.config["SEARCHAPP"])


def query_pairs(*without: str) -> list[tuple[str, str]]:
    """Return the parameters of the current address in order, without those named."""
    return [pair for pair in request.args.items(multi=True) if pair[0] not in without]


def parse_strictly(*own: str) -> SearchRequest:
    """Return the request of an API address; ``own`` are parameters that the route reads itself.

    :raises InvalidParameter: anything is unknown or not allowed.
    """
    return parameters.parse(query_pairs(*own), max_query_chars=settings().max_query_chars)


def parse_leniently(*own: str) -> parameters.ParsedParameters:
    """Return the request of a page address, and the parameters that could not be used."""
    return parameters.read_leniently(query_pairs(*own), max_query_chars=settings().max_query_chars)
