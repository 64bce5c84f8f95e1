"""Name resolution: the facet values that readers mean by names, in queries and in filters.

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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from searchapp.analysis.folding import fold
from searchapp.data_files import read_toml
from searchapp.engine.protocol import Answer, FacetAsk, Question, Snapshot
from searchapp.fields import facet_label
from searchapp.messages import Notice, Parameter
from searchapp.model import MISSING, Entity, Filter, Release
from searchapp.query.nodes import Everything, HasValue, Node, Or
from searchapp.query.rewrite import replace_values

__all__ = ["NameResolver", "ResolvedName", "ResolvedNames"]

MAX_VALUES = 20
"""Values that one name may stand for; of more, the most frequent are taken."""
MAX_LISTED = 3
"""Values that a notice names."""
MAX_RELEASES_READ = 50
"""Releases with the name in their text whose entities are looked through for it."""
MAX_CANDIDATES = 200
MIN_SIMILARITY = 0.7
"""How alike a value must be to be proposed: the ratio of :mod:`difflib`."""
MAX_REMEMBERED = 2_000
"""Names whose meaning is remembered."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """What a name was taken for.

    :param values: the values it stands for, the most frequent first; empty if there is none.
    :param notice: tells the reader what it was taken for; ``None`` if it is a value, but for case
        and accents.
    :param close: the nearest value where there is none to take, or ``""``.
    """

    values: tuple[str, ...] = ()
    notice: Notice | None = None
    close: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedNames:
    """A query and filters with values in place of the names in them.

    :param tree: parsed nodes; a name that stands for nothing is as it was, and finds nothing.
    :param nearest: the same with the nearest value in place of each such name, if one is near.
    :param notices: what names were taken for, those of filters before those of the query.
    :param cut_short: the time ran out, so that names may stand for more.
    """

    tree: Node
    nearest: Node
    filters: tuple[Filter, ...]
    notices: tuple[Notice, ...] = ()
    cut_short: bool = False


class NameResolver:
    """Finds out what names stand for in one snapshot; one per request.

    :param match_phrase: a phrase -> what to ask the engine for the releases with it in their text.
    :param known: what names stood for before, on this snapshot; names are added.
    :param deadline: as :attr:`searchapp.engine.protocol.Question.deadline`.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        match_phrase: Callable[[str], Node],
        known: dict[tuple[str, str, bool], ResolvedName],
        deadline: float | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.known = known
        self._match_phrase = match_phrase
        self._deadline = deadline
        self._cut_short = False

    def resolve(self, tree: Node, filters: Sequence[Filter]) -> ResolvedNames:
        """Return a parsed query and filters with values in place of names."""
        notices: list[Notice] = []
        resolved = tuple(self._resolve_filter(each, notices) for each in filters)
        nearest: dict[int, Node] = {}

        def resolve_value(node: HasValue) -> Node:
            test, near = self._resolve_test(node, notices)
            nearest[id(test)] = near
            return test

        tree = replace_values(tree, resolve_value)
        near = replace_values(tree, lambda node: nearest.get(id(node), node))
        return ResolvedNames(tree, near, resolved, tuple(notices), self._cut_short)

    def _resolve_test(self, node: HasValue, notices: list[Notice]) -> tuple[Node, Node]:
        """Return what a test for a value is taken for, and what it could be misspelt for."""
        name = self._resolve_name(node.field, node.value, notices, widely=True)
        if not name.values:
            return node, HasValue(node.field, name.close) if name.close else node
        tests = [HasValue(node.field, value) for value in name.values] if name.notice else [node]
        test: Node = tests[0] if len(tests) == 1 else Or(tuple(tests))
        return test, test

    def _resolve_filter(self, names: Filter, notices: list[Notice]) -> Filter:
        """Return a filter with values in place of names.

        A name for several values stands for the most frequent one where all are wanted.
        """

        def values(each: Sequence[str], limit: int) -> tuple[str, ...]:
            # A name that stands for none is kept, so that it still finds nothing.
            rows = (
                self._resolve_name(names.field, name, notices).values[:limit] or (name,)
                for name in each
            )
            return tuple(dict.fromkeys(value for row in rows for value in row))

        wanted = values(names.any, 1 if names.match == "all" else MAX_VALUES)
        return replace(names, any=wanted, none=values(names.none, MAX_VALUES))

    def _resolve_name(
        self, facet: str, name: str, notices: list[Notice], *, widely: bool = False
    ) -> ResolvedName:
        """Return what a name is taken for; a notice of it is added to ``notices``.

        :param widely: a single word that is a value is taken for other forms of names, too.
        """
        found = self.known.get((facet, name, widely))
        if found is None:
            found = self._look_up(facet, name, widely)
            self._remember(facet, name, widely, found)
        if found.notice:
            notices.append(found.notice)
        return found

    def _remember(self, facet: str, name: str, widely: bool, found: ResolvedName) -> None:
        if self._cut_short:
            return
        if len(self.known) >= MAX_REMEMBERED:
            self.known.clear()
        self.known[facet, name, widely] = found

    def _look_up(self, facet: str, name: str, widely: bool) -> ResolvedName:
        if name == MISSING:
            return ResolvedName((MISSING,))
        plain = _normalise(facet, name)
        if same := self._same(facet, name):
            if widely and len(plain.split()) == 1:
                values = tuple(dict.fromkeys((*same, *self._by_alias(facet, plain))))
                if len(values) > len(same):
                    return ResolvedName(values, self._notice(facet, name, values))
            return ResolvedName((name,) if name in same else same)
        steps = (self._by_label, self._by_alias, self._by_words)
        for step in steps if plain else ():
            if values := step(facet, plain):
                return ResolvedName(values, self._notice(facet, name, values))
        close = self._close(facet, plain)
        return ResolvedName((), self._notice_none(facet, name, close), close[0] if close else "")

    def _search(self, question: Question) -> Answer:
        answer = self.snapshot.search(replace(question, deadline=self._deadline))
        self._cut_short = self._cut_short or bool(answer.partial)
        return answer

    def _values(self, match: Node, ask: FacetAsk) -> tuple[tuple[str, int], ...]:
        counted = self._search(Question(match, limit=0, facets=(ask,))).facets
        return counted[0].values if counted else ()

    def _same(self, facet: str, name: str) -> tuple[str, ...]:
        """Return the values that are the name but for case and accents."""
        ask = FacetAsk(facet, MAX_VALUES, contains=fold(name))
        held = self._values(HasValue(facet, name), ask)
        return tuple(value for value, count in held if count and fold(value) == fold(name))

    def _by_label(self, facet: str, plain: str) -> tuple[str, ...]:
        labels = self.snapshot.labels.get(facet, {})
        return tuple(value for value, label in labels.items() if _plain(label) == plain)

    def _by_alias(self, facet: str, plain: str) -> tuple[str, ...]:
        """Return the entities that releases call so, as those that have it in their text tell."""
        entities = _ENTITIES.get(facet)
        if entities is None:
            return ()
        question = Question(self._match_phrase(plain), order="relevance", limit=MAX_RELEASES_READ)
        found = self.snapshot.fetch([hit.id for hit in self._search(question).hits])
        names: Counter[str] = Counter(
            entity.name
            for release in found
            if release
            for entity in entities(release)
            if any(_normalise(facet, alias) == plain for alias in (entity.name, *entity.aliases))
        )
        return tuple(name for name, _ in names.most_common(MAX_VALUES))

    def _by_words(self, facet: str, plain: str) -> tuple[str, ...]:
        """Return the values, or those whose labels, have these words in a row."""
        longest = max(plain.split(), key=len)
        held = self._values(Everything(), FacetAsk(facet, MAX_CANDIDATES, contains=longest))
        return tuple(
            value
            for value, _ in held
            if f" {plain} " in f" {_plain(value)} "
            or f" {plain} " in f" {_plain(self._label(facet, value))} "
        )[:MAX_VALUES]

    def _close(self, facet: str, plain: str) -> list[str]:
        """Return values that look like the name, or else share a word with it.

        Only those are looked at in which a word begins as one of the name does.
        """
        begun = {word[:3] for word in plain.split() if len(word) > 2}
        asks = [FacetAsk(facet, MAX_CANDIDATES, contains=each) for each in sorted(begun)]
        found = {
            _plain(self._label(facet, value)): value
            for ask in asks
            for value, _ in self._values(Everything(), ask)
        }
        near = difflib.get_close_matches(plain, found, n=MAX_LISTED, cutoff=MIN_SIMILARITY)
        words = {word for word in plain.split() if len(word) > 3}
        sharing = [each for each in found if words & set(each.split())]
        return [found[each] for each in near or sharing[:MAX_LISTED]]

    def _label(self, facet: str, value: str) -> str:
        return facet_label(facet, value, self.snapshot.labels)

    def _notice(self, facet: str, name: str, values: Sequence[str]) -> Notice:
        """Return what the reader is told of the values that a name stands for."""
        blanks = self._blanks(facet, name, values[:MAX_LISTED])
        if len(values) > MAX_LISTED:
            return Notice("name.many", blanks | {"more": len(values) - MAX_LISTED})
        return Notice("name.several" if len(values) > 1 else "name.one", blanks)

    def _notice_none(self, facet: str, name: str, close: Sequence[str]) -> Notice:
        blanks = self._blanks(facet, name, close)
        return Notice("name.none-but-close" if close else "name.none", blanks)

    def _blanks(self, facet: str, name: str, values: Sequence[str]) -> dict[str, Parameter]:
        labels = tuple(self._label(facet, value) for value in values)
        return {"facet": Notice(f"facet.{facet}"), "name": name, "values": labels}


_ENTITIES: dict[str, Callable[[Release], Sequence[Entity]]] = {
    "person": lambda release: release.people,
    "organization": lambda release: release.organizations,
    "place": lambda release: release.places,
}


def _plain(name: str) -> str:
    """Return the folded words of a name."""
    return " ".join(_WORD.findall(fold(name)))


def _normalise(facet: str, name: str) -> str:
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
