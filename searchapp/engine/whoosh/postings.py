"""Postings of one field in one segment, and their merge.

A run of the inversion has the same form, so joining runs and merging segments are one operation,
done in slices of terms to bound its memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np

from searchapp.engine.whoosh.arrays import ArrayFile, ArrayFileWriter, Ints
from searchapp.engine.whoosh.string_table import StringTable, ranges, starts_of

__all__ = ["FieldPostings", "Occurrences", "merge", "narrow"]

_SLICE = 1 << 21
"""Postings handled at a time in a merge: about 150 MB at work."""


def narrow(values: Ints) -> Ints:
    """Return the values, none below 0, in the smallest unsigned type that holds them."""
    largest = int(values.max(initial=0))
    if largest <= np.iinfo(np.uint8).max:
        return values.astype(np.uint8)
    return values.astype(np.uint16 if largest <= np.iinfo(np.uint16).max else np.uint32)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """How often and where the terms of a text field occur; see :class:`FieldPostings`."""

    counts: Ints
    places: Ints
    positions: Ints
    lengths: Ints


_OCCURRENCES = ("counts", "places", "positions", "lengths")


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """The inverted index of a field in one segment.

    In ``<segment>.arrays`` the field ``f`` with ``t`` terms, ``p`` postings, ``n`` positions and
    ``d`` documents has these arrays; a facet has the first three only::

        f/terms      strings         t      the terms, in byte order
        f/starts     <i8             t + 1  where the postings of each term begin, the last ends
        f/docs       <i4             p      documents in the segment, rising within a term
        f/counts     |u1, <u2, <u4   p      occurrences of the term in the document
        f/places     <i8             t + 1  where the positions of each term begin, the last ends
        f/positions  |u1, <u2, <u4   n      positions in the field, rising within a posting
        f/lengths    <i4             d      terms of each document
    """

    terms: StringTable
    starts: Ints
    docs: Ints
    occurrences: Occurrences | None = None

    @classmethod
    def read(cls, file: ArrayFile, field: str) -> FieldPostings:
        """Return the postings that a file holds under this field name."""
        occurrences = None
        if f"{field}/counts" in file:
            occurrences = Occurrences(*(file.array(f"{field}/{name}") for name in _OCCURRENCES))
        return cls(
            StringTable.read(file, f"{field}/terms"),
            file.array(f"{field}/starts"),
            file.array(f"{field}/docs"),
            occurrences,
        )

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write the arrays under this field name."""
        self.terms.write(file, f"{field}/terms")
        file.add(f"{field}/starts", self.starts)
        file.add(f"{field}/docs", self.docs)
        if self.occurrences:
            for name in _OCCURRENCES:
                file.add(f"{field}/{name}", getattr(self.occurrences, name))

    def extent(self, term: int) -> tuple[int, int]:
        """Return where the postings of a term begin and end."""
        return int(self.starts[term]), int(self.starts[term + 1])

    def counts(self, at: slice | Ints) -> Ints:
        """Return the occurrences of some postings; a facet value occurs once."""
        if self.occurrences is None:
            return np.ones(len(self.docs[at]), np.uint8)
        return self.occurrences.counts[at]


@dataclass(frozen=True, slots=True)
class _Slice:
    """Some postings: the number of the term and the document of each; with positions if any."""

    terms: Ints
    docs: Ints
    within: tuple[Ints, Ints] | None
    """Counts of the postings and, end to end, their positions."""

    def sorted(self) -> _Slice:
        """Order by term; postings of one term keep their order."""
        order = np.argsort(self.terms, kind="stable")
        within = None
        if self.within:
            counts, positions = self.within
            starts = np.cumsum(counts, dtype=np.int64) - counts
            within = counts[order], positions[ranges(starts[order], counts[order])]
        return _Slice(self.terms[order], self.docs[order], within)

    @classmethod
    def concat(cls, parts: Sequence[_Slice]) -> _Slice:
        """Return all postings, one part after the other."""
        within = [part.within for part in parts if part.within]
        return cls(
            np.concatenate([part.terms for part in parts]),
            np.concatenate([part.docs for part in parts]),
            (
                np.concatenate([counts for counts, _ in within]),
                np.concatenate([positions for _, positions in within]),
            )
            if within
            else None,
        )


@dataclass(frozen=True, slots=True)
class _Source:
    """One input of a merge: its postings, its terms and documents as numbers of the result."""

    postings: FieldPostings
    terms: Ints
    docs: Ints

    def slice(self, low: int, high: int) -> _Slice:
        """Return the surviving postings of the result's terms ``low`` to ``high``."""
        first, last = np.searchsorted(self.terms, (low, high))
        starts = self.postings.starts[first : last + 1]
        here = slice(int(starts[0]), int(starts[-1]))
        docs = self.docs[self.postings.docs[here]]
        alive = docs >= 0
        terms = np.repeat(self.terms[first:last], np.diff(starts))
        within = None
        if self.postings.occurrences:
            places = self.postings.occurrences.places
            counts = self.postings.counts(here)
            positions = self.postings.occurrences.positions[places[first] : places[last]]
            within = counts[alive], positions[np.repeat(alive, counts)]
        return _Slice(terms[alive], docs[alive], within)


def merge(
    file: ArrayFileWriter,
    field: str,
    inputs: Sequence[tuple[FieldPostings, Ints]],
    documents: int,
    release_pages: Callable[[], None] = lambda: None,
) -> None:
    """Write the union of several inputs as one field.

    :param inputs: postings, and for each of their documents its number in the result or -1 for
        one that is gone. The numbers must rise within an input and from one input to the next.
    :param documents: how many documents the result has.
    :param release_pages: called when a slice has been written, to free what was mapped to read it.
    """
    table, numbers = _union([postings.terms for postings, _ in inputs])
    sources = [
        _Source(postings, own, docs) for (postings, docs), own in zip(inputs, numbers, strict=True)
    ]
    frequencies, totals = np.zeros((2, len(table)), np.int64)
    with ExitStack() as stack:
        streams = {
            name: stack.enter_context(file.stream(f"{field}/{name}", dtype))
            for name, dtype in _types(sources).items()
        }
        for low, high in _cuts(sources, len(table)):
            part = _Slice.concat([source.slice(low, high) for source in sources]).sorted()
            own = part.terms - low
            frequencies[low:high] = np.bincount(own, minlength=high - low)
            streams["docs"].append(part.docs)
            if part.within:
                totals[low:high] = np.bincount(own, part.within[0], minlength=high - low)
                streams["counts"].append(part.within[0])
                streams["positions"].append(part.within[1])
            release_pages()
    kept = np.flatnonzero(frequencies)
    table.take(kept).write(file, f"{field}/terms")
    file.add(f"{field}/starts", starts_of(frequencies[kept]))
    if "counts" in streams:
        file.add(f"{field}/places", starts_of(totals[kept]))
        file.add(f"{field}/lengths", _lengths(sources, documents))


def _union(tables: Sequence[StringTable]) -> tuple[StringTable, list[Ints]]:
    """Return the sorted table of all strings, and for each input its numbers in it."""
    if len(tables) == 1:
        return tables[0], [np.arange(len(tables[0]))]
    merged = sorted(set().union(*tables))
    numbers = {text: number for number, text in enumerate(merged)}
    lookup = numbers.__getitem__
    return StringTable.of(merged), [
        np.fromiter(map(lookup, table), np.int64, len(table)) for table in tables
    ]


def _types(sources: Sequence[_Source]) -> dict[str, np.dtype[Any]]:
    """Return the arrays to write and the type that holds the values of every input."""
    types: dict[str, np.dtype[Any]] = {"docs": np.dtype(np.int32)}
    within = [each.postings.occurrences for each in sources if each.postings.occurrences]
    if within:
        types["counts"] = np.result_type(*(each.counts for each in within))
        types["positions"] = np.result_type(*(each.positions for each in within))
    return types


def _cuts(sources: Sequence[_Source], terms: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms that hold about ``_SLICE`` postings each."""
    sizes = np.zeros(terms, np.int64)
    for source in sources:
        sizes[source.terms] += np.diff(source.postings.starts)
    bounds = np.cumsum(sizes)
    low = 0
    while low < terms:
        before = int(bounds[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(bounds, before + _SLICE, side="right")))
        yield low, high
        low = high


def _lengths(sources: Sequence[_Source], documents: int) -> Ints:
    lengths = np.zeros(documents, np.int32)
    for source in sources:
        if source.postings.occurrences:
            alive = source.docs >= 0
            lengths[source.docs[alive]] = source.postings.occurrences.lengths[alive]
    return lengths
