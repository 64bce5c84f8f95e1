"""The Atom feed of a search, and search from the address bar of a browser."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from searchapp.model import Release
from searchapp.web import caching, links
from searchapp.web.context import answer_search, parse_leniently, service, settings
from searchapp.web.template_filters import kind_words

__all__ = ["blueprint"]

blueprint = Blueprint("feeds", __name__)

ENTRIES = 50
UNDATED = "1970-01-01T00:00:00Z"
"""Atom demands a time of each entry. One that never changes keeps readers from showing an undated
release as new after each reindex."""


def _updated(release: Release) -> str:
    if release.date is None:
        return UNDATED
    return f"{release.date.value}{'-01-01'[len(release.date.value) - 4 :]}T00:00:00Z"


@blueprint.get("/search.atom")
def atom() -> Any:
    """Answer the newest results of a search as an Atom feed."""
    asked = links.at_page(parse_leniently().request, 1)
    newest = replace(asked, sort="newest", per_page=ENTRIES, facets=(), fields=None)

    def feed() -> Response:
        result = answer_search(newest)
        dates = [_updated(hit.release) for hit in result.hits]
        page = render_template(
            "search.atom.xml",
            asked=asked,
            result=result,
            entries=list(zip(result.hits, dates, strict=True)),
            updated=max(dates, default=UNDATED),
            html=links.address(url_for("pages.search", _external=True), asked),
            here=links.address(url_for("feeds.atom", _external=True), asked),
        )
        return Response(page, mimetype="application/atom+xml")

    return caching.respond(service().info(), feed)


@blueprint.get("/opensearch.xml")
def opensearch() -> Any:
    """Answer what a browser needs to search from its address bar."""
    response = make_response(render_template("opensearch.xml"))
    response.mimetype = "application/opensearchdescription+xml"
    response.headers["Cache-Control"] = caching.API_CACHE
    return response


@blueprint.get("/suggest.json")
def suggestions() -> Any:
    """Answer completions in the form of the OpenSearch suggestions extension: each name once, and
    what it is the name of.
    """
    text = request.args.get("q", "")[: settings().max_query_chars]
    found = service().suggest(text, 10) if text.strip() else ()
    kinds: dict[str, list[str]] = {}
    for each in found:
        kinds.setdefault(each.text, []).append(kind_words(each.field))
    response = jsonify([text, list(kinds), [", ".join(each) for each in kinds.values()]])
    response.mimetype = "application/x-suggestions+json"
    response.headers["Cache-Control"] = caching.API_CACHE
    return response
