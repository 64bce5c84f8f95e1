"""Quality of the main text of HTML pages: news pages with the body marked by people.

The score is that of the data: tokens ``\\w+``, multisets of runs of four; for each page the shares
of true and false positives and of false negatives; precision and recall are means over pages, F1 is
theirs.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import trafilatura

from searchapp.ingest.html.clean_html import extract_html
from tests.quality.measure import Measure

__all__ = ["evaluate", "f1_of_bodies", "pages_and_bodies"]

DATA = "article-extraction"
BEST_PUBLISHED = 0.970
"""rs_trafilatura and AutoExtract over the full set of 181 pages, of which half is at hand."""
FLOOR = 0.970
_TOKEN = re.compile(r"\w+")
_RUN = 4


def evaluate(shared: Path) -> list[Measure]:
    """Return the rows of the table: F1 of the body, and pages with prose but an empty body."""
    markups, bodies = pages_and_bodies(shared)
    ours = {page: "\n".join(extract_html(text).paragraphs) for page, text in markups.items()}
    theirs = {
        page: trafilatura.extract(text, favor_precision=True, include_comments=False) or ""
        for page, text in markups.items()
    }
    empty = sum(1 for page, body in bodies.items() if body.strip() and not ours[page].strip())
    return [
        Measure(
            "main text F1",
            DATA,
            f1_of_bodies(bodies, ours),
            max(BEST_PUBLISHED, f1_of_bodies(bodies, theirs)),
            FLOOR,
        ),
        Measure("pages with prose, empty body", DATA, empty, None, 0, higher_is_better=False),
    ]


def pages_and_bodies(shared: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the markup and the true body of each page of the set."""
    folder = shared / "data" / DATA
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    markups = {
        page: gzip.decompress((folder / "html" / f"{page}.html.gz").read_bytes()).decode(
            "utf-8", "replace"
        )
        for page in sorted(truth)
    }
    return markups, {page: truth[page]["articleBody"] for page in sorted(truth)}


def f1_of_bodies(truth: Mapping[str, str], found: Mapping[str, str]) -> float:
    """Return the harmonic mean of mean precision and mean recall."""
    precisions, recalls = zip(
        *(_precision_recall(body, found.get(page, "")) for page, body in truth.items()), strict=True
    )
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _precision_recall(truth: str, found: str) -> tuple[float, float]:
    expected, given = _runs(truth), _runs(found)
    shared = (expected & given).total()
    if not expected and not given:
        return 1.0, 1.0
    return shared / max(1, given.total()), shared / max(1, expected.total())


def _runs(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    size = min(_RUN, len(tokens))
    return Counter(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1) if size)
