"""What does an HTML page say once its furniture is taken away?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from searchapp.ingest.content import Content
from searchapp.ingest.html_blocks import Page, parse_markup, read_page, sound_markup, words_of
from searchapp.ingest.html_candidates import Choice
from searchapp.ingest.html_choice import choose
from searchapp.ingest.html_marks import PART_MARKS, Marks, read_marks
from searchapp.ingest.html_metadata import declared_titles, metadata_of, read_head
from searchapp.ingest.html_title import find_title
from searchapp.model import Dropped

__all__ = ["extract_html"]

_LOW_AGREEMENT = 0.5
_MAX_PIECE = 20_000


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
    labels = []
    for index, block in enumerate(page.blocks):
        mark = marks.blocks[index]
        if words_of(block.text) == heading and (block.is_heading or index <= first):
            labels.append("title")
        elif kept[index]:
            labels.append("body")
        elif mark in PART_MARKS and first - 8 <= index <= last + 8:
            labels.append(mark)
        else:
            labels.append(mark or _reason(block.link_share, index < first))
    return labels


def _reason(link_share: float, is_before: bool) -> str:
    if link_share > 0.5:
        return "menu" if is_before else "related"
    return "other"


def _parts(page: Page, labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {
        part: tuple(dict.fromkeys(texts))
        for part in sorted(PART_MARKS)
        if (
            texts := [b.text for b, label in zip(page.blocks, labels, strict=True) if label == part]
        )
    }


def _dropped(page: Page, labels: Sequence[str]) -> Iterator[Dropped]:
    """Yield what is in neither body nor parts, neighbours with the same reason as one piece."""
    labelled = zip(labels, page.blocks, strict=True)
    for reason, group in groupby(labelled, key=lambda pair: pair[0]):
        if reason != "body" and reason != "title" and reason not in PART_MARKS:
            yield Dropped("\n".join(block.text for _, block in group)[:_MAX_PIECE], reason)
