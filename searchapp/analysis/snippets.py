"""Which passage shows why a release was found? The one with the most of what was looked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from searchapp.analysis.marks import Found, Marker, spans
from searchapp.model import Snippet

__all__ = ["LONGEST_SEARCHED", "best_passage"]

LONGEST_SEARCHED = 200_000
"""Characters of a text in which the best passage is looked for."""

ELLIPSIS = "…"

# A full stop after one or two letters is an abbreviation more often than the end of a sentence.
_LAST_OF_SENTENCE = re.compile(r"[.!?。！？]['\"’”»)\]]*$")
_SENTENCE_END = re.compile(r"(?<=\w\w\w)[.!?]['\"’”»)\]]*\s+|[。！？]|\n")


def best_passage(paragraphs: Sequence[str], language: str, marker: Marker, length: int) -> Snippet:
    """Return the passage with the most different wanted words, then with the most of them.

    Of equally good ones it is the first; without any, the beginning of the text. It has at most
    ``length`` characters, begins and ends with a sentence where there is one in reach, else
    between words, and an ellipsis shows where a sentence is cut.
    """
    room = max(1, length - 2 * len(ELLIPSIS))
    text, found = _joined(paragraphs, language, marker)
    first, last = _densest(found, room)
    start = _start(text, first, last, room)
    end = _end(text, start, last, room)
    return _snippet(text, start, end, found)


def _joined(paragraphs: Sequence[str], language: str, marker: Marker) -> tuple[str, list[Found]]:
    """Return the text, line feeds between paragraphs, else single spaces; what is found in it."""
    found: list[Found] = []
    kept: list[str] = []
    offset = 0
    for paragraph in paragraphs:
        paragraph = " ".join(paragraph[: LONGEST_SEARCHED - offset].split())
        if not paragraph:
            continue
        if marker:
            found += [
                Found(each.start + offset, each.end + offset, each.group)
                for each in marker.find(paragraph, language)
            ]
        kept.append(paragraph)
        offset += len(paragraph) + 1
        if offset >= LONGEST_SEARCHED:
            break
    return "\n".join(kept), found


def _densest(found: Sequence[Found], room: int) -> tuple[int, int]:
    """Return where the best window of words begins and ends; ``(0, 0)`` if there is none."""
    best, place = (0, 0), (0, 0)
    inside: Counter[int] = Counter()
    left = 0
    for right, word in enumerate(found):
        inside[word.group] += 1
        while left < right and word.end - found[left].start > room:
            inside[found[left].group] -= 1
            if not inside[found[left].group]:
                del inside[found[left].group]
            left += 1
        if (score := (len(inside), right - left)) > best:
            best, place = score, (found[left].start, word.end)
    return place


def _start(text: str, first: int, last: int, room: int) -> int:
    """Return where to begin: with the sentence, if that is in reach, else with some context."""
    spare = max(0, room - (last - first))
    context = max(spare // 3, min(spare, room - (len(text) - first)))
    earliest = first - max(context, spare * 2 // 3)
    if earliest <= 0:
        return 0
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, earliest - 1, first)]
    if sentences:
        return sentences[0] if context > spare // 3 else sentences[-1]
    return text.find(" ", first - context, first) + 1 or first


def _end(text: str, start: int, last: int, room: int) -> int:
    """Return where to end: with a sentence in the last third, else between words."""
    furthest = start + room
    if furthest >= len(text):
        return len(text)
    least = max(last, start + room * 2 // 3)
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, least, furthest)]
    if sentences:
        return sentences[-1]
    if text[furthest].isspace():
        return furthest
    between = max(text.rfind(" ", least, furthest), text.rfind("\n", least, furthest))
    return between if between > 0 else furthest


def _snippet(text: str, start: int, end: int, found: Sequence[Found]) -> Snippet:
    passage = text[start:end].rstrip()
    end = start + len(passage)
    before = "" if _begins_sentence(text, start) else ELLIPSIS
    whole = text[end : end + 1] in ("", "\n") or _LAST_OF_SENTENCE.search(passage)
    shift = len(before) - start
    inside = [
        Found(each.start + shift, each.end + shift, each.group)
        for each in found
        if start <= each.start and each.end <= end
    ]
    passage = passage.replace("\n", " ")
    return Snippet(f"{before}{passage}{'' if whole else ELLIPSIS}", spans(inside))


def _begins_sentence(text: str, start: int) -> bool:
    nearby = _SENTENCE_END.finditer(text, max(0, start - 8), start)
    return not start or any(match.end() == start for match in nearby)
