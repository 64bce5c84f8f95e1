"""Routes of the HTML pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from searchapp.errors import CursorGone, InvalidParameter
from searchapp.fields import DATE_FIELD, FACETS, TEXT_FIELDS
from searchapp.model import SearchRequest, SearchResult
from searchapp.query.values import split_date
from searchapp.web import caching, links, parameters, view_models
from searchapp.web.context import answer_search, parse_leniently, service
from searchapp.web.date_chart import make_chart
from searchapp.web.exports import CAP
from searchapp.web.problems import HTTP_CODES, HTTP_DETAILS, STATUSES
from searchapp.web.serializers import next_request
from searchapp.web.template_filters import published_words

__all__ = ["blueprint"]

blueprint = Blueprint("pages", __name__)

NEWEST_ON_HOME = 6
VALUES_ON_HOME = 8
VALUES_BESIDE_RESULTS = 8
VALUES_ON_FACET_PAGE = 100
RELATED = 5
EXAMPLES = {
    "source": '"City Hall"', "organization": "WIPO", "person": '"Jane Roe"', "place": "Geneva",
    "language": "French", "year": "2024",
}  # fmt: skip
"""Facet -> a value as one may write it in a query."""
PER_PAGE_CHOICES = (10, 20, 50, 100)


@blueprint.get("/")
def home() -> Any:
    """Answer the first page: the box, what the corpus holds, and the newest releases."""

    def page() -> Response:
        newest = SearchRequest(per_page=NEWEST_ON_HOME, facets=("language", DATE_FIELD))
        result = service().search(newest)
        everything = SearchRequest()
        stats = service().stats()
        return _page(
            "home.html",
            asked=everything,
            result=result,
            stats=stats,
            groups=view_models.facet_groups(everything, stats.facets, VALUES_ON_HOME),
            beside=("source", "language"),
            chart=make_chart(everything, result.histogram),
            main_language=view_models.main_language(result),
        )

    return caching.respond(service().info(), page, caching.PAGE_CACHE)


@blueprint.get("/search")
def search() -> Any:
    """Answer a search. Nothing in the address is an error: what cannot be used is said."""
    parsed = parse_leniently()

    def page() -> Response:
        asked, lost, result = _found(parsed.request)
        notices = (*parsed.notices, *lost)
        response = _page("search.html", **_search_view(asked, result), notices=notices)
        if result.partial:
            response.headers["Cache-Control"] = "no-store"
        return response

    return caching.respond(service().info(), page, caching.PAGE_CACHE)


def _found(asked: SearchRequest) -> tuple[SearchRequest, tuple[str, ...], SearchResult]:
    """Return the request that was answered, what was lost on the way, and the answer."""
    lost: tuple[str, ...] = ()
    try:
        result = answer_search(_for_page(asked))
    except (CursorGone, InvalidParameter):
        asked = links.at_page(asked, 1)
        lost = ("This place in the results is gone: the first page is shown.",)
        result = answer_search(_for_page(asked))
    return replace(asked, filters=result.request.filters), lost, result


def _for_page(asked: SearchRequest) -> SearchRequest:
    """Return what the page asks of the service: its own facets."""
    shown = tuple(name for name, facet in FACETS.items() if facet.on_page)
    chosen = tuple(each.field for each in asked.filters if each.field not in shown)
    size = asked.facet_size if asked.facet_size != 10 else VALUES_BESIDE_RESULTS
    return replace(
        asked,
        facets=(*shown, *chosen, DATE_FIELD),
        facet_size=size,
        fields=None,
    )


def _search_view(asked: SearchRequest, result: SearchResult) -> dict[str, Any]:
    return {
        "asked": asked,
        "result": result,
        "groups": view_models.facet_groups(asked, result.facets),
        "chips": view_models.active_filters(asked, result.facets),
        "chart": make_chart(asked, result.histogram),
        "pages": view_models.pager(asked, result.total, asked.per_page),
        "following": next_request(result, asked),
        "main_language": view_models.main_language(result),
        "per_page_choices": sorted({*PER_PAGE_CHOICES, asked.per_page}),
        "suggested": _suggested(asked, result),
        "dated": _dated(asked),
        "relaxations": view_models.relaxations(asked, _total) if not result.total else [],
    }


def _total(asked: SearchRequest) -> int:
    return service().search(view_models.count_only(asked)).total


def _suggested(asked: SearchRequest, result: SearchResult) -> view_models.Relaxation | None:
    """Return the other spelling with its count, or ``None`` if it would find nothing either."""
    if not result.suggestion:
        return None
    corrected = links.with_query(asked, result.suggestion)
    count = _total(corrected)
    return view_models.Relaxation(result.suggestion, count, corrected) if count else None


def _dated(asked: SearchRequest) -> view_models.Relaxation | None:
    """Return the search with a date in the query taken for the date of publication, if it finds
    anything.
    """
    worded = None if asked.date_from or asked.date_to else split_date(asked.q)
    if not worded:
        return None
    rest, date = worded
    request = links.with_dates(links.with_query(asked, rest), date, date)
    count = _total(request)
    return (
        view_models.Relaxation(f"{rest} {published_words(date)}".lstrip(), count, request)
        if count
        else None
    )


@blueprint.get("/releases/<release_id>")
def release(release_id: str) -> Any:
    """Answer one release: its text, where everything in it came from, and its neighbours."""

    def page() -> Response:
        found = service().release(release_id)
        return _page("release.html", release=found, related=service().related(release_id, RELATED))

    return caching.respond(service().info(), page, caching.PAGE_CACHE)


@blueprint.get("/facets/<any({}):field>".format(",".join(FACETS)))
def facet(field: str) -> Any:
    """Answer all values of one facet under the filters in force."""
    parsed = parse_leniently("page", "contains", "per_page", "cursor")
    contains = request.args.get("contains", "")[:100]

    def page() -> Response:
        asked = replace(links.at_page(parsed.request, 1), facet_sort="count")
        number = _page_number()
        given = "facet_sort" in request.args
        order = parsed.request.facet_sort if given else FACETS[field].order
        result = service().facet_values(
            asked,
            field,
            contains=contains,
            offset=(number - 1) * VALUES_ON_FACET_PAGE,
            size=VALUES_ON_FACET_PAGE,
            order="value" if order == "value" else "count",
        )
        asked = links.with_resolved_values(asked, result)
        last = max(1, -(-result.distinct // VALUES_ON_FACET_PAGE))
        response = _page(
            "facet.html",
            notices=parsed.notices,
            asked=asked,
            group=view_models.facet_group(asked, result),
            chips=view_models.active_filters(asked, (result,)),
            facet=FACETS[field],
            contains=contains,
            order=order,
            number=number,
            last=last,
            partial=result.partial,
        )
        if result.partial:
            response.headers["Cache-Control"] = "no-store"
        return response

    return caching.respond(service().info(), page, caching.PAGE_CACHE)


def _page_number() -> int:
    try:
        return parameters.whole_number(request.args.get("page", "1"), 1, 100_000)
    except ValueError:
        return 1


@blueprint.get("/about")
def about() -> Any:
    """Answer what is indexed, how it is searched, and what was turned away."""

    def page() -> Response:
        return _page(
            "about.html",
            stats=service().stats(),
            text_fields=TEXT_FIELDS,
            facets=FACETS,
            examples=EXAMPLES,
        )

    return caching.respond(service().info(), page, caching.PAGE_CACHE)


def _page(template: str, **values: Any) -> Response:
    return make_response(render_template(template, **values))


@blueprint.app_template_global()
def search_url(asked: SearchRequest, endpoint: str = "pages.search") -> str:
    """Return the address of a request on a page, a feed or an export."""
    return links.address(url_for(endpoint), asked)


@blueprint.app_template_global()
def facet_url(asked: SearchRequest, field: str, **more: str) -> str:
    """Return the address of all values of a facet under a request."""
    return links.address(url_for("pages.facet", field=field), links.at_page(asked, 1), **more)


@blueprint.app_template_global()
def value_url(field: str, value: str) -> str:
    """Return the address of everything with one facet value."""
    return search_url(links.search_for(field, value))


@blueprint.app_context_processor
def _at_hand() -> dict[str, Any]:
    return {
        "links": links,
        "entity_links": view_models.entity_links,
        "empty": SearchRequest(),
        "export_cap": CAP,
        "problem_codes": [
            *((code, title, status) for code, (status, title) in STATUSES.items()),
            *((code, HTTP_DETAILS[status], status) for status, code in HTTP_CODES.items()),
        ],
    }
