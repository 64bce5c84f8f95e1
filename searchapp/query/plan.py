"""The planner: parsed nodes -> planned nodes, for the languages that the index holds.

A word is looked up in the forms that it takes in every language of the index. What is a word in
one language may be a stop word in another, whose releases then do not have it as a term; a release
must never be missed for that. So a word that is a stop word in some languages

* is looked up like any other if it is all there is to look for;
* is left out of a conjunction if it is a stop word in the main language of the index;
* else, in a conjunction, is not asked of the releases in the languages where it is a stop word.

A phrase is asked for in the shape that it has in each language, a stop word being a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from searchapp.fields import TEXT_FIELDS
from searchapp.messages import Notice
from searchapp.query.nodes import (
    And,
    Boost,
    Everything,
    Fuzzy,
    HasValue,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    TermFuzzy,
    TermPhrase,
    TermPrefix,
    Terms,
    Word,
)

__all__ = ["Plan", "plan"]

MAX_FUZZY_EDITS = 1
MIN_FUZZY_LETTERS = 3
"""Shorter terms are not searched fuzzily: half the dictionary is one edit away."""
MAX_FUZZY_TERMS = 50
"""Lucene's default for what a fuzzy word may stand for."""

_UNSPACED = "\u2e80"
"""From here on a term of one character is a Chinese, Japanese or Korean one."""

Slots = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask the engine, and what the reader should know about it.

    :param left_out: the nodes of the tree, by ``id()``, that are too common to be asked for.
    """

    match: Node
    warnings: tuple[Notice, ...] = ()
    left_out: frozenset[int] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A planned node, and the languages of whose releases it cannot be asked.

    ``None`` is nothing to ask for.

    :param asked: what it was planned for, by ``id()``.
    """

    node: Node | None
    void: tuple[str, ...] = ()
    asked: int = 0


def plan(
    tree: Node,
    languages: Sequence[str],
    *,
    analyse: Callable[[str, str], Sequence[str]],
    fold: Callable[[str], str],
    max_expansions: int,
) -> Plan:
    """Return planned nodes for a parsed tree.

    :param languages: tags of the languages that the index holds, the commonest first.
    :param analyse: text and language -> terms in order, ``""`` for a stop word; the number of
        terms must not depend on the language.
    :param fold: the folding that all terms have been through.
    :param max_expansions: how many terms one wildcard or fuzzy word may stand for.
    """
    planner = _Planner(tuple(languages) or ("en",), analyse, fold, max_expansions)
    match = planner.piece(tree).node
    if match is None:
        planner.warn_left_out()
        match = Everything()
    return Plan(match, tuple(dict.fromkeys(planner.warnings)), frozenset(planner.left_out_ids))


class _Planner:
    """The parameters of :func:`plan`, and the words that were left out so far."""

    def __init__(
        self,
        languages: tuple[str, ...],
        analyse: Callable[[str, str], Sequence[str]],
        fold: Callable[[str], str],
        max_expansions: int,
    ) -> None:
        self.languages = languages
        self.analyse = analyse
        self.fold = fold
        self.max_expansions = max_expansions
        self.left_out_texts: list[str] = []
        self.left_out_ids: set[int] = set()
        self.warnings: list[Notice] = []

    def warn_left_out(self) -> None:
        """Tell the reader which words are not searched for."""
        self.warnings += [
            Notice("query.too-common", {"text": text}) for text in self.left_out_texts
        ]

    def piece(self, node: Node) -> _Piece:
        """Plan a node, and note it if there is nothing to ask for."""
        piece = replace(self.plan_node(node), asked=id(node))
        if piece.node is None:
            self.left_out_ids.add(piece.asked)
        return piece

    def plan_node(self, node: Node) -> _Piece:
        """Plan a node."""
        match node:
            case Word(text, field) | Phrase(text, field):
                return self.words(text, field)
            case Prefix(text, field):
                return self.prefix(text, field)
            case Fuzzy(text, field):
                return self.fuzzy(text, field)
            case And(children):
                return _Piece(self.all_of(children))
            case Or(children):
                return _Piece(self.any_of(children))
            case Not(child):
                planned = self.any_of((child,))
                return _Piece(Not(planned) if planned else None)
        return _Piece(node)

    def all_of(self, children: tuple[Node, ...]) -> Node | None:
        """Plan a conjunction: words that not every language indexes give way to the others."""
        pieces = [piece for child in children if (piece := self.piece(child)).node is not None]
        if pieces and all(isinstance(piece.node, Not) for piece in pieces):
            self.warn_left_out()
            return And((Everything(), *_nodes(pieces)))
        word_pieces = [piece for piece in pieces if piece.node and _looks_for_words(piece.node)]
        if not word_pieces:
            self.warn_left_out()
        if len(word_pieces) < 2:
            return _join(And, list(_nodes(pieces)))
        if all(piece.void for piece in word_pieces):
            # A release lacks what is void in its language; but one word must be in it.
            return And((Or(_nodes(word_pieces)), *map(self.unless_void, pieces)))
        main = self.languages[0]
        self.left_out_ids.update(each.asked for each in pieces if main in each.void)
        return _join(And, [self.unless_void(each) for each in pieces if main not in each.void])

    def unless_void(self, piece: _Piece) -> Node:
        """Return a condition that lets releases pass of which it cannot be asked."""
        (node,) = _nodes([piece])
        return (
            Or((node, *(HasValue("language", each) for each in piece.void))) if piece.void else node
        )

    def any_of(self, children: tuple[Node, ...]) -> Node | None:
        """Plan a disjunction. The reader is told of words that are not there to choose."""
        nodes = [self.piece(child).node for child in children]
        if None in nodes:
            self.warn_left_out()
        return _join(Or, [node for node in nodes if node is not None])

    def words(self, text: str, field: str | None) -> _Piece:
        """Plan a phrase, or a word: a phrase of one, unless it has several parts."""
        rows = {language: tuple(self.analyse(text, language)) for language in self.languages}
        void = [language for language, row in rows.items() if not any(row)]
        if len(void) == len(rows):
            self.left_out_texts.append(text)
            return _Piece(None)
        return _Piece(self.in_shapes(rows, field), tuple(void))

    def in_shapes(self, rows: dict[str, tuple[str, ...]], field: str | None) -> Node:
        """Plan the shapes that the words take; only the first is asked of every language."""
        shapes: dict[tuple[bool, ...], list[str]] = {}
        for language, row in rows.items():
            if any(row):
                shapes.setdefault(tuple(map(bool, row)), []).append(language)
        nodes: list[Node] = []
        for shape, languages in shapes.items():
            forms = [rows[language] for language in (languages if nodes else rows)]
            node = self.in_fields(_slots(shape, forms), field)
            if nodes:
                tags = [HasValue("language", language) for language in languages]
                node = And((node, tags[0] if len(tags) == 1 else Or(tuple(tags))))
            nodes.append(node)
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def in_fields(self, slots: Slots, field: str | None) -> Node:
        """Look words up in one field, or everywhere with the weights of the fields."""
        return _everywhere(lambda name: self.in_field(slots, name), field)

    def in_field(self, slots: Slots, field: str) -> Node:
        """Look words up in a field. A single Chinese character begins the terms that hold it."""
        if len(slots) > 1:
            return TermPhrase(field, slots)
        term = slots[0][0]
        if len(term) == 1 and term >= _UNSPACED:
            return TermPrefix(field, term, self.max_expansions)
        return Terms(field, slots[0])

    def prefix(self, text: str, field: str | None) -> _Piece:
        """Plan ``word*``: what begins like it, and the stem of what was typed of it."""
        *before, last = self.fold(text).replace("-", " ").split() or [""]
        if not last.isalnum() or last[0] >= _UNSPACED:
            return self.words(text, field)
        stems = {term for each in self.languages for term in self.analyse(last, each) if term}
        extra = tuple(sorted(stem for stem in stems if not stem.startswith(last)))

        def in_field(name: str) -> Node:
            node = TermPrefix(name, last, self.max_expansions)
            return Or((node, Terms(name, extra))) if extra else node

        begun = _everywhere(in_field, field)
        pieces = _nodes(self.words(word, field) for word in before)
        return _Piece(_join(And, [*pieces, begun]))

    def fuzzy(self, text: str, field: str | None) -> _Piece:
        """Plan ``word~``: what is one edit away from the word or from its stem."""
        rows = [tuple(self.analyse(text, language)) for language in self.languages]
        terms = sorted({row[0] for row in rows if len(row) == 1 and row[0]} | {self.fold(text)})
        if any(len(row) != 1 for row in rows) or min(map(len, terms)) < MIN_FUZZY_LETTERS:
            return self.words(text, field)
        limit = min(self.max_expansions, MAX_FUZZY_TERMS)

        def in_field(name: str) -> Node:
            nodes = [TermFuzzy(name, term, MAX_FUZZY_EDITS, 1, limit) for term in terms]
            return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

        return _Piece(_everywhere(in_field, field))


def _slots(shape: tuple[bool, ...], rows: Sequence[tuple[str, ...]]) -> Slots:
    """Return the forms of each word that is one in this shape, without gaps at the ends."""
    slots = [
        tuple(sorted({row[index] for row in rows} - {""})) if filled else ()
        for index, filled in enumerate(shape)
    ]
    first = shape.index(True)
    last = len(shape) - shape[::-1].index(True)
    return tuple(slots[first:last])


def _everywhere(in_field: Callable[[str], Node], field: str | None) -> Node:
    if field is not None:
        return in_field(field)
    nodes = [
        in_field(row.name) if row.weight == 1 else Boost(in_field(row.name), row.weight)
        for row in TEXT_FIELDS.values()
        if row.everywhere and row.weight
    ]
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def _looks_for_words(node: Node) -> bool:
    match node:
        case And(children) | Or(children):
            return any(map(_looks_for_words, children))
        case Boost(child):
            return _looks_for_words(child)
    return isinstance(node, Terms | TermPhrase | TermPrefix | TermFuzzy)


def _nodes(pieces: Iterable[_Piece]) -> tuple[Node, ...]:
    return tuple(piece.node for piece in pieces if piece.node is not None)


def _join(connective: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else connective(tuple(nodes))
