"""Dates in a text: where they stand and which they are.

A date is a run of one to three numbers with telling gaps between them (``29 March 2024``,
``March 29, 2024``, ``29/3/2024``, ``2024年3月29日``). So the text is cut at its numbers, each gap
is looked up once (:mod:`.separators`; names come from CLDR), and a number is read together with
its neighbours. No gap longer than :data:`.separators.MAX_GAP` is looked at: time is linear.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from searchapp.ingest.dates.calendar_words import calendar_key, date_words
from searchapp.ingest.dates.day_ranges import add_first_day
from searchapp.ingest.dates.found_date import FoundDate, Kind, iso_date
from searchapp.ingest.dates.separators import (
    OTHER,
    Gap,
    Number,
    gaps_between,
    month_before,
    numbers_in,
)
from searchapp.model import Precision

__all__ = ["find_dates", "full_year"]

_LAST_WORDS = re.compile(
    r"(?:[^\W\d_]+[ \u00a0]{1,2})?(?:[^\W\d_]|(?<=\w)\u200c(?=\w))+(?=[^\w\n]{0,5}$)"
)
_WORD_BEHIND = re.compile(r"\.? {1,2}([^\W\d_]{3,14})")
_WEEKDAY_BEHIND = re.compile(
    r"(?:[^\S\n,(（]|[,(（]){0,3}([^\W\d_]{3,14})|[\s,(]{0,3}\n([^\W\d_]{4,14})(?=[^\S\n]*(?:\n|$))"
)
_MONTH_MARK = re.compile(r"\s?[月월]")
_DAY_MARK = re.compile(r"\s?[日일号號]")
_SHORT_YEAR_END = re.compile(r"\s*(?:$|[\n,;|–—-]|[)\].:](?!\d))|\s{2}(?!\d)")
_GLUED = re.compile(r"[-/.]?\d|[^\W\d_]")
_TENS = re.compile(r"(?:^|[^\d.,/-])([12])\.$")
_TORN_DAY = re.compile(r"[%\\$&*?!#~^]")
_NEXT_WORD = re.compile(r"[A-Z][a-z]{2}")
_CAPITAL_BEHIND = re.compile(r"\s[A-Z]")
_NUMERALS: dict[str, int] = {
    char: value for value, char in enumerate("〇一二三四五六七八九")
} | {"零": 0, "○": 0}  # fmt: skip
_WRITTEN_OUT = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([〇十一二三四五六七八九]{1,3})月"
    r"(?:([〇十廿卅一二三四五六七八九]{1,4})[日号號])?"
)
_PIVOT = 45
_BUDDHIST = 543


def find_dates(text: str, *, day_first: bool | None = None) -> list[FoundDate]:
    """Return the dates in a text, in reading order, none overlapping another.

    :param day_first: how ``3/4/2024`` is meant: ``True`` for 3 April; ``None`` if it is not known,
        then such a date is read day first and is marked ambiguous.
    """
    numbers = numbers_in(text)
    reading = _NumberedText(text, numbers, gaps_between(text, numbers), day_first)
    found = _dates_in_chinese_numerals(text)
    free_from = 0
    for index, number in enumerate(numbers):
        if reading.gap(index) is not OTHER:
            date = _date_at(reading, index)
        elif number.digits == 4:
            date = _month_year(reading, index)
        else:
            continue
        if date is not None and date.start >= free_from:
            date = add_first_day(text, free_from, date)
            found.append(date)
            free_from = date.end
    return sorted(found, key=lambda date: date.start)


def full_year(value: int, digits: int) -> int:
    """Return the year that a number of two or four digits stands for (1945 to 2044 for two)."""
    if digits != 2:
        return value
    return value + (1900 if value >= _PIVOT else 2000)


@dataclass(frozen=True, slots=True)
class _NumberedText:
    text: str
    numbers: list[Number]
    gaps: list[Gap]
    day_first: bool | None

    def gap(self, index: int) -> Gap:
        """Return what stands behind a number."""
        return self.gaps[index] if index < len(self.gaps) else OTHER


def _date_at(reading: _NumberedText, index: int) -> FoundDate | None:
    """Return the date that begins with a number, or with the month before it."""
    for read in (_year_first, _day_month_year, _month_day_year, _all_numbers, _month_year):
        date = read(reading, index)
        if date is not None:
            return _add_weekday(reading.text, date)
    return None


def _year_first(reading: _NumberedText, index: int) -> FoundDate | None:
    """Read ``2024年3月29日``, ``2024-03-29``, ``2024. március 29.``."""
    year, gap, after = reading.numbers[index], reading.gap(index), reading.gap(index + 1)
    value = year.value
    if gap.kind == "year mark" and year.digits <= 3:
        value += _era(reading.text, year.start)
    elif year.digits != 4:
        return None
    if gap.kind == "month":
        last = reading.numbers[index + 1]
        doubtful = gap.damaged or _is_year_behind(reading, index + 1)
        return None if doubtful else _make_date(year, last, (value, gap.month, last.value))
    if gap.kind == "year mark":
        return _year_mark(reading, index, value, after)
    if gap.kind == "separator" and after == gap:
        month, day = reading.numbers[index + 1 : index + 3]
        date = _make_date(year, day, (value, month.value, day.value), kind="numbers")
        return date and replace(date, year_first=True)
    return None


def _year_mark(reading: _NumberedText, index: int, year: int, after: Gap) -> FoundDate | None:
    first, second = reading.numbers[index : index + 2]
    if match := _WORD_BEHIND.match(reading.text, second.end):
        named = date_words().months.get(calendar_key(match.group(1)), 0)
        return _make_date(first, second, (year, named, second.value))
    if after.kind == "month mark":
        day = reading.numbers[index + 2]
        date = _make_date(first, day, (year, second.value, day.value), kind="cjk")
        mark = _DAY_MARK.match(reading.text, day.end)
    else:
        mark = _MONTH_MARK.match(reading.text, second.end)
        date = _make_date(first, second, (year, second.value, 0), kind="cjk") if mark else None
    return replace(date, end=mark.end()) if date and mark else date


def _era(text: str, start: int) -> int:
    return date_words().eras.get(text[max(0, start - 3) : start].strip()[-2:], 0)


def _day_month_year(reading: _NumberedText, index: int) -> FoundDate | None:
    """Read ``29 March 2024``, ``29th of March, 2024``, ``29-Mar-24``, ``29 tháng 3, 2024``."""
    day, gap, after = reading.numbers[index], reading.gap(index), reading.gap(index + 1)
    if day.digits > 2 or (day.digits == 1 and _TORN_DAY.match(reading.text, day.end)):
        return None
    if gap.kind == "month mark" and after.kind in ("space", "year mark"):
        month, year = reading.numbers[index + 1 : index + 3]
        values = (year.value, month.value, day.value)
        return _make_date(day, year, values) if year.digits == 4 else None
    if gap.kind != "month" or not _is_year(reading.text, year := reading.numbers[index + 1]):
        return None
    value = full_year(year.value, year.digits)
    tens = _TENS.search(reading.text, max(0, day.start - 4), day.start)
    if tens and day.digits == 1:
        joined = 10 * int(tens[1]) + day.value
        day = day._replace(start=tens.start(1), value=joined, damaged=True)
    if year.digits == 2 and (gap.damaged or _is_year_behind(reading, index + 1)):
        return None
    date = _make_date(day, year, (value, gap.month, day.value), day_first=True)
    date = date or _make_date(day, year, (value - _BUDDHIST, gap.month, day.value), day_first=True)
    doubtful = gap.damaged or _runs_on(reading.text, year)
    return replace(date, damaged=True) if date and doubtful else date


def _is_year_behind(reading: _NumberedText, index: int) -> bool:
    """Return whether a number is the day before a year: ``FY 2008 October 23, 2007``."""
    return reading.gap(index).kind == "space" and reading.numbers[index + 1].digits == 4


def _month_day_year(reading: _NumberedText, index: int) -> FoundDate | None:
    """Read ``March 29, 2024``, ``Mar. 29 '24``."""
    day, gap = reading.numbers[index], reading.gap(index)
    if day.digits > 2 or not (gap.kind == "space" or gap.mark == "."):
        return None
    year = reading.numbers[index + 1]
    if not _is_year(reading.text, year):
        return None
    if year.digits == 2 and not set("'’‘,") & set(reading.text[day.end : year.start]):
        return None
    month = _month_before(reading, index)
    if month is None:
        return _days_of_month(reading, index)
    number, start, damaged = month
    values = (full_year(year.value, year.digits), number, day.value)
    date = _make_date(day, year, values, day_first=False)
    damaged = damaged or gap.damaged or bool(date and date.damaged)
    return replace(date, start=start, damaged=damaged) if date else None


def _days_of_month(reading: _NumberedText, index: int) -> FoundDate | None:
    """Read ``March 29-31, 2024``."""
    last, year = reading.numbers[index : index + 2]
    month = _month_before(reading, index - 1) if index else None
    if month is None or reading.gap(index - 1).mark not in ("-", "–", "—") or year.digits != 4:
        return None
    number, start, _ = month
    first = reading.numbers[index - 1]
    date = _make_date(first, year, (year.value, number, first.value), day_first=False)
    until = iso_date(year.value, number, last.value or 99)
    if not date or not until or first.digits > 2 or until <= date.value:
        return None
    return replace(date, start=start, until=until)


def _all_numbers(reading: _NumberedText, index: int) -> FoundDate | None:
    """Read ``29/3/2024``, ``29.03.24``, ``03 29 2004`` (a page that lost its punctuation)."""
    gap = reading.gap(index)
    if gap.kind not in ("separator", "space") or gap.damaged or reading.gap(index + 1) != gap:
        return None
    one, two, year = reading.numbers[index : index + 3]
    if one.digits > 2 or two.digits > 2 or year.digits not in (2, 4):
        return None
    if not _is_plain_numbers(reading.text, (one, two, year), gap):
        return None
    values = _order(one.value, two.value, reading.day_first)
    if values is None:
        return None
    day, month = values
    known = one.value > 12 or two.value > 12
    date = _make_date(one, year, (full_year(year.value, year.digits), month, day), kind="numbers")
    return date and replace(
        date,
        # With points the day is first in every language of CLDR that puts the year last.
        ambiguous=not (known or gap.mark == "." or one.value == two.value)
        and reading.day_first is None,
        day_first=one.value > 12 if known else None,
        damaged=year.digits == 2 and gap.mark == "." and one.digits + two.digits < 4,
    )


def _is_plain_numbers(text: str, numbers: tuple[Number, Number, Number], gap: Gap) -> bool:
    """Return whether numbers are a date, not a telephone number, a version or a fraction."""
    one, two, year = numbers
    before = text[max(0, one.start - 1) : one.start]
    if before in tuple("-./$€£#") or before.isalpha():
        return False
    if _GLUED.match(text, year.end) and not (year.digits == 4 and _NEXT_WORD.match(text, year.end)):
        return False
    if gap.kind == "space":
        one_blank = text[one.end : two.start] == text[two.end : year.start] == " "
        return one_blank and (one.digits, two.digits, year.digits) == (2, 2, 4)
    return True


def _order(one: int, two: int, day_first: bool | None) -> tuple[int, int] | None:
    """Return day and month."""
    if one > 12 and two > 12:
        return None
    if one > 12 or two > 12:
        return (one, two) if one > 12 else (two, one)
    return (two, one) if day_first is False else (one, two)


def _month_year(reading: _NumberedText, index: int) -> FoundDate | None:
    """Read ``March 2024``, ``Март 2024``, ``marzo de 2024``."""
    year = reading.numbers[index]
    if year.digits != 4:
        return None
    month = _month_before(reading, index, alone=True)
    if month is None:
        return None
    date = _make_date(year, year, (year.value, month[0], 0))
    return replace(date, start=month[1]) if date else None


def _month_before(
    reading: _NumberedText, index: int, *, alone: bool = False
) -> tuple[int, int, bool] | None:
    least = reading.numbers[index - 1].end if index else 0
    return month_before(reading.text, least, reading.numbers[index].start, alone=alone)


def _is_year(text: str, number: Number) -> bool:
    if number.digits == 4:
        return True
    apostrophe = text[number.start - 1 : number.start] in ("'", "’")
    return number.digits == 2 and (
        apostrophe or bool(_SHORT_YEAR_END.match(text, number.end)) or _runs_on(text, number)
    )


def _runs_on(text: str, year: Number) -> bool:
    """Return whether the line of a short year goes on: ``6 June 88 Harbour to be rebuilt``."""
    return year.digits == 2 and year.value >= _PIVOT and bool(_CAPITAL_BEHIND.match(text, year.end))


def _make_date(
    first: Number,
    last: Number,
    values: tuple[int, int, int],
    *,
    kind: Kind = "month name",
    day_first: bool | None = None,
) -> FoundDate | None:
    """Return the date, ``None`` if there is none such; day 0 means that only the month is known."""
    year, month, day = values
    whole = last is first or kind == "cjk" or day > 0
    value = iso_date(year, month, day) if month and whole else None
    if value is None:
        return None
    return FoundDate(
        first.start,
        last.end,
        value,
        "day" if day else "month",
        kind,
        day_first=day_first,
        short_year=last.digits == 2 and first.digits != 4 and kind != "cjk",
        damaged=first.damaged or last.damaged,
    )


def _add_weekday(text: str, date: FoundDate) -> FoundDate:
    """Return the date with the weekday that stands before or behind it."""
    if date.precision != "day":
        return date
    weekdays = date_words().weekdays
    is_day = datetime.date.fromisoformat(date.value).weekday()
    if match := _LAST_WORDS.search(text[max(0, date.start - 20) : date.start]):
        names = match.group().split()
        name = names[0] if calendar_key(names[-1]) in date_words().fillers else names[-1]
        number = weekdays.get(calendar_key(name))
        if number is not None and len(name) >= 3:
            start = text.rindex(name, 0, date.start)
            return replace(date, start=start, weekday=number == is_day)
    if match := _WEEKDAY_BEHIND.match(text, date.end):
        number = weekdays.get(calendar_key(match.group(1) or match.group(2)))
        if number is not None:
            return replace(date, end=match.end(), weekday=number == is_day)
    return date


def _dates_in_chinese_numerals(text: str) -> list[FoundDate]:
    """Return the dates in Chinese numerals, in reading order."""
    if "年" not in text:
        return []
    found = []
    for match in _WRITTEN_OUT.finditer(text):
        year = int("".join(str(_NUMERALS[char]) for char in match.group(1)))
        month, day = (_numeral(group) if group else 0 for group in match.group(2, 3))
        value = iso_date(year, month, day) if month else None
        if value:
            precision: Precision = "day" if day else "month"
            found.append(FoundDate(match.start(), match.end(), value, precision, "cjk"))
    return found


def _numeral(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    value = 0
    for char in ones:
        value = 10 * value + _NUMERALS[char]
    return value + 10 * (_NUMERALS.get(tens, 1) if ten else 0)
