"""Which furniture of a page does a block belong to, going by how the page names its elements?

Elements say what they are by their tag (``nav``, ``footer``) and by the words in their class, id
and role. The words are data: ``data/html_names.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate

from searchapp.ingest.html_blocks import Node, Page

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
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[^\W\d_]+")
_BELIEVED_SHARE = 0.4
"""A name on an element that holds more than this share of the prose says nothing about it."""


_LONGEST_CAPTION = 600
"""In characters; an image with more text than this inside its element frames an article."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What furniture each element and each block of a page belongs to; ``""`` is none."""

    nodes: tuple[str, ...]
    blocks: tuple[str, ...]

    def is_furniture(self, block: int) -> bool:
        """Whether a block is marked as something that is not part of the release."""
        mark = self.blocks[block]
        return bool(mark) and mark not in PART_MARKS


@cache
def _names() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Return the whole words and the beginnings of words that name furniture."""
    file = resources.files("searchapp.ingest") / "data" / "html_names.toml"
    table: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    whole = {word: mark for mark, words in table.items() for word in words if word[-1] != "*"}
    starts = tuple(
        (word[:-1], mark) for mark, words in table.items() for word in words if word[-1] == "*"
    )
    return whole, starts


@cache
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
        words = _LETTERS.findall(name)
        joined = "".join(words)
        for word in (joined, *words):
            if mark := _mark_of_word(word[:40]):
                return mark
    return ""


def read_marks(page: Page) -> Marks:
    """Return the marks of all elements and blocks; an element inherits from the one around it."""
    prose = [len(block.text) * (1 - block.link_share) for block in page.blocks]
    sums = (0.0, *accumulate(prose))
    links = (0, *accumulate(block.linked for block in page.blocks))
    most = _BELIEVED_SHARE * sums[-1]
    nodes: list[str] = []
    for node in page.nodes:
        mark = nodes[node.parent] if node.parent >= 0 else ""
        if not mark:
            mark = _TAGS.get(node.tag, "") or ("hidden" if node.hidden else "")
        held = sums[node.end] - sums[node.start]
        if not mark and held <= most:
            mark = _mark_of_names(node)
        if mark == "caption" and held > _LONGEST_CAPTION:
            mark = ""
        if mark == "teaser" and links[node.start] == links[node.end]:
            mark = ""
        nodes.append(mark)
    return Marks(
        tuple(nodes),
        tuple(nodes[block.node] if block.node >= 0 else "" for block in page.blocks),
    )
