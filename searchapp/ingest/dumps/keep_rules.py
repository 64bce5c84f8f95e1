"""Rules that overrule the line model where it cannot know better."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from searchapp.ingest.dumps.page_lines import Page
from searchapp.ingest.text.function_words import MIN_PROSE_SHARE
from searchapp.ingest.text.line_roles import JUNK_ROLES, PART_ROLES, SECTION_ROLES, is_advisory

__all__ = ["apply_rules"]

_OUT = JUNK_ROLES | PART_ROLES | {"about"}
_ITEM = re.compile(r"(?:[*•·▪–-]|\d{1,2}[.)])\s+\S")
_MAX_GAP = 3
_MAX_LIKELY_GAP = 8
"""Lines between kept ones that are filled: any, and those of which none is unlikely."""
_MAX_ISLAND_DISTANCE = 8
_MAX_FURNITURE_SHARE = 0.06
"""Share of the lines that may be furniture on a page that is read as all text."""

# Log odds of the line model above which a rule may overrule it, the surer the rule, the lower.
_DOUBTFUL = -1.5
"""Prose above every form and "related" heading: it may be the text of another teaser."""
_UNLIKELY = -2.2
"""Each line of a wider gap."""
_HOPELESS = -3.5
"""A heading or item inside a short gap."""
_NEVER = -6.0
"""Between start and end mark, or on a page without furniture: only what the source repeats."""
_REPEATED = -8.0
"""The answers of an advisory, which look like furniture to the model."""


def apply_rules(page: Page, odds: Sequence[float], decided: Sequence[bool]) -> list[bool]:
    """Return keep or drop for each line, the decisions of the model corrected.

    Lines with a role are out. Prose that stands above every form and "related" heading is in. Where
    nothing is kept, the prose is. Short gaps between kept lines are filled, far islands go.

    :param odds: log odds of the line model.
    :param decided: what the model would keep.
    """
    keep = [kept and role not in _OUT for kept, role in zip(decided, page.roles, strict=True)]
    _keep_prose(keep, page, odds)
    _keep_marked(keep, page, odds)
    if not any(keep):
        keep = _fallback(page, odds)
    _keep_clean_page(keep, page, odds)
    _drop_islands(keep, page)
    _fill_gaps(keep, page, odds)
    _keep_end(keep, page, odds)
    return keep


def _keep_prose(keep: list[bool], page: Page, odds: Sequence[float]) -> None:
    below = seen = False
    for index, role in enumerate(page.roles):
        whole = page.prose[index] and (page.bare or page.lines[index].ends)
        if whole and not below and odds[index] > _DOUBTFUL:
            keep[index] = True
        below = below or (role in SECTION_ROLES and seen)
        seen = seen or keep[index]


def _keep_marked(keep: list[bool], page: Page, odds: Sequence[float]) -> None:
    """Keep what stands between start mark and end mark, and the answers of an advisory."""
    for index, line in enumerate(page.lines):
        if page.prose[index] and is_advisory(line) and odds[index] > _REPEATED:
            keep[index] = True
    start = next((index for index, role in enumerate(page.roles) if role == "start-mark"), None)
    if start is None or "end-mark" not in page.roles[start:]:
        return
    for index in range(start, list(page.roles).index("end-mark", start)):
        if page.roles[index] == "" and odds[index] > _NEVER and not page.repeated[index]:
            keep[index] = True


def _fallback(page: Page, odds: Sequence[float]) -> list[bool]:
    """Return what to keep where nothing was kept: prose, else the likeliest longer lines."""
    if any(page.prose):
        return list(page.prose)
    longer = [
        role == "" and line.words >= 6 and not gone
        for line, role, gone in zip(page.lines, page.roles, page.repeated, strict=True)
    ]
    likely = [is_long and odd > _HOPELESS for is_long, odd in zip(longer, odds, strict=True)]
    return likely if any(likely) else longer


def _keep_clean_page(keep: list[bool], page: Page, odds: Sequence[float]) -> None:
    """Where a page has next to no furniture, all between its first and last sentence is text.

    Sentences are lines of six words or more, a fifth of them function words.
    """
    junk = sum(role in JUNK_ROLES for role in page.roles) + sum(page.repeated)
    short = sum(line.words < 6 for line in page.lines)
    if junk > max(1, _MAX_FURNITURE_SHARE * len(keep)) or 2 * short > len(keep):
        return
    if any(role in SECTION_ROLES and role != "end-mark" for role in page.roles):
        return
    running = [
        index
        for index, line in enumerate(page.lines)
        if page.roles[index] == "" and line.words >= 6 and page.shares[index] >= MIN_PROSE_SHARE
    ]
    for index in range(running[0], running[-1] + 1) if running else ():
        keep[index] = keep[index] or (page.roles[index] == "" and odds[index] > _NEVER)


def _drop_islands(keep: list[bool], page: Page) -> None:
    """Drop runs of kept lines that stand far from a run of five times their words."""
    runs = _runs(keep)
    if len(runs) < 2:
        return
    sizes = [sum(page.lines[index].words for index in range(start, end)) for start, end in runs]
    main = max(range(len(runs)), key=lambda place: (sizes[place], -place))
    for place, (start, end) in enumerate(runs):
        away = runs[place + 1][0] - end if place < main else start - runs[place - 1][1]
        if place != main and away > _MAX_ISLAND_DISTANCE and 5 * sizes[place] < sizes[main]:
            keep[start:end] = [False] * (end - start)


def _runs(keep: Sequence[bool]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for index, kept in enumerate(keep):
        if kept and out and out[-1][1] == index:
            out[-1] = (out[-1][0], index + 1)
        elif kept:
            out.append((index, index + 1))
    return out


def _fill_gaps(keep: list[bool], page: Page, odds: Sequence[float]) -> None:
    """Keep headings, list items and dates that stand between kept lines."""
    pairs = zip(keep, page.prose, strict=True)
    begun = next((index for index, (kept, prose) in enumerate(pairs) if kept and prose), len(keep))
    for (_, end), (start, _) in pairwise(_runs(keep)):
        gap = range(end, start)
        likely = len(gap) <= _MAX_LIKELY_GAP and all(odds[index] > _UNLIKELY for index in gap)
        if len(gap) > _MAX_GAP and not likely:
            continue
        for index in gap:
            role = page.roles[index]
            inside = role == "" or (index > begun and role in {"date", "number"})
            keep[index] = inside and odds[index] > _HOPELESS and not page.repeated[index]


def _keep_end(keep: list[bool], page: Page, odds: Sequence[float]) -> None:
    """Keep list items that go on below the body, and the end of a page that has no furniture."""
    last = max((index for index, kept in enumerate(keep) if kept), default=len(keep))
    tail = range(last + 1, len(keep))
    words = sum(page.lines[index].words for index in tail)
    bare = all(
        not page.repeated[index] and (odds[index] > _HOPELESS - 1 or page.roles[index] == "contact")
        for index in tail
        if page.roles[index] not in {"mark", "end-mark"}
    )
    plain = not any(page.repeated) and not JUNK_ROLES.intersection(page.roles)
    if plain or (bare and 3 * words < sum(line.words for line in page.lines)):
        for index in tail:
            keep[index] = page.roles[index] in {"", "number"}
        return
    for index in tail:
        item = _ITEM.match(page.lines[index].text)
        if page.roles[index] != "" or page.repeated[index] or not item:
            return
        keep[index] = True
