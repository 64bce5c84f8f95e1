"""Where does the release begin and end inside one giant line?

Some dumps hold a whole page, menus and all, in a single line. Such a line is cut at the borders of
what the source repeats, at marks and dates, at sentence ends, and where function words set in or
give out. The pieces then go through the same steps as ordinary lines, and what is kept of one line
becomes one paragraph again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchapp.ingest.dump_words import function_words, menu_words
from searchapp.ingest.lines import TOKEN, Line, make_line, tokens
from searchapp.ingest.repetition import SourceProfile, repeated_tokens

__all__ = ["GIANT", "cut_giant"]

GIANT = 120
"""A line of more words than this may be more than one thing."""

_SENTENCE = re.compile(r"[.!?…][\"”»’)\]]{0,2}\s+(?=[\"“„«(\[]?[A-ZÀ-ÞА-ЯЁ0-9])|[。！？]")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:[A-Z]|Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Sgt|St|Jr|Sr|No|Nos|Inc|Co|Prof|Hon|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)$"
)
_GIANT_SHARE = 0.35
_LEAST_MENU = 11
_LEAST_PROSE = 0.2
_LEAST_SENTENCES = 20


def cut_giant(lines: Sequence[Line], profile: SourceProfile | None, language: str) -> list[Line]:
    """Return the lines with giant ones cut where they change their nature."""
    out: list[Line] = []
    least = max(GIANT, _GIANT_SHARE * sum(line.words for line in lines))
    for line in lines:
        out.extend([line] if line.words <= least else _cut(line, profile, language))
    return out


def _cut(line: Line, profile: SourceProfile | None, language: str) -> list[Line]:
    borders = sorted({0, len(line.text), *_repeated_borders(line, profile)})
    pieces: list[str] = []
    for start, end in zip(borders, borders[1:], strict=False):
        pieces.extend(_sentences(line.text[start:end]))
    pieces = [part for piece in pieces for part in _at_change(piece, language)]
    if len(pieces) < 2 or not _differ(pieces, language):
        return [line]
    return [
        make_line(piece, line.row, glued=index > 0)
        for index, piece in enumerate(piece for piece in pieces if piece)
    ]


def _differ(pieces: Sequence[str], language: str) -> bool:
    """Whether some pieces are prose and some, of eleven words or more together, are not."""
    words = function_words()[language]
    prose = other = 0
    for piece in pieces:
        found = tokens(piece)
        share = sum(1 for token in found if token.lower() in words) / max(1, len(found))
        if share >= _LEAST_PROSE and len(found) >= 6:
            prose += len(found)
        else:
            other += len(found)
    return prose >= _LEAST_SENTENCES and other >= _LEAST_MENU


def _repeated_borders(line: Line, profile: SourceProfile | None) -> list[int]:
    """Return the places where a repeated run of eleven words or more begins or ends."""
    if profile is None:
        return []
    spans = [match.span() for match in TOKEN.finditer(line.text)]
    mask = repeated_tokens(line.tokens, profile)
    borders: list[int] = []
    start = None
    for index, repeated in enumerate([*mask, False]):
        if repeated and start is None:
            start = index
        elif not repeated and start is not None:
            if index - start >= _LEAST_MENU:
                borders.append(spans[start][0])
                borders.append(spans[index][0] if index < len(spans) else len(line.text))
            start = None
    return borders


def _sentences(text: str) -> list[str]:
    """Cut at sentence ends, but not behind an abbreviation or an initial."""
    pieces, start = [], 0
    for match in _SENTENCE.finditer(text):
        if _ABBREVIATION.search(text[max(start, match.start() - 6) : match.start()]):
            continue
        pieces.append(text[start : match.end()].strip())
        start = match.end()
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]


def _at_change(piece: str, language: str) -> list[str]:
    """Cut a piece where its densest prose begins and ends, if much else stands beside it."""
    spans = [match.span() for match in TOKEN.finditer(piece)]
    if len(spans) < 2 * _LEAST_MENU:
        return [piece]
    words = [piece[start:end] for start, end in spans]
    first, last = _densest([_weight(word, language) for word in words])
    first = _sentence_start(words, first)
    cuts = [0]
    if first >= _LEAST_MENU:
        cuts.append(spans[first][0])
    if len(words) - last - 1 >= _LEAST_MENU:
        cuts.append(spans[last + 1][0])
    cuts.append(len(piece))
    return [
        part
        for start, end in zip(cuts, cuts[1:], strict=False)
        if (part := piece[start:end].strip())
    ]


def _weight(word: str, language: str) -> float:
    """Return how much a word speaks for prose: function words for, menu words and capitals against."""
    lowered = word.lower()
    if lowered in function_words()[language]:
        return 1.0
    if lowered in menu_words():
        return -1.0
    return 0.1 if word[0].islower() else -0.4


def _densest(weights: Sequence[float]) -> tuple[int, int]:
    """Return the first and last place of the run with the greatest sum (Kadane)."""
    best, span, running, start = 0.0, (0, len(weights) - 1), 0.0, 0
    for index, weight in enumerate(weights):
        if running <= 0:
            running, start = 0.0, index
        running += weight
        if running > best:
            best, span = running, (start, index)
    return span


def _sentence_start(words: Sequence[str], first: int) -> int:
    """Go back over the capitalised words before the first function word: the subject it opens."""
    place = first
    while place > 0 and first - place < 8 and words[place - 1][:1].isupper():
        place -= 1
    return place
