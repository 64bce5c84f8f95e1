"""The release in a page dump: title, paragraphs, parts, date lines and what was dropped.

The steps, in this order: lines are cut and measured; parts (dates, contacts, captions, marks) are
recognised; what the source repeats is marked; the line model decides on the rest, with rules for
what it cannot know; the headline is chosen; what is kept becomes paragraphs. Every line ends up in
the title, the paragraphs, the parts, the date lines or among the dropped, with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from searchapp.ingest.dumps.keep_rules import apply_rules
from searchapp.ingest.dumps.line_classifier import features, scores, smooth
from searchapp.ingest.dumps.page_lines import Page, read_page
from searchapp.ingest.dumps.site_profile import SourceProfile
from searchapp.ingest.dumps.title_line import (
    TitleChoice,
    choose_title,
    first_words,
    strip_start_mark,
)
from searchapp.ingest.text.line_roles import JUNK_ROLES
from searchapp.ingest.text.lines import Line, join_text
from searchapp.ingest.text.opening_place import dateline
from searchapp.ingest.text.parts import PART_OF_ROLE
from searchapp.ingest.types import Content
from searchapp.model import Dropped

__all__ = ["clean_dump"]

_REPEATED_ODDS = -6.0
"""Log odds of a line that the source repeats: the line model hardly ever goes so low."""
_MAX_PART_DISTANCE = 25
"""Lines beyond the text at which a contact, caption or number is still of this release."""
_MAX_ABOVE_HEADLINE = 3
"""Lines above the headline at which a date still belongs to it."""


def clean_dump(text: str, profile: SourceProfile | None = None, *, name: str = "") -> Content:
    """Return the release that a page dump holds. Never raises; time is linear in the text.

    :param text: the page as text.
    :param profile: what its source repeats, if that is known.
    :param name: the file name: its words help to find the headline.
    """
    page = read_page(text, profile)
    odds = [
        _REPEATED_ODDS if gone else odd
        for odd, gone in zip(scores(features(page)), page.repeated, strict=True)
    ]
    keep = apply_rules(page, odds, smooth(odds))
    first = _first_paragraph(page, keep)
    alone = not any(keep[first + 1 :])
    title = choose_title(page, first, name, body=_content_words(page, keep), last=alone)
    return _assemble(page, keep, odds, title, first)


def _first_paragraph(page: Page, keep: Sequence[bool]) -> int:
    """Return where the text sets in: the first paragraph of prose, else the first line kept."""
    kept = [index for index, keeps in enumerate(keep) if keeps]
    prose = [index for index in kept if page.prose[index]]
    whole = [index for index in prose if page.bare or page.lines[index].ends]
    return (whole or prose or kept or [len(page.lines)])[0]


def _content_words(page: Page, keep: Sequence[bool]) -> frozenset[str]:
    kept = (line for line, keeps in zip(page.lines, keep, strict=True) if keeps)
    return frozenset().union(*(line.lowered for line in kept))


@dataclass(frozen=True, slots=True)
class _Extent:
    """Where a release stands on its page.

    :param chosen: the lines of the headline.
    :param headline: its text without the start mark before it; ``""`` if there is none.
    :param first: the first paragraph.
    :param last: the last line kept, -1 if none is.
    :param related: where the teasers below the text begin, behind all lines if there are none.
    """

    chosen: frozenset[int]
    headline: str
    first: int
    last: int
    related: int

    def has_page_date(self, index: int) -> bool:
        """Return whether a date line is the release's own, not that of a teaser."""
        if index < self.first:
            return index >= min(self.chosen, default=self.first) - _MAX_ABOVE_HEADLINE
        return self.last < index <= self.related

    def is_near(self, index: int) -> bool:
        """Return whether a line may be a part of the release."""
        return self.first - _MAX_PART_DISTANCE <= index <= self.last + _MAX_PART_DISTANCE


def _extent_of(page: Page, keep: Sequence[bool], title: TitleChoice | None, first: int) -> _Extent:
    chosen = frozenset(title.indices if title else ())
    last = max((index for index, kept in enumerate(keep) if kept), default=-1)
    below = (at for at in range(last + 1, len(page.roles)) if page.roles[at] == "related")
    return _Extent(
        chosen=chosen,
        headline=" ".join(strip_start_mark(page.lines[index].text) for index in sorted(chosen)),
        first=next((at for at in range(first, len(keep)) if keep[at] and at not in chosen), first),
        last=last,
        related=next(below, len(page.roles)),
    )


def _destinations(page: Page, keep: Sequence[bool], extent: _Extent) -> list[str]:
    """Return for each line ``title``, ``body``, ``date``, ``part`` or ``dropped``."""
    start = min(extent.chosen, default=0)
    out = []
    for index, (line, role) in enumerate(zip(page.lines, page.roles, strict=True)):
        is_text = keep[index] and (page.prose[index] or index >= start)
        if index in extent.chosen:
            out.append("title")
        elif is_text and not (extent.headline and line.text == extent.headline):
            out.append("body")
        elif role == "date" and extent.has_page_date(index):
            out.append("date")
        elif role in PART_OF_ROLE and extent.is_near(index):
            out.append("part")
        else:
            out.append("dropped")
    return out


def _assemble(
    page: Page, keep: Sequence[bool], odds: Sequence[float], title: TitleChoice | None, first: int
) -> Content:
    extent = _extent_of(page, keep, title, first)
    destinations = _destinations(page, keep, extent)
    lines = list(zip(destinations, page.lines, strict=True))
    paragraphs = _paragraphs([line for where, line in lines if where == "body"])
    headline, where = extent.headline, "headline"
    if not headline and paragraphs:
        headline, where = first_words(paragraphs[0]), "first words"
    return Content(
        title=headline,
        title_where=where if headline else "",
        flags=() if where == "headline" else ("no-headline",),
        paragraphs=tuple(paragraphs),
        parts=_parts(page, destinations, paragraphs),
        date_lines=tuple(
            (line.text, "head" if index < extent.first else "tail")
            for index, (where, line) in enumerate(lines)
            if where == "date"
        ),
        dropped=tuple(_dropped(page, destinations, extent)),
        confidence=_confidence(odds, keep),
    )


def _parts(
    page: Page, destinations: Sequence[str], paragraphs: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return the parts; the dateline is one and stays in the first paragraph too."""
    found: dict[str, list[str]] = {}
    for where, line, role in zip(destinations, page.lines, page.roles, strict=True):
        if where == "part":
            found.setdefault(PART_OF_ROLE[role], []).append(line.text)
    place = dateline(paragraphs[0]) if paragraphs else None
    if place:
        found["dateline"] = [place]
    return {name: tuple(texts) for name, texts in found.items()}


def _dropped(page: Page, destinations: Sequence[str], extent: _Extent) -> Iterator[Dropped]:
    """Yield what is in neither title, body, parts nor date lines: start marks and dropped lines."""
    for index, (where, line) in enumerate(zip(destinations, page.lines, strict=True)):
        if where == "dropped":
            yield Dropped(line.text, _reason(page, index, extent))
        elif where == "title":
            mark = line.text[: len(line.text) - len(strip_start_mark(line.text))].strip()
            if mark:
                yield Dropped(mark, "mark")


def _reason(page: Page, index: int, extent: _Extent) -> str:
    role = page.roles[index]
    if role in JUNK_ROLES or role == "mark":
        return role
    if role == "start-mark":
        return "mark"
    if page.repeated[index]:
        return "repeated"
    if extent.headline and extent.headline in page.lines[index].text:
        return "title again"
    if index > extent.last:
        return "related" if extent.related < index else "footer"
    return "menu"


def _paragraphs(body: Sequence[Line]) -> list[str]:
    """Return the paragraphs: pieces that were cut from one line are put together again."""
    out: list[str] = []
    row = -1
    for line in body:
        if out and line.glued and line.row == row:
            out[-1] = join_text(out[-1], line.text)
        else:
            out.append(line.text)
        row = line.last_row
    return out


def _confidence(odds: Sequence[float], keep: Sequence[bool]) -> float:
    """Return the mean chance that the decision on a line is right."""
    if not odds:
        return 0.0
    sure = [odd if kept else -odd for odd, kept in zip(odds, keep, strict=True)]
    return round(sum(1 / (1 + math.exp(-max(-9.0, min(9.0, s)))) for s in sure) / len(sure), 3)
