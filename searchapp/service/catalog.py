"""What did the last reindex make of each page? The catalog kept beside the index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["FILE_NAME", "CatalogEntry", "read_catalog", "write_catalog"]

FILE_NAME = "catalog.jsonl"


@dataclass(frozen=True, slots=True)
class CatalogEntry:
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

    def row(self) -> list[Any]:
        """Return the entry as a JSON array."""
        return [self.path, self.bytes, self.stamp, self.digest, list(self.ids), self.reason,
                self.detail, list(self.flags), self.made]  # fmt: skip

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> CatalogEntry:
        """Return the entry that :meth:`row` wrote."""
        path, size, stamp, digest, ids, reason, detail, flags, made = row
        return cls(path, size, stamp, digest, tuple(ids), reason, detail, tuple(flags), made)


def read_catalog(folder: Path) -> dict[str, CatalogEntry]:
    """Return the catalog of a generation by path."""
    # Not splitlines: it takes more for the end of a line than this file does.
    lines = (folder / FILE_NAME).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    # One array of all lines: the reader of JSON takes as long to begin as to read a line.
    found = map(CatalogEntry.from_row, json.loads(f"[{','.join(lines)}]"))
    return {entry.path: entry for entry in found}


def write_catalog(folder: Path, entries: Iterable[CatalogEntry]) -> None:
    """Write the catalog, sorted by path."""
    text_of = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with (folder / FILE_NAME).open("w", encoding="utf-8") as file:
        for each in sorted(entries, key=lambda entry: entry.path):
            file.write(text_of(each.row()) + "\n")
