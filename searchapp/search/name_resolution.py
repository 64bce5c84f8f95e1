"""Which values of a facet does a reader mean by a name?

A name is tried, in this order, as a value, as the label of one, as another form of the name of an
entity (an alias, an acronym, a family name, with a title or the last name first), and as some
words of values. In a query a single word can be both a value and such a form: releases that never
say more than the family name do not hide those that give the whole name. Case and accents never
matter. The reader is told what was taken for the name, and of close names where there is nothing.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from searchapp.analysis.folding import fold
from searchapp.data_files import read_toml
from searchapp.engine.protocol import Answer, FacetAsk, Question, Snapshot
from searchapp.fields import FACETS, facet_label
from searchapp.model import MISSING, Entity, Filter, Release
from searchapp.query.nodes import Everything, HasValue, Node, Or

__all__ = ["Asking", "Named", "filters_named", "node_named"]

MOST_VALUES = 20
"""Values that one name may stand for; of more, the most frequent are taken."""
MOST_TOLD = 3
RELEASES_READ = 50
"""Releases with the name in their text whose entities are looked through for it."""
CANDIDATES = 200
ALIKE = 0.7
"""How alike a value must be to be proposed: the ratio of :mod:`difflib`."""
MOST_KEPT = 2_000
"""Names whose meaning is remembered."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name was taken for.

    :param values: the values it stands for, the most frequent first; empty if there is none.
    :param note: a sentence for the reader; ``""`` if the name is a value, as it is or folded.
    :param close: the nearest value where there is none to take, or ``""``.
    """

    values: tuple[str, ...] = ()
    note: str = ""
    close: str = ""


@dataclass
class Asking:
    """Whom to ask what names mean, and what was found out on the way.

    :param in_text: a name -> what to ask the engine for the releases with it in their text.
    :param known: what names meant before, on this snapshot; names are added.
    :param notes: sentences for the reader.
    """

    snapshot: Snapshot
    in_text: Callable[[str], Node]
    known: dict[tuple[str, str, bool], Named]
    deadline: float | None = None
    notes: list[str] = field(default_factory=list)
    cut_short: bool = False

    def named(self, facet: str, name: str, *, widely: bool = False) -> Named:
        """Return what a name is taken for, and note what the reader should know about it.

        :param widely: a single word that is a value is taken for other forms of names, too.
        """
        found = self.known.get((facet, name, widely))
        if found is None:
            found = self._looked_up(facet, name, widely)
            self._remember(facet, name, widely, found)
        if found.note:
            self.notes.append(found.note)
        return found

    def _remember(self, facet: str, name: str, widely: bool, found: Named) -> None:
        if self.cut_short:
            return
        if len(self.known) >= MOST_KEPT:
            self.known.clear()
        self.known[facet, name, widely] = found

    def _looked_up(self, facet: str, name: str, widely: bool) -> Named:
        if name == MISSING:
            return Named((MISSING,))
        plain = _turned(facet, name)
        if same := self._same(facet, name):
            if widely and len(plain.split()) == 1:
                values = tuple(dict.fromkeys((*same, *self._also_called(facet, plain))))
                if len(values) > len(same):
                    return Named(values, self._told(facet, name, values))
            return Named((name,) if name in same else same)
        steps = (self._labelled, self._also_called, self._with_words)
        for step in steps if plain else ():
            if values := step(facet, plain):
                return Named(values, self._told(facet, name, values))
        close = self._close(facet, plain)
        return Named((), self._nothing(facet, name, close), close[0] if close else "")

    def _search(self, question: Question) -> Answer:
        answer = self.snapshot.search(replace(question, deadline=self.deadline))
        self.cut_short = self.cut_short or bool(answer.partial)
        return answer

    def _values(self, match: Node, ask: FacetAsk) -> tuple[tuple[str, int], ...]:
        counted = self._search(Question(match, limit=0, facets=(ask,))).facets
        return counted[0].values if counted else ()

    def _same(self, facet: str, name: str) -> tuple[str, ...]:
        """Return the values that are the name but for case and accents."""
        ask = FacetAsk(facet, MOST_VALUES, contains=fold(name))
        held = self._values(HasValue(facet, name), ask)
        return tuple(value for value, count in held if count and fold(value) == fold(name))

    def _labelled(self, facet: str, plain: str) -> tuple[str, ...]:
        labels = self.snapshot.labels.get(facet, {})
        return tuple(value for value, label in labels.items() if _plain(label) == plain)

    def _also_called(self, facet: str, plain: str) -> tuple[str, ...]:
        """Return the entities that releases call so, as those that have it in their text tell."""
        entities = _ENTITIES.get(facet)
        if entities is None:
            return ()
        question = Question(self.in_text(plain), order="relevance", limit=RELEASES_READ)
        found = self.snapshot.fetch([hit.id for hit in self._search(question).hits])
        names: Counter[str] = Counter(
            entity.name
            for release in found
            if release
            for entity in entities(release)
            if any(_turned(facet, alias) == plain for alias in (entity.name, *entity.aliases))
        )
        return tuple(name for name, _ in names.most_common(MOST_VALUES))

    def _with_words(self, facet: str, plain: str) -> tuple[str, ...]:
        """Return the values, or those whose labels, have these words in a row."""
        longest = max(plain.split(), key=len)
        held = self._values(Everything(), FacetAsk(facet, CANDIDATES, contains=longest))
        return tuple(
            value
            for value, _ in held
            if f" {plain} " in f" {_plain(value)} "
            or f" {plain} " in f" {_plain(self._label(facet, value))} "
        )[:MOST_VALUES]

    def _close(self, facet: str, plain: str) -> list[str]:
        """Return values that look like the name, or else share a word with it.

        Only those are looked at in which a word begins as one of the name does.
        """
        begun = {word[:3] for word in plain.split() if len(word) > 2}
        asks = [FacetAsk(facet, CANDIDATES, contains=each) for each in sorted(begun)]
        found = {
            _plain(self._label(facet, value)): value
            for ask in asks
            for value, _ in self._values(Everything(), ask)
        }
        near = difflib.get_close_matches(plain, found, n=MOST_TOLD, cutoff=ALIKE)
        words = {word for word in plain.split() if len(word) > 3}
        sharing = [each for each in found if words & set(each.split())]
        return [found[each] for each in near or sharing[:MOST_TOLD]]

    def _label(self, facet: str, value: str) -> str:
        return facet_label(facet, value, self.snapshot.labels)

    def _listed(self, facet: str, values: Iterable[str]) -> str:
        return ", ".join(f"“{self._label(facet, value)}”" for value in values)

    def _told(self, facet: str, name: str, values: Sequence[str]) -> str:
        more = f" and {len(values) - MOST_TOLD} more" if len(values) > MOST_TOLD else ""
        one_of = "any of " if len(values) > 1 else ""
        shown = self._listed(facet, values[:MOST_TOLD])
        return f"The {_noun(facet)} “{name}” was read as {one_of}{shown}{more}."

    def _nothing(self, facet: str, name: str, close: Sequence[str]) -> str:
        proposed = f" Close to it: {self._listed(facet, close)}." if close else ""
        return f"There is no {_noun(facet)} “{name}” here.{proposed}"


def node_named(node: HasValue, asking: Asking) -> tuple[Node, Node]:
    """Return what a test for a value is read as, and what it could be misspelt for."""
    named = asking.named(node.field, node.value, widely=True)
    if not named.values:
        return node, HasValue(node.field, named.close) if named.close else node
    tests = [HasValue(node.field, value) for value in named.values] if named.note else [node]
    read: Node = tests[0] if len(tests) == 1 else Or(tuple(tests))
    return read, read


def filters_named(filters: Sequence[Filter], asking: Asking) -> tuple[Filter, ...]:
    """Return filters with values in place of the names that stand for them.

    A name for several values stands for the most frequent one where all are wanted.
    """
    out = []
    for each in filters:
        most = 1 if each.match == "all" else MOST_VALUES
        wanted = _all_named(each.field, each.any, asking, most)
        unwanted = _all_named(each.field, each.none, asking, MOST_VALUES)
        out.append(replace(each, any=wanted, none=unwanted))
    return tuple(out)


def _all_named(facet: str, names: Sequence[str], asking: Asking, most: int) -> tuple[str, ...]:
    """Return the values; a name that stands for none is kept, so that it still finds nothing."""
    found = (asking.named(facet, name).values[:most] or (name,) for name in names)
    return tuple(dict.fromkeys(value for values in found for value in values))


_ENTITIES: dict[str, Callable[[Release], Sequence[Entity]]] = {
    "person": lambda release: release.people,
    "organization": lambda release: release.organizations,
    "place": lambda release: release.places,
}


def _noun(facet: str) -> str:
    return FACETS[facet].label.lower()


def _plain(name: str) -> str:
    """Return the folded words of a name."""
    return " ".join(_WORD.findall(fold(name)))


def _turned(facet: str, name: str) -> str:
    """Return the folded words of a name, of a person without title and first name first."""
    if facet != "person":
        return _plain(name)
    last, comma, first = name.partition(",")
    words = _plain(f"{first} {last}" if comma else name).split()
    while len(words) > 1 and words[0] in _titles():
        del words[0]
    return " ".join(words)


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    """Return titles and offices, which stand before a name: those that extraction knows."""
    table = read_toml("ingest/data/entities/lexicon.toml")
    words = f"{table['honorifics']} {table['roles']}".split()
    return frozenset(map(_plain, words))
