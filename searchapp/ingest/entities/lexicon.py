"""Lexicon: what is known of a single word before its sentence is read.

One dictionary holds every word of the data files with the flags of all lists it stands in, so that
a word costs one look-up, and a question about it one ``&``.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from functools import lru_cache

from searchapp.data_files import read_bytes, read_toml

__all__ = [
    "ADJECTIVE",
    "BARE_ORGANIZATION",
    "COMMON",
    "CONNECTOR",
    "CRAFT",
    "DEMONYM",
    "DIRECTION",
    "FAMILY_FIRST",
    "FIRST",
    "FUNCTION",
    "GENERIC",
    "HEAD",
    "HONORIFIC",
    "LAST",
    "LOCATION_PREFIX",
    "LOCATION_SUFFIX",
    "MODIFIER",
    "MONTH",
    "NOT_NAME",
    "NOT_ORGANIZATION",
    "PARTICLE",
    "PLACE_PREPOSITION",
    "RARE",
    "ROLE",
    "SPEECH",
    "SPLITTER",
    "STRONG_PREPOSITION",
    "VERB",
    "WEAK_HEAD",
    "flags_of",
    "fold",
    "formal_names",
    "kinds_of_organization",
    "lexicon",
    "not_acronyms",
    "possessive_names",
    "read_sections",
    "read_table",
    "split_list",
]

FUNCTION = 1 << 0
NOT_NAME = 1 << 1
MONTH = 1 << 2
HONORIFIC = 1 << 3
ROLE = 1 << 4
MODIFIER = 1 << 5
HEAD = 1 << 6
WEAK_HEAD = 1 << 7
NOT_ORGANIZATION = 1 << 8
LOCATION_SUFFIX = 1 << 9
LOCATION_PREFIX = 1 << 10
DIRECTION = 1 << 11
CONNECTOR = 1 << 12
PARTICLE = 1 << 13
ADJECTIVE = 1 << 14
DEMONYM = 1 << 15
PLACE_PREPOSITION = 1 << 16
SPEECH = 1 << 17
FAMILY_FIRST = 1 << 18
GENERIC = 1 << 19
BARE_ORGANIZATION = 1 << 20
COMMON = 1 << 21
RARE = 1 << 22
FIRST = 1 << 23
LAST = 1 << 24
SPLITTER = 1 << 25
STRONG_PREPOSITION = 1 << 26
VERB = 1 << 27
CRAFT = 1 << 28

_MIN_COMPOUND = 10
"""Letters of the shortest German compound that is looked at for its head."""

_TABLES = {
    "function": FUNCTION,
    "not_name": NOT_NAME,
    "months": MONTH,
    "honorifics": HONORIFIC,
    "roles": ROLE,
    "role_modifiers": MODIFIER,
    "heads": HEAD,
    "weak_heads": WEAK_HEAD,
    "not_organization": NOT_ORGANIZATION,
    "location_suffix": LOCATION_SUFFIX,
    "location_prefix": LOCATION_PREFIX,
    "directions": DIRECTION,
    "connectors": CONNECTOR,
    "particles": PARTICLE,
    "adjectives": ADJECTIVE,
    "demonyms": DEMONYM,
    "place_prepositions": PLACE_PREPOSITION,
    "speech": SPEECH,
    "family_first": FAMILY_FIRST,
    "generic": GENERIC,
    "bare_organizations": BARE_ORGANIZATION,
    "splitters": SPLITTER,
    "strong_place_prepositions": STRONG_PREPOSITION,
    "headline_verbs": VERB,
    "craft": CRAFT,
}
_LISTS = (
    ("words.txt.gz", {"common": COMMON, "rare": RARE}),
    ("names.txt.gz", {"first": FIRST, "last": LAST}),
)


def fold(word: str) -> str:
    """Return the key of a word: lower case, plain apostrophe, no full stop at its end."""
    return word.lower().replace("’", "'").rstrip(".")


def read_table(name: str) -> dict[str, object]:
    """Return a TOML file of the entity data."""
    return read_toml(f"ingest/data/entities/{name}")


def read_sections(name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the sections of a packed list: its name and its lines."""
    packed = read_bytes(f"ingest/data/entities/{name}")
    for section in gzip.decompress(packed).decode("utf-8").split("# ")[1:]:
        heading, _, lines = section.partition("\n")
        yield heading, lines.split("\n")[:-1]


def split_list(table: Mapping[str, object], name: str) -> list[str]:
    """Return the words of one list of a table."""
    return str(table[name]).split()


@lru_cache(maxsize=1)
def lexicon() -> dict[str, int]:
    """Return every known word with its flags; read once, on first use."""
    known: dict[str, int] = {}
    for name, flags in _LISTS:
        for section, words in read_sections(name):
            flag = flags[section]
            for word in words:
                known[word] = known.get(word, 0) | flag
    for short, full in formal_names().items():
        for word in (short, *full):
            known[word] = known.get(word, 0) | FIRST
    table = read_table("lexicon.toml")
    for name, flag in _TABLES.items():
        for word in split_list(table, name):
            known[word] = known.get(word, 0) | flag
    return known


@lru_cache(maxsize=1)
def not_acronyms() -> frozenset[str]:
    """Return the words in capitals that are no organization."""
    return frozenset(split_list(read_table("lexicon.toml"), "not_acronym"))


@lru_cache(maxsize=1)
def kinds_of_organization() -> frozenset[str]:
    """Return the phrases, folded, that say what kind an organization is of and name none."""
    lines = str(read_table("lexicon.toml")["kinds_of_organization"]).split("\n")
    return frozenset(line.strip() for line in lines if line.strip())


@lru_cache(maxsize=1)
def possessive_names() -> frozenset[str]:
    """Return the possessives that belong to a name: ``people's`` in a People's Government."""
    return frozenset(split_list(read_table("lexicon.toml"), "possessive_names"))


@lru_cache(maxsize=1)
def _compound_heads() -> tuple[str, ...]:
    return tuple(split_list(read_table("lexicon.toml"), "compound_heads"))


@lru_cache(maxsize=1)
def formal_names() -> dict[str, tuple[str, ...]]:
    """Return, for a short first name, the full names it can stand for; all lower case."""
    return {short: tuple(str(full).split()) for short, full in read_table("nicknames.toml").items()}


def flags_of(key: str, known: Mapping[str, int]) -> int:
    """Return the flags of a word; of a hyphenated one what its parts say of names."""
    found = known.get(key, 0)
    if found:
        return found
    if "-" not in key:
        return HEAD if len(key) >= _MIN_COMPOUND and key.endswith(_compound_heads()) else 0
    parts = key.split("-")
    first, last = known.get(parts[0], 0), known.get(parts[-1], 0)
    if first & FIRST or last & LAST:
        return (first & FIRST) | (last & LAST)
    return COMMON if last & COMMON else 0
