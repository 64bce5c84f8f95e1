"""What does an HTML page say once its furniture is taken away?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from searchapp.ingest.content import Content
from searchapp.ingest.html_blocks import Page, parse_markup, read_page, sound_markup, words_of
from searchapp.ingest.html_candidates import Choice
from searchapp.ingest.html_choice import choose
from searchapp.ingest.html_marks import PART_MARKS, Marks, read_marks
from searchapp.ingest.html_metadata import declared_titles, metadata_of, read_head
from searchapp.ingest.html_title import find_title
from searchapp.ingest.line_roles import line_roles
from searchapp.ingest.lines import make_line
from searchapp.ingest.parts import PART_OF_ROLE, about_lines
from searchapp.model import Dropped

__all__ = ["extract_html"]

_LOW_AGREEMENT = 0.5
_MAX_PIECE = 20_000
_NAMED_PARTS = frozenset({"contact", "about"})
_PARTS = PART_MARKS | frozenset(PART_OF_ROLE.values())


def extract_html(markup: str) -> Content:
    """Return title, body, parts and metadata of a page, and all that was left out; never raises.

    Every paragraph is a block of the page in its place, so the body is a subsequence of the text of
    the page. A page without prose has no paragraphs.
    """
    markup = sound_markup(markup)
    head = read_head(markup)
    tree = parse_markup(markup)
    page = read_page(tree)
    metadata = metadata_of(head, page)
    if tree is None or not page.blocks:
        return Content(metadata.title or "", metadata.title_where, (), metadata=metadata)
    marks = read_marks(page)
    title, where = find_title(page, marks, tuple(declared_titles(head)), metadata.site_name or "")
    chosen = choose(tree, page, marks)
    labels = _labels(page, marks, chosen.kept, title)
    return Content(
        title=title,
        title_where=where,
        paragraphs=tuple(
            block.text for block, label in zip(page.blocks, labels, strict=True) if label == "body"
        ),
        parts=_parts(page, labels),
        date_lines=tuple(_date_lines(page, labels)),
        dropped=tuple(_dropped(page, labels)),
        metadata=metadata,
        confidence=round(chosen.agreement, 3),
        flags=("low agreement",) if chosen.agreement < _LOW_AGREEMENT else (),
    )


def _labels(page: Page, marks: Marks, kept: Choice, title: str) -> list[str]:
    """Return for each block ``body``, ``title``, the name of a part or the reason to drop it."""
    first = next((index for index, keep in enumerate(kept) if keep), len(kept))
    last = max((index for index, keep in enumerate(kept) if keep), default=-1)
    heading = words_of(title)
    roles = _roles(page, kept)
    labels = []
    for index, block in enumerate(page.blocks):
        mark = marks.blocks[index]
        if words_of(block.text) == heading and (block.is_heading or index <= first):
            labels.append("title")
        elif kept[index]:
            labels.append(mark if mark in _NAMED_PARTS else roles[index])
        elif mark in PART_MARKS and first - 8 <= index <= last + 8:
            labels.append(mark)
        else:
            labels.append(mark or _reason(block.link_share, index < first))
    return labels


def _roles(page: Page, kept: Choice) -> dict[int, str]:
    """Return for each block kept what its own words make of it: ``body``, a part, a mark, ...

    The figures in a row of a table are its content, whatever they look like.
    """
    indexes = [index for index, keep in enumerate(kept) if keep]
    lines = [make_line(page.blocks[index].text, row) for row, index in enumerate(indexes)]
    roles = line_roles(lines)
    for row in about_lines(lines, roles):
        roles[row] = "about"
    if all(roles):
        return dict.fromkeys(indexes, "body")
    return {
        index: "body" if page.blocks[index].tag == "tr" else PART_OF_ROLE.get(role, role) or "body"
        for index, role in zip(indexes, roles, strict=True)
    }


def _reason(link_share: float, is_before: bool) -> str:
    if link_share > 0.5:
        return "menu" if is_before else "related"
    return "other"


def _parts(page: Page, labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {
        part: tuple(dict.fromkeys(texts))
        for part in sorted(_PARTS)
        if (
            texts := [b.text for b, label in zip(page.blocks, labels, strict=True) if label == part]
        )
    }


def _date_lines(page: Page, labels: Sequence[str]) -> Iterator[tuple[str, Literal["head", "tail"]]]:
    """Yield the lines that hold little but a date, as above or below the first paragraph."""
    place: Literal["head", "tail"] = "head"
    for block, label in zip(page.blocks, labels, strict=True):
        if label == "body":
            place = "tail"
        elif label == "date":
            yield block.text, place


def _dropped(page: Page, labels: Sequence[str]) -> Iterator[Dropped]:
    """Yield what is in neither body nor parts, neighbours with the same reason as one piece."""
    labelled = zip(labels, page.blocks, strict=True)
    for reason, group in groupby(labelled, key=lambda pair: pair[0]):
        if reason not in _PARTS and reason not in ("body", "title", "date"):
            yield Dropped("\n".join(block.text for _, block in group)[:_MAX_PIECE], reason)
