"""The engines that are compared: ours, tantivy, SQLite's FTS5 and stock Whoosh.

Each indexes the same texts and answers the same queries three ways: the first ten and the exact
total; that and the counts of five facets and of months, under two filters, where the counts of a
facet leave out its own filter; and that with the text of the ten hits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from tests.benchmarks.asked import Asked, Filters
from tests.benchmarks.texts import Text

__all__ = ["COUNTED", "PEERS", "Counts", "Peer", "find_obstacle", "peer"]

COUNTED = ("source", "person", "organization", "place", "language")
Counts = Mapping[str, Mapping[str, int]]
"""Facet -> value -> count, of the most frequent values."""


class Peer(Protocol):
    """One engine. Methods are called in the order of their listing."""

    def build(self, folder: Path, texts: Iterable[Text]) -> None:
        """Index all texts in an empty folder."""
        ...

    def open(self, folder: Path) -> None:
        """Open the index that was built."""
        ...

    def plain(self, asked: Asked) -> int:
        """Return the exact total, having fetched the ids of the first ten by relevance."""
        ...

    def faceted(self, asked: Asked, filters: Filters, texts: bool) -> tuple[int, Counts]:
        """Return the total and the counts under filters; fetch the texts of the hits if asked."""
        ...


PEERS = {"ours": None, "tantivy": "tantivy", "fts5": None, "whoosh": None}
"""Name -> the package that it needs beyond what the project needs."""


def find_obstacle(name: str) -> str | None:
    """Return the package that has to be installed for a peer, or ``None``."""
    package = PEERS[name]
    return package if package and find_spec(package) is None else None


def peer(name: str) -> Peer:
    """Return a peer by name."""
    found: Peer = import_module(f"tests.benchmarks.peer_{name}").make()
    return found
