"""Date ranges as typed, and the bars of a histogram over them."""

from __future__ import annotations

import datetime
from functools import lru_cache

from searchapp.calendar_days import KEY_LENGTH, MONTHS, date_parts, day_span
from searchapp.engine.protocol import HistogramCounts
from searchapp.model import Bucket, Histogram, Interval

__all__ = [
    "Days",
    "histogram_of",
    "interval_for",
    "range_of",
    "window_of",
]

MAX_BUCKETS = 400
"""Gaps are not filled beyond this many bars."""

MIN_DAYS_BY_MONTH = 62
MIN_DAYS_BY_YEAR = 5 * 366

Days = tuple[int | None, int | None]
"""First and last day, as ordinals; ``None`` is open."""


def range_of(start: str | None, end: str | None) -> Days:
    """Return the days of a range, both ends included: ``2024`` as an end is its last day."""
    return (day_span(start)[0] if start else None, day_span(end)[1] if end else None)


def interval_for(asked: Interval, days: Days) -> Interval:
    """Return how wide the bars are: if the reader leaves it open, as suits the range asked for.

    A range of some years is counted by month, one of some weeks by day. Without a range, or with
    one that is open, it is for the engine to say.
    """
    start, end = days
    if asked != "auto" or start is None or end is None:
        return asked
    if end - start < MIN_DAYS_BY_MONTH:
        return "day"
    return "month" if end - start < MIN_DAYS_BY_YEAR else "year"


def window_of(asked: Interval, days: Days) -> Days:
    """Return the days whose bars are shown: of the range, or of the month of a single day.

    All of them if the range is open, or the reader has chosen how wide the bars are.
    """
    start, end = days
    if asked != "auto" or start is None or end is None:
        return None, None
    if start < end:
        return days
    return day_span(datetime.date.fromordinal(start).isoformat()[:7])


def histogram_of(counts: HistogramCounts, days: Days, window: Days = (None, None)) -> Histogram:
    """Return the bars, empty ones filled in.

    :param days: the range asked for; a bar that overlaps it is selected.
    :param window: bars that do not overlap it are left out; all are between its ends.
    """
    known = {key: count for key, count in counts.buckets if _overlap(day_span(key), window)}
    keys = _keys(list(known), counts.interval, window)
    buckets = [_bucket(key, known.get(key, 0), days) for key in keys]
    outside = sum(count for key, count in counts.buckets if key not in known)
    return Histogram(counts.interval, tuple(buckets), counts.missing, counts.coarse, outside)


def _keys(known: list[str], interval: str, window: Days) -> list[str]:
    """Return the keys of all bars; those that are known if that were too many."""
    first, last = window
    if first is None or last is None:
        if not known:
            return []
        first, last = day_span(known[0])[0], day_span(known[-1])[0]
    keys: list[str] = []
    while first <= last and len(keys) <= MAX_BUCKETS:
        key = datetime.date.fromordinal(first).isoformat()[: KEY_LENGTH[interval]]
        keys.append(key)
        first = day_span(key)[1] + 1
    return keys if len(keys) <= MAX_BUCKETS else known


def _overlap(span: tuple[int, int], days: Days) -> bool:
    (first, last), (start, end) = span, days
    return (start is None or last >= start) and (end is None or first <= end)


def _bucket(key: str, count: int, days: Days) -> Bucket:
    selected = days != (None, None) and _overlap(day_span(key), days)
    return Bucket(*_bucket_days(key), count, selected)


@lru_cache(maxsize=16_384)
def _bucket_days(key: str) -> tuple[str, str, str]:
    """Return the first and the last day of a bar and its label: all answers have the same bars."""
    first, last = (datetime.date.fromordinal(day).isoformat() for day in day_span(key))
    return first, last, _label(key)


def _label(key: str) -> str:
    year, month, day = date_parts(key)
    return " ".join(filter(None, (str(day or ""), MONTHS[month], str(year))))
