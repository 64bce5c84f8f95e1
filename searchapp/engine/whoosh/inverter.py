"""The inverter: documents to postings by numbering terms and one sort."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from searchapp.analysis.vocabulary import Terms, Vocabulary
from searchapp.engine.whoosh.arrays import Ints
from searchapp.engine.whoosh.postings import FieldPostings, Occurrences, narrow
from searchapp.engine.whoosh.string_table import Numbering, StringTable, encode, ranges, starts_of

__all__ = ["FieldBuffer"]


class FieldBuffer:
    """Collects the terms of one field, document after document, and inverts them, once."""

    def __init__(self, *, positions: bool) -> None:
        self._positions = positions
        self._numbers = Numbering({"": 0})
        self._parts: list[Ints] = []
        self._sizes: list[Ints] = []
        self._waiting: list[Ints] = []
        self._vocabulary: Vocabulary | None = None
        self._tokens = 0

    @property
    def tokens(self) -> int:
        """How many terms are waiting."""
        return self._tokens

    def add(self, terms: Sequence[str]) -> None:
        """Take the terms of the next document; ``""`` is a position without a term."""
        self._tokens += len(terms)
        if isinstance(terms, Terms):
            if terms.vocabulary is not self._vocabulary:
                self._translate()
                self._vocabulary = terms.vocabulary
            self._waiting.append(terms.numbers)
        else:
            self._translate()
            self._parts.append(
                np.fromiter(map(self._numbers.__getitem__, terms), np.int32, len(terms))
            )
            self._sizes.append(np.array([len(terms)]))

    def _translate(self) -> None:
        """Make numbers of this buffer of those of a vocabulary, for all documents that wait."""
        if not self._waiting or self._vocabulary is None:
            return
        given, meanings = np.concatenate(self._waiting), self._vocabulary.meanings
        sizes, starts = np.zeros((2, int(given.max(initial=0)) + 1), np.int64)
        sizes[given] = 1
        used = np.flatnonzero(sizes)
        found = [meanings[number] for number in used.tolist()]
        numbers = np.fromiter(map(self._numbers.__getitem__, chain.from_iterable(found)), np.int32)
        sizes[used] = np.fromiter(map(len, found), np.int64, len(found))
        starts[used] = starts_of(sizes[used])[:-1]
        each = sizes.take(given)
        self._parts.append(numbers.take(ranges(starts.take(given), each)))
        documents = np.fromiter(map(len, self._waiting), np.int64, len(self._waiting))
        self._sizes.append(np.diff(starts_of(each).take(starts_of(documents))))
        self._waiting = []

    def invert(self) -> FieldPostings:
        """Return the postings of all documents, numbered from 0."""
        self._translate()
        sizes = np.concatenate([np.empty(0, np.int64), *self._sizes])
        tokens = np.concatenate([np.empty(0, np.int32), *self._parts])
        docs = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        positions = np.arange(len(tokens)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        held = tokens != 0
        # "" is a position without a term; as the first in order it has rank 0 and is left out.
        texts, ranks = self._numbers.ranks()
        return self._index(
            StringTable.of([encode(text) for text in texts[1:]]),
            ranks[tokens[held]] - 1, docs[held], positions[held].astype(np.int32),
            np.bincount(docs[held], minlength=len(sizes)).astype(np.int32),
        )  # fmt: skip

    def _index(
        self, table: StringTable, ranks: Ints, docs: Ints, positions: Ints, lengths: Ints
    ) -> FieldPostings:
        order, ranks = _sort_stably(ranks)
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


def _sort_stably(ranks: Ints) -> tuple[Ints, Ints]:
    """Return the order that sorts ``ranks`` and keeps equal ones as they were, and them sorted.

    Rank and place in one 64-bit number: numpy sorts such an array by vector instructions, several
    times as fast as its stable sort.
    """
    shift = max(1, len(ranks).bit_length())
    keys = (ranks << shift) | np.arange(len(ranks))
    keys.sort()
    return keys & ((1 << shift) - 1), keys >> shift
