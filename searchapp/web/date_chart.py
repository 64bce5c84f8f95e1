"""The histogram beside the results: bars, ticks and crumbs, each with its link.

Each bar narrows the range to itself; the crumbs above widen it again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from searchapp.calendar_days import KEY_LENGTH, MONTHS
from searchapp.model import MISSING, Bucket, Histogram, SearchRequest
from searchapp.web import links
from searchapp.web.template_filters import iso_words

__all__ = ["Bar", "Crumb", "DateChart", "make_chart"]

MAX_TICKS = 12
ROUND_DAYS = ("01", "08", "15", "22")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: ``height`` is in percent of the tallest; ``tick`` is the label under it, or none."""

    key: str
    label: str
    tick: str
    count: int
    height: float
    selected: bool
    request: SearchRequest


@dataclass(frozen=True, slots=True)
class Crumb:
    """A wider range that contains the one in force."""

    label: str
    request: SearchRequest


@dataclass(frozen=True, slots=True)
class DateChart:
    """All bars in order of time, and the counts that no bar holds.

    :param marks_chosen: only some of the bars are in the range, so these are to stand out.
    """

    interval: str
    bars: tuple[Bar, ...]
    crumbs: tuple[Crumb, ...]
    missing: int
    coarse: int
    undated: SearchRequest
    marks_chosen: bool

    @property
    def counted(self) -> list[Bar]:
        """The bars that have anything in them, for the table."""
        return [bar for bar in self.bars if bar.count]


def make_chart(request: SearchRequest, histogram: Histogram | None) -> DateChart | None:
    """Return the bars to draw for a request, or ``None`` if there is nothing to draw."""
    if histogram is None or not histogram.buckets:
        return None
    buckets = histogram.buckets
    highest = max(bucket.count for bucket in buckets)
    ranged = bool(request.date_from or request.date_to)
    if not highest and not ranged:
        return None
    base = links.without_dates(request)
    ticks = _ticks(histogram.interval, [bucket.start for bucket in buckets])
    bars = tuple(
        _bar(base, histogram.interval, bucket, highest, tick)
        for bucket, tick in zip(buckets, ticks, strict=True)
    )
    undated = links.with_value(links.without_field(base, "year"), "year", MISSING)
    return DateChart(
        histogram.interval,
        bars,
        _crumbs(base, request),
        histogram.missing,
        histogram.coarse,
        undated,
        ranged and not all(bucket.selected for bucket in buckets),
    )


def _bar(base: SearchRequest, interval: str, bucket: Bucket, highest: int, tick: str) -> Bar:
    key = bucket.start[: KEY_LENGTH[interval]]
    height = max(4.0, round(100 * bucket.count / highest, 1)) if bucket.count else 0.0
    narrowed = links.with_dates(base, key, key)
    return Bar(key, bucket.label, tick, bucket.count, height, bucket.selected, narrowed)


def _ticks(interval: str, starts: Sequence[str]) -> list[str]:
    """Return the labels under the bars: few enough not to collide, at round places."""
    if interval == "year":
        step = math.ceil(len(starts) / MAX_TICKS)
        last = len(starts) - 1
        return [start[:4] if (last - at) % step == 0 else "" for at, start in enumerate(starts)]
    return _month_ticks(starts) if interval == "month" else _day_ticks(starts)


def _month_ticks(starts: Sequence[str]) -> list[str]:
    """Return names of months, the first with its year; of more bars quarters, of many years."""
    if len(starts) <= MAX_TICKS:
        return [
            f"{_month(start)} {start[:4]}" if not at or start[5:7] == "01" else _month(start)
            for at, start in enumerate(starts)
        ]
    if len(starts) <= 2 * MAX_TICKS:
        quarters = (start if start[5:7] in ("01", "04", "07", "10") else "" for start in starts)
        return [
            "" if not start else start[:4] if start[5:7] == "01" else _month(start)
            for start in quarters
        ]
    step = math.ceil(len(starts) / 12 / MAX_TICKS)
    return [
        start[:4] if start[5:7] == "01" and not int(start[:4]) % step else "" for start in starts
    ]


def _day_ticks(starts: Sequence[str]) -> list[str]:
    """Return days, the first one and the first of each month with the month."""
    out = []
    named = ""
    for start in starts:
        shown = len(starts) <= MAX_TICKS or start[8:10] in ROUND_DAYS
        day, month = int(start[8:10]), _month(start)
        out.append("" if not shown else f"{day}" if month == named else f"{day} {month}")
        named = month if shown else named
    return out


def _month(start: str) -> str:
    return MONTHS[int(start[5:7])][:3]


def _crumbs(base: SearchRequest, request: SearchRequest) -> tuple[Crumb, ...]:
    if not (request.date_from or request.date_to):
        return ()
    crumbs = [Crumb("All dates", base)]
    start, end = request.date_from or "", request.date_to or ""
    for length in (4, 7):
        key = start[:length]
        shorter = len(start) > length or len(end) > length or start != end
        if len(key) == length and key == end[:length] and shorter:
            crumbs.append(Crumb(iso_words(key), links.with_dates(base, key, key)))
    return tuple(crumbs)
