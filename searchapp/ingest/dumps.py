"""Which text of a page dump is the release?

The steps, in this order: lines are cut and measured; parts (dates, contacts, captions, marks) are
recognised; what the source repeats is marked; the line model decides on the rest, with rules for
what it cannot know; the headline is chosen; what is kept becomes paragraphs. Every line ends up in
the title, the paragraphs, the parts, the date lines or among the dropped, with the reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from searchapp.ingest.content import Content
from searchapp.ingest.dump_rules import settle
from searchapp.ingest.giant import cut_giant
from searchapp.ingest.heads import cut_heads, is_headline_case
from searchapp.ingest.line_model import decide, features, guess_language, prose_share, scores
from searchapp.ingest.line_roles import JUNK_ROLES, line_roles
from searchapp.ingest.lines import (
    Line,
    is_unpunctuated,
    join_broken,
    join_openings,
    join_text,
    split_lines,
)
from searchapp.ingest.parts import PART_OF_ROLE, about_lines, dateline
from searchapp.ingest.repetition import SourceProfile, repeated_tokens
from searchapp.ingest.titles import TitleChoice, choose_title, first_words, strip_start_mark
from searchapp.model import Dropped

__all__ = ["clean_dump"]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_MENU_LINE = 20


@dataclass(frozen=True, slots=True)
class _Page:
    """A page in lines, with what is known of each."""

    lines: list[Line]
    roles: list[str]
    language: str
    bare: bool
    repeated: list[bool]
    prose: list[bool]


def clean_dump(text: str, profile: SourceProfile | None = None, *, name: str = "") -> Content:
    """Return the release that a page dump holds. Never raises; time is linear in the text.

    :param text: the page as text.
    :param profile: what its source repeats, if that is known.
    :param name: the file name: its words help to find the headline.
    """
    page = _read(text, profile)
    odds = scores(features(page.lines, page.roles, bare=page.bare, language=page.language))
    odds = [-6.0 if gone else odd for odd, gone in zip(odds, page.repeated, strict=True)]
    keep = settle(
        page.lines, page.roles, odds, decide(odds), page.prose, page.repeated, bare=page.bare
    )
    first = _first_paragraph(page, keep)
    title = choose_title(
        page.lines,
        page.roles,
        first,
        name,
        body=_content_words(page, keep),
        repeated=page.repeated,
        last=not any(keep[first + 1 :]),
    )
    return _assemble(page, keep, odds, title, first)


def _read(text: str, profile: SourceProfile | None) -> _Page:
    clean = _SPACES.sub(" ", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    raw = split_lines(clean)
    language = guess_language([token for line in raw for token in line.tokens])
    raw = cut_giant(cut_heads(raw), profile, language)
    hold = [role != "" or line.glued for role, line in zip(line_roles(raw), raw, strict=True)]
    lines = join_openings(join_broken(raw, hold=hold))
    roles = line_roles(lines)
    for index in about_lines(lines, roles):
        roles[index] = "about"
    bare = is_unpunctuated(clean)
    prose = [_is_prose(line, role, language, bare) for line, role in zip(lines, roles, strict=True)]
    repeated = [
        profile is not None and not long_prose and _is_repeated(line, profile)
        for line, long_prose in zip(lines, prose, strict=True)
    ]
    return _Page(lines, roles, language, bare, repeated, prose)


def _is_prose(line: Line, role: str, language: str, bare: bool) -> bool:
    return (
        role == ""
        and line.words >= _MENU_LINE
        and prose_share(line, language) >= 0.2
        and (bare or line.ends or line.words >= 40)
        and not is_headline_case(line.text[:400])
    )


def _is_repeated(line: Line, profile: SourceProfile) -> bool:
    """Whether the source repeats this line: as a whole, or for the most part of its words."""
    if line.words <= 2 * _MENU_LINE and profile.has_line(line.folded):
        return True
    if line.words < 11:
        return False
    mask = repeated_tokens(line.tokens, profile)
    return sum(mask) > 0.7 * len(mask)


def _first_paragraph(page: _Page, keep: Sequence[bool]) -> int:
    """Return where the text sets in: the first paragraph of prose, else the first line kept."""
    kept = [index for index, keeps in enumerate(keep) if keeps]
    prose = [index for index in kept if page.prose[index]]
    whole = [index for index in prose if page.bare or page.lines[index].ends]
    return (whole or prose or kept or [len(page.lines)])[0]


def _content_words(page: _Page, keep: Sequence[bool]) -> frozenset[str]:
    return frozenset(
        token.lower()
        for line, kept in zip(page.lines, keep, strict=True)
        if kept
        for token in line.tokens
        if len(token) > 2 or token > "\u303f"
    )


def _assemble(
    page: _Page, keep: Sequence[bool], odds: Sequence[float], title: TitleChoice | None, first: int
) -> Content:
    chosen = frozenset(title.indices if title else ())
    last = max((index for index, kept in enumerate(keep) if kept), default=-1)
    headline = " ".join(strip_start_mark(page.lines[index].text) for index in sorted(chosen))
    body: list[Line] = []
    parts: dict[str, list[str]] = {}
    dates: list[tuple[str, Literal["head", "tail"]]] = []
    dropped: list[Dropped] = []
    for index, (line, role) in enumerate(zip(page.lines, page.roles, strict=True)):
        if index in chosen:
            continue
        if keep[index] and index >= min(chosen, default=0) and not _echo(line, headline):
            body.append(line)
        elif role == "date" and _is_page_date(page, index, first, last, chosen):
            dates.append((line.text, "head" if index < first else "tail"))
        elif role in PART_OF_ROLE and _is_near(index, first, last):
            parts.setdefault(PART_OF_ROLE[role], []).append(line.text)
        else:
            dropped.append(Dropped(line.text, _reason(page, index, first, last, headline)))
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


def _is_page_date(page: _Page, index: int, first: int, last: int, chosen: frozenset[int]) -> bool:
    """Whether a date line is the release's own, not that of a teaser."""
    if index < first:
        return index >= min(chosen, default=first) - 3
    return index > last and not any(role == "related" for role in page.roles[last + 1 : index])


def _is_near(index: int, first: int, last: int) -> bool:
    return first - 25 <= index <= last + 25


def _reason(page: _Page, index: int, first: int, last: int, headline: str) -> str:
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
        return "related" if "related" in page.roles[last + 1 : index] else "footer"
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
