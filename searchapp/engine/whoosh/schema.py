"""The Whoosh schema: the fields of the table of fields, and the id as a stored value.

The classes and their module are named inside every index file (Whoosh pickles its schema), so
neither may be renamed without changing the format of the engine.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from searchapp.engine.whoosh._whoosh import (
    Existence,
    Format,
    IDTokenizer,
    SpaceSeparatedTokenizer,
    fields,
)
from searchapp.fields import FACETS, TEXT_FIELDS

__all__ = ["ArrayPositions", "make_schema"]


class ArrayPositions(Format):  # type: ignore[misc]
    """Positions of a posting as an array of 32-bit numbers, where Whoosh has a pickled list."""

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the positions in rising order."""
        found: list[int] = np.frombuffer(value, "<u4").tolist()
        return found

    def decode_frequency(self, value: bytes) -> int:
        """Return the number of occurrences."""
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        """Return the number of occurrences."""
        return len(value) / 4


def make_schema() -> Any:
    """Return the Whoosh schema of an index.

    The analyzers only split at white space: terms arrive analysed, and a program that opens the
    index with Whoosh alone has to write its queries in terms.
    """
    schema = fields.Schema(id=fields.STORED, record=fields.STORED)
    for name in TEXT_FIELDS:
        text = fields.TEXT(analyzer=SpaceSeparatedTokenizer())
        text.format = ArrayPositions()
        schema.add(name, text)
    for name in FACETS:
        value = fields.ID()
        value.analyzer, value.format = IDTokenizer(), Existence()
        schema.add(name, value)
    return schema
