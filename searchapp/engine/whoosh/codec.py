"""A Whoosh codec over the array files.

Whoosh's own classes (``whoosh.index.open_dir`` and its queries) work on an index through this
codec; our executor reads the arrays themselves. Whoosh pickles the codec into its table of
contents, so neither this module nor the class :class:`ArrayCodec` may be renamed without changing
the format of the engine. Segments are written by :mod:`searchapp.engine.whoosh.writer` alone:
Whoosh's own writers, which go posting by posting, are refused.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from searchapp.engine.whoosh._whoosh import (
    LeafMatcher,
    ReadTooFar,
    TermInfo,
    TermNotFound,
    W3Segment,
    base,
)
from searchapp.engine.whoosh.arrays import Array, ArrayFile
from searchapp.engine.whoosh.postings import FieldPostings
from searchapp.engine.whoosh.records import Records
from searchapp.release_record import to_record

__all__ = ["ARRAYS", "RECORDS", "ArrayCodec", "fields_of"]

ARRAYS = ".arrays"
RECORDS = ".records"
"""What the names of the two files of a segment end in."""


def fields_of(file: ArrayFile) -> dict[str, FieldPostings]:
    """Return the postings of every field that a segment has."""
    return {name: FieldPostings.read(file, name) for name in file.meta["fields"]}


def _path(storage: Any, segment: Any, ending: str) -> Path:
    return Path(storage.folder) / str(segment.make_filename(ending))


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Reads segments that are kept as arrays."""

    def new_segment(self, storage: Any, indexname: str) -> Any:
        """Return an empty segment with a name of its own."""
        return W3Segment(self, indexname)

    def terms_reader(self, storage: Any, segment: Any) -> _TermsReader:
        """Return what answers questions about terms."""
        return _TermsReader(ArrayFile(_path(storage, segment, ARRAYS)))

    def per_document_reader(self, storage: Any, segment: Any) -> _DocumentReader:
        """Return what answers questions about documents."""
        return _DocumentReader(storage, segment)

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        """Refuse."""
        raise NotImplementedError("an index is written by searchapp reindex alone")

    field_writer = postings_writer = per_document_writer


class _DocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    def __init__(self, storage: Any, segment: Any) -> None:
        self._segment = segment
        file = ArrayFile(_path(storage, segment, ARRAYS))
        self._lengths = {
            name: postings.occurrences.lengths
            for name, postings in fields_of(file).items()
            if postings.occurrences
        }
        self._records = Records(_path(storage, segment, RECORDS), file.array("records/offsets"))

    def doc_count(self) -> int:
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        found: Iterable[int] = self._segment.deleted_docs()
        return found

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths.get(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        return int(self._all(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._all(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._all(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, object]:
        release = self._records.release(docnum)
        return {"id": release.id, "record": to_record(release, with_dropped=True)}

    def _all(self, fieldname: str) -> Array:
        return self._lengths.get(fieldname, np.empty(0, np.int32))


class _TermsReader(base.TermsReader):  # type: ignore[misc]
    def __init__(self, file: ArrayFile) -> None:
        self._fields = fields_of(file)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) >= 0

    def indexed_field_names(self) -> Iterable[str]:
        return self._fields.keys()

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self._fields):
            for text in self._fields[name].terms:
                yield name, text

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        if fieldname in self._fields:
            terms = self._fields[fieldname].terms
            for text in terms.slice(terms.lower_bound(prefix), len(terms)):
                yield fieldname, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> Any:
        number = self._find(fieldname, text)
        if number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return _term_info(self._fields[fieldname], number)

    def frequency(self, fieldname: str, text: bytes) -> float:
        number = self._find(fieldname, text)
        return 0.0 if number < 0 else float(_term_info(self._fields[fieldname], number).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        number = self._find(fieldname, text)
        if number < 0:
            return 0
        low, high = self._fields[fieldname].extent(number)
        return high - low

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> _ArrayMatcher:
        number = self._find(fieldname, text)
        if number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return _ArrayMatcher(self._fields[fieldname], number, format_, (fieldname, text), scorer)

    def cursor(self, fieldname: str, fieldobj: Any) -> _Cursor:
        return _Cursor(self._fields[fieldname], fieldobj)

    def close(self) -> None:
        self._fields = {}

    def _find(self, fieldname: str, text: bytes) -> int:
        found = self._fields.get(fieldname)
        return found.terms.find(text) if found else -1


def _term_info(postings: FieldPostings, number: int) -> Any:
    low, high = postings.extent(number)
    docs = postings.docs[low:high]
    counts = postings.counts(slice(low, high))
    lengths = postings.occurrences.lengths[docs] if postings.occurrences else np.ones(1)
    return TermInfo(
        weight=float(counts.sum()),
        df=high - low,
        minlength=int(lengths.min()),
        maxlength=int(lengths.max()),
        maxweight=float(counts.max()),
        minid=int(docs[0]),
        maxid=int(docs[-1]),
    )


class _ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """Walks the postings of one term the way Whoosh does. Holds copies, so threads may share it
    no more and no less than Whoosh's own."""

    def __init__(
        self,
        postings: FieldPostings,
        number: int,
        format_: Any,
        term: tuple[str, bytes],
        scorer: Any,
    ) -> None:
        self.format, self._term, self.scorer = format_, term, scorer
        self._info = _term_info(postings, number)
        low, high = postings.extent(number)
        self._docs: list[int] = postings.docs[low:high].tolist()
        self._counts: list[int] = postings.counts(slice(low, high)).tolist()
        self._positions: Array = np.zeros(len(self._docs), "<u4")
        if postings.occurrences:
            first, last = postings.occurrences.places[number : number + 2].tolist()
            self._positions = postings.occurrences.positions[first:last].astype("<u4")
        self._ends: list[int] = np.cumsum(self._counts, dtype=np.int64).tolist()
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._docs)

    def reset(self) -> None:
        self._at = 0

    def id(self) -> int:
        return self._docs[self._at]

    def weight(self) -> float:
        return float(self._counts[self._at])

    def value(self) -> bytes:
        end = self._ends[self._at]
        return self._positions[end - self._counts[self._at] : end].tobytes()

    def next(self) -> bool:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return False

    def skip_to(self, target: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, target, self._at)

    def skip_to_quality(self, least: float) -> int:
        while self.is_active() and self.block_quality() <= least:
            self._at = len(self._docs)
        return 0

    def all_ids(self) -> Iterator[int]:
        return iter(self._docs)

    def block_min_id(self) -> int:
        return self._docs[0]

    def block_max_id(self) -> int:
        return self._docs[-1]

    def block_min_length(self) -> int:
        return int(self._info.min_length())

    def block_max_length(self) -> int:
        return int(self._info.max_length())

    def block_max_weight(self) -> float:
        return float(self._info.max_weight())


class _Cursor(base.FieldCursor):  # type: ignore[misc]
    def __init__(self, postings: FieldPostings, fieldobj: Any) -> None:
        self._postings, self._fieldobj = postings, fieldobj
        self._at = 0

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        wanted = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._at = self._postings.terms.lower_bound(wanted)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        if not self.is_valid():
            return None
        return str(self._fieldobj.from_bytes(self._postings.terms[self._at]))

    def term_info(self) -> Any:
        return _term_info(self._postings, self._at) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._at < len(self._postings.terms)
