"""What about the place of a date in a release tells whether it is the date of publication?

The release is laid out as one text: date lines of the head, dateline, title, paragraphs, date
lines of the tail. Each date in it becomes a :class:`Spot` with the names of the features it shows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from searchapp.ingest.content import Content
from searchapp.ingest.dates.found import FoundDate

__all__ = ["Layout", "Spot", "lay_out", "spots"]

Place = Literal["date line", "dateline", "title", "body", "tail date line"]

_JOINT = "\n\n"
_CUE = re.compile(
    r"for immediate release|(?:media|press|news) (?:release|statement)|release[ds]?\b|date\b|posted"
    r"|published|publication|embargo|issued|transcript|doorstop|statement|communiqu|comunicado"
    r"|pressemitteilung|publi[ée]|publicad|ver[öo]ffentlicht|опубликован|пресс-релиз|发布|發布|新闻稿"
    r"|نشر|بيان صحفي|comunicato|pubblicat|date:",
    re.I,
)
_LABEL = re.compile(r"(?:\bdated?|datum|fecha|data|дата|日期|التاريخ)\s{0,3}[:：]?\s{0,4}$", re.I)
_STAMP = re.compile(
    r"updated|modified|reviewed|printed|accessed|retrieved|archived|copyright|©|expires|mis à jour"
    r"|actualiza|aktualisier|обновлен|更新",
    re.I,
)
_PROSE = re.compile(
    r"\b(?:on|since|until|by|before|after|from|of|between|in|ending|ended|dated|to|and|for|as of"
    r"|due|effective|born|through|until|till|during|le|du|au|depuis|el|del|desde|hasta|am|vom|bis|seit|ab|em"
    r"|dal|il|с|от|до|по|в|на)\s{0,3}(?:the\s|last\s|this\s|next\s)?\s{0,3}$",
    re.I,
)
_URL = re.compile(r"https?:|www\.|\.(?:aspx|html?|gov|php)\b", re.I)
_TODAY = re.compile(
    r"\b(?:today|yesterday|this (?:morning|afternoon)|aujourd|heute|hoy|hoje|сегодня)", re.I
)
_PROSE_WORDS = re.compile(r"[^\W\d_A-Z]{3,} [^\W\d_A-Z]{2,} [^\W\d_A-Z]{2,} [^\W\d_A-Z]")
_CITY_BEFORE = re.compile(r"(?:[^\W\d_a-z]{4,}|Washington)[\s,.()A-Z]{0,12}[-–—(,/|]{0,2}\s{0,3}$")
_DASH_BEHIND = re.compile(r"\s{0,2}(?:[-–—]{1,2}|\)|/)\s{0,2}|\s{2,}")
_CITY_BEHIND = re.compile(r"[\s,.()|–—-]{1,4}(?:WASHINGTON|Washington|[^\W\d_a-z]{4,})")
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
        ("date line", line) for line, place in content.date_lines if place == "head"
    ]
    raw += [("dateline", line) for line in content.parts.get("dateline", ())]
    raw.append(("title", content.title))
    raw += [("body", paragraph) for paragraph in content.paragraphs]
    raw += [("tail date line", line) for line, place in content.date_lines if place == "tail"]
    pieces = [(place, _BLANKS.sub("  ", line)) for place, line in raw]
    starts, offset = [], 0
    for _, line in pieces:
        starts.append(offset)
        offset += len(line) + len(_JOINT)
    text = _JOINT.join(line for _, line in pieces)
    return Layout(text, tuple(starts), tuple(place for place, _ in pieces))


def spots(layout: Layout, dates: list[FoundDate]) -> list[Spot]:
    """Return the dates with their features."""
    counts = Counter(date.value for date in dates)
    latest = max((date.value[:4] for date in dates), default="")
    return [_spot(layout, date, counts[date.value], latest) for date in dates]


def _spot(layout: Layout, date: FoundDate, count: int, latest: str) -> Spot:
    index = bisect_right(layout.starts, date.start) - 1
    place = layout.places[index]
    rest = _line_around(layout, index, date)
    left = len(" ".join(_WORD.findall(rest[0] + " " + rest[1])))
    alone = left <= 3
    features = [f"place {place}"]
    features += ["alone"] if alone else ["short line"] if _is_short(rest, left) else []
    features += _position(layout, date)
    features += _around(layout, date, rest, alone)
    features += _writing(date)
    features += ["repeated"] if count > 1 else []
    features += ["older year"] if date.value[:4] < latest else []
    return Spot(date, place, alone, tuple(features))


def _line_around(layout: Layout, index: int, date: FoundDate) -> tuple[str, str]:
    """Return what stands on the line before and behind a date, up to 60 characters each."""
    before = layout.text[max(layout.starts[index], date.start - _SIDE) : date.start]
    behind = layout.text[date.end : date.end + _SIDE]
    return before.rpartition("\n")[2], behind.partition("\n")[0]


def _is_short(rest: tuple[str, str], left: int) -> bool:
    return left <= 45 and not _PROSE_WORDS.search(rest[0] + " " + rest[1])


def _position(layout: Layout, date: FoundDate) -> Iterator[str]:
    words, left = date.start / _WORD_CHARS, len(layout.text) - date.end
    for limit in (12, 45, 110):
        if words <= limit:
            yield f"first {limit} words"
            return
    yield "last 160 characters" if left < 160 else "last 400 characters" if left < 400 else "middle"


def _around(layout: Layout, date: FoundDate, rest: tuple[str, str], alone: bool) -> Iterator[str]:
    before = layout.text[max(0, date.start - _SIDE) : date.start]
    behind = layout.text[date.end : date.end + _SIDE]
    if _CUE.search(before):
        yield "cue"
    if _LABEL.search(before):
        yield "label"
    if _STAMP.search(rest[0]):
        yield "stamp"
    if not alone and _PROSE.search(before):
        yield "prose"
    if _CITY_BEFORE.search(rest[0]) and _DASH_BEHIND.match(behind):
        yield "city and dash"
    elif _CITY_BEFORE.search(rest[0]) or _CITY_BEHIND.match(behind):
        yield "city"
    if not alone and _URL.search(rest[0] + rest[1]):
        yield "address"
    if _TODAY.search(behind):
        yield "today"


def _writing(date: FoundDate) -> Iterator[str]:
    if date.weekday is not None:
        yield "weekday" if date.weekday else "wrong weekday"
    if date.kind == "numbers":
        yield "numbers"
    if date.ambiguous:
        yield "ambiguous"
    if date.short_year:
        yield "short year"
    if date.precision == "month":
        yield "month"
