"""The two trees of a query.

*Parsed nodes* are what the reader wrote: words as typed. *Planned nodes* are what an engine runs:
terms of the index. :mod:`searchapp.query.plan` makes the second from the first. The connectives
:class:`And`, :class:`Or`, :class:`Not`, and :class:`Everything` and the filters
:class:`HasValue` and :class:`InDates` are in both.

What a planned node matches and scores (the contract of every engine):

* ``Terms(field, terms)``: releases with any of ``terms`` in ``field``. They are forms of one word
  and score as one term: their frequencies are added, and the document frequency is that of the
  union.
* ``TermPhrase(field, slots)``: consecutive positions, each holding one of the slot's terms; an
  empty slot is a position where anything may stand. Scores as the sum of its slots, each scored as
  ``Terms`` would.
* ``TermPrefix`` and ``TermFuzzy``: the terms they stand for (in sorted order, at most
  ``limit``), each scored as a ``Terms`` of its own, added up.
* ``And``, ``Or``: scores are added over the children that match. ``Not`` only removes; its score
  is 0. ``Boost`` multiplies the score of its child. ``HasValue``, ``InDates``, ``Everything``
  score 0.

BM25 of one term is ``idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length))`` with
``idf = log(1 + (N - n + 0.5) / (n + 0.5))`` (Lucene's), where N counts live releases, n those with
the term, and the average is over live releases, all per field. The length of a field is the number
of its terms; positions without a term do not count.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "And",
    "Boost",
    "Everything",
    "Fuzzy",
    "HasValue",
    "InDates",
    "Node",
    "Not",
    "Nothing",
    "Or",
    "Phrase",
    "Planned",
    "Prefix",
    "TermFuzzy",
    "TermPhrase",
    "TermPrefix",
    "Terms",
    "Word",
]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; ``field`` is ``None`` for everywhere."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """The text between quotation marks."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """``word*``: ``text`` is without the star."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """``word~``: within one edit of the word."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class HasValue:
    """The facet ``field`` holds ``value`` (compared without regard to case and accents).

    :data:`searchapp.model.MISSING` stands for no value.
    """

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class InDates:
    """The publication date, at its precision, overlaps the days ``start`` to ``end`` (ISO)."""

    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class Everything:
    """Every release."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No release: what is left of a word that has no terms."""


@dataclass(frozen=True, slots=True)
class And:
    """All children match."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one child matches."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The child does not match."""

    child: Node


@dataclass(frozen=True, slots=True)
class Boost:
    """The child, its score multiplied."""

    child: Node
    factor: float


@dataclass(frozen=True, slots=True)
class Terms:
    """Any of several index terms that are forms of one word. ``terms`` is sorted, not empty."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermPhrase:
    """Slots at consecutive positions; ``()`` is a gap. First and last slot are not empty."""

    field: str
    slots: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TermPrefix:
    """Terms that start with ``prefix``, the first ``limit`` in sorted order."""

    field: str
    prefix: str
    limit: int


@dataclass(frozen=True, slots=True)
class TermFuzzy:
    """Terms within ``distance`` edits (insert, delete, replace, swap neighbours) of ``term``.

    The first ``prefix_length`` characters must agree; of the rest the nearest ``limit`` are taken
    (of equally near ones the first in the alphabet), then in sorted order.
    """

    field: str
    term: str
    distance: int
    prefix_length: int
    limit: int


Parsed = Word | Phrase | Prefix | Fuzzy
Planned = Terms | TermPhrase | TermPrefix | TermFuzzy
Node = Parsed | Planned | HasValue | InDates | Everything | Nothing | And | Or | Not | Boost
