"""Gazetteer: names of places, and how surely a bare name means one.

Names in many languages lead to one English name: ``Китай``, ``Chine`` and ``中国`` to China.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, cast

from searchapp.ingest.entities.languages.russian_cases import place_stem
from searchapp.ingest.entities.lexicon import read_sections, read_table

__all__ = [
    "COUNTRY",
    "LARGE",
    "MEDIUM",
    "MINOR",
    "REGION",
    "SMALL",
    "Place",
    "find_place",
    "gazetteer",
    "state_of",
]

COUNTRY, REGION, LARGE, MEDIUM, SMALL, MINOR = 6, 5, 4, 3, 2, 1


class Place(NamedTuple):
    """A place: its kind, how sure a bare name is of it, and its name if that is another."""

    kind: str
    tier: int
    name: str = ""


_SECTIONS = {
    "country": Place("country", COUNTRY),
    "region": Place("region", REGION),
    "city-large": Place("city", LARGE),
    "city-medium": Place("city", MEDIUM),
    "city-small": Place("city", SMALL),
    "city-minor": Place("city", MINOR),
    "region-minor": Place("region", SMALL),
    "county": Place("region", LARGE),
}
_TABLE_KINDS = {
    "region": Place("region", COUNTRY),
    "country": _SECTIONS["country"],
    "state": _SECTIONS["region"],
    "city": _SECTIONS["city-large"],
    "landform": Place("region", LARGE),
}


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, Place]:
    """Return places by folded name; read once, on first use."""
    known: dict[str, Place] = {}
    for section, lines in read_sections("gazetteer.txt.gz"):
        place = _SECTIONS[section]
        plain = [line for line in lines if "=" not in line]
        known.update(dict.fromkeys("\n".join(plain).lower().split("\n"), place))
        for line in lines:
            if "=" in line:
                key, _, name = line.partition("=")
                known[key] = Place(place.kind, place.tier, name)
    for key in cast("list[str]", read_table("places.toml")["not_places"]):
        known.pop(key, None)
    known.update(_table_places())
    return known


def _table_places() -> Iterator[tuple[str, Place]]:
    table = cast("dict[str, dict[str, list[str]]]", read_table("places.toml"))
    for section, place in _TABLE_KINDS.items():
        for name, others in table[section].items():
            for other in (name, *others):
                yield other.lower(), Place(place.kind, place.tier, name)


@lru_cache(maxsize=1)
def _codes() -> tuple[dict[str, str], dict[str, str]]:
    table = cast("dict[str, dict[str, str]]", read_table("places.toml"))
    return table["codes"], table["australian_codes"]


def state_of(code: str, text: str = "") -> str | None:
    """Return the state that a postal code or an old short form stands for.

    :param text: where it stands; codes are Australian in a text that names Australia.
    """
    american, australian = _codes()
    code = code.rstrip(".")
    if code in australian and "Australia" in text:
        return australian[code]
    return american.get(code)


@lru_cache(maxsize=1)
def _russian_stems() -> dict[str, Place]:
    """Return well known places by the stem of their Russian name, for declined forms."""
    stems: dict[str, Place] = {}
    for key, place in gazetteer().items():
        stem = place_stem(key) if place.tier >= LARGE and place.name else None
        if stem is not None:
            stems.setdefault(stem, place)
    return stems


def find_place(key: str) -> Place | None:
    """Return the place of a folded name, also of a declined Russian one; ``None`` if it is none."""
    found = gazetteer().get(key)
    if found is not None:
        return found
    stem = place_stem(key)
    return _russian_stems().get(stem) if stem is not None else None
