"""Which dates does a page state outside its text, and how far can each be trusted?

Fields are read first; then the dates that stand visibly beside the headline. What several places
agree on is sure; a date of change alone stays below the confidence that makes a publication date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod

from searchapp.ingest.content import DeclaredDate
from searchapp.ingest.dates import FoundDate, find_dates
from searchapp.ingest.dates.paths import file_date
from searchapp.ingest.html_blocks import Block, Page, words_of
from searchapp.model import DateOrigin

__all__ = ["Stated", "declared_dates", "visible_dates"]

_ISO = re.compile(r"\s*((?:19|20)\d\d)-?(\d\d)-?(\d\d)(?!\d)")
_COMPACT = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{6}|T|\s|\Z)")
_DATE_NAME = re.compile(r"date|time|publi|posted|byline|meta|datum|fecha|datetime|stamp|issued")
_CHANGED = re.compile(
    r"modif|updat|aktualis|actualiz|mis à jour|geändert|aggiornat|обновл|更新", re.I
)
_MAX_LINE = 140
_BEFORE, _AFTER = 6, 14


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as a page writes it, with what carried it and how far that can be trusted."""

    text: str
    trust: float
    where: str


def declared_dates(stated: Iterable[Stated], url: str) -> tuple[DeclaredDate, ...]:
    """Return the dates that can be read, that on which most trust comes together first."""
    found: list[DeclaredDate] = []
    for each in stated:
        if value := _iso_of(each.text):
            found.append(DeclaredDate(value, "metadata", each.trust, each.where))
    if url and (in_path := file_date(url)) and not in_path.ambiguous:
        origin: DateOrigin = "url"
        trust = 0.9 if in_path.precision == "day" else 0.45
        found.append(DeclaredDate(in_path.value, origin, trust, "canonical address"))
    return tuple(sorted(found, key=lambda date: (-_belief(date.value, found), -date.confidence)))


def _belief(value: str, dates: Iterable[DeclaredDate]) -> float:
    """Return how far all places that state a day support it, each taken as independent."""
    return 1 - prod(1 - date.confidence for date in dates if date.value == value)


def _iso_of(text: str) -> str | None:
    text = text[:200]
    if match := _ISO.match(text) or _COMPACT.match(text):
        found = find_dates("-".join(match.groups()))
    else:
        found = [date for date in find_dates(text) if not date.ambiguous]
    return found[0].value if found else None


def visible_dates(page: Page, titles: Sequence[str]) -> Iterator[Stated]:
    """Yield the dates in short lines near the headline.

    :param titles: what the page declares as its title, to find the headline by.
    """
    headline = _headline(page, titles)
    if headline is None:
        return
    first, last = max(0, headline - _BEFORE), min(len(page.blocks), headline + _AFTER + 1)
    for index in range(first, last):
        block = page.blocks[index]
        dates = _dates_of_line(block)
        if not dates:
            continue
        named = any(_DATE_NAME.search(page.nodes[n].names) for n in _near(page, block))
        distance = abs(index - headline) - (index < headline) * -3
        trust = (0.8 if named else 0.7) - 0.02 * distance
        trust -= 0.3 * bool(_CHANGED.search(block.text[: dates[0].start]))
        yield Stated(dates[0].value, trust, "line beside the headline")


def _near(page: Page, block: Block) -> Iterator[int]:
    index = block.node
    for _ in range(2):
        if index < 0 or page.nodes[index].tag in ("body", "html", "article", "main"):
            return
        yield index
        index = page.nodes[index].parent


def _dates_of_line(block: Block) -> list[FoundDate]:
    if len(block.text) > _MAX_LINE or not any(each.isdigit() for each in block.text):
        return []
    return [
        date for date in find_dates(block.text) if date.precision == "day" and not date.short_year
    ]


def _headline(page: Page, titles: Sequence[str]) -> int | None:
    """Return the index of the first heading that a declared title contains, else the first h1."""
    declared = [" ".join(words_of(title)) for title in titles]
    fallback = None
    for index, block in enumerate(page.blocks):
        if not block.is_heading:
            continue
        words = " ".join(words_of(block.text))
        if words and any(words in title for title in declared):
            return index
        if fallback is None and block.tag == "h1":
            fallback = index
    return fallback
