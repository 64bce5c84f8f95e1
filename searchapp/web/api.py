"""Routes under ``/api``.

Parameters are read strictly: whatever is unknown or not allowed is a 400 that says what is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, request, url_for
from werkzeug.exceptions import NotAcceptable, NotFound

from searchapp.errors import InvalidParameter, ParameterFault
from searchapp.fields import FACETS
from searchapp.model import SearchRequest
from searchapp.release_record import to_record
from searchapp.web import caching, links, parameters, serializers
from searchapp.web.context import answer_search, parse_strictly, query_pairs, service, settings
from searchapp.web.openapi import UNUSED_BY_FACETS, description
from searchapp.web.template_filters import kind_words

__all__ = ["blueprint"]

PLAIN = re.compile(r"[\w-]+", re.ASCII)
"""An id that stands in an address as it is."""

blueprint = Blueprint("api", __name__, url_prefix="/api")

VALUES_ON_PAGE = 100
SUGGESTIONS = 10
RELATED = 5
MAX_RELATED = 20
ENDPOINTS = {
    "search": "api.search",
    "html": "pages.search",
    "atom": "feeds.atom",
    "csv": "exports.csv_file",
    "jsonl": "exports.json_lines",
}


@blueprint.after_request
def _depends_on_accept(response: Response) -> Response:
    response.vary.add("Accept")
    return response


@blueprint.before_request
def _refuse_other_formats() -> None:
    accepted = request.accept_mimetypes
    if accepted and not accepted.best_match(["application/json", "application/problem+json"]):
        raise NotAcceptable


def _address(target: str, asked: SearchRequest) -> str:
    if target.startswith("release:"):
        release_id = target.removeprefix("release:")
        if PLAIN.fullmatch(release_id):
            return _path("pages.release", release_id="-").removesuffix("-") + release_id
        return url_for("pages.release", release_id=release_id)
    return links.address(_path(ENDPOINTS[target]), asked)


def _path(endpoint: str, **values: Any) -> str:
    """Return the path of an endpoint; worked out once a request, since an answer has many."""
    if "paths" not in g:
        g.paths = {}
    paths = cast(dict[str, str], g.paths)
    if endpoint not in paths:
        paths[endpoint] = url_for(endpoint, **values)
    return paths[endpoint]


def _answer(make: Callable[[], dict[str, Any]]) -> Any:
    """Return the JSON of ``make()`` with ETag, links and the time taken, or 304."""
    began = time.perf_counter()

    def response() -> Response:
        body = make()
        body.setdefault("took_ms", round(1000 * (time.perf_counter() - began), 2))
        made = jsonify(body)
        if body.get("partial"):
            made.headers["Cache-Control"] = "no-store"
        for relation in ("next", "prev"):
            if target := body.get("links", {}).get(relation):
                made.headers.add("Link", f'<{target}>; rel="{relation}"')
        return made

    return caching.respond(service().info(), response)


@blueprint.get("/v1/search")
@blueprint.get("/search", endpoint="search_unversioned")
def search() -> Any:
    """Answer a search."""
    asked = parse_strictly()

    def body() -> dict[str, Any]:
        result = answer_search(asked)
        meant = replace(asked, filters=result.request.filters)
        return serializers.search_body(result, meant, _address)

    return _answer(body)


@blueprint.get("/v1/facets/<field>")
def facet(field: str) -> Any:
    """Answer the values of one facet under a search; ``contains`` narrows them down."""
    if field not in FACETS:
        raise NotFound(f"There is no facet {field[:40]!r}; the facets are {', '.join(FACETS)}.")
    _refuse_unused()
    asked = parse_strictly("contains", "page", "per_page")
    order = asked.facet_sort if "facet_sort" in request.args else FACETS[field].order
    page = _own_number("page", 1, parameters.MAX_WINDOW)
    per_page = _own_number("per_page", VALUES_ON_PAGE, parameters.MAX_PER_PAGE)

    def body() -> dict[str, Any]:
        result = service().facet_values(
            asked,
            field,
            contains=request.args.get("contains", "")[:100],
            offset=(page - 1) * per_page,
            size=per_page,
            order="value" if order == "value" else "count",
        )
        info = serializers.index_body(service().info())
        shown = serializers.facet_body(result, links.with_resolved_values(asked, result), _address)
        more = result.distinct > page * per_page
        return {
            "field": field, **shown, "partial": list(result.partial),
            "page": page, "per_page": per_page,
            "links": {
                "self": _facet_page(field, page),
                "next": _facet_page(field, page + 1) if more else None,
                "prev": _facet_page(field, page - 1) if page > 1 else None,
            },
            "index": info,
        }  # fmt: skip

    return _answer(body)


def _refuse_unused() -> None:
    """Refuse what a search takes and the values of a facet have no use for."""
    faults = [
        ParameterFault(name, value, "does nothing here; page and per_page say which values")
        for name, value in query_pairs()
        if name in UNUSED_BY_FACETS
    ]
    if faults:
        raise InvalidParameter(faults)


def _facet_page(field: str, page: int) -> str:
    query = urlencode([*query_pairs("page"), ("page", str(page))])
    return f"{url_for('api.facet', field=field)}?{query}"


def _own_number(name: str, default: int, most: int) -> int:
    text = request.args.get(name)
    try:
        return parameters.whole_number(text, 1, most) if text else default
    except ValueError as error:
        fault = ParameterFault(name, text or "", str(error), (f"1 to {most}",))
        raise InvalidParameter([fault]) from None


def _only(*allowed: str) -> None:
    """Refuse parameters that a route does not have."""
    faults = [
        ParameterFault(name, value, "is not a parameter of this address", allowed)
        for name, value in query_pairs(*allowed)
    ]
    if faults:
        raise InvalidParameter(faults)


@blueprint.get("/v1/suggest")
def suggest() -> Any:
    """Answer completions of what was typed so far."""
    _only("q", "limit")
    text = request.args.get("q", "")[: settings().max_query_chars]
    limit = _own_number("limit", SUGGESTIONS, MAX_RELATED)

    def body() -> dict[str, Any]:
        found = service().suggest(text, limit) if text.strip() else ()
        return {
            "q": text,
            "suggestions": [
                {
                    "text": each.text,
                    "field": each.field,
                    "kind": kind_words(each.field),
                    "value": each.value,
                    "count": each.count,
                    "url": _suggestion_address(each.field, each.value),
                }
                for each in found
            ],
        }

    return _answer(body)


def _suggestion_address(field: str, value: str) -> str:
    if field in FACETS:
        return _address("html", links.search_for(field, value))
    return url_for("pages.release", release_id=value)


@blueprint.get("/v1/releases/<release_id>")
def release(release_id: str) -> Any:
    """Answer the record of one release; ``dropped=1`` adds what was removed from its page."""
    _only("dropped")
    dropped = request.args.get("dropped", "0")
    if dropped not in ("0", "1"):
        raise InvalidParameter(
            [ParameterFault("dropped", dropped, "is not one of the choices", ("0", "1"))]
        )

    def body() -> dict[str, Any]:
        record = to_record(service().release(release_id), with_dropped=dropped == "1")
        return record | {"links": _release_links(release_id)}

    return _answer(body)


def _release_links(release_id: str) -> dict[str, str]:
    return {
        "self": url_for("api.release", release_id=release_id),
        "related": url_for("api.related", release_id=release_id),
        "html": url_for("pages.release", release_id=release_id),
    }


@blueprint.get("/v1/releases/<release_id>/related")
def related(release_id: str) -> Any:
    """Answer releases that share the most telling words with one."""
    _only("limit")
    limit = _own_number("limit", RELATED, MAX_RELATED)

    def body() -> dict[str, Any]:
        hits = service().related(release_id, limit)
        asked = SearchRequest()
        return {
            "id": release_id,
            "hits": [serializers.hit_body(hit, asked, _address) for hit in hits],
        }

    return _answer(body)


@blueprint.get("/v1/stats")
def stats() -> Any:
    """Answer what the live index holds and what was turned away."""
    _only()

    def body() -> dict[str, Any]:
        found = service().stats()
        asked = SearchRequest()
        return {
            "pages": found.pages,
            "releases": found.index.documents,
            "first_date": found.first_date,
            "last_date": found.last_date,
            "skipped": found.skipped,
            "facets": {
                each.field: serializers.facet_body(each, asked, _address) for each in found.facets
            },
            "index": serializers.index_body(found.index),
        }

    return _answer(body)


@blueprint.get("/v1/openapi.json")
def openapi() -> Any:
    """Answer the description of this API."""
    _only()
    response = jsonify(description(request.script_root))
    response.headers["Cache-Control"] = caching.API_CACHE
    return response


@blueprint.get("")
@blueprint.get("/")
@blueprint.get("/<path:rest>")
def nothing_here(rest: str = "") -> Any:
    """Answer 404 in the shape of the API for every other address under it."""
    raise NotFound
