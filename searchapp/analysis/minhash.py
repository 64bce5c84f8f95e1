"""Near-duplicate texts: MinHash signatures, banded to find pairs.

The resemblance of two texts is the Jaccard index of their sets of five-word shingles; the share of
equal places in two signatures estimates it (Broder, "On the resemblance and containment of
documents", 1997). Only texts that agree in one whole band are compared at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from searchapp.analysis.words import WordNumbers, run_numbers, split_words

__all__ = ["PLACES", "Signatures", "near_groups", "signature"]

PLACES = 64
"""Numbers in a signature; the standard error of the estimate is 0.05 at a resemblance of 0.8."""

ROWS = 4
"""Numbers in a band: two texts of resemblance 0.8 share one of the 16 bands with p = 0.9998."""

SHINGLE = 5
MIN_WORDS = 30
"""Shorter texts are too easily alike to say anything."""

MIN_EQUAL_PLACES = 0.65
"""Equal places that make near duplicates: a few sentences differ, or a name throughout. The three
pairs of the samples have 0.69 to 0.88, all other pairs less than 0.2."""

Signatures = npt.NDArray[np.uint32]

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_generator = np.random.Generator(np.random.PCG64(1997))
_MULTIPLIERS = _generator.integers(1, 2**63, PLACES, dtype=np.uint64) | np.uint64(1)
_ADDENDS = _generator.integers(0, 2**63, PLACES, dtype=np.uint64)
_POWERS = np.array([1_000_003**power % 2**64 for power in range(SHINGLE)], dtype=np.uint64)


_NUMBERS = WordNumbers(str)


def signature(paragraphs: Iterable[str]) -> bytes | None:
    """Return the signature of a text as bytes (little-endian uint32), ``None`` if it is short."""
    text = " ".join(paragraphs).lower()
    words = split_words(text) if text.isascii() else _WORD.findall(_UNSPACED.sub(r" \g<0> ", text))
    if len(words) < MIN_WORDS:
        return None
    shingles = run_numbers(_NUMBERS.of(words), _POWERS)
    least = (shingles[None, :] * _MULTIPLIERS[:, None] + _ADDENDS[:, None]).min(axis=1)
    return bytes((least >> np.uint64(32)).astype("<u4").tobytes())


def near_groups(
    ids: Sequence[str], signatures: Signatures, dates: Mapping[str, str]
) -> list[tuple[str, ...]]:
    """Return the groups of near duplicates, each with its first release in front.

    The outcome depends on the set of releases only, not on their order.

    :param ids: one for each row of ``signatures`` (shape ``(n, PLACES)``).
    :param dates: id -> ISO date of the releases that have one; the first published leads a group.
    """
    if len(ids) < 2:
        return []
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__))
    rows = signatures[order]
    parents = np.arange(len(order))
    for start in range(0, PLACES, ROWS):
        for one, two in _neighbours(rows[:, start : start + ROWS]):
            one, two = _root(parents, one), _root(parents, two)
            if one != two and (rows[one] == rows[two]).mean() >= MIN_EQUAL_PLACES:
                parents[max(one, two)] = min(one, two)
    members: dict[int, list[str]] = {}
    for place in np.flatnonzero(parents != np.arange(len(order))).tolist():
        root = _root(parents, place)
        members.setdefault(root, [ids[order[root]]]).append(ids[order[place]])
    return sorted(
        tuple(sorted(group, key=lambda each: (dates.get(each, "9999"), each)))
        for group in members.values()
    )


def _neighbours(band: Signatures) -> Iterable[tuple[int, int]]:
    """Yield pairs of places with the same band, each with the one before it in its group.

    Two bands with the same key and different numbers are one case in 10^19 and do no harm: what
    is alike is compared whole.
    """
    keys = (band.astype(np.uint64) * _MULTIPLIERS[: band.shape[1]]).sum(axis=1, dtype=np.uint64)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    same = np.flatnonzero(ordered[1:] == ordered[:-1])
    one, two = order[same], order[same + 1]
    # What is grouped first decides what a group is compared by: in the order of the bands.
    again = np.lexsort((one, *band[one].T[::-1]))
    return zip(one[again].tolist(), two[again].tolist(), strict=True)


def _root(parents: npt.NDArray[np.int64], place: int) -> int:
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = int(parents[place])
    return place
