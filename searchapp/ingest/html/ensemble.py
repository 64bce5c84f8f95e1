"""The main text of a page: the choice of blocks on which the extractors agree most.

One whole choice is taken, the one that agrees most with all others (the medoid): a vote block by
block would mix the mistakes of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import html

from searchapp.ingest.html.blocks import Block, Page
from searchapp.ingest.html.extractors import (
    Choice,
    by_container,
    by_density,
    by_marks,
    by_score,
    by_trafilatura,
    container_of,
    is_listing,
)
from searchapp.ingest.html.furniture import Marks, read_marks
from searchapp.ingest.text.lines import ends_sentence

__all__ = ["MainText", "choose_main_text", "medoid"]

_HALF = 0.5
_MAX_LEAD_BLOCKS = 30
_PARAGRAPH = 60
_MIN_WITNESSES = 2
_MIN_EVIDENCE = 250
"""Characters that an extractor must have found before it can speak against the marks."""


@dataclass(frozen=True, slots=True)
class MainText:
    """The main text of a page.

    :param kept: for each block, whether it is in it.
    :param agreement: 0 to 1, how much of it the other extractors found too, on average.
    :param marks: the furniture that was believed.
    """

    kept: Choice
    agreement: float
    marks: Marks


def choose_main_text(tree: html.HtmlElement, page: Page, marks: Marks) -> MainText:
    """Return the main text: the medoid of what the extractors found, mended.

    If none of them found any, everything outside furniture is taken, so no prose is lost.

    :param marks: the furniture by tags and names; where names mislead, tags alone are believed.
    """
    precise, generous = (by_trafilatura(tree, page, precise=each) for each in (True, False))
    marks = _choose_marks(page, marks, precise or generous)
    found = (
        precise,
        by_score(page, marks),
        by_container(page, marks),
        by_density(page, marks),
        generous,
    )
    choices = [choice for choice in found if choice is not None and _has_text(page, marks, choice)]
    if not choices:
        return MainText(by_marks(page, marks), 0.0, marks)
    kept, agreement = medoid(page.blocks, choices)
    return MainText(
        _fill_gaps(page, marks, _add_lead(page, marks, kept, choices)), agreement, marks
    )


def _choose_marks(page: Page, marks: Marks, text: Choice | None) -> Marks:
    """Return the marks of a page, by tags alone if names make furniture of most of its text.

    :param text: what an extractor that goes by other names took for the text.
    """
    if text is None:
        return marks
    lengths = [
        len(block.text) if kept else 0 for block, kept in zip(page.blocks, text, strict=True)
    ]
    lost = sum(length for index, length in enumerate(lengths) if marks.is_furniture(index))
    doubtful = sum(lengths) >= _MIN_EVIDENCE and lost > _HALF * sum(lengths)
    return read_marks(page, by_names=False) if doubtful else marks


def _add_lead(page: Page, marks: Marks, kept: Choice, choices: Sequence[Choice]) -> Choice:
    """Return a choice with the paragraphs between it and the headline.

    Some pages hold the first paragraph in an element of its own, apart from the rest. What is not
    a whole sentence in a paragraph must have been found by two other extractors.
    """
    first = next(index for index, keep in enumerate(kept) if keep)
    above = range(max(0, first - _MAX_LEAD_BLOCKS), first)
    headline = next((index for index in reversed(above) if page.blocks[index].tag == "h1"), first)
    lead = {
        index
        for index in range(headline + 1, first)
        if len(page.blocks[index].text) >= _PARAGRAPH
        and page.blocks[index].link_share < _HALF
        and not page.blocks[index].is_heading
        and not marks.blocks[index]
        and (
            _is_whole_paragraph(page.blocks[index])
            or sum(choice[index] for choice in choices) >= _MIN_WITNESSES
        )
    }
    return tuple(keep or index in lead for index, keep in enumerate(kept))


def _is_whole_paragraph(block: Block) -> bool:
    return block.tag == "p" and ends_sentence(block.text) and not block.linked


def _fill_gaps(page: Page, marks: Marks, kept: Choice) -> Choice:
    """Return a choice without lists of links at its ends, its gaps filled.

    A gap is what stands beside two kept neighbours in the same element and is not furniture: a
    heading or a short item that some extractors pass over.
    """
    indexes = _trim_listings(page, [index for index, keep in enumerate(kept) if keep])
    mended = set(indexes)
    for before, after in pairwise(indexes):
        around = container_of(page, page.blocks[before])
        if container_of(page, page.blocks[after]) == around:
            mended.update(
                index
                for index in range(before + 1, after)
                if container_of(page, page.blocks[index]) == around
                and not marks.blocks[index]
                and page.blocks[index].tag != "h1"
                and page.blocks[index].link_share <= _HALF
            )
    return tuple(index in mended for index in range(len(kept)))


def _trim_listings(page: Page, indexes: list[int]) -> list[int]:
    """Return the blocks without lists of links at the ends, unless there is nothing between."""
    telling = [
        place
        for place, index in enumerate(indexes)
        if not is_listing(page.blocks[index]) and not page.blocks[index].is_heading
    ]
    if not telling:
        return indexes
    first = next(i for i, index in enumerate(indexes) if not is_listing(page.blocks[index]))
    return indexes[first : telling[-1] + 1]


def _has_text(page: Page, marks: Marks, choice: Choice) -> bool:
    """Return whether anything chosen is more than furniture and links."""
    return any(
        kept and not marks.is_furniture(index) and page.blocks[index].link_share < 1
        for index, kept in enumerate(choice)
    )


def medoid(blocks: Sequence[Block], choices: Sequence[Choice]) -> tuple[Choice, float]:
    """Return the choice with the highest mean Jaccard index to the others, and that mean.

    Of equals it is the first; a single choice has nothing that could agree with it: 0.
    """
    sizes = [len(block.text) for block in blocks]
    means = []
    for choice in choices:
        others = [other for other in choices if other is not choice]
        shares = [_jaccard(sizes, choice, other) for other in others]
        means.append(sum(shares) / len(shares) if shares else 0.0)
    best = max(range(len(choices)), key=lambda index: (means[index], -index))
    return choices[best], means[best]


def _jaccard(sizes: Sequence[int], one: Choice, two: Choice) -> float:
    """Return how much text two choices share, of all that either has."""
    both = sum(size for size, a, b in zip(sizes, one, two, strict=True) if a and b)
    either = sum(size for size, a, b in zip(sizes, one, two, strict=True) if a or b)
    return both / either if either else 1.0
