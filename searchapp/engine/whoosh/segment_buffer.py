"""The buffer of a new segment: records, runs of postings and columns of the documents added.

Records go to their file at once; terms are collected and inverted in runs, so that memory does not
grow with the number of documents; the columns of the new releases are kept, some 200 bytes each.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from searchapp.engine.protocol import Document
from searchapp.engine.whoosh.arrays import ArrayFile, ArrayFileWriter, Ints
from searchapp.engine.whoosh.columns import Columns, FacetColumn
from searchapp.engine.whoosh.filters import folded_line
from searchapp.engine.whoosh.inverter import FieldBuffer
from searchapp.engine.whoosh.postings import FieldPostings
from searchapp.engine.whoosh.records import RecordWriter
from searchapp.engine.whoosh.string_table import Numbering, StringTable, encode, starts_of
from searchapp.fields import FACETS, TEXT_FIELDS
from searchapp.model import tie_break

__all__ = ["SegmentBuffer", "Source"]

MAX_RUN_TERMS = 8_000_000
"""Terms inverted at a time: about 400 MB at work."""


@dataclass(frozen=True, slots=True)
class Source:
    """Postings to merge: by field, the numbers that their documents get, where they are mapped."""

    fields: dict[str, FieldPostings]
    numbers: Ints
    file: ArrayFile | None


class SegmentBuffer:
    """Takes in documents, one after the other.

    :param folder: for the runs; its files are the caller's to delete.
    :param records: where the records are appended.
    """

    def __init__(self, folder: Path, records: RecordWriter) -> None:
        self._folder, self._records = folder, records
        self._buffers = _buffers()
        self._runs: list[tuple[Path, int]] = []
        self._flushed = 0
        self._ids: list[bytes] = []
        self._days = array("i")
        self._ties = array("q")
        self._titles = _ValueCollector()
        self._facets = {name: _ValueCollector() for name in FACETS}
        self._labels: dict[str, dict[str, str]] = {name: {} for name in FACETS}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, document: Document) -> None:
        """Take in one document."""
        self._records.add(document.release)
        self._ids.append(encode(document.release.id))
        self._ties.append(tie_break(document.release.id))
        self._days.extend(document.days or (0, 0))
        self._titles.add((document.title_key,))
        for name in TEXT_FIELDS:
            self._buffers[name].add(document.terms.get(name, ()))
        for name in FACETS:
            values = tuple(dict.fromkeys(document.facets.get(name, ())))
            self._buffers[name].add(values)
            self._facets[name].add(values)
        for name, labels in document.labels.items():
            self._labels[name].update(labels)
        if sum(buffer.tokens for buffer in self._buffers.values()) >= MAX_RUN_TERMS:
            self._flush()

    def runs(self) -> list[Source]:
        """Return the postings of all documents, as runs."""
        first = 0
        found: list[Source] = []
        for path, size in self._runs:
            file = ArrayFile(path)
            postings = {name: FieldPostings.read(file, name) for name in self._buffers}
            found.append(Source(postings, np.arange(first, first + size), file))
            first += size
        if first < len(self):
            rest = {name: buffer.invert() for name, buffer in self._buffers.items()}
            found.append(Source(rest, np.arange(first, len(self)), None))
        return found

    def columns(self) -> Columns:
        """Return the columns of all documents."""
        days = np.frombuffer(self._days, np.int32).reshape(-1, 2)
        title_keys, titles = self._titles.table()
        return Columns(
            np.ones(len(self), bool), days[:, 0], days[:, 1], np.frombuffer(self._ties, np.int64),
            StringTable.of(self._ids), titles, title_keys,
            {name: values.column() for name, values in self._facets.items()}, self._labels,
        )  # fmt: skip

    def _flush(self) -> None:
        path = self._folder / f"run-{len(self._runs)}"
        file = ArrayFileWriter(path)
        for name, buffer in self._buffers.items():
            buffer.invert().write(file, name)
        file.close()
        self._buffers = _buffers()
        self._runs.append((path, len(self) - self._flushed))
        self._flushed = len(self)


def _buffers() -> dict[str, FieldBuffer]:
    texts = {name: FieldBuffer(positions=True) for name in TEXT_FIELDS}
    return texts | {name: FieldBuffer(positions=False) for name in FACETS}


class _ValueCollector:
    """The values of a column, collected as numbers."""

    def __init__(self) -> None:
        self._numbers = Numbering()
        self._values = array("i")
        self._sizes = array("i")

    def add(self, values: tuple[str, ...]) -> None:
        for value in values:
            self._values.append(self._numbers[value])
        self._sizes.append(len(values))

    def table(self) -> tuple[StringTable, Ints]:
        """Return the sorted table of values, and every value added as its number there."""
        texts, ranks = self._numbers.ranks()
        added = np.frombuffer(self._values, np.int32)
        return StringTable.of([encode(text) for text in texts]), ranks[added].astype(np.int32)

    def column(self) -> FacetColumn:
        table, ordinals = self.table()
        folded = StringTable.of([encode(folded_line(value)) for value in sorted(self._numbers)])
        sizes = np.frombuffer(self._sizes, np.int32)
        return FacetColumn(table, folded, starts_of(sizes), ordinals)
