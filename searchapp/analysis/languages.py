"""The facts about each language: the rows of ``data/languages.toml`` as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from searchapp.data_files import read_toml

__all__ = ["UNKNOWN", "LanguageFacts", "facts", "known_tag"]


@dataclass(frozen=True, slots=True)
class LanguageFacts:
    """How to analyse a language; the defaults are those of a language that is not known.

    :param stemmer: name of a Snowball algorithm or of one of
        :data:`searchapp.analysis.lang.STEMMERS`, ``""`` for none.
    :param latin: written in Latin letters.
    :param accents: they matter to the stemmer; else they are folded before it sees the word.
    :param possessive: ``'s`` at the end of a word is not part of it.
    :param elided: what may stand before an apostrophe without being part of the word.
    :param endings: endings without accents -> the same with accents.
    :param stop: words that are not indexed, as written.
    """

    stemmer: str = ""
    latin: bool = True
    accents: bool = True
    possessive: bool = False
    elided: frozenset[str] = frozenset()
    endings: Mapping[str, str] = field(default_factory=dict)
    stop: frozenset[str] = frozenset()


UNKNOWN = "und"


def known_tag(language: str) -> str:
    """Return the tag under which a language is in the table, :data:`UNKNOWN` if it is not."""
    tag = language.split("-", 1)[0].lower()
    return _tags().get(tag, UNKNOWN)


def facts(language: str) -> LanguageFacts:
    """Return what is known of the language with this BCP 47 tag."""
    return _table().get(known_tag(language), LanguageFacts())


@cache
def _table() -> dict[str, LanguageFacts]:
    """Return the rows by their tags."""
    return {
        tag: LanguageFacts(
            stemmer=row.get("stemmer", ""),
            latin=row.get("latin", True),
            accents=row.get("accents", True),
            possessive=row.get("possessive", False),
            elided=frozenset(row.get("elided", "").split()),
            endings=row.get("endings", {}),
            stop=frozenset(row["stop"].split()),
        )
        for tag, row in read_toml("analysis/data/languages.toml").items()
    }


@cache
def _tags() -> dict[str, str]:
    """Return the tags that a language may have -> the one of its row."""
    rows = read_toml("analysis/data/languages.toml")
    return {
        tag: row for row, values in rows.items() for tag in (row, *values.get("also", "").split())
    }
