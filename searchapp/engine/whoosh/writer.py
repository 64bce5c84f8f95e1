"""The writer of a generation: links to the one before, deletions, and a new segment.

Files are never changed once written: segments of the generation before are hard-linked, deletions
live in Whoosh's table of contents, which is new in every generation, and so are the columns.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from searchapp.engine.protocol import Document
from searchapp.engine.store.storage import link
from searchapp.engine.whoosh._whoosh import TOC, FileStorage, W3Segment
from searchapp.engine.whoosh.arrays import ArrayFile, ArrayFileWriter, Bools, Ints
from searchapp.engine.whoosh.codec import ARRAYS, RECORDS, ArrayCodec, fields_of
from searchapp.engine.whoosh.columns import COLUMNS, Columns
from searchapp.engine.whoosh.contents import INDEX_NAME, read_contents, write_groups
from searchapp.engine.whoosh.postings import merge
from searchapp.engine.whoosh.records import Records, RecordWriter
from searchapp.engine.whoosh.schema import make_schema
from searchapp.engine.whoosh.segment_buffer import SegmentBuffer, Source
from searchapp.fields import FACETS, TEXT_FIELDS

__all__ = ["MAX_SEGMENTS", "WhooshWriter", "choose_merge"]

MAX_SEGMENTS = 8
_RUNS = "runs"
_SMALL = 256
_GROWTH = 4


def choose_merge(live: Sequence[int], deleted: Sequence[int], added: int) -> list[int]:
    """Choose the segments to merge with ``added`` new documents.

    All of them if more than a third of the documents are deleted; else those that hold nothing
    any more or are not much larger than what they are merged with, smallest first, and at least
    so many that no more than ``MAX_SEGMENTS`` remain. So a document is rewritten a few times only.
    """
    if sum(deleted) * 3 > sum(live) + sum(deleted):
        return list(range(len(live)))
    chosen: list[int] = []
    total = added
    order = sorted(range(len(live)), key=lambda number: (live[number], number))
    for rank, number in enumerate(order):
        too_many = len(live) - rank + 1 > MAX_SEGMENTS
        comparable = live[number] <= max(_SMALL, _GROWTH * total)
        if live[number] and not too_many and not (comparable and added):
            break
        chosen.append(number)
        total += live[number]
    return sorted(chosen)


@dataclass(frozen=True)
class _Segment:
    """A segment carried over: Whoosh's description, and where its documents begin."""

    description: Any
    base: int

    @property
    def size(self) -> int:
        return int(self.description.doc_count_all())

    @property
    def alive(self) -> Bools:
        alive = np.ones(self.size, bool)
        alive[list(self.description.deleted_docs())] = False
        return alive

    def path(self, folder: Path, ending: str) -> Path:
        return folder / str(self.description.make_filename(ending))


class WhooshWriter:
    """Builds one generation. See :class:`searchapp.engine.protocol.Writer`."""

    def __init__(self, folder: Path, carry_over: Path | None = None) -> None:
        self._folder = folder
        self._generation = 0
        self._old: list[_Segment] = []
        self._columns: Columns | None = None
        self._groups: Sequence[Sequence[str]] = ()
        if carry_over is not None:
            self._carry(carry_over)
        self._new = W3Segment(ArrayCodec(), INDEX_NAME)
        self._records = RecordWriter(self._file(self._new, RECORDS))
        (folder / _RUNS).mkdir()
        self._buffer = SegmentBuffer(folder / _RUNS, self._records)

    def remove(self, ids: Iterable[str]) -> None:
        """Take releases of the generation before out; ids that it has not are passed over."""
        if self._columns is None:
            return
        for release_id in ids:
            number = self._columns.number(release_id)
            if number >= 0:
                segment = next(each for each in reversed(self._old) if each.base <= number)
                segment.description.delete_document(number - segment.base)

    def add(self, documents: Iterable[Document]) -> None:
        """Store releases; memory does not grow with the length of their texts."""
        for document in documents:
            self._buffer.add(document)

    def group_duplicates(self, groups: Sequence[Sequence[str]]) -> None:
        """Mark near duplicates; see the protocol."""
        self._groups = groups

    def commit(self) -> None:
        """Write the new segment, the columns and the table of contents, flushed to the disk."""
        chosen = choose_merge(
            [int(each.alive.sum()) for each in self._old],
            [int(each.description.deleted_count()) for each in self._old],
            len(self._buffer),
        )
        merged = [self._old[number] for number in chosen]
        kept = [each for number, each in enumerate(self._old) if number not in chosen]
        self._write_segment(merged)
        self._write_columns(kept, merged)
        self._write_contents(kept)
        write_groups(self._folder, self._groups)
        for segment in merged:
            segment.path(self._folder, ARRAYS).unlink()
            segment.path(self._folder, RECORDS).unlink()
        shutil.rmtree(self._folder / _RUNS)
        _flush(self._folder)

    def abort(self) -> None:
        """Close the files; the folder is left for the caller to delete."""
        self._records.abandon()

    def _carry(self, before: Path) -> None:
        self._columns = Columns.read(before / COLUMNS)
        contents = read_contents(before)
        self._generation = int(contents.generation)
        base = 0
        for description in contents.segments:
            segment = _Segment(description, base)
            self._old.append(segment)
            base += segment.size
            for ending in (ARRAYS, RECORDS):
                link(segment.path(before, ending), segment.path(self._folder, ending))

    def _write_segment(self, merged: Sequence[_Segment]) -> None:
        alive = [segment.alive for segment in merged]
        size = len(self._buffer) + sum(int(each.sum()) for each in alive)
        self._new.set_doc_count(size)
        inputs = self._buffer.runs() if len(self._buffer) else []
        first = len(self._buffer)
        for segment, living in zip(merged, alive, strict=True):
            file = ArrayFile(segment.path(self._folder, ARRAYS))
            numbers = np.where(living, np.cumsum(living) - 1 + first, -1)
            inputs.append(Source(fields_of(file), numbers, file))
            first += int(living.sum())
            offsets = file.array("records/offsets")
            self._records.copy(Records(segment.path(self._folder, RECORDS), offsets), living)
        offsets = self._records.close()
        if size:
            self._write_arrays(inputs, size, offsets)
        else:
            self._file(self._new, RECORDS).unlink()

    def _write_arrays(self, inputs: Sequence[Source], size: int, offsets: Ints) -> None:
        names = [*TEXT_FIELDS, *FACETS]
        file = ArrayFileWriter(self._file(self._new, ARRAYS))
        for name in names:
            if len(inputs) == 1 and (inputs[0].numbers >= 0).all():
                inputs[0].fields[name].write(file, name)
            else:
                parts = [(each.fields[name], each.numbers) for each in inputs]
                merge(file, name, parts, size, partial(_release_pages, inputs))
        file.add("records/offsets", offsets)
        file.close({"fields": names})

    def _write_columns(self, kept: Sequence[_Segment], merged: Sequence[_Segment]) -> None:
        columns, before = self._buffer.columns(), 0
        if self._columns is not None:
            before = len(self._columns)
            columns = self._columns.concat(columns) if len(columns) else self._columns
        if merged:
            columns = columns.take(
                np.concatenate([
                    *(np.arange(each.base, each.base + each.size) for each in kept),
                    np.arange(before, before + len(self._buffer)),
                    *(each.base + np.flatnonzero(each.alive) for each in merged),
                ])
            )  # fmt: skip
        live = np.ones(len(columns), bool)
        for base, segment in zip(_bases(kept), kept, strict=True):
            live[base : base + segment.size] = segment.alive
        columns.with_live(live).write(self._folder / COLUMNS)

    def _write_contents(self, kept: Sequence[_Segment]) -> None:
        segments = [each.description for each in kept]
        if self._new.doc_count_all():
            segments.append(self._new)
        contents = TOC(make_schema(), segments, self._generation + 1)
        contents.write(FileStorage(str(self._folder)), INDEX_NAME)
        _flush(self._folder / f"_{INDEX_NAME}_{contents.generation}.toc")

    def _file(self, description: Any, ending: str) -> Path:
        return self._folder / str(description.make_filename(ending))


def _release_pages(inputs: Sequence[Source]) -> None:
    for each in inputs:
        if each.file:
            each.file.release_pages()


def _bases(segments: Sequence[_Segment]) -> list[int]:
    bases = [0]
    for segment in segments:
        bases.append(bases[-1] + segment.size)
    return bases[: len(segments)]


def _flush(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
