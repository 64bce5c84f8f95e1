"""What do days mean to a reader? Ranges as typed, spans of dates, bars of a histogram."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Literal

from searchapp.engine.protocol import HistogramCounts
from searchapp.model import Bucket, Histogram

__all__ = ["MONTHS", "day_span", "histogram_of", "range_of"]

MONTHS = tuple(calendar.month_name)

MOST_BUCKETS = 400

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?\Z", re.ASCII)


def day_span(value: str) -> tuple[int, int]:
    """Return the first and last day of ``2024``, ``2024-02`` or ``2024-02-29`` as ordinals.

    :raises ValueError: it is no such date.
    """
    if not _DATE.match(value):
        raise ValueError(value)
    year, month, day = _numbers(value)
    first = datetime.date(year, month or 1, day or 1)
    if day:
        return first.toordinal(), first.toordinal()
    last_month = month or 12
    last = datetime.date(year, last_month, calendar.monthrange(year, last_month)[1])
    return first.toordinal(), last.toordinal()


def _numbers(value: str) -> tuple[int, int, int]:
    """Return year, month and day; 0 for what the date does not say."""
    parts = [int(part) for part in value.split("-")]
    return parts[0], parts[1] if len(parts) > 1 else 0, parts[2] if len(parts) > 2 else 0


def range_of(start: str | None, end: str | None) -> tuple[int | None, int | None]:
    """Return the days of a range, both ends included: ``2024`` as an end is its last day."""
    return (day_span(start)[0] if start else None, day_span(end)[1] if end else None)


def histogram_of(counts: HistogramCounts, days: tuple[int | None, int | None]) -> Histogram:
    """Return the bars between the first and the last match, empty ones filled in.

    :param days: the range asked for; a bar that overlaps it is selected.
    """
    known = dict(counts.buckets)
    keys = list(known)
    if len(keys) > 0:
        keys = _filled(keys[0], keys[-1], counts.interval)
    buckets = [_bucket(key, known.get(key, 0), counts.interval, days) for key in keys]
    return Histogram(counts.interval, tuple(buckets), counts.missing, counts.coarse)


def _bucket(key: str, count: int, interval: str, days: tuple[int | None, int | None]) -> Bucket:
    first, last = day_span(key)
    start, end = days
    selected = (start is not None or end is not None) and (
        (start is None or last >= start) and (end is None or first <= end)
    )
    return Bucket(
        datetime.date.fromordinal(first).isoformat(),
        datetime.date.fromordinal(last).isoformat(),
        _label(key),
        count,
        selected,
    )


def _label(key: str) -> str:
    year, month, day = _numbers(key)
    return " ".join(filter(None, (str(day or ""), MONTHS[month], str(year))))


def _filled(first: str, last: str, interval: Literal["year", "month", "day"]) -> list[str]:
    """Return every key from first to last; if that is too many, no gap is filled."""
    if interval == "year":
        return [f"{year:04}" for year in range(int(first), int(last) + 1)][-MOST_BUCKETS:]
    if interval == "month":
        start, end = (int(key[:4]) * 12 + int(key[5:7]) - 1 for key in (first, last))
        months = range(start, end + 1)[-MOST_BUCKETS:]
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    start, end = (datetime.date.fromisoformat(key).toordinal() for key in (first, last))
    return [
        datetime.date.fromordinal(day).isoformat() for day in range(start, end + 1)[-MOST_BUCKETS:]
    ]
