"""Columns: what ranks, filters and counts releases, by release number.

A generation has one set, over all its segments end to end, deleted releases included (they are not
``live``). It is written anew at every commit from the set before and the releases added, so that
opening it is mapping one file. A day is a proleptic ordinal, 0 if unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from searchapp.engine.whoosh.arrays import Array, ArrayFile, ArrayFileWriter, Bools, Ints
from searchapp.engine.whoosh.string_table import StringTable, encode, gather
from searchapp.fields import FACETS
from searchapp.model import tie_break

__all__ = ["COLUMNS", "Columns", "FacetColumn"]

COLUMNS = "columns"
"""The name of the file."""

Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class _FacetShape:
    """What follows from the ordinals of a facet, stored so that server processes share it.

    :param sizes: how many values each release has.
    :param single: ordinal + 1 of each release, 0 for none; ``None`` if any release has several.
    """

    sizes: Ints
    single: Ints | None


@dataclass(frozen=True)
class FacetColumn:
    """The values of one facet, for each release.

    :param values: the sorted table of values; a value's number in it is its ordinal.
    :param folded: the same values folded, at the same numbers, each a line that ends with a line
        feed, so that a search through all of them finds nothing across two values.
    :param starts: for each release where its ordinals begin (one more than releases).
    :param stored: what the file says of sizes and single values; worked out where it is ``None``.
    """

    values: StringTable
    folded: StringTable
    starts: Ints
    ordinals: Ints
    stored: _FacetShape | None = None

    @cached_property
    def _shape(self) -> _FacetShape:
        if self.stored:
            return self.stored
        sizes = np.diff(self.starts)
        if len(sizes) and sizes.max() > 1:
            return _FacetShape(sizes, None)
        single = np.zeros(len(sizes), np.int32)
        single[sizes == 1] = self.ordinals + 1
        return _FacetShape(sizes, single)

    @property
    def sizes(self) -> Ints:
        """How many values each release has."""
        return self._shape.sizes

    @property
    def single(self) -> Ints | None:
        """Ordinal + 1 of each release, 0 for none; ``None`` if any release has several."""
        return self._shape.single

    @cached_property
    def alphabet(self) -> Ints:
        """The place of each ordinal in the order from A to Z: by folded value, then by value."""
        folded = list(self.folded)
        places = np.empty(len(folded), np.int64)
        places[sorted(range(len(folded)), key=folded.__getitem__)] = np.arange(len(folded))
        return places

    def totals(self, live: Bools) -> tuple[Ints, int]:
        """Return how many live releases have each ordinal, and how many have no value."""
        held = self.ordinals[np.repeat(live, self.sizes)].astype(np.int64)
        missing = int(np.count_nonzero(live & (self.sizes == 0)))
        return np.bincount(held, minlength=len(self.values)), missing

    def take(self, numbers: Ints) -> FacetColumn:
        """Return the column of some releases, in this order, without values that none has."""
        ordinals, starts = gather(self.ordinals, self.starts, numbers)
        used = np.zeros(len(self.values), bool)
        used[ordinals] = True
        kept = np.flatnonzero(used)
        renumbered = (np.cumsum(used) - 1).astype(np.int32)
        return FacetColumn(
            self.values.take(kept), self.folded.take(kept), starts, renumbered[ordinals]
        )

    def concat(self, other: FacetColumn) -> FacetColumn:
        """Return the column of these releases and then the other ones."""
        values, renumbering, found = self.values.union(other.values)
        theirs = np.fromiter((found[text] for text in other.values), np.int64, len(other.values))
        origin = np.empty(len(values), np.int64)
        origin[theirs] = len(self.values) + np.arange(len(theirs))
        origin[renumbering] = np.arange(len(renumbering))
        ordinals = np.concatenate((renumbering[self.ordinals], theirs[other.ordinals]))
        return FacetColumn(
            values,
            self.folded.concat(other.folded).take(origin),
            np.concatenate((self.starts, other.starts[1:] + self.starts[-1])),
            ordinals.astype(np.int32),
        )

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> FacetColumn:
        """Return the column that a file holds under this name."""
        return cls(
            StringTable.read(file, f"{name}/values"),
            StringTable.read(file, f"{name}/folded"),
            file.array(f"{name}/starts"),
            file.array(f"{name}/ordinals"),
            _FacetShape(
                file.array(f"{name}/sizes"),
                file.array(f"{name}/single") if f"{name}/single" in file else None,
            ),
        )

    def write(self, file: ArrayFileWriter, name: str) -> None:
        """Write the column under this name."""
        self.values.write(file, f"{name}/values")
        self.folded.write(file, f"{name}/folded")
        file.add(f"{name}/starts", self.starts)
        file.add(f"{name}/ordinals", self.ordinals)
        file.add(f"{name}/sizes", self.sizes)
        if self.single is not None:
            file.add(f"{name}/single", self.single)


@dataclass(frozen=True)
class Columns:
    """All columns of a generation.

    The file ``columns`` is a file of arrays, for ``d`` releases and a facet ``f`` of ``v`` values::

        live               |b1      d      1 unless the release is deleted
        first, last        <i4      d      first and last day as proleptic ordinals, 0 if unknown
        tie                <i8      d      tie break of the id
        title              <i4      d      rank of the title key in ``title_keys``
        ids                strings  d      ids, by release
        title_keys         strings  -      title keys, sorted
        ties, by_tie       <i8      d      ``tie`` sorted, and the releases in that order
        facets/f/values    strings  v      values, sorted; the number of a value is its ordinal
        facets/f/folded    strings  v      the same values folded, each a line
        facets/f/starts    <i8      d + 1  where the ordinals of each release begin, the last end
        facets/f/ordinals  <i4      -      ordinals of the values of each release
        facets/f/sizes     <i8      d      number of values of each release
        facets/f/single    <i4      d      ordinal + 1, 0 for none; absent if a release has several
        facets/f/totals    <i8      v      live releases with each value

    ``meta`` has ``labels`` (facet -> value -> label) and ``missing`` (facet -> number of live
    releases without a value).

    :param first: first day of the publication date; ``last`` is the last one.
    :param tie: :func:`searchapp.model.tie_break` of the id.
    :param ids: the ids, by release, not sorted.
    :param title: the rank of the release's title key in ``title_keys``, which is sorted.
    :param stored_by_tie: ``tie`` sorted and the releases in that order, as the file has them, so
        that server processes share them; so are ``stored_totals``. Worked out where ``None``.
    """

    live: Bools
    first: Ints
    last: Ints
    tie: Ints
    ids: StringTable
    title: Ints
    title_keys: StringTable
    facets: Mapping[str, FacetColumn]
    labels: Labels
    stored_by_tie: tuple[Ints, Ints] | None = None
    stored_totals: Mapping[str, tuple[Ints, int]] | None = None

    def __len__(self) -> int:
        return len(self.live)

    @cached_property
    def live_numbers(self) -> Ints:
        """The numbers of the live releases."""
        return np.flatnonzero(self.live)

    @cached_property
    def totals(self) -> Mapping[str, tuple[Ints, int]]:
        """Facet name -> how many live releases have each ordinal, and how many have no value."""
        if self.stored_totals:
            return self.stored_totals
        return {name: facet.totals(self.live) for name, facet in self.facets.items()}

    @cached_property
    def _by_tie(self) -> tuple[Ints, Ints]:
        if self.stored_by_tie:
            return self.stored_by_tie
        order = np.argsort(self.tie, kind="stable")
        return self.tie[order], order

    def number(self, release_id: str) -> int:
        """Return the number of the live release with this id, or -1."""
        ties, order = self._by_tie
        wanted, text = tie_break(release_id), encode(release_id)
        low, high = np.searchsorted(ties, (wanted, wanted + 1))
        for number in order[low:high].tolist():
            if self.live[number] and self.ids[number] == text:
                return int(number)
        return -1

    def take(self, numbers: Ints) -> Columns:
        """Return the columns of some releases, in this order."""
        ranks, title = np.unique(self.title[numbers], return_inverse=True)
        return Columns(
            self.live[numbers], self.first[numbers], self.last[numbers], self.tie[numbers],
            self.ids.take(numbers), title.astype(np.int32), self.title_keys.take(ranks),
            {name: facet.take(numbers) for name, facet in self.facets.items()}, self.labels,
        )  # fmt: skip

    def concat(self, other: Columns) -> Columns:
        """Return the columns of these releases and then the other ones."""
        keys, renumbering, found = self.title_keys.union(other.title_keys)
        theirs = np.fromiter((found[text] for text in other.title_keys), np.int64, len(found))
        titles = np.concatenate((renumbering[self.title], theirs[other.title])).astype(np.int32)

        def join(name: str) -> Array:
            return np.concatenate((getattr(self, name), getattr(other, name)))

        return Columns(
            join("live"), join("first"), join("last"), join("tie"),
            self.ids.concat(other.ids), titles, keys,
            {name: self.facets[name].concat(other.facets[name]) for name in FACETS},
            {name: {**self.labels.get(name, {}), **other.labels.get(name, {})} for name in FACETS},
        )  # fmt: skip

    def with_live(self, live: Bools) -> Columns:
        """Return the same columns with other releases live, and labels for these alone."""
        columns = replace(self, live=live, stored_totals=None)
        labels = {name: columns._used_labels(name) for name in FACETS}
        return replace(columns, labels={name: found for name, found in labels.items() if found})

    def _used_labels(self, name: str) -> dict[str, str]:
        labels = self.labels.get(name, {})
        if not labels:
            return {}
        facet, (used, _) = self.facets[name], self.totals[name]
        numbers = {value: facet.values.find(encode(value)) for value in sorted(labels)}
        return {value: labels[value] for value, at in numbers.items() if at >= 0 and used[at]}

    @classmethod
    def read(cls, path: Path) -> Columns:
        """Open the columns of a generation. Raises :class:`~searchapp.errors.IndexCorrupt`."""
        file = ArrayFile(path)
        missing = file.meta["missing"]
        return cls(
            file.array("live"),
            file.array("first"),
            file.array("last"),
            file.array("tie"),
            StringTable.read(file, "ids"),
            file.array("title"),
            StringTable.read(file, "title_keys"),
            {name: FacetColumn.read(file, f"facets/{name}") for name in FACETS},
            file.meta["labels"],
            (file.array("ties"), file.array("by_tie")),
            {name: (file.array(f"facets/{name}/totals"), missing[name]) for name in FACETS},
        )

    def write(self, path: Path) -> None:
        """Write the columns, flushed to the disk."""
        file = ArrayFileWriter(path)
        for name in ("live", "first", "last", "tie", "title"):
            file.add(name, getattr(self, name))
        self.ids.write(file, "ids")
        self.title_keys.write(file, "title_keys")
        for name, array in zip(("ties", "by_tie"), self._by_tie, strict=True):
            file.add(name, array)
        for name, facet in self.facets.items():
            facet.write(file, f"facets/{name}")
            file.add(f"facets/{name}/totals", self.totals[name][0])
        file.close({
            "labels": {name: dict(found) for name, found in self.labels.items()},
            "missing": {name: missing for name, (_, missing) in self.totals.items()},
        })  # fmt: skip
