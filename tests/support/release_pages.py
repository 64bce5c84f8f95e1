"""Pages of one release each, and what a reader finds of them."""

from __future__ import annotations

import json
from pathlib import Path

from searchapp.model import SearchRequest
from searchapp.search.service import SearchService
from searchapp.settings import Settings

__all__ = ["TOPICS", "body", "contents", "write_page", "write_record"]

TOPICS = ("harbour dredging", "water quality", "night trains", "museum loans", "food safety")


def body(topic: str, number: int) -> str:
    """Return prose long enough to be a release."""
    return (
        f"The authority announced today that its programme on {topic} enters phase {number}. "
        f"Officials said that {number + 3} regions had agreed to take part in the work, which is "
        "meant to begin before the summer and to last for two years.\n\n"
        f"“We are glad that so many partners have joined the effort on {topic},” said the director "
        "of the programme, who thanked the regions for their support and patience."
    )


def write_page(corpus: Path, name: str, topic: str, number: int) -> None:
    """Write one release as a JSON record."""
    path = corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {
        "title": f"Programme on {topic} enters phase {number}",
        "date": f"20{10 + number % 15}-0{1 + number % 9}-1{number % 10}",
        "body": body(topic, number),
    }
    path.write_text(json.dumps(record), encoding="utf-8")


def write_record(corpus: Path, name: str, title: str, *paragraphs: str) -> None:
    """Write one release without a date as a JSON record."""
    path = corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"title": title, "body": list(paragraphs)}), encoding="utf-8")


def contents(settings: Settings) -> list[tuple[str, str, str]]:
    """Return id, title and path of everything that a reader finds, in the order of the results."""
    service = SearchService(settings)
    result = service.search(SearchRequest(per_page=100, sort="newest"))
    assert result.total == len(result.hits)
    service.close()
    return [(hit.release.id, hit.release.title, hit.release.path) for hit in result.hits]
