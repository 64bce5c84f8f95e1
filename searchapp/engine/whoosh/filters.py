"""Filter masks: one over all releases for each filter and date range."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from searchapp.analysis.folding import fold
from searchapp.engine.whoosh.arrays import Bools, Ints
from searchapp.engine.whoosh.columns import Columns, FacetColumn
from searchapp.engine.whoosh.string_table import encode
from searchapp.model import MISSING, Filter

__all__ = [
    "absent",
    "days_mask",
    "filter_mask",
    "folded_line",
    "folded_value_mask",
    "values_containing",
]


def filter_mask(columns: Columns, wanted: Filter) -> Bools:
    """Return which releases have what the filter wants and nothing that it excludes."""
    facet = columns.facets[wanted.field]
    mask = np.ones(len(columns), bool)
    if wanted.any and wanted.match == "all":
        for value in wanted.any:
            mask &= _any_value_mask(facet, (value,))
    elif wanted.any:
        mask = _any_value_mask(facet, wanted.any)
    if wanted.none:
        mask &= ~_any_value_mask(facet, wanted.none)
    return mask


def days_mask(columns: Columns, start: int | None, end: int | None) -> Bools:
    """Return whose publication date overlaps a range of days; either end may be open."""
    mask: Bools = columns.first > 0
    if start is not None:
        mask &= columns.last >= start
    if end is not None:
        mask &= columns.first <= end
    return mask


def absent(columns: Columns, ids: Iterable[str]) -> Bools:
    """Return which releases have none of these ids."""
    mask = np.ones(len(columns), bool)
    numbers = np.array([columns.number(each) for each in ids], np.int64)
    mask[numbers[numbers >= 0]] = False
    return mask


def folded_value_mask(columns: Columns, field: str, value: str) -> Bools:
    """Return which releases have a value that is the same as ``value`` when folded, or have none
    if it is :data:`searchapp.model.MISSING`.
    """
    facet = columns.facets[field]
    if value == MISSING:
        none: Bools = facet.sizes == 0
        return none
    wanted = encode(folded_line(value))
    starts = set(np.flatnonzero(np.diff(facet.folded.offsets) == len(wanted)).tolist())
    found = [number for number in _find_lines(facet, wanted) if number in starts]
    return _ordinals_mask(facet, np.array(found, np.int64))


def values_containing(columns: Columns, field: str, text: str) -> Bools:
    """Return which values of a facet contain a folded text in themselves or in their label."""
    facet = columns.facets[field]
    wanted = fold(text)
    mask = np.zeros(len(facet.values), bool)
    mask[_find_lines(facet, encode(wanted.replace("\n", " ")))] = True
    for value, label in columns.labels.get(field, {}).items():
        number = facet.values.find(encode(value))
        if number >= 0 and wanted in fold(label):
            mask[number] = True
    return mask


def folded_line(value: str) -> str:
    """Return a value as it stands in the folded table of its facet."""
    return fold(value).replace("\n", " ") + "\n"


def _find_lines(facet: FacetColumn, wanted: bytes) -> list[int]:
    """Return the ordinals of the values in whose folded line the bytes occur."""
    if not wanted:
        return list(range(len(facet.values)))
    at = [match.start() for match in re.finditer(re.escape(wanted), facet.folded.blob.data)]
    found: Ints = np.searchsorted(facet.folded.offsets, at, side="right") - 1
    return sorted(set(found.tolist()))


def _any_value_mask(facet: FacetColumn, values: tuple[str, ...]) -> Bools:
    numbers = [facet.values.find(encode(value)) for value in values if value != MISSING]
    mask = _ordinals_mask(facet, np.array([each for each in numbers if each >= 0], np.int64))
    if MISSING in values:
        mask |= facet.sizes == 0
    return mask


def _ordinals_mask(facet: FacetColumn, ordinals: Ints) -> Bools:
    if facet.single is not None:
        chosen = np.zeros(len(facet.values) + 1, bool)
        chosen[ordinals + 1] = True
        return chosen.take(facet.single)
    if len(ordinals) == 1:
        hit: Bools = facet.ordinals == ordinals[0]
    else:
        wanted = np.zeros(len(facet.values), bool)
        wanted[ordinals] = True
        hit = wanted[facet.ordinals]
    mask = np.zeros(len(facet.sizes), bool)
    mask[np.searchsorted(facet.starts, np.flatnonzero(hit), side="right") - 1] = True
    return mask
