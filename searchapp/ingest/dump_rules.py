"""What must hold of the lines kept, whatever the line model says?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchapp.ingest.line_roles import JUNK_ROLES, SECTION_ROLES
from searchapp.ingest.lines import Line

__all__ = ["settle"]

_GAP = 3
_HOPELESS = -3.5
_ITEM = re.compile(r"(?:[*•·▪–-]|\d{1,2}[.)])\s+\S")
_FAR = 8
_OUT = JUNK_ROLES | {
    "date",
    "contact",
    "caption",
    "number",
    "start-mark",
    "end-mark",
    "mark",
    "about",
}


def settle(
    lines: Sequence[Line],
    roles: Sequence[str],
    odds: Sequence[float],
    decided: Sequence[bool],
    prose: Sequence[bool],
    repeated: Sequence[bool],
    *,
    bare: bool,
) -> list[bool]:
    """Return keep or drop for each line.

    Lines with a role are out. Prose that stands above every form and "related" heading is in. Where
    nothing is kept, the prose is. Short gaps between kept lines are filled, far islands go.
    """
    keep = [kept and role not in _OUT for kept, role in zip(decided, roles, strict=True)]
    _keep_prose(keep, lines, roles, odds, prose, bare)
    if not any(keep):
        keep = _fallback(lines, roles, prose, repeated)
    _drop_islands(keep, lines)
    _fill_gaps(keep, roles, odds, prose, repeated)
    _keep_edges(keep, lines, roles, odds, repeated)
    return keep


def _keep_prose(
    keep: list[bool],
    lines: Sequence[Line],
    roles: Sequence[str],
    odds: Sequence[float],
    prose: Sequence[bool],
    bare: bool,
) -> None:
    below = False
    for index, role in enumerate(roles):
        if prose[index] and (bare or lines[index].ends) and not below and odds[index] > -1.5:
            keep[index] = True
        below = below or (role in SECTION_ROLES and any(keep[:index]))


def _fallback(
    lines: Sequence[Line], roles: Sequence[str], prose: Sequence[bool], repeated: Sequence[bool]
) -> list[bool]:
    if any(prose):
        return list(prose)
    return [
        role == "" and line.words >= 8 and not gone
        for line, role, gone in zip(lines, roles, repeated, strict=True)
    ]


def _drop_islands(keep: list[bool], lines: Sequence[Line]) -> None:
    """Drop runs of kept lines that stand far from a run of five times their words."""
    runs = _runs(keep)
    if len(runs) < 2:
        return
    sizes = [sum(lines[index].words for index in range(start, end)) for start, end in runs]
    main = max(range(len(runs)), key=lambda place: (sizes[place], -place))
    for place, (start, end) in enumerate(runs):
        away = runs[place + 1][0] - end if place < main else start - runs[place - 1][1]
        if place != main and away > _FAR and 5 * sizes[place] < sizes[main]:
            keep[start:end] = [False] * (end - start)


def _runs(keep: Sequence[bool]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for index, kept in enumerate(keep):
        if kept and out and out[-1][1] == index:
            out[-1] = (out[-1][0], index + 1)
        elif kept:
            out.append((index, index + 1))
    return out


def _fill_gaps(
    keep: list[bool],
    roles: Sequence[str],
    odds: Sequence[float],
    prose: Sequence[bool],
    repeated: Sequence[bool],
) -> None:
    """Keep headings and list items that stand between kept lines."""
    runs = _runs(keep)
    begun = next((index for index, kept in enumerate(keep) if kept and prose[index]), len(keep))
    for (_, end), (start, _) in zip(runs, runs[1:], strict=False):
        gap = range(end, start)
        if len(gap) <= _GAP:
            for index in gap:
                inside = roles[index] == "" or (
                    index > begun and roles[index] in {"date", "number"}
                )
                if inside and odds[index] > _HOPELESS and not repeated[index]:
                    keep[index] = True


def _keep_edges(
    keep: list[bool],
    lines: Sequence[Line],
    roles: Sequence[str],
    odds: Sequence[float],
    repeated: Sequence[bool],
) -> None:
    """Keep list items that go on below the body, and the end of a page that has no furniture."""
    last = max((index for index, kept in enumerate(keep) if kept), default=len(keep))
    tail = range(last + 1, len(keep))
    words = sum(lines[index].words for index in tail)
    bare = all(
        not repeated[index] and (odds[index] > _HOPELESS - 1 or roles[index] == "contact")
        for index in tail
        if roles[index] not in {"mark", "end-mark"}
    )
    if bare and 3 * words < sum(line.words for line in lines):
        for index in tail:
            keep[index] = roles[index] in {"", "number"}
        return
    for index in tail:
        if roles[index] != "" or repeated[index] or not _ITEM.match(lines[index].text):
            return
        keep[index] = True
