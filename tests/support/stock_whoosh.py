"""Whoosh's own queries and scorers, set to the contract of our engines."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import scoring

from searchapp.query import nodes

__all__ = ["ContractBM25", "Pair", "documents_having"]

Pair = tuple[nodes.Node, Any]
"""The same question as a node of ours and a query of Whoosh's."""


class ContractBM25(scoring.WeightingModel):  # type: ignore[misc]
    """The formula of :mod:`searchapp.query.nodes`, over live documents."""

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> Any:
        """Return what scores one term in one segment. ``searcher`` may be that of a segment."""
        return _scorer(searcher.get_parent(), searcher, fieldname, text)


class _Scorer(scoring.BaseScorer):  # type: ignore[misc]
    def __init__(self, weight: float, average: float, length: Callable[[int], float]) -> None:
        self._weight, self._average, self._length = weight, average, length

    def score(self, matcher: Any) -> float:
        often = matcher.weight()
        norm = 1.2 * (1 - 0.75 + 0.75 * self._length(matcher.id()) / self._average)
        return float(self._weight * often * 2.2 / (often + norm))


def _scorer(whole: Any, part: Any, field: str, text: bytes) -> _Scorer:
    reader = whole.reader()
    live = list(reader.all_doc_ids())
    having = documents_having(reader, field, text)
    total = sum(reader.doc_field_length(number, field) for number in live)
    weight = math.log(1 + (len(live) - having + 0.5) / (having + 0.5))
    return _Scorer(
        weight, total / len(live), lambda number: part.reader().doc_field_length(number, field)
    )


def documents_having(reader: Any, field: str, text: bytes) -> int:
    """Return how many documents of all segments have a term."""
    found = 0
    for leaf, _ in reader.leaf_readers():
        if (field, text) in leaf:
            found += sum(1 for _ in leaf.postings(field, text).all_ids())
    return found
