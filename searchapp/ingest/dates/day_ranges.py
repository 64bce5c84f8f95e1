"""First days of ranges (``18-20 February 2003``, ``30 April to 2 May 2003``).

What is read of a range at first is its last day, beside the year. The first day is what a range is
about: when a conference opened, and so when the paper given there can have come out.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from searchapp.ingest.dates.calendar_words import calendar_key, date_words
from searchapp.ingest.dates.found_date import FoundDate, iso_date

__all__ = ["add_first_day"]

_FIRST = re.compile(
    r"(?:(?P<before>[^\W\d_]{3,12})\.?\s{1,2})?"
    r"(?<![\d/.,:$-])(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
    r"(?:\s{1,2}(?:de )?(?P<behind>[^\W\d_]{3,12})\.?)?"
    r"(?:(?P<dash>\s{0,2}[-–—&]\s{0,2})|\s{1,2}(?:to|and|au|et|bis|und|al|a|y|e|по|и)\s{1,2})"
    r"(?:l |el )?$"
)
_COUNTED = re.compile(
    r"(?:release|statement|number|page|item|part|section|chapter|volume|issue|bulletin|news|media"
    r"|communiqu|circular|article|paper)",
    re.I,
)
_AROUND = 44
_OPEN = re.compile(r"(?:^|[\n(\[,;:]|\b[^\W\d_A-Z]{2,12}\s)\s{0,2}$")
_YEAR_END = 12


def add_first_day(text: str, least: int, date: FoundDate) -> FoundDate:
    """Return the range that a date ends, its value the first day, or the date if it ends none.

    :param least: offset before which the text belongs to another date.
    """
    if date.precision != "day" or date.kind != "month name" or date.until:
        return date
    begin = max(least, date.start - _AROUND)
    lead = text[begin : date.start]
    match = _FIRST.search(lead)
    first = _first_day(match, date) if match else None
    if match is None or first is None or not _is_plain(lead, match):
        return date
    named = match["before"] and calendar_key(match["before"]) in date_words().months
    start = match.start("before") if named and not match["behind"] else match.start("day")
    return replace(date, start=begin + start, value=first, until=date.value)


def _first_day(match: re.Match[str], date: FoundDate) -> str | None:
    months = date_words().months
    name = match["behind"] or match["before"]
    last = datetime.date.fromisoformat(date.value)
    if match["behind"] or (name and calendar_key(name) in months):
        month = months.get(calendar_key(name), 0)
    else:
        month = last.month if date.day_first else 0
    year = last.year - (month == _YEAR_END and last.month < month)
    first = iso_date(year, month, int(match["day"]) or 99) if month else None
    return first if first and first < date.value else None


def _is_plain(lead: str, match: re.Match[str]) -> bool:
    """Return whether a range, not the number of a release, leads up to a date (``2 - 5 May``)."""
    dash = match["dash"]
    if match["behind"] or not dash or dash == dash.strip():
        return True
    before = lead[: match.start("day")]
    word = match["before"]
    words = date_words()
    named = word is not None and (
        calendar_key(word) in words.weekdays or calendar_key(word) in words.months
    )
    place = word is not None and len(word) > 3 and word[0].isupper() and not _COUNTED.match(word)
    return named or place or bool(_OPEN.search(before))
