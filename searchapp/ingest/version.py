"""Which version of the ingestion made this? A digest of all that decides what is extracted."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

__all__ = ["version"]

LIBRARIES = ("babel", "beautifulsoup4", "justext", "lxml", "py3langid", "trafilatura")
"""Libraries whose version changes what is extracted."""


@functools.cache
def version() -> str:
    """Return a digest of everything that decides what is extracted: code, data, libraries."""
    digest = hashlib.blake2b(digest_size=8)
    for package in ("searchapp.ingest", "searchapp.analysis"):
        for name, data in _files(resources.files(package), ""):
            digest.update(name.encode() + b"\0" + data)
    for library in LIBRARIES:
        digest.update(f"{library} {importlib.metadata.version(library)}".encode())
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, name)
        else:
            yield name, entry.read_bytes()
