"""A corpus that changes, and what an index over it must answer."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field, replace
from pathlib import Path

from searchapp.engine.store import generations
from searchapp.indexing import lifecycle
from searchapp.model import SearchRequest
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.support.waiting import PATIENCE_SECONDS

__all__ = ["ChangingCorpus", "State", "check_sound", "leftovers", "releases_of", "state_of"]

TOPICS = "harbour dredging|water quality|night trains|museum loans|food safety|sea walls".split("|")
SOURCES = "north south east".split()

State = dict[str, str]
"""Path -> title, of everything that is found."""


@dataclass
class ChangingCorpus:
    """A folder of pages; ``titles`` is what an index in line with it must hold."""

    folder: Path
    titles: State = field(default_factory=dict)
    edition: int = 0

    def fill(self, pages: int) -> None:
        """Write so many pages."""
        for number in range(pages):
            self.put(f"{SOURCES[number % 3]}/{number:04}.json")

    def put(self, path: str) -> None:
        """Write a page, new or changed."""
        self.edition += 1
        topic = TOPICS[self.edition % len(TOPICS)]
        title = f"Programme on {topic} enters phase {self.edition}"
        body = (
            f"The authority announced today that its programme on {topic} enters phase "
            f"{self.edition}. Officials said that the regions had agreed to take part in the work, "
            "which is meant to begin before the summer and to last for two years.\n\n"
            f"“We are glad that so many partners have joined the effort on {topic},” said the "
            "director of the programme, who thanked them for their support and patience."
        )
        day = f"20{10 + self.edition % 15}-0{1 + self.edition % 9}-1{self.edition % 10}"
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"title": title, "date": day, "body": body}), encoding="utf-8")
        self.titles[path] = title

    def change(self, chance: random.Random, pages: int) -> None:
        """Add, change and remove so many pages in all.

        Fewer are lost than would keep the next generation from being published.
        """
        fewest = max(5, int(len(self.titles) * 0.92) + 1)
        for _ in range(pages):
            known = sorted(self.titles)
            what = chance.random()
            if what < 0.32 and len(known) > fewest:
                path = chance.choice(known)
                (self.folder / path).unlink()
                del self.titles[path]
            elif what < 0.66:
                self.put(chance.choice(known))
            else:
                self.put(f"{chance.choice(SOURCES)}/{self.edition + 1:04}.json")


def state_of(settings: Settings) -> State:
    """Return what a reader finds in a corpus of one release a page, see :func:`releases_of`."""
    found = releases_of(settings)
    titles = {path: title for _, path, title in found}
    assert len(titles) == len(found)
    return titles


def releases_of(settings: Settings) -> set[tuple[str, str, str]]:
    """Return id, path and title of all that a reader finds; the answers agree with each other."""
    service = SearchService(replace(settings, query_budget_ms=PATIENCE_SECONDS * 1_000))
    try:
        found: set[tuple[str, str, str]] = set()
        page, total = 1, 1
        while len(found) < total and page < 1_000:
            request = SearchRequest(page=page, per_page=100, sort="newest", facet_size=100)
            result = service.search(request)
            found |= {(hit.release.id, hit.release.path, hit.release.title) for hit in result.hits}
            total, page = result.total, page + 1
        assert len(found) == total == result.index.documents
        (sources,) = (each for each in result.facets if each.field == "source")
        assert sum(value.count for value in sources.values) + sources.missing == total
        return found
    finally:
        service.close()


def check_sound(settings: Settings) -> None:
    """Fail unless the live generation passes every check."""
    name, faults = lifecycle.verify(settings)
    assert faults == [], f"{name}: {faults}"


def leftovers(settings: Settings) -> list[str]:
    """Return what is in the index folder and should not be after a reindex that went well.

    One generation more than wanted may be there: it goes when the next one is published.
    """
    folder = settings.index / "generations"
    known = set(generations.generations(settings.index))
    # There is no such folder before the first build has begun.
    there = folder.iterdir() if folder.exists() else ()
    found = [each.name for each in there if each.name not in known]
    if len(known) > settings.keep_generations + 1:
        found.append(f"{len(known)} generations")
    found += [each.name for each in settings.index.iterdir() if "new" in each.name]
    return found + [each.name for each in settings.index.rglob("*.tmp")]
