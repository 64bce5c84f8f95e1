"""The catalog of a generation: each page of the corpus and its outcome."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["FILE_NAME", "TRANSIENT_REASONS", "CatalogEntry", "read_catalog", "write_catalog"]

FILE_NAME = "catalog.json"

TRANSIENT_REASONS = frozenset({"page.unreadable", "page.changed", "page.failed"})
"""Reasons for skipping a page that lie in the moment of reading, not in its content."""


class CatalogEntry(NamedTuple):
    """One page: its file, and what was read from it.

    :param bytes: size of the file.
    :param stamp: modification time in nanoseconds.
    :param digest: of the bytes, ``""`` if they were not read.
    :param ids: releases found on it.
    :param reason: why it, or the rest of it, was skipped; ``""`` if it was not.
    :param flags: doubts about its releases.
    :param outcome: digest of the titles, texts, dates and languages that were read. If two runs
        over the same bytes differ in it, they have read the page differently.
    """

    path: str
    bytes: int
    stamp: int
    digest: str
    ids: tuple[str, ...] = ()
    reason: str = ""
    detail: str = ""
    flags: tuple[str, ...] = ()
    outcome: str = ""

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> CatalogEntry:
        """Return an entry from its JSON, where tuples are lists."""
        path, size, stamp, digest, ids, reason, detail, flags, outcome = row
        return cls(path, size, stamp, digest, tuple(ids), reason, detail, tuple(flags), outcome)


def read_catalog(folder: Path) -> dict[str, CatalogEntry]:
    """Return the catalog of a generation by path.

    :raises OSError: the file cannot be read.
    :raises ValueError: it is not what :func:`write_catalog` writes.
    """
    columns = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    entries = map(CatalogEntry.from_row, zip(*columns, strict=True))
    return {entry.path: entry for entry in entries}


def write_catalog(folder: Path, entries: Iterable[CatalogEntry]) -> None:
    """Write the catalog: a JSON array with one array per field, each with one element per page.

    Columns are faster than rows, and each reindex reads and writes the whole catalog, even for a
    single new page. Raises ``OSError``.
    """
    columns = list(zip(*sorted(entries, key=attrgetter("path")), strict=True))
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
