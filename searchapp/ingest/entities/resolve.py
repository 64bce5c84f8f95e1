"""Resolution: which of the spans stand, and what open words mean once the release is known.

Of spans that overlap the strongest evidence stands (see :mod:`searchapp.ingest.entities.evidence`).
Then what the whole release shows is applied: the family name of somebody who is named in full, the
first word of an organization, a name that is repeated, a town that is named twice. The spans that
this adds are weaker than most, and are resolved with the others once more.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from searchapp.ingest.entities.capitalized_runs import Run
from searchapp.ingest.entities.evidence import (
    COMMON_FIRST_NAME,
    KNOWN_FAMILY_NAME,
    KNOWN_SHORT_NAME,
    REPEATED_NAME,
    REPEATED_TOWN,
)
from searchapp.ingest.entities.gazetteer import LARGE, MEDIUM, REGION, find_place
from searchapp.ingest.entities.lexicon import (
    COMMON,
    FIRST,
    HEAD,
    LAST,
    NOT_NAME,
    PLACE_PREPOSITION,
    WEAK_HEAD,
)
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["resolve"]

_SUFFIX = re.compile(r",? (?:Jr|Sr|II|III|IV|MP|MPs)\.?\Z")
_MIN_FULL_NAME = COMMON_FIRST_NAME.strength
"""From this strength on a person named in full lends the family name to words that are open."""


def _rank(span: Span) -> tuple[float, int, int, str]:
    return -span.evidence.strength, span.start - span.end, span.start, span.kind


def drop_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in text order; of two that overlap the stronger, longer, earlier one."""
    starts: list[int] = []
    kept: list[Span] = []
    for span in sorted(dict.fromkeys(spans), key=_rank):
        at = bisect_left(starts, span.start)
        if at < len(kept) and kept[at].start < span.end:
            continue
        if at and kept[at - 1].end > span.start:
            continue
        starts.insert(at, span.start)
        kept.insert(at, span)
    return kept


def _surnames(spans: Iterable[Span], text: str) -> dict[str, str]:
    """Return the family names of the persons named in full, folded, with how they are written."""
    found: dict[str, str] = {}
    for span in spans:
        if span.kind != "person" or span.evidence.strength < _MIN_FULL_NAME:
            continue
        words = _SUFFIX.sub("", text[span.start : span.end]).split()
        if len(words[-1]) > 2:
            found.setdefault(words[-1].lower(), words[-1])
        if len(words) > 2 and len(words[-2]) > 3 and words[-2][0].isupper():
            found.setdefault(words[-2].lower(), words[-2])
    return found


def _short_names(spans: Iterable[Span], text: str, known: dict[str, int]) -> set[str]:
    """Return the first words of names such as ``Huawei Technologies`` that can stand alone."""
    found: set[str] = set()
    for span in spans:
        if span.kind != "organization" or span.name:
            continue
        words = text[span.start : span.end].split()
        if len(words) <= 3 and len(words[0]) > 2 and not known.get(words[0].lower(), 0):
            found.add(words[0].lower())
    return found


def _prefer_people(
    reading: ReadingState, spans: list[Span], surnames: dict[str, str]
) -> list[Span]:
    """Turn a place of one word into the person of that name, unless it stands where places do."""
    kept: list[Span] = []
    for span in spans:
        word = reading.text[span.start : span.end]
        if span.kind == "place" and not span.name and word.lower() in surnames:
            before = reading.text[max(0, span.start - 16) : span.start].split()
            flags = reading.known.get(before[-1].lower(), 0) if before else 0
            place = find_place(word.lower())
            tier = place.tier if place is not None else 0
            if not (tier >= REGION or (tier >= LARGE and flags & PLACE_PREPOSITION)):
                span = Span(span.start, span.end, KNOWN_FAMILY_NAME)
        kept.append(span)
    return kept


@dataclass(frozen=True, slots=True)
class _Hints:
    """What the whole release says about its open words.

    :param surnames: family names of persons named in full; ``short`` first words of organizations.
    :param counts: how often each word is open; ``reached``: those once said to be gone to.
    """

    surnames: Mapping[str, str]
    short: Set[str]
    counts: Mapping[str, int]
    reached: Set[str]


def _read_open(reading: ReadingState, surnames: Mapping[str, str], short: Set[str]) -> None:
    """Read the open words again with what is known by now."""
    pairs = Counter(run.surface(low, high) for run, low, high in reading.open if high - low > 1)
    placed = {run.surface(low, high) for run, low, high in reading.open if _is_at(run, low)}
    counts = Counter(run.words[at] for run, low, high in reading.open for at in range(low, high))
    reached = {run.keys[low] for run, low, _ in reading.open if _is_reached(run, low, reading)}
    hints = _Hints(surnames, short, counts, reached)
    for run, low, high in reading.open:
        repeated = high - low > 1 and pairs[run.surface(low, high)] > 1
        if repeated and run.surface(low, high) in placed:
            continue
        if repeated and not _is_common(run, low, high):
            reading.add(run, low, high, REPEATED_NAME)
            continue
        for at in range(low, high):
            _read_open_word(run, at, reading, hints)


def _is_reached(run: Run, low: int, reading: ReadingState) -> bool:
    """Return whether the word before leads to a place: ``from Cheyenne``."""
    before = run.word_before(low)
    return before != "of" and bool(reading.known.get(before, 0) & PLACE_PREPOSITION)


def _is_at(run: Run, low: int) -> bool:
    """Return whether words stand where only a place, a plant or a prison can: ``at Abu Ghraib``."""
    return run.word_before(low) in ("at", "in", "inside", "near", "outside")


def _is_common(run: Run, low: int, high: int) -> bool:
    return any(flags & COMMON and not flags & (FIRST | LAST) for flags in run.flags[low:high])


def _read_open_word(run: Run, at: int, reading: ReadingState, hints: _Hints) -> None:
    key, flags = run.keys[at], run.flags[at]
    if key in hints.surnames and run.words[at][0].isupper():
        if not (flags & COMMON and key in reading.lower):
            reading.add(run, at, at + 1, KNOWN_FAMILY_NAME)
    elif hints.counts[run.words[at]] > 1 and _is_town(run, at, sure=key in hints.reached):
        reading.add(run, at, at + 1, REPEATED_TOWN)
    elif key in hints.short and not flags & (HEAD | WEAK_HEAD):
        reading.add(run, at, at + 1, KNOWN_SHORT_NAME)


def _is_town(run: Run, at: int, *, sure: bool) -> bool:
    """Return whether a word that no rule placed is a town: it is named twice, and nobody is."""
    place = find_place(run.keys[at])
    if place is None or place.tier < MEDIUM or run.words[at].isupper() or len(run.keys[at]) < 4:
        return False
    if run.flags[at] & FIRST and place.tier < LARGE and not sure:
        return False
    return not run.flags[at] & (COMMON | NOT_NAME)


def resolve(reading: ReadingState) -> list[Span]:
    """Return the spans that stand, in text order."""
    spans = drop_overlaps(reading.spans)
    surnames = _surnames(spans, reading.text)
    short = _short_names(spans, reading.text, reading.known)
    if surnames or reading.open:
        reading.spans = _prefer_people(reading, spans, surnames)
        _read_open(reading, surnames, short)
        spans = drop_overlaps(reading.spans)
    return spans
