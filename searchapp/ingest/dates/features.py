"""What about the place of a date in a release tells whether it is the date of publication?

The release is laid out as one text: date lines and short lines that were left out above it, title,
paragraphs, date lines and what was left out below. Each date in it becomes a :class:`Spot` with the
names of the features it shows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from searchapp.ingest.content import Content
from searchapp.ingest.dates.found import FoundDate

__all__ = ["Layout", "Spot", "lay_out", "spots"]

Place = Literal["date line", "left out", "dateline", "title", "body", "tail date line"]

_ABOVE = frozenset({"menu", "mark", "number", "title again"})
_BELOW = frozenset({"footer", "contact", "end mark"})
"""Why a line was left out of the body -> whether it stood above or below."""
_MOST_LEFT_OUT = 20
_TELLING = frozenset({"dateline", "title", "left out"})
_SHORT_LINE = 600
_NEAR_END = 400
_JOINT = "\n\n"
_CUE = re.compile(
    r"for immediate release|(?:media|press|news) (?:release|statement)|release[ds]?\b|date\b|posted"
    r"|published|publication|embargo|issued|transcript|doorstop|statement|communiqu|comunicado"
    r"|pressemitteilung|publi[ée]|publicad|ver[öo]ffentlicht|опубликован|пресс-релиз|发布|發布|新闻稿"
    r"|نشر|بيان صحفي|comunicato|pubblicat|date:",
    re.I,
)
_LABEL = re.compile(
    r"(?:\bdated?|datum|fecha|data|дата|日期|التاريخ)\s{0,3}[:：]\s{0,4}$"
    r"|(?:posted|published|released|issued|embargo(?:ed)?|publi[ée]e?|publicad[oa]|pubblicato"
    r"|veröffentlicht|опубликовано)(?: for (?:\w{1,12}/?){1,2})?"
    r"(?: on| until| till| le| el| em| am| il| bis)?\s{0,3}:?\s{0,3}$",
    re.I,
)
_STAMP = re.compile(
    r"updated?\b|modified|reviewed|printed|accessed|retrieved|archived|copyright|©|expires"
    r"|mis à jour|actualiza|aktualisier|обновлен|更新",
    re.I,
)
_PROSE = re.compile(
    r"\b(?:on|since|until|by|before|after|from|of|between|in|ending|ended|dated|to|and|for|as of"
    r"|due|effective|born|through|until|till|during|le|du|au|depuis|el|del|desde|hasta|am|vom|bis|seit|ab|em"
    r"|dal|il|с|от|до|по|в|на)\s{0,3}(?:the\s|last\s|this\s|next\s)?\s{0,3}$",
    re.I,
)
_RANGE = re.compile(
    r"\d(?:\s{1,2}[^\W\d_]{3,12})?\s{0,2}"
    r"(?:[-–—&]|to|and|au|bis|al|a|y|et|und|por|по|и)\s{0,2}(?:l )?$"
)
_CLOCK = re.compile(r"[\s,]{0,3}\d{1,2}[:.]\d\d")
_SMALL_BEFORE = re.compile(r"(?:^|\s)[^\W\dA-Z_]{2,}[\s,]{1,3}$")
_SMALL_BEHIND = re.compile(r"[\s,]{1,3}[^\W\dA-Z_]{2,}\b")
_URL = re.compile(r"https?:|www\.|\.(?:aspx|html?|gov|php)\b", re.I)
_TODAY = re.compile(
    r"\b(?:today|yesterday|this (?:morning|afternoon)|aujourd|heute|hoy|hoje|сегодня)", re.I
)
_PROSE_WORDS = re.compile(r"[^\W\d_A-Z]{3,} [^\W\d_A-Z]{2,} [^\W\d_A-Z]{2,} [^\W\d_A-Z]")
_CITY_BEFORE = re.compile(r"(?:[^\W\d_a-z]{4,}|Washington)[\s,.()A-Z]{0,12}[-–—(,/|]{0,2}\s{0,3}$")
_DASH_BEHIND = re.compile(r"\s{0,2}(?:[-–—]{1,2}|\)|/)\s{0,2}|\s{2,}")
_CITY_BEHIND = re.compile(r"[\s,.()|–—-]{1,4}(?:WASHINGTON|Washington|[^\W\d_a-z]{4,})")
_DIGIT = re.compile(r"\d")
_DATE_LIKE = re.compile(
    r"\d{4}|\d[-/.年] ?\d|\d \d|[’'‘]\d\d|[^\W\d_]{3,9}[ .,]{1,2}\d\d?(?!\d)"
    r"|(?<!\d)\d\d?(?:st|nd|rd|th)?[ .]{1,3}[^\W\d_]{3,9}"
)
_BLANKS = re.compile(r"[^\S\n]{3,}")
_WORD = re.compile(r"[^\W_]+")
_WORD_CHARS = 6.0
_SIDE = 60


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
        *(("dateline", line) for line in content.parts.get("dateline", ()) if _DIGIT.search(line)),
        ("title", content.title),
        *(("body", paragraph) for paragraph in content.paragraphs),
        *(("tail date line", line) for line, place in content.date_lines if place == "tail"),
        *(("left out", line) for line in _left_out(content, _BELOW)),
    ]
    pieces = [(place, _BLANKS.sub("  ", line) if "   " in line else line) for place, line in raw]
    starts, offset = [], 0
    for _, line in pieces:
        starts.append(offset)
        offset += len(line) + len(_JOINT)
    text = _JOINT.join(line for _, line in pieces)
    return Layout(text, tuple(starts), tuple(place for place, _ in pieces))


def _left_out(content: Content, reasons: frozenset[str]) -> list[str]:
    """Return the short lines with numbers that were taken for boilerplate or for another part."""
    pieces = [piece.text for piece in content.dropped if piece.reason in reasons]
    pieces += [text for part in sorted(reasons) for text in content.parts.get(part, ())]
    short = [piece for piece in pieces if len(piece) <= _SHORT_LINE and _DATE_LIKE.search(piece)]
    return short if len(short) <= 2 * _MOST_LEFT_OUT else [
        *short[:_MOST_LEFT_OUT], *short[-_MOST_LEFT_OUT:]
    ]  # fmt: skip


def spots(layout: Layout, dates: list[FoundDate]) -> list[Spot]:
    """Return the dates with their features."""
    counts = Counter(date.value for date in dates)
    found = [_spot(layout, date, counts) for date in dates]
    if found:
        found[0] = replace(found[0], features=(*found[0].features, "first date"))
    return found


def _spot(layout: Layout, date: FoundDate, counts: Counter[str]) -> Spot:
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
    features += _around(layout, date, rest, alone)
    features += _writing(date, alone)
    features += _among(date, counts)
    return Spot(date, place, alone, tuple(features))


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
    for limit in (12, 45, 110):
        if words <= limit:
            yield f"first {limit} words"
            return
    if on_line and left < _NEAR_END:
        yield "last 160 characters" if left < 160 else "last 400 characters"
    else:
        yield "line in the middle" if on_line else "middle"


def _is_near_end(layout: Layout, date: FoundDate) -> bool:
    return len(layout.text) - date.end < _NEAR_END < date.start


def _around(layout: Layout, date: FoundDate, rest: tuple[str, str], alone: bool) -> Iterator[str]:
    before = layout.text[max(0, date.start - _SIDE) : date.start]
    behind = layout.text[date.end : date.end + _SIDE]
    if _CUE.search(before):
        yield "cue"
    labelled = bool(_LABEL.search(before))
    if labelled:
        yield "label"
    if _STAMP.search(rest[0]) or (_is_near_end(layout, date) and _CLOCK.match(behind)):
        yield "stamp"
    if not alone and not labelled and _PROSE.search(before):
        yield "prose"
    if _CITY_BEFORE.search(rest[0]) and _DASH_BEHIND.match(behind):
        yield "city and dash"
    elif _CITY_BEFORE.search(rest[0]) or _CITY_BEHIND.match(behind):
        yield "city"
    if not alone and _URL.search(rest[0] + rest[1]):
        yield "address"
    if _TODAY.search(behind):
        yield "today"
    if _RANGE.search(before):
        yield "range"
    if not alone and not labelled and _SMALL_BEFORE.search(rest[0]):
        yield "small word before"
    if not alone and _SMALL_BEHIND.match(rest[1]):
        yield "small word behind"


def _among(date: FoundDate, counts: Counter[str]) -> Iterator[str]:
    """Yield how the date stands among all dates of the release."""
    days = [value for value in counts if len(value) == 10] or list(counts)
    latest = max(days)
    if counts[date.value] > 1:
        yield "repeated"
    if days == [date.value]:
        yield "only date"
    elif date.value == latest:
        yield "latest"
    elif date.value[:4] < latest[:4]:
        yield "older year"


def _writing(date: FoundDate, alone: bool) -> Iterator[str]:
    if date.weekday is not None:
        yield "weekday" if date.weekday else "wrong weekday"
    if date.kind == "numbers":
        yield "numbers"
    if date.ambiguous:
        yield "ambiguous"
    if date.damaged:
        yield "damaged"
    if date.short_year:
        yield "short year"
    if date.precision == "month":
        yield "month line" if alone else "month"
