"""Blocks of text of an HTML page and the elements around them.

A page is flattened once, in document order and without recursion, to blocks (a paragraph, a
heading, a list item, a table row) and the elements around them. The extractors then choose among
blocks, so every choice can be compared with every other, what is left out is known exactly, and
the text chosen is always a subsequence of the text of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree, html

__all__ = ["Block", "Node", "Page", "parse_markup", "read_page", "sound_markup", "words_of"]

MAX_DEPTH = 200
"""Elements nested deeper than this are dissolved into the one around them; libxml2 stops at 256."""

_SKIPPED = frozenset(
    "script style noscript template svg head iframe object embed select option textarea canvas "
    "audio video math map datalist rt rp".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav "
    "ol p pre section summary table tbody td tfoot th thead tr ul button label".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\x00-\x08\x0e-\x1f]")
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"\w+")
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Node:
    """An element that breaks lines, and the run of blocks inside it.

    :param names: its classes, id and ARIA role in lower case, in one string.
    :param parent: index of the element around it, -1 at the root.
    :param start: index of its first block; ``end`` is one past its last.
    """

    tag: str
    names: str
    parent: int
    start: int
    end: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that a reader sees as one paragraph, heading, item or row.

    :param tag: the innermost line-breaking element; ``tr`` for a row of a table of data.
    :param node: index of that element in the page.
    :param linked: how many characters of the text are inside links.
    """

    text: str
    tag: str
    node: int
    linked: int

    @property
    def is_heading(self) -> bool:
        """Return whether the page marks this block as a heading."""
        return len(self.tag) == 2 and self.tag[0] == "h" and self.tag[1].isdigit()

    @property
    def link_share(self) -> float:
        """The share of the text that is inside links, 0 to 1."""
        return min(1.0, self.linked / max(1, len(self.text)))


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of a page in document order and the elements around them."""

    blocks: tuple[Block, ...]
    nodes: tuple[Node, ...]


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())


def sound_markup(markup: str) -> str:
    """Return the markup as the parsers can take it.

    Elements nested too deeply are dissolved, for a parser would stop at them and lose the rest;
    what is no character is replaced.
    """
    markup = markup.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    return _dissolve_deep(markup) if _parse(markup)[1] else markup


def parse_markup(markup: str) -> html.HtmlElement | None:
    """Return the tree of sound markup (:func:`sound_markup`); ``None`` if it has no element."""
    return _parse(markup)[0]


def _parse(markup: str) -> tuple[html.HtmlElement | None, bool]:
    """Return the tree, and whether the parser stopped because of the depth."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(markup.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None, False
    return tree, any("depth" in entry.message for entry in parser.error_log)


def _dissolve_deep(markup: str) -> str:
    """Return the markup without the tags of elements that are nested deeper than allowed."""
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        closing, name = match.group(1), match.group(2).lower()
        if name in _VOID:
            return match.group()
        depth = max(0, depth - 1) if closing else depth + 1
        return match.group() if depth + bool(closing) <= MAX_DEPTH else " "

    return _TAG.sub(keep, markup)


def read_page(tree: html.HtmlElement | None) -> Page:
    """Return the blocks of a tree; an empty page for ``None``."""
    if tree is None:
        return Page((), ())
    return _Flattener().run(tree)


class _Flattener:
    """One walk over a tree: what has been read of the open block, and the open elements."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.nodes: list[tuple[str, str, int, int, bool]] = []
        self.ends: dict[int, int] = {}
        self.open: list[int] = []
        self.pieces: list[str] = []
        self.linked = 0
        self.links = 0

    def run(self, tree: html.HtmlElement) -> Page:
        events = etree.iterwalk(tree, events=("start", "end"))
        for event, element in events:
            if not isinstance(element.tag, str):
                if event == "end":
                    self._text(element.tail)
            elif event == "end":
                self._leave(element)
            elif element.tag in _SKIPPED:
                events.skip_subtree()
            else:
                self._enter(element)
        self._flush()
        nodes = (
            Node(tag, names, parent, start, self.ends.get(index, len(self.blocks)), hidden)
            for index, (tag, names, parent, start, hidden) in enumerate(self.nodes)
        )
        return Page(tuple(self.blocks), tuple(nodes))

    def _enter(self, element: html.HtmlElement) -> None:
        tag = str(element.tag)
        if tag == "a":
            self.links += 1
        elif tag == "br":
            self.pieces.append(_BREAK)
        if tag in _BLOCKS:
            self._flush()
            parent = self.open[-1] if self.open else -1
            self.nodes.append((tag, _names(element), parent, len(self.blocks), _hidden(element)))
            self.open.append(len(self.nodes) - 1)
        self._text(element.text, keep_lines=tag == "pre")

    def _leave(self, element: html.HtmlElement) -> None:
        tag = str(element.tag)
        if tag == "a":
            self.links -= 1
        if tag in _BLOCKS:
            self._flush()
            index = self.open.pop()
            self.ends[index] = len(self.blocks)
            if tag == "tr":
                self._join_row(index)
        self._text(element.tail, keep_lines=self._in_pre())

    def _in_pre(self) -> bool:
        return bool(self.open) and self.nodes[self.open[-1]][0] == "pre"

    def _text(self, text: str | None, *, keep_lines: bool = False) -> None:
        if not text:
            return
        text = _INVISIBLE.sub("", text)
        if not keep_lines:
            text = _SPACE.sub(" ", text)
        self.pieces.append(text)
        if self.links > 0:
            self.linked += len(text.strip())

    def _flush(self) -> None:
        """Close the open block, cutting it where its line breaks part paragraphs."""
        text, linked = "".join(self.pieces), self.linked
        self.pieces, self.linked = [], 0
        if not text or text.isspace():
            return
        share = linked / max(1, len(text.strip()))
        node = self.open[-1] if self.open else -1
        tag = self.nodes[node][0] if node >= 0 else "body"
        for paragraph in _paragraphs(text):
            self.blocks.append(Block(paragraph, tag, node, round(share * len(paragraph))))

    def _join_row(self, row: int) -> None:
        """Make one block of the cells of a row, unless the table only lays out the page."""
        start = self.nodes[row][3]
        cells = self.blocks[start:]
        if len(cells) < 2 or any(
            cell.tag not in ("td", "th") or self.nodes[cell.node][2] != row or len(cell.text) > 160
            for cell in cells
        ):
            return
        if len({cell.node for cell in cells}) < len(cells):
            return
        text = " ".join(cell.text for cell in cells)
        self.blocks[start:] = [Block(text, "tr", row, sum(cell.linked for cell in cells))]
        for index in range(row, len(self.nodes)):
            tag, names, parent, first, hidden = self.nodes[index]
            self.nodes[index] = (tag, names, parent, min(first, start), hidden)
            self.ends[index] = start + 1


def _names(element: html.HtmlElement) -> str:
    found = (element.get("class"), element.get("id"), element.get("role"))
    return _HUMP.sub("-", " ".join(name for name in found if name)[:400]).lower()


def _hidden(element: html.HtmlElement) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDING.search(style))


def _paragraphs(text: str) -> list[str]:
    """Cut a text at its line breaks, save those inside a sentence that only wrap a line."""
    lines = [_SPACE.sub(" ", line).strip() for line in text.split(_BREAK)]
    found: list[str] = []
    wraps = False
    for line in lines:
        if wraps and line and _continues(found[-1], line):
            found[-1] += " " + line
        elif line:
            found.append(line)
        wraps = bool(line)
    return found


def _continues(before: str, after: str) -> bool:
    if after[0].islower():
        return True
    return len(before) >= 45 and before[-1] not in '.!?:;…。！？"”»'
