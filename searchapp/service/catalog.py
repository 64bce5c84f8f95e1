"""What did the last reindex make of each page? The catalog kept beside the index."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FILE_NAME", "CatalogEntry", "read_catalog", "write_catalog"]

FILE_NAME = "catalog.jsonl"


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One page: what it was like, and what became of it.

    :param stamp: modification time in nanoseconds.
    :param ids: releases found on it.
    :param reason: why it, or the rest of it, was turned away; ``""`` if it was not.
    :param flags: what is doubtful about its releases.
    """

    path: str
    bytes: int
    stamp: int
    digest: str
    ids: tuple[str, ...] = ()
    reason: str = ""
    detail: str = ""
    flags: tuple[str, ...] = ()


def read_catalog(folder: Path) -> dict[str, CatalogEntry]:
    """Return the catalog of a generation by path."""
    entries: dict[str, CatalogEntry] = {}
    with (folder / FILE_NAME).open(encoding="utf-8") as file:
        for line in file:
            path, size, stamp, digest, ids, reason, detail, flags = json.loads(line)
            entries[path] = CatalogEntry(
                path, size, stamp, digest, tuple(ids), reason, detail, tuple(flags)
            )
    return entries


def write_catalog(folder: Path, entries: Iterable[CatalogEntry]) -> None:
    """Write the catalog, sorted by path."""
    with (folder / FILE_NAME).open("w", encoding="utf-8") as file:
        for each in sorted(entries, key=lambda entry: entry.path):
            row = (each.path, each.bytes, each.stamp, each.digest, each.ids, each.reason,
                   each.detail, each.flags)  # fmt: skip
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
