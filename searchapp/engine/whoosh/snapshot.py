"""One open generation: match, filter, rank and count in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from searchapp.engine.protocol import (
    Answer,
    FacetAsk,
    FacetCounts,
    HistogramCounts,
    Question,
    Scoring,
)
from searchapp.engine.whoosh.arrays import ArrayFile, Bools, Floats, Ints
from searchapp.engine.whoosh.cache import ByteCache
from searchapp.engine.whoosh.codec import ARRAYS, RECORDS, fields_of
from searchapp.engine.whoosh.columns import COLUMNS, Columns
from searchapp.engine.whoosh.contents import read_contents, read_groups
from searchapp.engine.whoosh.deadline import Deadline
from searchapp.engine.whoosh.facets import Tally, count_values, list_values
from searchapp.engine.whoosh.filters import absent, days_mask, filter_mask
from searchapp.engine.whoosh.histogram import histogram
from searchapp.engine.whoosh.integrity import check
from searchapp.engine.whoosh.matching import Evaluator, Matches
from searchapp.engine.whoosh.ranking import freshness, rank
from searchapp.engine.whoosh.records import Records
from searchapp.engine.whoosh.string_table import decode
from searchapp.engine.whoosh.suggester import Suggester
from searchapp.engine.whoosh.term_dictionary import SegmentView, TermDictionary
from searchapp.errors import IndexCorrupt
from searchapp.fields import FACETS, TEXT_FIELDS
from searchapp.messages import Notice
from searchapp.model import Release
from searchapp.query.nodes import Or, Terms

__all__ = ["WhooshSnapshot"]

_CACHE_BYTES = 256 << 20

Key = tuple[object, ...]

_DAYS = "days"
"""Stands for the date range among the fields that have a filter; no facet has this name."""


class WhooshSnapshot:
    """One generation, open for reading. See :class:`searchapp.engine.protocol.Snapshot`.

    Everything it reads is mapped and immutable, and its caches are guarded: any number of threads
    may use one snapshot.
    """

    def __init__(self, folder: Path, scoring: Scoring) -> None:
        self._columns = Columns.read(folder / COLUMNS)
        self._segments = _open_segments(folder, self._columns)
        self._cache = ByteCache(_CACHE_BYTES)
        self._evaluator = Evaluator(self._segments, self._columns, self._cache, scoring)
        self._groups = read_groups(folder)
        self._dictionary = TermDictionary(self._segments)
        self._suggesters: dict[str, Suggester] = {}
        self._closed = False
        self._warm_up()

    @property
    def documents(self) -> int:
        """How many releases are live."""
        return len(self._columns.live_numbers)

    @property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """Facet name -> value -> label."""
        return self._columns.labels

    def search(self, question: Question) -> Answer:
        """Answer a question.

        :raises InvalidParameter: ``after`` is not a key of the order asked for.
        """
        self._check_open()
        deadline = Deadline(question.deadline)
        matches = self._evaluator.evaluate(question.match, deadline)
        within = self._select(question, matches)
        kept = within.all
        scores = (
            np.zeros(len(kept)) if matches.scores is None else within.scores_of_all(matches.scores)
        )
        if question.order == "recent":
            scores = scores * self._freshness(question.half_life).take(kept)
        hits = rank(
            self._columns, kept, scores, question.order,
            offset=question.offset, limit=question.limit, after=question.after,
        )  # fmt: skip
        deadline.lap("match")
        if question.with_releases:
            hits = tuple(replace(hit, release=self._release_of(hit.id)) for hit in hits)
            deadline.lap("texts")
        facets = self._facets(question, within, deadline)
        bars = self._histogram(question, within, deadline)
        deadline.lap("count")
        return Answer(len(kept), hits, facets, bars, tuple(deadline.cut), deadline.seconds)

    def search_many(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer several questions, one after the other."""
        return [self.search(question) for question in questions]

    def fetch(self, ids: Sequence[str]) -> list[Release | None]:
        """Return the releases with these ids, in this order, ``None`` where there is none."""
        self._check_open()
        return [self._release_of(each) for each in ids]

    def duplicates(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return id -> its group of near duplicates, for those that have one."""
        self._check_open()
        return {each: self._groups[each] for each in ids if each in self._groups}

    def ids(self) -> Iterable[str]:
        """Yield the id of every live release."""
        self._check_open()
        live = self._columns.live.tolist()
        return (decode(text) for text, alive in zip(self._columns.ids, live, strict=True) if alive)

    def document_frequencies(self, field: str, terms: Iterable[str]) -> Mapping[str, int]:
        """Return term -> how many live releases have it in the field."""
        self._check_open()
        return {term: self._dictionary.frequency(field, term) for term in terms}

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return up to ``limit`` terms that start with ``prefix``, sorted, with frequencies."""
        self._check_open()
        found = self._dictionary.with_prefix(field, prefix, limit)
        return [(decode(text), frequency) for text, frequency, _ in found]

    def suggest_values(self, field: str, containing: str, limit: int) -> list[tuple[str, int]]:
        """Return the values of a facet that most releases have; see the protocol."""
        self._check_open()
        found = self._suggesters.get(field)
        if found is None:
            totals, _ = self._columns.totals[field]
            labels = self._columns.labels.get(field, {})
            found = Suggester(self._columns.facets[field], totals, labels)
            self._suggesters[field] = found
        return found.suggest(containing, limit)

    def check(self) -> list[Notice]:
        """Read everything through; return what is wrong."""
        self._check_open()
        return list(check(self._segments, self._columns))

    def close(self) -> None:
        """Clear the caches; the mapped files are closed with the last array that uses them."""
        self._closed = True
        self._cache.clear()

    def _warm_up(self) -> None:
        """Warm up, so that the first query is not slower than the rest."""
        asked = [
            Terms(name, (decode(segment.fields[name].terms[0]),))
            for segment in self._segments[:1]
            for name in TEXT_FIELDS
            if len(segment.fields[name].terms)
        ]
        facets = tuple(map(FacetAsk, FACETS))
        # What damaged arrays raise is told to whoever asks; opening says only whether it can open.
        with suppress(IndexCorrupt, ValueError, IndexError):
            self.search(Question(Or(tuple(asked)), limit=1, facets=facets, interval="month"))
        self._cache.clear()

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("the snapshot has been closed")

    def _release_of(self, release_id: str) -> Release | None:
        number = self._columns.number(release_id)
        if number < 0:
            return None
        segment = next(each for each in reversed(self._segments) if each.base <= number)
        return segment.records.release(number - segment.base)

    def _select(self, question: Question, matches: Matches) -> _Selection:
        wanted: list[tuple[str, Key, Callable[[], Bools]]] = [
            (each.field, ("filter", each), partial(filter_mask, self._columns, each))
            for each in question.filters
            if each.any or each.none
        ]
        start, end = question.days
        if question.days != (None, None):
            make = partial(days_mask, self._columns, start, end)
            wanted.append((_DAYS, ("days", start, end), make))
        if question.hide_copies:
            wanted.append(("", ("copies",), self._originals))
        return _Selection(
            matches.docs,
            self._columns,
            tuple(
                (name, key, self._mask(key, make).take(matches.docs)) for name, key, make in wanted
            ),
        )

    def _originals(self) -> Bools:
        """Return which releases are no copy of another."""
        copies = [each for each, group in self._groups.items() if group[0] != each]
        return absent(self._columns, copies)

    def _mask(self, key: Key, make: Callable[[], Bools]) -> Bools:
        found: Bools | None = self._cache.get(key)
        if found is None:
            found = make()
            self._cache.put(key, found, found.nbytes)
        return found

    def _tally(
        self, question: Question, within: _Selection, field: str, deadline: Deadline
    ) -> Tally:
        """Count a facet; what was counted of all matches is kept for the next page of them."""
        key = ("tally", field, question.match, within.key(field))
        found: Tally | None = None if deadline.cut else self._cache.get(key)
        if found is None:
            docs, others = within.without(field), within.others(field)
            found = count_values(self._columns, field, docs, others)
            if not deadline.cut:
                self._cache.put(key, found, found.ordinals.nbytes + found.counts.nbytes)
        return found

    def _freshness(self, half_life: float) -> Floats:
        key = ("freshness", half_life)
        found: Floats | None = self._cache.get(key)
        if found is None:
            found = freshness(self._columns, half_life)
            self._cache.put(key, found, found.nbytes)
        return found

    def _facets(
        self, question: Question, within: _Selection, deadline: Deadline
    ) -> tuple[FacetCounts, ...]:
        found = []
        for ask in question.facets:
            if deadline.has_passed():
                deadline.add_cut(f"facet {ask.field}")
                continue
            tally = self._tally(question, within, ask.field, deadline)
            found.append(list_values(self._columns, ask, tally, question.filters))
        return tuple(found)

    def _histogram(
        self, question: Question, within: _Selection, deadline: Deadline
    ) -> HistogramCounts | None:
        if question.interval is None:
            return None
        if deadline.has_passed():
            deadline.add_cut("histogram")
            return None
        key = ("histogram", question.interval, question.match, within.key(_DAYS))
        found: HistogramCounts | None = None if deadline.cut else self._cache.get(key)
        if found is None:
            found = histogram(self._columns, within.without(_DAYS), question.interval)
            if not deadline.cut:
                self._cache.put(key, found, 100 * len(found.buckets))
        return found


@dataclass(frozen=True)
class _Selection:
    """Matches and the filters on them: for each field, which matches pass."""

    docs: Ints
    columns: Columns
    tests: tuple[tuple[str, Key, Bools], ...]

    @cached_property
    def _passed(self) -> Bools:
        return self._passing(None)

    @cached_property
    def all(self) -> Ints:
        """The matches that pass every filter."""
        return self.docs[self._passed] if self.tests else self.docs

    def scores_of_all(self, scores: Floats) -> Floats:
        """Return the scores of the matches that pass every filter."""
        return scores[self._passed] if self.tests else scores

    def without(self, field: str) -> Ints:
        """Return the matches that pass every filter but those on one field."""
        if all(name != field for name, _, _ in self.tests):
            return self.all
        return self.docs[self._passing(field)]

    def others(self, field: str) -> Ints | None:
        """Return what is not in :meth:`without` if that is fewer releases."""
        docs = self.without(field)
        if len(docs) * 2 <= len(self.columns.live_numbers):
            return None
        return self._rest if docs is self.all else _all_but(self.columns, docs)

    @cached_property
    def _rest(self) -> Ints:
        return _all_but(self.columns, self.all)

    def key(self, field: str) -> Key:
        """Return what stands for the filters but those on one field."""
        return tuple(key for name, key, _ in self.tests if name != field)

    def _passing(self, without: str | None) -> Bools:
        passed = np.ones(len(self.docs), bool)
        for name, _, test in self.tests:
            if name != without:
                passed &= test
        return passed


def _all_but(columns: Columns, docs: Ints) -> Ints:
    others = columns.live.copy()
    others[docs] = False
    return np.flatnonzero(others)


def _open_segments(folder: Path, columns: Columns) -> list[SegmentView]:
    views = []
    base = 0
    for segment in read_contents(folder).segments:
        size = int(segment.doc_count_all())
        file = ArrayFile(folder / str(segment.make_filename(ARRAYS)))
        live = None if not segment.has_deletions() else columns.live[base : base + size]
        records = Records(
            folder / str(segment.make_filename(RECORDS)), file.array("records/offsets")
        )
        views.append(SegmentView(base, size, live, fields_of(file), records))
        base += size
    if base != len(columns):
        raise IndexCorrupt(Notice("file.columns"))
    return views
