"""Which line of a page dump is the headline?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from searchapp.ingest.dump_words import fold, function_words
from searchapp.ingest.lines import Line, make_line

__all__ = ["TitleChoice", "choose_title", "strip_start_mark"]

from dataclasses import dataclass

_START_MARK = re.compile(
    r"(?i)^(?:press release\W+|news release\W+)?for immediate (?:release|use)\W*"
)
_SLUG_PART = re.compile(r"[^\W\d_]{3,}")
_LONGEST_TITLE = 45
_NEAREST = 12


@dataclass(frozen=True, slots=True)
class TitleChoice:
    """The lines that are the headline, in order, and how it was found."""

    indices: tuple[int, ...]
    where: str


def strip_start_mark(text: str) -> str:
    """Return a headline without the ``FOR IMMEDIATE RELEASE`` before it."""
    return _START_MARK.sub("", text) or text


def choose_title(
    lines: Sequence[Line], roles: Sequence[str], first: int, name: str, *, body: frozenset[str]
) -> TitleChoice | None:
    """Return the headline among the lines up to ``first``, the first paragraph of prose.

    A headline shares words with the body and with the file name, is repeated on the page (in its
    window title, in its path), stands close to the body, and does not end as a sentence.

    :param body: the words of the body, lower case, without function words.
    """
    slug = frozenset(_SLUG_PART.findall(fold(PurePath(name).stem)))
    best, best_score = -1, 0.0
    for index in range(max(0, first - 60), first):
        if roles[index] not in {"", "start-mark"}:
            continue
        line = make_line(strip_start_mark(lines[index].text), index)
        score = _score(line, first - index, slug, body, _echoes(line, lines, index, first))
        if score > best_score:
            best, best_score = index, score
    return TitleChoice((best,), "line") if best >= 0 else None


def _echoes(line: Line, lines: Sequence[Line], index: int, first: int) -> int:
    """Return how many other lines around the head hold this one."""
    if line.words < 3:
        return 0
    key = line.folded
    return sum(1 for other in range(first) if other != index and key in lines[other].folded)


def _score(
    line: Line, distance: int, slug: frozenset[str], body: frozenset[str], echoes: int
) -> float:
    if not 2 <= line.words <= _LONGEST_TITLE:
        return 0.0
    words = {token.lower() for token in line.tokens if len(token) > 2 or token > "\u303f"}
    words -= function_words()["en"]
    shared = len(words & body) / max(1, len(words))
    named = len(words & slug) / max(1, min(len(words), len(slug))) if slug else 0.0
    score = 2.0 * shared * min(1.0, len(words) / 4) + 2.0 * named + 0.4 * min(echoes, 2)
    score += 0.6 if line.words >= 5 else 0.0
    score -= 0.05 * min(distance, _NEAREST) + (0.5 if line.text.endswith((".", ";", ",")) else 0.0)
    return score - (0.6 if line.words > 30 else 0.0)
