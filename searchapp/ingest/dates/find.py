"""Where does a text name a date, and which?

A date is a run of one to three numbers with telling gaps between them (``29 March 2024``,
``March 29, 2024``, ``29/3/2024``, ``2024年3月29日``). So the text is cut at its numbers, each gap
is looked up once (names come from CLDR, see :mod:`.names`), and a year is read together with its
neighbours. No gap longer than :data:`_WIDEST` is looked at, hence linear time on any input.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from searchapp.ingest.dates.found import FoundDate, Kind, iso_date
from searchapp.ingest.dates.names import date_words, fold

__all__ = ["find_dates", "full_year"]

_WIDEST = 32
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORDS = re.compile(r"(?:[^\W\d_]+[ \u00a0]{1,2})?[^\W\d_]+(?=[^\w\n]{0,5}$)")
_SEPARATOR = re.compile(r"[\s\u200e\u200f]{0,2}([-./‐‑–−])[\s\u200e\u200f]{0,2}")
_ONLY_MARKS = re.compile(r"[\s.,،、'’‘()°\-‐‑–/|\u200e\u200f\u202a-\u202c\u2066-\u2069]*")
_SHORT_YEAR_END = re.compile(r"\s*(?:$|[\n,.;:)\]|–—-])|\s{2}")
_WORD_BEHIND = re.compile(r"\.? {1,2}([^\W\d_]{3,14})")
_MONTH_MARK = re.compile(r"\s?[月월]")
_DAY_MARK = re.compile(r"\s?[日일号號]")
_WEEKDAY_BEHIND = re.compile(r"[\s,(（]{0,3}([^\W\d_]{3,14})")
_PIVOT = 45
_NUMERALS: dict[str, int] = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
}
_WRITTEN_OUT = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([〇十一二三四五六七八九]{1,3})月(?:([〇十廿卅一二三四五六七八九]{1,4})日)?"
)


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: int
    digits: int


@dataclass(frozen=True, slots=True)
class _Gap:
    """What the text between two numbers says.

    :param mark: the separator of a ``separator`` gap.
    :param month: the month of a ``month`` gap.
    """

    kind: Literal["separator", "space", "month", "year mark", "month mark", "other"]
    mark: str = ""
    month: int = 0


_OTHER = _Gap("other")


def find_dates(text: str, *, day_first: bool | None = None) -> list[FoundDate]:
    """Return the dates in a text, in reading order, none overlapping another.

    :param day_first: how ``3/4/2024`` is meant: ``True`` for 3 April; ``None`` if it is not known,
        then such a date is read day first and is marked ambiguous.
    """
    found: list[FoundDate] = _written_out(text) if "年" in text else []
    numbers = _numbers(text)
    gaps = [_gap_between(text, one, two) for one, two in pairwise(numbers)]
    free_from = 0
    for index in range(len(numbers)):
        date = _date_at(text, numbers, gaps, index, day_first)
        if date is not None and date.start >= free_from:
            found.append(date)
            free_from = date.end
    return sorted(found, key=lambda date: date.start)


def full_year(value: int, digits: int) -> int:
    """Return the year that a number of two or four digits stands for (1945 to 2044 for two)."""
    if digits != 2:
        return value
    return value + (1900 if value >= _PIVOT else 2000)


def _numbers(text: str) -> list[_Number]:
    return [
        _Number(match.start(), match.end(), int(match.group()), match.end() - match.start())
        for match in _NUMBER.finditer(text)
        if match.end() - match.start() <= 4
    ]


def _gap_between(text: str, one: _Number, two: _Number) -> _Gap:
    if two.start - one.end > _WIDEST:
        return _OTHER
    return _gap(text[one.end : two.start])


@lru_cache(maxsize=16384)
def _gap(between: str) -> _Gap:
    if between.count("\n") > 1:
        return _OTHER
    if separator := _SEPARATOR.fullmatch(between):
        return _Gap("separator", mark=separator.group(1).replace("‐", "-").replace("‑", "-"))
    if _ONLY_MARKS.fullmatch(between):
        return _Gap("space")
    words = date_words()
    whole = fold(between.strip(" \t\r\n,-–/'’()،"))
    if month := words.months.get(whole):
        return _Gap("month", month=month)
    if whole in words.year_marks:
        return _Gap("year mark")
    if whole in words.month_marks:
        return _Gap("month mark")
    return _gap_of_words(between)


def _gap_of_words(between: str) -> _Gap:
    words = date_words()
    if not _ONLY_MARKS.fullmatch(_WORD.sub("", between)):
        return _OTHER
    folded = [fold(word) for word in _WORD.findall(between)]
    if folded and folded[0] in words.ordinals:
        del folded[0]
    telling = [word for word in folded if word not in words.fillers]
    if not telling:
        return _Gap("space")
    month = words.months.get(" ".join(telling))
    return _Gap("month", month=month) if month else _OTHER


def _date_at(
    text: str, numbers: Sequence[_Number], gaps: Sequence[_Gap], index: int, day_first: bool | None
) -> FoundDate | None:
    """Return the date that begins with a number, or with the month before it."""
    for read in (_year_first, _day_month_year, _month_day_year, _all_numbers, _month_year):
        date = read(text, numbers, gaps, index, day_first)
        if date is not None:
            return _with_weekday(text, date)
    return None


def _gap_after(gaps: Sequence[_Gap], index: int) -> _Gap:
    return gaps[index] if index < len(gaps) else _OTHER


def _year_first(
    text: str, numbers: Sequence[_Number], gaps: Sequence[_Gap], index: int, _: bool | None
) -> FoundDate | None:
    """Read ``2024年3月29日``, ``2024-03-29``, ``2024. március 29.``."""
    year, gap, after = numbers[index], _gap_after(gaps, index), _gap_after(gaps, index + 1)
    value = year.value
    if gap.kind == "year mark" and year.digits <= 3:
        value += _era(text, year.start)
    elif year.digits != 4:
        return None
    if gap.kind == "month":
        return _found(year, numbers[index + 1], (value, gap.month, numbers[index + 1].value))
    if gap.kind == "year mark" and (named := _month_behind(text, numbers[index + 1])):
        return _found(year, numbers[index + 1], (value, named, numbers[index + 1].value))
    if gap.kind == "year mark":
        return _east_asian(text, numbers, index, value, after)
    if gap.kind == "separator" and after == gap:
        month, day = numbers[index + 1], numbers[index + 2]
        return _found(year, day, (value, month.value, day.value), kind="numbers")
    return None


def _month_behind(text: str, day: _Number) -> int | None:
    """Return the month in Latvian order: year, day, month."""
    match = _WORD_BEHIND.match(text, day.end)
    return date_words().months.get(fold(match.group(1))) if match else None


def _east_asian(
    text: str, numbers: Sequence[_Number], index: int, year: int, after: _Gap
) -> FoundDate | None:
    first, month = numbers[index], numbers[index + 1]
    if after.kind == "month mark":
        day = numbers[index + 2]
        date = _found(first, day, (year, month.value, day.value), kind="cjk")
        mark = _DAY_MARK.match(text, day.end)
    else:
        mark = _MONTH_MARK.match(text, month.end)
        date = _found(first, month, (year, month.value, 0), kind="cjk") if mark else None
    return replace(date, end=mark.end()) if date and mark else date


def _era(text: str, start: int) -> int:
    eras = date_words().eras
    return eras.get(text[max(0, start - 3) : start].strip()[-2:], 0)


def _day_month_year(
    text: str, numbers: Sequence[_Number], gaps: Sequence[_Gap], index: int, _: bool | None
) -> FoundDate | None:
    """Read ``29 March 2024``, ``29th of March, 2024``, ``29-Mar-24``, ``29 tháng 3, 2024``."""
    day, gap, after = numbers[index], _gap_after(gaps, index), _gap_after(gaps, index + 1)
    if day.digits > 2:
        return None
    if gap.kind == "month mark" and after.kind in ("space", "year mark"):
        month, year = numbers[index + 1], numbers[index + 2]
        values = (year.value, month.value, day.value)
        return _found(day, year, values) if year.digits == 4 else None
    if gap.kind != "month" or not _is_year(text, year := numbers[index + 1]):
        return None
    values = (full_year(year.value, year.digits), gap.month, day.value)
    date = _found(day, year, values, day_first=True, short_year=year.digits == 2)
    return date or _thai(day, year, gap.month)


def _thai(day: _Number, year: _Number, month: int) -> FoundDate | None:
    """Read a year of the Buddhist era, 543 ahead."""
    return _found(day, year, (year.value - 543, month, day.value), day_first=True)


def _month_day_year(
    text: str, numbers: Sequence[_Number], gaps: Sequence[_Gap], index: int, _: bool | None
) -> FoundDate | None:
    """Read ``March 29, 2024``, ``Mar. 29 '24``."""
    day, gap = numbers[index], _gap_after(gaps, index)
    if day.digits > 2 or gap.kind != "space" or not _is_year(text, year := numbers[index + 1]):
        return None
    if year.digits == 2 and not set("'’‘,") & set(text[day.end : year.start]):
        return None
    month = _month_before(text, numbers, index)
    if month is None:
        return None
    values = (full_year(year.value, year.digits), month[0], day.value)
    date = _found(day, year, values, day_first=False, short_year=year.digits == 2)
    return replace(date, start=month[1]) if date else None


def _all_numbers(
    text: str,
    numbers: Sequence[_Number],
    gaps: Sequence[_Gap],
    index: int,
    day_first: bool | None,
) -> FoundDate | None:
    """Read ``29/3/2024``, ``29.03.24``, ``03 29 2004`` (a page that lost its punctuation)."""
    gap = _gap_after(gaps, index)
    if gap.kind not in ("separator", "space") or _gap_after(gaps, index + 1) != gap:
        return None
    one, two, year = numbers[index : index + 3]
    if one.digits > 2 or two.digits > 2 or year.digits not in (2, 4):
        return None
    if not _is_plain_numbers(text, (one, two, year), gap):
        return None
    values = _ordered(one.value, two.value, day_first)
    if values is None:
        return None
    day, month = values
    known = one.value > 12 or two.value > 12
    date = _found(one, year, (full_year(year.value, year.digits), month, day), kind="numbers")
    return date and replace(
        date,
        ambiguous=not known and day_first is None and one.value != two.value,
        day_first=one.value > 12 if known else None,
        short_year=year.digits == 2,
    )


def _is_plain_numbers(text: str, numbers: tuple[_Number, _Number, _Number], gap: _Gap) -> bool:
    """Tell a date in numbers from a telephone number, a version, an address or a fraction."""
    one, two, year = numbers
    before, after = text[max(0, one.start - 1) : one.start], text[year.end : year.end + 2]
    if before in tuple("-./$€£#") or before.isalpha() or re.match(r"[-/.]?\d|[^\W\d_]", after):
        return False
    if gap.kind == "space":
        one_blank = text[one.end : two.start] == text[two.end : year.start] == " "
        return one_blank and (one.digits, two.digits, year.digits) == (2, 2, 4)
    return gap.mark == "/" or year.digits == 4 or (one.digits == 2 and two.digits == 2)


def _ordered(one: int, two: int, day_first: bool | None) -> tuple[int, int] | None:
    """Return day and month."""
    if one > 12 and two > 12:
        return None
    if one > 12 or two > 12:
        return (one, two) if one > 12 else (two, one)
    return (two, one) if day_first is False else (one, two)


def _month_year(
    text: str, numbers: Sequence[_Number], gaps: Sequence[_Gap], index: int, _: bool | None
) -> FoundDate | None:
    """Read ``March 2024``, ``Март 2024``, ``marzo de 2024``."""
    year = numbers[index]
    if year.digits != 4:
        return None
    month = _month_before(text, numbers, index, alone=True)
    if month is None:
        return None
    date = _found(year, year, (year.value, month[0], 0))
    return replace(date, start=month[1]) if date else None


def _month_before(
    text: str, numbers: Sequence[_Number], index: int, *, alone: bool = False
) -> tuple[int, int] | None:
    """Return the month whose name stands right before a number, and where the name begins."""
    number = numbers[index]
    least = max(numbers[index - 1].end if index else 0, number.start - _WIDEST)
    lead = text[least : number.start]
    match = _LAST_WORDS.search(lead)
    if match is None:
        return None
    words = date_words()
    first, _, last = match.group().replace("\u00a0", " ").rpartition(" ")
    if fold(last) in words.fillers and first:
        first, last = "", first
    for name in (f"{first} {last}".strip(), last):
        folded = fold(name)
        if folded in words.months and (not alone or _stands_alone(name, folded)):
            return words.months[folded], least + lead.rindex(name.partition(" ")[0])
    return None


def _stands_alone(name: str, folded: str) -> bool:
    """Tell the month from another word: "may 2024" is not "May 2024"."""
    return folded in date_words().standing and (folded not in ("may", "march") or name != folded)


def _is_year(text: str, number: _Number) -> bool:
    if number.digits == 4:
        return True
    return number.digits == 2 and bool(_SHORT_YEAR_END.match(text, number.end))


def _found(
    first: _Number,
    last: _Number,
    values: tuple[int, int, int],
    *,
    kind: Kind = "month name",
    day_first: bool | None = None,
    short_year: bool = False,
) -> FoundDate | None:
    year, month, day = values
    value = (
        iso_date(year, month, day) if month and (day or last is first or kind == "cjk") else None
    )
    if value is None:
        return None
    precision: Literal["day", "month"] = "day" if day else "month"
    return FoundDate(
        first.start, last.end, value, precision, kind, day_first=day_first, short_year=short_year
    )


def _with_weekday(text: str, date: FoundDate) -> FoundDate:
    """Return the date with the weekday that stands before or behind it."""
    if date.precision != "day":
        return date
    weekdays = date_words().weekdays
    is_day = datetime.date.fromisoformat(date.value).weekday()
    if match := _LAST_WORDS.search(text[max(0, date.start - 20) : date.start]):
        names = match.group().split()
        name = names[0] if fold(names[-1]) in date_words().fillers else names[-1]
        number = weekdays.get(fold(name))
        if number is not None and len(name) >= 3:
            start = text.rindex(name, 0, date.start)
            return replace(date, start=start, weekday=number == is_day)
    if match := _WEEKDAY_BEHIND.match(text, date.end):
        number = weekdays.get(fold(match.group(1)))
        if number is not None:
            return replace(date, end=match.end(), weekday=number == is_day)
    return date


def _written_out(text: str) -> list[FoundDate]:
    """Return the dates in Chinese numerals: ``二〇二四年三月二十九日``."""
    found = []
    for match in _WRITTEN_OUT.finditer(text):
        year = int("".join(str(_NUMERALS[char]) for char in match.group(1)))
        month, day = (_numeral(group) if group else 0 for group in match.group(2, 3))
        value = iso_date(year, month, day) if month else None
        if value:
            precision: Literal["day", "month"] = "day" if day else "month"
            found.append(FoundDate(match.start(), match.end(), value, precision, "cjk"))
    return found


def _numeral(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    value = sum(_NUMERALS[char] * int(10**place) for place, char in enumerate(reversed(ones)))
    return value + 10 * (_NUMERALS.get(tens, 1) if ten else 0)
