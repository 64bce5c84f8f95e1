"""The release on an HTML page: title, body, parts and metadata, its furniture taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Literal

from searchapp.data_files import read_lines
from searchapp.ingest.html.blocks import (
    Block,
    Page,
    parse_markup,
    read_page,
    sound_markup,
    words_of,
)
from searchapp.ingest.html.ensemble import MainText, choose_main_text
from searchapp.ingest.html.extractors import Choice
from searchapp.ingest.html.furniture import PART_MARKS, read_marks
from searchapp.ingest.html.headline import find_title
from searchapp.ingest.html.jsonld import body_in
from searchapp.ingest.html.metadata import Head, declared_titles, metadata_of, read_head
from searchapp.ingest.text.line_roles import line_roles
from searchapp.ingest.text.lines import make_line
from searchapp.ingest.text.parts import PART_OF_ROLE, about_lines
from searchapp.ingest.types import Content
from searchapp.model import Dropped

__all__ = ["extract_html"]

_LOW_AGREEMENT = 0.5
_MIN_DECLARED = 300
_MAX_PIECE = 20_000
_MAX_PART_DISTANCE = 8
"""How many blocks above and below the body a part or a date line may stand."""
_MAX_CALL = 300
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
    marks = read_marks(page)
    metadata = metadata_of(head, page, marks)
    if tree is None or not page.blocks:
        return Content(metadata.title or "", metadata.title_where, (), metadata=metadata)
    chosen = choose_main_text(tree, page, marks)
    declared = tuple(declared_titles(head))
    title, where = find_title(page, chosen.marks, declared, metadata.site_name or "")
    labels = _labels(page, chosen, title)
    content = Content(
        title=title,
        title_where=where,
        paragraphs=tuple(_texts(page, labels, "body")),
        parts=_parts(page, labels),
        date_lines=tuple(_date_lines(page, labels)),
        dropped=tuple(_dropped(page, labels)),
        metadata=metadata,
        confidence=round(chosen.agreement, 3),
        flags=("low agreement",) if chosen.agreement < _LOW_AGREEMENT else (),
        lines=tuple(block.text for block in page.blocks),
    )
    return _prefer_declared_body(content, head)


def _prefer_declared_body(content: Content, head: Head) -> Content:
    """Return the content with the body that JSON-LD declares, if the page shows next to none of it.

    Such pages fetch their text by script. What they show instead counts as dropped.
    """
    declared = max((body_in(item) for _, item in head.articles), key=_length, default=())
    if _length(declared) < _MIN_DECLARED or _length(content.paragraphs) * 3 > _length(declared):
        return content
    shown = (Dropped("\n".join(content.paragraphs)[:_MAX_PIECE], "other"),)
    return replace(
        content,
        paragraphs=declared,
        dropped=(*(shown if content.paragraphs else ()), *content.dropped),
        confidence=_LOW_AGREEMENT,
        flags=("body from json-ld",),
    )


def _length(texts: Sequence[str]) -> int:
    return sum(len(text) for text in texts)


def _texts(page: Page, labels: Sequence[str], label: str) -> Iterator[str]:
    return (block.text for block, each in zip(page.blocks, labels, strict=True) if each == label)


def _labels(page: Page, chosen: MainText, title: str) -> list[str]:
    """Return for each block ``body``, ``title``, the name of a part or the reason to drop it."""
    kept = chosen.kept
    first = next((index for index, keep in enumerate(kept) if keep), len(kept))
    last = max((index for index, keep in enumerate(kept) if keep), default=-1)
    heading = words_of(title)
    roles = _roles(page, kept, first)
    labels = []
    for index, block in enumerate(page.blocks):
        mark = chosen.marks.blocks[index]
        if words_of(block.text) == heading and (block.is_heading or index <= first):
            labels.append("title")
        elif kept[index]:
            labels.append(mark if mark in _NAMED_PARTS else roles[index])
        elif (
            mark in PART_MARKS and first - _MAX_PART_DISTANCE <= index <= last + _MAX_PART_DISTANCE
        ):
            labels.append(mark)
        elif roles.get(index) == "date":
            labels.append("date")
        else:
            labels.append(mark or _reason(block.link_share, index < first))
    return labels


def _roles(page: Page, kept: Choice, first: int) -> dict[int, str]:
    """Return what its own words make of each block kept, and of those right above: ``body``, ...

    The figures in a row of a table are its content, whatever they look like.
    """
    above = range(max(0, first - _MAX_PART_DISTANCE), first)
    indexes = [index for index, keep in enumerate(kept) if keep or index in above]
    lines = [make_line(page.blocks[index].text, row) for row, index in enumerate(indexes)]
    roles = line_roles(lines)
    for row in about_lines(lines, roles):
        roles[row] = "about"
    found = {}
    for index, role in zip(indexes, roles, strict=True):
        block = page.blocks[index]
        role = "" if block.tag == "tr" else "form" if _is_call(block) else role
        found[index] = PART_OF_ROLE.get(role, role) or "body"
    if all(found[index] != "body" for index in indexes if kept[index]):
        return dict.fromkeys(indexes, "body")
    return found


def _is_call(block: Block) -> bool:
    """Return whether a short paragraph with a link asks the reader to subscribe or follow."""
    if not block.linked or len(block.text) > _MAX_CALL:
        return False
    words = f" {' '.join(words_of(block.text))} "
    return any(f" {call} " in words for call in _calls())


@cache
def _calls() -> tuple[str, ...]:
    return tuple(read_lines("ingest/data/html_calls.txt"))


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
