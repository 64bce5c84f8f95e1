"""What does the histogram beside the results show, and where does each bar lead?

A date range zooms in: a range of some years is drawn in months, one of some weeks in days, and only
the range is drawn. Each bar narrows the range to itself; the crumbs above widen it again.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from searchapp.model import MISSING, Bucket, Histogram, Interval, SearchRequest
from searchapp.web import links, params
from searchapp.web.wording import MONTHS, iso_words

__all__ = ["Bar", "Crumb", "Timeline", "interval_for", "timeline"]

MAX_BARS = 400
"""Gaps are not filled beyond this many bars."""
MAX_TICKS = 12
DAYS_UNTIL_MONTHS = 62
DAYS_UNTIL_YEARS = 5 * 366
KEY_LENGTH = {"year": 4, "month": 7, "day": 10}


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
class Timeline:
    """All bars in order of time, and what they leave out.

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


def interval_for(request: SearchRequest) -> Interval:
    """Return the width of bars that suits the date range, if the reader did not choose one."""
    if request.interval != "auto" or not (request.date_from and request.date_to):
        return request.interval
    days = (params.last_day(request.date_to) - params.first_day(request.date_from)).days
    if days < DAYS_UNTIL_MONTHS:
        return "day"
    return "month" if days < DAYS_UNTIL_YEARS else "year"


def timeline(request: SearchRequest, histogram: Histogram | None) -> Timeline | None:
    """Return the bars to draw for a request, or ``None`` if there is nothing to draw."""
    if histogram is None or not histogram.buckets:
        return None
    window = _window(request)
    inside = [bucket for bucket in histogram.buckets if _inside(bucket, window)]
    kept = _filled(inside, histogram.interval, window)
    narrowed = not all(bucket.selected for bucket in inside)
    highest = max((bucket.count for bucket in kept), default=0)
    base = links.without_dates(request)
    bars = tuple(
        _bar(base, histogram.interval, bucket, highest, _tick(histogram.interval, kept, place))
        for place, bucket in enumerate(kept)
    )
    if not any(bar.count for bar in bars) and not window:
        return None
    undated = links.with_value(links.without_field(base, "year"), "year", MISSING)
    return Timeline(
        histogram.interval,
        bars,
        _crumbs(base, request),
        histogram.missing,
        histogram.coarse,
        undated,
        window is not None and narrowed,
    )


def _window(request: SearchRequest) -> tuple[str, str] | None:
    """Return the first and last day to draw (ISO): the range, or the month around a single day."""
    if not (request.date_from and request.date_to):
        return None
    start, end = params.first_day(request.date_from), params.last_day(request.date_to)
    if start == end:
        start, end = start.replace(day=1), params.last_day(start.isoformat()[:7])
    return start.isoformat(), end.isoformat()


def _inside(bucket: Bucket, window: tuple[str, str] | None) -> bool:
    return window is None or (bucket.start <= window[1] and bucket.end >= window[0])


def _filled(
    buckets: Sequence[Bucket], interval: str, window: tuple[str, str] | None
) -> list[Bucket]:
    """Return the buckets with empty ones between them and, if there is a window, up to its ends."""
    by_start = {bucket.start: bucket for bucket in buckets}
    first, last = window or (min(by_start), max(by_start))
    filled = []
    for start, end in _steps(interval, first, last):
        filled.append(by_start.get(start) or Bucket(start, end, "", 0))
        if len(filled) > MAX_BARS:
            return list(buckets)
    return filled


def _steps(interval: str, first: str, last: str) -> Iterator[tuple[str, str]]:
    key = first[: KEY_LENGTH[interval]]
    while params.first_day(key).isoformat() <= last:
        end = params.last_day(key)
        yield params.first_day(key).isoformat(), end.isoformat()
        if end == datetime.date.max:
            return
        key = (end + datetime.timedelta(days=1)).isoformat()[: KEY_LENGTH[interval]]


def _bar(base: SearchRequest, interval: str, bucket: Bucket, highest: int, tick: str) -> Bar:
    key = bucket.start[: KEY_LENGTH[interval]]
    height = max(4.0, round(100 * bucket.count / highest, 1)) if bucket.count else 0.0
    narrowed = links.within(base, key, key)
    return Bar(key, iso_words(key), tick, bucket.count, height, bucket.selected, narrowed)


def _tick(interval: str, buckets: Sequence[Bucket], place: int) -> str:
    """Return the label under a bar: few enough not to collide, at round places."""
    start = buckets[place].start
    year, month, day = start[:4], int(start[5:7]), int(start[8:10])
    if interval == "year":
        step = math.ceil(len(buckets) / MAX_TICKS)
        return year if (len(buckets) - 1 - place) % step == 0 else ""
    if interval == "day":
        return f"{day}" if len(buckets) <= MAX_TICKS or day in (1, 8, 15, 22, 29) else ""
    if len(buckets) <= MAX_TICKS:
        return MONTHS[month - 1][:3]
    years = math.ceil(len(buckets) / 12 / MAX_TICKS)
    return year if month == 1 and int(year) % years == 0 else ""


def _crumbs(base: SearchRequest, request: SearchRequest) -> tuple[Crumb, ...]:
    if not (request.date_from or request.date_to):
        return ()
    crumbs = [Crumb("All dates", base)]
    start, end = request.date_from or "", request.date_to or ""
    for length in (4, 7):
        key = start[:length]
        shorter = len(start) > length or len(end) > length or start != end
        if len(key) == length and key == end[:length] and shorter:
            crumbs.append(Crumb(iso_words(key), links.within(base, key, key)))
    return tuple(crumbs)
