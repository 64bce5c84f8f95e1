"""Well known organizations: their names in many languages, and where a text has one of them."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from searchapp.ingest.entities.evidence import LISTED_PHRASE
from searchapp.ingest.entities.lexicon import read_table
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = [
    "is_short_name",
    "known_organization",
    "listed_name",
    "listed_names",
    "read_listed_phrases",
]


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Return canonical names by exact spelling (short forms) and by folded spelling."""
    exact: dict[str, str] = {}
    folded: dict[str, str] = {}
    for name, others in cast("dict[str, list[str]]", read_table("organizations.toml")).items():
        for other in (name, *others):
            if " " not in other and (len(other) <= 4 or other.isupper()):
                exact[other] = name
            else:
                folded[other.lower()] = name
                folded[" ".join(word.rstrip(".") for word in other.lower().split())] = name
    return exact, folded


def listed_names() -> list[tuple[str, str]]:
    """Return every name of a listed organization, as looked up, with the canonical name."""
    exact, folded = _names()
    return [*exact.items(), *folded.items()]


def is_short_name(word: str) -> bool:
    """Return whether capitals are the short name of a listed organization."""
    return word in _names()[0]


@lru_cache(maxsize=1 << 14)
def known_organization(surface: str) -> str | None:
    """Return the canonical name of a listed organization by one of its names, else ``None``."""
    exact, folded = _names()
    surface = surface.replace("’", "'")
    return exact.get(surface) or folded.get(" ".join(surface.lower().split()))


def listed_name(surface: str, key: str) -> str | None:
    """Return the canonical name of a listed organization, else ``None``.

    :param surface: a name as written, under which short forms are listed.
    :param key: the same, folded.
    """
    exact, folded = _names()
    return exact.get(surface) or folded.get(key)


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    """Return the names of several words in a script with capitals, with the canonical name."""
    return tuple(
        (name, canonical)
        for name, canonical in listed_names()
        if " " in name and name[0] < "\u0600"
    )


def read_listed_phrases(reading: ReadingState) -> None:
    """Note the listed names that stand in the text letter by letter, in whatever case.

    Most languages write all but the first word in lower case, where no run of capitals shows it.
    """
    lowered = reading.text.lower()
    if len(lowered) != len(reading.text):
        return
    for name, canonical in _phrases():
        at = lowered.find(name)
        while at >= 0:
            end = at + len(name)
            reading.spans.append(Span(at, end, LISTED_PHRASE, canonical))
            at = lowered.find(name, end)
