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
from searchapp.engine.whoosh.filters import days_mask, folded_value_mask
from searchapp.engine.whoosh.posting_lists import (
    find_places,
    intersect,
    membership,
    subtract,
    sum_scores,
    union,
)
from searchapp.engine.whoosh.string_table import encode, ranges
from searchapp.engine.whoosh.term_dictionary import Found, SegmentView, TermDictionary
from searchapp.fields import TEXT_FIELDS
from searchapp.query import nodes

__all__ = ["Evaluator", "Matches"]


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
        scores: Floats = self.scores.take(find_places(self.docs, numbers))
        return scores


NONE = Matches(np.empty(0, np.int64))

_UNSCORED = (nodes.HasValue, nodes.InDates, nodes.Not, nodes.Everything)
"""What only narrows the other children of an And."""


class Evaluator:
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
            nodes.HasValue: self._filter,
            nodes.InDates: self._filter,
        }

    def evaluate(self, node: nodes.Node, deadline: Deadline) -> Matches:
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
        docs, counts = union(parts, len(self._columns))
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

    # Expansions

    def _prefix(self, node: nodes.TermPrefix, deadline: Deadline) -> Matches:
        found = self._dictionary.with_prefix(node.field, node.prefix, node.limit)
        return self._expand(node.field, [places for _, _, places in found], deadline)

    def _fuzzy(self, node: nodes.TermFuzzy, deadline: Deadline) -> Matches:
        found = self._dictionary.near(
            node.field, node.term, node.distance, node.prefix_length, node.limit
        )
        return self._expand(node.field, [places for _, places in found], deadline)

    def _expand(self, field: str, terms: Sequence[Found], deadline: Deadline) -> Matches:
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
                kept.append(here[_find_sequences(segment, node, here - segment.base)])
        docs = np.concatenate([NONE.docs, *kept])
        return Matches(docs, sum_scores([each.score_of(docs) for each in found]))

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
                docs = subtract(
                    docs, self._complete(child.child, deadline).docs, len(self._columns)
                )
            elif isinstance(child, (nodes.HasValue, nodes.InDates)):
                docs = docs[self._mask(child).take(docs)]
        return Matches(docs, sum_scores([each.score_of(docs) for each in found]))

    def _intersection(self, found: Sequence[Matches]) -> Ints:
        ordered = sorted((each.docs for each in found), key=len)
        docs = ordered[0]
        for other in ordered[1:]:
            docs = docs[membership(docs, other, len(self._columns))]
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
        docs, scores = union(parts, len(self._columns))
        unscored = isinstance(scores, float) or all(each.scores is None for each in found)
        return Matches(docs, None if unscored else scores)

    def _not(self, node: nodes.Not, deadline: Deadline) -> Matches:
        child = self._complete(node.child, deadline)
        return Matches(subtract(self._columns.live_numbers, child.docs, len(self._columns)))

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

    def _filter(self, node: nodes.HasValue | nodes.InDates, deadline: Deadline) -> Matches:
        return Matches(np.flatnonzero(self._mask(node) & self._columns.live))

    def _mask(self, node: Any) -> Bools:
        key = ("mask", node)
        found: Bools | None = self._cache.get(key)
        if found is None:
            if isinstance(node, nodes.HasValue):
                found = folded_value_mask(self._columns, node.field, node.value)
            else:
                found = days_mask(self._columns, _ordinal(node.start), _ordinal(node.end))
            self._cache.put(key, found, found.nbytes)
        return found


def _ordinal(day: str | None) -> int | None:
    return None if day is None else date.fromisoformat(day).toordinal()


def _find_sequences(segment: SegmentView, node: nodes.TermPhrase, docs: Ints) -> Ints:
    """Return which documents hold the slots one after the other, as places in ``docs``."""
    ends: list[Ints] = []
    for offset, slot in enumerate(node.slots):
        if slot:
            parts = [_phrase_positions(segment, node.field, term, docs) for term in slot]
            # One number for the document and for the position where the phrase would end.
            places = parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts))
            ends.append(places + (len(node.slots) - offset))
    common = reduce(intersect, sorted(ends, key=len))
    docs_of = common >> 32
    first = np.ones(len(docs_of), bool)
    first[1:] = docs_of[1:] != docs_of[:-1]
    return docs_of[first]


def _phrase_positions(segment: SegmentView, field: str, term: str, docs: Ints) -> Ints:
    """Return where a term stands in some documents: place in ``docs`` << 32 | position, rising."""
    postings = segment.fields[field]
    number = postings.terms.find(encode(term))
    if number < 0 or postings.occurrences is None:
        return np.empty(0, np.int64)
    low, high = postings.extent(number)
    holders = postings.docs[low:high]
    at = find_places(holders, docs)
    holding = np.flatnonzero(holders.take(at) == docs)
    counts = postings.counts(slice(low, high)).astype(np.int64)
    starts = int(postings.occurrences.places[number]) + np.cumsum(counts) - counts
    at = at[holding]
    positions = postings.occurrences.positions[ranges(starts[at], counts[at])].astype(np.int64)
    return (np.repeat(holding, counts[at]) << 32) | positions
