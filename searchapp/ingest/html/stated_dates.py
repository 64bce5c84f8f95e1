"""Dates that a page states outside its text, each with how far it can be trusted.

Fields are read first; then the dates that stand visibly beside the headline. What several places
agree on is sure; a date of change alone stays below the confidence that makes a publication date.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from searchapp.ingest.dates import FoundDate, find_dates
from searchapp.ingest.dates.path_dates import file_date
from searchapp.ingest.html.blocks import Block, Page, words_of
from searchapp.ingest.html.furniture import Marks
from searchapp.ingest.types import DeclaredDate
from searchapp.model import DateOrigin

__all__ = ["StatedDate", "declared_dates", "visible_dates"]

_ISO = re.compile(r"\s*((?:19|20)\d\d)(-?)(\d\d)\2(\d\d)(?!\d)")
_COMPACT = re.compile(r"\s*((?:19|20)\d\d)()(\d\d)(\d\d)(?=\d{6}|T|\s|\Z)")
_CLOCK = re.compile(r"T(\d\d):?\d\d\S{0,12}?(?:Z|\+00:?00)\Z")
_DATE_NAME = re.compile(r"date|time|publi|posted|byline|meta|datum|fecha|stamp|issued|info")
_CHANGED = re.compile(
    r"modif|updat|aktualis|actualiz|mis à jour|geändert|aggiornat|обновл|更新|edited", re.IGNORECASE
)
_FOREIGN = frozenset({"menu", "related", "teaser", "comment", "cookie"})
_MAX_LINE = 140
_BEFORE, _AFTER = 6, 24
_PROSE = 200
_EARLY, _LATE = 12, 10
"""UTC hours up to and from which the local day may be the one before, or the one after."""
_MIN_TRUST = 0.5
"""Dates trusted less than this do not add up: they say when a page changed."""


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as a page writes it, with what carried it and how far that can be trusted."""

    text: str
    trust: float
    where: str
    origin: DateOrigin = "metadata"


def declared_dates(stated: Iterable[StatedDate], url: str) -> tuple[DeclaredDate, ...]:
    """Return each date that the page states once, the one with most trust first.

    Places that agree are taken as independent, save those that write it to the letter alike: one
    field of the page's database fills them all. Trust is then 1 minus the product of the doubts.
    """
    read = [(value, each) for each in stated if (value := _iso_of(each.text))]
    seen = {value for value, each in read if each.origin == "text"}
    places: dict[str, list[StatedDate]] = defaultdict(list)
    for value, each in read:
        places[_local_day(value, each.text, seen)].append(each)
    for value, each in _in_address(url):
        places[value].append(each)
    return tuple(sorted(_merge(places), key=lambda date: -date.confidence))


def _merge(places: Mapping[str, Sequence[StatedDate]]) -> Iterator[DeclaredDate]:
    for value, group in places.items():
        ranked = sorted(group, key=lambda each: -each.trust)
        best = {each.where: each for each in reversed(ranked)}
        fields = {(each.origin, each.text): each.trust for each in best.values()}
        trusted = [trust for trust in fields.values() if trust >= _MIN_TRUST]
        confidence = min(0.99, 1 - prod(1 - trust for trust in trusted or [ranked[0].trust]))
        where = ", ".join(dict.fromkeys(each.where for each in ranked))
        yield DeclaredDate(value, ranked[0].origin, round(confidence, 3), where)


def _in_address(url: str) -> Iterator[tuple[str, StatedDate]]:
    """Yield the date in an address."""
    date = file_date(url) if url else None
    if date and not date.ambiguous and not date.short_year:
        trust = 0.9 if date.precision == "day" else 0.45
        yield date.value, StatedDate(date.value, trust, "canonical address", "url")


def _iso_of(text: str) -> str | None:
    text = text[:200]
    if match := _ISO.match(text) or _COMPACT.match(text):
        found = find_dates("-".join(match.group(1, 3, 4)))
    else:
        found = [date for date in find_dates(text) if not date.ambiguous]
    return found[0].value if found else None


def _local_day(value: str, text: str, seen: set[str]) -> str:
    """Return the day that readers saw where a field gives a moment in UTC near midnight."""
    clock = _CLOCK.search(text.strip())
    if value in seen or not clock or len(value) != 10:
        return value
    day, hour = datetime.date.fromisoformat(value), int(clock[1])
    for step, fits in ((-1, hour < _EARLY), (1, hour >= _LATE)):
        near = (day + datetime.timedelta(days=step)).isoformat()
        if fits and near in seen:
            return near
    return value


def visible_dates(
    page: Page, marks: Marks, titles: Sequence[str], *, day_first: bool | None
) -> Iterator[StatedDate]:
    """Yield the dates in short lines near the headline.

    :param titles: what the page declares as its title, to find the headline by.
    :param day_first: how ``3/4/2024`` is meant; ``None`` if not known, then it is passed over.
    """
    anchor = _headline(page, titles)
    if anchor is None:
        return
    found = list(_dates_near(page, marks, anchor, day_first))
    bonus = 0.05 if len({each.text for each in found}) == 1 else 0.0
    yield from (replace(each, trust=round(each.trust + bonus, 3)) for each in found)


def _dates_near(
    page: Page, marks: Marks, anchor: int, day_first: bool | None
) -> Iterator[StatedDate]:
    """Yield the first date of each short line near the headline, less trusted the further off."""
    below = False
    for index in range(max(0, anchor - _BEFORE), min(len(page.blocks), anchor + _AFTER)):
        block = page.blocks[index]
        below |= index > anchor and len(block.text) > _PROSE and block.link_share < 0.5
        if marks.blocks[index] in _FOREIGN:
            continue
        named = any(_DATE_NAME.search(page.nodes[each].names) for each in _near(page, block))
        dates = _dates_of_line(block, named=named, day_first=day_first)
        if dates and not (below and 2 * (dates[0].end - dates[0].start) < len(block.text)):
            distance = index - anchor if index >= anchor else anchor - index + 2
            trust = (0.86 if named else 0.76) - 0.012 * distance - 0.1 * below
            trust -= 0.36 * bool(_CHANGED.search(block.text[: dates[0].start]))
            first = min(date.value for date in dates)
            yield StatedDate(first, trust, "line beside the headline", "text")


def _near(page: Page, block: Block) -> Iterator[int]:
    """Yield the element of a block and the one around it."""
    index = block.node
    for _ in range(2):
        if index < 0 or page.nodes[index].tag in ("body", "html", "article", "main"):
            return
        yield index
        index = page.nodes[index].parent


def _dates_of_line(block: Block, *, named: bool, day_first: bool | None) -> list[FoundDate]:
    if len(block.text) > _MAX_LINE or not any(each.isdigit() for each in block.text):
        return []
    found = (
        _settle(date, block.text, day_first) for date in find_dates(block.text, day_first=day_first)
    )
    return [
        date
        for date in found
        if date.precision == "day" and not date.ambiguous and (named or not date.short_year)
    ]


def _settle(date: FoundDate, text: str, day_first: bool | None) -> FoundDate:
    """Return the date as sure if it is: points stand between day, month and year in that order."""
    told = day_first is not None or "." in text[date.start : date.end]
    return replace(date, ambiguous=False) if told else date


def _headline(page: Page, titles: Sequence[str]) -> int | None:
    """Return the block of the first heading that a declared title contains, else of the first h1.

    Without either it is the first block of prose.
    """
    declared = [f" {' '.join(words_of(title))} " for title in titles]
    first = prose = None
    for index, block in enumerate(page.blocks):
        if prose is None and len(block.text) > _PROSE and block.link_share < 0.3:
            prose = index
        if not block.is_heading:
            continue
        words = " ".join(words_of(block.text))
        if any(f" {words} " in title and len(words) > 0.4 * len(title) for title in declared):
            return index
        if first is None and block.tag == "h1":
            first = index
    return prose if first is None else first
