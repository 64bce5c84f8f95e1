"""The headline of a page dump."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import PurePath

from searchapp.ingest.dumps.page_lines import Page
from searchapp.ingest.text.function_words import function_words
from searchapp.ingest.text.line_roles import JUNK_ROLES, has_date, is_advisory
from searchapp.ingest.text.lines import Line, is_headline_case, make_line
from searchapp.ingest.text.opening_place import dateline, strip_dateline
from searchapp.ingest.text.page_phrases import menu_words, phrase_key, phrases

__all__ = ["TitleChoice", "choose_title", "first_words", "strip_start_mark"]

_START_MARK = re.compile(
    r"(?i)(?:press release\W+|news release\W+)?for immediate (?:release|use)\W*"
)
_SLUG_PART = re.compile(r"[^\W\d_]{3,}")
_MAX_TITLE = 45
_MAX_SHORT_TITLE = 10
_MAX_DISTANCE = 20
_MAX_FIRST_WORDS = 16
_MIN_SLUG = 3
_MIN_SCORE = 0.5
_WEIGHTS: Mapping[str, float] = {
    "share of words in the body": 2.0,
    "share of words in the file name": 2.0,
    "five words or more": 0.6,
    "all capitals": 0.5,
    "behind a start mark": 0.8,
    "lines to the text": -0.03,
    "ends like a clause": -0.6,
    "date or byline": -1.5,
    "name of a site": -1.5,
    "trail of a menu": -1.5,
    "menu words": -1.0,
    "over thirty words": -0.4,
}
"""What speaks for a headline, set by hand and not fitted.

Body and file name decide: either alone outweighs all looks. Looks (length, capitals, place) order
lines that share as many words. What no headline is costs nearly as much as one of the two gives, so
that a line needs both to be the headline in spite of it. :data:`_MIN_SCORE` keeps a line out that
has nothing but looks against which something speaks.
"""
_TRAIL = re.compile(r"\s[»›>]\s")
_ENDINGS = (".", ";", ",", ":")
_BYLINE = re.compile(
    r"^(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Aa]uteure?|[Aa]utore?|Written by|Автор|Текст)\b[ :]"
    r"|来源|编辑|作者|记者\s|记者$|حوار\s?:"
)


@dataclass(frozen=True, slots=True)
class TitleChoice:
    """The lines that are the headline, in order."""

    indices: tuple[int, ...]


def first_words(text: str) -> str:
    """Return the first sentence of a text, its first 16 words at most, as a stand-in."""
    words = strip_dateline(text).split(maxsplit=_MAX_FIRST_WORDS)[:_MAX_FIRST_WORDS]
    for place, word in enumerate(words):
        if place >= 3 and word.endswith((".", "!", "?")) and len(word) > 4:
            return " ".join(words[: place + 1])
    return " ".join(words)[:200]


def strip_start_mark(text: str) -> str:
    """Return a headline without the ``FOR IMMEDIATE RELEASE`` before it."""
    mark = _START_MARK.match(text)
    return text[mark.end() :] or text if mark else text


def choose_title(
    page: Page, first: int, name: str, *, body: frozenset[str], last: bool
) -> TitleChoice | None:
    """Return the headline among the lines up to ``first``, the first paragraph of prose.

    A headline shares words with the body and with the file name, is repeated on the page (in its
    window title, in its path), stands close to the body, and does not end as a sentence.

    :param body: the words of the body, lower case.
    :param last: no other line of the body follows ``first``, so it cannot be the headline.
    """
    lines, roles = page.lines, page.roles
    slug = frozenset(_SLUG_PART.findall(phrase_key(PurePath(name).stem)))
    slug = slug if len(slug) >= _MIN_SLUG else frozenset()
    junk = [0, *accumulate(int(role in JUNK_ROLES) for role in roles[: first + 1])]
    heads = [
        (index, _drop_start_mark(lines[index]))
        for index in range(max(0, first - 60), min(first + 1, len(lines)))
        if roles[index] == "" and not page.repeated[index]
    ]
    marks = dict[int, float]()
    for index, line in heads:
        if index == first and (line.ends or last or not is_headline_case(line.text)):
            continue
        echoes = sum(1 for other, text in heads if other != index and _repeats_headline(text, line))
        mark = _score(line, lines[index], first - index, slug, body) + 0.4 * min(echoes, 2)
        marks[index] = mark - 0.2 * min(3, junk[first] - junk[index])
    best = max(marks, key=lambda index: (marks[index], -index), default=-1)
    if best < 0 or marks[best] < _MIN_SCORE:
        above = _right_above(page, first)
        return TitleChoice((above,)) if above in marks else None
    best = _skip_window_title(lines, marks, best)
    while best - 1 in marks and _is_headline_above(lines[best - 1], lines[best], marks, best):
        best -= 1
    return TitleChoice(_add_continuation(lines, roles, best, first))


def _drop_start_mark(line: Line) -> Line:
    text = strip_start_mark(line.text)
    return line if text == line.text else make_line(text, line.row)


def _right_above(page: Page, first: int) -> int:
    """Return the line above the text, or above the dates and numbers over it; -1 if it is none.

    A headline of words that the text does not have is known by its place alone: a date or a
    dateline follows it.
    """
    index = first - 1
    while index >= 0 and page.roles[index] in {"date", "number"}:
        index -= 1
    if index < 0 or first >= len(page.lines):
        return -1
    dated = index < first - 1 or dateline(page.lines[first].text) is not None
    line = page.lines[index]
    menu = any(map(menu_words().__contains__, line.lowered))
    fits = 3 <= line.words <= _MAX_SHORT_TITLE and not line.text.endswith(_ENDINGS)
    return index if dated and fits and not menu and not has_date(line.text) else -1


def _skip_window_title(lines: Sequence[Line], marks: Mapping[int, float], best: int) -> int:
    """Return the line that a window title (``Headline - Site``) repeats, if there is one."""
    whole = lines[best].folded
    for index in sorted(marks):
        line = lines[index]
        if line.words >= 3 and whole.startswith(line.folded + " ") and index > best:
            return index
    return best


def _is_headline_above(before: Line, line: Line, marks: Mapping[int, float], index: int) -> bool:
    """Return whether the line above a likely headline is the headline, this its subtitle."""
    return (
        before.words >= 4
        and not before.ends
        and is_headline_case(before.text)
        and line.row <= before.last_row + 2
        and marks[index - 1] > 0.55 * marks[index]
    )


def _repeats_headline(line: Line, headline: Line) -> bool:
    return headline.words >= 3 and headline.folded in line.folded


def _score(
    line: Line, whole: Line, distance: int, slug: frozenset[str], body: frozenset[str]
) -> float:
    """Return how much speaks for a line as the headline; see :data:`_WEIGHTS`.

    :param whole: the line with the start mark before it, if it has one.
    :param distance: in lines, to the first paragraph.
    """
    if not 2 <= line.words <= _MAX_TITLE or _opens_text(line) or is_advisory(line):
        return 0.0
    words = {word for word in line.lowered if len(word) > 2 or word > "\u303f"}
    words -= function_words()["en"]
    length = min(1.0, len(words) / 4) * (1.0 if line.words <= 25 else 0.7)
    menu = sum(map(menu_words().__contains__, line.lowered))
    signals = {
        "share of words in the body": length * len(words & body) / max(1, len(words)),
        "share of words in the file name": _share_of_slug(words, slug),
        "five words or more": float(line.words >= 5),
        "all capitals": float(line.text.isupper()),
        "behind a start mark": float(whole.words != line.words),
        "lines to the text": float(min(distance, _MAX_DISTANCE)),
        "ends like a clause": float(line.text.endswith(_ENDINGS)),
        "date or byline": float(has_date(line.text) or _BYLINE.search(line.text) is not None),
        "name of a site": float(line.folded.endswith(_site_endings())),
        "trail of a menu": float(_TRAIL.search(line.text) is not None),
        "menu words": float(menu >= 3 and 4 * menu > len(line.tokens)),
        "over thirty words": float(line.words > 30),
    }
    return sum(_WEIGHTS[name] * value for name, value in signals.items())


@cache
def _site_endings() -> tuple[str, ...]:
    return tuple(f" {ending}" for ending in sorted(phrases().words["site_endings"]))


def _share_of_slug(words: set[str], slug: frozenset[str]) -> float:
    return len(words & slug) / max(1, min(len(words), len(slug))) if slug else 0.0


def _opens_text(line: Line) -> bool:
    """Return whether a line opens the text: a place, a dash and more than half a headline."""
    place = dateline(line.text)
    return place is not None and (place.isupper() or line.ends or line.words > _MAX_SHORT_TITLE)


def _add_continuation(
    lines: Sequence[Line], roles: Sequence[str], index: int, first: int
) -> tuple[int, ...]:
    """Return the headline with the rows that it was broken into."""
    indices = [index]
    while indices[-1] + 1 < first and len(indices) < 4:
        line, following = lines[indices[-1]], lines[indices[-1] + 1]
        if roles[indices[-1] + 1] != "" or not _continues(line, following):
            break
        indices.append(indices[-1] + 1)
    return tuple(indices)


def _continues(line: Line, following: Line) -> bool:
    if following.row > line.last_row + 1 or following.words > 20 or line.ends:
        return False
    if not line.tokens or dateline(following.text):
        return False
    last = line.tokens[-1].lower()
    return (
        following.text[:1].islower()
        or last in phrases().words["joiners"]
        or line.text.endswith((",", "-"))
    )
