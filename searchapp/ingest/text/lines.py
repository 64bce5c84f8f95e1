"""Lines of a page dump: cut, measured, and joined where a sentence was broken.

A page dump is text that once was a page: a line of it may be a paragraph, a menu, a piece of a
hard-wrapped paragraph, or the whole page. This module cuts the text into lines, measures them, and
joins again what was broken inside a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from searchapp.analysis.words import split_words
from searchapp.ingest.text.opening_place import is_place_alone, opens_with_place
from searchapp.ingest.text.page_phrases import phrase_key_of

__all__ = [
    "Line",
    "ends_sentence",
    "is_headline_case",
    "is_unpunctuated",
    "is_web_address",
    "join_broken",
    "join_openings",
    "join_text",
    "make_line",
    "split_lines",
]

_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"”»’')\]」』“]{0,3}$")
_LIST_OPENING = re.compile(r"[:;：；]$")

_GAP_PUNCTUATED = re.compile(r"[ \t]{3,}|\t")
_GAP_BARE = re.compile(r"[ \t]{5,}|\t")
_MARK_INSIDE = re.compile(r"\s*(#{3,}|#(?: #){2,}|-30-)\s*")
_CONTINUES = re.compile(r"[a-zà-öø-ÿа-яё–—,.;)\]…]")
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_ADDRESS = re.compile(r"https?://|www\.|@")
_WIDE_WEIGHT = 0.6
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_BULLET = re.compile(r"[ÂâO]?[·•*▪●○◦§]")
_MAX_FOLDED = 60
_HEAD_LINES = 6


class Line(NamedTuple):
    """One line of a page, or a piece of one.

    :param row: number of the physical line it came from; pieces of one row share it.
    :param last_row: that of its last piece, if it was joined from several.
    :param words: its words; 0.6 for a Chinese or Japanese character.
    :param tokens: its words as written; each Chinese or Japanese character is one.
    :param lowered: the same in lower case.
    :param folded: its beginning, as the phrase lists spell it.
    :param ends: whether it ends as a sentence does, or as what introduces a list.
    :param glued: it goes on where the line before it was cut: both are one paragraph.
    """

    text: str
    row: int
    last_row: int
    words: float
    tokens: tuple[str, ...]
    lowered: tuple[str, ...]
    folded: str
    ends: bool
    glued: bool = False


def make_line(text: str, row: int, last_row: int | None = None, *, glued: bool = False) -> Line:
    """Measure one line; ``text`` is stripped."""
    found = tuple(split_words(text))
    lowered = tuple(map(str.lower, found))
    wide = 0 if text.isascii() else sum(1 for token in found if token[0] > "\u303f")
    words = len(found) - (1 - _WIDE_WEIGHT) * wide
    last = row if last_row is None else last_row
    folded = phrase_key_of(lowered[:_MAX_FOLDED])
    ends = ends_sentence(text) or _LIST_OPENING.search(text) is not None
    return Line(text, row, last, words, found, lowered, folded, ends, glued)


def ends_sentence(text: str) -> bool:
    """Return whether a text without blanks at its end ends as a sentence does, quotes included."""
    return _SENTENCE_END.search(text[-4:]) is not None


def is_web_address(text: str) -> bool:
    """Return whether a text is a web address and nothing else."""
    return _WEB_ADDRESS.fullmatch(text) is not None


def is_headline_case(text: str) -> bool:
    """Return whether most of the longer words of a text are capitalised."""
    words = _LONG_WORD.findall(text)
    capital = sum(1 for word in words if word[0].isupper())
    return len(words) >= 2 and capital >= 0.7 * len(words)


def is_unpunctuated(text: str) -> bool:
    """Return whether the text has lost its punctuation: fewer than one mark in fifty words."""
    words = text.count(" ") + text.count("\n") + 1 - text.count("  ")
    return len(text) > 400 and sum(map(text.count, ".,;:")) * 50 < words


def split_lines(text: str, *, bare: bool = False) -> list[Line]:
    """Cut a page into its lines: at line ends, at wide gaps, and around end marks.

    :param bare: the page has lost its punctuation (:func:`is_unpunctuated`).

    Where punctuation was replaced by spaces a sentence end leaves three or four of them, so only a
    wider gap parts lines there.
    """
    gap = _GAP_BARE if bare else _GAP_PUNCTUATED
    lines: list[Line] = []
    for row, raw in enumerate(text.split("\n")):
        stripped = raw.strip()
        if stripped:
            lines.extend(make_line(piece, row) for piece in _pieces(stripped, gap))
    return lines


def _pieces(row: str, gap: re.Pattern[str]) -> Iterable[str]:
    for piece in gap.split(row) if "   " in row or "\t" in row else (row,):
        if "###" in piece or "# #" in piece or "-30-" in piece:
            yield from (part for part in _MARK_INSIDE.split(piece) if part.strip())
        elif piece.strip():
            yield piece.strip()


def join_text(first: str, second: str) -> str:
    """Join two pieces of one sentence: no space between wide characters or after a hyphen."""
    if first[-1:] > "\u303f" and second[:1] > "\u303f":
        return first + second
    if first.endswith("-") and first[-2:-1].isalpha():
        return first + second
    return f"{first} {second}"


def join_broken(lines: Sequence[Line], *, hold: Sequence[bool]) -> list[Line]:
    """Join lines that were broken inside a sentence.

    :param hold: for each line, whether it must stay alone (a date, a mark, a contact).
    """
    width = _wrap_width([line for line, alone in zip(lines, hold, strict=True) if not alone])
    step = _row_step(lines)
    groups: list[list[Line]] = []
    kept_alone = True
    for index, (line, alone) in enumerate(zip(lines, hold, strict=True)):
        if _is_link_inside(lines, index):
            groups[-1].append(line)
            kept_alone = False
            continue
        joins = groups and not alone and not kept_alone and _belongs(groups[-1], line, width, step)
        if joins and not (len(groups) <= _HEAD_LINES and _ends_headline(groups[-1][-1], line)):
            groups[-1].append(line)
        else:
            groups.append([line])
        kept_alone = alone
    return [_merge(group) for group in groups]


def join_openings(lines: Sequence[Line]) -> list[Line]:
    """Join what stands alone and opens the next line: a bullet, a place (``WASHINGTON, D.C.``)."""
    out: list[Line] = []
    for line in lines:
        if out and _belongs_before(out[-1], line):
            before = out.pop()
            text = f"{before.text}  {line.text}"
            line = make_line(text, before.row, line.last_row, glued=before.glued)
        out.append(line)
    return out


def _belongs_before(before: Line, line: Line) -> bool:
    if before.words > 5 or line.row > before.last_row + 1:
        return False
    if _BULLET.fullmatch(before.text):
        return line.words >= 2
    near = line.row == before.last_row or "." in before.text
    return near and line.words >= 12 and is_place_alone(before.text)


def _is_link_inside(lines: Sequence[Line], index: int) -> bool:
    """Return whether an address of its own line stands inside a sentence."""
    if not 0 < index < len(lines) - 1 or not is_web_address(lines[index].text):
        return False
    before, after = lines[index - 1], lines[index + 1]
    return before.words >= 4 and not before.ends and bool(_CONTINUES.match(after.text))


def _merge(group: Sequence[Line]) -> Line:
    if len(group) == 1:
        return group[0]
    text = group[0].text
    for line in group[1:]:
        text = join_text(text, line.text)
    return make_line(text, group[0].row, group[-1].last_row)


def _wrap_width(lines: Sequence[Line]) -> int:
    """Return the width at which a page is hard-wrapped, or 0.

    A page is, if most of its words stand in rows of about one length that end inside a sentence.
    """
    lengths = sorted(len(line.text) for line in lines if line.words >= 4)
    if len(lengths) < 4:
        return 0
    width = lengths[len(lengths) * 9 // 10]
    if not 40 <= width <= 140 or lengths[len(lengths) * 97 // 100] > 1.3 * width:
        return 0
    full = [line for line in lines if len(line.text) > 0.75 * width]
    open_ended = sum(1 for line in full if not line.ends)
    if 2 * sum(line.words for line in full) < sum(line.words for line in lines):
        return 0
    return width if 2 * open_ended > len(full) else 0


def _ends_headline(before: Line, line: Line) -> bool:
    """Return whether a headline is over: what follows is not written large, nor in mid-sentence."""
    large = is_headline_case(before.text) and not is_headline_case(line.text)
    return large and line.text[:1].isupper() and before.words <= 20


def _row_step(lines: Sequence[Line]) -> int:
    """Return how far apart the rows of the page mostly stand: 2 in a dump with blank rows."""
    steps = Counter(b.row - a.last_row for a, b in pairwise(lines) if b.row > a.last_row)
    step, times = max(steps.items(), key=lambda item: (item[1], -item[0]), default=(1, 0))
    return step if step <= 3 and 2 * times > steps.total() else 1


def _belongs(group: Sequence[Line], line: Line, width: int, step: int) -> bool:
    before = group[-1]
    if (
        width
        and before.last_row < line.row <= before.last_row + step
        and not opens_with_place(line.text)
    ):
        first_word = line.text.split(" ", 1)[0]
        if len(before.text) + 1 + len(first_word) > 0.88 * width:
            return True
    if before.ends or not _CONTINUES.match(line.text) or line.row > before.last_row + step:
        return False
    if _ADDRESS.search(line.text[:60]):
        return False
    return line.ends or max(sum(part.words for part in group), line.words) >= 8
