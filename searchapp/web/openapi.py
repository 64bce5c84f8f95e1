"""The OpenAPI 3.1 description of the API, made from the tables of parameters."""

from __future__ import annotations

from typing import Any

from searchapp import __version__
from searchapp.fields import FACETS
from searchapp.web.parameters import PARAMETERS
from searchapp.web.problems import HTTP_CODES, STATUSES

__all__ = ["UNUSED_BY_FACETS", "description"]

Json = dict[str, Any]

UNUSED_BY_FACETS = (
    "cursor", "sort", "facets", "facet_size", "interval", "fields", "highlight",
)  # fmt: skip
"""Parameters of a search that the list of a facet's values does not take."""


def description(root: str = "") -> Json:
    """Return the OpenAPI document. ``root`` is the path that the application is mounted at."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "searchapp",
            "version": __version__,
            "description": "Faceted search over press releases. Within v1 keys are only added; "
            "ignore those you do not know. Cursors are opaque.",
        },
        "servers": [{"url": f"{root}/api"}],
        "paths": _paths(),
        "components": {"schemas": {"Problem": _problem_schema()}},
    }


def _paths() -> Json:
    search = _search_parameters()
    paged = ("page", "per_page")
    facet = [p for p in search if p["name"] not in (*paged, *UNUSED_BY_FACETS)]
    page = [p for p in search if p["name"] in paged]
    one = [_parameter("release_id", "id of a release", {"type": "string"}, place="path")]
    return {
        "/v1/search": _get("Search", search),
        "/search": _get("Search, the unversioned name", search),
        "/v1/facets/{field}": _get(
            "The values of one facet under a search",
            [
                _parameter(
                    "field", "facet", {"type": "string", "enum": list(FACETS)}, place="path"
                ),
                _parameter("contains", "only values that contain this", {"type": "string"}),
                *page,
                *facet,
            ],
        ),
        "/v1/suggest": _get(
            "Completions of what was typed so far",
            [
                _parameter("q", "what was typed", {"type": "string"}),
                _limit(10),
            ],
        ),
        "/v1/releases/{release_id}": _get(
            "One release",
            [
                *one,
                _parameter(
                    "dropped", "1 adds what was removed", {"type": "string", "enum": ["0", "1"]}
                ),
            ],
        ),
        "/v1/releases/{release_id}/related": _get("Releases like one", [*one, _limit(5)]),
        "/v1/stats": _get("What the index holds and what was turned away", []),
        "/v1/openapi.json": _get("This document", []),
    }


def _limit(default: int) -> Json:
    schema = {"type": "integer", "minimum": 1, "maximum": 20, "default": default}
    return _parameter("limit", "how many", schema)


def _search_parameters() -> list[Json]:
    single = [_parameter(row.name, row.help, dict(row.schema)) for row in PARAMETERS.values()]
    return single + [each for name in FACETS for each in _filter_parameters(name)]


def _filter_parameters(name: str) -> list[Json]:
    values: Json = {"type": "array", "items": {"type": "string"}}
    facet = FACETS[name]
    out = [
        _parameter(name, f"{facet.help}; repeat for OR; _missing is no value", values),
        _parameter(f"-{name}", f"not this {facet.label.lower()}", values),
    ]
    if facet.multiple:
        choice = {"type": "string", "enum": ["any", "all"], "default": "any"}
        out.append(_parameter(f"match_{name}", "whether one value is enough", choice))
    return out


def _parameter(name: str, help: str, schema: Json, *, place: str = "query") -> Json:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": help,
        "schema": schema,
    }


def _get(summary: str, parameters: list[Json]) -> Json:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    statuses = sorted({str(status) for status, _ in STATUSES.values()} | {"406", "414"})
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {
                    "description": "The answer",
                    "content": {"application/json": {"schema": {"type": "object"}}},
                },
                "304": {"description": "The client has this answer"},
                **{status: {"description": "A problem", "content": problem} for status in statuses},
            },
        }
    }


def _problem_schema() -> Json:
    text = {"type": "string"}
    fault = {
        "type": "object",
        "properties": {
            "parameter": text,
            "value": text,
            "reason": text,
            "allowed": {"type": "array", "items": text},
        },
    }
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance", "code"],
        "properties": {
            **dict.fromkeys(("type", "title", "detail", "instance", "hint"), text),
            "status": {"type": "integer"},
            "code": {"type": "string", "enum": sorted({*STATUSES, *HTTP_CODES.values()})},
            "errors": {"type": "array", "items": fault},
        },
    }
