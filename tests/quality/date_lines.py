"""Quality of date lines, as they are written in many languages.

Small dumps with a date line, a dateline, labels, an embargo or an event; the day of publication
is the truth, and "unknown" is where the page does not tell it. A page that is turned away counts
as unread, a month that is right counts as neither exact nor wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from searchapp.errors import PageSkipped
from tests.quality.labels import HALVES, Record, dated_pages
from tests.quality.measure import Measure
from tests.quality.reading import date_outcome, read_page, share

__all__ = ["evaluate", "outcome"]

FLOORS = {"fit": (0.67, 0.04), "check": (0.56, 0.05)}
"""Half -> floor of the exact, ceiling of the wrong."""

LANGUAGE_FLOORS: Mapping[str, tuple[float, float]] = {
    "en": (0.61, 0.24),
    "fr": (0.5, 0.0),
    "es": (0.85, 0.0),
    "de": (0.5, 0.0),
    "pt": (0.83, 0.0),
    "it": (0.66, 0.0),
    "nl": (0.5, 0.0),
    "pl": (0.66, 0.0),
    "ru": (0.5, 0.0),
    "uk": (0.83, 0.0),
    "zh": (0.62, 0.0),
    "ja": (0.37, 0.0),
    "ko": (0.66, 0.0),
    "ar": (0.55, 0.12),
    "el": (0.5, 0.17),
    "vi": (0.5, 0.0),
    "tr": (0.83, 0.0),
    "hi": (1.0, 0.0),
    "fa": (0.0, 0.0),
}
"""Language -> floor of the exact, ceiling of the wrong, both halves together."""


def evaluate(shared: Path) -> list[Measure]:
    """Return the rows of this gate; it needs nothing of the shared data."""
    languages: dict[str, list[str]] = defaultdict(list)
    rows = []
    for half in HALVES:
        results = [(page.language, outcome(page)) for page in dated_pages(half)]
        rows += _rows(f"all languages, {half}", [result for _, result in results], FLOORS[half])
        for language, result in results:
            languages[language].append(result)
    for language, found in languages.items():
        rows += _rows(f"{language}, fit and check", found, LANGUAGE_FLOORS[language])
    return rows


def outcome(page: Record) -> str:
    """Return what became of a page's date: exact, month, wrong or none."""
    found = read_page("desk/page.txt", page.text)
    day = page.labels["date"]
    release = None if isinstance(found, PageSkipped) or len(found) != 1 else found[0]
    return date_outcome(release, None if day == "null" else day)


def _rows(data: str, results: Sequence[str], floors: tuple[float, float]) -> list[Measure]:
    data = f"labels, {data} ({len(results)})"
    exact, wrong = (share(result == name for result in results) for name in ("exact", "wrong"))
    return [
        Measure("date exact", data, exact, None, floors[0]),
        Measure("date wrong", data, wrong, None, floors[1], higher_is_better=False),
    ]
