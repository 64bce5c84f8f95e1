"""The table of query parameters: query string to request, and back.

One table, :data:`PARAMETERS`, and the table of facets are the only places that know a parameter:
parsed, writing, the error texts and the OpenAPI file all follow them. Reading and writing are
exact inverses: ``parse(pairs(request)) == request``.

A request is written in canonical form: filters in the order of the facet table, values of one
filter in the order given and without repeats, nothing that equals its default.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, get_args
from urllib.parse import urlencode

from searchapp.calendar_days import day_span
from searchapp.errors import MAX_FAULTS, InvalidParameter, ParameterFault
from searchapp.fields import DATE_FIELD, FACETS
from searchapp.model import Filter, Interval, SearchRequest, Sort
from searchapp.search.limits import (
    MAX_PER_PAGE,
    MAX_WINDOW,
    dates_fault,
    depth_fault,
    length_fault,
)

__all__ = [
    "HIT_FIELDS",
    "MAX_PER_PAGE",
    "MAX_WINDOW",
    "PARAMETERS",
    "Parameter",
    "ParsedParameters",
    "build",
    "names",
    "pairs",
    "parse",
    "read",
    "read_leniently",
    "whole_number",
]

MAX_FACET_SIZE = 100
MIN_SIMILARITY = 0.5
"""Least similarity (the ratio of :mod:`difflib`) at which a name is proposed for another."""

HIT_FIELDS = (
    "url", "original_url", "title", "title_marks", "date", "date_precision", "date_origin",
    "source", "source_label", "language", "organizations", "people", "places", "score", "snippet",
    "duplicate_of", "also",
)  # fmt: skip
"""What ``fields`` may name; a hit always carries ``id``."""

Pairs = Iterable[tuple[str, str]]
DEFAULT = SearchRequest()
DATE_FORMS = ("YYYY", "YYYY-MM", "YYYY-MM-DD")


class _Refused(Exception):
    """A value that a parameter does not take: why, and what it takes."""

    def __init__(self, reason: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that can be given once; its name is the attribute of the request it sets.

    :param schema: JSON Schema of the value, for the OpenAPI file.
    :param read: text to value; raises ``_Refused``.
    :param write: value to text, the inverse.
    """

    name: str
    help: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


@dataclass(frozen=True, slots=True)
class ParsedParameters:
    """A request as far as its parameters could be used, and the faults of the rest.

    :param notices: the faults as sentences for a reader, each with what was done about it.
    """

    request: SearchRequest
    faults: tuple[ParameterFault, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """The parameters read so far from one query string."""

    values: dict[str, Any] = field(default_factory=dict)
    wanted: dict[str, list[str]] = field(default_factory=dict)
    unwanted: dict[str, list[str]] = field(default_factory=dict)
    all_of: set[str] = field(default_factory=set)
    faults: list[ParameterFault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def wants_advice(self) -> bool:
        """Return whether the next fault will be told, so that advice on it is worth its time."""
        return len(self.faults) < MAX_FAULTS

    def add_fault(self, fault: ParameterFault, remedy: str = "It was left out.") -> None:
        """Record a fault and what was done about it."""
        self.faults.append(fault)
        self.notices.append(f"{fault.parameter}={fault.value} {fault.reason}. {remedy}")


def whole_number(text: str, least: int, most: int) -> int:
    """Return the number that ``text`` is. Raises ``ValueError`` saying what is allowed."""
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or not least <= int(text) <= most:
        raise ValueError(f"must be a whole number from {least:,} to {most:,}")
    return int(text)


def _number(least: int, most: int) -> Callable[[str], int]:
    def read_number(text: str) -> int:
        try:
            return whole_number(text, least, most)
        except ValueError as error:
            raise _Refused(str(error), (f"{least} to {most}",)) from None

    return read_number


def _choice(*allowed: str) -> Callable[[str], str]:
    def read_choice(text: str) -> str:
        if text not in allowed:
            near = _nearest(text, allowed, "; the nearest is {!r}")
            raise _Refused(f"is not one of the choices{near}", allowed)
        return text

    return read_choice


def _names(allowed: tuple[str, ...], empty: str | None = None) -> Callable[[str], tuple[str, ...]]:
    def read_names(text: str) -> tuple[str, ...]:
        if text == empty:
            return ()
        choices = allowed if empty is None else (*allowed, empty)
        one = _choice(*choices)
        listed = tuple(dict.fromkeys(one(name.strip()) for name in text.split(",")))
        if empty in listed:
            raise _Refused(f"{empty!r} stands alone", choices)
        return listed

    return read_names


def _date(text: str) -> str:
    try:
        day_span(text)
    except ValueError:
        raise _Refused("is not a date of the calendar", DATE_FORMS) from None
    return text


def _one_of(values: Iterable[str], **more: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(values), **more}


SORTS: tuple[str, ...] = get_args(Sort)
INTERVALS: tuple[str, ...] = get_args(Interval)
_DATE_SCHEMA = {"type": "string", "pattern": "^\\d{4}(-\\d{2}(-\\d{2})?)?$"}

PARAMETERS: dict[str, Parameter] = {
    row.name: row
    for row in (
        Parameter("q", "query; empty browses", {"type": "string", "maxLength": 512}, str),
        Parameter(
            "words", "auto: where no release has all of the words, those with any of them, when "
            "the order is one of relevance; all: never",
            _one_of(("auto", "all"), default="auto"), _choice("auto", "all"),
        ),
        Parameter(
            "page", f"from 1; page × per_page is at most {MAX_WINDOW:,}, beyond it use cursor",
            {"type": "integer", "minimum": 1, "default": 1}, _number(1, MAX_WINDOW),
        ),
        Parameter(
            "per_page", "hits on a page",
            {"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE, "default": 20},
            _number(1, MAX_PER_PAGE),
        ),
        Parameter(
            "cursor", "opaque, from links.next; 410 when its generation is gone",
            {"type": "string"}, str,
        ),
        Parameter(
            "sort", "relevance is the default with a query, newest without; recent is relevance, "
            "halved for every recency_half_life_days (a setting, 365) of age, no date being oldest",
            _one_of(SORTS), _choice(*SORTS),
        ),
        Parameter(
            "date_from", "first day, inclusive: YYYY, YYYY-MM or YYYY-MM-DD", _DATE_SCHEMA, _date
        ),
        Parameter(
            "date_to", "last day, inclusive: YYYY, YYYY-MM or YYYY-MM-DD", _DATE_SCHEMA, _date
        ),
        Parameter(
            "facets", "what to count: facets, date (the histogram), with commas between; or none; "
            "all by default",
            {"type": "string", "examples": ["source,person", "none"]},
            _names((*FACETS, DATE_FIELD), "none"), lambda names: ",".join(names) or "none",
        ),
        Parameter(
            "facet_size", "values listed for each facet",
            {"type": "integer", "minimum": 1, "maximum": MAX_FACET_SIZE, "default": 10},
            _number(1, MAX_FACET_SIZE),
        ),
        Parameter(
            "facet_sort", "order of facet values: most frequent first, or A to Z",
            _one_of(("count", "value"), default="count"), _choice("count", "value"),
        ),
        Parameter(
            "interval", "width of the bars of the date histogram",
            _one_of(INTERVALS, default="auto"), _choice(*INTERVALS),
        ),
        Parameter(
            "fields", "which fields a hit carries besides id: names with commas between",
            {"type": "string", "examples": ["title,date"]}, _names(HIT_FIELDS), ",".join,
        ),
        Parameter(
            "highlight", "0 for no snippets and no marks", _one_of(("0", "1"), default="1"),
            lambda text: _choice("0", "1")(text) == "1", lambda on: "1" if on else "0",
        ),
        Parameter(
            "duplicates", "hide leaves out releases that are nearly the same as an earlier one",
            _one_of(("show", "hide"), default="show"), _choice("show", "hide"),
        ),
    )
}  # fmt: skip
"""Every parameter that can be given once; facet filters come on top, see :func:`names`."""


@cache
def names() -> tuple[str, ...]:
    """Return every parameter name that a search takes, facet filters included."""
    filters = [each for name in FACETS for each in (name, f"-{name}")]
    matches = [f"match_{name}" for name, facet in FACETS.items() if facet.multiple]
    return (*PARAMETERS, *filters, *matches)


def pairs(request: SearchRequest) -> list[tuple[str, str]]:
    """Return the parameters that :func:`parse` reads as this request."""
    out = [
        (row.name, row.write(getattr(request, row.name)))
        for row in PARAMETERS.values()
        if getattr(request, row.name) != getattr(DEFAULT, row.name)
    ]
    for each in request.filters:
        out += [(each.field, value) for value in each.any]
        out += [(f"-{each.field}", value) for value in each.none]
        if each.match == "all":
            out.append((f"match_{each.field}", "all"))
    return out


def build(request: SearchRequest) -> str:
    """Return the query string of a request, without the question mark; ``""`` for the default."""
    return urlencode(pairs(request))


def parse(given: Pairs, *, max_query_chars: int = 512) -> SearchRequest:
    """Return the request of a query string, strictly.

    :raises InvalidParameter: naming every unknown name and every value that is not allowed.
    """
    parsed = read(given, max_query_chars=max_query_chars)
    if parsed.faults:
        raise InvalidParameter(parsed.faults)
    return parsed.request


def read_leniently(given: Pairs, *, max_query_chars: int = 512) -> ParsedParameters:
    """Return the request with defaults for what cannot be used; unknown names are no fault."""
    known = frozenset(names())
    return read(
        [(name, value) for name, value in given if name in known], max_query_chars=max_query_chars
    )


def read(given: Pairs, *, max_query_chars: int = 512) -> ParsedParameters:
    """Return the request as far as the parameters can be understood, and every fault.

    An empty value counts as not given, because a form sends all of its fields.
    """
    draft = _Draft()
    for name, value in given:
        if value or name not in names():
            _take(draft, name, value)
    _limit_query(draft, max_query_chars)
    _limit_window(draft)
    _order_dates(draft)
    request = replace(DEFAULT, **draft.values, filters=_filters(draft))
    return ParsedParameters(request, tuple(draft.faults), tuple(draft.notices))


def _take(draft: _Draft, name: str, value: str) -> None:
    if name in FACETS:
        draft.wanted.setdefault(name, []).append(value)
    elif name.startswith("-") and name[1:] in FACETS:
        draft.unwanted.setdefault(name[1:], []).append(value)
    elif name in names():
        _take_single(draft, name, value)
    else:
        near = _nearest(name, names(), "; did you mean {!r}?") if draft.wants_advice() else ""
        draft.add_fault(ParameterFault(name, value, f"is not a parameter{near}", names()))


def _take_single(draft: _Draft, name: str, value: str) -> None:
    row = PARAMETERS.get(name)
    try:
        if row is None:
            if _choice("any", "all")(value) == "all":
                draft.all_of.add(name.removeprefix("match_"))
        elif name in draft.values:
            raise _Refused("is given more than once")
        else:
            draft.values[name] = row.read(value)
    except _Refused as refused:
        draft.add_fault(ParameterFault(name, value, refused.reason, refused.allowed))


def _nearest(word: str, choices: Iterable[str], said: str) -> str:
    """Return the choice that is most like a word, put as ``said``; ``""`` if none is."""
    near = difflib.get_close_matches(word[:100], list(choices), n=1, cutoff=MIN_SIMILARITY)
    return said.format(near[0]) if near else ""


def _limit_query(draft: _Draft, most: int) -> None:
    text = draft.values.get("q", "")
    if fault := length_fault(text, most):
        draft.add_fault(fault, "Only the beginning was searched for.")
        draft.values["q"] = text[:most]


def _limit_window(draft: _Draft) -> None:
    page = draft.values.get("page", DEFAULT.page)
    if "cursor" in draft.values and page > 1:
        reason = "cannot be combined with cursor, which names its own place"
        fault: ParameterFault | None = ParameterFault("page", str(page), reason)
    else:
        fault = depth_fault(page, draft.values.get("per_page", DEFAULT.per_page))
    if fault:
        draft.add_fault(fault)
        draft.values.pop("page", None)


def _order_dates(draft: _Draft) -> None:
    start, end = draft.values.get("date_from"), draft.values.get("date_to")
    if fault := dates_fault(start, end):
        draft.add_fault(fault, "The range was read the other way round.")
        draft.values |= {"date_from": end, "date_to": start}


def _filters(draft: _Draft) -> tuple[Filter, ...]:
    return tuple(
        Filter(
            name,
            wanted := tuple(dict.fromkeys(draft.wanted.get(name, ()))),
            tuple(dict.fromkeys(draft.unwanted.get(name, ()))),
            "all" if wanted and name in draft.all_of else "any",
        )
        for name in FACETS
        if name in draft.wanted or name in draft.unwanted
    )
