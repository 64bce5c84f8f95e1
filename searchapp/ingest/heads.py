"""Where does a line that holds headline, date and first sentence at once fall apart?

Many dumps run the head of a release together: ``Senator Praises Bill May 5, 2004 WASHINGTON, D.C. --
Senator Lee said``. Such a line is cut before and after a start mark, around a date that no
preposition leads in, and before a place that opens the first sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from searchapp.ingest.dump_words import date_words, function_words
from searchapp.ingest.lines import Line, make_line

__all__ = ["cut_heads", "is_headline_case"]

_HEAD_LINES = 14
_HEAD_CHARS = 420
_LONGEST_HEADLINE = 60
_SHORTEST_TEXT = 80

_START_MARK = re.compile(r"(?i)\b(?:for )?immediate release(?:(?-i:(?![a-z])))[:\s]*")
_NUMERIC = r"\d{1,2}(?:[/.-]| )\d{1,2}(?:[/.-]| )(?:19|20)\d\d|(?:19|20)\d\d[-/.]\d\d[-/.]\d\d"
_LAST_WORD = re.compile(r"([\w’']+)[^\w]*$")
_STATE = r"(?:,? {1,2}(?:D\.? ?C\.?|[A-Z]{2}\b|[A-Z][a-z]{2,4}\.|[A-Z]\.[A-Z]\.)|, [A-Z][a-z]+)"
_FIRST_OF_PLACE = (
    r"(?:(?i:new|san|santa|los|las|des|st\.?|saint|fort|ft\.?|el|la|north|south|east|west|mount|mt\.?|port|cape|baton"
    r"|little|grand|great|long|palm|rio|são|hong|tel|abu|kuala|buenos|mexico|addis|salt lake|united) )?"
)
_PLACE_BEFORE_TEXT = re.compile(
    rf"(?<=[\w\"”’.)])\s+(?={_FIRST_OF_PLACE}(?:[A-ZÀ-Þ][\w.]+{_STATE}? ?(?:--|–|—) ?\w"
    rf"|[A-ZÀ-Þ]{{4,}}{_STATE}? {{2,}}\w|[A-ZÀ-Þ][a-zà-ÿ]+{_STATE} {{2,}}\w))"
)
_CONTACT_FIRST = re.compile(
    r"(?i)^(?:press |media )?contacts?\W.{0,80}?\(?\d{3}\)?[ ./-]{1,3}\d{3}[ .-]{1,3}\d{4}(?!\d)"
)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


@lru_cache(maxsize=1)
def _date() -> re.Pattern[str]:
    months = "|".join(sorted((re.escape(word) for word in date_words().months), reverse=True))
    days = "|".join(sorted((re.escape(word) for word in date_words().weekdays), reverse=True))
    return re.compile(
        rf"(?i)(?<!\w)(?:date[:\s]\s{{0,3}})?(?:(?:{days})\W{{1,3}})?"
        rf"(?:(?:{months})\.?\s{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?\W{{1,3}}(?:19|20)\d\d"
        rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s(?:de\s)?(?:{months})\.?\s(?:de\s)?(?:19|20)\d\d|{_NUMERIC})(?!\w)"
    )


def is_headline_case(text: str) -> bool:
    """Whether most of the longer words of a text are capitalised."""
    words = _LONG_WORD.findall(text)
    capital = sum(1 for word in words if word[0].isupper())
    return len(words) >= 2 and capital >= 0.7 * len(words)


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
    for match in _START_MARK.finditer(head):
        borders.update(match.span())
    for match in _date().finditer(head):
        if _stands_apart(text, match.start(), match.end()):
            borders.update(match.span())
    contact = _CONTACT_FIRST.match(head)
    if contact:
        borders.add(contact.end())
    _add_place(text, borders)
    ordered = sorted(borders)
    for start, end in zip(ordered, ordered[1:], strict=False):
        piece = text[start:end].strip()
        if piece:
            yield piece


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether a date belongs to no sentence: nothing leads it in, and what follows begins anew."""
    last = _LAST_WORD.search(text[max(0, start - 20) : start])
    if last and last[1].lower() in function_words()["en"]:
        return False
    after = text[end : end + 12].lstrip(" ")
    if after[:1] in {",", ";"} or after[:1].islower():
        return False
    return not text[:start].strip() or is_headline_case(text[:start]) or text[:start].endswith("  ")


def _add_place(text: str, borders: set[int]) -> None:
    """Cut before the place that opens the text, if what stands before it is a headline."""
    head = text[:_HEAD_CHARS]
    start = max(border for border in borders if border < len(head) or border == 0)
    for match in _PLACE_BEFORE_TEXT.finditer(head, start):
        title = head[start : match.start()]
        if len(text) - match.end() < _SHORTEST_TEXT:
            return
        if 4 <= title.count(" ") + 1 <= _LONGEST_HEADLINE and is_headline_case(title):
            borders.add(match.end())
            return
