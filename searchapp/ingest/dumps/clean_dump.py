"""Which text of a page dump is the release?

The steps, in this order: lines are cut and measured; parts (dates, contacts, captions, marks) are
recognised; what the source repeats is marked; the line model decides on the rest, with rules for
what it cannot know; the headline is chosen; what is kept becomes paragraphs. Every line ends up in
the title, the paragraphs, the parts, the date lines or among the dropped, with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from searchapp.ingest.dumps.keep_rules import settle
from searchapp.ingest.dumps.line_classifier import decide, features, scores
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
from searchapp.ingest.text.parts import PART_OF_ROLE, dateline
from searchapp.ingest.types import Content
from searchapp.model import Dropped

__all__ = ["clean_dump"]

_REPEATED_ODDS = -6.0
_NEAR = 25


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
    keep = settle(page, odds, decide(odds))
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


def _assemble(
    page: Page, keep: Sequence[bool], odds: Sequence[float], title: TitleChoice | None, first: int
) -> Content:
    chosen = frozenset(title.indices if title else ())
    first = next((at for at in range(first, len(keep)) if keep[at] and at not in chosen), first)
    last = max((index for index, kept in enumerate(keep) if kept), default=-1)
    related = _first_related(page.roles, last)
    start = min(chosen, default=0)
    headline = " ".join(strip_start_mark(page.lines[index].text) for index in sorted(chosen))
    body: list[Line] = []
    parts: dict[str, list[str]] = {}
    dates: list[tuple[str, Literal["head", "tail"]]] = []
    dropped: list[Dropped] = []
    for index, (line, role) in enumerate(zip(page.lines, page.roles, strict=True)):
        if index in chosen:
            mark = line.text[: len(line.text) - len(strip_start_mark(line.text))].strip()
            dropped.extend([Dropped(mark, "mark")] if mark else [])
            continue
        if keep[index] and (page.prose[index] or index >= start) and not _echo(line, headline):
            body.append(line)
        elif role == "date" and _is_page_date(index, first, (last, related), chosen):
            dates.append((line.text, "head" if index < first else "tail"))
        elif role in PART_OF_ROLE and _is_near(index, first, last):
            parts.setdefault(PART_OF_ROLE[role], []).append(line.text)
        else:
            dropped.append(Dropped(line.text, _reason(page, index, last, related, headline)))
    paragraphs = _paragraphs(body)
    place = dateline(paragraphs[0]) if paragraphs else None
    if place:
        parts["dateline"] = [place]
    where = "headline"
    if not headline and paragraphs:
        headline, where = first_words(paragraphs[0]), "first words"
    return Content(
        title=headline,
        title_where=where if headline else "",
        flags=() if where == "headline" else ("no-headline",),
        paragraphs=tuple(paragraphs),
        parts={part: tuple(texts) for part, texts in parts.items()},
        date_lines=tuple(dates),
        dropped=tuple(dropped),
        confidence=_confidence(odds, keep),
    )


def _echo(line: Line, headline: str) -> bool:
    return bool(headline) and line.text == headline


def _first_related(roles: Sequence[str], last: int) -> int:
    """Return where the teasers below the text begin; behind all lines if there are none."""
    return next((at for at in range(last + 1, len(roles)) if roles[at] == "related"), len(roles))


def _is_page_date(index: int, first: int, between: tuple[int, int], chosen: frozenset[int]) -> bool:
    """Whether a date line is the release's own, not that of a teaser.

    :param between: the last line of the text and the first of the teasers.
    """
    if index < first:
        return index >= min(chosen, default=first) - 3
    return between[0] < index <= between[1]


def _is_near(index: int, first: int, last: int) -> bool:
    return first - _NEAR <= index <= last + _NEAR


def _reason(page: Page, index: int, last: int, related: int, headline: str) -> str:
    role = page.roles[index]
    if role in JUNK_ROLES or role == "mark":
        return role
    if role == "start-mark":
        return "mark"
    if page.repeated[index]:
        return "repeated"
    if headline and headline in page.lines[index].text:
        return "title again"
    if index > last:
        return "related" if related < index else "footer"
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
