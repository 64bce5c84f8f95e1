"""The matcher: evaluates a planned query over whole posting lists.

Every node becomes the rising numbers of the live releases that match and their scores. Results of
nodes are kept between queries; a result that the deadline cut short is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import numpy as np

from searchapp.engine.protocol import Scoring
from searchapp.engine.whoosh.arrays import Bools, Floats, Ints
from searchapp.engine.whoosh.cache import ByteCache
from searchapp.engine.whoosh.columns import Columns
from searchapp.engine.whoosh.deadline import Deadline, OutOfTime
from searchapp.engine.whoosh.filters import in_days, with_folded_value
from searchapp.engine.whoosh.string_table import encode, ranges
from searchapp.engine.whoosh.term_dictionary import Found, SegmentView, TermDictionary
from searchapp.fields import TEXT_FIELDS
from searchapp.query import nodes

__all__ = ["Matches", "Matching"]


@dataclass(frozen=True, slots=True)
class Matches:
    """Numbers of releases, rising, and their scores; ``None`` stands for all 0.

    The numbers are 64 bits wide: numpy gathers and scatters by such arrays twice as fast.
    """

    docs: Ints
    scores: Floats | None = None

    def __len__(self) -> int:
        return len(self.docs)

    @property
    def nbytes(self) -> int:
        """The room that it takes."""
        return self.docs.nbytes + (0 if self.scores is None else self.scores.nbytes)

    def score_of(self, numbers: Ints) -> Floats:
        """Return the scores of some of the releases."""
        if self.scores is None:
            return np.zeros(len(numbers))
        if len(numbers) == len(self.docs):
            return self.scores
        scores: Floats = self.scores.take(_places(self.docs, numbers))
        return scores


NONE = Matches(np.empty(0, np.int64))

_UNSCORED = (nodes.HasValue, nodes.InDates, nodes.Not, nodes.Everything)
"""What only narrows the other children of an And."""


class Matching:
    """Evaluates trees over one snapshot; safe for threads.

    :param scoring: the parameters of BM25.
    """

    def __init__(
        self,
        segments: Sequence[SegmentView],
        columns: Columns,
        cache: ByteCache,
        scoring: Scoring,
    ) -> None:
        self._segments, self._columns, self._cache = segments, columns, cache
        self._dictionary = TermDictionary(segments)
        self._k1, self._b = scoring.k1, scoring.b
        self._norms = {name: self._norm(name) for name in TEXT_FIELDS}
        self._rules: dict[type[Any], Callable[[Any, Deadline], Matches]] = {
            nodes.Terms: lambda node, deadline: self._terms(node.field, node.terms),
            nodes.TermPhrase: self._phrase,
            nodes.TermPrefix: self._prefix,
            nodes.TermFuzzy: self._fuzzy,
            nodes.And: self._and,
            nodes.Or: self._or,
            nodes.Not: self._not,
            nodes.Boost: self._boost,
            nodes.HasValue: self._masked,
            nodes.InDates: self._masked,
        }

    def top(self, node: nodes.Node, deadline: Deadline) -> Matches:
        """Return what matches; what there was time for if there is not enough, and note it."""
        try:
            return self._evaluate(node, deadline)
        except OutOfTime:
            deadline.add_cut("matches")
            return NONE

    def _evaluate(self, node: nodes.Node, deadline: Deadline) -> Matches:
        if isinstance(node, nodes.Everything):
            return Matches(self._columns.live_numbers)
        if isinstance(node, nodes.Nothing):
            return NONE
        found: Matches | None = self._cache.get(node)
        if found is None:
            deadline.raise_if_passed()
            before = len(deadline.cut)
            found = self._rules[type(node)](node, deadline)
            if len(deadline.cut) == before:
                self._cache.put(node, found, found.nbytes)
        return found

    # Terms

    def _terms(self, field: str, terms: tuple[str, ...]) -> Matches:
        parts = [self._postings(field, self._dictionary.find(field, term)) for term in terms]
        docs, counts = self._union(parts)
        if not len(docs):
            return NONE
        return Matches(docs, self._bm25(field, docs, counts, len(docs)))

    def _postings(self, field: str, found: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
        """Return the live documents with a term, and how often they hold it."""
        docs: list[Ints] = []
        counts: list[Ints] = []
        for rank, number in found:
            segment = self._segments[rank]
            postings = segment.fields[field]
            low, high = postings.extent(number)
            here = postings.docs[low:high]
            often = postings.counts(slice(low, high))
            if segment.live is not None:
                alive = segment.live[here]
                here, often = here[alive], often[alive]
            docs.append(here.astype(np.int64) + segment.base)
            counts.append(often)
        if len(docs) == 1:
            return docs[0], counts[0]
        return (
            np.concatenate([NONE.docs, *docs]),
            np.concatenate([np.empty(0, np.uint8), *counts]),
        )

    def _bm25(self, field: str, docs: Ints, counts: Any, frequency: Any) -> Floats:
        """Score postings; ``frequency`` is that of the term, or one for each posting."""
        scores = np.array(counts, np.float64)
        total = len(self._columns.live_numbers)
        weight = np.log(1 + (total - frequency + 0.5) / (np.asarray(frequency) + 0.5))
        below = self._norms[field].take(docs)
        below += scores
        scores *= weight * (self._k1 + 1)
        scores /= below
        return scores

    def _norm(self, field: str) -> Floats:
        """Return ``k1 * (1 - b + b * length / average length)`` of every document."""
        norm = np.zeros(len(self._columns), np.float64)
        for segment in self._segments:
            found = segment.fields[field].occurrences
            if found:
                norm[segment.base : segment.base + segment.size] = found.lengths
        average = norm[self._columns.live].sum() / max(1, len(self._columns.live_numbers)) or 1.0
        norm *= self._k1 * self._b / average
        norm += self._k1 * (1 - self._b)
        return norm

    def _union(self, parts: Sequence[tuple[Ints, Any]]) -> tuple[Ints, Any]:
        """Join rising lists of documents; the values of one document are added, in this order."""
        parts = [part for part in parts if len(part[0])]
        if not parts:
            return NONE.docs, np.empty(0)
        if len(parts) == 1:
            return parts[0]
        within = _added_to_first(parts)
        if within is not None:
            return within
        if sum(len(docs) for docs, _ in parts) * 8 < len(self._columns):
            return _union_sparse(parts)
        sums = np.zeros(len(self._columns))
        hit = np.zeros(len(self._columns), bool)
        for docs, values in parts:
            hit[docs] = True
            sums[docs] += values
        docs = np.flatnonzero(hit)
        return docs, sums.take(docs)

    # Expansions

    def _prefix(self, node: nodes.TermPrefix, deadline: Deadline) -> Matches:
        found = self._dictionary.prefixed(node.field, node.prefix, node.limit)
        return self._expanded(node.field, [places for _, _, places in found], deadline)

    def _fuzzy(self, node: nodes.TermFuzzy, deadline: Deadline) -> Matches:
        found = self._dictionary.near(
            node.field, node.term, node.distance, node.prefix_length, node.limit
        )
        return self._expanded(node.field, [places for _, places in found], deadline)

    def _expanded(self, field: str, terms: Sequence[Found], deadline: Deadline) -> Matches:
        """Score each of many terms as one of its own, and add up."""
        docs: list[Ints] = [NONE.docs]
        counts: list[Ints] = [np.empty(0, np.uint8)]
        owners: list[Ints] = [np.empty(0, np.int64)]
        for rank, segment in enumerate(self._segments):
            deadline.raise_if_passed()
            wanted = [
                (number, owner)
                for owner, places in enumerate(terms)
                for place, number in places
                if place == rank
            ]
            if not wanted:
                continue
            postings = segment.fields[field]
            numbers, own = np.array(wanted, np.int64).T
            sizes = postings.starts[numbers + 1] - postings.starts[numbers]
            at = ranges(postings.starts[numbers], sizes)
            here, owner = postings.docs[at], np.repeat(own, sizes)
            often = postings.counts(at)
            if segment.live is not None:
                alive = segment.live[here]
                here, owner, often = here[alive], owner[alive], often[alive]
            docs.append(here.astype(np.int64) + segment.base)
            counts.append(often)
            owners.append(owner)
        deadline.raise_if_passed()
        if len(docs) == 1:
            return NONE
        numbers, owner = np.concatenate(docs), np.concatenate(owners)
        frequency = np.bincount(owner, minlength=len(terms))[owner]
        scores = self._bm25(field, numbers, np.concatenate(counts), frequency)
        sums = np.bincount(numbers, weights=scores, minlength=len(self._columns))
        hit = np.zeros(len(self._columns), bool)
        hit[numbers] = True
        matched = np.flatnonzero(hit)
        return Matches(matched, sums.take(matched).astype(np.float64))

    # Phrases

    def _phrase(self, node: nodes.TermPhrase, deadline: Deadline) -> Matches:
        found = [
            self._evaluate(nodes.Terms(node.field, slot), deadline) for slot in node.slots if slot
        ]
        docs = self._intersection(found)
        kept = []
        for segment in self._segments:
            deadline.raise_if_passed()
            low, high = np.searchsorted(docs, (segment.base, segment.base + segment.size))
            if low < high:
                here = docs[low:high]
                kept.append(here[_in_sequence(segment, node, here - segment.base)])
        docs = np.concatenate([NONE.docs, *kept])
        return Matches(docs, _added([each.score_of(docs) for each in found]))

    # Connectives

    def _and(self, node: nodes.And, deadline: Deadline) -> Matches:
        found = []
        for child in node.children:
            if not isinstance(child, _UNSCORED):
                found.append(self._evaluate(child, deadline))
                if not len(found[-1]):
                    return NONE
        docs = self._intersection(found) if found else self._columns.live_numbers
        for child in node.children:
            if isinstance(child, nodes.Not):
                docs = _without(
                    docs, self._complete(child.child, deadline).docs, len(self._columns)
                )
            elif isinstance(child, (nodes.HasValue, nodes.InDates)):
                docs = docs[self._mask(child).take(docs)]
        return Matches(docs, _added([each.score_of(docs) for each in found]))

    def _intersection(self, found: Sequence[Matches]) -> Ints:
        ordered = sorted((each.docs for each in found), key=len)
        docs = ordered[0]
        for other in ordered[1:]:
            docs = docs[_contained(docs, other, len(self._columns))]
        return docs

    def _or(self, node: nodes.Or, deadline: Deadline) -> Matches:
        found = []
        for child in node.children:
            try:
                found.append(self._evaluate(child, deadline))
            except OutOfTime:
                deadline.add_cut("matches")
                break
        parts = [(each.docs, 0.0 if each.scores is None else each.scores) for each in found]
        docs, scores = self._union(parts)
        unscored = isinstance(scores, float) or all(each.scores is None for each in found)
        return Matches(docs, None if unscored else scores)

    def _not(self, node: nodes.Not, deadline: Deadline) -> Matches:
        child = self._complete(node.child, deadline)
        return Matches(_without(self._columns.live_numbers, child.docs, len(self._columns)))

    def _complete(self, node: nodes.Node, deadline: Deadline) -> Matches:
        """Evaluate what must not be cut short: part of what to leave out would let in too much."""
        inner = Deadline(deadline.at)
        found = self._evaluate(node, inner)
        if inner.cut:
            raise OutOfTime
        return found

    def _boost(self, node: nodes.Boost, deadline: Deadline) -> Matches:
        child = self._evaluate(node.child, deadline)
        return Matches(child.docs, None if child.scores is None else child.scores * node.factor)

    def _masked(self, node: nodes.HasValue | nodes.InDates, deadline: Deadline) -> Matches:
        return Matches(np.flatnonzero(self._mask(node) & self._columns.live))

    def _mask(self, node: Any) -> Bools:
        key = ("mask", node)
        found: Bools | None = self._cache.get(key)
        if found is None:
            if isinstance(node, nodes.HasValue):
                found = with_folded_value(self._columns, node.field, node.value)
            else:
                found = in_days(self._columns, _ordinal(node.start), _ordinal(node.end))
            self._cache.put(key, found, found.nbytes)
        return found


def _ordinal(day: str | None) -> int | None:
    return None if day is None else date.fromisoformat(day).toordinal()


def _added(scores: Sequence[Floats]) -> Floats | None:
    if not scores:
        return None
    total = scores[0]
    for more in scores[1:]:
        total = total + more
    return total


def _added_to_first(parts: Sequence[tuple[Ints, Any]]) -> tuple[Ints, Any] | None:
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


def _contained(docs: Ints, others: Ints, size: int) -> Bools:
    """Return for each of ``docs`` whether it is among ``others``; both rise."""
    if len(docs) * 16 < len(others):
        found: Bools = others.take(_places(others, docs)) == docs
        return found
    mask = np.zeros(size, bool)
    mask[others] = True
    return mask.take(docs)


def _places(holders: Ints, docs: Ints) -> Ints:
    """Return for each of ``docs`` its place in ``holders``, or some place if it is not there.

    Both rise. Searching is for few documents; for many a table of all of them is faster.
    """
    if not len(docs) or len(docs) * 8 < len(holders) or len(docs) * 64 < int(docs[-1]):
        return np.minimum(np.searchsorted(holders, docs), len(holders) - 1)
    table = np.zeros(max(int(holders[-1]), int(docs[-1])) + 1, np.int32)
    table[holders.astype(np.int64)] = np.arange(len(holders), dtype=np.int32)
    return table.take(docs)


def _without(docs: Ints, others: Ints, size: int) -> Ints:
    kept: Ints = docs[~_contained(docs, others, size)] if len(others) else docs
    return kept


def _in_sequence(segment: SegmentView, node: nodes.TermPhrase, docs: Ints) -> Ints:
    """Return which documents hold the slots one after the other, as places in ``docs``."""
    ends: list[Ints] = []
    for offset, slot in enumerate(node.slots):
        if slot:
            parts = [_positions(segment, node.field, term, docs) for term in slot]
            # One number for the document and for the position where the phrase would end.
            places = parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts))
            ends.append(places + (len(node.slots) - offset))
    common = reduce(_common, sorted(ends, key=len))
    docs_of = common >> 32
    first = np.ones(len(docs_of), bool)
    first[1:] = docs_of[1:] != docs_of[:-1]
    return docs_of[first]


def _common(fewer: Ints, more: Ints) -> Ints:
    """Return what two rising arrays share."""
    if len(fewer) * 8 < len(more):
        at = np.minimum(np.searchsorted(more, fewer), len(more) - 1)
        return fewer.take(np.flatnonzero(more.take(at) == fewer))
    both = np.concatenate((fewer, more))
    both.sort(kind="stable")  # that is one pass over two arrays that rise
    return both.take(np.flatnonzero(both[1:] == both[:-1]))


def _positions(segment: SegmentView, field: str, term: str, docs: Ints) -> Ints:
    """Return where a term stands in some documents: place in ``docs`` << 32 | position, rising."""
    postings = segment.fields[field]
    number = postings.terms.find(encode(term))
    if number < 0 or postings.occurrences is None:
        return np.empty(0, np.int64)
    low, high = postings.extent(number)
    holders = postings.docs[low:high]
    at = _places(holders, docs)
    holding = np.flatnonzero(holders.take(at) == docs)
    counts = postings.counts(slice(low, high)).astype(np.int64)
    starts = int(postings.occurrences.places[number]) + np.cumsum(counts) - counts
    at = at[holding]
    positions = postings.occurrences.positions[ranges(starts[at], counts[at])].astype(np.int64)
    return (np.repeat(holding, counts[at]) << 32) | positions
