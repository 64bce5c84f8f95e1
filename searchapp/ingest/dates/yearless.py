"""Days that a text names without their year, where something else tells the year.

``Sunday, April 18`` in a release that names 1993 and no other year in which 18 April was a Sunday
is 18 April 1993. Where a year stands alone on a line, torn off its date, ``18 April`` at the end of
another line is of that year. With two years that fit, nothing is said.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from searchapp.ingest.dates.calendar_words import calendar_key, date_words
from searchapp.ingest.dates.find import full_year
from searchapp.ingest.dates.found_date import EARLIEST_YEAR, LATEST_YEAR, FoundDate, iso_date

__all__ = ["yearless_dates"]

_DAY = re.compile(r"(?<![\w/.,:-])\d{1,2}(?![\d/:%])")
_WEEKDAY_BEFORE = re.compile(r"([^\W\d_]{3,14})[,.]?\s{1,2}(?:den |the )?$")
_BOTH_BEFORE = re.compile(r"([^\W\d_]{3,14})[,.]?\s{1,2}([^\W\d_]{3,12})\.?\s{1,2}$")
_MONTH_BEHIND = re.compile(r"(?:st|nd|rd|th|er|º|\.)?\s{1,2}(?:de |of )?([^\W\d_]{3,12})(?![^\W_])")
_HEAD = 1_500
_TAIL = 800
_AROUND = 32
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER_OF_YEAR = re.compile(r"(?<=\d/)\d\d(?!\d)")
_YEAR_LINE = re.compile(r"(?:^|\n)[ \t\u00a0]{0,20}((?:19|20)\d\d)[ \t\u00a0]{0,20}(?=\n|$)")
_LINE_END = re.compile(r"[ \t\u00a0.,]{0,4}(?:\n|$)")
_MAX_YEARS = 50


def yearless_dates(text: str, *, torn_only: bool = False) -> list[FoundDate]:
    """Return the days near head and end whose year follows from what the text names.

    :param torn_only: only those whose year stands alone on another line.
    """
    days = [*_DAY.finditer(text, 0, _HEAD), *_DAY.finditer(text, max(_HEAD, len(text) - _TAIL))]
    named = [found for match in days if (found := _weekday_and_month(text, match))]
    years = _years(text) if named else []
    torn = sorted({int(match.group(1)) for match in _YEAR_LINE.finditer(text, 0, _HEAD)})
    return [
        date
        for found in named
        if not (torn_only and found.weekday is not None)
        and (date := _add_year(found, torn if found.weekday is None else years))
    ]


@dataclass(frozen=True, slots=True)
class _YearlessDay:
    start: int
    end: int
    weekday: int | None
    month: int
    day: int


def _weekday_and_month(text: str, match: re.Match[str]) -> _YearlessDay | None:
    """Return a day with its month and weekday, or with its month at the end of a line."""
    words, day = date_words(), int(match.group())
    begin = max(0, match.start() - _AROUND)
    before = text[begin : match.start()]
    behind = _MONTH_BEHIND.match(text, match.end())
    if behind and calendar_key(behind.group(1)) in words.months:
        weekday, month, end = _WEEKDAY_BEFORE.search(before), behind.group(1), behind.end()
    else:
        weekday, behind = _BOTH_BEFORE.search(before), None
        month, end = weekday.group(2) if weekday else "", match.end()
        if weekday is None or calendar_key(month) not in words.months:
            return None
    number = words.weekdays.get(calendar_key(weekday.group(1))) if weekday else None
    if weekday is not None and number is not None:
        return _YearlessDay(
            begin + weekday.start(), end, number, words.months[calendar_key(month)], day
        )
    if behind and _LINE_END.match(text, end):
        return _YearlessDay(match.start(), end, None, words.months[calendar_key(month)], day)
    return None


def _add_year(named: _YearlessDay, years: list[int]) -> FoundDate | None:
    values = [iso_date(year, named.month, named.day or 99) for year in years]
    fitting = [value for value in values if value and named.weekday in (None, _weekday(value))]
    if len(fitting) != 1:
        return None
    known = True if named.weekday is not None else None
    return FoundDate(
        named.start, named.end, fitting[0], "day", "yearless", weekday=known, damaged=True
    )


def _weekday(value: str) -> int:
    return datetime.date.fromisoformat(value).weekday()


def _years(text: str) -> list[int]:
    """Return the years that the text names, release numbers such as ``42/93`` included."""
    named = {int(match.group()) for match in _YEAR.finditer(text)}
    for match in _NUMBER_OF_YEAR.finditer(text):
        named.add(full_year(int(match.group()), digits=2))
    return sorted(year for year in named if EARLIEST_YEAR <= year <= LATEST_YEAR)[-_MAX_YEARS:]
