"""Exports of results and of single releases: CSV, JSON Lines, text, BibTeX, RIS."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, url_for

from searchapp.model import Hit, Release, SearchRequest, SearchResult
from searchapp.release_record import to_record
from searchapp.search.service import SearchService
from searchapp.web import caching, links, parameters
from searchapp.web.context import parse_leniently, record_result, service
from searchapp.web.template_filters import date_words

__all__ = ["CAP", "bibtex", "blueprint", "escape_formula", "plain_text", "ris"]

blueprint = Blueprint("exports", __name__)

CAP = parameters.MAX_WINDOW
"""Results in one export; the header ``X-Result-Cap`` and the link on the page say so."""

COLUMNS = (
    "id", "title", "date", "date_precision", "date_origin", "source", "source_label", "language",
    "organizations", "people", "places", "url", "original_url",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BIBTEX_SPECIAL = re.compile(r"[\\{}%&#$_~^]")
BIBTEX_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


class _ExportAborted(Exception):
    """The export cannot be completed.

    The stream is aborted, so that a truncated file is not mistaken for a whole one.
    """


def escape_formula(cell: str) -> str:
    """Return the cell, quoted if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _pages(asked: SearchRequest, answers: SearchService) -> Iterator[SearchResult]:
    """Yield the answers that together hold every result up to the cap.

    :raises _ExportAborted: after the first, if there is a new generation, or the time ran out.
    """
    asked = replace(
        links.at_page(asked, 1),
        per_page=parameters.MAX_PER_PAGE,
        facets=(),
        fields=None,
        highlight=False,
    )
    first = answers.search(asked)
    result = first
    while True:
        yield result
        if asked.page * asked.per_page >= min(result.total, CAP) or not result.hits:
            return
        asked = links.at_page(asked, asked.page + 1)
        result = answers.search(asked)
        if result.partial or result.index.generation != first.index.generation:
            raise _ExportAborted(f"at page {asked.page} of {first.pages}")


def _stream(mimetype: str, name: str, head: str, line: Callable[[Hit], str]) -> Response:
    """Return the stream of all results.

    The first page is fetched before anything is sent, so that an error still has a status, and what
    the time did not suffice for is in the header ``X-Partial``; the rest runs outside of the
    request, so ``line`` must not need it.
    """
    pages = _pages(parse_leniently().request, service())
    first = record_result(next(pages))

    def lines() -> Iterator[str]:
        yield head
        for page in chain([first], pages):
            yield from (line(hit) for hit in page.hits)

    response = Response(lines(), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Total-Count"] = str(first.total)
    response.headers["X-Result-Cap"] = str(CAP)
    if first.partial:
        response.headers["X-Partial"] = ", ".join(first.partial)
    response.headers["Cache-Control"] = caching.PAGE_CACHE
    return response


@blueprint.get("/search.csv")
def csv_file() -> Any:
    """Answer every result of a search, up to the cap, as a table."""
    root = url_for("pages.release", release_id="-", _external=True).removesuffix("-")
    head = _csv_line(COLUMNS)
    return _stream("text/csv", "releases.csv", head, lambda hit: _release_line(hit, root))


def _csv_line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(escape_formula(cell) for cell in cells)
    return out.getvalue()


def _release_line(hit: Hit, root: str) -> str:
    release = hit.release
    dated = release.date
    return _csv_line(
        (
            release.id,
            release.title,
            *((dated.value, dated.precision, dated.origin) if dated else ("", "", "")),
            release.source.value,
            release.source.label,
            release.language,
            *(
                "; ".join(entity.name for entity in entities)
                for entities in (release.organizations, release.people, release.places)
            ),
            root + quote(release.id, safe=""),
            release.url or "",
        )
    )


@blueprint.get("/search.jsonl")
def json_lines() -> Any:
    """Answer every result of a search, up to the cap, one record of a release a line."""
    return _stream(
        "application/jsonl",
        "releases.jsonl",
        "",
        lambda hit: json.dumps(to_record(hit.release), ensure_ascii=False) + "\n",
    )


@blueprint.get("/releases/<release_id>.json")
def release_json(release_id: str) -> Any:
    """Answer the record of one release."""
    return _release(release_id, lambda found: jsonify(to_record(found, with_dropped=True)))


@blueprint.get("/releases/<release_id>.txt")
def release_text(release_id: str) -> Any:
    """Answer the clean text of one release."""
    return _release(release_id, lambda found: Response(plain_text(found), mimetype="text/plain"))


@blueprint.get("/releases/<release_id>.bib")
def release_bibtex(release_id: str) -> Any:
    """Answer one release as a BibTeX entry."""
    return _release(
        release_id,
        lambda found: Response(
            bibtex(found, _page_of(found)), mimetype="application/x-bibtex", headers=_named("bib")
        ),
    )


@blueprint.get("/releases/<release_id>.ris")
def release_ris(release_id: str) -> Any:
    """Answer one release as a RIS record."""
    return _release(
        release_id,
        lambda found: Response(
            ris(found, _page_of(found)),
            mimetype="application/x-research-info-systems",
            headers=_named("ris"),
        ),
    )


def _named(suffix: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="release.{suffix}"'}


def _page_of(release: Release) -> str:
    return url_for("pages.release", release_id=release.id, _external=True)


def _release(release_id: str, make: Callable[[Release], Response]) -> Any:
    return caching.respond(service().info(), lambda: make(service().release(release_id)))


def plain_text(release: Release) -> str:
    """Return title, source, date and body with blank lines between, ending in a line end."""
    head = f"{release.source.label}, {date_words(release.date)}"
    return "\n\n".join((release.title, head, *release.body, release.url or "")).rstrip() + "\n"


def bibtex(release: Release, address: str) -> str:
    """Return a BibTeX entry; characters that mean something to TeX are escaped."""

    def clean(text: str) -> str:
        flat = " ".join(text.split())
        return BIBTEX_SPECIAL.sub(lambda m: BIBTEX_ESCAPES.get(m[0], f"\\{m[0]}"), flat)

    rows = {
        "title": f"{{{clean(release.title)}}}",
        "author": f"{{{clean(release.source.label)}}}",
        "howpublished": "Press release",
        "date": release.date.value if release.date else "",
        "year": release.date.value[:4] if release.date else "",
        "url": "".join((release.url or address).split()).replace("{", "%7B").replace("}", "%7D"),
    }
    key = re.sub(r"[^A-Za-z0-9:-]", "-", release.id)
    lines = [f"  {name} = {{{value}}}," for name, value in rows.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"]) + "\n"


def ris(release: Release, address: str) -> str:
    """Return a RIS record; an unknown date is left out."""
    rows = [("TY", "PRESS"), ("TI", release.title), ("AU", release.source.label)]
    if release.date:
        year, month, day = (*release.date.value.split("-"), "", "")[:3]
        rows += [("PY", year), ("DA", f"{year}/{month}/{day}/")]
    rows += [("LA", release.language), ("UR", release.url or address), ("ID", release.id)]
    return "".join(f"{tag}  - {' '.join(text.split())}\r\n" for tag, text in rows) + "ER  - \r\n"
