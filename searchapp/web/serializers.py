"""JSON bodies of answers.

Snippets leave as text with the offsets of their marks (code points), never as HTML. Within v1 keys
are only added; the order of the facets in the object is that of display.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from searchapp.calendar_days import KEY_LENGTH
from searchapp.fields import FACETS, facet_label
from searchapp.messages import word
from searchapp.model import (
    MISSING,
    Bucket,
    FacetCount,
    FacetResult,
    Filter,
    Histogram,
    Hit,
    IndexInfo,
    SearchRequest,
    SearchResult,
    Snippet,
)
from searchapp.web import links, parameters
from searchapp.web.parameters import HIT_FIELDS

__all__ = [
    "Address",
    "facet_body",
    "hit_body",
    "index_body",
    "next_request",
    "page_links",
    "search_body",
]

Address = Callable[[str, SearchRequest], str]
"""Endpoint and request to address."""


def search_body(result: SearchResult, asked: SearchRequest, address: Address) -> dict[str, Any]:
    """Return the whole answer to a search."""
    return {
        "query": _query_body(asked, result),
        "total": result.total,
        "total_relation": "at_least" if result.partial else "exact",
        "page": asked.page,
        "per_page": asked.per_page,
        "pages": result.pages,
        "took_ms": round(result.took_ms, 2),
        "partial": list(result.partial),
        "hits": [hit_body(hit, asked, address) for hit in result.hits],
        "facets": {each.field: facet_body(each, asked, address) for each in result.facets},
        "histogram": _histogram_body(result.histogram, asked, address),
        "suggestion": _suggestion_body(result, asked, address),
        "links": page_links(result, asked, address),
        "index": index_body(result.index),
    }


def _query_body(asked: SearchRequest, result: SearchResult) -> dict[str, Any]:
    return {
        "q": asked.q,
        "read_as": result.read_as,
        "warnings": list(map(word, result.warnings)),
        "left_out": list(result.left_out),
        "words": "any" if result.any_word else "all",
        "sort": asked.order,
        "filters": {
            each.field: {"any": list(each.any), "none": list(each.none), "match": each.match}
            for each in asked.filters
        },
        "date_from": asked.date_from,
        "date_to": asked.date_to,
    }


def hit_body(hit: Hit, asked: SearchRequest, address: Address) -> dict[str, Any]:
    """Return one hit with the fields that were asked for."""
    release = hit.release
    wanted = HIT_FIELDS if asked.fields is None else asked.fields
    whole = {
        "url": address(f"release:{release.id}", SearchRequest()),
        "original_url": release.url,
        "title": release.title,
        "title_marks": [list(mark) for mark in hit.title.marks] if asked.highlight else [],
        "date": release.date.value if release.date else None,
        "date_precision": release.date.precision if release.date else None,
        "date_origin": release.date.origin if release.date else None,
        "source": release.source.value,
        "source_label": release.source.label,
        "language": release.language,
        "organizations": [entity.name for entity in release.organizations],
        "people": [entity.name for entity in release.people],
        "places": [entity.name for entity in release.places],
        "score": round(hit.score, 4),
        "snippet": _snippet_body(hit.snippet) if asked.highlight else None,
        "duplicate_of": release.duplicate_of,
        "also": [
            {
                "id": other.id,
                "url": address(f"release:{other.id}", SearchRequest()),
                "title": other.title,
                "source": other.source.value,
                "source_label": other.source.label,
                "date": other.date.value if other.date else None,
            }
            for other in hit.also
        ],
    }
    return {"id": release.id} | {name: whole[name] for name in HIT_FIELDS if name in wanted}


def _snippet_body(snippet: Snippet) -> dict[str, Any]:
    return {"text": snippet.text, "marks": [list(mark) for mark in snippet.marks]}


def facet_body(facet: FacetResult, asked: SearchRequest, address: Address) -> dict[str, Any]:
    """Return the counts of one facet; each value has the address that it toggles to."""
    chosen = asked.filter_of(facet.field)
    *urls, missing_url = links.toggle_addresses(
        address("search", SearchRequest()),
        asked,
        facet.field,
        [*(each.value for each in facet.values), MISSING],
    )
    return {
        "label": facet.label or FACETS[facet.field].label,
        "kind": "terms",
        "match": chosen.match,
        "distinct": facet.distinct,
        "other": facet.other,
        "missing": facet.missing,
        "missing_selected": MISSING in chosen.any,
        "missing_url": missing_url,
        "values": [
            _value_body(each, chosen, url) for each, url in zip(facet.values, urls, strict=True)
        ],
    }


def _value_body(value: FacetCount, chosen: Filter, url: str) -> dict[str, Any]:
    return {
        "value": value.value,
        "label": value.label or facet_label(chosen.field, value.value, {}),
        "count": value.count,
        "selected": value.value in chosen.any,
        "excluded": value.value in chosen.none,
        "url": url,
    }


def _histogram_body(
    histogram: Histogram | None, asked: SearchRequest, address: Address
) -> dict[str, Any] | None:
    if histogram is None:
        return None
    length = KEY_LENGTH[histogram.interval]
    dates = [bucket.start[:length] for bucket in histogram.buckets]
    urls = links.range_addresses(address("search", SearchRequest()), asked, dates)

    return {
        "label": "Date",
        "kind": "histogram",
        "interval": histogram.interval,
        "missing": histogram.missing,
        "coarse": histogram.coarse,
        "outside": histogram.outside,
        "values": [
            _bar_body(bucket, date, url)
            for bucket, date, url in zip(histogram.buckets, dates, urls, strict=True)
        ],
    }


def _bar_body(bucket: Bucket, date: str, url: str) -> dict[str, Any]:
    return {
        "from": bucket.start,
        "to": bucket.end,
        "label": bucket.label or date,
        "count": bucket.count,
        "selected": bucket.selected,
        "url": url,
    }


def _suggestion_body(
    result: SearchResult, asked: SearchRequest, address: Address
) -> dict[str, Any] | None:
    if not result.suggestion:
        return None
    corrected = links.with_query(asked, result.suggestion)
    return {"q": result.suggestion, "url": address("search", corrected)}


def page_links(result: SearchResult, asked: SearchRequest, address: Address) -> dict[str, Any]:
    """Return this answer in its other forms, and its neighbours; ``None`` where there is none."""
    following = next_request(result, asked)
    before = links.at_page(asked, asked.page - 1) if asked.page > 1 and not asked.cursor else None
    return {
        "self": address("search", asked),
        "next": address("search", following) if following else None,
        "prev": address("search", before) if before else None,
        "html": address("html", asked),
        **{form: address(form, links.at_page(asked, 1)) for form in ("atom", "csv", "jsonl")},
    }


def next_request(result: SearchResult, asked: SearchRequest) -> SearchRequest | None:
    """Return the request for the next page: by number as far as numbers reach, then by cursor."""
    if asked.cursor is None and asked.page < result.pages:
        if (asked.page + 1) * asked.per_page <= parameters.MAX_WINDOW:
            return links.at_page(asked, asked.page + 1)
    elif asked.cursor is None:
        return None
    return links.at_cursor(asked, result.next_cursor) if result.next_cursor else None


def index_body(info: IndexInfo) -> dict[str, Any]:
    """Return which generation answered."""
    return {
        "generation": info.generation,
        "documents": info.documents,
        "built_at": info.built_at,
        "languages": list(info.languages),
    }
