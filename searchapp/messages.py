"""Notices, which say by code what a person must be told, and the English catalogue of their words.

What is found out about a query, an answer or an index travels as a :class:`Notice`. The renderer (a
page, the API, a terminal) words it, so that no room below knows a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, Union

__all__ = ["MESSAGES", "Catalogue", "Notice", "Parameter", "count_noun", "word"]

Parameter: TypeAlias = Union[str, int, tuple[str, ...], "Notice"]
"""What stands in a blank: text as it is, a number, names to be listed, or something to be worded
itself."""

Catalogue: TypeAlias = Mapping[str, str | tuple[str, str]]
"""Code -> message with named blanks (:meth:`str.format`); a pair is singular and plural."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell a person.

    :param code: a key of :data:`MESSAGES`; stable.
    :param parameters: what stands in the blanks of the message. ``count`` chooses between
        singular and plural.
    """

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return word(self)


MESSAGES: Catalogue = {
    # How names are listed.
    "list.item": "“{item}”",
    "list.separator": ", ",
    # What was odd about a query: warnings beside its results.
    "query.no-word": "There is no word in this query, so it was left out.",
    "query.quotation-mark": "A quotation mark has no partner and was left out.",
    "query.after-phrase": "“{text}” after a phrase was left out.",
    "query.opening-parenthesis": "An opening parenthesis has no partner and was left out.",
    "query.closing-parenthesis": "A closing parenthesis has no partner and was left out.",
    "query.too-deep": "Parentheses more than {limit} deep were left out.",
    "query.operator": "{operator} has nothing to work on: it was searched as a word.",
    "query.star-inside": "A star is understood at the end of a word only.",
    "query.short-prefix": (
        "A star needs {letters} letters before it: “{text}” was searched as a word."
    ),
    "query.question-mark": "“?” stands for no letter; word~ finds words one letter off.",
    "query.no-field": "There is no field “{field}”: “{text}” was searched as words.",
    "query.no-value": (
        "“{field}:” has no value directly after the colon and was searched as a word."
    ),
    "query.whole-values": "{field}: takes whole values; * and ~ were left out.",
    "query.no-date": "“{text}” is not a date and was searched as words.",
    "query.no-field-date": "“{date}” is not a date: “{field}:{date}” was searched as words.",
    "query.too-common": "“{text}” is too common to search for and was left out.",
    "query.relaxed-none": (
        "No release has all of these words: those with any of them are shown, best match first."
    ),
    "query.relaxed": (
        "Only one release has all of these words: those with any of them are shown, best match "
        "first.",
        "Only {count} releases have all of these words: those with any of them are shown, best "
        "match first.",
    ),
    # What a name in a query or a filter was taken for.
    "name.one": "The {facet} “{name}” was read as {values}.",
    "name.several": "The {facet} “{name}” was read as any of {values}.",
    "name.many": "The {facet} “{name}” was read as any of {values} and {more} more.",
    "name.none": "There is no {facet} “{name}” here.",
    "name.none-but-close": "There is no {facet} “{name}” here. Close to it: {values}.",
    "facet.source": "source",
    "facet.organization": "organization",
    "facet.person": "person",
    "facet.place": "place",
    "facet.language": "language",
    "facet.year": "year",
    # Why a request is refused.
    "query.too-many-words": (
        "The query has {words} words; at most {limit} are searched for at a time."
    ),
    "query.too-many-words.hint": "Leave some words out.",
    "release.none": "There is no release {id}.",
    "cursor.gone": "The index has changed since this cursor was made.",
    "cursor.gone.hint": "Start again at page 1.",
    "cursor.foreign": "is not one that this program made",
    "limit.query": "is longer than {limit} characters",
    "limit.query.allowed": "1 to {limit} characters",
    "limit.page": (
        "page × per_page is above {limit:,}; narrow the search, or follow links.next (cursor)"
    ),
    "limit.page.allowed": "1 to {limit}",
    "limit.dates": "is after date_to ({end}): the earlier of the two goes into date_from",
    "cursor.order": "no position in the order {order}",
    # The states of an index, and the disk that holds them.
    "index.none": "There is no index yet.",
    "index.none.hint": "Make one with `searchapp reindex` (or `make serve`).",
    "index.damaged": "The index is damaged: {fault}.",
    "index.layout": "{name} has layout {layout}, this program reads {format}.",
    "index.unopenable": "The live generation {name} cannot be opened ({why}).",
    "index.replaced": "The index is replaced faster than it can be opened.",
    "index.rebuild": "Rebuild with `searchapp reindex --full`.",
    "generation.no-name": "{name} is not the name of a generation.",
    "generation.none": "There is no generation {name}.",
    "generation.list": "See `searchapp index list`.",
    "lock.held": "The index is being written by {holder}.",
    "lock.held.hint": "Wait for it to end, then try again.",
    "lock.holder": "process {pid} on {host} since {since}",
    "lock.holder-unknown": "another process",
    "disk.full": "The disk is full; the index is as it was before.",
    "disk.full.hint": "Free some space for {folder} and run it again.",
    "disk.refused": "The index cannot be written ({why}).",
    "engine.none": "There is no engine {name}.",
    "engine.none.hint": "Use `whoosh`.",
    # Files of an engine that cannot be opened.
    "file.unreadable": "{file} cannot be read: {why}.",
    "file.no-arrays": "{file} is not a file of arrays.",
    "file.no-array": "{file} has no array {array}.",
    "file.cut": "{file} is damaged or cut short.",
    "file.length": "{file} does not have the length that its segment records.",
    "file.contents": "The table of contents cannot be read: {why}.",
    "file.columns": "The columns do not belong to the segments.",
    # What a check of a generation finds.
    "fault.unreadable": "{file} cannot be read ({why})",
    "fault.current": "{file} does not hold the name of a generation",
    "fault.changed": "{file} is not what was written",
    "fault.missing": "{file} is missing",
    "fault.stray": "{file} does not belong here",
    "fault.manifest": "{file} is that of {name}",
    "fault.other": "{what}",
    "fault.field": "segment {segment}, field {field}: {fault}",
    "fault.terms-order": "the terms are not in order",
    "fault.posting-extents": "the extents of the postings do not fit the terms",
    "fault.posting-document": "a posting names a document that is not there",
    "fault.posting-order": "the postings of a term are not in order",
    "fault.counts": "the counts do not fit the postings",
    "fault.positions": "the positions do not fit the counts",
    "fault.position-order": "the positions of a posting are not in order",
    "fault.lengths": "the lengths of the documents do not fit the counts",
    "fault.record": "segment {segment}: record {record} cannot be read ({why})",
    "fault.record-id": "segment {segment}: record {record} is that of another release",
    "fault.columns": "the columns are not of the same length",
    "fault.days": "a date ends before it begins",
    "fault.tie": "a tie break is not that of its id",
    "fault.title": "a title key is missing",
    "fault.facet-extents": "facet {facet}: the extents do not fit the releases",
    "fault.facet-value": "facet {facet}: a value is missing",
    "fault.facet-order": "facet {facet}: the values are not in order",
}
"""The English catalogue."""


def word(notice: Notice, catalogue: Catalogue = MESSAGES) -> str:
    """Return a notice in words.

    :param catalogue: the messages of a language, as :data:`MESSAGES`.
    :raises KeyError: the catalogue has no such code, or the notice lacks a parameter.
    """
    message = catalogue[notice.code]
    if isinstance(message, tuple):
        message = message[0 if notice.parameters["count"] == 1 else 1]
    blanks = {name: _word(value, catalogue) for name, value in notice.parameters.items()}
    return message.format_map(blanks)


def _word(value: Parameter, catalogue: Catalogue) -> str | int:
    if isinstance(value, Notice):
        return word(value, catalogue)
    if isinstance(value, tuple):
        items = (word(Notice("list.item", {"item": item}), catalogue) for item in value)
        return word(Notice("list.separator"), catalogue).join(items)
    return value


def count_noun(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 result``, ``1,284 results``.

    :param many: the plural where it is not ``one`` with an s.
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
