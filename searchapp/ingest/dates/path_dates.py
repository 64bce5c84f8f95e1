"""Dates that file names and addresses carry.

The patterns are general: a year beside a month and a day, in any order, with or without
separators. Nothing is configured per corpus; where digits alone do not tell the order, the source
may have told it elsewhere (:class:`.SourceDates`), or a year among the folders does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from searchapp.ingest.dates.calendar_words import calendar_key, date_words
from searchapp.ingest.dates.find import full_year
from searchapp.ingest.dates.found_date import FoundDate, Kind, iso_date
from searchapp.model import Precision

__all__ = ["ORDERS", "compact_readings", "file_date"]

_MAX_PATH = 1024
_YEAR = r"(?:19|20)\d\d"
_LETTERS = r"[^\W\d_]{3,12}"
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)({_YEAR})([-_./ ])(\d{{1,2}})\2(\d{{1,2}})(?!\d)")
_DAY_NAME_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[-_. ]?({_LETTERS})[-_., ]{{0,2}}({_YEAR}|\d\d)(?!\d)"
)
_NAME_DAY_YEAR = re.compile(
    rf"(?<![^\W\d_])({_LETTERS})[-_. ]{{0,2}}(\d{{1,2}})(?:st|nd|rd|th)?"
    rf"[-_., ]{{1,2}}({_YEAR})(?!\d)"
)
_YEAR_NAME_DAY = re.compile(rf"(?<!\d)({_YEAR})[-_. ]?({_LETTERS})[-_. ]?(\d{{1,2}})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{8})(?:T?(?:\d{6}|\d{4})Z?)?(?!\d)")
_SEPARATED = re.compile(rf"(?<!\d)(\d{{1,2}})([-_.])(\d{{1,2}})\2({_YEAR}|\d\d)(?!\d)")
_SIX = re.compile(r"(?<!\d)(\d{6})(?!\d)")
_YEAR_MONTH = re.compile(rf"(?<!\d)({_YEAR})[-_./](0[1-9]|1[0-2])(?!\d)")
_MONTH_YEAR = re.compile(rf"(?<!\d)(0?[1-9]|1[0-2])[-_.]({_YEAR})(?!\d)")
_NAME_YEAR = re.compile(rf"(?<![^\W\d_])({_LETTERS})[-_. ]?({_YEAR})(?!\d)")
_YEAR_NAME = re.compile(rf"(?<!\d)({_YEAR})[-_. /]({_LETTERS})(?![^\W\d_])")
_YEAR_FOLDER = re.compile(rf"(?<![^/])({_YEAR})/")
_ANY_YEAR = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")

ORDERS = ("mdy", "dmy", "ymd")
"""How six digits may be meant."""


def file_date(path: str, *, order: str | None = None) -> FoundDate | None:
    """Return the date that a path or an address carries, the most exact and the last of several.

    :param order: how six digits, or two small numbers, are meant in this source: one of
        :data:`ORDERS`; ``None`` if it is not known, then a date with several readings is marked
        ambiguous.
    """
    path = unquote(path[-_MAX_PATH:])
    for group in (_exact, _six_digits, _months, _years):
        dates = sorted(group(path, order), key=lambda date: date.end)
        if dates:
            return dates[-1]
    return None


def compact_readings(path: str) -> dict[str, str]:
    """Return order -> ISO date for the six digits of a path, as far as they are dates."""
    match = _last(_SIX, unquote(path[-_MAX_PATH:]))
    return _six(match.group(1)) if match else {}


def _exact(path: str, order: str | None) -> Iterator[FoundDate]:
    months = date_words().months
    for match in _YEAR_MONTH_DAY.finditer(path):
        yield from _date_of_match(match, match[1], int(match[3]), match[4], kind="numbers")
    for pattern, (day, name, year) in (
        (_DAY_NAME_YEAR, (1, 2, 3)),
        (_NAME_DAY_YEAR, (2, 1, 3)),
        (_YEAR_NAME_DAY, (3, 2, 1)),
    ):
        for match in _overlapping(pattern, path):
            month = months.get(calendar_key(match[name]), 0)
            yield from _date_of_match(match, match[year], month, match[day], kind="month name")
    for match in _COMPACT.finditer(path):
        yield from _eight(match, order)
    for match in _SEPARATED.finditer(path):
        yield from _small_numbers(match, match[1], match[3], match[4], order)


def _overlapping(pattern: re.Pattern[str], path: str) -> Iterator[re.Match[str]]:
    """Yield all matches: in ``3-boats29Oct2007`` "3 boats 29" must not hide the date."""
    match = pattern.search(path)
    while match:
        yield match
        match = pattern.search(path, match.start() + 1)


def _date_of_match(
    match: re.Match[str], year: str, month: int, day: str = "0", *, kind: Kind = "numbers"
) -> Iterator[FoundDate]:
    short = len(year) == 2
    value = iso_date(full_year(int(year), len(year)), month, int(day)) if month else None
    if value and (day == "0" or int(day)):
        precision: Precision = "day" if int(day) else "month"
        yield FoundDate(
            match.start(),
            match.end(),
            value,
            precision,
            kind,
            short_year=short,
        )


def _eight(match: re.Match[str], order: str | None) -> Iterator[FoundDate]:
    digits = match[1]
    if iso_date(int(digits[:4]), int(digits[4:6]) or 99, int(digits[6:]) or 99):
        yield from _date_of_match(match, digits[:4], int(digits[4:6]), digits[6:], kind="compact")
    elif digits[4:6] in ("19", "20"):
        yield from _small_numbers(match, digits[:2], digits[2:4], digits[4:], order)


def _small_numbers(
    match: re.Match[str], one: str, two: str, year: str, order: str | None
) -> Iterator[FoundDate]:
    """Yield the date of two small numbers before a year."""
    a, b, full = int(one), int(two), full_year(int(year), len(year))
    by_order = {"mdy": iso_date(full, a or 99, b or 99), "dmy": iso_date(full, b or 99, a or 99)}
    yield from _choose_reading(match, by_order, order, short=len(year) == 2)


def _choose_reading(
    match: re.Match[str], readings: dict[str, str | None], order: str | None, *, short: bool
) -> Iterator[FoundDate]:
    known = {name: value for name, value in readings.items() if value}
    if known:
        name = order if order in known else next(iter(known))
        ambiguous = len(set(known.values())) > 1 and order not in known
        yield FoundDate(
            match.start(), match.end(), known[name], "day", "compact",
            ambiguous=ambiguous, short_year=short,
        )  # fmt: skip


def _six(digits: str) -> dict[str, str]:
    a, b, c = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    readings = {
        "mdy": iso_date(full_year(c, 2), a or 99, b or 99),
        "dmy": iso_date(full_year(c, 2), b or 99, a or 99),
        "ymd": iso_date(full_year(a, 2), b or 99, c or 99),
    }
    return {name: value for name, value in readings.items() if value}


def _six_digits(path: str, order: str | None) -> Iterator[FoundDate]:
    match = _last(_SIX, path)
    if match is None:
        return
    readings = _six(match[1])
    years = set(_ANY_YEAR.findall(path))
    fitting = {name: value for name, value in readings.items() if value[:4] in years}
    yield from _choose_reading(match, dict(fitting or readings), order, short=True)


def _months(path: str, _: str | None) -> Iterator[FoundDate]:
    months = date_words().months
    for match in _YEAR_MONTH.finditer(path):
        yield from _date_of_match(match, match[1], int(match[2]))
    for match in _MONTH_YEAR.finditer(path):
        yield from _date_of_match(match, match[2], int(match[1]))
    for match in _NAME_YEAR.finditer(path):
        yield from _date_of_match(
            match, match[2], months.get(calendar_key(match[1]), 0), kind="month name"
        )
    for match in _YEAR_NAME.finditer(path):
        yield from _date_of_match(
            match, match[1], months.get(calendar_key(match[2]), 0), kind="month name"
        )


def _years(path: str, _: str | None) -> Iterator[FoundDate]:
    for match in _YEAR_FOLDER.finditer(path):
        yield FoundDate(match.start(), match.end(1), match[1], "year", "numbers")


def _last(pattern: re.Pattern[str], path: str) -> re.Match[str] | None:
    match = None
    for match in pattern.finditer(path):  # noqa: B007
        pass
    return match
