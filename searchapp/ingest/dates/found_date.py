"""The value of a date found in a text, and the arithmetic of ISO dates."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from searchapp.model import Precision

__all__ = ["EARLIEST_YEAR", "LATEST_YEAR", "FoundDate", "Kind", "days_apart", "iso_date"]

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
"""Years outside these two are numbers of something else."""

Kind = Literal["month name", "numbers", "cjk", "compact", "yearless"]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as it stands in a text or in a file name.

    :param start: offset of its first character, the name of the weekday included.
    :param end: offset behind its last character.
    :param value: ISO, as long as the precision says: ``2024``, ``2024-03`` or ``2024-03-29``.
    :param kind: how it is written: with the name of the month, in numbers with separators, with
        East Asian marks, as digits in one run, or without its year.
    :param ambiguous: day and month could be exchanged, and nobody said which comes first.
    :param day_first: what the writing tells of the order of day and month where it tells it.
    :param weekday: whether the weekday that stands beside it is the right one; ``None`` if none.
    :param short_year: the year has two digits.
    :param damaged: it was read in spite of a misspelling, dirt or blanks of a scanned page, or
        could be the number of a section (``1.2.95``): not to be relied upon by itself.
    :param year_first: it is numbers that begin with the year, as machines write it.
    :param until: the last day where it is a range of days, then ``value`` is the first.
    """

    start: int
    end: int
    value: str
    precision: Precision
    kind: Kind
    ambiguous: bool = False
    day_first: bool | None = None
    weekday: bool | None = None
    short_year: bool = False
    damaged: bool = False
    until: str = ""
    year_first: bool = False


def iso_date(year: int, month: int = 0, day: int = 0) -> str | None:
    """Return the ISO form of a date of day, month (``day`` 0) or year (``month`` 0) precision.

    ``None`` if there is no such date, or its year is not one of the plausible ones.
    """
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        whole = datetime.date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return None
    return whole[: 10 if day and month else 7 if month else 4]


def days_apart(one: str, two: str) -> int:
    """Return how many days lie between two ISO days."""
    first, second = (datetime.date.fromisoformat(value) for value in (one, two))
    return abs((first - second).days)
