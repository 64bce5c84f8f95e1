"""Ranking: the top of an order without sorting the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from searchapp.engine.protocol import Ranked
from searchapp.engine.whoosh.arrays import Array, Bools, Floats, Ints
from searchapp.engine.whoosh.columns import Columns
from searchapp.engine.whoosh.string_table import decode, encode
from searchapp.errors import InvalidParameter, ParameterFault
from searchapp.messages import Notice
from searchapp.model import Sort

__all__ = ["freshness", "rank"]

_UNKNOWN_DAY = np.iinfo(np.int32).max
"""Stands for an unknown day where the earliest comes first."""

_BY_SCORE = ("relevance", "recent")

Key = tuple[float | int | str, ...]
Level = Callable[[Ints], Array]


def rank(
    columns: Columns,
    docs: Ints,
    scores: Floats,
    order: Sort,
    *,
    offset: int,
    limit: int,
    after: Key | None,
) -> tuple[Ranked, ...]:
    """Return the hits of one page, in order.

    :param after: only what comes after a hit with this key.
    :raises InvalidParameter: ``after`` is not a key of this order.
    """
    levels = _comparison_levels(columns, docs, scores, order)
    pool = np.arange(len(docs))
    if after is not None:
        pool = pool[_is_after(levels, pool, _compared_values(columns, after, order))]
    chosen = _select_first(levels, pool, offset + limit)[offset:]
    return tuple(
        _make_hit(columns, number, score, order)
        for number, score in zip(docs[chosen].tolist(), scores[chosen].tolist(), strict=True)
    )


def freshness(columns: Columns, half_life: float) -> Floats:
    """Return what the score of each release is multiplied by in the order ``recent``.

    It is 1 for the newest live release and for one ``half_life`` days older a half.
    """
    days = columns.first[columns.live]
    known = days[days > 0]
    if not len(known):
        return np.ones(len(columns))
    oldest, newest = int(known.min()), int(known.max())
    ages = newest - np.where(columns.first > 0, columns.first, oldest).astype(np.float64)
    factors: Floats = np.exp2(-ages / half_life)
    return factors


def _comparison_levels(columns: Columns, docs: Ints, scores: Floats, order: Sort) -> list[Level]:
    """Return what is compared, most important first, each so that the smallest comes first."""

    def tie(at: Ints) -> Array:
        return columns.tie[docs[at]]

    def newest(at: Ints) -> Array:
        return -columns.first[docs[at]]

    def oldest(at: Ints) -> Array:
        days = columns.first[docs[at]]
        return np.where(days == 0, _UNKNOWN_DAY, days)

    best: list[Level] = [lambda at: -scores[at], newest, tie]
    levels: dict[Sort, list[Level]] = {
        "relevance": best,
        "recent": best,
        "newest": [newest, tie],
        "oldest": [oldest, tie],
        "title": [lambda at: columns.title[docs[at]], tie],
    }
    return levels[order]


def _compared_values(columns: Columns, key: Key, order: Sort) -> list[float]:
    """Return the values of a key as they are compared."""
    try:
        if order == "title":
            title, tie = key
            text = encode(str(title))
            place = columns.title_keys.lower_bound(text)
            there = columns.title_keys.find(text) >= 0
            return [place if there else place - 0.5, int(tie)]
        *score, day, tie = (each if isinstance(each, int) else float(each) for each in key)
        if len(score) != (order in _BY_SCORE):
            raise ValueError
        if order == "oldest":
            return [day or _UNKNOWN_DAY, tie]
        return [*(-float(each) for each in score), -day, tie]
    except (TypeError, ValueError, OverflowError):
        reason = Notice("cursor.order", {"order": repr(order)})
        fault = ParameterFault("cursor", repr(key), reason)
        raise InvalidParameter([fault]) from None


def _is_after(levels: Sequence[Level], pool: Ints, position: Sequence[float]) -> Bools:
    """Return what comes strictly after a position."""
    later = np.zeros(len(pool), bool)
    for level, value in zip(reversed(levels), reversed(position), strict=True):
        values = level(pool)
        later = (values > value) | ((values == value) & later)
    return later


def _select_first(levels: Sequence[Level], pool: Ints, count: int) -> Ints:
    """Return the first ``count`` places of the pool in order."""
    chosen: list[Ints] = []
    for level in levels:
        if not 0 < count < len(pool):
            break
        values = level(pool)
        bound = np.partition(values, count - 1)[count - 1]
        before = pool[values < bound]
        chosen.append(before)
        pool, count = pool[values == bound], count - len(before)
    found = np.concatenate([*chosen, pool[:count]])
    return found[np.lexsort([level(found) for level in reversed(levels)])]


def _make_hit(columns: Columns, number: int, score: float, order: Sort) -> Ranked:
    tie, day = int(columns.tie[number]), int(columns.first[number])
    key: Key = (day, tie)
    if order in _BY_SCORE:
        key = (score, day, tie)
    elif order == "title":
        key = (decode(columns.title_keys[int(columns.title[number])]), tie)
    return Ranked(decode(columns.ids[number]), score, key)
