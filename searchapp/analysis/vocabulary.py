"""The terms of documents as numbers, which an index turns into its own at once.

Looking a term up costs most of what indexing costs. So what stands between two spaces is looked up
once, as a number, and what the number stands for is looked up once for many documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from threading import Lock
from typing import overload

import numpy as np
import numpy.typing as npt

__all__ = ["Terms", "Vocabulary"]

MAX_ENTRIES = 500_000
"""Chunks and terms after which a vocabulary is :attr:`Vocabulary.full`: some 60 MB."""

MAX_CHUNK_LENGTH = 64

_NOTHING, _GAP = 0, 1


class Vocabulary(dict[str, int]):
    """Chunk of text -> the number of its terms, given when asked for with ``[]``.

    Safe for threads. It only grows: when it is full another one is to take its place.

    :param terms_of: the terms of a chunk, ``""`` is a position without one.
    :param gap: positions without a term between two texts of one field.
    """

    def __init__(self, terms_of: Callable[[str], tuple[str, ...]], gap: int) -> None:
        super().__init__()
        self._terms_of = terms_of
        self._lock = Lock()
        self._numbers: dict[tuple[str, ...], int] = {}
        self.meanings: list[tuple[str, ...]] = []
        self.sizes = np.zeros(1024, np.int32)
        """How many terms each number stands for; longer than ``meanings``."""
        self._held = 0
        for terms in ((), ("",) * gap):
            self._number(terms)

    @property
    def full(self) -> bool:
        """It takes as much memory as it may; it still works."""
        return self._held > MAX_ENTRIES

    def field(self, texts: Iterable[str]) -> Terms:
        """Return the terms of some texts as one field, a gap between any two that have terms."""
        found: list[int] = []
        for text in texts:
            numbers = list(map(self.__getitem__, text.split()))
            if any(numbers):
                if found:
                    found.append(_GAP)
                found += numbers
        return Terms(np.fromiter(found, np.int32, len(found)), self)

    def __missing__(self, chunk: str) -> int:
        terms = self._terms_of(chunk)
        with self._lock:
            number = self._numbers.get(terms)
            if number is None:
                number = self._number(terms)
            if len(chunk) <= MAX_CHUNK_LENGTH:
                self._held += 1
                self[chunk] = number
        return number

    def _number(self, terms: tuple[str, ...]) -> int:
        number = self._numbers[terms] = len(self.meanings)
        if number == len(self.sizes):
            self.sizes = np.concatenate((self.sizes, np.zeros_like(self.sizes)))
        self.sizes[number] = len(terms)
        self.meanings.append(terms)
        self._held += 1 + len(terms)
        return number


class Terms(Sequence[str]):
    """The terms of a field in order; the index is the position, ``""`` one without a term.

    :param numbers: of the vocabulary; what they stand for, end to end, is the terms.
    """

    __slots__ = ("numbers", "vocabulary")

    def __init__(self, numbers: npt.NDArray[np.int32], vocabulary: Vocabulary) -> None:
        self.numbers, self.vocabulary = numbers, vocabulary

    def __len__(self) -> int:
        return int(self.vocabulary.sizes.take(self.numbers).sum())

    def __iter__(self) -> Iterator[str]:
        meanings = self.vocabulary.meanings
        return chain.from_iterable([meanings[number] for number in self.numbers.tolist()])

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        return list(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
