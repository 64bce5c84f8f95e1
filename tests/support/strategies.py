"""Hypothesis strategies: releases, documents, histories of an index, questions.

Vocabularies are small, so that terms repeat, values are shared and keys tie; values are missing
often; several scripts are in play.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from searchapp.engine.protocol import Document, FacetAsk, Question
from searchapp.fields import FACETS, TEXT_FIELDS
from searchapp.model import (
    MISSING,
    Entity,
    Filter,
    Precision,
    PublicationDate,
    Release,
    Source,
)
from searchapp.query import nodes as query_nodes

__all__ = ["DAYS", "Step", "documents", "histories", "nodes", "questions"]

DAYS = st.dates(date(1950, 1, 1), date(2044, 12, 31))

WORDS = (
    "aid", "aids", "air", "airs", "bank", "banks", "éclair", "eclat", "река", "реки", "北京",
    "京都", "wind", "winds", "z",
)  # fmt: skip
PEOPLE = ("Ana Ruiz", "ana ruiz", "Émile Zola", "Emile Zola", "Li Wei", "Ōe", "Zoë\nBell")
FACET_VALUES: dict[str, tuple[str, ...]] = {
    "source": ("north", "south", "öst"),
    "organization": ("ACME", "Acme", "World Bank", "Banque mondiale"),
    "person": PEOPLE,
    "place": ("Genève", "Geneva", "Москва", "東京"),
    "language": ("en", "fr", "ru", "zh"),
    "year": ("2019", "2020", "2021"),
}
LABELS = {"source": {"north": "The North Press", "öst": "Österreich"}}
IDS = tuple(f"r{number}" for number in range(24))


def _one_of(values: Sequence[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


@st.composite
def _dates(draw: st.DrawFn) -> PublicationDate | None:
    if draw(st.integers(0, 4)) == 0:
        return None
    year, month, day = draw(
        st.tuples(st.integers(2019, 2021), st.integers(1, 12), st.integers(1, 9))
    )
    precisions: tuple[Precision, ...] = ("day", "day", "month", "year")
    precision = draw(st.sampled_from(precisions))
    value = {"day": f"{year}-{month:02}-{day:02}", "month": f"{year}-{month:02}", "year": f"{year}"}
    return PublicationDate(value[precision], precision, "text")


def _days(found: PublicationDate | None) -> tuple[int, int] | None:
    if found is None:
        return None
    parts = [int(part) for part in found.value.split("-")]
    year, first, last = (
        parts[0],
        parts[1] if len(parts) > 1 else 1,
        parts[1] if len(parts) > 1 else 12,
    )
    if len(parts) == 3:
        return (date(*parts).toordinal(),) * 2
    return date(year, first, 1).toordinal(), date(year, last, monthrange(year, last)[1]).toordinal()


@st.composite
def documents(draw: st.DrawFn, release_id: str) -> Document:
    """Draw a document with a given id."""
    title = draw(st.lists(_one_of(WORDS), max_size=3))
    body = draw(st.lists(_one_of(("", *WORDS)), max_size=12))
    found = draw(_dates())
    facets = {
        name: tuple(draw(st.lists(
            _one_of(FACET_VALUES[name]), max_size=3 if FACETS[name].multiple else 1, unique=True
        )))
        for name in FACETS
    }  # fmt: skip
    release = Release(
        id=release_id,
        path=f"{release_id}.txt",
        source=Source("north", "The North Press"),
        title=" ".join(title),
        body=(" ".join(body),),
        language="en",
        content_hash="0",
        date=found,
        people=tuple(Entity(name, (), 1, "person") for name in facets["person"]),
    )
    return Document(
        release=release,
        terms={"title": title, "body": [*title, "", *body], "parts": body[:2]},
        facets=facets,
        labels={
            "source": {v: LABELS["source"][v] for v in facets["source"] if v in LABELS["source"]}
        },
        days=_days(found),
        title_key=" ".join(title).casefold(),
    )


@dataclass(frozen=True)
class Step:
    """One commit: ids taken out (to be replaced or for good), documents put in, copies grouped."""

    removed: tuple[str, ...]
    added: tuple[Document, ...]
    groups: tuple[tuple[str, ...], ...] = ()


@st.composite
def histories(draw: st.DrawFn, most_steps: int = 4) -> list[Step]:
    """Draw a chain of commits, each carried over from the one before."""
    held: set[str] = set()
    steps = []
    for _ in range(draw(st.integers(1, most_steps))):
        added = draw(st.lists(_one_of(IDS), unique=True, max_size=6))
        gone = draw(st.lists(_one_of(IDS), unique=True, max_size=4))
        replaced = [each for each in added if each in held]
        removed = tuple(dict.fromkeys((*replaced, *gone)))
        group = tuple(draw(st.lists(_one_of(IDS), unique=True, max_size=4)))
        groups = (group,) if len(group) > 1 else ()
        steps.append(Step(removed, tuple(draw(documents(each)) for each in added), groups))
        held = (held - set(removed)) | set(added)
    return steps


_fields = st.sampled_from(sorted(TEXT_FIELDS))
_slots = st.lists(_one_of(WORDS), max_size=2, unique=True).map(lambda terms: tuple(sorted(terms)))
_filled = _slots.filter(bool)
_iso = st.dates(date(2018, 12, 1), date(2022, 1, 31)).map(date.isoformat)


@st.composite
def _phrases(draw: st.DrawFn) -> query_nodes.TermPhrase:
    inner = draw(st.lists(_slots, max_size=2))
    slots = (draw(_filled), *inner, draw(_filled))
    return query_nodes.TermPhrase(draw(_fields), slots)


@st.composite
def _values(draw: st.DrawFn) -> query_nodes.HasValue:
    name = draw(st.sampled_from(sorted(FACETS)))
    value = draw(_one_of((*FACET_VALUES[name], "nowhere")))
    return query_nodes.HasValue(name, draw(st.sampled_from((value, value.upper(), MISSING))))


_leaves: st.SearchStrategy[Any] = st.one_of(
    st.builds(query_nodes.Terms, _fields, _filled),
    st.builds(query_nodes.Terms, st.just("body"), _filled),
    _phrases(),
    st.builds(
        query_nodes.TermPrefix, _fields, st.sampled_from(("a", "b", "win", "é", "р", "", "q")),
        st.integers(1, 5),
    ),
    st.builds(
        query_nodes.TermFuzzy, _fields, _one_of((*WORDS, "ari", "bnak", "рекa")), st.integers(0, 2),
        st.integers(0, 2), st.integers(1, 5),
    ),
    _values(),
    st.builds(query_nodes.InDates, st.none() | _iso, st.none() | _iso),
    st.just(query_nodes.Everything()),
    st.just(query_nodes.Nothing()),
)  # fmt: skip


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(query_nodes.And, several),
        st.builds(query_nodes.Or, several),
        st.builds(query_nodes.Not, inner),
        st.builds(query_nodes.Boost, inner, st.sampled_from((0.5, 2.0))),
    )


nodes: st.SearchStrategy[Any] = st.recursive(_leaves, _grown, max_leaves=6)


@st.composite
def _filters(draw: st.DrawFn) -> tuple[Filter, ...]:
    names = draw(st.lists(st.sampled_from(sorted(FACETS)), max_size=2, unique=True))
    found = []
    for name in names:
        some = st.lists(_one_of((*FACET_VALUES[name], MISSING, "nowhere")), max_size=2, unique=True)
        found.append(
            Filter(
                name, tuple(draw(some)), tuple(draw(some)), draw(st.sampled_from(("any", "all")))
            )
        )
    return tuple(found)


@st.composite
def _asks(draw: st.DrawFn) -> tuple[FacetAsk, ...]:
    names = draw(st.lists(st.sampled_from(sorted(FACETS)), max_size=4, unique=True))
    return tuple(
        FacetAsk(
            name,
            size=draw(st.integers(0, 4)),
            order=draw(st.sampled_from(("count", "value"))),
            contains=draw(st.sampled_from(("", "", "e", "Ö", "north", "zoe b"))),
            offset=draw(st.integers(0, 2)),
        )
        for name in names
    )


_day = st.none() | st.dates(date(2018, 12, 1), date(2022, 1, 31)).map(date.toordinal)

questions: st.SearchStrategy[Question] = st.builds(
    Question,
    match=nodes,
    filters=_filters(),
    days=st.tuples(_day, _day) | st.just((None, None)),
    order=st.sampled_from(("relevance", "recent", "newest", "oldest", "title")),
    half_life=st.sampled_from((1.0, 30.0, 365.0)),
    offset=st.integers(0, 3),
    limit=st.integers(0, 8),
    facets=_asks(),
    interval=st.sampled_from((None, "auto", "year", "month", "day")),
    hide_copies=st.booleans(),
    with_releases=st.booleans(),
)
