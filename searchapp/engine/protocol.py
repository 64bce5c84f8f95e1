"""The protocol of an engine: its documents, questions and answers, and what it does with them.

An engine turns :class:`Document` values into files in a folder (:class:`Writer`), and answers
:class:`Question` values from such a folder (:class:`Snapshot`). Analysis, parsing, highlighting and
date arithmetic are done above it, so that every engine gives the same answers; the tests hold every
engine to a brute-force oracle over the same protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from searchapp.engine.store.generations import Manifest
from searchapp.messages import Notice
from searchapp.model import Filter, Interval, Release, Sort
from searchapp.query.nodes import Node

__all__ = [
    "Answer",
    "Document",
    "Engine",
    "FacetAsk",
    "FacetCounts",
    "HistogramCounts",
    "Lease",
    "LiveGeneration",
    "Question",
    "Ranked",
    "Scoring",
    "Snapshot",
    "States",
    "Traits",
    "Writer",
]


@dataclass(frozen=True, slots=True)
class Document:
    """A release, analysed and ready to store.

    :param terms: text field -> its terms in order; the index in the list is the position, ``""``
        is a position without a term (a stop word, a paragraph break). The length of a field is
        the number of its terms, such positions not counted.
    :param facets: facet name -> values, without repeats, none of them empty.
    :param labels: facet name -> value -> what people read, where that differs from the value.
    :param days: first and last day of the publication date as proleptic ordinals
        (``date.toordinal()``), ``None`` if unknown: 2024-02 is 2024-02-01 to 2024-02-29.
    :param title_key: what "sort by title" compares.
    """

    release: Release
    terms: Mapping[str, Sequence[str]]
    facets: Mapping[str, Sequence[str]]
    labels: Mapping[str, Mapping[str, str]]
    days: tuple[int, int] | None
    title_key: str


@dataclass(frozen=True, slots=True)
class FacetAsk:
    """Which values of a facet to list.

    :param size: how many; values of the active filter are listed on top of that.
    :param order: ``count`` (most first, then by value) or ``value`` (years newest first,
        everything else A to Z: by folded value, then by value).
    :param contains: only values whose folded label or value contains this folded text; a line
        break counts as a space. Values of the active filter are listed whatever they contain.
    :param offset: how many to leave out at the beginning, values of the active filter not counted.
    """

    field: str
    size: int = 10
    order: Literal["count", "value"] = "count"
    contains: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One query as an engine gets it.

    The matches are the releases that match ``match`` and every filter and the date range. The
    counts of a facet leave out the filter on that facet; the histogram leaves out the date range.

    :param days: date range as ordinals, either end open; a release matches if its own days overlap.
    :param half_life: for the order ``recent``: days that halve the score.
    :param after: sort key of the last hit of the page before, as :attr:`Ranked.key`, for cursors.
        Hits come after it, ``offset`` counts from there; the total and all counts are as without.
    :param hide_copies: pass over releases that are near duplicates of an earlier one everywhere,
        as if they were not there.
    :param with_releases: hits bring their releases.
    :param deadline: ``time.monotonic()`` value after which the engine answers with what it has.
    """

    match: Node
    filters: tuple[Filter, ...] = ()
    days: tuple[int | None, int | None] = (None, None)
    order: Sort = "newest"
    half_life: float = 365.0
    offset: int = 0
    limit: int = 20
    after: tuple[float | int | str, ...] | None = None
    facets: tuple[FacetAsk, ...] = ()
    interval: Interval | None = None
    hide_copies: bool = False
    with_releases: bool = False
    deadline: float | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """One hit: the id, its score, and its sort key (opaque, JSON values only).

    Order: ``relevance`` is score (down), first day (down, unknown last), tie break (up);
    ``recent`` is the same with the score times ``2 ** (-age / half_life)``. The age is the days
    from the first day to that of the newest live release; an unknown day counts as the oldest.
    (The exponential decay of OpenSearch's ``function_score`` with ``decay`` 0.5; Li and Croft,
    Time-based language models, CIKM 2003, have it as a prior. That it is counted from the newest
    release and not from today changes no order, and lets one generation answer alike for ever.)
    ``newest`` and ``oldest`` are first day (unknown last in both), tie break (up); ``title`` is
    title key (up), tie break (up). The tie break is :func:`searchapp.model.tie_break` of the id.
    In a key an unknown day is 0. ``release`` is there if the question asked for it.
    """

    id: str
    score: float
    key: tuple[float | int | str, ...]
    release: Release | None = None


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Counts of one facet: listed ``(value, count)`` pairs in order, and what is not listed.

    Values of the active filter (wanted, then excluded, as given) come first, with their counts,
    also when 0. ``distinct`` is how many values have a count above 0, ``other`` the counts of those
    not listed, added up; with ``contains`` both are of the values that contain it.
    """

    field: str
    values: tuple[tuple[str, int], ...]
    missing: int
    other: int
    distinct: int


@dataclass(frozen=True, slots=True)
class HistogramCounts:
    """Bucket key (``2024``, ``2024-03``, ``2024-03-29``) -> count, in time order, no empty ones.

    ``interval`` is the one used when ``auto`` was asked: the finest of year, month, day that needs
    at most 60 bars between the first day of the earliest match and the last day of the latest.
    """

    interval: Literal["year", "month", "day"]
    buckets: tuple[tuple[str, int], ...]
    missing: int
    coarse: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine found.

    ``partial`` names what the deadline cut short: ``matches`` (there may be more), ``facet <name>``
    and ``histogram`` (left out of the answer). ``seconds`` is wall-clock time by stage, ``match``
    (filtering and ranking with it), ``count`` and ``texts`` (reading the releases of the hits), if
    the engine takes them apart.
    """

    total: int
    hits: tuple[Ranked, ...]
    facets: tuple[FacetCounts, ...] = ()
    histogram: HistogramCounts | None = None
    partial: tuple[str, ...] = field(default=())
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Scoring:
    """How terms are scored: the parameters of BM25 (Robertson and Zaragoza, 2009, 3.5).

    :param k1: how soon repeated terms stop counting.
    :param b: how much long releases are held back, from 0 to 1.
    """

    k1: float = 1.2
    b: float = 0.75


@dataclass(frozen=True, slots=True)
class Traits:
    """In what an engine may differ from the others.

    :param exact_scores: scores are those of the oracle up to rounding; else only the order of
        clearly different scores is.
    :param local_files: a generation is files on this machine, whose digests can be verified.
    """

    exact_scores: bool
    local_files: bool


class Snapshot(Protocol):
    """One immutable state of the index, open for reading; safe for threads."""

    @property
    def documents(self) -> int:
        """How many releases are live."""
        ...

    @property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """Facet name -> value -> label."""
        ...

    def search(self, question: Question) -> Answer:
        """Answer a question.

        :raises InvalidParameter: ``after`` is no key of the order asked for.
        """
        ...

    def search_many(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer several questions in one call, each as :meth:`search` does."""
        ...

    def fetch(self, ids: Sequence[str]) -> list[Release | None]:
        """Return the releases with these ids, in this order, ``None`` where there is none."""
        ...

    def ids(self) -> Iterable[str]:
        """Yield the id of every live release."""
        ...

    def duplicates(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return id -> its group of near duplicates, the original first, for those that have one.

        Ids in a group need not be live.
        """
        ...

    def document_frequencies(self, field: str, terms: Iterable[str]) -> Mapping[str, int]:
        """Return term -> how many live releases have it in the field, 0 included."""
        ...

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return up to ``limit`` terms that start with ``prefix``, sorted, with frequencies."""
        ...

    def suggest_values(self, field: str, containing: str, limit: int) -> list[tuple[str, int]]:
        """Return values of a facet, those of most live releases first, then by value.

        :param containing: only values that contain this, folded, in themselves or in their label.
        :returns: up to ``limit`` values, each with how many live releases have it, at least one.
        """
        ...

    def check(self) -> list[Notice]:
        """Read everything through; return what is wrong."""
        ...

    def close(self) -> None:
        """Let go of files and memory. Searching afterwards is an error."""
        ...


class Writer(Protocol):
    """Builds the files of one generation; nothing is visible until :meth:`commit` returns."""

    def remove(self, ids: Iterable[str]) -> None:
        """Take releases out (they come from the generation that was carried over)."""
        ...

    def add(self, documents: Iterable[Document]) -> None:
        """Store releases; an id that is there already must have been removed first."""
        ...

    def group_duplicates(self, groups: Sequence[Sequence[str]]) -> None:
        """Mark near duplicates, over all releases of the generation; no group is carried over.

        :param groups: ids; the first of each is the original, the others are its copies. An id is
            in one group at most.
        """
        ...

    def commit(self) -> None:
        """Write everything and flush it to the disk."""
        ...

    def abort(self) -> None:
        """Give up; the folder is left for the caller to delete."""
        ...


class Lease(Protocol):
    """A generation while a request uses it: it stays open, and there, until the request ends."""

    @property
    def manifest(self) -> Manifest:
        """What the generation is made of."""
        ...

    @property
    def snapshot(self) -> Snapshot:
        """The generation, open for reading."""
        ...


class LiveGeneration(Protocol):
    """The live generation of an index, followed as another takes its place; safe for threads."""

    def lease(self) -> AbstractContextManager[Lease]:
        """Hold the generation that is live now while a block runs.

        :raises NoIndex: nothing has been published.
        :raises IndexIncompatible: another version of the program made it.
        :raises IndexCorrupt: it is damaged, or cannot be opened.
        """
        ...

    def close(self) -> None:
        """Let go of the generation; blocks that hold it finish first."""
        ...


class States(Protocol):
    """The generations of one index. Callers know them by name; where they are kept is the engine's.

    A generation is immutable, so what is read of one by name is of that one.
    """

    def current(self) -> str:
        """Return the name of the live generation.

        :raises NoIndex: none has been published.
        :raises IndexCorrupt: what names it is damaged.
        """
        ...

    def names(self) -> list[str]:
        """Return the names of all complete generations, oldest first."""
        ...

    def manifest(self, name: str) -> Manifest:
        """Return the manifest of a generation.

        :raises GenerationNotFound: this cannot be a name.
        :raises IndexCorrupt: the manifest is missing or damaged.
        :raises IndexIncompatible: another layout wrote it.
        """
        ...

    def open(self, name: str) -> Snapshot:
        """Open a generation for reading, without verifying its files.

        :raises IndexCorrupt: a file is missing or damaged.
        """
        ...

    def prune(self, keep: int) -> list[str]:
        """Delete all but the newest ``keep`` generations; the live one is never deleted.

        The writer lock must be held.

        :returns: the names deleted; what could not be is left for the next time.
        """
        ...

    def follow(self) -> LiveGeneration:
        """Return the live generation for a server to answer from."""
        ...


class Engine(Protocol):
    """The entry point of one engine, made with the scoring that it opens generations with."""

    name: str
    format: str
    """Changes when old files can no longer be read."""
    traits: Traits

    def writer(self, folder: Path, carry_over: Path | None = None) -> Writer:
        """Start building in an empty ``folder``, beginning from the files of another generation."""
        ...

    def open(self, folder: Path) -> Snapshot:
        """Open a finished folder for reading.

        :raises IndexCorrupt: a file is missing or damaged.
        """
        ...
