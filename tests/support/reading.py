"""Reading of files that a test has made."""

from __future__ import annotations

from pathlib import PurePosixPath

from searchapp.ingest.readers.registry import read_page
from searchapp.ingest.types import PageText

__all__ = ["candidates_of"]


def candidates_of(name: str, data: bytes) -> list[PageText]:
    """Return the release candidates of a file."""
    return list(read_page(PurePosixPath(name), data))
