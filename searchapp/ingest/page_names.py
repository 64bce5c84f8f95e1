"""Which files of a corpus are pages? Told by the name alone, without loading any reader."""

from __future__ import annotations

from pathlib import PurePosixPath

__all__ = ["ALIASES_FILE", "is_page"]

ALIASES_FILE = "aliases.toml"
"""At the top of a corpus: names that its owner states to be one, by kind."""

NOT_PAGES = frozenset({"readme.md", "readme.txt", "readme", "corpus.toml", ALIASES_FILE})
"""Files at the top of a corpus that are about it, not of it."""


def is_page(path: PurePosixPath) -> bool:
    """Tell whether a file of the corpus is meant to be a page at all.

    :param path: relative to the corpus. Hidden files and files about the corpus are not pages.
    """
    if any(part.startswith(".") for part in path.parts):
        return False
    return not (len(path.parts) == 1 and path.name.lower() in NOT_PAGES)
