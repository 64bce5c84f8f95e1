"""The days that an ISO date of any precision stands for, and the names of months."""

from __future__ import annotations

import calendar
import datetime
import re
from functools import lru_cache

__all__ = ["KEY_LENGTH", "MONTHS", "date_parts", "day_span"]

MONTHS = tuple(calendar.month_name)
"""English names of the months; the first is empty, so that January is 1."""

KEY_LENGTH = {"year": 4, "month": 7, "day": 10}
"""Precision -> how many characters of an ISO date say it."""

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?\Z", re.ASCII)


@lru_cache(maxsize=16_384)
def day_span(value: str) -> tuple[int, int]:
    """Return the first and last day of ``2024``, ``2024-02`` or ``2024-02-29`` as ordinals.

    :raises ValueError: it is no such date.
    """
    if not _DATE.match(value):
        raise ValueError(value)
    year, month, day = date_parts(value)
    first = datetime.date(year, month or 1, day or 1)
    if day:
        return first.toordinal(), first.toordinal()
    last_month = month or 12
    last = datetime.date(year, last_month, calendar.monthrange(year, last_month)[1])
    return first.toordinal(), last.toordinal()


def date_parts(value: str) -> tuple[int, int, int]:
    """Return year, month and day; 0 for what the date does not say."""
    parts = [int(part) for part in value.split("-")]
    return parts[0], parts[1] if len(parts) > 1 else 0, parts[2] if len(parts) > 2 else 0
