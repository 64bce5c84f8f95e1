"""Which words of a text are wanted? Whatever analysis makes of a word decides.

Offsets are in code points of the text as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, count
from typing import Protocol

from searchapp.analysis.spelling import edits
from searchapp.analysis.tokens import chunks_of, tokens
from searchapp.model import Snippet

__all__ = ["Found", "Marker", "Wanted", "mark", "spans"]


class Wanted(Protocol):
    """What to mark; :class:`searchapp.query.wanted.Wanted` is one."""

    @property
    def words(self) -> Sequence[Sequence[str]]:
        """Groups of terms; the terms of a group are forms of one word."""
        ...

    @property
    def phrases(self) -> Sequence[Sequence[Sequence[str]]]:
        """Sequences of groups, an empty one for any word."""
        ...

    @property
    def prefixes(self) -> Sequence[str]:
        """Beginnings of terms."""
        ...

    @property
    def fuzzy(self) -> Sequence[tuple[str, int, int]]:
        """A term, how many edits it may be away, how much of its beginning must agree."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """A word to mark: where it stands, and the number of what is wanted that it is."""

    start: int
    end: int
    group: int


class Marker:
    """Finds the words to mark; made once for a query, used on every text that was found."""

    def __init__(self, wanted: Wanted) -> None:
        number = count()
        self._groups: dict[str, int] = {}
        for terms in wanted.words:
            self._groups |= dict.fromkeys(terms, next(number))
        self._phrases = [
            [(frozenset(slot), next(number)) for slot in slots] for slots in wanted.phrases
        ]
        self._prefixes = [(prefix, next(number)) for prefix in wanted.prefixes]
        self._fuzzy = [(each, next(number)) for each in wanted.fuzzy]
        gaps = sum(not slot for slots in self._phrases for slot, _ in slots)
        self._size = next(number) - gaps

    def __len__(self) -> int:
        """Return how many different things are wanted; each word of a phrase is one."""
        return self._size

    def find(self, text: str, language: str) -> list[Found]:
        """Return the words of a text to mark, in order of where they stand."""
        chunks = text.split()
        by_chunk = list(map(chunks_of(language).__getitem__, chunks))
        marked = self._marked(list(chain.from_iterable(by_chunk)))
        if not marked:
            return []
        ends = list(accumulate(map(len, by_chunk)))
        in_chunks: dict[int, dict[int, int]] = {}
        for at in sorted(marked):
            number = bisect_right(ends, at)
            before = ends[number - 1] if number else 0
            in_chunks.setdefault(number, {})[at - before] = marked[at]
        return [
            Found(offset + start, offset + end, in_chunks[number][at])
            for number, offset in _offsets(text, chunks, in_chunks)
            for at, (start, end, _) in enumerate(tokens(chunks[number], language))
            if at in in_chunks[number]
        ]

    def _marked(self, terms: list[str]) -> dict[int, int]:
        """Return position of a term -> number of what is wanted there."""
        groups = self._groups
        if self._prefixes or self._fuzzy:
            groups = self._like(terms) | groups
        marked: dict[int, int] = {}
        if not groups.keys().isdisjoint(terms):
            marked = {at: groups[term] for at, term in enumerate(terms) if term in groups}
        for slots in self._phrases:
            for start in _occurrences(slots, terms):
                marked |= {start + at: number for at, (slot, number) in enumerate(slots) if slot}
        return marked

    def _like(self, terms: list[str]) -> dict[str, int]:
        """Return those terms that a wildcard or a fuzzy word stands for, with its number."""
        found: dict[str, int] = {}
        for term in set(terms):
            for prefix, number in self._prefixes:
                if term.startswith(prefix):
                    found[term] = number
            for (word, distance, agreeing), number in self._fuzzy:
                same_start = term[:agreeing] == word[:agreeing]
                if term and same_start and edits(term, word, distance) <= distance:
                    found[term] = number
        return found


def mark(text: str, language: str, marker: Marker) -> Snippet:
    """Return the whole text with the wanted words marked."""
    return Snippet(text, spans(marker.find(text, language)))


def spans(found: Sequence[Found]) -> tuple[tuple[int, int], ...]:
    """Return the places of words as marks: in order, those that overlap made one."""
    out: list[tuple[int, int]] = []
    for each in found:
        if out and each.start < out[-1][1]:
            out[-1] = out[-1][0], max(each.end, out[-1][1])
        else:
            out.append((each.start, each.end))
    return tuple(out)


def _occurrences(slots: list[tuple[frozenset[str], int]], terms: list[str]) -> Iterator[int]:
    """Yield the positions where a phrase begins."""
    first = slots[0][0]
    if first.isdisjoint(terms):
        return
    for start in range(len(terms) - len(slots) + 1):
        if terms[start] in first and all(
            not slot or terms[start + at] in slot for at, (slot, _) in enumerate(slots)
        ):
            yield start


def _offsets(text: str, chunks: list[str], numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the numbers, which are in order, each with where that chunk begins in the text."""
    one_space_between = len(" ".join(chunks)) == len(text)
    offset = last = 0
    for number in numbers:
        if one_space_between:
            offset += len(" ".join(chunks[last:number])) + (number > last)
        else:
            for chunk in chunks[last:number]:
                offset = text.index(chunk, offset) + len(chunk)
            offset = text.index(chunks[number], offset)
        last = number
        yield number, offset
