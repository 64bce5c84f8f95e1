"""The line model: features of each line of a page, their log odds, and a smoothed decision.

A line is measured by its own words (function words, capitals, punctuation, menu words) and by the
lines around it; a logistic function of these numbers gives the chance that it belongs to the
release, and a two-state Viterbi search makes neighbours agree. The weights are data
(``data/line_model.json``); how they were trained is told there.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from operator import ne
from string import digits

from searchapp.data_files import read_text
from searchapp.ingest.dumps.page_lines import Page
from searchapp.ingest.text.line_roles import JUNK_ROLES, SECTION_ROLES, has_date
from searchapp.ingest.text.lines import Line
from searchapp.ingest.text.page_phrases import menu_words

__all__ = ["FEATURES", "features", "scores", "smooth"]

FEATURES: tuple[str, ...] = (
    "length", "function", "function_mass", "ends", "pauses", "capitals", "capitals_long",
    "menu_share", "menu_count", "repeated_here", "dated", "junk_role", "symbols", "long_unpaused",
    "tiny", "digits", "lower_start", "section_role", "below_section", "cut_short", "part_role",
    "in_block", "before_block", "after_block", "prose_2_before", "junk_2_before", "prose_2_after",
    "junk_2_after", "prose_5_before", "junk_5_before", "prose_5_after", "junk_5_after",
)  # fmt: skip
"""What is measured of a line, in the order of the weights."""

# Each begins with a class of characters, so that the search skips to the next of them.
_PAUSE = re.compile(r"[,;.!?،؛。，、！？；](?:(?=\s|$)|(?<=[。，、！？；]))")
_SYMBOL = re.compile(r"[©@|»›h](?:(?<!h)|ttps?:)")
_DIGIT = re.compile(r"\d")
_CUT = re.compile(r"(?:\.\.\.|…)[.\]]?$")
_MIN_ABOVE = 15.0
_INSET = 0.5
_STAY_COST = 1.6
"""Cost of changing from keep to drop between two lines, in nats."""


def features(page: Page) -> list[list[float]]:
    """Return one row of numbers a line, in the order of :data:`FEATURES`.

    Where a page has lost its punctuation the sentence marks are taken from the words.
    """
    lines, roles = page.lines, page.roles
    twice = {key for key, n in Counter(line.folded for line in lines).items() if n > 1}
    own = [
        _own(line, role, share, twice, page.bare)
        for line, role, share in zip(lines, roles, page.shares, strict=True)
    ]
    return _add_context(lines, roles, own)


def _own(line: Line, role: str, share: float, twice: set[str], bare: bool) -> list[float]:
    found, text = line.tokens, line.text
    count = max(1, len(found))
    capitals = sum(map(ne, found, line.lowered)) / count
    menu = sum(map(menu_words().__contains__, line.lowered)) if line.words < 60 else 0
    pauses = min(len(_PAUSE.findall(text)) / count, 0.5) * 2
    ends = 1.0 if line.ends else 0.0
    if bare and share > 0.25 and count > 8:
        ends, pauses = 1.0, 0.15
    return [
        math.log1p(line.words), share, share * min(line.words, 40) / 40, ends, pauses, capitals,
        capitals if line.words > 8 else 0.0, menu / count,
        min(menu, 6) / 6 if line.words < 40 else 0.0,
        1.0 if line.folded in twice else 0.0, 1.0 if line.words < 12 and has_date(text) else 0.0,
        1.0 if role in JUNK_ROLES else 0.0, 1.0 if _SYMBOL.search(text) else 0.0,
        1.0 if line.words > 25 and pauses < 0.04 else 0.0, 1.0 if line.words < 4 else 0.0,
        _digits(text) / max(1, len(text)), 1.0 if text[:1].islower() else 0.0,
    ]  # fmt: skip


def _digits(text: str) -> int:
    return sum(map(text.count, digits)) if text.isascii() else len(_DIGIT.findall(text))


def _add_context(
    lines: Sequence[Line], roles: Sequence[str], own: Sequence[Sequence[float]]
) -> list[list[float]]:
    prose = [row[2] * (0.5 + 0.5 * row[3]) for row in own]
    junk = [min(1.0, row[11] + row[8] + 0.3 * row[14]) for row in own]
    first, last = _main_block(lines, prose, junk)
    below = _below_section(lines, roles, prose)
    sums, junk_sums = [0.0, *accumulate(prose)], [0.0, *accumulate(junk)]
    out = []
    for i, row in enumerate(own):
        out.append([
            *row,
            1.0 if roles[i] in SECTION_ROLES else 0.0, below[i],
            1.0 if _CUT.search(lines[i].text[-5:]) else 0.0,
            1.0 if roles[i] in {"date", "contact", "caption", "number", "start-mark"} else 0.0,
            1.0 if first <= i <= last else 0.0,
            min(1.0, (first - i) / 20) if i < first else 0.0,
            min(1.0, (i - last) / 20) if i > last else 0.0,
            *_window(sums, junk_sums, i, 2), *_window(sums, junk_sums, i, 5),
        ])  # fmt: skip
    return out


def _window(prose: Sequence[float], junk: Sequence[float], i: int, n: int) -> tuple[float, ...]:
    """Means over the n lines before and the n lines after, from running sums."""
    low, high = max(0, i - n), min(len(prose) - 1, i + 1 + n)
    before, after = max(1, i - low), max(1, high - i - 1)
    return (
        (prose[i] - prose[low]) / before, (junk[i] - junk[low]) / before,
        (prose[high] - prose[i + 1]) / after, (junk[high] - junk[i + 1]) / after,
    )  # fmt: skip


def _main_block(
    lines: Sequence[Line], prose: Sequence[float], junk: Sequence[float]
) -> tuple[int, int]:
    """Return the ends of the run of lines with the greatest sum of prose less junk (Kadane)."""
    best, best_span, running, start = 0.0, (0, -1), 0.0, 0
    for i, line in enumerate(lines):
        weight = min(line.words, 80) / 20
        gain = prose[i] * weight - 0.12 - 0.3 * junk[i] - (0.15 if line.words < 6 else 0.0)
        if running <= 0:
            running, start = 0.0, i
        running += gain
        if running > best:
            best, best_span = running, (start, i)
    return best_span


def _below_section(
    lines: Sequence[Line], roles: Sequence[str], prose: Sequence[float]
) -> list[float]:
    """Return 1 for lines below an end mark, a form or a "related" heading that follows prose.

    A heading that is followed by as much prose as stands above it is an inset, not the end.
    """
    mass = [
        value * min(line.words, 80) if not _CUT.search(line.text[-5:]) else 0.0
        for line, value in zip(lines, prose, strict=True)
    ]
    above, total = 0.0, sum(mass)
    out, seen = [], 0.0
    for role, value in zip(roles, mass, strict=True):
        out.append(seen)
        above += value
        if role in SECTION_ROLES and above > _MIN_ABOVE:
            inset = role == "related" and total - above > _INSET * above
            seen = max(seen, 0.0 if inset else 1.0)
    return out


@lru_cache(maxsize=1)
def _weights() -> tuple[float, tuple[float, ...]]:
    table = json.loads(read_text("ingest/data/line_model.json"))
    return float(table["bias"]), tuple(float(table["weights"][name]) for name in FEATURES)


def scores(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return for each line the log odds that it belongs to the release."""
    bias, weights = _weights()
    return [bias + sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]


def smooth(odds: Sequence[float], *, cost: float = _STAY_COST) -> list[bool]:
    """Return keep or drop for each line: the cheapest path when a change costs ``cost``.

    Viterbi over two states, linear in the number of lines.
    """
    keep = drop = 0.0
    back: list[tuple[bool, bool]] = []
    for odd in odds:
        bounded = max(-9.0, min(9.0, odd))
        cost_keep, cost_drop = math.log1p(math.exp(-bounded)), math.log1p(math.exp(bounded))
        to_keep, to_drop = keep <= drop + cost, drop <= keep + cost
        keep, drop = min(keep, drop + cost) + cost_keep, min(drop, keep + cost) + cost_drop
        back.append((to_keep, not to_drop))
    state, out = keep < drop, []
    for to_keep, from_keep in reversed(back):
        out.append(state)
        state = to_keep if state else from_keep
    return out[::-1]
