"""Highlighting: the words of a text that a query looks for, found by their terms.

Offsets are in code points of the text as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, KeysView, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, count
from typing import NamedTuple

from searchapp.analysis.spelling import edits
from searchapp.analysis.tokens import Token, chunks_of, tokens
from searchapp.model import Snippet

__all__ = ["Found", "HighlightTerms", "Marker", "mark", "spans"]


@dataclass(frozen=True, slots=True)
class HighlightTerms:
    """Terms to mark.

    :param words: groups of terms; the terms of a group are forms of one word.
    :param phrases: sequences of such groups, ``()`` for any word.
    :param prefixes: beginnings of terms.
    :param fuzzy: a term, how many edits it may be away, and how much of its beginning must agree.
    """

    words: Sequence[Sequence[str]] = ()
    phrases: Sequence[Sequence[Sequence[str]]] = ()
    prefixes: Sequence[str] = ()
    fuzzy: Sequence[tuple[str, int, int]] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.prefixes or self.fuzzy)


class Found(NamedTuple):
    """A word to mark: where it stands, and the number of what is wanted that it is."""

    start: int
    end: int
    group: int


class Marker:
    """Finds the words to mark; made once for a query, used on every text that was found."""

    def __init__(self, sought: HighlightTerms) -> None:
        number = count()
        self._groups: dict[str, int] = {}
        for terms in sought.words:
            self._groups |= dict.fromkeys(terms, next(number))
        self._phrases = [
            [(frozenset(slot), next(number)) for slot in slots] for slots in sought.phrases
        ]
        self._prefixes = [(prefix, next(number)) for prefix in sought.prefixes]
        self._fuzzy = [(each, next(number)) for each in sought.fuzzy]
        gaps = sum(not slot for slots in self._phrases for slot, _ in slots)
        self._size = next(number) - gaps
        self._seen: set[str] = set()
        self._tokens: dict[tuple[str, str], list[Token]] = {}

    def __len__(self) -> int:
        """Return how many different things are wanted; each word of a phrase is one."""
        return self._size

    def find(self, text: str, language: str) -> list[Found]:
        """Return the words of a text to mark, in order of where they stand."""
        chunks = text.split()
        by_chunk = list(map(chunks_of(language).__getitem__, chunks))
        terms = list(chain.from_iterable(by_chunk))
        groups = self._groups_in(terms)
        # Most texts have nothing of what is wanted: that is told without looking at each word.
        found = [] if groups.isdisjoint(terms) else self._words(text, chunks, by_chunk, language)
        marked = self._phrases and self._in_phrases(terms)
        if not marked:
            return found
        in_phrases = self._placed(text, chunks, by_chunk, marked, language)
        # Where a word is wanted by itself and in a phrase, the phrase is what it is marked for.
        by_place = {each.start: each for each in (*found, *in_phrases)}
        return [by_place[start] for start in sorted(by_place)]

    def _groups_in(self, terms: list[str]) -> KeysView[str]:
        """Return the wanted terms, among them those of the given that one stands for."""
        if self._prefixes or self._fuzzy:
            fresh = set(terms) - self._seen
            self._groups = self._like(fresh) | self._groups
            self._seen |= fresh
        return self._groups.keys()

    def _like(self, terms: Iterable[str]) -> dict[str, int]:
        """Return those terms that a wildcard or a fuzzy word stands for, with its number."""
        found: dict[str, int] = {}
        for term in filter(None, terms):
            for prefix, number in self._prefixes:
                if term.startswith(prefix):
                    found[term] = number
            for (word, distance, agreeing), number in self._fuzzy:
                same_start = term[:agreeing] == word[:agreeing]
                if same_start and edits(term, word, distance) <= distance:
                    found[term] = number
        return found

    def _words(
        self, text: str, chunks: list[str], by_chunk: Sequence[tuple[str, ...]], language: str
    ) -> list[Found]:
        groups = self._groups
        misses = groups.keys().isdisjoint
        numbers = [number for number, terms in enumerate(by_chunk) if not misses(terms)]
        return [
            Found(offset + start, offset + end, groups[term])
            for number, offset in _offsets(text, chunks, numbers)
            for start, end, term in self._tokens_of(chunks[number], language)
            if term in groups
        ]

    def _tokens_of(self, chunk: str, language: str) -> list[Token]:
        """Return the tokens of a chunk, remembered: the same ones are found again and again."""
        key = chunk, language
        found = self._tokens.get(key)
        if found is None:
            found = self._tokens[key] = list(tokens(chunk, language))
        return found

    def _in_phrases(self, terms: list[str]) -> dict[int, int]:
        """Return position of a term -> number of what is wanted there, for phrases that occur."""
        marked: dict[int, int] = {}
        for slots in self._phrases:
            for start in _occurrences(slots, terms):
                marked |= {start + at: number for at, (slot, number) in enumerate(slots) if slot}
        return marked

    def _placed(
        self,
        text: str,
        chunks: list[str],
        by_chunk: Sequence[tuple[str, ...]],
        marked: dict[int, int],
        language: str,
    ) -> list[Found]:
        """Return where the terms at some positions stand."""
        ends = list(accumulate(map(len, by_chunk)))
        in_chunks: dict[int, dict[int, int]] = {}
        for at in sorted(marked):
            number = bisect_right(ends, at)
            before = ends[number - 1] if number else 0
            in_chunks.setdefault(number, {})[at - before] = marked[at]
        return [
            Found(offset + start, offset + end, in_chunks[number][at])
            for number, offset in _offsets(text, chunks, list(in_chunks))
            for at, (start, end, _) in enumerate(self._tokens_of(chunks[number], language))
            if at in in_chunks[number]
        ]


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


def _offsets(text: str, chunks: list[str], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the numbers, which are in order, each with where that chunk begins in the text."""
    ends = list(accumulate(map(len, chunks)))
    if ends[-1] + len(chunks) - 1 == len(text):
        # One space between any two of them, and nothing around.
        yield from ((number, ends[number] - len(chunks[number]) + number) for number in numbers)
        return
    offset = last = 0
    for number in numbers:
        for chunk in chunks[last:number]:
            offset = text.index(chunk, offset) + len(chunk)
        offset = text.index(chunks[number], offset)
        last = number
        yield number, offset
