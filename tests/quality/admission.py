"""Admission: releases that are kept whatever stands around them, other pages turned away.

The pages are those of :mod:`tests.quality.labels`, each read alone, as a source of one page is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from searchapp.errors import PageSkipped
from searchapp.model import Release
from tests.quality.labels import HALVES, Half, Record, records
from tests.quality.labels.compose import ComposedPage, composed_pages
from tests.quality.measure import Measure
from tests.quality.reading import date_outcome, read_page, same_title, share

__all__ = ["evaluate"]

SUFFIXES = {"dump": "txt", "html": "html", "xml": "xml"}

RELEASE_FLOORS = {
    "fit": {"kept": 0.98, "title": 0.98, "date": 0.85, "first and last sentence": 0.98},
    "check": {"kept": 0.97, "title": 0.83, "date": 0.94, "first and last sentence": 0.92},
}
OTHER_FLOORS = {
    "fit": {"any reason": 0.98, "right reason": 0.98},
    "check": {"any reason": 0.83, "right reason": 0.76},
}


def evaluate(shared: Path) -> list[Measure]:
    """Return the rows of this gate; it needs nothing of the shared data."""
    return [row for half in HALVES for row in (*_release_rows(half), *_other_rows(half))]


def _release_rows(half: Half) -> list[Measure]:
    pages = list(composed_pages(half))
    judged = [judge(page) for page in pages]
    return [
        Measure(
            f"releases among widgets, {name}",
            f"labels, {half} ({len(pages)})",
            share(verdict[name] for verdict in judged),
            None,
            floor,
        )
        for name, floor in RELEASE_FLOORS[half].items()
    ]


def judge(page: ComposedPage) -> dict[str, bool]:
    """Return what is right about a page that holds one release."""
    found = read_page(page.path, page.text)
    if isinstance(found, PageSkipped) or len(found) != 1:
        return dict.fromkeys(RELEASE_FLOORS["fit"], False)
    release = found[0]
    return {
        "kept": True,
        "title": same_title(release.title, page.title),
        "date": date_outcome(release, page.date) == "exact",
        "first and last sentence": _is_whole(release, page),
    }


def _is_whole(release: Release, page: ComposedPage) -> bool:
    body = " ".join(" ".join(release.body).split())
    return page.first in body and page.last in body


def _other_rows(half: Half) -> list[Measure]:
    pages = records("others", half)
    reasons = [reason_of(page) for page in pages]
    figures = {
        "any reason": share(reason is not None for reason in reasons),
        "right reason": share(map(is_right, pages, reasons)),
    }
    return [
        Measure(
            f"no releases turned away, {name}",
            f"labels, {half} ({len(pages)})",
            figures[name],
            None,
            floor,
        )
        for name, floor in OTHER_FLOORS[half].items()
    ]


def reason_of(page: Record) -> str | None:
    """Return the code with which a page is turned away, ``None`` if it is not."""
    found = read_page(f"desk/{page.id}.{SUFFIXES[page.labels['format']]}", page.text)
    return found.code if isinstance(found, PageSkipped) else None


def is_right(page: Record, reason: str | None) -> bool:
    """The reason is one of those that the label allows."""
    allowed: Sequence[str] = page.labels["reason"].split()
    return reason is not None and (allowed == ["any"] or reason in allowed)
