"""Which words of a text are wanted? Whatever analysis makes of a word decides.

Offsets are in code points of the text as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, count
from typing import NamedTuple, Protocol

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


class Found(NamedTuple):
    """A word to mark: where it stands, and the number of what is wanted that it is."""

    start: int
    end: int
    group: int


class _Chunks(dict[str, tuple[Found, ...]]):
    """What stands between two spaces -> the wanted words in it; worked out when asked for.

    Texts repeat their words, so that for most of them finding is a look-up. A marker lives as long
    as an answer takes, and so does this.
    """

    def __init__(self, language: str, groups: dict[str, int], like: _Like) -> None:
        super().__init__()
        self._language, self._groups, self._like = language, groups, like
        self._terms = chunks_of(language)

    def __missing__(self, chunk: str) -> tuple[Found, ...]:
        groups = self._groups
        found: tuple[Found, ...] = ()
        terms = self._terms[chunk]
        if self._like is not None:
            groups = self._like(terms) | groups
        if not groups.keys().isdisjoint(terms):
            found = tuple(
                Found(start, end, groups[term])
                for start, end, term in tokens(chunk, self._language)
                if term in groups
            )
        self[chunk] = found
        return found


_Like = Callable[[Iterable[str]], dict[str, int]] | None


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
        self._chunks: dict[str, _Chunks] = {}

    def __len__(self) -> int:
        """Return how many different things are wanted; each word of a phrase is one."""
        return self._size

    def find(self, text: str, language: str) -> list[Found]:
        """Return the words of a text to mark, in order of where they stand."""
        chunks = text.split()
        by_chunk = list(map(self._known(language).__getitem__, chunks))
        found = self._placed(text, chunks, by_chunk) if any(by_chunk) else []
        in_phrases = self._in_phrases(text, chunks, language) if self._phrases else []
        if not in_phrases:
            return found
        # Where a word is wanted by itself and in a phrase, the phrase is what it is marked for.
        by_place = {each.start: each for each in (*found, *in_phrases)}
        return [by_place[start] for start in sorted(by_place)]

    def _known(self, language: str) -> _Chunks:
        known = self._chunks.get(language)
        if known is None:
            like = self._like if self._prefixes or self._fuzzy else None
            known = self._chunks[language] = _Chunks(language, self._groups, like)
        return known

    def _placed(
        self, text: str, chunks: list[str], by_chunk: Sequence[tuple[Found, ...]]
    ) -> list[Found]:
        numbers = [number for number, here in enumerate(by_chunk) if here]
        return [
            Found(offset + start, offset + end, group)
            for number, offset in _offsets(text, chunks, numbers)
            for start, end, group in by_chunk[number]
        ]

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

    def _in_phrases(self, text: str, chunks: list[str], language: str) -> list[Found]:
        """Return the words of the phrases that occur."""
        terms_in = list(map(chunks_of(language).__getitem__, chunks))
        terms = list(chain.from_iterable(terms_in))
        marked: dict[int, int] = {}
        for slots in self._phrases:
            for start in _occurrences(slots, terms):
                marked |= {start + at: number for at, (slot, number) in enumerate(slots) if slot}
        if not marked:
            return []
        ends = list(accumulate(map(len, terms_in)))
        in_chunks: dict[int, dict[int, int]] = {}
        for at in sorted(marked):
            number = bisect_right(ends, at)
            before = ends[number - 1] if number else 0
            in_chunks.setdefault(number, {})[at - before] = marked[at]
        return [
            Found(offset + start, offset + end, in_chunks[number][at])
            for number, offset in _offsets(text, chunks, list(in_chunks))
            for at, (start, end, _) in enumerate(tokens(chunks[number], language))
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
