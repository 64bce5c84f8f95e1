"""The term dictionary over all segments: exact, prefix and fuzzy look-up.

Only terms of live releases count, so the answer does not depend on what was deleted and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from searchapp.engine.whoosh.arrays import Array, Bools, Ints
from searchapp.engine.whoosh.postings import FieldPostings
from searchapp.engine.whoosh.records import Records
from searchapp.engine.whoosh.string_table import StringTable, decode, encode

__all__ = ["SegmentView", "TermDictionary", "distances"]

_CHUNK = 512


@dataclass(frozen=True)
class SegmentView:
    """A segment open for reading: where its documents begin, and which are live.

    :param live: for each of its documents, or ``None`` if all are.
    """

    base: int
    size: int
    live: Bools | None
    fields: dict[str, FieldPostings]
    records: Records

    def frequencies(self, postings: FieldPostings, low: int, high: int) -> Ints:
        """Return how many live documents hold each of the terms ``low`` to ``high``."""
        starts = postings.starts[low : high + 1]
        if self.live is None or high <= low:
            return np.diff(starts)
        alive = self.live[postings.docs[int(starts[0]) : int(starts[-1])]]
        counted: Ints = np.add.reduceat(alive, starts[:-1] - starts[0], dtype=np.int64)
        return counted


@dataclass(frozen=True)
class TermDictionary:
    """The terms of all segments."""

    segments: Sequence[SegmentView]

    def find(self, field: str, term: str) -> list[tuple[int, int]]:
        """Return the segments that know a term, each with the term's number in it."""
        wanted = encode(term)
        found = []
        for rank, segment in enumerate(self.segments):
            if field in segment.fields:
                number = segment.fields[field].terms.find(wanted)
                if number >= 0:
                    found.append((rank, number))
        return found

    def frequency(self, field: str, term: str) -> int:
        """Return how many live documents hold the term."""
        return sum(
            int(self.segments[rank].frequencies(
                self.segments[rank].fields[field], number, number + 1
            )[0])
            for rank, number in self.find(field, term)
        )  # fmt: skip

    def with_prefix(self, field: str, prefix: str, limit: int) -> list[tuple[bytes, int, Found]]:
        """Return the first ``limit`` live terms with a prefix, in order, with their frequencies."""
        merged: dict[bytes, tuple[int, Found]] = {}
        for rank, segment in enumerate(self.segments):
            if field not in segment.fields:
                continue
            # The first terms of all are among the first of each segment.
            for _, (text, number, frequency) in zip(
                range(limit), _live_terms(segment, field, encode(prefix)), strict=False
            ):
                total, places = merged.get(text, (0, ()))
                merged[text] = total + frequency, (*places, (rank, number))
        return [(text, *merged[text]) for text in sorted(merged)[:limit]]

    def near(
        self, field: str, term: str, distance: int, prefix_length: int, limit: int
    ) -> list[tuple[bytes, Found]]:
        """Return the ``limit`` live terms nearest to one, in order of the alphabet.

        :param distance: the most edits: insert, delete, replace, swap neighbours.
        :param prefix_length: so many characters at the beginning must agree.
        """
        merged: dict[bytes, tuple[int, Found]] = {}
        for rank, segment in enumerate(self.segments):
            if field in segment.fields:
                for text, edits, number in _find_near(
                    segment, field, term, distance, prefix_length
                ):
                    _, places = merged.get(text, (0, ()))
                    merged[text] = edits, (*places, (rank, number))
        nearest = sorted(merged, key=lambda text: (merged[text][0], text))[:limit]
        return [(text, merged[text][1]) for text in sorted(nearest)]


Found = tuple[tuple[int, int], ...]
"""Where a term is known: rank of the segment, number of the term in it."""


def _live_terms(
    segment: SegmentView, field: str, prefix: bytes
) -> Iterator[tuple[bytes, int, int]]:
    postings = segment.fields[field]
    low, end = postings.terms.prefix_range(prefix)
    while low < end:
        high = min(low + _CHUNK, end)
        counts = segment.frequencies(postings, low, high).tolist()
        texts = postings.terms.slice(low, high)
        for number, (text, count) in enumerate(zip(texts, counts, strict=True), low):
            if count:
                yield text, number, count
        low = high


def _find_near(
    segment: SegmentView, field: str, term: str, distance: int, prefix_length: int
) -> Iterator[tuple[bytes, int, int]]:
    postings = segment.fields[field]
    low, high = postings.terms.prefix_range(encode(term[:prefix_length]))
    edits = distances(postings.terms, low, high, term, distance)
    for at in np.flatnonzero(edits <= distance).tolist():
        number = low + at
        if segment.frequencies(postings, number, number + 1)[0]:
            yield postings.terms[number], int(edits[at]), number


def distances(table: StringTable, low: int, high: int, term: str, max_edits: int) -> Ints:
    """Return the edit distance of ``term`` to the strings ``low`` to ``high`` of a table.

    Optimal string alignment, as in Levenshtein's recurrence with a fourth case for neighbours that
    changed places. Whole columns of candidates are compared at once, and only the diagonal band
    that ``max_edits`` edits can reach; what lies beyond is given as ``max_edits + 1``.
    """
    wanted = np.frombuffer(term.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    points, starts = _code_points(table, low, high)
    lengths = np.diff(starts)
    result = np.full(len(lengths), max_edits + 1, np.int64)
    near = np.flatnonzero(np.abs(lengths - len(wanted)) <= max_edits)
    if len(near):
        width = len(wanted) + max_edits
        at = starts[near][:, None] + np.arange(width)
        padded = np.append(points, 0).astype(np.int64)
        letters = padded[np.minimum(at, len(points))]
        result[near] = _align(letters.T, lengths[near], wanted, max_edits)
    return np.minimum(result, max_edits + 1)


def _code_points(table: StringTable, low: int, high: int) -> tuple[Array, Ints]:
    """Return the characters of the strings ``low`` to ``high``, and where each string begins."""
    offsets = table.offsets[low : high + 1]
    data = table.blob[int(offsets[0]) : int(offsets[-1])]
    starts = offsets - offsets[0]
    if not len(data) or data.max() < 128:
        return data, starts
    text = decode(data.tobytes()).encode("utf-32-le", "surrogatepass")
    heads = np.zeros(len(data) + 1, np.int64)
    np.cumsum((data & 0xC0) != 0x80, out=heads[1:])
    return np.frombuffer(text, "<u4"), heads[starts]


def _align(letters: Array, lengths: Ints, wanted: Ints, max_edits: int) -> Ints:
    """Return the distances, given the letters of the candidates as columns: position, candidate."""
    far = np.full(letters.shape[1], max_edits + 1, np.int64)
    result = far.copy()
    rows = [[np.full_like(far, min(j, max_edits + 1)) for j in range(len(letters) + 1)]]
    for i in range(1, len(wanted) + 1):
        row = [far] * (len(letters) + 1)
        row[0] = np.full_like(far, min(i, max_edits + 1))
        for j in range(max(1, i - max_edits), min(len(letters), i + max_edits) + 1):
            differs = letters[j - 1] != wanted[i - 1]
            best = np.minimum(rows[-1][j] + 1, row[j - 1] + 1)
            best = np.minimum(best, rows[-1][j - 1] + differs)
            if i > 1 and j > 1:
                swapped = (letters[j - 2] == wanted[i - 1]) & (letters[j - 1] == wanted[i - 2])
                best = np.where(swapped, np.minimum(best, rows[-2][j - 2] + 1), best)
            row[j] = best
        rows.append(row)
    for length in range(max(0, len(wanted) - max_edits), len(wanted) + max_edits + 1):
        here = lengths == length
        result[here] = rows[-1][length][here]
    return result
