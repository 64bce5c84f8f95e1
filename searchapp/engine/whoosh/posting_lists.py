"""Set operations on posting lists: rising arrays of document numbers, with values or without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from searchapp.engine.whoosh.arrays import Bools, Floats, Ints

__all__ = ["find_places", "intersect", "membership", "subtract", "sum_scores", "union"]


def union(parts: Sequence[tuple[Ints, Any]], size: int) -> tuple[Ints, Any]:
    """Return the union of lists of documents; the values of a document are added, in this order.

    :param parts: rising document numbers, and the values to add: an array, or one for all.
    :param size: number of all documents.
    """
    parts = [part for part in parts if len(part[0])]
    if not parts:
        return np.empty(0, np.int64), np.empty(0)
    if len(parts) == 1:
        return parts[0]
    added = _add_to_first(parts)
    if added is not None:
        return added
    # A table of all documents is faster than sorting, unless few of them occur.
    if sum(len(docs) for docs, _ in parts) * 8 < size:
        return _union_sparse(parts)
    sums = np.zeros(size)
    hit = np.zeros(size, bool)
    for docs, values in parts:
        hit[docs] = True
        sums[docs] += values
    docs = np.flatnonzero(hit)
    return docs, sums.take(docs)


def membership(docs: Ints, others: Ints, size: int) -> Bools:
    """Return for each of ``docs`` whether it is among ``others``; both rise."""
    # Looking up few documents is faster than a table of all.
    if len(docs) * 16 < len(others):
        found: Bools = others.take(find_places(others, docs)) == docs
        return found
    mask = np.zeros(size, bool)
    mask[others] = True
    return mask.take(docs)


def find_places(holders: Ints, docs: Ints) -> Ints:
    """Return for each of ``docs`` its place in ``holders``, or some place if it is not there.

    Both rise. Searching is for few documents; for many a table of all of them is faster.
    """
    if not len(docs) or len(docs) * 8 < len(holders) or len(docs) * 64 < int(docs[-1]):
        return np.minimum(np.searchsorted(holders, docs), len(holders) - 1)
    table = np.zeros(max(int(holders[-1]), int(docs[-1])) + 1, np.int32)
    table[holders.astype(np.int64)] = np.arange(len(holders), dtype=np.int32)
    return table.take(docs)


def subtract(docs: Ints, others: Ints, size: int) -> Ints:
    """Return those of ``docs`` that are not among ``others``; both rise."""
    remaining: Ints = docs[~membership(docs, others, size)] if len(others) else docs
    return remaining


def intersect(fewer: Ints, more: Ints) -> Ints:
    """Return the values that two rising arrays share."""
    if len(fewer) * 8 < len(more):
        at = np.minimum(np.searchsorted(more, fewer), len(more) - 1)
        return fewer.take(np.flatnonzero(more.take(at) == fewer))
    both = np.concatenate((fewer, more))
    both.sort(kind="stable")  # that is one pass over two arrays that rise
    return both.take(np.flatnonzero(both[1:] == both[:-1]))


def sum_scores(scores: Sequence[Floats]) -> Floats | None:
    """Return the sum of arrays of scores, ``None`` without any."""
    if not scores:
        return None
    total = scores[0]
    for more in scores[1:]:
        total = total + more
    return total


def _add_to_first(parts: Sequence[tuple[Ints, Any]]) -> tuple[Ints, Any] | None:
    """Add small parts to the first if it holds all their documents: the words of a title, say."""
    docs, values = parts[0]
    if isinstance(values, float) or any(len(more) * 4 > len(docs) for more, _ in parts[1:]):
        return None
    places = [np.searchsorted(docs, more) for more, _ in parts[1:]]
    for at, (more, _) in zip(places, parts[1:], strict=True):
        if int(at[-1]) == len(docs) or not np.array_equal(docs.take(at), more):
            return None
    sums = np.array(values, np.float64)
    for at, (_, more) in zip(places, parts[1:], strict=True):
        sums[at] += more
    return docs, sums


def _union_sparse(parts: Sequence[tuple[Ints, Any]]) -> tuple[Ints, Any]:
    docs = np.concatenate([part[0] for part in parts])
    values = np.concatenate([np.broadcast_to(values, len(docs)) for docs, values in parts])
    order = np.argsort(docs, kind="stable")
    docs = docs[order]
    first = np.ones(len(docs), bool)
    first[1:] = docs[1:] != docs[:-1]
    return docs[first], np.bincount(np.cumsum(first) - 1, weights=values[order])
