"""The integrity check of a generation: postings, records and columns against each other.

Digests tell whether the bytes are those that were written; this tells whether what was written
makes sense: orders, bounds and sums of all arrays, every record, and the columns against both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from searchapp.engine.whoosh.arrays import Array, Ints
from searchapp.engine.whoosh.columns import Columns
from searchapp.engine.whoosh.postings import FieldPostings, Occurrences
from searchapp.engine.whoosh.string_table import StringTable, encode
from searchapp.engine.whoosh.term_dictionary import SegmentView
from searchapp.fields import FACETS
from searchapp.messages import Notice
from searchapp.model import tie_break

__all__ = ["check"]


def check(segments: Sequence[SegmentView], columns: Columns) -> Iterator[Notice]:
    """Yield what is wrong with an open index; nothing if it is sound."""
    for rank, segment in enumerate(segments):
        for name, postings in segment.fields.items():
            for fault in _postings(postings, segment.size):
                yield Notice("fault.field", {"segment": rank, "field": name, "fault": fault})
        yield from _records(segment, rank, columns)
    yield from _columns(columns)


def _postings(postings: FieldPostings, documents: int) -> Iterator[Notice]:
    terms, starts, docs = postings.terms, postings.starts, postings.docs
    if not _is_sorted(terms):
        yield Notice("fault.terms-order")
    if len(starts) != len(terms) + 1 or not _covers(starts, len(docs)):
        yield Notice("fault.posting-extents")
        return
    if len(docs) and (docs.min() < 0 or docs.max() >= documents):
        yield Notice("fault.posting-document")
    elif not _rises_within(docs, starts):
        yield Notice("fault.posting-order")
    if postings.occurrences:
        yield from _occurrences(postings.occurrences, starts, docs, documents)


def _occurrences(
    occurrences: Occurrences, starts: Ints, docs: Ints, documents: int
) -> Iterator[Notice]:
    if len(occurrences.counts) != len(docs) or (len(docs) and occurrences.counts.min() < 1):
        yield Notice("fault.counts")
        return
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(occurrences.counts, dtype=np.int64)))
    if ends[-1] != len(occurrences.positions) or not np.array_equal(
        occurrences.places, ends[starts]
    ):
        yield Notice("fault.positions")
    elif not _rises_within(occurrences.positions, ends):
        yield Notice("fault.position-order")
    sums = np.bincount(docs, weights=occurrences.counts, minlength=documents)
    if not np.array_equal(sums, occurrences.lengths):
        yield Notice("fault.lengths")


def _records(segment: SegmentView, rank: int, columns: Columns) -> Iterator[Notice]:
    for number in range(segment.size):
        try:
            fits = encode(segment.records.release(number).id) == columns.ids[segment.base + number]
        except Exception as error:  # whatever a record may hold that is none
            why = type(error).__name__
            yield Notice("fault.record", {"segment": rank, "record": number, "why": why})
            continue
        if not fits:
            yield Notice("fault.record-id", {"segment": rank, "record": number})


def _columns(columns: Columns) -> Iterator[Notice]:
    size = len(columns)
    if any(len(each) != size for each in (columns.first, columns.last, columns.tie, columns.ids)):
        yield Notice("fault.columns")
        return
    if (columns.first > columns.last).any():
        yield Notice("fault.days")
    ties = [tie_break(each.decode("utf-8", "surrogatepass")) for each in columns.ids]
    if not np.array_equal(columns.tie, np.array(ties, np.int64)):
        yield Notice("fault.tie")
    if len(columns.title) != size or (size and columns.title.max() >= len(columns.title_keys)):
        yield Notice("fault.title")
    for name in FACETS:
        facet = columns.facets[name]
        if len(facet.starts) != size + 1 or not _covers(facet.starts, len(facet.ordinals)):
            yield Notice("fault.facet-extents", {"facet": name})
        elif len(facet.ordinals) and facet.ordinals.max() >= len(facet.values):
            yield Notice("fault.facet-value", {"facet": name})
        if len(facet.folded) != len(facet.values) or not _is_sorted(facet.values):
            yield Notice("fault.facet-order", {"facet": name})


def _covers(starts: Ints, size: int) -> bool:
    """Return whether stretches, end to end, cover so many entries."""
    return bool(
        len(starts) and starts[0] == 0 and starts[-1] == size and (np.diff(starts) >= 0).all()
    )


def _rises_within(values: Array, starts: Ints) -> bool:
    """Return whether values rise within each stretch."""
    rising = np.diff(values.astype(np.int64)) > 0
    borders = starts[1:-1] - 1
    rising[borders[(borders >= 0) & (borders < len(rising))]] = True
    return bool(rising.all())


def _is_sorted(table: StringTable) -> bool:
    return _covers(table.offsets, len(table.blob)) and all(
        one < other for one, other in pairwise(table)
    )
