"""What did the last reindex make of each page? The catalog kept beside the index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["FILE_NAME", "PASSING", "CatalogEntry", "read_catalog", "write_catalog"]

FILE_NAME = "catalog.json"

PASSING = frozenset({"page.unreadable", "page.changed", "page.failed"})
"""Reasons that tell of the moment at which a page was read, and nothing of its content."""


class CatalogEntry(NamedTuple):
    """One page: what it was like, and what became of it.

    :param stamp: modification time in nanoseconds.
    :param ids: releases found on it.
    :param reason: why it, or the rest of it, was turned away; ``""`` if it was not.
    :param flags: what is doubtful about its releases.
    :param made: digest of what was made of it: titles, texts, dates and languages. Two runs over
        the same bytes that differ in it have read the page differently.
    """

    path: str
    bytes: int
    stamp: int
    digest: str
    ids: tuple[str, ...] = ()
    reason: str = ""
    detail: str = ""
    flags: tuple[str, ...] = ()
    made: str = ""

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> CatalogEntry:
        """Return an entry that went through JSON, which makes lists of tuples."""
        path, size, stamp, digest, ids, reason, detail, flags, made = row
        return cls(path, size, stamp, digest, tuple(ids), reason, detail, tuple(flags), made)


def read_catalog(folder: Path) -> dict[str, CatalogEntry]:
    """Return the catalog of a generation by path.

    :raises ValueError: the file is not what :func:`write_catalog` writes.
    """
    columns = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    entries = map(CatalogEntry.from_row, zip(*columns, strict=True))
    return {entry.path: entry for entry in entries}


def write_catalog(folder: Path, entries: Iterable[CatalogEntry]) -> None:
    """Write the catalog, sorted by path: an array for each field, with one element for each page.

    Columns, because a reindex reads and writes the whole of it even for a single new page.
    """
    columns = list(zip(*sorted(entries, key=attrgetter("path")), strict=True))
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
