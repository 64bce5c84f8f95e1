"""The brute-force engine: every answer worked out release by release, in plain Python.

It implements :mod:`searchapp.engine.protocol` so obviously that what it says is right; the engines
are held to it. Documents are kept by folder name in the memory of the process.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from searchapp.analysis.folding import fold
from searchapp.engine.protocol import (
    Answer,
    Document,
    FacetAsk,
    FacetCounts,
    HistogramCounts,
    Question,
    Ranked,
    Scoring,
    Traits,
)
from searchapp.messages import Notice
from searchapp.model import MISSING, Filter, Interval, Release, Sort, tie_break
from searchapp.query import nodes

__all__ = ["OracleEngine", "OracleSnapshot", "bars_between", "edit_distance"]

Groups = Sequence[Sequence[str]]
_STORE: dict[Path, tuple[dict[str, Document], Groups]] = {}


class OracleEngine:
    """The entry point."""

    name = "oracle"
    format = "oracle"
    traits = Traits(exact_scores=True, local_files=False)

    def writer(self, folder: Path, carry_over: Path | None = None) -> OracleWriter:
        """Start from the documents of another folder."""
        return OracleWriter(folder, dict(_STORE[carry_over][0]) if carry_over else {})

    def open(self, folder: Path) -> OracleSnapshot:
        """Open a folder."""
        held, groups = _STORE[folder]
        scoring = Scoring()
        return OracleSnapshot(list(held.values()), groups, scoring.k1, scoring.b)


@dataclass
class OracleWriter:
    """Collects documents by id."""

    folder: Path
    held: dict[str, Document]
    groups: Groups = ()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents."""
        for each in ids:
            self.held.pop(each, None)

    def add(self, documents: Iterable[Document]) -> None:
        """Keep documents."""
        for each in documents:
            self.held[each.release.id] = each

    def group_duplicates(self, groups: Groups) -> None:
        """Keep the groups."""
        self.groups = groups

    def commit(self) -> None:
        """Make them visible."""
        _STORE[self.folder] = self.held, self.groups

    def abort(self) -> None:
        """Do nothing."""


@dataclass
class OracleSnapshot:
    """Answers by looking at every document."""

    held: list[Document]
    groups: Groups = ()
    k1: float = 1.2
    b: float = 0.75
    closed: bool = False
    known: dict[tuple[str, tuple[str, ...]], tuple[int, float]] = field(default_factory=dict)

    @property
    def documents(self) -> int:
        """How many there are."""
        return len(self.held)

    @property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """The labels of the values that occur."""
        found: dict[str, dict[str, str]] = {}
        for document in self.held:
            for name, labels in document.labels.items():
                for value, label in labels.items():
                    if value in document.facets.get(name, ()):
                        found.setdefault(name, {})[value] = label
        return found

    def search(self, question: Question) -> Answer:
        """Answer a question."""
        self._check()
        if question.deadline is not None and time.monotonic() >= question.deadline:
            return Answer(0, (), partial=("matches",))
        scores = {
            id(each): score
            for each in self.held
            if (score := self.score(question.match, each)) is not None
        }
        matched = [each for each in self.held if id(each) in scores]

        def kept(without: str | None = None) -> list[Document]:
            return [
                each
                for each in matched
                if _passes(each, question, without)
                and not (question.hide_copies and self._is_copy(each))
            ]

        if question.order == "recent":
            scores = {key: score * self._freshness(key, question) for key, score in scores.items()}
        ranked = sorted((self._ranked(each, scores[id(each)], question.order) for each in kept()),
                        key=lambda hit: _order_key(hit.key, question.order))  # fmt: skip
        if question.after is not None:
            last = _order_key(question.after, question.order)
            ranked = [hit for hit in ranked if _order_key(hit.key, question.order) > last]
        hits = ranked[question.offset : question.offset + question.limit]
        if question.with_releases:
            hits = [replace(hit, release=self.fetch([hit.id])[0]) for hit in hits]
        return Answer(
            total=len(kept()),
            hits=tuple(hits),
            facets=tuple(
                self._facet(ask, kept(ask.field), question.filters) for ask in question.facets
            ),
            histogram=(
                None if question.interval is None else _histogram(kept("days"), question.interval)
            ),
        )

    def search_many(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer questions."""
        return [self.search(each) for each in questions]

    def duplicates(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the group of each that is in one."""
        return {each: tuple(group) for each in ids for group in self.groups if each in group}

    def _is_copy(self, document: Document) -> bool:
        return any(document.release.id in group[1:] for group in self.groups)

    def fetch(self, ids: Sequence[str]) -> list[Release | None]:
        """Return releases by id."""
        self._check()
        held = {each.release.id: each.release for each in self.held}
        return [held.get(each) for each in ids]

    def ids(self) -> Iterable[str]:
        """Yield the ids."""
        self._check()
        return (each.release.id for each in self.held)

    def document_frequencies(self, field: str, terms: Iterable[str]) -> dict[str, int]:
        """Count the documents with each term."""
        self._check()
        return {
            term: sum(term in each.terms.get(field, ()) for each in self.held) for term in terms
        }

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """List terms."""
        self._check()
        found = [each for each in self._lexicon(field) if each.startswith(prefix)]
        return list(self.document_frequencies(field, found[:limit]).items())

    def suggest_values(self, field: str, containing: str, limit: int) -> list[tuple[str, int]]:
        """List the values that most documents have."""
        self._check()
        counts = Counter(value for each in self.held for value in set(each.facets.get(field, ())))
        wanted, labels = _plain(containing), self.labels.get(field, {})
        passing = [
            value
            for value in counts
            if wanted in _plain(value) or wanted in _plain(labels.get(value, ""))
        ]
        passing.sort(key=lambda value: (-counts[value], value))
        return [(value, counts[value]) for value in passing[:limit]]

    def check(self) -> list[Notice]:
        """Find nothing wrong: there are no files."""
        self._check()
        return []

    def close(self) -> None:
        """Make searching an error."""
        self.closed = True

    def _check(self) -> None:
        if self.closed:
            raise RuntimeError("closed")

    # Matching: a score, or None for no match

    def score(self, node: nodes.Node, document: Document) -> float | None:
        """Return the score of a document, ``None`` if it does not match."""
        match node:
            case nodes.Everything():
                return 0.0
            case nodes.Nothing():
                return None
            case nodes.And(children):
                scores = [self.score(child, document) for child in children]
                known = [each for each in scores if each is not None]
                return sum(known) if len(known) == len(scores) else None
            case nodes.Or(children):
                scores = [self.score(child, document) for child in children]
                known = [each for each in scores if each is not None]
                return sum(known) if known else None
            case nodes.Not(child):
                return 0.0 if self.score(child, document) is None else None
            case nodes.Boost(child, factor):
                inner = self.score(child, document)
                return None if inner is None else inner * factor
            case nodes.HasValue(name, value):
                values = [_plain(each) for each in document.facets.get(name, ())] or [MISSING]
                return 0.0 if _plain(value) in values else None
            case nodes.InDates(start, end):
                return 0.0 if _in_days(document, _ordinal(start), _ordinal(end)) else None
            case nodes.Terms(name, terms):
                return self._bm25(name, terms, document)
            case nodes.TermPhrase():
                return self._phrase(node, document)
            case nodes.TermPrefix(name, prefix, limit):
                found = [each for each in self._lexicon(name) if each.startswith(prefix)]
                return self._any(name, found[:limit], document)
            case nodes.TermFuzzy():
                return self._any(node.field, self._near(node), document)
        raise TypeError(f"{node!r} is not planned")

    def _bm25(self, name: str, terms: tuple[str, ...], document: Document) -> float | None:
        often = sum(each in terms for each in document.terms.get(name, ()))
        if not often:
            return None
        having, average = self._statistics(name, terms)
        weight = math.log(1 + (len(self.held) - having + 0.5) / (having + 0.5))
        norm = self.k1 * (1 - self.b + self.b * _length(document, name) / average)
        return weight * often * (self.k1 + 1) / (often + norm)

    def _statistics(self, name: str, terms: tuple[str, ...]) -> tuple[int, float]:
        """How many documents have one of the terms, and the average length; each found once."""
        if (name, terms) not in self.known:
            fields = [each.terms.get(name, ()) for each in self.held]
            having = sum(any(each in terms for each in words) for words in fields)
            lengths = [_length(each, name) for each in self.held]
            self.known[name, terms] = having, sum(lengths) / len(lengths)
        return self.known[name, terms]

    def _phrase(self, node: nodes.TermPhrase, document: Document) -> float | None:
        words = document.terms.get(node.field, ())
        places = range(len(words) - len(node.slots) + 1)
        if not any(
            all(not slot or words[place + at] in slot for at, slot in enumerate(node.slots))
            for place in places
        ):
            return None
        return sum(self._bm25(node.field, slot, document) or 0.0 for slot in node.slots if slot)

    def _any(self, name: str, terms: Sequence[str], document: Document) -> float | None:
        scores = [self._bm25(name, (each,), document) for each in terms]
        known = [each for each in scores if each is not None]
        return sum(known) if known else None

    def _near(self, node: nodes.TermFuzzy) -> list[str]:
        found = [
            (edits, each)
            for each in self._lexicon(node.field)
            if each.startswith(node.term[: node.prefix_length])
            and (edits := edit_distance(each, node.term)) <= node.distance
        ]
        return sorted(each for _, each in sorted(found)[: node.limit])

    def _lexicon(self, name: str) -> list[str]:
        return sorted({each for one in self.held for each in one.terms.get(name, ()) if each})

    # Ranking and counting

    def _freshness(self, key: int, question: Question) -> float:
        days = {id(each): each.days[0] for each in self.held if each.days}
        if not days:
            return 1.0
        age = max(days.values()) - days.get(key, min(days.values()))
        return float(2 ** (-age / question.half_life))

    def _ranked(self, document: Document, score: float, order: Sort) -> Ranked:
        name, day = document.release.id, document.days[0] if document.days else 0
        key: tuple[float | int | str, ...] = (day, tie_break(name))
        if order in ("relevance", "recent"):
            key = (score, *key)
        elif order == "title":
            key = (document.title_key, tie_break(name))
        return Ranked(name, score, key)

    def _facet(
        self, ask: FacetAsk, found: Sequence[Document], filters: Sequence[Filter]
    ) -> FacetCounts:
        counts = Counter(value for each in found for value in set(each.facets.get(ask.field, ())))
        own = [value for each in filters if each.field == ask.field
               for value in (*each.any, *each.none) if value != MISSING]  # fmt: skip
        active = list(dict.fromkeys(own))
        labels = self.labels.get(ask.field, {})
        passing = {
            value: count
            for value, count in counts.items()
            if _plain(ask.contains) in _plain(value)
            or _plain(ask.contains) in _plain(labels.get(value, ""))
        }
        rest = sorted(
            (value for value in passing if value not in active),
            key=lambda value: _listing_key(ask, value, counts[value]),
            reverse=ask.order == "value" and ask.field == "year",
        )
        listed = rest[ask.offset : ask.offset + ask.size]
        return FacetCounts(
            field=ask.field,
            values=tuple((value, counts[value]) for value in (*active, *listed)),
            missing=sum(not each.facets.get(ask.field) for each in found),
            other=sum(counts[value] for value in rest if value not in listed),
            distinct=len(passing),
        )


def _plain(text: str) -> str:
    """Fold a value as it is compared: a line break is a space."""
    return fold(text).replace("\n", " ")


def _length(document: Document, name: str) -> int:
    return sum(each != "" for each in document.terms.get(name, ()))


def _listing_key(ask: FacetAsk, value: str, count: int) -> tuple[object, ...]:
    if ask.order == "count":
        return (-count, value)
    return (value,) if ask.field == "year" else (_plain(value), value)


def _order_key(key: Sequence[float | int | str], order: Sort) -> tuple[object, ...]:
    """Turn a key into something that sorts from first to last."""
    if order == "title":
        return tuple(key)
    *score, day, tie = (float(each) if isinstance(each, float) else int(each) for each in key)
    if order == "oldest":
        return (day or math.inf, tie)
    return (*(-each for each in score), -day, tie)


def _passes(document: Document, question: Question, without: str | None) -> bool:
    filters = all(
        _passes_filter(document, each) for each in question.filters if each.field != without
    )
    undated = question.days == (None, None) or without == "days"
    return filters and (undated or _in_days(document, *question.days))


def _passes_filter(document: Document, wanted: Filter) -> bool:
    values = document.facets.get(wanted.field, ())

    def has(value: str) -> bool:
        return not values if value == MISSING else value in values

    many = all if wanted.match == "all" else any
    return (not wanted.any or many(has(each) for each in wanted.any)) and not any(
        has(each) for each in wanted.none
    )


def _in_days(document: Document, start: int | None, end: int | None) -> bool:
    if document.days is None:
        return False
    first, last = document.days
    return (start is None or last >= start) and (end is None or first <= end)


def _ordinal(day: str | None) -> int | None:
    return None if day is None else date.fromisoformat(day).toordinal()


_Unit = Literal["year", "month", "day"]


def _histogram(found: Sequence[Document], interval: Interval) -> HistogramCounts:
    days = [each.days for each in found if each.days]
    if interval == "auto":
        interval = "year"
        for unit in ("month", "day"):
            first, last = (
                min((day[0] for day in days), default=0),
                max((day[1] for day in days), default=0),
            )
            if days and bars_between(first, last, unit) <= 60:
                interval = unit
    longest = {"day": 1, "month": 31, "year": 366}[interval]
    size = {"day": 10, "month": 7, "year": 4}[interval]
    exact = [first for first, last in days if last - first < longest]
    counts = Counter(date.fromordinal(first).isoformat()[:size] for first in exact)
    return HistogramCounts(
        interval, tuple(sorted(counts.items())), len(found) - len(days), len(days) - len(exact)
    )


def bars_between(first: int, last: int, unit: str) -> int:
    """Return how many days or months there are from one day to another, both included."""
    if unit == "day":
        return last - first + 1
    start, end = date.fromordinal(first), date.fromordinal(last)
    return (end.year - start.year) * 12 + end.month - start.month + 1


def edit_distance(one: str, other: str) -> int:
    """Return the least number of inserts, deletes, replacements and swaps of neighbours."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
