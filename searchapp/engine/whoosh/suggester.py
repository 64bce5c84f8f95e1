"""Facet-value suggestions: the most frequent values that contain the typed text.

The values are kept as one text, the commonest first, a line each, so that looking stops as soon as
enough have been found, and what is rare is found as fast as memory is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from searchapp.analysis.folding import fold
from searchapp.engine.whoosh.arrays import Ints
from searchapp.engine.whoosh.columns import FacetColumn
from searchapp.engine.whoosh.string_table import StringTable, decode, encode

__all__ = ["Suggester"]


class Suggester:
    """The values of one facet that live releases have. Immutable, so safe for threads.

    :param totals: how many live releases have each value.
    :param labels: value -> what readers know it as, where that is something else.
    """

    def __init__(self, facet: FacetColumn, totals: Ints, labels: Mapping[str, str]) -> None:
        held = np.flatnonzero(totals)
        ordinals = held[np.argsort(-totals[held], kind="stable")]
        self._values, self._totals, self._owners = facet.values, totals, ordinals
        lines = facet.folded.take(ordinals)
        if labels:
            lines = self._add_labels(lines, labels)
        self._text, self._starts = lines.blob.tobytes(), lines.offsets

    def _add_labels(self, lines: StringTable, labels: Mapping[str, str]) -> StringTable:
        """Return the lines with one more for each label, after that of its value."""
        out: list[bytes] = []
        owners: list[int] = []
        for ordinal, line in zip(self._owners.tolist(), lines, strict=True):
            label = labels.get(decode(self._values[ordinal]))
            more = [] if label is None else [encode(fold(label).replace("\n", " ") + "\n")]
            out += [line, *more]
            owners += [ordinal] * (1 + len(more))
        self._owners = np.array(owners, np.int64)
        return StringTable.of(out)

    def suggest(self, text: str, limit: int) -> list[tuple[str, int]]:
        """Return up to ``limit`` values, the commonest first, with the number of releases."""
        wanted = encode(fold(text).replace("\n", " "))
        found: dict[int, None] = {}
        for ordinal in self._find_ordinals(wanted):
            if len(found) >= limit:
                break
            found[ordinal] = None
        return [(decode(self._values[each]), int(self._totals[each])) for each in found]

    def _find_ordinals(self, wanted: bytes) -> Iterator[int]:
        at = self._text.find(wanted)
        while 0 <= at < len(self._text):
            line = int(np.searchsorted(self._starts, at, side="right")) - 1
            yield int(self._owners[line])
            at = self._text.find(wanted, int(self._starts[line + 1]))
