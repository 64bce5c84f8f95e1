"""Page furniture (menus, footers, share bars), recognised by tags, classes, ids and roles.

Elements say what they are by their tag (``nav``, ``footer``) and by the words in their class, id
and role. The words are data: ``data/html_names.toml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from searchapp.data_files import read_toml
from searchapp.ingest.html.blocks import Node, Page

__all__ = ["PART_MARKS", "Marks", "mark_of_words", "read_marks"]

PART_MARKS = frozenset({"caption", "contact", "about", "subtitle"})
"""Marks of blocks that are parts of the release, only not of its body."""

_TAGS = {
    "nav": "menu",
    "menu": "menu",
    "footer": "footer",
    "aside": "aside",
    "figcaption": "caption",
    "figure": "caption",
    "form": "form",
    "button": "form",
    "label": "form",
    "dialog": "form",
}
_WHOLE = frozenset({"html", "body", "main", "article"})
_EMBEDDED = re.compile(r"\bembed|\btweet|\btwitter-tweet|\binstagram-media")
_TOPICS = ("tag-", "category-", "topic-", "term-")
"""What follows these in a class is what the text is about, not what the element is."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[^\W\d_]+")
_LIKELY_SHARE = 0.4
"""A name, a form or a style on an element with more of the prose than this says nothing of it."""
_POSSIBLE_SHARE = 0.8
"""Nor does a tag with more than this: it was not closed where it should have been."""
_MIN_PROSE_CHARS = 150
"""In characters: what it takes for a paragraph, or for the text of a release."""
_MAX_CAPTION_CHARS = 600
"""In characters; an image with more text than this inside its element frames an article."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What furniture each element and each block of a page belongs to; ``""`` is none."""

    nodes: tuple[str, ...]
    blocks: tuple[str, ...]

    def is_furniture(self, block: int) -> bool:
        """Return whether a block is marked as something that is not part of the release."""
        mark = self.blocks[block]
        return bool(mark) and mark not in PART_MARKS


@cache
def _names() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Return the whole words and the beginnings of words that name furniture."""
    table: dict[str, list[str]] = read_toml("ingest/data/html_names.toml")
    whole = {word: mark for mark, words in table.items() for word in words if word[-1] != "*"}
    starts = tuple(
        (word[:-1], mark) for mark, words in table.items() for word in words if word[-1] == "*"
    )
    return whole, starts


@lru_cache(maxsize=4096)
def _mark_of_word(word: str) -> str:
    whole, starts = _names()
    if word in whole:
        return whole[word]
    return next((mark for start, mark in starts if word.startswith(start)), "")


def _mark_of_names(node: Node) -> str:
    if node.tag in _WHOLE or not node.names:
        return ""
    return mark_of_words(node.names)


def mark_of_words(names: str) -> str:
    """Return the furniture that classes, an id or a role name; ``""`` if none."""
    if _EMBEDDED.search(names):
        return ""
    for name in _HUMP.sub("-", names[:400]).lower().split():
        if name.startswith(_TOPICS):
            continue
        words = _LETTERS.findall(name)
        joined = "".join(words)
        for word in (joined, *words):
            if mark := _mark_of_word(word[:40]):
                return mark
    return ""


def read_marks(page: Page, *, by_names: bool = True) -> Marks:
    """Return the marks of all elements and blocks; an element inherits from the one around it.

    :param by_names: ``False`` to go by tags alone, for a page whose names mislead.
    """
    amounts = _Amounts.of(page)
    main, others = _articles(page, amounts)
    nodes: list[str] = []
    for index, node in enumerate(page.nodes):
        mark = nodes[node.parent] if node.parent >= 0 else ""
        if index in others and not mark:
            mark = "related"
        mark = mark or _own_mark(node, amounts, by_names=by_names)
        if index == main:
            mark = ""
        nodes.append(mark)
    blocks = [nodes[block.node] if block.node >= 0 else "" for block in page.blocks]
    return Marks(tuple(nodes), tuple(_only_above_prose(page, blocks)))


@dataclass(frozen=True, slots=True)
class _Amounts:
    """How much prose, and how much linked text, there is up to each block of a page."""

    prose: tuple[float, ...]
    links: tuple[int, ...]

    @classmethod
    def of(cls, page: Page) -> _Amounts:
        prose = (len(block.text) * (1 - block.link_share) for block in page.blocks)
        return cls(
            (0.0, *accumulate(prose)), (0, *accumulate(block.linked for block in page.blocks))
        )

    def prose_in(self, node: Node) -> float:
        return self.prose[node.end] - self.prose[node.start]

    def has_links(self, node: Node) -> bool:
        return self.links[node.end] > self.links[node.start]


def _own_mark(node: Node, amounts: _Amounts, *, by_names: bool) -> str:
    """Return what an element says of itself, as far as its share of the prose lets it be true."""
    held, whole = amounts.prose_in(node), amounts.prose[-1]
    mark = _TAGS.get(node.tag, "")
    if mark and held > (_LIKELY_SHARE if mark == "form" else _POSSIBLE_SHARE) * whole:
        mark = ""
    if not mark and by_names and held <= _LIKELY_SHARE * whole:
        mark = "hidden" if node.hidden else _mark_of_names(node)
    if mark == "caption" and held > _MAX_CAPTION_CHARS:
        return ""
    if mark == "teaser" and not amounts.has_links(node):
        return ""
    return mark


def _articles(page: Page, amounts: _Amounts) -> tuple[int, set[int]]:
    """Return the ``article`` that is the release, -1 if none is, and those that are teasers.

    An ``article`` is a text of its own, so where one of several is the release, the others are of
    other texts, be they beside it or inside it. One without links is left alone.
    """
    own = _own_prose(page, amounts)
    main = _main_article(page, own)
    if main < 0:
        return -1, set()
    around, index = set(), main
    while index >= 0:
        around.add(index)
        index = page.nodes[index].parent
    most = _LIKELY_SHARE * own[main]
    first, last = page.nodes[main].start, page.nodes[main].end
    return main, {
        index
        for index, prose in own.items()
        if index not in around
        and amounts.has_links(page.nodes[index])
        and not (prose > most and first <= page.nodes[index].start < last)
    }


def _own_prose(page: Page, amounts: _Amounts) -> dict[int, float]:
    """Return for each ``article`` how much prose it has outside other articles in it."""
    own: dict[int, float] = {}
    inner: list[int] = []
    for index, node in enumerate(page.nodes):
        article = inner[node.parent] if node.parent >= 0 else -1
        if node.tag == "article":
            own[index] = amounts.prose_in(node)
            if article >= 0:
                own[article] -= own[index]
            article = index
        inner.append(article)
    return own


def _main_article(page: Page, own: Mapping[int, float]) -> int:
    """Return the article with the headline, if it has about as much prose as any other.

    Else the one that has far more prose than all others; -1 if there is none.
    """
    most = max(own.values(), default=0.0)
    headlines = [node.start for node in page.nodes if node.tag == "h1" and node.end > node.start]
    headlines.append(len(page.blocks))
    for index, prose in own.items():
        node = page.nodes[index]
        headline = headlines[bisect_left(headlines, node.start)]
        if prose >= max(_MIN_PROSE_CHARS, most / 2) and headline < node.end:
            return index
    ranked = sorted(own, key=lambda index: -own[index])[:2]
    if most < _MIN_PROSE_CHARS or (len(ranked) > 1 and own[ranked[1]] > most / 3):
        return -1
    return ranked[0]


def _only_above_prose(page: Page, marks: Iterable[str]) -> Iterator[str]:
    """Yield the marks, a subtitle below the first paragraph taken for a heading of the body."""
    prose = False
    for block, mark in zip(page.blocks, marks, strict=True):
        yield "" if prose and mark == "subtitle" else mark
        prose |= (
            not mark and len(block.text) >= _MIN_PROSE_CHARS and block.link_share < _LIKELY_SHARE
        )
