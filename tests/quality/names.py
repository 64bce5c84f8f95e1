"""Quality of entities in releases of many languages.

The releases of :mod:`tests.quality.labels`, read as dumps, scored as in
:mod:`tests.quality.entities`: one canonical name an entity, a second form is an error, optional
ones do not count. What is missed on a page that is turned away counts as missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from searchapp.errors import PageSkipped
from searchapp.ingest.entities import Entities
from tests.quality.entities import Labelled, Score, compare, read_labels, scores
from tests.quality.labels import FOLDER, HALVES
from tests.quality.measure import Measure
from tests.quality.reading import read_page

__all__ = ["evaluate", "score_pages"]

FLOORS: Mapping[str, Mapping[str, float]] = {
    "English, fit": {"all": 0.66, "person": 0.6, "organization": 0.54, "place": 0.87},
    "other languages, fit": {"all": 0.66, "person": 0.85, "organization": 0.48, "place": 0.77},
    "English, check": {"all": 0.79, "person": 0.72, "organization": 0.68, "place": 0.95},
    "other languages, check": {"all": 0.58, "person": 0.82, "organization": 0.27, "place": 0.79},
}
LANGUAGE_FLOORS: Mapping[str, float] = {
    "fr": 0.55,
    "es": 0.77,
    "de": 0.65,
    "pt": 0.75,
    "it": 0.47,
    "ru": 0.56,
    "zh": 0.48,
    "ar": 0.53,
}


def evaluate(shared: Path) -> list[Measure]:
    """Return the rows of this gate; it needs nothing of the shared data."""
    rows = []
    languages: dict[str, list[Labelled]] = {}
    for half in HALVES:
        releases = read_labels(FOLDER / half / "entities.jsonl")
        english = [release for release in releases if _language(release) == "en"]
        others = [release for release in releases if _language(release) != "en"]
        rows += _rows(f"English, {half}", english) + _rows(f"other languages, {half}", others)
        for release in others:
            languages.setdefault(_language(release), []).append(release)
    return rows + [_language_row(*item) for item in languages.items()]


def _language(release: Labelled) -> str:
    return release.name.partition("-")[0]


def _rows(data: str, releases: list[Labelled]) -> list[Measure]:
    return [
        Measure(
            f"entities F1, {kind}",
            f"labels, {data} ({len(releases)})",
            result.f1,
            None,
            FLOORS[data][kind],
        )
        for kind, result in score_pages(releases).items()
    ]


def _language_row(language: str, releases: list[Labelled]) -> Measure:
    data = f"labels, {language}, fit and check ({len(releases)})"
    result = score_pages(releases)["all"].f1
    return Measure("entities F1, all", data, result, None, LANGUAGE_FLOORS[language])


def score_pages(releases: Iterable[Labelled]) -> dict[str, Score]:
    """Return the score by kind, and of ``all`` kinds together, of releases read as pages."""
    counts: Counter[tuple[str, str]] = Counter()
    for release in releases:
        found = read_page("desk/page.txt", release.text)
        counts += compare(release, Entities() if isinstance(found, PageSkipped) else found[0])
    return scores(counts)
