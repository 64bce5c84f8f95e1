"""Quality of titles and dates of HTML pages: mostly German pages of all kinds.

A title counts if it is the true one but for white space. A date counts as exact if its day is the
true one; one of a month or a year that holds the true day counts as none, another as wrong.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import trafilatura
from trafilatura.metadata import extract_metadata

from searchapp.ingest.dates.decide import publication_date
from searchapp.ingest.html.clean_html import extract_html
from searchapp.ingest.readers.encoding import decode
from tests.quality.measure import Measure

__all__ = ["evaluate", "labelled_pages"]

DATA = "html-metadata"
TITLES_ELSEWHERE = 0.612
DATES_ELSEWHERE = 0.865
WRONG_ELSEWHERE = 0.133
"""trafilatura's titles and htmldate's dates over the full set of 847 pages."""


def labelled_pages(shared: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, markup, true title and true date of each page."""
    folder = shared / "data" / DATA
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name in sorted(truth):
        markup = decode(gzip.decompress((folder / "html" / name).read_bytes()))
        yield name, markup, truth[name]["title"], truth[name]["date"]


def evaluate(shared: Path) -> list[Measure]:
    """Return the rows of the table: titles exact, dates exact, dates wrong."""
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for _, markup, title, date in labelled_pages(shared):
        content = extract_html(markup)
        decided = publication_date(content, "page.html").date
        ours.update(_judged(content.title, decided.value if decided else None, title, date))
        ours["empty"] += not content.paragraphs and _has_prose(markup)
        found = extract_metadata(markup)
        theirs.update(_judged(found.title, found.date, title, date))
    pages = ours["pages"]
    return [
        Measure("title exact", DATA, ours["title"] / pages, _best(theirs, "title"), 0.85),
        Measure("date exact", DATA, ours["exact"] / pages, _best(theirs, "exact"), 0.88),
        Measure("date wrong", DATA, ours["wrong"] / pages, _best(theirs, "wrong"), 0.06, False),
        Measure("pages with prose, empty body", DATA, ours["empty"], None, 0, False),
    ]


def _has_prose(markup: str) -> bool:
    """Whether another extractor finds some text worth the name."""
    return len(trafilatura.extract(markup, fast=True, include_comments=False) or "") >= 250


def _best(counts: Counter[str], name: str) -> float:
    """Return the better of what is published and what was measured on these pages."""
    published = {"title": TITLES_ELSEWHERE, "exact": DATES_ELSEWHERE, "wrong": WRONG_ELSEWHERE}
    better = min if name == "wrong" else max
    return better(published[name], counts[name] / counts["pages"])


def _judged(title: str | None, date: str | None, true_title: str, true_date: str) -> Iterable[str]:
    yield "pages"
    if " ".join((title or "").split()) == " ".join(true_title.split()):
        yield "title"
    if date == true_date:
        yield "exact"
    elif date and not true_date.startswith(date):
        yield "wrong"
