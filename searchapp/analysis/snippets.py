"""Snippets: the passage of a text with the most of what a query looks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchapp.analysis.highlight import Found, Marker, spans
from searchapp.model import Snippet

__all__ = ["MAX_CHARACTERS_SEARCHED", "best_passage"]

MAX_CHARACTERS_SEARCHED = 200_000
"""Characters of a text in which the best passage is looked for."""

ELLIPSIS = "…"

# A full stop after one or two letters is an abbreviation more often than the end of a sentence.
_LAST_OF_SENTENCE = re.compile(r"[.!?。！？]['\"’”»)\]]*$")
_SENTENCE_END = re.compile(r"(?<=\w\w\w)[.!?]['\"’”»)\]]*\s+|[。！？]|\n")


def best_passage(paragraphs: Sequence[str], language: str, marker: Marker, length: int) -> Snippet:
    """Return the first passage with everything wanted; else the one with the most of it.

    That is with the most different wanted words, then with the most of them, then the first; if
    nothing is found, the beginning of the text. It has at most ``length`` characters, begins and
    ends with a sentence where there is one in reach, else between words, and an ellipsis shows
    where a sentence is cut.
    """
    room = max(1, length - 2 * len(ELLIPSIS))
    text, found = _searched(paragraphs, language, marker, room)
    _, first, last = _densest(found, room)
    start = _start(text, first, last, room)
    end = _end(text, start, last, room)
    passage = text[start:end].rstrip()
    end = start + len(passage)
    before = "" if _begins_sentence(text, start) else ELLIPSIS
    after = "" if _ends_sentence(text, end) else ELLIPSIS
    return _snippet(passage, before, after, language, marker)


def _searched(
    paragraphs: Sequence[str], language: str, marker: Marker, room: int
) -> tuple[str, list[Found]]:
    """Return the text, line feeds between its paragraphs, and what is found in it.

    It ends where nothing better can come: a passage length after everything wanted was found.
    """
    kept: list[str] = []
    found: list[Found] = []
    kinds: set[int] = set()
    offset, limit, complete = 0, MAX_CHARACTERS_SEARCHED, not marker
    for paragraph in map(_spaced, paragraphs):
        if offset >= limit:
            break
        paragraph = paragraph[: MAX_CHARACTERS_SEARCHED - offset]
        here = [] if complete else marker.find(paragraph, language)
        if here:
            found += [Found(each.start + offset, each.end + offset, each.group) for each in here]
            kinds.update(each.group for each in here)
            complete = len(kinds) == len(marker) == _densest(found, room)[0]
        if paragraph:
            kept.append(paragraph)
            offset += len(paragraph) + 1
        if complete:
            limit = min(limit, offset + room)
    return "\n".join(kept), found


def _spaced(paragraph: str) -> str:
    """Return the paragraph with single spaces; it rarely has others, and looking is quick."""
    odd = "  " in paragraph or "\n" in paragraph or "\t" in paragraph or "\r" in paragraph
    return " ".join(paragraph.split()) if odd else paragraph.strip()


def _densest(found: Sequence[Found], room: int) -> tuple[int, int, int]:
    """Return how many different words the best window has, where it begins and where it ends."""
    best, place = (0, 0), (0, 0)
    inside: dict[int, int] = {}
    left = 0
    for right, word in enumerate(found):
        inside[word.group] = inside.get(word.group, 0) + 1
        while left < right and word.end - found[left].start > room:
            inside[found[left].group] -= 1
            if not inside[found[left].group]:
                del inside[found[left].group]
            left += 1
        if (score := (len(inside), right - left)) > best:
            best, place = score, (found[left].start, word.end)
    return best[0], *place


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


def _snippet(passage: str, before: str, after: str, language: str, marker: Marker) -> Snippet:
    """Mark a passage, line by line so that no phrase runs from one paragraph into the next."""
    found: list[Found] = []
    offset = len(before)
    for line in passage.split("\n") if marker else ():
        found += [
            Found(each.start + offset, each.end + offset, each.group)
            for each in marker.find(line, language)
        ]
        offset += len(line) + 1
    return Snippet(before + passage.replace("\n", " ") + after, spans(found))


def _begins_sentence(text: str, start: int) -> bool:
    nearby = _SENTENCE_END.finditer(text, max(0, start - 8), start)
    return not start or any(match.end() == start for match in nearby)


def _ends_sentence(text: str, end: int) -> bool:
    return text[end : end + 1] in ("", "\n") or bool(_LAST_OF_SENTENCE.search(text[:end][-8:]))
