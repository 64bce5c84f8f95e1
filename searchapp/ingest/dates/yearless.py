"""Which days does a text name without their year, where the weekday tells the year?

``Sunday, April 18`` in a release that names 1993 and no other year in which 18 April was a Sunday
is 18 April 1993. Without a weekday, or with two years that fit, nothing is said.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from searchapp.ingest.dates.found import EARLIEST_YEAR, LATEST_YEAR, FoundDate, iso_date
from searchapp.ingest.dates.names import date_words, fold

__all__ = ["yearless_dates"]

_LETTERS = r"[^\W\d_]"
_WEEKDAY = rf"(?P<weekday>{_LETTERS}{{3,14}})[,.]?\s{{1,2}}(?:den |the )?"
_PATTERNS = (
    re.compile(
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s{{1,2}}(?:de |of )?"
        rf"(?P<month>{_LETTERS}{{3,12}})(?![^\W_]|[\s,.]{{0,3}}(?:de )?\d{{4}})"
    ),
    re.compile(
        rf"{_WEEKDAY}(?P<month>{_LETTERS}{{3,12}})\.?\s{{1,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"(?![^\W_]|[\s,.]{{0,3}}\d{{4}})"
    ),
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER_OF_YEAR = re.compile(r"(?<=\d/)\d\d(?!\d)")
_MOST_YEARS = 50
_PIVOT = 45


def yearless_dates(text: str) -> list[FoundDate]:
    """Return the days whose year follows from their weekday and from the years that are named."""
    years = _years(text)
    if not years:
        return []
    return [date for pattern in _PATTERNS for date in _read(pattern, text, years)]


def _years(text: str) -> list[int]:
    """Return the years that the text names, release numbers such as ``42/93`` included."""
    named = {int(match.group()) for match in _YEAR.finditer(text)}
    for match in _NUMBER_OF_YEAR.finditer(text):
        short = int(match.group())
        named.add(short + (1900 if short >= _PIVOT else 2000))
    return sorted(year for year in named if EARLIEST_YEAR <= year <= LATEST_YEAR)[-_MOST_YEARS:]


def _read(pattern: re.Pattern[str], text: str, years: list[int]) -> Iterator[FoundDate]:
    words = date_words()
    for match in pattern.finditer(text):
        weekday = words.weekdays.get(fold(match["weekday"]))
        month = words.months.get(fold(match["month"]))
        if weekday is None or month is None:
            continue
        values = [iso_date(year, month, int(match["day"]) or 99) for year in years]
        fitting = [value for value in values if value and _weekday(value) == weekday]
        if len(fitting) == 1:
            yield FoundDate(
                match.start(), match.end(), fitting[0], "day", "month name",
                weekday=True, damaged=True,
            )  # fmt: skip


def _weekday(value: str) -> int:
    return datetime.date.fromisoformat(value).weekday()
