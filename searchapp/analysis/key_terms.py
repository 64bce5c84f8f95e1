"""The key terms of a release, those that set it apart: the query for "more like this"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log

__all__ = ["key_terms"]

MIN_RELEASES = 2
"""A term that no other release has finds nothing."""
MIN_LETTERS = 3
MAX_LOOKUPS = 400
"""Different terms whose frequency is looked up, the most repeated in the release first."""


def key_terms(
    terms: Iterable[str],
    document_frequencies: Callable[[Sequence[str]], Mapping[str, int]],
    documents: int,
    limit: int = 20,
) -> tuple[str, ...]:
    """Return the terms with the highest tf-idf, highest first.

    The weight is ``(1 + log tf) * log(N / df)``; stop words, numbers and terms of less than three
    characters (two in Chinese, Japanese and Korean) are passed over, as is what more than half of
    the releases have.

    :param terms: the terms of a field of the release, with repeats.
    :param document_frequencies: in how many releases each of some terms is; called once.
    :param documents: how many releases there are.
    """
    counts = Counter(term for term in terms if _can_tell(term))
    candidates = counts.most_common(MAX_LOOKUPS)
    frequencies = document_frequencies([term for term, _ in candidates])
    weights: list[tuple[float, str]] = []
    for term, count in candidates:
        releases = frequencies[term]
        if MIN_RELEASES <= releases <= max(MIN_RELEASES, documents / 2):
            weights.append((-(1 + log(count)) * log(max(1.0, documents / releases)), term))
    return tuple(term for _, term in sorted(weights)[:limit])


def _can_tell(term: str) -> bool:
    return len(term) >= (MIN_LETTERS if term < "\u2e80" else 2) and not term[0].isdecimal()
