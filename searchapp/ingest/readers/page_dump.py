"""Reader of page dumps: any text that no other reader takes."""

from __future__ import annotations

from collections.abc import Iterator

from searchapp.ingest.readers.registry import Match, Reader
from searchapp.ingest.types import PageText

__all__ = ["READERS"]


def _read(text: str) -> Iterator[PageText]:
    yield PageText("text", text)


def _match(suffix: str, text: str) -> Match:
    return Match.FALLBACK


READERS = (Reader("text", str, _read, frozenset({".txt", ".text"}), matches=_match),)
