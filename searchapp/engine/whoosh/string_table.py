"""String tables: many short texts in two arrays, bytes and offsets.

Texts are UTF-8 (lone surrogates pass, since hostile JSON can hold them), whose byte order is the
order of code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from searchapp.engine.whoosh.arrays import Array, ArrayFile, ArrayFileWriter, Ints

__all__ = ["Numbering", "StringTable", "decode", "encode", "gather", "ranges", "starts_of"]


def encode(text: str) -> bytes:
    """Return the bytes that stand for a text in the index."""
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """Return the text that :func:`encode` wrote."""
    return data.decode("utf-8", "surrogatepass")


def ranges(starts: Array, lengths: Array) -> Ints:
    """Return ``start, start + 1, ...`` for every start, each ``length`` long, in one array."""
    # One cumulative sum over steps of 1, and a jump where the next stretch begins.
    held = np.flatnonzero(lengths)
    if not len(held):
        return np.empty(0, np.int64)
    firsts = np.asarray(starts, np.int64).take(held)
    sizes = np.asarray(lengths, np.int64).take(held)
    ends = np.cumsum(sizes)
    steps = np.ones(int(ends[-1]), np.int64)
    steps[0] = firsts[0]
    steps[ends[:-1]] = firsts[1:] - firsts[:-1] - sizes[:-1] + 1
    return np.cumsum(steps, out=steps)


def gather(values: Array, offsets: Array, numbers: Array) -> tuple[Array, Ints]:
    """Return some stretches of an array, end to end, and where each begins.

    Where the numbers mostly follow each other, as after an insertion, stretches are copied in runs.
    """
    numbers = np.asarray(numbers, np.int64)
    starts = offsets[numbers]
    lengths = offsets[numbers + 1] - starts
    breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
    # With shorter runs, a Python loop over them would take longer than one gathering of all.
    if len(breaks) * 16 >= len(numbers):
        return values[ranges(starts, lengths)], starts_of(lengths)
    firsts = np.concatenate(([0], breaks))
    lasts = np.concatenate((breaks, [len(numbers)])) - 1
    ends = starts[lasts] + lengths[lasts]
    runs = zip(starts[firsts].tolist(), ends.tolist(), strict=True)
    return np.concatenate([values[start:end] for start, end in runs]), starts_of(lengths)


def starts_of(sizes: Array) -> Ints:
    """Return where each of several stretches begins, end to end, and where the last one ends."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


class Numbering(dict[str, int]):
    """Text -> number, the next free one for a text that is new when looked up with ``[]``."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number

    def ranks(self) -> tuple[list[str], Ints]:
        """Return the texts in order, and for each number the place of its text there."""
        texts = list(self)
        order = sorted(range(len(texts)), key=texts.__getitem__)
        ranks = np.empty(len(texts), np.int64)
        ranks[order] = np.arange(len(order))
        return [texts[number] for number in order], ranks


class StringTable:
    """Byte strings by number. Look-ups by content need them sorted and without repeats.

    In a file of arrays a table ``x`` of ``n`` strings is two arrays: ``x/bytes`` (``|u1``), all
    strings end to end, and ``x/offsets`` (``<i8``, n + 1), where each begins and the last one ends.
    """

    __slots__ = ("_bytes", "_offsets", "blob", "offsets")

    def __init__(self, blob: Array, offsets: Array) -> None:
        self.blob, self.offsets = blob, offsets
        # Plain memory views: reading single values through them takes half the time of an array.
        self._bytes, self._offsets = blob.data, offsets.data

    @classmethod
    def of(cls, strings: Sequence[bytes]) -> StringTable:
        """Return the table of these strings, in this order."""
        sizes = np.fromiter(map(len, strings), np.int64, len(strings))
        return cls(np.frombuffer(b"".join(strings), np.uint8), starts_of(sizes))

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> StringTable:
        """Return the table that :meth:`write` wrote under this name."""
        return cls(file.array(f"{name}/bytes"), file.array(f"{name}/offsets"))

    def write(self, file: ArrayFileWriter, name: str) -> None:
        """Write the table as two arrays."""
        file.add(f"{name}/bytes", self.blob)
        file.add(f"{name}/offsets", self.offsets)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> bytes:
        return bytes(self._bytes[self._offsets[index] : self._offsets[index + 1]])

    def __iter__(self) -> Iterator[bytes]:
        return self.slice(0, len(self))

    def slice(self, low: int, high: int) -> Iterator[bytes]:
        """Yield the strings with numbers from ``low`` up to ``high``, as in a slice of a list."""
        high = min(high, len(self))
        if high <= low:
            return
        offsets = self.offsets[low : high + 1].tolist()
        data = bytes(self._bytes[offsets[0] : offsets[-1]])
        first = offsets[0]
        for start, end in pairwise(offsets):
            yield data[start - first : end - first]

    def lower_bound(self, wanted: bytes) -> int:
        """Return the number of strings that sort before ``wanted``."""
        low, high = 0, len(self)
        data, offsets = self._bytes, self._offsets
        while low < high:
            middle = (low + high) >> 1
            if data[offsets[middle] : offsets[middle + 1]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, wanted: bytes) -> int:
        """Return the number of a string, or -1."""
        index = self.lower_bound(wanted)
        return index if index < len(self) and self[index] == wanted else -1

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """Return the numbers ``low`` to ``high`` (excluded) of the strings with this prefix."""
        low = self.lower_bound(prefix)
        # 0xff is in no UTF-8 text, so everything with the prefix sorts before this.
        return low, self.lower_bound(prefix + b"\xff")

    def take(self, numbers: Array) -> StringTable:
        """Return a table of some of the strings, in the order of ``numbers``."""
        return StringTable(*gather(self.blob, self.offsets, numbers))

    def concat(self, other: StringTable) -> StringTable:
        """Return a table of these strings and then the other ones."""
        return StringTable(
            np.concatenate((self.blob, other.blob)),
            np.concatenate((self.offsets, other.offsets[1:] + self.offsets[-1])),
        )

    def union(self, more: Iterable[bytes]) -> tuple[StringTable, Ints, dict[bytes, int]]:
        """Return the sorted table of these strings and ``more``.

        :returns: the table; for every string of this table its number in it; the same for ``more``.
        """
        wanted = sorted(set(more))
        places = {text: self.lower_bound(text) for text in wanted}
        new = [text for text in wanted if self._at(places[text]) != text]
        # A new string goes before the old one at its place; each old one moves up by as many.
        renumbering = np.arange(len(self)) + np.searchsorted(
            np.array([places[text] for text in new], np.int64),
            np.arange(len(self)),
            side="right",
        )
        shift = {text: rank for rank, text in enumerate(new)}
        numbers = {
            text: places[text] + shift[text] if text in shift else int(renumbering[places[text]])
            for text in wanted
        }
        return (
            self._merged(StringTable.of(new), [numbers[text] for text in new], renumbering),
            renumbering,
            numbers,
        )

    def _at(self, index: int) -> bytes | None:
        return self[index] if index < len(self) else None

    def _merged(
        self, new: StringTable, new_numbers: Sequence[int], renumbering: Ints
    ) -> StringTable:
        both = self.concat(new)
        order = np.empty(len(both), np.int64)
        order[renumbering] = np.arange(len(self))
        order[np.asarray(new_numbers, np.int64)] = np.arange(len(self), len(both))
        return both.take(order)
