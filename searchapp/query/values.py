"""Field names, dates and facet values as they are written in a query."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from functools import cache

from searchapp.fields import DATE_FIELD, FACETS, LANGUAGE_NAMES, TEXT_FIELDS
from searchapp.query.nodes import HasValue, InDates

__all__ = ["date_range", "facet_value", "find_field", "format_dates", "split_date"]

_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_RANGE = re.compile(rf"({_DATE})?(?:\.{{2,3}}|…)({_DATE})?")
_ONE_DATE = re.compile(_DATE)

_MONTHS = tuple(name.casefold() for name in month_name)
_WORDED = re.compile(
    rf"(?<![\w.:/-])(?:(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(_MONTHS[1:])}) "
    r"(?:(?P<after>\d{1,2}),? )?)?(?P<year>(?:19|20)\d\d)(?![\w:/*~-]|\.\w)",
    re.IGNORECASE,
)


def find_field(name: str) -> str | None:
    """Return the field that a reader means by ``name``, ``None`` if there is none.

    Case does not matter, facets have their plural too, and British spelling is understood.
    """
    return _names().get(name.casefold().replace("isation", "ization"))


@cache
def _names() -> dict[str, str]:
    names = {name: name for name in (*TEXT_FIELDS, DATE_FIELD)}
    for row in FACETS.values():
        for name in (row.label.casefold(), row.plural.casefold(), row.name):
            names[name] = row.name
    return names


def facet_value(field: str, value: str) -> HasValue:
    """Return the test for a facet value; a language may be written by its English name."""
    if field == "language":
        tags = {name.casefold(): tag for tag, name in LANGUAGE_NAMES.items()}
        value = tags.get(value.casefold(), value)
    return HasValue(field, value)


def date_range(text: str) -> InDates | None:
    """Read ``2024``, ``2024-03``, ``2024-03-29``, ``a..b``, ``a..`` or ``..b``.

    Both ends are included, as exactly as they are written; ends the wrong way round are turned.
    ``None`` if the text is none of these or names a day that is not in the calendar.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        ends = (text, text) if _ONE_DATE.fullmatch(text) else (None, None)
    else:
        ends = (match[1], match[2])
    days = [None if end is None else _days(end) for end in ends]
    if ends == (None, None) or any(end and not day for end, day in zip(ends, days, strict=True)):
        return None
    first, last = days
    if first and last and first > last:
        first, last = last, first
    return InDates(first[0] if first else None, last[1] if last else None)


def _days(date: str) -> tuple[str, str] | None:
    """Return the first and last day of a year, month or day; ``None`` if there is no such day.

    The digits may be those of any script.
    """
    year, month, day = (*map(int, date.split("-")), None, None)[:3]
    if not year or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return f"{year:04}-01-01", f"{year:04}-12-31"
    days = monthrange(year, month)[1]
    if day is None:
        return f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{days:02}"
    iso = f"{year:04}-{month:02}-{day:02}"
    return (iso, iso) if 1 <= day <= days else None


def format_dates(dates: InDates) -> str:
    """Return the shortest text that :func:`date_range` reads as these dates."""
    for size in (4, 7, 10):
        whole = (dates.start or "")[:size]
        if whole and _days(whole) == (dates.start, dates.end):
            return whole
    return f"{_shortest(dates.start, 0)}..{_shortest(dates.end, 1)}"


def _shortest(day: str | None, end: int) -> str:
    if day is None:
        return ""
    return next(text for text in (day[:4], day[:7], day) if (_days(text) or "??")[end] == day)


def split_date(query: str) -> tuple[str, str] | None:
    """Return a query without the date that is written in it in English words or as a year, and
    that date: ``floods in March 2007`` is ``floods in`` and ``2007-03``.

    ``None`` if there is none, or more than one, or if any of the query is between quotation marks.
    """
    found = list(_WORDED.finditer(query))
    if len(found) != 1 or '"' in query:
        return None
    date = str(int(found[0]["year"]))
    if month := found[0]["month"]:
        date += f"-{_MONTHS.index(month.casefold()):02}"
        if day := found[0]["day"] or found[0]["after"]:
            date += f"-{int(day):02}"
    if date_range(date) is None:
        return None
    return " ".join((query[: found[0].start()] + query[found[0].end() :]).split()), date
