"""Addresses that browsers and crawlers ask for by themselves."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, url_for

from searchapp.web import caching

__all__ = ["blueprint"]

blueprint = Blueprint("well_known", __name__)


@blueprint.get("/favicon.ico")
def favicon() -> Any:
    """Answer the icon, to those who do not read in the page where it is."""
    with current_app.open_resource("static/icon.svg") as file:
        response = Response(file.read(), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = caching.API_CACHE
    return response


@blueprint.get("/robots.txt")
def robots() -> Any:
    """Answer that releases may be crawled, and searches may not.

    Each filter leads to a page with more filters: there is no end of them, and nothing in them
    that is not on the page of a release.
    """
    searches = url_for("pages.search")
    closed = (searches, f"{searches.removesuffix('search')}facets/", url_for("api.nothing_here"))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    response = Response("\n".join(lines) + "\n", mimetype="text/plain")
    response.headers["Cache-Control"] = caching.API_CACHE
    return response
