"""Months, weekdays and the small words of dates, in every language that is read.

Month and weekday names come from CLDR through Babel; what CLDR lacks is in
``data/date_words.toml``. The tables are keyed by :func:`calendar_key` and built once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from babel import Locale

from searchapp.data_files import read_toml

__all__ = ["DateWords", "calendar_key", "date_words"]

_MARKS = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u00ad\u061c\u202a\u202b\u202c\u2066\u2067\u2069")
)
_SHORT = 3
"""Letters up to which a month name is an abbreviation that another word may equal."""


@lru_cache(maxsize=4096)
def calendar_key(word: str) -> str:
    """Return a word as the tables know it: lower case, no accents, no dots, nothing invisible."""
    word = unicodedata.normalize("NFKD", word.translate(_MARKS).lower())
    bare = "".join(char for char in word if not "\u0300" <= char <= "\u036f")
    return " ".join(unicodedata.normalize("NFC", bare).replace(".", " ").split())


@dataclass(frozen=True, slots=True)
class DateWords:
    """The tables, keyed by folded words.

    :param months: name -> 1 to 12.
    :param standing: the month names that may stand with a year and no day.
    :param weekdays: name -> 0 (Monday) to 6.
    :param fillers: words that mean nothing between a number and a month.
    :param ordinals: endings of the number of the day.
    :param year_marks: what stands behind the number of a year.
    :param year_words: what stands before the number of a year, several words in one.
    :param month_marks: what stands beside the number of a month.
    :param eras: name of an era -> years to add.
    :param line_fillers: words beside the date of a line that add nothing to it: ``at``, ``GMT``.
    :param line_introducers: words that announce the date of a page: ``published``.
    """

    months: Mapping[str, int]
    standing: frozenset[str]
    weekdays: Mapping[str, int]
    fillers: frozenset[str]
    ordinals: frozenset[str]
    year_marks: frozenset[str]
    year_words: tuple[str, ...]
    month_marks: frozenset[str]
    eras: Mapping[str, int]
    line_fillers: frozenset[str]
    line_introducers: frozenset[str]


@cache
def date_words() -> DateWords:
    """Return the tables; they are read at the first call."""
    table = read_toml("ingest/data/date_words.toml")
    months: dict[str, int] = {}
    standing: set[str] = set()
    weekdays: dict[str, int] = {}
    for name in table["locales"]:
        locale = Locale.parse(name)
        for word, number, width in _month_names(locale):
            long = width == "wide" or len(word) > _SHORT or name in table["short_alone"]
            if months.setdefault(word, number) == number and long:
                standing.add(word)
        for word, number in _weekday_names(locale):
            weekdays.setdefault(word, number)
    for word, number in table["months"].items():
        months.setdefault(calendar_key(word), number)
    for word, number in table["weekdays"].items():
        weekdays.setdefault(calendar_key(word), number)
    standing |= {calendar_key(word) for word in table["months"] if len(word) > _SHORT}
    return DateWords(
        months=months,
        standing=frozenset(standing),
        weekdays=weekdays,
        fillers=frozenset(map(calendar_key, table["fillers"])),
        ordinals=frozenset(map(calendar_key, table["ordinals"])),
        year_marks=frozenset(map(calendar_key, table["marks"]["year"])),
        year_words=tuple(calendar_key(word) for word in table["marks"]["year_before"]),
        month_marks=frozenset(map(calendar_key, table["marks"]["month"])),
        eras=dict(table["eras"]),
        line_fillers=frozenset(map(calendar_key, table["line"]["fillers"].split())),
        line_introducers=frozenset(map(calendar_key, table["line"]["introducers"].split())),
    )


def _month_names(locale: Locale) -> Iterator[tuple[str, int, str]]:
    """Yield the month names of a language, and as they stand behind a preposition."""
    for word, number, width in _names(locale.months):
        if any(char.isdigit() for char in word):
            continue
        for particle in ("de ", "d'", "d’"):
            word = word.removeprefix(particle)
        yield word, number, width
        if locale.language == "he":
            yield f"ב{word}", number, width


def _weekday_names(locale: Locale) -> Iterator[tuple[str, int]]:
    """Yield the weekday names of a language, and as they stand before a day."""
    for word, number, _ in _names(locale.days):
        if len(word) > 1:
            yield word, number
            if locale.language == "th":
                yield calendar_key(f"{word}ที่"), number


def _names(tables: Any) -> Iterator[tuple[str, int, str]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, word in sorted(tables[context][width].items()):
                yield calendar_key(word), number, width
