"""How one source writes dates and names its files, learned from its pages.

A small immutable value per source, the sum of counts over its pages: it can be kept as JSON,
added up from parts, and used for a page that comes alone later.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from searchapp.ingest.dates.find import find_dates
from searchapp.ingest.dates.found_date import FoundDate, days_apart
from searchapp.ingest.dates.path_dates import compact_readings, file_date

__all__ = ["SourceDates", "learn_dates", "learn_order", "order_votes"]

_MAX_NEAR_DAYS = 10
_HEAD_CHARS = 3000
_MIN_DATES = 3
_MIN_MAJORITY = 0.8


@dataclass(frozen=True, slots=True)
class SourceDates:
    """Counts over the pages of a source.

    :param pages: pages looked at.
    :param day_first: dates in numbers that can only be read day first; ``month_first`` likewise.
    :param day_name: dates with the name of the month, the day before it; ``name_day``: behind it.
    :param named: pages whose path carries a day.
    :param same: of these, pages whose text names the very day.
    :param near: of these, pages whose text only names days up to ten days away.
    :param far: of these, pages whose text names other days only.
    :param mdy: paths whose six digits can only be month, day, year; ``dmy`` and ``ymd`` likewise.
    """

    pages: int = 0
    day_first: int = 0
    month_first: int = 0
    day_name: int = 0
    name_day: int = 0
    named: int = 0
    same: int = 0
    near: int = 0
    far: int = 0
    mdy: int = 0
    dmy: int = 0
    ymd: int = 0

    def __add__(self, other: SourceDates) -> SourceDates:
        """Return what both tell together."""
        return SourceDates(
            *(getattr(self, row.name) + getattr(other, row.name) for row in fields(self))
        )

    @property
    def order(self) -> bool | None:
        """Return whether the source writes the day first; ``None`` if it has not shown it.

        Dates in numbers count; where there are none, dates with the name of the month do.
        """
        clear = _majority(self.day_first, self.month_first, least=1)
        return _majority(self.day_name, self.name_day, least=_MIN_DATES) if clear is None else clear

    @property
    def path_order(self) -> str | None:
        """How six digits in a path are meant, one of ``mdy``, ``dmy``, ``ymd``."""
        counts = {"mdy": self.mdy, "dmy": self.dmy, "ymd": self.ymd}
        best = max(counts, key=lambda name: counts[name])
        return best if counts[best] > _MIN_MAJORITY * sum(counts.values()) else None

    @property
    def names_tell(self) -> bool | None:
        """Return whether the day in a path is that of the release; ``None`` if not shown.

        It is not where the texts mostly name other days than the paths (a date of upload).
        """
        return _majority(self.same, self.near, least=_MIN_DATES, clear=0.6)

    def to_json(self) -> str:
        """Return the counts as JSON, for :meth:`from_json`."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> SourceDates:
        """Return the counts that :meth:`to_json` wrote; unknown names are left out."""
        known = {row.name for row in fields(cls)}
        table = json.loads(text)
        return cls(**{name: int(value) for name, value in table.items() if name in known})


def _majority(yes: int, no: int, *, least: int, clear: float = _MIN_MAJORITY) -> bool | None:
    if yes + no < least:
        return None
    if yes >= clear * (yes + no):
        return True
    return False if no >= clear * (yes + no) else None


def learn_dates(pages: Iterable[tuple[str, str]]) -> SourceDates:
    """Return what the pages of one source tell, each given as its path and its text."""
    total = SourceDates()
    for path, text in pages:
        dates = _near_ends(text)
        total += order_votes(dates) + _path_votes(path, dates)
    return total


def learn_order(texts: Iterable[str]) -> SourceDates:
    """Return what texts alone tell: the order of day and month."""
    return learn_dates(("", text) for text in texts)


def _near_ends(text: str) -> list[FoundDate]:
    if len(text) <= 2 * _HEAD_CHARS:
        return find_dates(text)
    return find_dates(text[:_HEAD_CHARS]) + find_dates(text[-_HEAD_CHARS:])


def order_votes(dates: Iterable[FoundDate]) -> SourceDates:
    """Return what the dates of one text tell of the order of day and month."""
    votes = Counter((date.kind, date.day_first) for date in dates)
    return SourceDates(
        pages=1,
        day_first=votes["numbers", True],
        month_first=votes["numbers", False],
        day_name=votes["month name", True],
        name_day=votes["month name", False],
    )


def _path_votes(path: str, dates: Iterable[FoundDate]) -> SourceDates:
    readings = compact_readings(path)
    if readings:
        only = next(iter(readings)) if len(readings) == 1 else _confirmed_reading(readings, dates)
        return SourceDates(**{only: 1}) if only else SourceDates()
    named = file_date(path)
    if named is None or named.precision != "day" or named.ambiguous:
        return SourceDates()
    apart = min((days_apart(named.value, date.value) for date in _days(dates)), default=None)
    return SourceDates(
        named=1,
        same=int(apart == 0),
        near=int(apart is not None and 0 < apart <= _MAX_NEAR_DAYS),
        far=int(apart is not None and apart > _MAX_NEAR_DAYS),
    )


def _confirmed_reading(readings: dict[str, str], dates: Iterable[FoundDate]) -> str | None:
    """Return the only reading that the text confirms."""
    values = {date.value for date in dates}
    fitting = [name for name, value in readings.items() if value in values]
    return fitting[0] if len(fitting) == 1 else None


def _days(dates: Iterable[FoundDate]) -> Iterable[FoundDate]:
    return (date for date in dates if date.precision == "day")
