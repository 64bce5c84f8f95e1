"""How many people, organizations and places are found in releases of many languages?

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
from tests.quality.entities import Labelled, Score, compare, labelled, scores
from tests.quality.labels import FOLDER, HALVES
from tests.quality.measure import Measure
from tests.quality.reading import read_page

__all__ = ["evaluate", "score_pages"]

FLOORS: Mapping[str, Mapping[str, float]] = {}
LANGUAGE_FLOORS: Mapping[str, float] = {}


def evaluate(shared: Path) -> list[Measure]:
    """Return the rows of this gate; it needs nothing of the shared data."""
    rows = []
    languages: dict[str, list[Labelled]] = {}
    for half in HALVES:
        releases = labelled(FOLDER / half / "entities.jsonl")
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
            FLOORS.get(data, {}).get(kind, 0),
        )
        for kind, result in score_pages(releases).items()
    ]


def _language_row(language: str, releases: list[Labelled]) -> Measure:
    data = f"labels, {language}, fit and check ({len(releases)})"
    result = score_pages(releases)["all"].f1
    return Measure("entities F1, all", data, result, None, LANGUAGE_FLOORS.get(language, 0))


def score_pages(releases: Iterable[Labelled]) -> dict[str, Score]:
    """Return the score by kind, and of ``all`` kinds together, of releases read as pages."""
    counts: Counter[tuple[str, str]] = Counter()
    for release in releases:
        found = read_page("desk/page.txt", release.text)
        counts += compare(release, Entities() if isinstance(found, PageSkipped) else found[0])
    return scores(counts)
