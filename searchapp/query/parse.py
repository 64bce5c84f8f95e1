"""The parser: query string -> tree, and the same tree as a query string.

The language: words (all of them are wanted), ``"a phrase"``, ``-word`` or ``NOT word``, ``OR``,
``AND``, ``( )``, ``word*``, ``word~``, ``field:word``, ``field:"two words"``,
``date:2024-03..2024-05``. Operators are operators in capitals only; ``AND`` binds closer than
``OR``. Nothing is an error: whatever cannot be meant as it is written is searched as words, and a
warning says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from searchapp.fields import DATE_FIELD, FACETS
from searchapp.messages import Notice
from searchapp.model import MISSING
from searchapp.query.lexer import Kind, Token, scan
from searchapp.query.nodes import (
    And,
    Everything,
    Fuzzy,
    HasValue,
    InDates,
    Node,
    Not,
    Or,
    Parsed,
    Phrase,
    Prefix,
    Word,
)
from searchapp.query.values import date_range, facet_value, format_dates

__all__ = ["MAX_DEPTH", "ParsedQuery", "format_query", "parse"]

MAX_DEPTH = 12
"""Parentheses within parentheses that are understood; those further in are left out."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as it was understood.

    :param tree: parsed nodes; :class:`Everything` if there is nothing to search for.
    :param read_as: the tree as a query; parsing it gives the same tree. Empty for an empty query.
    :param warnings: what was odd about it, and how it was read instead.
    """

    tree: Node
    read_as: str
    warnings: tuple[Notice, ...] = ()


def parse(text: str) -> ParsedQuery:
    """Read a query. Never raises; takes time in proportion to the length for a sound query."""
    scanned = scan(text)
    warnings = list(scanned.warnings)
    tokens = _operators(_parentheses(scanned.tokens, warnings), warnings)
    if not tokens:
        if text.strip():
            warnings.append(Notice("query.no-word"))
        return ParsedQuery(Everything(), "", tuple(dict.fromkeys(warnings)))
    tree = _Reader(tokens, warnings).any_of(None)
    return ParsedQuery(tree, format_query(tree), tuple(dict.fromkeys(warnings)))


def format_query(tree: Node) -> str:
    """Return the query that :func:`parse` reads as this tree of parsed nodes.

    AND within OR has parentheses for the reader's sake, unless there are so many that some might
    be too deep for :func:`parse`.
    """
    clear = _format(tree, _CLEAR)
    return clear if clear.count("(") <= MAX_DEPTH else _format(tree, _SPARE)


def _parentheses(tokens: tuple[Token, ...], warnings: list[Notice]) -> list[Token]:
    """Leave out parentheses without a partner, nested too deep, or with nothing in them."""
    kept: list[Token | None] = []
    opened: list[int] = []
    for token in tokens:
        kept.append(token)
        if token.kind == "(":
            opened.append(len(kept) - 1)
        elif token.kind == ")" and not opened:
            kept.pop()
            warnings.append(Notice("query.closing-parenthesis"))
        elif token.kind == ")":
            start = opened.pop()
            if start == len(kept) - 2:
                del kept[start:]
            elif len(opened) >= MAX_DEPTH:
                kept[start] = kept[-1] = None
                warnings.append(Notice("query.too-deep", {"limit": MAX_DEPTH}))
    for start in opened:
        kept[start] = None
        warnings.append(Notice("query.opening-parenthesis"))
    return [token for token in kept if token is not None]


def _operators(tokens: list[Token], warnings: list[Notice]) -> list[Token]:
    """Turn operators that have nothing to work on into words."""
    out: list[Token] = []
    for token, following in pairwise([*tokens, Token(")")]):
        if token.kind in ("AND", "OR", "NOT"):
            needs_before = token.kind != "NOT"
            has_before = bool(out) and out[-1].kind not in ("(", "AND", "OR", "NOT")
            if (needs_before and not has_before) or following.kind in ("AND", "OR", ")"):
                warnings.append(Notice("query.operator", {"operator": token.kind}))
                token = Token("word", token.kind.lower())
        out.append(token)
    return out


class _Reader:
    """Reads a tree from tokens whose parentheses and operators are in order."""

    def __init__(self, tokens: list[Token], warnings: list[Notice]) -> None:
        self.tokens = tokens
        self.warnings = warnings
        self.at = 0

    def next_kind(self) -> Kind:
        """Return the kind of the next token; the end is like a closing parenthesis."""
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ")"

    def take(self) -> Token:
        """Return the next token and go on."""
        self.at += 1
        return self.tokens[self.at - 1]

    def any_of(self, field: str | None) -> Node:
        """Read operands of OR."""
        children = [self.all_of(field)]
        while self.next_kind() == "OR":
            self.take()
            children.append(self.all_of(field))
        return children[0] if len(children) == 1 else Or(_flat(children, Or))

    def all_of(self, field: str | None) -> Node:
        """Read operands of AND, which need not be written."""
        children = [self.operand(field)]
        while self.next_kind() not in ("OR", ")"):
            if self.next_kind() == "AND":
                self.take()
            children.append(self.operand(field))
        return children[0] if len(children) == 1 else And(_flat(children, And))

    def operand(self, field: str | None) -> Node:
        """Read a word, a phrase or a group, negated or not."""
        negated = False
        while self.next_kind() == "NOT":
            self.take()
            negated = not negated
        token = self.take()
        if token.kind == "(":
            node = self.any_of(token.field or field)
            self.take()
        else:
            node = self.leaf(token, token.field or field)
        if negated:
            return node.child if isinstance(node, Not) else Not(node)
        return node

    def leaf(self, token: Token, field: str | None) -> Node:
        """Return the node of one token."""
        if token.kind == "everything":
            return Everything()
        if field == DATE_FIELD:
            return self.dates(token)
        if field in FACETS:
            if token.kind in ("prefix", "fuzzy"):
                self.warnings.append(Notice("query.whole-values", {"field": field}))
            return facet_value(field, token.text)
        return _LEAVES[token.kind](token.text, field)

    def dates(self, token: Token) -> Node:
        """Return a date range, or what was written as words if it is none."""
        if dates := date_range(token.text):
            return dates
        self.warnings.append(Notice("query.no-date", {"text": token.text}))
        return Phrase(token.text)


_LEAVES: dict[Kind, type[Parsed]] = {
    "word": Word,
    "phrase": Phrase,
    "prefix": Prefix,
    "fuzzy": Fuzzy,
}


def _flat(children: list[Node], kind: type[And] | type[Or]) -> tuple[Node, ...]:
    """Lift the children of a child that has the same connective."""
    out: list[Node] = []
    for child in children:
        out.extend(child.children if isinstance(child, kind) else (child,))
    return tuple(out)


_Levels = dict[type[Node], int]
_CLEAR: _Levels = {Or: 1, And: 1, Not: 2}
_SPARE: _Levels = {Or: 0, And: 1, Not: 2}
"""Connective -> how closely it holds its operands: what holds less closely gets parentheses."""


def _format(node: Node, levels: _Levels, inside: int = -1) -> str:
    """Show a node; ``inside`` is how closely the connective around it holds."""
    match node:
        case Or(children) | And(children):
            word = " OR " if isinstance(node, Or) else " AND "
            level = levels[type(node)]
            text = word.join(_format(child, levels, level) for child in children)
            return f"({text})" if inside >= level else text
        case Not(child):
            return f"NOT {_format(child, levels, levels[Not])}"
        case Everything():
            return "*"
        case InDates():
            return f"{DATE_FIELD}:{format_dates(node)}"
        case HasValue(field, value):
            bare = value.isalnum() or value == MISSING
            return f"{field}:{value}" if bare else f'{field}:"{value}"'
        case Word(text, field):
            return f"{_prefix(field)}{text}"
        case Phrase(text, field):
            return f'{_prefix(field)}"{text}"'
        case Prefix(text, field):
            return f"{_prefix(field)}{text}*"
        case Fuzzy(text, field):
            return f"{_prefix(field)}{text}~"
    raise TypeError(f"{type(node).__name__} is a planned node")


def _prefix(field: str | None) -> str:
    return f"{field}:" if field else ""
