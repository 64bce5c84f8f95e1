"""Extractors: several independent ways of finding the main text of a page.

Every extractor returns a choice of blocks, or ``None`` if it cannot say. Two are trafilatura's, the
others our own over the blocks of the page: by score (after Arc90's Readability), by density (after
Kohlschütter et al., "Boilerplate detection using shallow text features", 2010), and by the element
that the page itself names as the container of its text.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterable
from itertools import accumulate

import trafilatura
from lxml import html

from searchapp.errors import machine_fault
from searchapp.ingest.html.alignment import align
from searchapp.ingest.html.blocks import Block, Page, words_of
from searchapp.ingest.html.furniture import Marks

__all__ = [
    "Choice",
    "by_container",
    "by_density",
    "by_marks",
    "by_score",
    "by_trafilatura",
    "container_of",
    "is_listing",
]

Choice = tuple[bool, ...]
"""For each block of the page, whether it belongs to the main text."""

_PARAGRAPHS = frozenset("p li blockquote pre dd dt tr".split())
_COMMA = re.compile("[,，、،]")
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_GOOD_NAME = re.compile(r"article|body|content|entry|story|post|text|main|press|release|news")
_BAD_NAME = re.compile(r"comment|sidebar|footer|related|promo|share|social|widget|menu|nav|teaser")
_TEXT_NAME = re.compile(
    r"\b(?:article|entry|post|story|page|news|press|release)?[-_]*(?:body|content|contents|text|copy)\b"
)
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
"""It warns of every page without text; here that is an answer, not an accident."""

_MAX_ELEMENTS = 20_000
_MAX_CHARS = 1_000_000
"""Pages larger than this are not given to trafilatura, whose time is not linear in their size."""


def by_trafilatura(tree: html.HtmlElement, page: Page, *, precise: bool) -> Choice | None:
    """Return trafilatura's choice: its precise mode, or its fast one that keeps more."""
    if len(page.nodes) > _MAX_ELEMENTS or sum(len(b.text) for b in page.blocks) > _MAX_CHARS:
        return None
    try:
        text = trafilatura.extract(
            copy.deepcopy(tree), favor_precision=precise, fast=not precise, include_comments=False
        )
    except Exception as error:
        if fault := machine_fault(error, "reading a page"):
            raise fault from error
        return None
    return align(page.blocks, text) if text else None


def by_score(page: Page, marks: Marks) -> Choice | None:
    """Return the blocks of the element whose paragraphs score best, and of siblings like it."""
    scores = _scores(page, marks)
    if not scores:
        return None
    top = max(scores, key=lambda index: (scores[index], -index))
    chosen = set(range(page.nodes[top].start, page.nodes[top].end))
    for index, node in enumerate(page.nodes):
        if node.parent != page.nodes[top].parent:
            continue
        if scores.get(index, 0) >= max(10, 0.2 * scores[top]) or _is_loose_paragraph(page, index):
            chosen.update(range(node.start, node.end))
    return _tidy(page, marks, chosen)


def _scores(page: Page, marks: Marks) -> dict[int, float]:
    """Return the score of each element that has paragraphs near below it."""
    scores: dict[int, float] = {}
    for index, block in enumerate(page.blocks):
        if _is_text_block(block) and not marks.blocks[index]:
            worth = 1 + len(_COMMA.findall(block.text)) + min(len(block.text) / 100, 3)
            _credit(page, scores, block, worth * (1 - block.link_share))
    texts = (0, *accumulate(len(block.text) for block in page.blocks))
    links = (0, *accumulate(block.linked for block in page.blocks))
    for index in scores:
        node = page.nodes[index]
        linked = (links[node.end] - links[node.start]) / max(1, texts[node.end] - texts[node.start])
        bonus = 12 * bool(_GOOD_NAME.search(node.names)) - 12 * bool(_BAD_NAME.search(node.names))
        scores[index] = (scores[index] + bonus) * (1 - linked)
    return scores


def _is_text_block(block: Block) -> bool:
    return len(block.text) >= 25 and not block.is_heading and block.link_share <= 0.6


def _credit(page: Page, scores: dict[int, float], block: Block, worth: float) -> None:
    """Give a paragraph's worth to the elements around it, less the further out they are."""
    index = container_of(page, block)
    for share in (1, 1 / 2, 1 / 4, 1 / 6, 1 / 8):
        if index < 0:
            return
        scores[index] = scores.get(index, 0) + worth * share
        index = page.nodes[index].parent


def container_of(page: Page, block: Block) -> int:
    """Return the element that holds the paragraphs of which a block is one; -1 at the root."""
    own = block.tag in _PARAGRAPHS or block.is_heading
    return page.nodes[block.node].parent if own else block.node


def _is_loose_paragraph(page: Page, index: int) -> bool:
    node = page.nodes[index]
    if node.tag != "p" or node.end != node.start + 1:
        return False
    block = page.blocks[node.start]
    return len(block.text) > 80 and block.link_share < 0.25


def by_density(page: Page, marks: Marks) -> Choice | None:
    """Return the longest stretch of blocks that are dense in words and thin in links."""
    sizes = [_size(block) for block in page.blocks]
    dense = [
        not marks.is_furniture(index) and _is_dense(page.blocks, sizes, index)
        for index in range(len(page.blocks))
    ]
    stretch = _longest_stretch(dense, sizes, marks)
    if stretch is None:
        return None
    first, last = stretch
    chosen = {
        index
        for index in range(first, last + 1)
        if dense[index] or page.blocks[index].is_heading or page.blocks[index].tag == "li"
    }
    return _tidy(page, marks, chosen)


def _size(block: Block) -> int:
    """Return the length in words; two ideographs count as a word."""
    ideographs = len(_IDEOGRAPH.findall(block.text))
    return ideographs // 2 if ideographs > len(block.text) // 4 else len(words_of(block.text))


def _is_dense(blocks: tuple[Block, ...], sizes: list[int], index: int) -> bool:
    """Judge a block by its own size and links and by those of its neighbours."""
    if blocks[index].link_share > 1 / 3:
        return False
    before = blocks[index - 1].link_share if index else 0.0
    size_after = sizes[index + 1] if index + 1 < len(blocks) else 0
    if before > 0.55:
        return sizes[index] > 40 or size_after > 17
    if sizes[index] > 16:
        return True
    if size_after > 15 and blocks[index + 1].link_share < 0.3:
        return True
    return index > 0 and sizes[index - 1] > 20


def _longest_stretch(dense: list[bool], sizes: list[int], marks: Marks) -> tuple[int, int] | None:
    """Return first and last block of the stretch with most words in dense blocks."""
    best, best_size = None, 0
    first, size, gap = -1, 0, 0
    for index, is_dense in enumerate(dense):
        if is_dense:
            first = index if first < 0 else first
            size, gap = size + sizes[index], 0
            if size > best_size:
                best, best_size = (first, index), size
        elif first >= 0 and not marks.is_furniture(index):
            gap += sizes[index] + 5
            if gap > 60:
                first, size, gap = -1, 0, 0
    return best


def by_container(page: Page, marks: Marks) -> Choice | None:
    """Return the blocks of the element that calls itself the container of the text.

    It must hold half of the prose; ``None`` if there is no such element.
    """
    prose = [
        len(block.text) * (1 - block.link_share)
        if _is_text_block(block) and not marks.blocks[i]
        else 0
        for i, block in enumerate(page.blocks)
    ]
    sums = (0.0, *accumulate(prose))
    best = (0, -1)
    for index, node in enumerate(page.nodes):
        held = sums[node.end] - sums[node.start]
        if held >= max(200, sums[-1] / 2) and not marks.nodes[index]:
            best = max(best, (_container_rank(node.tag, node.names), index))
    rank, index = best
    if not rank:
        return None
    return _tidy(page, marks, range(page.nodes[index].start, page.nodes[index].end))


def _container_rank(tag: str, names: str) -> int:
    if _TEXT_NAME.search(names) and tag != "body":
        return 2
    return int(tag in ("article", "main") or "main" in names)


def by_marks(page: Page, marks: Marks) -> Choice:
    """Return all that is not marked as furniture nor full of links: right for hand-made pages."""
    return _tidy(page, marks, range(len(page.blocks)))


def is_listing(block: Block) -> bool:
    """Return whether a block is little more than links, and too short for prose with links."""
    return block.link_share > 0.6 and len(block.text) < 400


def _tidy(page: Page, marks: Marks, chosen: Iterable[int]) -> Choice:
    """Return the chosen blocks without furniture, link lists and headings that lead nowhere."""
    kept = [False] * len(page.blocks)
    for index in chosen:
        block = page.blocks[index]
        kept[index] = not (marks.blocks[index] or block.tag == "h1" or is_listing(block))
    for index in range(len(kept) - 1, -1, -1):
        if kept[index] and not page.blocks[index].is_heading:
            break
        kept[index] = False
    return tuple(kept)
