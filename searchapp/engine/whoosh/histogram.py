"""The date histogram: counts by day, gathered to months and years."""

from __future__ import annotations

from typing import Literal

import numpy as np

from searchapp.engine.protocol import HistogramCounts
from searchapp.engine.whoosh.arrays import Ints
from searchapp.engine.whoosh.columns import Columns
from searchapp.model import Interval

__all__ = ["MAX_BARS", "histogram"]

MAX_BARS = 60
"""How many bars ``auto`` may need."""

_Unit = Literal["year", "month", "day"]
_UNITS: dict[_Unit, str] = {"day": "D", "month": "M", "year": "Y"}
_MAX_DAYS: dict[_Unit, int] = {"day": 1, "month": 31, "year": 366}
_EPOCH = 719_163
"""The proleptic ordinal of 1970-01-01, where numpy's days begin."""


def histogram(columns: Columns, docs: Ints, interval: Interval) -> HistogramCounts:
    """Count releases by the bucket that their date falls into."""
    first = columns.first.take(docs).astype(np.int64)
    last = columns.last.take(docs)
    missing = 0
    if len(first) and not first.min():
        dated = first > 0
        missing = len(first) - int(np.count_nonzero(dated))
        first, last = first[dated], last[dated]
    if not len(first):
        return HistogramCounts("year" if interval == "auto" else interval, (), missing, 0)
    unit = interval if interval != "auto" else _choose_unit(int(first.min()), int(last.max()))
    exact = last - first < _MAX_DAYS[unit]
    coarse = 0
    if not exact.all():
        coarse = len(first) - int(np.count_nonzero(exact))
        first = first[exact]
    return HistogramCounts(unit, _count_buckets(first, unit), missing, coarse)


def _choose_unit(first: int, last: int) -> _Unit:
    for unit in ("day", "month"):
        start, end = (_bucket_of(np.array([day]), unit) for day in (first, last))
        if int((end - start)[0].astype(np.int64)) < MAX_BARS:
            return unit
    return "year"


def _count_buckets(first: Ints, unit: _Unit) -> tuple[tuple[str, int], ...]:
    if not len(first):
        return ()
    earliest = first.min()
    by_day = np.bincount(first - earliest)
    days = np.flatnonzero(by_day)
    keys, members = np.unique(_bucket_of(days + earliest, unit), return_inverse=True)
    counts = np.bincount(members, weights=by_day[days]).astype(np.int64)
    return tuple(zip(np.datetime_as_string(keys).tolist(), counts.tolist(), strict=True))


def _bucket_of(days: Ints, unit: _Unit) -> np.typing.NDArray[np.datetime64]:
    found = (days.astype(np.int64) - _EPOCH).astype("M8[D]").astype(f"M8[{_UNITS[unit]}]")
    return found
