"""The values that travel between the rooms: a release, a request, an answer.

Everything here is immutable and knows nothing of files, engines or the web.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from searchapp.messages import Notice

__all__ = [
    "MISSING",
    "Bucket",
    "DateOrigin",
    "Dropped",
    "Entity",
    "FacetCount",
    "FacetResult",
    "Filter",
    "Histogram",
    "Hit",
    "IndexInfo",
    "Interval",
    "MentionedDate",
    "Precision",
    "PublicationDate",
    "Quality",
    "Release",
    "SearchRequest",
    "SearchResult",
    "Snippet",
    "Sort",
    "Source",
    "tie_break",
]

Precision = Literal["day", "month", "year"]
DateOrigin = Literal["metadata", "dateline", "text", "file name", "url"]
Sort = Literal["relevance", "recent", "newest", "oldest", "title"]
Interval = Literal["auto", "year", "month", "day"]

MISSING = "_missing"
"""The filter value that stands for "no value at all"."""


def tie_break(release_id: str) -> int:
    """Return the number that orders what nothing else orders: 63 bits of a hash of the id.

    It is the same in every engine and through every rebuild.
    """
    return int.from_bytes(hashlib.blake2b(release_id.encode(), digest_size=8).digest()) >> 1


@dataclass(frozen=True, slots=True)
class Source:
    """Who issued the release: a short stable value, and the label that people read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """When a release was published, as exactly as is known.

    :param value: ``2024``, ``2024-03`` or ``2024-03-29``, as the precision says.
    :param origin: where it was found.
    :param confidence: 0 to 1, about the chance that it is right.
    """

    value: str
    precision: Precision
    origin: DateOrigin
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class MentionedDate:
    """A date in the body that is not the publication date."""

    value: str
    precision: Precision


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organization or place: one canonical name, its other forms, how often it is named.

    :param kind: finer than the list it stands in: ``person``, ``organization``, ``country``,
        ``region``, ``city`` or ``place``.
    """

    name: str
    aliases: tuple[str, ...] = ()
    mentions: int = 1
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of the page that is not in the release, and why (``menu``, ``repeated``, ...)."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How far the extraction can be trusted: 0 to 1, and flags that say what is doubtful."""

    confidence: float = 1.0
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """One press release: the unit that is found. Field meanings are those of the public record.

    :param body: paragraphs in reading order; headings and list items keep their place.
    :param parts: labelled pieces: ``caption``, ``contact``, ``about``, ``number``, ``dateline``,
        ``subtitle``, ``end mark``; each a tuple of texts.
    """

    id: str
    path: str
    source: Source
    title: str
    body: tuple[str, ...]
    language: str
    content_hash: str
    url: str | None = None
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date: PublicationDate | None = None
    dates_mentioned: tuple[MentionedDate, ...] = ()
    language_confidence: float = 1.0
    people: tuple[Entity, ...] = ()
    organizations: tuple[Entity, ...] = ()
    places: tuple[Entity, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    quality: Quality = Quality()
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """What one facet field must and must not hold.

    :param field: a name of :data:`searchapp.fields.FACETS`.
    :param any: values of which a release needs one (or all, if ``match`` is ``all``);
        :data:`MISSING` stands for no value.
    :param none: values that a release must not have.
    """

    field: str
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    match: Literal["any", "all"] = "any"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Everything that decides an answer. Equal requests have equal answers on one generation.

    :param words: ``auto`` takes releases with any of the words where none, or for a long question
        hardly one, has all of them and the order is one of relevance; ``all`` never does.
    :param sort: ``None`` is the default: relevance with a query, newest without; ``recent`` is
        relevance with newer releases ahead of older ones that are as good.
    :param facets: which facets to count; ``None`` is all of them, ``()`` none.
    :param fields: which fields a hit carries; ``None`` is all.
    :param duplicates: ``hide`` leaves out releases that are nearly the same as an earlier one.
    :param date_from: ``2024``, ``2024-03`` or ``2024-03-29``; so is ``date_to``; both inclusive.
    """

    q: str = ""
    words: Literal["auto", "all"] = "auto"
    page: int = 1
    per_page: int = 20
    cursor: str | None = None
    sort: Sort | None = None
    filters: tuple[Filter, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    facets: tuple[str, ...] | None = None
    facet_size: int = 10
    facet_sort: Literal["count", "value"] = "count"
    interval: Interval = "auto"
    fields: tuple[str, ...] | None = None
    highlight: bool = True
    duplicates: Literal["show", "hide"] = "show"

    @property
    def order(self) -> Sort:
        """The sort in force."""
        return self.sort or ("relevance" if self.q.strip() else "newest")

    def filter_of(self, field_name: str) -> Filter:
        """Return the filter on a field; an empty one if there is none."""
        return next((each for each in self.filters if each.field == field_name), Filter(field_name))


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of plain text and the parts of it to mark: ``(start, end)`` in code points."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One release in an answer, with its title and best passage as they should be marked.

    :param also: other releases that are nearly the same text.
    """

    release: Release
    score: float
    title: Snippet
    snippet: Snippet
    also: tuple[Release, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value of a facet and how many results choosing it would give."""

    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class FacetResult:
    """The counts of one facet over all matches, its own filter left out.

    :param missing: matches with no value in this field.
    :param other: the counts of values not listed, added up.
    :param distinct: how many values have a count above 0.
    :param missing_selected: the filter asks for "no value".
    :param partial: what was cut short by the time budget when the values were asked for alone.
    """

    field: str
    label: str
    values: tuple[FacetCount, ...]
    missing: int = 0
    other: int = 0
    distinct: int = 0
    missing_selected: bool = False
    partial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bar of the histogram: its first and last day (ISO), and how many releases."""

    start: str
    end: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """Matches over time, the date range left out.

    A release is counted in the bucket that its date, at its own precision, falls into; a date less
    exact than the interval counts in ``coarse``, no date at all in ``missing``, and one whose
    bucket is not among those shown in ``outside``.
    """

    interval: Literal["year", "month", "day"]
    buckets: tuple[Bucket, ...]
    missing: int = 0
    coarse: int = 0
    outside: int = 0


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Which generation answered."""

    generation: str
    documents: int
    built_at: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One answer, for every renderer: page, JSON, feed, terminal.

    :param request: what was asked, with values in place of the names that its filters may hold.
    :param read_as: the query as it was understood.
    :param warnings: what was odd about it, and what was done about that.
    :param left_out: words of the query that are too common to be searched for.
    :param any_word: releases with any of the words are shown, since hardly one has all.
    :param suggestion: another spelling that finds more, or ``None``.
    :param partial: what was cut short by the time budget; empty is complete.
    :param seconds: wall-clock time by stage: ``open`` (the index, if it has changed), ``plan``,
        ``match``, ``count``, ``texts`` (fetching and passages), ``spelling``.
    """

    request: SearchRequest
    read_as: str
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetResult, ...]
    histogram: Histogram | None
    index: IndexInfo
    warnings: tuple[Notice, ...] = ()
    left_out: tuple[str, ...] = ()
    any_word: bool = False
    suggestion: str | None = None
    partial: tuple[str, ...] = ()
    took_ms: float = 0.0
    next_cursor: str | None = None
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def pages(self) -> int:
        """How many pages the total makes, at least 1."""
        return max(1, -(-self.total // self.request.per_page))
