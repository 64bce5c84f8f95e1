"""Are date lines read as they are written in many languages?

Small dumps with a date line, a dateline, labels, an embargo or an event; the day of publication
is the truth, and "unknown" is where the page does not tell it. A page that is turned away counts
as unread, a month that is right counts as neither exact nor wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from searchapp.errors import PageSkipped
from tests.quality.labels import HALVES, Half, Record, dated_pages
from tests.quality.measure import Measure
from tests.quality.reading import date_outcome, read_page, share

__all__ = ["evaluate", "outcome"]

FLOORS = {"fit": (0.0, 1.0), "check": (0.0, 1.0)}
"""Half -> floor of the exact, ceiling of the wrong."""

LANGUAGE_FLOORS: Mapping[str, float] = {}
"""Language -> floor of the exact, both halves together."""


def evaluate(shared: Path) -> list[Measure]:
    """Return the rows of this gate; it needs nothing of the shared data."""
    read = {half: [(page, outcome(page)) for page in dated_pages(half)] for half in HALVES}
    rows = [row for half in HALVES for row in _sums(half, [result for _, result in read[half]])]
    languages: dict[str, list[str]] = defaultdict(list)
    for half in HALVES:
        for page, result in read[half]:
            languages[page.language].append(result)
    return rows + [_language_row(*item) for item in languages.items()]


def outcome(page: Record) -> str:
    """Return what became of a page's date: exact, month, wrong or none."""
    found = read_page("desk/page.txt", page.text)
    day = page.labels["date"]
    release = None if isinstance(found, PageSkipped) or len(found) != 1 else found[0]
    return date_outcome(release, None if day == "null" else day)


def _sums(half: Half, results: Sequence[str]) -> list[Measure]:
    exact, wrong = FLOORS[half]
    data = f"labels, all languages, {half} ({len(results)})"
    return [
        Measure("date exact", data, share(result == "exact" for result in results), None, exact),
        Measure(
            "date wrong", data, share(result == "wrong" for result in results), None, wrong,
            higher_is_better=False,
        ),
    ]  # fmt: skip


def _language_row(language: str, results: Sequence[str]) -> Measure:
    exact = share(result == "exact" for result in results)
    data = f"labels, {language}, fit and check ({len(results)})"
    return Measure("date exact", data, exact, None, LANGUAGE_FLOORS.get(language, 0.0))
