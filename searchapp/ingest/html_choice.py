"""Which of several choices of blocks is the main text, and how sure is that?

One whole choice is taken, the one that agrees most with all others (the medoid): a vote block by
block would mix the mistakes of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from searchapp.ingest.html_blocks import Block, Page
from searchapp.ingest.html_candidates import (
    Choice,
    by_container,
    by_density,
    by_score,
    by_trafilatura,
    unmarked,
)
from searchapp.ingest.html_marks import Marks

__all__ = ["Chosen", "choose", "medoid"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The main text of a page.

    :param kept: for each block, whether it is in it.
    :param agreement: 0 to 1, how much of it the other extractors found too, on average.
    """

    kept: Choice
    agreement: float


def choose(tree: html.HtmlElement, page: Page, marks: Marks) -> Chosen:
    """Return the main text: the medoid of what the extractors found.

    If none of them found any, everything outside furniture is taken, so no prose is lost.
    """
    found = (
        by_trafilatura(tree, page, precise=True),
        by_score(page, marks),
        by_container(page, marks),
        by_density(page, marks),
        by_trafilatura(tree, page, precise=False),
    )
    choices = [choice for choice in found if choice is not None and _has_text(page, marks, choice)]
    if not choices:
        return Chosen(unmarked(page, marks), 0.0)
    return medoid(page.blocks, choices)


def _has_text(page: Page, marks: Marks, choice: Choice) -> bool:
    """Whether anything chosen is more than furniture and links."""
    return any(
        kept and not marks.is_furniture(index) and page.blocks[index].link_share < 1
        for index, kept in enumerate(choice)
    )


def medoid(blocks: Sequence[Block], choices: Sequence[Choice]) -> Chosen:
    """Return the choice with the highest mean Jaccard index to the others; the first of equals."""
    sizes = [len(block.text) for block in blocks]
    means = []
    for choice in choices:
        others = [other for other in choices if other is not choice]
        shares = [_jaccard(sizes, choice, other) for other in others]
        means.append(sum(shares) / len(shares) if shares else 0.0)
    best = max(range(len(choices)), key=lambda index: (means[index], -index))
    return Chosen(choices[best], means[best])


def _jaccard(sizes: Sequence[int], one: Choice, two: Choice) -> float:
    """Return how much text two choices share, of all that either has."""
    both = sum(size for size, a, b in zip(sizes, one, two, strict=True) if a and b)
    either = sum(size for size, a, b in zip(sizes, one, two, strict=True) if a or b)
    return both / either if either else 1.0
