"""Alignment of an extractor's text with the blocks of the page it was made of.

Extractors from elsewhere return text, not blocks. Their text is laid along the blocks of the page
in order: of all chains of blocks whose words occur one after the other in the text, the one with
the most words wins (a weighted longest increasing subsequence, O(n log n)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchapp.ingest.html.blocks import Block, words_of

__all__ = ["align"]

_GRAM = 4
_MAX_PLACES = 24
"""How many places of a repeated run of words are tried, so that hostile text stays cheap."""
_HALF = 0.5


def align(blocks: Sequence[Block], text: str) -> tuple[bool, ...]:
    """Return for each block whether more than half of it is in the text, in order and once."""
    words = words_of(text)
    places = _places(words)
    ends = _BestByEnd(len(words))
    chain: list[tuple[int, int]] = []
    for index, block in enumerate(blocks):
        found = []
        for start, end, weight in _matches(words_of(block.text), places):
            value, before = ends.best(start)
            chain.append((index, before))
            found.append((min(end, len(words)), value + weight, len(chain) - 1))
        for end, value, link in found:
            ends.offer(end, value, link)
    kept = [False] * len(blocks)
    _, link = ends.best(len(words))
    while link >= 0:
        index, link = chain[link]
        kept[index] = True
    return tuple(kept)


def _grams(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]


def _places(words: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    """Return where each run of 1 to 4 words begins, the first places only."""
    found: dict[tuple[str, ...], list[int]] = {}
    for size in range(1, _GRAM + 1):
        for place, gram in enumerate(_grams(words, size)):
            known = found.setdefault(gram, [])
            if len(known) < _MAX_PLACES:
                known.append(place)
    return found


def _matches(
    words: Sequence[str], places: dict[tuple[str, ...], list[int]]
) -> Iterator[tuple[int, int, float]]:
    """Yield start, end and weight of each place where a block may stand in the text."""
    grams = _grams(words, min(_GRAM, len(words))) if words else []
    hits = [i for i, gram in enumerate(grams) if gram in places]
    if len(hits) <= _HALF * len(grams):
        return
    share = len(hits) / len(grams)
    span = hits[-1] - hits[0] + min(_GRAM, len(words))
    for start in places[grams[hits[0]]]:
        yield start, start + max(1, round(span * share)), len(words) * share


class _BestByEnd:
    """The heaviest chain that ends at or before a place: a Fenwick tree of prefix maxima."""

    def __init__(self, size: int) -> None:
        self._best = [(0.0, -1)] * (size + 2)

    def best(self, end: int) -> tuple[float, int]:
        """Return the weight and the last link of the heaviest chain that ends by then."""
        found, index = (0.0, -1), end + 1
        while index > 0:
            if self._best[index][0] > found[0]:
                found = self._best[index]
            index -= index & -index
        return found

    def offer(self, end: int, value: float, link: int) -> None:
        """Enter a chain that ends there."""
        index = end + 1
        while index < len(self._best):
            if value > self._best[index][0]:
                self._best[index] = (value, link)
            index += index & -index
