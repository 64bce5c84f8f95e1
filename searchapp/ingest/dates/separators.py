"""Gaps between the numbers of a text: a separator, a month, a mark of a date, or prose.

Scanned pages are why this is more than a table: ``J u n e  1 9 8 2``, ``19 82`` and ``Febuary`` are
read too, and said to be damaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from searchapp.ingest.dates.calendar_words import calendar_key, date_words
from searchapp.ingest.dates.found_date import EARLIEST_YEAR, LATEST_YEAR

__all__ = ["MAX_GAP", "OTHER", "Gap", "Number", "gaps_between", "month_before", "numbers_in"]

MAX_GAP = 32
"""Characters beyond which two numbers have nothing to do with each other."""

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_SEPARATOR = re.compile(r"[\s\u200e\u200f]{0,2}([-./‐‑–−])[\s\u200e\u200f]{0,2}")
_MARKS = re.compile(r"[\s.,،、'’‘()°\-‐‑–/|\u200e\u200f\u202a-\u202c\u2066-\u2069]*")
_NAME_BEHIND = re.compile(r"[ \u00a0-]([^\W\d_]{3,12})")
_LAST_WORDS = re.compile(r"[^\W\d_]+(?:[ \u00a0.]{1,2}[^\W\d_]+){0,9}(?=[^\w\n]{0,5}$)")
_MIN_FUZZY = 6
_MAX_STRANGE = 3


class Number(NamedTuple):
    """A run of up to four digits; ``damaged`` if blanks had come between them."""

    start: int
    end: int
    value: int
    digits: int
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What the text between two numbers says.

    :param mark: the separator of a ``separator`` gap.
    :param month: the month of a ``month`` gap.
    :param damaged: the name of the month is misspelt, or there is dirt around it.
    """

    kind: Literal["separator", "space", "month", "year mark", "month mark", "other"]
    mark: str = ""
    month: int = 0
    damaged: bool = False


OTHER = Gap("other")


def numbers_in(text: str) -> list[Number]:
    """Return the numbers of a text in reading order; longer runs than four digits are left out."""
    numbers = [
        Number(match.start(), match.end(), int(match.group()), match.end() - match.start())
        for match in _NUMBER.finditer(text)
        if match.end() - match.start() <= 4
    ]
    if any(two.start - one.end == 1 and text[one.end] == " " for one, two in pairwise(numbers)):
        return list(_rejoin(text, numbers))
    return numbers


def _rejoin(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Yield the numbers, those put together whose digits were set apart by single blanks."""
    run: list[Number] = []
    for number in numbers:
        if run and (number.start - run[-1].end != 1 or text[run[-1].end] != " "):
            yield from _one_number(text, run)
            run = []
        run.append(number)
    yield from _one_number(text, run)


def _one_number(text: str, run: list[Number]) -> list[Number]:
    digits = sum(number.digits for number in run)
    if len(run) == 1 or digits not in (2, 4) or _is_day(text, run[-1]):
        return run
    value = 0
    for number in run:
        value = value * int(10**number.digits) + number.value
    if not (EARLIEST_YEAR <= value <= LATEST_YEAR if digits == 4 else 10 <= value <= 31):
        return run
    return [Number(run[0].start, run[-1].end, value, digits, damaged=True)]


def _is_day(text: str, number: Number) -> bool:
    """Return whether a number is the day before a month: ``QRS 14 21 June 1987``."""
    behind = _NAME_BEHIND.match(text, number.end) if number.digits == 2 else None
    return behind is not None and calendar_key(behind.group(1)) in date_words().months


def gaps_between(text: str, numbers: list[Number]) -> list[Gap]:
    """Return what stands between each number and the next."""
    return [
        _gap(text[one.end : two.start]) if two.start - one.end <= MAX_GAP else OTHER
        for one, two in pairwise(numbers)
    ]


@lru_cache(maxsize=16384)
def _gap(between: str) -> Gap:
    if between.count("\n") > 1:
        return OTHER
    if separator := _SEPARATOR.fullmatch(between):
        return Gap("separator", mark=separator.group(1).replace("‐", "-").replace("‑", "-"))
    if _MARKS.fullmatch(between):
        return Gap("space")
    if len(between) <= _MAX_STRANGE and not any(map(str.isalnum, between)):
        return Gap("space", damaged=True)
    words = date_words()
    whole = calendar_key(between.strip(" \t\r\n,-–/'’()،"))
    for filler in words.year_words:
        whole = whole.removesuffix(filler).strip()
    if month := words.months.get(whole):
        return Gap("month", month=month)
    if whole in words.year_marks:
        return Gap("year mark")
    return Gap("month mark") if whole in words.month_marks else _gap_of_words(between)


def _gap_of_words(between: str) -> Gap:
    words = date_words()
    dirt = _MARKS.sub("", _WORD.sub("", between))
    folded = [calendar_key(word) for word in _WORD.findall(between)]
    if folded and folded[0] in words.ordinals and calendar_key("".join(folded)) not in words.months:
        del folded[0]
    telling = [word for word in folded if word not in words.fillers]
    if not telling or len(dirt) > _MAX_STRANGE:
        return OTHER if dirt else Gap("space")
    if month := words.months.get(" ".join(telling)):
        return Gap("month", month=month, damaged=bool(dirt))
    month = words.months.get("".join(folded)) or _misspelt("".join(folded))
    return Gap("month", month=month, damaged=True) if month else OTHER


def month_before(text: str, least: int, end: int, *, alone: bool) -> tuple[int, int, bool] | None:
    """Return the month whose name stands right before an offset, where it begins, if damaged.

    :param least: offset before which nothing is looked at.
    :param alone: there is no day; then words that mean something else as well do not count.
    """
    lead = text[max(least, end - MAX_GAP) : end]
    match = _LAST_WORDS.search(lead)
    if match is None:
        return None
    words = date_words()
    parts = list(_WORD.finditer(match.group()))
    if len(parts) > 1 and calendar_key(parts[-1].group()) in words.fillers:
        parts.pop()
    for count in (1, 2):
        name = " ".join(part.group() for part in parts[-count:])
        folded = calendar_key(name)
        if folded in words.months and (not alone or _stands_alone(name, folded)):
            start = end - len(lead) + match.start() + parts[-count:][0].start()
            return words.months[folded], start, False
    return None if alone else _spaced_month(parts, end - len(lead) + match.start())


def _spaced_month(parts: list[re.Match[str]], offset: int) -> tuple[int, int, bool] | None:
    """Read a month whose letters were set apart, or that is misspelt."""
    words = date_words()
    for count in range(min(9, len(parts)), 0, -1):
        joined = calendar_key("".join(part.group() for part in parts[-count:]))
        month = words.months.get(joined, 0) if len(joined) > 2 else 0
        if month or (count == 1 and (month := _misspelt(joined))):
            return month, offset + parts[-count].start(), True
    return None


def _stands_alone(name: str, folded: str) -> bool:
    """Return whether this is the month, not another word: "may 2024" is not "May 2024"."""
    return folded in date_words().standing and (folded not in ("may", "march") or name != folded)


@lru_cache(maxsize=4096)
def _misspelt(word: str) -> int:
    """Return the month that a long word misses by one letter, or 0."""
    if not _MIN_FUZZY <= len(word) <= 12:
        return 0
    near = {
        month
        for name, month in _long_names()
        if (name[0] == word[0] or name[-1] == word[-1]) and _one_letter_off(word, name)
    }
    return near.pop() if len(near) == 1 else 0


@cache
def _long_names() -> tuple[tuple[str, int], ...]:
    months = date_words().months
    return tuple((name, month) for name, month in months.items() if len(name) >= _MIN_FUZZY)


def _one_letter_off(one: str, two: str) -> bool:
    """Return whether one letter replaced, added or left out makes two words the same."""
    if abs(len(one) - len(two)) > 1:
        return False
    head = 0
    while head < min(len(one), len(two)) and one[head] == two[head]:
        head += 1
    if len(one) == len(two):
        return one[head + 1 :] == two[head + 1 :]
    long, short = (one, two) if len(one) > len(two) else (two, one)
    return long[head + 1 :] == short[head:]
