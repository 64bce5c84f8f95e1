"""Table of aliases: which names in different releases are one entity.

The table is learned over all releases at a full reindex and kept. It never takes a bare family
name for a person: two people may share it. What the user states in a file goes before all that is
learned.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from searchapp.errors import SettingsError
from searchapp.ingest.entities.evidence import Kind
from searchapp.ingest.entities.lexicon import HONORIFIC, fold, formal_names, lexicon
from searchapp.ingest.entities.mention_clusters import organization_key, person_key
from searchapp.ingest.entities.spans import Entities
from searchapp.model import Entity

__all__ = ["AliasTable", "read_aliases"]

_KINDS: dict[str, Kind] = {
    "people": "person",
    "organizations": "organization",
    "places": "place",
}
_ORGANIZATIONS = "organizations"
_MAJORITY = 0.8
"""A short form stands for one long form across releases if this share of them agree."""

_Names = dict[str, str]


def _name_in_order(name: str) -> str:
    """Return ``Daren Tang`` for ``Tang, Daren`` and ``Mr. Daren Tang``."""
    last, comma, first = name.partition(", ")
    turned = f"{first} {last}" if comma and "," not in first else name
    title, _, rest = turned.partition(" ")
    titled = " " in rest and lexicon().get(fold(title), 0) & HONORIFIC
    return rest if titled else turned


def _fold_name(name: str, section: str) -> str:
    """Return the key of a name: of a person without title, first name first."""
    name = _name_in_order(name) if section == "people" else name
    return " ".join(name.lower().replace("’", "'").replace(".", "").split())


def read_aliases(path: Path) -> dict[str, _Names]:
    """Return the aliases of a user's TOML file: kind, then folded alias, then canonical name.

    The file holds tables ``[people]``, ``[organizations]`` and ``[places]`` of
    ``"Canonical name" = ["alias", ...]``.

    :raises SettingsError: the file cannot be read or is not of this form.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"the aliases file {path} cannot be read: {error}") from error
    found: dict[str, _Names] = {}
    for section, entries in tables.items():
        if section not in _KINDS or not isinstance(entries, dict):
            raise SettingsError(
                f"the aliases file {path} has an unknown table [{section}]",
                hint="use [people], [organizations] and [places]",
            )
        found[section] = _read_table_of_names(path, section, entries)
    return found


def _read_table_of_names(path: Path, section: str, entries: Mapping[str, Any]) -> _Names:
    names: _Names = {}
    for name, aliases in entries.items():
        if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
            raise SettingsError(f"{path}: [{section}] {name!r} needs a list of names")
        for alias in (name, *aliases):
            names[_fold_name(alias, section)] = name
    return names


# ---- learning ----------------------------------------------------------------------------------


def _most_used(counts: Mapping[str, int]) -> str:
    """Return the name most releases use; then the longest, then the first of the alphabet."""
    return min(counts, key=lambda name: (-counts[name], -len(name), name))


def _person_group(name: str) -> tuple[str, str]:
    key = person_key(_name_in_order(name))
    return key[0], key[-1]


def _initials_of(name: str) -> frozenset[str]:
    """Return the letters that a name gives between first and last word."""
    return frozenset(word[0].lower() for word in _name_in_order(name).split()[1:-1])


def _learn_people(counts: Mapping[str, int]) -> _Names:
    """Bring full names together: same first and last word, initials that agree."""
    groups: dict[tuple[str, str], dict[str, int]] = {}
    for name in sorted(counts):
        if len(person_key(_name_in_order(name))) > 1:
            groups.setdefault(_person_group(name), {})[name] = counts[name]
    _join_nicknames(groups)
    table: _Names = {}
    for members in groups.values():
        for cluster in _by_initials(members):
            best = _name_in_order(_most_used(cluster))
            for name in cluster:
                table[_fold_name(name, "people")] = best
    return table


def _join_nicknames(groups: dict[tuple[str, str], dict[str, int]]) -> None:
    """Give ``Chuck Doe`` to ``Charles Doe`` where only one full name can be meant."""
    for first, last in sorted(groups):
        fulls = [(full, last) for full in formal_names().get(first, ()) if (full, last) in groups]
        if len(fulls) == 1 and (first, last) in groups:
            groups[fulls[0]].update(groups.pop((first, last)))


def _by_initials(members: Mapping[str, int]) -> list[dict[str, int]]:
    """Split names whose middle initials contradict each other: they are different people."""
    initials = {name: _initials_of(name) for name in members}
    distinct = sorted({letters for letters in initials.values() if letters}, key=sorted)
    if len(distinct) < 2:
        return [dict(members)]
    parts: dict[frozenset[str], dict[str, int]] = {}
    for name, letters in initials.items():
        parts.setdefault(letters, {})[name] = members[name]
    return [parts[letters] for letters in sorted(parts, key=sorted)]


def _learn_organizations(counts: Mapping[str, int], shorts: Mapping[str, Counter[str]]) -> _Names:
    """Bring names together: the same words in any order, a short form by majority."""
    groups: dict[tuple[str, ...], dict[str, int]] = {}
    for name in sorted(counts):
        key = tuple(sorted(set(organization_key(name)))) or (name.lower(),)
        groups.setdefault(key, {})[name] = counts[name]
    table: _Names = {}
    for members in groups.values():
        best = _most_used(members)
        table.update({_fold_name(name, _ORGANIZATIONS): best for name in members})
    for short, longs in sorted(shorts.items()):
        merged: Counter[str] = Counter()
        for long, count in longs.items():
            merged[table.get(_fold_name(long, _ORGANIZATIONS), long)] += count
        best = _most_used(merged)
        if merged[best] >= _MAJORITY * sum(merged.values()):
            table[short] = best
        else:
            table.pop(short, None)
    return table


class AliasLearner:
    """Counts the names of releases that come one by one, for a table of all of them."""

    def __init__(self) -> None:
        self._people: Counter[str] = Counter()
        self._organizations: Counter[str] = Counter()
        self._acronyms: dict[str, Counter[str]] = {}

    def add(self, entities: Entities) -> None:
        """Count the names of one release; the order of releases does not matter."""
        self._people.update(entity.name for entity in entities.people)
        for entity in entities.organizations:
            self._organizations[entity.name] += 1
            for alias in entity.aliases:
                if alias.isupper() and 2 <= len(alias) <= 10 and " " not in alias:
                    key = _fold_name(alias, _ORGANIZATIONS)
                    self._acronyms.setdefault(key, Counter())[entity.name] += 1

    def table(self, stated: Mapping[str, _Names] | None = None) -> AliasTable:
        """Return the table learned from all releases so far.

        :param stated: what :func:`read_aliases` returned; it goes before what is learned.
        """
        learned = {
            "people": _learn_people(self._people),
            "organizations": _learn_organizations(self._organizations, self._acronyms),
        }
        return AliasTable(learned).with_stated(stated or {})


@dataclass(frozen=True, slots=True)
class AliasTable:
    """One name for an entity over all releases.

    :param names: kind (``people``, ``organizations``, ``places``), then folded name, then canonical
        name.
    """

    names: Mapping[str, _Names] = field(default_factory=dict)

    @classmethod
    def learn(
        cls, releases: Iterable[Entities], stated: Mapping[str, _Names] | None = None
    ) -> AliasTable:
        """Learn from the entities of all releases; their order does not matter.

        :param stated: what :func:`read_aliases` returned; it goes before what is learned.
        """
        learner = AliasLearner()
        for entities in releases:
            learner.add(entities)
        return learner.table(stated)

    def with_stated(self, stated: Mapping[str, _Names]) -> AliasTable:
        """Return the table with a user's aliases; names that led to an alias follow it."""
        names: dict[str, _Names] = {}
        for section in _KINDS:
            own = stated.get(section, {})
            learned = {
                alias: own.get(_fold_name(name, section), name)
                for alias, name in self.names.get(section, {}).items()
            }
            names[section] = learned | own
        return AliasTable(names)

    def name_of(self, section: str, name: str) -> str:
        """Return the canonical name of an entity; the name itself if the table does not know it."""
        return self.names.get(section, {}).get(_fold_name(name, section), name)

    def apply(self, entities: Entities) -> Entities:
        """Return the entities under their canonical names, those that are one put together."""
        return replace(
            entities,
            people=self._merge("people", entities.people),
            organizations=self._merge("organizations", entities.organizations),
            places=self._merge("places", entities.places),
        )

    def _merge(self, section: str, entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
        merged: dict[str, Entity] = {}
        for entity in entities:
            name = self.name_of(section, entity.name)
            before = merged.get(name)
            aliases = {entity.name, *entity.aliases, *(before.aliases if before else ())} - {name}
            mentions = entity.mentions + (before.mentions if before else 0)
            kind = before.kind if before else entity.kind
            merged[name] = Entity(name, tuple(sorted(aliases)), mentions, kind)
        return tuple(sorted(merged.values(), key=lambda entity: -entity.mentions))

    def to_json(self) -> str:
        """Return the table as JSON; only what changes a name is kept."""
        return json.dumps(
            {
                section: {alias: name for alias, name in sorted(names.items()) if alias != name}
                for section, names in sorted(self.names.items())
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> AliasTable:
        """Return the table that :meth:`to_json` wrote.

        :raises ValueError: the text is not such a table.
        """
        table = json.loads(text)
        if not isinstance(table, dict) or not all(
            isinstance(names, dict) for names in table.values()
        ):
            raise ValueError("not an alias table")
        return cls({str(section): dict(names) for section, names in table.items()})
