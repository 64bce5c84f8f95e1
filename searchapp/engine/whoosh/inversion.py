"""How do documents become postings? Terms to numbers, one sort, and the arrays fall out of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from searchapp.engine.whoosh.arrays import Ints
from searchapp.engine.whoosh.postings import FieldPostings, Occurrences, narrow
from searchapp.engine.whoosh.strings import StringTable, encode

__all__ = ["FieldBuffer"]


class _Numbers(dict[str, int]):
    """Gives every new text the next number."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class FieldBuffer:
    """Collects the terms of one field, document after document, and inverts them."""

    def __init__(self, *, positions: bool) -> None:
        self._positions = positions
        self._clear()

    @property
    def tokens(self) -> int:
        """How many terms are waiting."""
        return self._tokens

    def add(self, terms: Sequence[str]) -> None:
        """Take the terms of the next document; ``""`` is a position without a term."""
        self._parts.append(np.fromiter(map(self._number, terms), np.int32, len(terms)))
        self._tokens += len(terms)

    def invert(self) -> FieldPostings:
        """Return the postings of the documents since the last call, numbered from 0."""
        sizes = np.fromiter(map(len, self._parts), np.int64, len(self._parts))
        tokens = np.concatenate([np.empty(0, np.int32), *self._parts])
        docs = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        positions = np.arange(len(tokens)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        texts = list(self._numbers)
        self._clear()
        held = tokens != 0
        ranks = np.empty(len(texts), np.int64)
        order = sorted(range(1, len(texts)), key=texts.__getitem__)
        ranks[order] = np.arange(len(order))
        return self._sorted(
            StringTable.of([encode(texts[number]) for number in order]),
            ranks[tokens[held]], docs[held], positions[held].astype(np.int32),
            np.bincount(docs[held], minlength=len(sizes)).astype(np.int32),
        )  # fmt: skip

    def _sorted(
        self, table: StringTable, ranks: Ints, docs: Ints, positions: Ints, lengths: Ints
    ) -> FieldPostings:
        order, ranks = _stable_order(ranks)
        docs, positions = docs[order], positions[order]
        fresh = np.ones(len(ranks), bool)
        fresh[1:] = (ranks[1:] != ranks[:-1]) | (docs[1:] != docs[:-1])
        first = np.flatnonzero(fresh)
        starts = np.searchsorted(ranks[first], np.arange(len(table) + 1))
        if not self._positions:
            return FieldPostings(table, starts, docs[first])
        bounds = np.append(first, len(ranks))
        counts = np.diff(bounds)
        within = Occurrences(narrow(counts), bounds[starts], narrow(positions), lengths)
        return FieldPostings(table, starts, docs[first], within)

    def _clear(self) -> None:
        self._numbers = _Numbers({"": 0})
        self._number = self._numbers.__getitem__
        self._parts: list[Ints] = []
        self._tokens = 0


def _stable_order(ranks: Ints) -> tuple[Ints, Ints]:
    """Return the order that sorts ``ranks`` and keeps equal ones as they were, and them sorted.

    Rank and place in one 64-bit number: numpy sorts such an array by vector instructions, several
    times as fast as its stable sort.
    """
    shift = max(1, len(ranks).bit_length())
    keys = (ranks << shift) | np.arange(len(ranks))
    keys.sort()
    return keys & ((1 << shift) - 1), keys >> shift
