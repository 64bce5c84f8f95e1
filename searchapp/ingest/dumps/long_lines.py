"""Giant lines that hold a whole page, cut where they change their nature.

Some dumps hold a whole page, menus and all, in a single line. Such a line is cut at the borders of
what the source repeats, at marks and dates, at sentence ends, and where function words set in or
give out. The pieces then go through the same steps as ordinary lines, and what is kept of one line
becomes one paragraph again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, pairwise, takewhile

from searchapp.analysis.words import WORD, split_words
from searchapp.ingest.dumps.merged_headings import apart_dates
from searchapp.ingest.dumps.site_profile import PageRepeats
from searchapp.ingest.text.function_words import MIN_PROSE_SHARE, function_words
from searchapp.ingest.text.lines import Line, ends_sentence, is_headline_case, join_text, make_line
from searchapp.ingest.text.link_bars import language_switch
from searchapp.ingest.text.page_phrases import menu_words, phrases

__all__ = ["cut_giant"]

_GIANT = 120
"""A line of more words than this may be more than one thing."""

_SENTENCE = re.compile(
    r"[.!?…][\"”»’)\]]{0,2}\s+(?=[\"“„«(\[]?[A-ZÀ-ÞА-ЯЁ0-9])|[。！？][”」』）]{0,2}"
)
_MARK = re.compile(r"https?://\S+|#{3,}|(?<!\w)-\s?30\s?-(?!\w)")
_AFTER = re.compile(r"[.!?…,;:)\]\"”»’]*\s*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:[A-Z]|Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Sgt|St|Jr|Sr|No|Nos|Inc|Co|Prof|Hon|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)$"
)
_LONG_RUN = re.compile(b"\1{11,}")
_ANNOUNCING = frozenset({"related", "form", "menu", "start-mark", "share", "contact"})
_WIDE = frozenset({"zh", "ja", "ko"})
_GIANT_SHARE = 0.45
_MIN_MENU = 11
_MIN_SURE_MARKS = 6
_MAX_PARAGRAPH = 70
_MIN_HEADLINE = 6
_FIRST_TOKENS = 120
_HEAD_TOKENS = 500
_MIN_SENTENCES = 20
_MIN_OTHER = 6


def cut_giant(lines: Sequence[Line], repeats: PageRepeats, language: str) -> list[Line]:
    """Return the lines with giant ones cut where they change their nature."""
    out: list[Line] = []
    least = max(_GIANT, _GIANT_SHARE * sum(line.words for line in lines))
    for line in lines:
        cut = _cut_menu if line.words <= least else _cut
        out.extend(cut(line, repeats, language))
    return out


def _cut_menu(line: Line, repeats: PageRepeats, language: str) -> list[Line]:
    """Return a line with the menu that it begins with cut off: what stands behind is a headline."""
    if line.ends or line.words < _MIN_MENU + 2:
        return [line]
    borders = _switch_borders(line)
    repeated = sorted(_repeated_borders(line, repeats, language))
    borders.update(repeated[1:2] if repeated[:1] == [0] else ())
    pieces = [line.text[a:b].strip() for a, b in pairwise(sorted({0, *borders, len(line.text)}))]
    return [make_line(piece, line.row) for piece in pieces if piece]


def _switch_borders(line: Line) -> set[int]:
    """Return where the switch of languages ends, with which most menus end."""
    switch = language_switch(line.lowered)
    if switch is None:
        return set()
    spans = [match.span() for match in islice(WORD.finditer(line.text), switch[1])]
    return {spans[-1][1]}


def _cut(line: Line, repeats: PageRepeats, language: str) -> list[Line]:
    marks = {*_repeated_borders(line, repeats, language), *_mark_borders(line)}
    borders = {0, len(line.text), *marks}
    if language not in _WIDE:
        borders |= _headline_borders(line)
    pieces = _pieces(line.text, borders, language)
    if len(pieces) < 2 or not (len(marks) >= _MIN_SURE_MARKS or _differ(pieces, language)):
        return [line]
    return [make_line(piece, line.row, glued=index > 0) for index, piece in enumerate(pieces)]


def _pieces(text: str, borders: set[int], language: str) -> list[str]:
    out: list[str] = []
    for start, end in pairwise(sorted(borders)):
        sentences = _sentences(text[start:end])
        if len(sentences) == 1 and language_switch(split_words(sentences[0].lower())):
            out.append(sentences[0])
            continue
        if language not in _WIDE:
            sentences = [part for piece in sentences for part in _at_change(piece, language)]
        out.extend(_group(sentences, language))
    return out


def _group(sentences: Sequence[str], language: str) -> list[str]:
    """Put sentences of prose together to pieces of the length of a paragraph."""
    out: list[str] = []
    size = 0
    for sentence in sentences:
        words = split_words(sentence)
        prose = len(words) >= 3 and _share(words, language) >= MIN_PROSE_SHARE
        whole = prose and ends_sentence(sentence)
        if whole and size and size + len(words) <= _MAX_PARAGRAPH:
            out[-1] = join_text(out[-1], sentence)
            size += len(words)
        else:
            out.append(sentence)
            size = len(words) if whole else 0
    return out


def _differ(pieces: Sequence[str], language: str) -> bool:
    """Return whether the line holds prose, and something else at its head or at its end."""
    kinds = [
        (len(words), _is_prose_piece(piece, words, language)) for piece, words in _tokenized(pieces)
    ]
    prose = sum(size for size, is_prose in kinds if is_prose)
    head = sum(size for size, _ in takewhile(lambda kind: not kind[1], kinds))
    tail = sum(size for size, _ in takewhile(lambda kind: not kind[1], reversed(kinds)))
    return prose >= _MIN_SENTENCES and max(head, tail) >= _MIN_OTHER


def _tokenized(pieces: Sequence[str]) -> list[tuple[str, list[str]]]:
    return [(piece, split_words(piece)) for piece in pieces]


def _is_prose_piece(piece: str, words: Sequence[str], language: str) -> bool:
    if len(words) < 6 or _share(words, language) < MIN_PROSE_SHARE:
        return False
    return ends_sentence(piece) or len(words) >= _MIN_SENTENCES


def _repeated_borders(line: Line, repeats: PageRepeats, language: str) -> set[int]:
    """Return the places where a repeated run of eleven words or more begins or ends."""
    runs = list(_LONG_RUN.finditer(repeats.words(line)))
    spans = [match.span() for match in WORD.finditer(line.text)] if runs else []
    borders: set[int] = set()
    for run in runs:
        start, end = spans[run.start()][0], spans[run.end() - 1][1]
        words = line.tokens[run.start() : run.end()]
        if _share(words, language) >= MIN_PROSE_SHARE:
            start, end = _whole_sentences(line.text, start, end)
        if start < end:
            borders.update((start, end + len(_AFTER.match(line.text, end)[0])))  # type: ignore[index]
    return borders


def _whole_sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of a run of prose that begins and ends with whole sentences."""
    if start > 0 and not ends_sentence(text[max(0, start - 6) : start].rstrip()):
        first = _SENTENCE.search(text, start, end)
        start = first.end() if first else end
    if not ends_sentence(text[max(0, end - 3) : end + 3].rstrip()):
        last = max((match.end() for match in _SENTENCE.finditer(text, start, end)), default=start)
        end = last
    return start, end


def _share(words: Sequence[str], language: str) -> float:
    known = function_words()[language]
    return sum(1 for word in words if word.lower() in known) / max(1, len(words))


@lru_cache(maxsize=1)
def _announcements() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Map the first word of each phrase that announces a part of a page to such phrases."""
    out: dict[str, tuple[tuple[str, ...], ...]] = {}
    for text, role in phrases().whole.items():
        words = tuple(text.split())
        if role in _ANNOUNCING and len(words) > 1 and words[:2] != ("press", "release"):
            out[words[0]] = tuple(sorted((*out.get(words[0], ()), words), key=len, reverse=True))
    return out


def _mark_borders(line: Line) -> set[int]:
    """Return the borders of announcing phrases, addresses, end marks and dates that stand apart."""
    text = line.text
    borders = {place for match in _MARK.finditer(text) for place in match.span()}
    borders.update(place for span in apart_dates(text) for place in span)
    borders.update(_switch_borders(line))
    spans = [match.span() for match in WORD.finditer(text)]
    known = _announcements()
    for place, word in enumerate(line.lowered):
        for phrase in known.get(word, ()):
            end = place + len(phrase)
            if line.lowered[place:end] == phrase and not line.tokens[place][0].islower():
                stop = spans[end - 1][1]
                borders.update((spans[place][0], stop + (text[stop : stop + 1] == ":")))
                break
    return borders


def _headline_borders(line: Line) -> set[int]:
    """Return the borders of what the head of the line says twice: the headline, in most pages.

    It stands in the window title, in the path and above the text, and it is written large.
    """
    head = [token.lower() for token in line.tokens[:_HEAD_TOKENS]]
    spans = [match.span() for match in islice(WORD.finditer(line.text), len(head))]
    places: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(head) - _MIN_HEADLINE + 1):
        places.setdefault(tuple(head[place : place + _MIN_HEADLINE]), []).append(place)
    twice = bytearray(len(head) + 1)
    for found in places.values():
        if len(found) > 1 and found[0] < _FIRST_TOKENS:
            for place in found:
                twice[place : place + _MIN_HEADLINE] = b"\1" * _MIN_HEADLINE
    borders: set[int] = set()
    for run in re.finditer(b"\1+", bytes(twice)):
        start, end = spans[run.start()][0], spans[run.end() - 1][1]
        after = line.text[end : end + 2].strip()
        if is_headline_case(line.text[start:end]) and not after[:1].islower():
            borders.update((start, spans[run.end()][0] if run.end() < len(spans) else end))
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
    spans = [match.span() for match in WORD.finditer(piece)]
    if len(spans) < 2 * _MIN_MENU:
        return [piece]
    words = [piece[start:end] for start, end in spans]
    first, last = _densest([_weight(word, language) for word in words])
    first = _sentence_start(words, first)
    cuts = [0]
    if first >= _MIN_MENU:
        cuts.append(spans[first][0])
    if len(words) - last - 1 >= _MIN_MENU:
        cuts.append(spans[last + 1][0])
    cuts.append(len(piece))
    return [part for start, end in pairwise(cuts) if (part := piece[start:end].strip())]


def _weight(word: str, language: str) -> float:
    """Return how much a word speaks for prose; menu words and capitals speak against it."""
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
