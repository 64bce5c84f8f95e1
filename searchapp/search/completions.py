"""Completions of an unfinished query: facet values and titles that begin like it."""

from __future__ import annotations

from dataclasses import dataclass

from searchapp.analysis.folding import fold
from searchapp.engine.protocol import Question
from searchapp.fields import facet_label
from searchapp.search.session import Session
from searchapp.search.understanding import interpret

__all__ = ["Suggestion", "complete"]

FACETS_COMPLETED = ("source", "organization", "person", "place")

MAX_VALUES = 4
"""Completions per facet."""

MIN_TITLES = 2
"""Places among completions that are kept for titles, however many values there are."""

MIN_TITLE_LETTERS = 2
"""Letters from which on titles are completed; nearly every title has a word with a given first."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion of what was typed: a title, or a facet value with how often it occurs.

    :param field: ``title`` or a name of :data:`searchapp.fields.FACETS`.
    """

    text: str
    field: str
    value: str
    count: int


def complete(text: str, limit: int, session: Session) -> tuple[Suggestion, ...]:
    """Return up to ``limit`` completions of what was typed so far: facet values, then titles.

    Values in which a word begins like the text come first, of these the most frequent.
    """
    typed = fold(text).strip()
    if not typed:
        return ()
    labels = session.snapshot.labels
    values = [
        Suggestion(facet_label(name, value, labels), name, value, count)
        for name in FACETS_COMPLETED
        for value, count in session.snapshot.suggest_values(name, typed, MAX_VALUES)
    ]
    values.sort(key=lambda each: (f" {typed}" not in f" {fold(each.text)}", -each.count))
    room = max(min(MIN_TITLES, limit - 1), limit - len(values))
    titles = _titles(text, room, session) if len(typed) >= MIN_TITLE_LETTERS else []
    return (*values[: limit - len(titles)], *titles)


def _titles(text: str, limit: int, session: Session) -> list[Suggestion]:
    match = interpret(_as_title_prefix(text), session.languages, session.settings).match
    answer = session.snapshot.search(Question(match, order="relevance", limit=limit))
    releases = session.snapshot.fetch([ranked.id for ranked in answer.hits])
    return [Suggestion(each.title, "title", each.id, 1) for each in releases if each]


def _as_title_prefix(text: str) -> str:
    """Return a query for titles with these words, the last one perhaps unfinished."""
    words = ["".join(filter(str.isalnum, word)) for word in text.split()]
    words = [word for word in words if word]
    if not words:
        return ""
    last = f"title:{words[-1]}*" if len(words[-1]) > 1 else ""
    return " ".join([*(f"title:{word}" for word in words[:-1]), last]).strip()
