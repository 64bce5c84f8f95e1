"""Lines that hold headline, date and first sentence at once, cut apart.

Many dumps run the head of a release together: ``Mayor Opens Bridge May 5, 2004 LEEDS -- Mayor Lee
said``. Such a line is cut before and after a start mark, around a date that no preposition leads
in, and before a place that opens the first sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from searchapp.ingest.dates.calendar_words import calendar_key, date_words
from searchapp.ingest.dates.find import find_dates
from searchapp.ingest.text.function_words import function_words
from searchapp.ingest.text.lines import Line, is_headline_case, make_line
from searchapp.ingest.text.opening_place import dateline, places_before_text

__all__ = ["apart_dates", "cut_heads"]

_HEAD_LINES = 14
_HEAD_CHARS = 420
_MAX_HEADLINE = 60
_MIN_TEXT = 80

_START_MARK = re.compile(r"(?i)\b(?:for )?immediate release(?:(?-i:(?![a-z])))[:\s]*")
_LAST_WORD = re.compile(r"([\w’']+)[^\w]*$")
_CONTACT_FIRST = re.compile(
    r"(?i)^(?:press |media )?contacts?\W.{0,80}?\(?\d{3}\)?[ ./-]{1,3}\d{3}[ .-]{1,3}\d{4}(?!\d)"
)
_BREAK = re.compile(r"  |--|–|—")


_DATE_LABEL = re.compile(r"(?i)\bdate[:\s]\s{0,3}$")
_LABEL_BEHIND = re.compile(r"\s{0,3}([^\W\d_]{2,14})[:：]")
_YEAR_WORD = re.compile(r"\s?(?:г|р)\.(?=\s|$)")
_MAX_LABEL = 8
_MAX_OPENING = 80


def _dates(text: str) -> Iterable[tuple[int, int]]:
    """Yield the spans of days with a full year; ``Date:`` before one belongs to it."""
    for date in find_dates(text):
        if date.precision == "day" and not date.short_year:
            label = _DATE_LABEL.search(text, max(0, date.start - _MAX_LABEL), date.start)
            end = _YEAR_WORD.match(text, date.end)
            yield label.start() if label else date.start, end.end() if end else date.end


def cut_heads(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with those at the head of the page cut where the headline ends."""
    out: list[Line] = []
    for place, line in enumerate(lines):
        if place >= _HEAD_LINES or line.words < 6:
            out.append(line)
            continue
        pieces = list(_pieces(line.text))
        out.extend([line] if len(pieces) < 2 else (make_line(text, line.row) for text in pieces))
    return out


def _pieces(text: str) -> Iterable[str]:
    borders = {0, len(text)}
    head = text[:_HEAD_CHARS]
    for match in _START_MARK.finditer(head) if "mmed" in head.lower() else ():
        borders.update(match.span())
    for span in apart_dates(head):
        borders.update(span)
    contact = _CONTACT_FIRST.match(head)
    if contact:
        borders.add(contact.end())
    _add_place(text, borders)
    ordered = sorted(borders)
    for start, end in pairwise(ordered):
        piece = text[start:end].strip()
        if piece:
            yield piece


def apart_dates(text: str) -> list[tuple[int, int]]:
    """Return the spans of dates that belong to no sentence."""
    return [span for span in _dates(text) if _stands_apart(text, *span)]


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Return whether a date belongs to no sentence: nothing leads in, what follows is new."""
    last = _LAST_WORD.search(text[max(0, start - 20) : start])
    if last and last[1].lower() in function_words()["en"]:
        return False
    after = text[end : end + 12].lstrip(" ")
    if after[:1] in {",", ";"} or after[:1].islower():
        return False
    label = _LABEL_BEHIND.match(text, end)
    if label and calendar_key(label[1]) in date_words().line_introducers:
        return False
    place = dateline(text[end : end + _MAX_OPENING].lstrip())
    if place and place.isupper():
        return True
    before = text[max(0, start - 60) : start]
    return not before.strip() or before.endswith("  ") or is_headline_case(before)


def _add_place(text: str, borders: set[int]) -> None:
    """Cut before the place that opens the text, if what stands before it is a headline."""
    head = text[:_HEAD_CHARS]
    if not _BREAK.search(head):
        return
    start = max(border for border in borders if border < len(head) or border == 0)
    for match in places_before_text(head, start):
        title = head[start : match.start()]
        if len(text) - match.end() < _MIN_TEXT:
            return
        if (
            4 <= title.count(" ") + 1 <= _MAX_HEADLINE
            and is_headline_case(title)
            and (_has_small_words(text[match.end() : match.end() + _MIN_TEXT]))
        ):
            borders.add(match.end())
            return


def _has_small_words(text: str) -> bool:
    """Return whether a beginning has the small words of a sentence."""
    small = [word for word in text.split() if word.islower()]
    return len(small) >= 3
