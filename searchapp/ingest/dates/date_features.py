"""Features of a date in a release: its place, its writing, the dates and words around it.

The release is laid out as one text: date lines and short lines that were left out above it, title,
paragraphs, date lines and what was left out below. Each date in it becomes a :class:`Spot` with the
names of the features it shows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from searchapp.ingest.dates.context_words import DateContext, context_features
from searchapp.ingest.dates.found_date import FoundDate, days_apart
from searchapp.ingest.types import Content

__all__ = ["Layout", "Spot", "lay_out", "spots"]

Place = Literal["date line", "left out", "title", "body", "tail date line"]

_ABOVE = frozenset({"menu", "mark", "number", "title again"})
_BELOW = frozenset({"footer", "contact", "end mark"})
"""Why a line was left out of the body -> whether it stood above or below."""
_MAX_LEFT_OUT = 20
_TELLING = frozenset({"title", "left out"})
_SHORT_LINE = 600
_BREAK = 40
_NEAR_END = 400
_LAST = 160
_END_WORDS = 30
_JOINT = "\n\n"
_PROSE_WORDS = re.compile(r"[^\W\d_A-Z]{3,} [^\W\d_A-Z]{2,} [^\W\d_A-Z]{2,} [^\W\d_A-Z]")
_DIGIT = re.compile(r"\d")
_DATE_LIKE = re.compile(
    r"\d{4}|\d[-/.年] ?\d|\d \d|[’'‘]\d\d|[^\W\d_]{3,9}[ .,]{1,2}\d\d?(?!\d)"
    r"|(?<!\d)\d\d?(?:st|nd|rd|th)?[ .]{1,3}[^\W\d_]{3,9}"
)
_BROKEN = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ \u00a0]{1,2}[^\W\d_]{3,9}[ \u00a0,.]{0,4}\n[ \u00a0]{0,3}"
    r"|(?<![\d/.:-])(?:\d\d|\d(?:st|nd|rd|th))[ \u00a0]{0,3}\n"
    r"[ \u00a0]{0,3}[^\W\d_]{3,9}[ \u00a0,.]{1,3})(?:19|20)\d\d\.?\s*$"
)
_BLANKS = re.compile(r"[^\S\n]{3,}")
_WORD = re.compile(r"[^\W_]+")
_WORD_CHARS = 6.0
_SIDE = 60
_FAR = 200
_EARLY_WORDS = 45
_LINES = frozenset({"alone", "short line"})
_HEAD = frozenset({"first 12 words", "first 45 words"})
_PLACES = frozenset({"city and dash", "city", "place"})
_END = frozenset({"last 160 characters", "last 400 characters", "near the end"})
_NEXT_LINES = 120
_MAX_NEAR_DAYS = 4
_MIN_FAR_DAYS = 60
_TWO = 2
_MANY = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """A release as one text, and where its lines begin.

    :param starts: offset of each line of the text; ``places`` runs beside it.
    """

    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """One date in a release.

    :param alone: it stands on a line of its own.
    :param features: what the place shows, names of rows of ``data/date_weights.toml``.
    """

    date: FoundDate
    place: Place
    alone: bool
    features: tuple[str, ...]


def lay_out(content: Content) -> Layout:
    """Return the release as one text; blank lines keep dates from being read across lines."""
    raw: list[tuple[Place, str]] = [
        *(("date line", line) for line, place in content.date_lines if place == "head"),
        *(("left out", line) for line in _left_out(content, _ABOVE)),
        ("title", content.title),
        *(("body", paragraph) for paragraph in content.paragraphs),
        *(("tail date line", line) for line, place in content.date_lines if place == "tail"),
        *(("left out", line) for line in _left_out(content, _BELOW)),
    ]
    spaced = [(place, _BLANKS.sub("  ", line) if "   " in line else line) for place, line in raw]
    pieces = list(_join_broken_dates(spaced))
    starts, offset = [], 0
    for _, line in pieces:
        starts.append(offset)
        offset += len(line) + len(_JOINT)
    text = _JOINT.join(line for _, line in pieces)
    return Layout(text, tuple(starts), tuple(place for place, _ in pieces))


def _join_broken_dates(pieces: list[tuple[Place, str]]) -> Iterator[tuple[Place, str]]:
    """Yield the lines, a date whole again that was broken over two: ``28 NOVEMBER`` / ``1999``."""
    rest: tuple[Place, str] | None = None
    for place, line in pieces:
        if rest and len(line) <= _BREAK and _is_broken(rest[1], line):
            rest = rest[0], f"{rest[1].rstrip()} {line.lstrip()}"
            continue
        if rest:
            yield rest
        rest = place, line
    if rest:
        yield rest


def _is_broken(line: str, following: str) -> bool:
    if len(line) > _SHORT_LINE or not following[-2:-1].isdigit():
        return False
    return bool(_BROKEN.search(f"{line[-_BREAK:]}\n{following}"))


def _left_out(content: Content, reasons: frozenset[str]) -> list[str]:
    """Return the short lines with numbers that were taken for boilerplate or for another part."""
    pieces = [piece.text for piece in content.dropped if piece.reason in reasons]
    pieces += [text for part in sorted(reasons) for text in content.parts.get(part, ())]
    short = [
        piece
        for piece in pieces
        if len(piece) <= _SHORT_LINE and _DIGIT.search(piece) and _DATE_LIKE.search(piece)
    ]
    return short if len(short) <= 2 * _MAX_LEFT_OUT else [
        *short[:_MAX_LEFT_OUT], *short[-_MAX_LEFT_OUT:]
    ]  # fmt: skip


def spots(layout: Layout, dates: list[FoundDate]) -> list[Spot]:
    """Return the dates with their features.

    A feature can be there several times, then it counts as often.
    """
    others = _Others.of(dates)
    found = [_spot(layout, date, others) for date in dates]
    more: dict[int, list[str]] = defaultdict(list)
    if found:
        more[0].append("first date")
    lines = _lines(found)
    heads = sum(bool(_HEAD & set(found[number].features)) for number in lines)
    for one, two in pairwise(lines):
        _pair(found[one], found[two], more[one], more[two], heads)
    months = {found[number].date.value[:7] for number in lines}
    for number, spot in enumerate(found):
        if spot.date.value in months:
            more[number].append("month of a day")
    _crowds(found, lines, more)
    return [replace(spot, features=(*spot.features, *more[at])) for at, spot in enumerate(found)]


def _lines(found: list[Spot]) -> list[int]:
    return [
        number
        for number, spot in enumerate(found)
        if _LINES & set(spot.features) and spot.date.precision == "day"
    ]


def _pair(one: Spot, two: Spot, upper: list[str], lower: list[str], heads: int) -> None:
    """Add what two lines of dates, one near the other, tell about each other.

    Of the only two at the head the upper one is often the day when the page was printed or fetched.
    """
    first, second = one.date, two.date
    if second.start - first.end > _NEXT_LINES or first.value == second.value:
        return
    if not _HEAD & set(one.features):
        upper.append("line above another")
        lower.append("line below another")
        return
    if heads > _TWO or first.until or second.until:
        return
    apart = days_apart(first.value, second.value)
    if apart <= _MAX_NEAR_DAYS or apart > _MIN_FAR_DAYS:
        how = "some days" if apart <= _MAX_NEAR_DAYS else "long"
        later = second.value > first.value
        upper.append(f"head line, {how} {'before' if later else 'after'} the next")
        lower.append(f"head line, {how} {'after' if later else 'before'} the one above")


def _crowds(found: list[Spot], lines: list[int], more: dict[int, list[str]]) -> None:
    """Add "one of many" to dates behind a first one, once for each doubling of their number.

    Where a table of a hundred dates stands below a date line, the chance of any of its dates being
    the true one does not grow with their number.
    """
    in_lines = set(lines)
    prose = [number for number in range(len(found)) if number not in in_lines]
    for zone in (lines[1:], prose[1:]):
        times = (len(zone) // _MANY).bit_length()
        for number in zone if times else ():
            more[number] += ["one of many"] * times


def _spot(layout: Layout, date: FoundDate, others: _Others) -> Spot:
    index = bisect_right(layout.starts, date.start) - 1
    place = layout.places[index]
    rest = _line_around(layout, index, date)
    left = len(" ".join(_WORD.findall(rest[0] + " " + rest[1])))
    alone = left <= 3
    features = [f"place {place}"] if place in _TELLING else []
    form = "alone" if alone else "short line" if _is_short(rest, left) else ""
    features += [form] if form else []
    features += [] if alone else _edges(rest)
    features += _position(layout, date, on_line=bool(form))
    features += context_features(_context_of(layout, date, rest, alone))
    features += _joint_features(features)
    features += _writing_features(date, alone)
    features += _rank_features(date, others)
    features += ["only date, a stamp"] if {"only date", "stamp"} <= set(features) else []
    return Spot(date, place, alone, tuple(features))


def _joint_features(features: list[str]) -> list[str]:
    """Return what two features tell together beyond what each of them tells."""
    shown = set(features)
    joint = []
    if _PLACES & shown and _END & shown:
        joint.append("place at the end")
    if _PLACES & shown and {"line in the middle", "short line"} <= shown:
        joint.append("place on a line in the middle")
    if "prose" in shown and "short line" in shown and _HEAD & shown:
        joint.append("prose on a head line")
    return joint


def _context_of(layout: Layout, date: FoundDate, rest: tuple[str, str], alone: bool) -> DateContext:
    far = layout.text[max(0, date.start - _FAR) : date.start]
    return DateContext(
        before=far[-_SIDE:],
        behind=layout.text[date.end : date.end + _SIDE],
        line_before=rest[0],
        line_behind=rest[1],
        far_before=far,
        alone=alone,
        early=date.start <= _EARLY_WORDS * _WORD_CHARS,
        near_end=_is_near_end(layout, date),
    )


def _line_around(layout: Layout, index: int, date: FoundDate) -> tuple[str, str]:
    """Return what stands on the line before and behind a date, up to 60 characters each."""
    before = layout.text[max(layout.starts[index], date.start - _SIDE) : date.start]
    behind = layout.text[date.end : date.end + _SIDE]
    return before.rpartition("\n")[2], behind.partition("\n")[0]


def _edges(rest: tuple[str, str]) -> list[str]:
    return [name for name, side in zip(("line start", "line end"), rest, strict=True) if not side]


def _is_short(rest: tuple[str, str], left: int) -> bool:
    return left <= 45 and not _PROSE_WORDS.search(rest[0] + " " + rest[1])


def _position(layout: Layout, date: FoundDate, *, on_line: bool) -> Iterator[str]:
    words, left = date.start / _WORD_CHARS, len(layout.text) - date.end
    ending = on_line and left < _NEAR_END
    for limit in (12, 45, 110):
        if words <= limit and not (ending and words > _END_WORDS and left < _LAST):
            yield f"first {limit} words"
            return
    if ending:
        yield "last 160 characters" if left < _LAST else "last 400 characters"
    elif _is_near_end(layout, date):
        yield "near the end"
    else:
        yield "line in the middle" if on_line else "middle"


def _is_near_end(layout: Layout, date: FoundDate) -> bool:
    return len(layout.text) - date.end < _NEAR_END < date.start


@dataclass(frozen=True, slots=True)
class _Others:
    """All dates of a release: how often each is there, the latest day, the day if there is one."""

    counts: Mapping[str, int]
    latest: str
    only: str

    @classmethod
    def of(cls, dates: Sequence[FoundDate]) -> _Others:
        """Count dates; where none of them is a day, the others stand for days."""
        counts = Counter(date.value for date in dates)
        days = [value for value in counts if len(value) == 10] or list(counts)
        return cls(counts, max(days, default=""), days[0] if len(days) == 1 else "")


def _rank_features(date: FoundDate, others: _Others) -> Iterator[str]:
    """Yield how the date stands among all dates of the release."""
    if others.counts[date.value] > 1:
        yield "repeated"
    if date.value == others.only:
        yield "only date"
    elif date.value == others.latest:
        yield "latest"
    elif date.value[:4] < others.latest[:4]:
        yield "older year"


def _writing_features(date: FoundDate, alone: bool) -> Iterator[str]:
    if date.weekday is not None:
        yield "weekday" if date.weekday else "wrong weekday"
    if date.kind == "numbers":
        yield "year first" if date.year_first else "numbers"
    if date.ambiguous:
        yield "ambiguous"
    if date.kind == "yearless":
        yield "yearless"
    elif date.damaged:
        yield "damaged"
    if date.until:
        yield "range of days"
    if date.short_year:
        yield "short year"
    if date.precision == "month":
        yield "month line" if alone else "month"
